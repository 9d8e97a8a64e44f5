"""Tool tips of text that somebody else wrote: titles, names, what an engine said."""

from __future__ import annotations

LONGEST = 2000  # characters: Qt lays out all of a tool tip before it shows any of it


def as_text(tip: str) -> str:
    """A tool tip's text with nothing in it that Qt would read as HTML, and no longer than one can read."""
    if len(tip) > LONGEST:
        tip = tip[:LONGEST] + "…"
    return tip if "<" not in tip else tip.replace("<", "‹").replace(">", "›")
