"""Formats values in the window's language."""
