"""The content of a Markdown block as values: pieces from top to bottom, each with its runs of text.

Positions in a piece count UTF-16 units of the shown text, as in Qt; a formula inside a line is one unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from operator import attrgetter

from teahouse.core.values import dataclass

FORMULA = "\N{OBJECT REPLACEMENT CHARACTER}"  # represents a formula inside a line


class BlockShape(StrEnum):
    """The shape of a piece."""

    TEXT = "text"
    HEADING = "heading"
    RULE = "rule"  # a horizontal rule
    CODE = "code"
    TABLE = "table"
    MATHS = "maths"  # a formula on lines of its own


@dataclass(frozen=True, slots=True)
class TextRun:
    """Text of one style. `link`: its target; `image`: the text of an image, which is never fetched; `maths`: the text
    is LaTeX; `note`: a reference to a footnote."""

    text: str
    bold: bool = False
    italic: bool = False
    strike: bool = False
    code: bool = False
    image: bool = False
    maths: bool = False
    note: bool = False
    link: str = ""

    @property
    def shown(self) -> str:
        """The text as it is shown."""
        return FORMULA if self.maths else self.text

    def with_text(self, text: str) -> TextRun:
        """A run of the same style with another text; `dataclasses.replace` takes five times as long."""
        return TextRun(
            text, self.bold, self.italic, self.strike, self.code, self.image, self.maths, self.note, self.link
        )

    def looks_like(self, other: TextRun) -> bool:
        """Whether both have the same style."""
        return _style(self) == _style(other)


_style = attrgetter("bold", "italic", "strike", "code", "image", "maths", "note", "link")
Runs = tuple[TextRun, ...]


@dataclass(frozen=True, slots=True)
class MarkdownPiece:
    """One paragraph, heading, formula, table or block of code.

    `within`: its containers, outermost first, "q" for a quote and "l" for a list. `marker`: the list marker before it,
    as in Markdown ("-", "3.", "[x]", "[^1]"); empty where an item continues. `level`: of a heading, 1 to 6. `text`:
    code, or LaTeX. `rows`: of a table, the first is its head; `aligns`: "", "left", "center" or "right" for each
    column. `tight`: little space before the next piece.
    """

    shape: BlockShape
    runs: Runs = ()
    within: str = ""
    marker: str = ""
    level: int = 0
    text: str = ""
    language: str = ""
    rows: tuple[tuple[Runs, ...], ...] = ()
    aligns: tuple[str, ...] = ()
    tight: bool = False

    @property
    def shown(self) -> str:
        """Its text as it is shown, one character for each position."""
        match self.shape:
            case BlockShape.CODE:
                return self.text.removesuffix("\n")
            case BlockShape.MATHS:
                return self.text
            case BlockShape.TABLE:
                return "\n".join("\t".join(shown_text(cell) for cell in row) for row in self.rows)
            case _:
                return shown_text(self.runs)


def all_runs(piece: MarkdownPiece) -> Iterator[TextRun]:
    """The runs of a piece, including those in the cells of a table."""
    yield from piece.runs
    for row in piece.rows:
        for cell in row:
            yield from cell


def text_of_links(pieces: Iterable[MarkdownPiece], address: str) -> str:
    """The shown texts of the links to an address, one per line."""
    found: list[str] = []
    goes_on = False
    for run in (run for piece in pieces for run in all_runs(piece)):
        if run.link == address and goes_on:
            found[-1] += run.text
        elif run.link == address:
            found.append(run.text)
        goes_on = run.link == address
    return "\n".join(dict.fromkeys(found))


def shown_text(runs: Runs) -> str:
    """Runs as they are shown."""
    return "".join(run.shown for run in runs)
