"""Use cases: what the window can ask for, and the news it is told. No Qt, no HTTP, no SQL."""
