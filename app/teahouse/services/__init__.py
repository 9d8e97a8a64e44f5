"""Use cases: services with the methods that the window calls, and their events. No Qt, no HTTP, no SQL."""
