"""Messages as items with parts, where they are in one column, and the place in it that is kept while it grows."""
