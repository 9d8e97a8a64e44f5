"""Marks texts that are translated later, where they are shown."""

from __future__ import annotations


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """The text as it is. Qt's own function does the same; its type is wrong in PySide6's stubs (object)."""
    return text
