"""Pulling models: the queue, one pull at work, the disk they need."""
