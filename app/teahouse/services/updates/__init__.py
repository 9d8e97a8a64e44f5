"""Newer versions of the app."""
