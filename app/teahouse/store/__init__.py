"""The store: one SQLite file with conversations, their full text index, and every measured run."""
