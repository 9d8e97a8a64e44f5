"""Colours of code: Pygments tells what the words are, two palettes say how that looks.

The words are found by another process (`typesetter`, desktop/code_words.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QColor, QTextCharFormat

from teahouse.ui.transcript.idle_queue import Job

MOST = 60_000  # characters; longer code stays plain

LIGHT = {
    "keyword": "#8A2F6B",
    "string": "#2F6B2B",
    "number": "#8A4B0F",
    "comment": "#686A61",
    "name": "#1F4FA3",
    "type": "#176678",
    "added": "#2F6B2B",
    "removed": "#A83A2E",
}
DARK = {
    "keyword": "#E08BC0",
    "string": "#9CCB86",
    "number": "#E5B073",
    "comment": "#9B9D94",
    "name": "#8FB6F2",
    "type": "#74C7D6",
    "added": "#9CCB86",
    "removed": "#EF8C7E",
}


def colour(code: str, language: str) -> Job:
    """A job that finds out what the words of a block of code are; its result has for each word, in order, start and
    length in UTF-16 units and its meaning."""
    if len(code) > MOST or not language:
        return ()
    return (yield {"code": code, "language": language}) or ()


def formats(spans: Sequence[tuple[int, int, str]], start: int, end: int, *, dark: bool) -> list[
    tuple[int, int, QTextCharFormat]
]:  # fmt: skip
    """How the part of the code from `start` to `end` is to be painted, counted from `start`."""
    palette = DARK if dark else LIGHT
    found = []
    for at, length, meaning in spans:
        low, high = max(start, at), min(end, at + length)
        if low < high:
            style = QTextCharFormat()
            style.setForeground(QColor(palette[meaning]))
            found.append((low - start, high - low, style))
    return found
