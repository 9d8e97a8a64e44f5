"""Use cases: what the window can ask for, and the events it is told. No Qt, no HTTP, no SQL."""
