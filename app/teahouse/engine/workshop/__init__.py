"""The Workshop's jobs on model files, each in a process of its own."""
