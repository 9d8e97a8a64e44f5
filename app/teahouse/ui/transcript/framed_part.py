"""What stands on lines of its own inside lists and quotes: moved in, with the quotes' bars beside it, and where it is
wider than the column, moved sideways."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from teahouse.core.markdown.pieces import MarkdownPiece
from teahouse.ui.transcript.margins import Margins, word_of
from teahouse.ui.transcript.part import Act, PartHit
from teahouse.ui.transcript.sideways_scroll import SidewaysScroll
from teahouse.ui.transcript.text_style import TextStyle


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
