"""What stands on lines of its own inside lists and quotes: moved in, with the quotes' bars beside it, and where it is
wider than the column, moved sideways.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil
from unicodedata import bidirectional

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QTextDocument

from teahouse.core.markdown.pieces import MarkdownPiece
from teahouse.ui.transcript.blocks.text_style import TextStyle

INDENT = 22  # pixels a list is moved in at least
QUOTE = 16  # pixels a quote is moved in
BESIDE = 6  # between a marker and the text
WIDEST = 120  # pixels of a marker
DEEPEST = 12  # steps of lists and quotes that are told apart


class Margins:
    """The margins of the pieces of one document: how far lists and quotes move in what stands in them. A list moves in
    as far as its widest number needs, so that none stands outside the column."""

    def __init__(self, style: TextStyle, pieces: Iterable[MarkdownPiece] = ()) -> None:
        self._style = style
        self._steps: dict[int, int] = {}  # by depth of lists, where a marker is wide
        metrics = style.metrics_of(style.text)
        for piece in pieces:
            if word := marker_text(piece.marker):
                depth = piece.within[:DEEPEST].count("l")
                width = min(style.px(WIDEST), ceil(metrics.horizontalAdvance(word))) + 2 * style.px(BESIDE)
                self._steps[depth] = max(width, self._steps.get(depth, 0))

    def indent_of(self, within: str) -> int:
        """The pixels that what stands in these lists and quotes is moved in."""
        within, least = within[:DEEPEST], self._style.px(INDENT)
        lists = within.count("l")
        return sum(max(least, self._steps.get(n + 1, 0)) for n in range(lists)) + self._style.px(QUOTE) * (
            len(within) - lists
        )

    def bar_positions(self, within: str) -> list[int]:
        """How far in each quote's bar stands."""
        within = within[:DEEPEST]
        return [self.indent_of(within[:at]) for at, sign in enumerate(within) if sign == "q"]

    def quote_bars(self, document: QTextDocument, pieces: Sequence[MarkdownPiece]) -> list[QRectF]:
        """The bars of a document that is laid out: one for each level, down to where it ends."""
        found: list[QRectF] = []
        layout, block, wide = document.documentLayout(), document.begin(), self._style.px(3)
        for piece in pieces:
            box, below = layout.blockBoundingRect(block), block.next()
            end = layout.blockBoundingRect(below).top() if below.isValid() else document.size().height()
            mirrored = block.textDirection() is Qt.LayoutDirection.RightToLeft
            for x in self.bar_positions(piece.within):
                left = document.textWidth() - x - wide if mirrored else x
                found.append(QRectF(left, box.top(), wide, end - box.top()))
            block = below
        return found


def marker_text(marker: str) -> str:
    """What is written for a marker: a number, the label of a footnote; nothing for what is drawn."""
    if marker.startswith("[^"):
        return marker[2:-1]
    return marker if marker[:1].isdigit() else ""


def is_right_to_left(text: str) -> bool:
    """Whether a text is written from right to left: its first letter with a direction decides."""
    directions = (bidirectional(sign) for sign in text)
    return next((found != "L" for found in directions if found in ("L", "R", "AL")), False)


class PieceFrame:
    """Where a part stands that shows one piece on lines of its own: moved in, with its bars and marker beside it."""

    __slots__ = ("_piece", "_style")

    def __init__(self, style: TextStyle, piece: MarkdownPiece) -> None:
        self._style = style
        self._piece = piece

    def left(self) -> int:
        """Where the content begins."""
        return Margins(self._style, [self._piece]).indent_of(self._piece.within) if self._piece.within else 0

    def paint_frame(self, painter: QPainter, left: int, height: int) -> None:
        """Paint the bars of the quotes, and the marker of the item that begins here, before what begins at `left`."""
        style, piece = self._style, self._piece
        for x in Margins(style).bar_positions(piece.within):
            painter.fillRect(QRectF(x, 0, style.px(3), height), style.colour("border"))
        if piece.marker and "l" in piece.within:
            painter.setFont(style.text)
            painter.setPen(style.colour("text"))
            metrics = style.metrics_of(style.text)
            word = marker_text(piece.marker) or "•"
            painter.drawText(QPointF(left - metrics.horizontalAdvance(word + " "), metrics.ascent() + 2), word)

    def content_clip(self, clip: QRect, width: int, height: int) -> QRect:
        """What of the content may be painted."""
        left = self.left()
        return clip.intersected(QRect(left, 0, max(0, width - left), height))
