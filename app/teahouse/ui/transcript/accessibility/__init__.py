"""What screen readers find in a transcript and are told of it."""
