"""Teahouse: a desktop app for chatting with open-weight models on your own computer."""

__version__ = "0.1.0"
