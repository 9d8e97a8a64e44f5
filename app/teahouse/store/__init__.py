"""What is kept: one SQLite file with conversations, their full text index, and every measured run."""
