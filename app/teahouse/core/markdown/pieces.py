"""What a block of Markdown says, as values: pieces from top to bottom, each with its runs of text.

Positions in a piece count UTF-16 units of what is shown, as everywhere in Qt; a formula inside a line is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from operator import attrgetter

from teahouse.core.values import dataclass

FORMULA = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands for a formula in a line


class BlockShape(StrEnum):
    """How a piece is shown."""

    TEXT = "text"
    HEADING = "heading"
    RULE = "rule"  # a line across
    CODE = "code"
    TABLE = "table"
    MATHS = "maths"  # a formula on lines of its own


@dataclass(frozen=True, slots=True)
class TextRun:
    """Text of one style. `link`: where it leads; `image`: it stands for a picture that is never fetched; `maths`:
    the text is LaTeX; `note`: it refers to a footnote."""

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
        """The text as it stands on the page."""
        return FORMULA if self.maths else self.text

    def with_text(self, text: str) -> TextRun:
        """Another text of the same style; `dataclasses.replace` takes five times as long."""
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

    `within`: what it stands in, outermost first, "q" for a quote and "l" for a list. `marker`: what stands before
    it, as Markdown writes it ("-", "3.", "[x]", "[^1]"); empty where an item goes on. `level`: of a heading, 1 to 6.
    `text`: code, or LaTeX. `rows`: a table's, the first is its head; `aligns`: "", "left", "center" or "right" for
    each column. `tight`: belongs close to what comes next.
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
        """Its text as it stands on the page, one character for each position."""
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
    """The runs of a piece, those in the cells of a table too."""
    yield from piece.runs
    for row in piece.rows:
        for cell in row:
            yield from cell


def text_of_links(pieces: Iterable[MarkdownPiece], address: str) -> str:
    """What stands on the page for the links that lead to an address, one below the other."""
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
    """Runs as they stand on the page."""
    return "".join(run.shown for run in runs)
