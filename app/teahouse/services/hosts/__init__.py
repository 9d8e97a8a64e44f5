"""The daemon the app talks to: found, started, watched; its credentials."""
