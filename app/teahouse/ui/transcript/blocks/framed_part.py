"""Parts on lines of their own inside lists and quotes: indented, with the bars of the quotes, and with a horizontal
scroll position where they are wider than the column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil
from unicodedata import bidirectional

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QTextDocument

from teahouse.core.markdown.pieces import MarkdownPiece
from teahouse.ui.transcript.blocks.text_style import TextStyle

INDENT = 22  # the least indentation of a list, in pixels
QUOTE = 16  # the indentation of a quote, in pixels
BESIDE = 6  # between a marker and the text
WIDEST = 120  # pixels of a marker
DEEPEST = 12  # levels of lists and quotes that are shown as different


class Margins:
    """The indentation of the pieces of one document inside lists and quotes. A list is indented by the width of its
    widest number, so that no number is outside the column."""

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
        """The indentation in pixels inside these lists and quotes."""
        within, least = within[:DEEPEST], self._style.px(INDENT)
        lists = within.count("l")
        return sum(max(least, self._steps.get(n + 1, 0)) for n in range(lists)) + self._style.px(QUOTE) * (
            len(within) - lists
        )

    def bar_positions(self, within: str) -> list[int]:
        """The left edge of each quote's bar."""
        within = within[:DEEPEST]
        return [self.indent_of(within[:at]) for at, sign in enumerate(within) if sign == "q"]

    def quote_bars(self, document: QTextDocument, pieces: Sequence[MarkdownPiece]) -> list[QRectF]:
        """The bars of a document with a layout: one for each level, with its lower end."""
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
    """The text of a marker: a number or the label of a footnote; empty for markers that are drawn."""
    if marker.startswith("[^"):
        return marker[2:-1]
    return marker if marker[:1].isdigit() else ""


def is_right_to_left(text: str) -> bool:
    """Whether a text is written from right to left: the first letter with a direction decides."""
    directions = (bidirectional(sign) for sign in text)
    return next((found != "L" for found in directions if found in ("L", "R", "AL")), False)


class PieceFrame:
    """The frame of a part that shows one piece on lines of its own: indentation, bars of the quotes, and marker."""

    __slots__ = ("_piece", "_style")

    def __init__(self, style: TextStyle, piece: MarkdownPiece) -> None:
        self._style = style
        self._piece = piece

    def left(self) -> int:
        """The left edge of the content."""
        return Margins(self._style, [self._piece]).indent_of(self._piece.within) if self._piece.within else 0

    def paint_frame(self, painter: QPainter, left: int, height: int) -> None:
        """Paint the bars of the quotes, and the marker of the item that begins here, left of `left`."""
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
        """The area of the content that may be painted."""
        left = self.left()
        return clip.intersected(QRect(left, 0, max(0, width - left), height))
