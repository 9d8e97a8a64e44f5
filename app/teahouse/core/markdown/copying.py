"""Pieces as text again: as they read, or as Markdown; all of them or from one position to another.

Positions count UTF-16 units in the pieces' shown texts, one below the other with a line end between. In Markdown, marks
are nested as they must be, and text is escaped only where it would be read otherwise: "snake_case" and "3 * 4" stay as
they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, takewhile

from teahouse.core.markdown.pieces import BlockShape, MarkdownPiece, Runs, TextRun
from teahouse.core.markdown.reading import LinkNames, read_block

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
    pieces = read_block(text, LinkNames(notes={run.text for run in runs if run.note}))
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


ALL = 1 << 24  # a position after every text


def moved_in(text: str, columns: int) -> str:
    """Markdown that stands in an item of a list above it."""
    return "\n".join(" " * columns + line if line else line for line in text.split("\n")) if columns else text


def shown_text(pieces: Iterable[MarkdownPiece]) -> str:
    """What positions count in."""
    return "\n".join(piece.shown for piece in pieces)


def plain_text(pieces: Iterable[MarkdownPiece], start: int = 0, end: int = ALL) -> str:
    """As it reads: items with their markers, tables with tabs between cells, formulas as LaTeX."""
    return _joined(_chosen(pieces, start, end))


def markdown_text(pieces: Iterable[MarkdownPiece], start: int = 0, end: int = ALL) -> str:
    """As Markdown that reads the same."""
    writer = _Writer()
    return "".join(writer.write(*one) for one in _chosen(pieces, start, end))


def units(text: str) -> int:
    """How many UTF-16 units a text has."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, start: int, end: int) -> str:
    """The part of a text between two positions in UTF-16 units."""
    if text.isascii():
        return text[start:end]
    return text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * end].decode("utf-16-le", "replace")


def _chosen(pieces: Iterable[MarkdownPiece], start: int, end: int) -> Iterator[tuple[MarkdownPiece, int, int]]:
    """The pieces that lie between two positions, with the positions in them."""
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
    """Whether a piece follows the one before without a blank line, as the items of a tight list do."""
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
    """Writes pieces one below the other. `_widths`: how far the items that are open move in what belongs to them, by
    their place in `within`."""

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
        """The end of the line above, and a blank line where one is needed, inside the quotes that both stand in."""
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
        """What stands before a piece's first line and its other lines."""
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
    """A fence that no line of the code can end."""
    fence = "```"
    while fence in code:
        fence += "`"
    return fence
