"""Models of the host: the list and what each measured, details, copying, deleting, making, trying out."""
