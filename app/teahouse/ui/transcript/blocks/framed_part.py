"""What stands on lines of its own inside lists and quotes: moved in, with the quotes' bars beside it, and where it is
wider than the column, moved sideways.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil
from unicodedata import bidirectional

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QTextDocument

from teahouse.core.markdown.pieces import MarkdownPiece
from teahouse.ui.transcript.blocks.part import Act, PartHit
from teahouse.ui.transcript.blocks.text_style import TextStyle


class SidewaysScroll:
    """How far a block that is wider than the column is moved sideways; slices of one block share it.

    `shift`: pixels moved to the left; `content` and `room`: widths in pixels.
    """

    def __init__(self) -> None:
        self.shift = 0
        self._contents: dict[object, int] = {}
        self.room = 0
        self._long: set[object] = set()  # parts with a line that is wider than the column, wrapped or not

    def measure(self, part: object, content: int, room: int) -> None:
        """A part says how wide it is, and how wide it may be."""
        self._contents[part] = content
        self.room = room
        self.shift = min(self.shift, self.reach)

    def tell(self, part: object, overflows: bool) -> None:
        """A part says whether one of its lines is wider than the column, wrapped or not."""
        self._long.add(part) if overflows else self._long.discard(part)

    @property
    def overflows(self) -> bool:
        """Whether any of the parts has such a line."""
        return bool(self._long)

    @property
    def reach(self) -> int:
        """How far it can be moved."""
        return max(0, max(self._contents.values(), default=0) - self.room)

    def move(self, pixels: int) -> bool:
        """Move it; tells whether it could be moved."""
        before, self.shift = self.shift, max(0, min(self.reach, self.shift + pixels))
        return self.shift != before

    def move_to(self, share: float) -> bool:
        """Move it to a place between its beginning, 0, and its end, 1."""
        return self.move(round(share * self.reach) - self.shift)

    def paint(self, painter: QPainter, ink: TextStyle, left: float, bottom: float) -> None:
        """The thin bar that shows which part is seen."""
        if not self.reach:
            return
        whole = self.reach + self.room
        x, width = left + self.room * self.shift / whole, max(24.0, self.room * self.room / whole)
        painter.save()
        pen = QPen(ink.colour("muted"), ink.px(3))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(QPointF(x + 3, bottom), QPointF(min(x + width, left + self.room) - 3, bottom))
        painter.restore()

    def bar(self, left: float, bottom: float, ink: TextStyle) -> QRectF:
        """Where the bar takes clicks; empty where there is none."""
        return QRectF(left, bottom - ink.px(6), self.room, ink.px(12)) if self.reach else QRectF()


INDENT = 22  # pixels a list is moved in at least
QUOTE = 16  # pixels a quote is moved in
BESIDE = 6  # between a marker and the text
WIDEST = 120  # pixels of a marker
DEEPEST = 12  # steps of lists and quotes that are told apart


class Margins:
    """The margins of the pieces of one document: how far lists and quotes move in what stands in them. A list moves in
    as far as its widest number needs, so that none stands outside the column."""

    def __init__(self, ink: TextStyle, pieces: Iterable[MarkdownPiece] = ()) -> None:
        self._ink = ink
        self._steps: dict[int, int] = {}  # by depth of lists, where a marker is wide
        metrics = ink.metrics(ink.text)
        for piece in pieces:
            if word := word_of(piece.marker):
                depth = piece.within[:DEEPEST].count("l")
                width = min(ink.px(WIDEST), ceil(metrics.horizontalAdvance(word))) + 2 * ink.px(BESIDE)
                self._steps[depth] = max(width, self._steps.get(depth, 0))

    def of(self, within: str) -> int:
        """The pixels that what stands in these lists and quotes is moved in."""
        within, least = within[:DEEPEST], self._ink.px(INDENT)
        lists = within.count("l")
        return sum(max(least, self._steps.get(n + 1, 0)) for n in range(lists)) + self._ink.px(QUOTE) * (
            len(within) - lists
        )

    def bars(self, within: str) -> list[int]:
        """How far in each quote's bar stands."""
        within = within[:DEEPEST]
        return [self.of(within[:at]) for at, sign in enumerate(within) if sign == "q"]

    def quote_bars(self, document: QTextDocument, pieces: Sequence[MarkdownPiece]) -> list[QRectF]:
        """The bars of a document that is laid out: one for each level, down to where it ends."""
        found: list[QRectF] = []
        layout, block, wide = document.documentLayout(), document.begin(), self._ink.px(3)
        for piece in pieces:
            box, below = layout.blockBoundingRect(block), block.next()
            end = layout.blockBoundingRect(below).top() if below.isValid() else document.size().height()
            mirrored = block.textDirection() is Qt.LayoutDirection.RightToLeft
            for x in self.bars(piece.within):
                left = document.textWidth() - x - wide if mirrored else x
                found.append(QRectF(left, box.top(), wide, end - box.top()))
            block = below
        return found


def word_of(marker: str) -> str:
    """What is written for a marker: a number, the label of a footnote; nothing for what is drawn."""
    if marker.startswith("[^"):
        return marker[2:-1]
    return marker if marker[:1].isdigit() else ""


def reads_left(text: str) -> bool:
    """Whether a text is written from right to left: its first letter with a direction decides."""
    directions = (bidirectional(sign) for sign in text)
    return next((found != "L" for found in directions if found in ("L", "R", "AL")), False)


class Framed:
    """A mixin of parts that show one piece: its frame."""

    ink: TextStyle
    height: int

    def start_frame(self, piece: MarkdownPiece) -> None:
        """Stand where this piece stands."""
        self.piece = piece
        self.slide = SidewaysScroll()

    def left(self) -> int:
        """Where the content begins."""
        return Margins(self.ink, [self.piece]).of(self.piece.within) if self.piece.within else 0

    def paint_frame(self, painter: QPainter) -> None:
        """Paint the bars of the quotes, and the marker of the item that begins here."""
        for x in Margins(self.ink).bars(self.piece.within):
            painter.fillRect(QRectF(x, 0, self.ink.px(3), self.height), self.ink.colour("border"))
        if self.piece.marker and "l" in self.piece.within:
            painter.setFont(self.ink.text)
            painter.setPen(self.ink.colour("text"))
            metrics = self.ink.metrics(self.ink.text)
            word = word_of(self.piece.marker) or "•"
            painter.drawText(self.left() - metrics.horizontalAdvance(word + " "), metrics.ascent() + 2, word)

    def slide_hits(self) -> list[PartHit]:
        """The bar that moves it sideways, as a place to click."""
        bar = self.slide.bar(self.left(), self.slide_bottom(), self.ink)
        return [] if bar.isEmpty() else [PartHit(Act.SLIDE, bar.toRect())]

    def slide_bottom(self) -> float:
        """Where the bar lies."""
        return self.height - self.ink.px(4)

    def content_clip(self, clip: QRect, width: int) -> QRect:
        """What of the content may be painted."""
        return clip.intersected(QRect(self.left(), 0, max(0, width - self.left()), self.height))
