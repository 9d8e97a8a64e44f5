"""Models that can be pulled, and what this computer can do with them."""
