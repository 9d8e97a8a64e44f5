"""Converts pieces to plain text or to Markdown, completely or between two positions.

Positions count UTF-16 units in the pieces' shown texts, joined by line ends. In Markdown, marks are nested correctly,
and text is escaped only where it would be read differently: "snake_case" and "3 * 4" stay unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, takewhile

from teahouse.core.markdown.pieces import BlockShape, MarkdownPiece, Runs, TextRun
from teahouse.core.markdown.reading import LinkNames, read_block

_MARKS = {"**": "bold", "*": "italic", "~~": "strike"}
_SIGNS = re.compile(r"([\\`*_\]<>$~|]|&(?=#?\w+;))")  # no "[": a backslash before it begins a formula
_LINE_STARTS = re.compile(r"^([ \t]*)(?:([#>+=-])|(\d{1,9})(?=[.)]))", re.MULTILINE)
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*")


def line_of(runs: Iterable[TextRun]) -> str:
    """Runs as Markdown with the same meaning, as far as Markdown can express it; line breaks are preserved."""
    runs = tuple(runs)
    plain = _linked(runs, escaped=False)
    return plain if _reads_as(plain, runs) else _linked(runs, escaped=True)


def _reads_as(text: str, runs: Runs) -> bool:
    pieces = read_block(text, LinkNames(notes={run.text for run in runs if run.note}))
    if not text.strip() or len(pieces) != 1:
        return not text.strip()
    piece = pieces[0]
    return piece.shape is BlockShape.TEXT and not piece.within and _without_ends(piece.runs) == _without_ends(runs)


def _without_ends(runs: Runs) -> list[tuple[str, TextRun]]:
    """Runs without blanks at their ends, which marks cannot enclose, and without empty ones."""
    return [(run.text.strip(), replace(run, text="")) for run in runs if run.text.strip()]


def _linked(runs: Runs, *, escaped: bool) -> str:
    """Join neighbours with the same target into one link."""
    written = ""
    for (link, image), group in groupby(runs, key=lambda run: (run.link, run.image)):
        runs_of_link = tuple(group)
        text = _styled(runs_of_link, escaped=escaped)
        if not link:
            written += text
        elif len(runs_of_link) == 1 and runs_of_link[0].text == link and _ADDRESS.fullmatch(link) and not image:
            written += f"<{link}>"
        else:
            written = written[:-1] + "\\!" if written.endswith("!") else written
            written += f"{'!' if image else ''}[{text}]({f'<{link}>' if set(link) & set(' ()') else link})"
    return written


def _styled(runs: Runs, *, escaped: bool) -> str:
    """Open and close marks where styles change; the one that stays open longest is opened first. No mark has a blank
    inside its end: it would not be a mark there."""
    written = ""
    opened: list[str] = []
    for number, run in enumerate(runs):
        text = _text(run, escaped=escaped)
        needed = [mark for mark, style in _MARKS.items() if getattr(run, style)]
        if not text.strip():
            needed = [mark for mark in needed if mark in opened]
        while any(mark not in needed for mark in opened):
            written = _closed(written, opened.pop())
        fresh = [mark for mark in needed if mark not in opened]
        if fresh:
            blank = text[: len(text) - len(text.lstrip())]
            fresh.sort(key=lambda mark: -_extent(runs[number:], _MARKS[mark]))
            written, text = written + blank + "".join(fresh), text[len(blank) :]
            opened += fresh
        written += text
    while opened:
        written = _closed(written, opened.pop())
    return written


def _extent(runs: Sequence[TextRun], style: str) -> int:
    """The number of runs from the first on that have a style."""
    return sum(1 for _ in takewhile(lambda run: getattr(run, style), runs))


def _closed(written: str, mark: str) -> str:
    end = len(written.rstrip())
    return written[:end] + mark + written[end:]


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


ALL = 1 << 24  # a position after the end of every text


def moved_in(text: str, columns: int) -> str:
    """Markdown indented by the columns of the list item that contains it."""
    return "\n".join(" " * columns + line if line else line for line in text.split("\n")) if columns else text


def shown_text(pieces: Iterable[MarkdownPiece]) -> str:
    """The text in which positions count."""
    return "\n".join(piece.shown for piece in pieces)


def plain_text(pieces: Iterable[MarkdownPiece], start: int = 0, end: int = ALL) -> str:
    """Plain text: items with their markers, tables with tabs between cells, formulas as LaTeX."""
    return _joined(_chosen(pieces, start, end))


def markdown_text(pieces: Iterable[MarkdownPiece], start: int = 0, end: int = ALL) -> str:
    """Markdown with the same meaning."""
    writer = _Writer()
    return "".join(writer.write(*one) for one in _chosen(pieces, start, end))


def units(text: str) -> int:
    """The number of UTF-16 units of a text."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, start: int, end: int) -> str:
    """The part of a text between two positions in UTF-16 units."""
    if text.isascii():
        return text[start:end]
    return text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * end].decode("utf-16-le", "replace")


def _chosen(pieces: Iterable[MarkdownPiece], start: int, end: int) -> Iterator[tuple[MarkdownPiece, int, int]]:
    """The pieces between two positions, with the positions in them."""
    at = 0
    for piece in pieces:
        length = units(piece.shown)
        if at < end and (start < at + length or (start <= at and not length)):
            yield piece, max(0, start - at), min(length, end - at)
        at += length + 1


def _joined(chosen: Iterator[tuple[MarkdownPiece, int, int]]) -> str:
    text = ""
    before: MarkdownPiece | None = None
    for piece, start, end in chosen:
        if before is not None:
            text += "\n" if _is_close(before, piece) else "\n\n"
        text += _plain(piece, start, end)
        before = piece
    return text


def _is_close(before: MarkdownPiece, piece: MarkdownPiece) -> bool:
    """Whether a piece follows the one before without a blank line, as items of a tight list do."""
    begins = bool(piece.marker) or piece.shape is BlockShape.CODE or not before.runs
    return before.tight and "l" in piece.within and begins


def _plain(piece: MarkdownPiece, start: int, end: int) -> str:
    match piece.shape:
        case BlockShape.TABLE if not start and end >= units(piece.shown):
            return "\n".join("\t".join(_plain_runs(cell) for cell in row) for row in piece.rows)
        case BlockShape.CODE | BlockShape.MATHS | BlockShape.TABLE:
            return cut(piece.shown, start, end)
        case BlockShape.RULE:
            return "---"
        case _:
            return _indent(piece) + _marker(piece, start) + _plain_runs(_between(piece.runs, start, end))


def _plain_runs(runs: Iterable[TextRun]) -> str:
    return "".join(f"${run.text}$" if run.maths else run.text for run in runs)


def _indent(piece: MarkdownPiece) -> str:
    return "  " * max(0, piece.within.count("l") - 1)


def _marker(piece: MarkdownPiece, start: int) -> str:
    return f"{piece.marker} " if piece.marker and not start else ""


def _between(runs: Runs, start: int, end: int) -> Iterator[TextRun]:
    at = 0
    for run in runs:
        length = units(run.shown)
        if at < end and start < at + length:
            text = run.text if run.maths else cut(run.text, max(0, start - at), end - at)
            yield replace(run, text=text)
        at += length


class _Writer:
    """Writes pieces one below the other. `_widths`: the indentation inside each open item, by its index in `within`."""

    def __init__(self) -> None:
        self._widths: dict[int, int] = {}
        self._before: MarkdownPiece | None = None

    def write(self, piece: MarkdownPiece, start: int, end: int) -> str:
        first, others = self._build_prefixes(piece, start)
        between = self._build_separator(piece)
        lines = _markdown_lines(piece, start, end)
        self._before = piece
        return between + "\n".join((first if not n else others) + line for n, line in enumerate(lines))

    def _build_separator(self, piece: MarkdownPiece) -> str:
        """The end of the line above, and a blank line where one is needed, with the quote marks common to both
        pieces."""
        if self._before is None:
            return ""
        if _is_close(self._before, piece):
            return "\n"
        pairs = zip(self._before.within, piece.within, strict=False)
        shared = enumerate(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        return "\n" + "".join(self._indent_level(place, sign) for place, sign in shared).rstrip() + "\n"

    def _indent_level(self, place: int, sign: str) -> str:
        return "> " if sign == "q" else " " * self._widths.get(place, 2)

    def _build_prefixes(self, piece: MarkdownPiece, start: int) -> tuple[str, str]:
        """The prefixes of a piece's first line and of its other lines."""
        item = piece.within.rfind("l") if piece.marker and not start else -1
        first = others = ""
        for place, sign in enumerate(piece.within):
            if place == item:
                marker = _written(piece.marker)
                self._widths = {n: width for n, width in self._widths.items() if n < place}
                self._widths[place] = 2 if piece.marker.startswith("[") and marker[0] == "-" else len(marker)
                first, others = first + marker, others + " " * self._widths[place]
            else:
                first, others = first + self._indent_level(place, sign), others + self._indent_level(place, sign)
        return first, others


def _written(marker: str) -> str:
    """An item's marker with the blank after it."""
    if marker.startswith("[^"):
        return f"{marker}: "
    return f"- {marker} " if marker.startswith("[") else f"{marker} "


def _markdown_lines(piece: MarkdownPiece, start: int, end: int) -> list[str]:
    match piece.shape:
        case BlockShape.CODE:
            fence = fence_for(piece.text)
            return [fence + piece.language, *cut(piece.shown, start, end).split("\n"), fence]
        case BlockShape.MATHS:
            return ["$$", *piece.text.split("\n"), "$$"]
        case BlockShape.RULE:
            return ["***"]
        case BlockShape.TABLE:
            return table_lines(piece)
        case _:
            text = line_of(_between(piece.runs, start, end))
            return ((("#" * piece.level + " ") if not start and piece.level else "") + text).split("\n")


def table_lines(piece: MarkdownPiece) -> list[str]:
    """A table as lines of Markdown."""
    rows = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in piece.rows]
    marks = {"": "---", "left": ":---", "center": ":---:", "right": "---:"}
    return [rows[0], "| " + " | ".join(marks[align] for align in piece.aligns) + " |", *rows[1:]]


def _cell(runs: Runs) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", line_of(runs)).replace("\\\n", "<br>")


def fence_for(code: str) -> str:
    """A code fence longer than any in the code."""
    fence = "```"
    while fence in code:
        fence += "`"
    return fence
