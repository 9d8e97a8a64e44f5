"""Tool tips of text that somebody else wrote: titles, names, what an engine said."""

from __future__ import annotations


def as_text(tip: str) -> str:
    """A tool tip's text with nothing in it that Qt would read as HTML."""
    return tip if "<" not in tip else tip.replace("<", "‹").replace(">", "›")
