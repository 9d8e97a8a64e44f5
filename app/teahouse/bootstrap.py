"""The composition root: builds the floors, joins them, runs, closes; the only file that knows everyone."""
