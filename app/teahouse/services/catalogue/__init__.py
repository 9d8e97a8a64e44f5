"""Models that could be had, and what this computer could do with them."""
