"""Models of the host: list, details, copying, deleting, building, try-outs."""
