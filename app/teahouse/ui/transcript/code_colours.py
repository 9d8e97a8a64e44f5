"""Colours of code: Pygments tells what the words are, two palettes say how that looks.

Pygments is imported when the first closed block of a language it may know is seen.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QColor, QTextCharFormat

from teahouse.core.markdown.copying import units
from teahouse.ui.transcript.workbench import Job

MOST = 60_000  # characters; longer code stays plain
LONGEST_LINE = 600  # characters of a line: lexers read some of them again from every place, and cannot be interrupted

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

_MEANINGS = (
    ("Comment", "comment"),
    ("Keyword.Type", "type"),
    ("Keyword", "keyword"),
    ("Operator.Word", "keyword"),
    ("Literal.String", "string"),
    ("Literal.Number", "number"),
    ("Name.Function", "name"),
    ("Name.Tag", "name"),
    ("Name.Class", "type"),
    ("Name.Builtin", "type"),
    ("Name.Decorator", "number"),
    ("Name.Attribute", "number"),
    ("Generic.Inserted", "added"),
    ("Generic.Deleted", "removed"),
    ("Generic.Heading", "name"),
    ("Generic.Subheading", "name"),
)


def colour(code: str, language: str) -> Job:
    """A job that finds out what the words of a block of code are; its result has for each word, in order, start and
    length in UTF-16 units and its meaning."""
    if len(code) > MOST or not language or max(map(len, code.split("\n"))) > LONGEST_LINE:
        return ()
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    yield
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return ()
    yield
    known: dict[object, str] = {}
    spans: list[tuple[int, int, str]] = []
    at = 0
    for number, (kind, word) in enumerate(lexer.get_tokens(code)):
        length = units(word)
        if kind not in known:
            known[kind] = _meaning(str(kind).removeprefix("Token."))
        meaning = known[kind]
        if meaning and spans and spans[-1][2] == meaning and sum(spans[-1][:2]) == at:
            spans[-1] = (spans[-1][0], spans[-1][1] + length, meaning)
        elif meaning:
            spans.append((at, length, meaning))
        at += length
        if number % 40 == 0:
            yield
    return tuple(spans)


def _meaning(kind: str) -> str:
    return next((meaning for begin, meaning in _MEANINGS if kind == begin or kind.startswith(begin + ".")), "")


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
