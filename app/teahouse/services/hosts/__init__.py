"""The daemon that the app uses, and its credentials."""
