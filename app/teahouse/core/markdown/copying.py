"""Pieces as text again: as they read, or as Markdown; all of them or from one position to another.

Positions count UTF-16 units in the pieces' shown texts, one below the other with a line end between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from teahouse.core.markdown.pieces import Piece, Run, Runs, Shape

ALL = 1 << 24  # a position after every text


def shown_text(pieces: Iterable[Piece]) -> str:
    """What positions count in."""
    return "\n".join(piece.shown for piece in pieces)


def plain_text(pieces: Iterable[Piece], start: int = 0, end: int = ALL) -> str:
    """As it reads: items with their markers, tables with tabs between cells, formulas as LaTeX."""
    return _joined(_chosen(pieces, start, end), _plain)


def markdown_text(pieces: Iterable[Piece], start: int = 0, end: int = ALL) -> str:
    """As Markdown that reads the same."""
    return _joined(_chosen(pieces, start, end), _markdown)


def units(text: str) -> int:
    """How many UTF-16 units a text has."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, start: int, end: int) -> str:
    """The part of a text between two positions in UTF-16 units."""
    if text.isascii():
        return text[start:end]
    return text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * end].decode("utf-16-le", "replace")


def _chosen(pieces: Iterable[Piece], start: int, end: int) -> Iterator[tuple[Piece, int, int]]:
    """The pieces that lie between two positions, with the positions in them."""
    at = 0
    for piece in pieces:
        length = units(piece.shown)
        if at < end and (start < at + length or (start <= at and not length)):
            yield piece, max(0, start - at), min(length, end - at)
        at += length + 1


def _joined(chosen: Iterator[tuple[Piece, int, int]], write: Callable[[Piece, int, int], str]) -> str:
    text = ""
    before: Piece | None = None
    for piece, start, end in chosen:
        if before is not None:
            text += "\n" if before.tight and piece.within.startswith("l"[: len(before.within)]) else "\n\n"
        text += write(piece, start, end)
        before = piece
    return text


def _plain(piece: Piece, start: int, end: int) -> str:
    match piece.shape:
        case Shape.TABLE if not start and end >= units(piece.shown):
            return "\n".join("\t".join(_plain_runs(cell) for cell in row) for row in piece.rows)
        case Shape.CODE | Shape.MATHS | Shape.TABLE:
            return cut(piece.shown, start, end)
        case Shape.RULE:
            return "---"
        case _:
            return _indent(piece) + _marker(piece, start) + _plain_runs(_between(piece.runs, start, end))


def _plain_runs(runs: Iterable[Run]) -> str:
    return "".join(f"${run.text}$" if run.maths else run.text for run in runs)


def _indent(piece: Piece) -> str:
    return "  " * max(0, piece.within.count("l") - 1)


def _marker(piece: Piece, start: int) -> str:
    return f"{piece.marker} " if piece.marker and not start else ""


def _between(runs: Runs, start: int, end: int) -> Iterator[Run]:
    at = 0
    for run in runs:
        length = units(run.shown)
        if at < end and start < at + length:
            text = run.text if run.maths else cut(run.text, max(0, start - at), end - at)
            yield replace(run, text=text)
        at += length


def _markdown(piece: Piece, start: int, end: int) -> str:
    lines = _markdown_lines(piece, start, end)
    first, others = _prefixes(piece, start)
    return "\n".join((first if not n else others) + line for n, line in enumerate(lines))


def _prefixes(piece: Piece, start: int) -> tuple[str, str]:
    """What stands before a piece's first line and its other lines."""
    item = piece.within.rfind("l") if piece.marker and not start else -1
    first = others = ""
    for n, sign in enumerate(piece.within):
        step = "> " if sign == "q" else "  "
        marker = piece.marker if piece.marker[:1] != "[" or piece.marker[1] == "^" else f"- {piece.marker}"
        marker += ": " if marker.startswith("[^") else " "
        first += marker if n == item else step if sign == "q" or n < item else "   "[: len(step)]
        others += step if sign == "q" or n != item else " " * len(marker)
    return first, others


def _markdown_lines(piece: Piece, start: int, end: int) -> list[str]:
    match piece.shape:
        case Shape.CODE:
            fence = _fence(piece.text)
            return [fence + piece.language, *cut(piece.shown, start, end).split("\n"), fence]
        case Shape.MATHS:
            return ["$$", *piece.text.split("\n"), "$$"]
        case Shape.RULE:
            return ["---"]
        case Shape.TABLE:
            return table_lines(piece)
        case _:
            text = _inline(_between(piece.runs, start, end))
            return ((("#" * piece.level + " ") if not start and piece.level else "") + text).split("\n")


def table_lines(piece: Piece) -> list[str]:
    """A table as lines of Markdown."""
    rows = ["| " + " | ".join(_inline(cell).replace("|", "\\|") for cell in row) + " |" for row in piece.rows]
    marks = {"": "---", "left": ":---", "center": ":---:", "right": "---:"}
    return [rows[0], "| " + " | ".join(marks[align] for align in piece.aligns) + " |", *rows[1:]]


def _fence(code: str) -> str:
    fence = "```"
    while fence in code:
        fence += "`"
    return fence


def _inline(runs: Iterable[Run]) -> str:
    return "".join(_marked(run) for run in runs)


def _marked(run: Run) -> str:
    if run.maths:
        return f"${run.text}$"
    if run.note:
        return f"[^{run.text}]"
    text = _code_span(run.text) if run.code else run.text.replace("\n", "\\\n")
    for chosen, mark in ((run.strike, "~~"), (run.italic, "*"), (run.bold, "**")):
        if chosen and text.strip():
            inner = text.strip()
            text = text.replace(inner, f"{mark}{inner}{mark}", 1)
    if run.link and run.link != run.text:
        return f"{'!' if run.image else ''}[{text}]({run.link})"
    return f"<{text}>" if run.link else text


def _code_span(text: str) -> str:
    mark = "`"
    while mark in text:
        mark += "`"
    return f"{mark} {text} {mark}" if "`" in text else f"{mark}{text}{mark}"
