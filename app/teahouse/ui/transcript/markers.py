"""What stands before the items of lists: bullets, numbers, the boxes of tasks and the labels of footnotes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF, QTextDocument

from teahouse.core.markdown.pieces import MarkdownPiece
from teahouse.core.values import dataclass
from teahouse.ui.transcript.margins import BESIDE, WIDEST, Margins, word_of
from teahouse.ui.transcript.text_style import TextStyle

TASKS = {"[x]": True, "[ ]": False}  # and whether they are done
BOX = 12


@dataclass(frozen=True, slots=True)
class Marker:
    """The marker of a piece; `edge` is where it ends, beside the text, `middle` and `baseline` are those of its line;
    `mirrored`: the text is written from right to left."""

    piece: MarkdownPiece
    edge: float
    middle: float
    baseline: float
    mirrored: bool

    def box(self, width: float, height: float) -> QRectF:
        """A box of this size at its place."""
        return QRectF(self.edge - (0 if self.mirrored else width), self.middle - height / 2, width, height)


def markers_of(
    document: QTextDocument, pieces: Sequence[MarkdownPiece], margins: Margins, ink: TextStyle
) -> list[Marker]:
    """The markers in a document that is one block for each piece."""
    found: list[Marker] = []
    block = document.begin()
    for piece in pieces:
        if piece.marker:
            box = document.documentLayout().blockBoundingRect(block)  # lays it out: before, it has no lines
            line = block.layout().lineAt(0)
            top = box.top() + line.y()
            mirrored = block.textDirection() is Qt.LayoutDirection.RightToLeft
            beside = margins.of(piece.within) - ink.px(BESIDE)
            edge = document.textWidth() - beside if mirrored else beside
            found.append(Marker(piece, edge, top + line.height() / 2, top + line.ascent(), mirrored))
        block = block.next()
    return found


def paint_marker(painter: QPainter, marker: Marker, ink: TextStyle) -> None:
    """Paint one."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if marker.piece.marker in TASKS:
        _paint_task(painter, marker.box(ink.px(BOX), ink.px(BOX)), ink, done=TASKS[marker.piece.marker])
    elif word := word_of(marker.piece.marker):
        _paint_word(painter, marker, word, ink)
    else:
        _paint_bullet(painter, marker, ink)


def _paint_word(painter: QPainter, marker: Marker, word: str, ink: TextStyle) -> None:
    metrics = ink.metrics(ink.text)
    word = metrics.elidedText(word, Qt.TextElideMode.ElideRight, ink.px(WIDEST))
    left = marker.edge - (0 if marker.mirrored else metrics.horizontalAdvance(word))
    painter.setFont(ink.text)
    painter.setPen(_colour(marker, ink))
    painter.drawText(QPointF(left, marker.baseline), word)


def _paint_bullet(painter: QPainter, marker: Marker, ink: TextStyle) -> None:
    """A disc, a ring or a square, by the depth of the list."""
    depth, side = marker.piece.within.count("l") % 3, ink.px(5)
    spot = marker.box(ink.px(BOX), side)
    spot = QRectF(spot.center().x() - side / 2, spot.top(), side, side)
    painter.setPen(QPen(_colour(marker, ink), 1.2) if depth == 2 else Qt.PenStyle.NoPen)
    painter.setBrush(Qt.BrushStyle.NoBrush if depth == 2 else _colour(marker, ink))
    if depth == 0:
        painter.drawRect(spot)
    else:
        painter.drawEllipse(spot)


def _paint_task(painter: QPainter, box: QRectF, ink: TextStyle, *, done: bool) -> None:
    painter.setPen(QPen(ink.colour("accent" if done else "muted"), 1.4))
    painter.setBrush(ink.colour("accent") if done else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    if done:
        painter.setPen(QPen(ink.colour("on_accent"), 1.8))
        x, y, side = box.left(), box.top(), box.width()
        points = [(0.25, 0.52), (0.43, 0.70), (0.76, 0.32)]
        painter.drawPolyline(QPolygonF([QPointF(x + side * a, y + side * b) for a, b in points]))


def _colour(marker: Marker, ink: TextStyle) -> object:
    return ink.colour("muted" if "q" in marker.piece.within else "text")
