"""The Models page: what can be had, what is on its way, what is here, and what can be made of it."""
