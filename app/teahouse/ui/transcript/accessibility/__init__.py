"""Accessibility of the transcript: interfaces and announcements."""
