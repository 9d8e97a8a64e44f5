"""The transcript: a conversation's chosen path as one painted, scrolling page."""
