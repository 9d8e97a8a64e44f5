"""Runs of text as Markdown again: marks nested as they must be, and what would be read as a mark escaped.

Text is escaped only where it would be read otherwise: "snake_case" and "3 * 4" stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby, takewhile

from teahouse.core.markdown.pieces import BlockShape, Runs, TextRun
from teahouse.core.markdown.reading import LinkNames, read

_MARKS = {"**": "bold", "*": "italic", "~~": "strike"}
_SIGNS = re.compile(r"([\\`*_\]<>$~|]|&(?=#?\w+;))")  # no "[": with a backslash it would begin a formula
_LINE_STARTS = re.compile(r"^([ \t]*)(?:([#>+=-])|(\d{1,9})(?=[.)]))", re.MULTILINE)
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*")


def line_of(runs: Iterable[TextRun]) -> str:
    """Runs as Markdown that reads the same, as far as Markdown can say it; line breaks are kept."""
    runs = tuple(runs)
    plain = _linked(runs, escaped=False)
    return plain if _reads_as(plain, runs) else _linked(runs, escaped=True)


def _reads_as(text: str, runs: Runs) -> bool:
    pieces = read(text, LinkNames(notes={run.text for run in runs if run.note}))
    if not text.strip() or len(pieces) != 1:
        return not text.strip()
    piece = pieces[0]
    return piece.shape is BlockShape.TEXT and not piece.within and _without_ends(piece.runs) == _without_ends(runs)


def _without_ends(runs: Runs) -> list[tuple[str, TextRun]]:
    """Runs without blanks at their ends, which marks cannot enclose, and without the outermost ones."""
    return [(run.text.strip(), replace(run, text="")) for run in runs if run.text.strip()]


def _linked(runs: Runs, *, escaped: bool) -> str:
    """Neighbours that lead to the same place are one link."""
    said = ""
    for (link, image), group in groupby(runs, key=lambda run: (run.link, run.image)):
        held = tuple(group)
        text = _styled(held, escaped=escaped)
        if not link:
            said += text
        elif len(held) == 1 and held[0].text == link and _ADDRESS.fullmatch(link) and not image:
            said += f"<{link}>"
        else:
            said = said[:-1] + "\\!" if said.endswith("!") else said
            said += f"{'!' if image else ''}[{text}]({f'<{link}>' if set(link) & set(' ()') else link})"
    return said


def _styled(runs: Runs, *, escaped: bool) -> str:
    """Marks open and close where styles change; what stays open longest is opened first. None encloses a blank at its
    end, where it would not be one."""
    said = ""
    opened: list[str] = []
    for number, run in enumerate(runs):
        text = _text(run, escaped=escaped)
        wanted = [mark for mark, style in _MARKS.items() if getattr(run, style)]
        if not text.strip():
            wanted = [mark for mark in wanted if mark in opened]
        while any(mark not in wanted for mark in opened):
            said = _closed(said, opened.pop())
        fresh = [mark for mark in wanted if mark not in opened]
        if fresh:
            blank = text[: len(text) - len(text.lstrip())]
            fresh.sort(key=lambda mark: -_extent(runs[number:], _MARKS[mark]))
            said, text = said + blank + "".join(fresh), text[len(blank) :]
            opened += fresh
        said += text
    while opened:
        said = _closed(said, opened.pop())
    return said


def _extent(runs: Sequence[TextRun], style: str) -> int:
    """How many runs from the first on have a style."""
    return sum(1 for _ in takewhile(lambda run: getattr(run, style), runs))


def _closed(said: str, mark: str) -> str:
    end = len(said.rstrip())
    return said[:end] + mark + said[end:]


def _text(run: TextRun, *, escaped: bool) -> str:
    if run.maths:
        return f"${run.text}$"
    if run.note:
        return f"[^{run.text}]"
    if run.code:
        return _code_span(run.text)
    text = _escaped(run.text) if escaped else run.text
    return text.replace("\n", "\\\n")


def _escaped(text: str) -> str:
    text = _SIGNS.sub(r"\\\1", text)
    return _LINE_STARTS.sub(lambda found: f"{found[1]}\\{found[2]}" if found[2] else f"{found[1]}{found[3]}\\", text)


def _code_span(text: str) -> str:
    mark = "`"
    while mark in text:
        mark += "`"
    return f"{mark} {text} {mark}" if "`" in text else f"{mark}{text}{mark}"
