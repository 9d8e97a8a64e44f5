"""Pieces of prose, headings, lists and quotes: one QTextDocument, made when it is near, dropped when it is far."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QPainter,
    QPalette,
    QPen,
    QPolygonF,
    QTextCursor,
    QTextDocument,
)

from teahouse.core.markdown.copying import shown_text
from teahouse.core.markdown.pieces import Piece
from teahouse.ui.transcript.formula_objects import FormulaObjects
from teahouse.ui.transcript.ink import Ink
from teahouse.ui.transcript.part import Act, Hit, Light, Part
from teahouse.ui.transcript.prose_writer import TASKS, Writer, made, marker_boxes, quote_bars


class DocumentPart(Part):
    """A part that is a document; `offset` is where its text begins in it."""

    selectable = True
    offset = 0

    def __init__(self, ink: Ink, key: tuple[int, int], pieces: Sequence[Piece]) -> None:
        super().__init__(ink, key)
        self.pieces = tuple(pieces)
        self._document: QTextDocument | None = None
        self._formulas: FormulaObjects | None = None

    @property
    def waiting(self) -> set[object]:
        return set() if self._formulas is None else self._formulas.waiting

    def free(self) -> None:
        super().free()
        self._document = self._formulas = None

    def at(self) -> QPointF:
        """Where the document's corner is in the part."""
        return QPointF(0, 0)

    def draw(self, painter: QPainter, clip: QRect, light: Light) -> None:
        """Paint the document with what is marked in it."""
        if self._document is None:
            return
        at = self.at()
        context = QAbstractTextDocumentLayout.PaintContext()
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Text, self.ink.colour("text"))
        context.palette = palette
        context.clip = QRectF(clip).translated(-at)
        context.selections = [self._chosen(*span) for span in light.spans]
        painter.save()
        painter.translate(at)
        self._document.documentLayout().draw(painter, context)
        painter.restore()

    def _chosen(self, start: int, end: int, look: object) -> QAbstractTextDocumentLayout.Selection:
        last = self._document.characterCount() - 1
        cursor = QTextCursor(self._document)
        cursor.setPosition(min(start + self.offset, last))
        cursor.setPosition(min(end + self.offset, last), QTextCursor.MoveMode.KeepAnchor)
        chosen = QAbstractTextDocumentLayout.Selection()
        chosen.cursor, chosen.format = cursor, look
        return chosen

    def hit(self, x: int, y: int) -> Hit | None:
        if self._document is None:
            return None
        target = self._document.documentLayout().anchorAt(QPointF(x, y) - self.at())
        return Hit(Act.LINK, QRect(x, y, 1, 1), target, target) if target else None

    def position_at(self, x: int, y: int) -> int:
        if self._document is None:
            return 0
        point = QPointF(x, y) - self.at()
        found = self._document.documentLayout().hitTest(point, Qt.HitTestAccuracy.FuzzyHit)
        return max(0, found - self.offset)

    def top_of(self, position: int) -> int:
        if self._document is None:
            return 0
        block = self._document.findBlock(position + self.offset)
        line = block.layout().lineForTextPosition(position + self.offset - block.position())
        top = self._document.documentLayout().blockBoundingRect(block).top() + (line.y() if line.isValid() else 0)
        return round(top + self.at().y())

    def plain(self) -> str:
        return shown_text(self.pieces)


class ProsePart(DocumentPart):
    """One document of consecutive pieces."""

    def __init__(self, ink: Ink, key: tuple[int, int], pieces: Sequence[Piece]) -> None:
        super().__init__(ink, key, pieces)
        self._bars: list[QRectF] = []
        self._markers: list[tuple[QRectF, Piece]] = []

    def lay(self, width: int) -> int:
        room = max(40, width)
        self._document = made(self.ink)
        self._formulas = FormulaObjects(self.ink, self.ink.bench, room)
        Writer(self.ink, self._document, self._formulas).write(self.pieces)
        self._formulas.install(self._document)
        self._document.setTextWidth(room)
        quoted = any("q" in piece.within for piece in self.pieces)
        self._bars = quote_bars(self._document, self.pieces, self.ink) if quoted else []
        marked = any(piece.marker for piece in self.pieces)
        self._markers = marker_boxes(self._document, self.pieces, self.ink) if marked else []
        self.width = width
        self.height = round(self._document.size().height())
        return self.height

    def estimate(self, width: int) -> int:
        return sum(self.ink.height_of(len(piece.shown), 0, max(40, width)) for piece in self.pieces)

    def paint(self, painter: QPainter, clip: QRect, light: Light) -> None:
        for bar in self._bars:
            painter.fillRect(bar, self.ink.colour("border"))
        if self._markers:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for box, piece in self._markers:
                if piece.marker in TASKS:
                    self._paint_task(painter, box, TASKS[piece.marker])
                else:
                    self._paint_bullet(painter, box, piece)
            painter.restore()
        self.draw(painter, clip, light)

    def _paint_bullet(self, painter: QPainter, box: QRectF, piece: Piece) -> None:
        """A disc, a ring or a square, by the depth of the list."""
        colour, depth = self.ink.colour("muted" if "q" in piece.within else "text"), piece.within.count("l") % 3
        reach = self.ink.px(5) / 2
        spot = QRectF(box.center().x() - reach, box.center().y() - reach, 2 * reach, 2 * reach)
        painter.setPen(QPen(colour, 1.2) if depth == 2 else Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush if depth == 2 else colour)
        if depth == 0:
            painter.drawRect(spot)
        else:
            painter.drawEllipse(spot)

    def _paint_task(self, painter: QPainter, box: QRectF, done: bool) -> None:
        painter.setPen(QPen(self.ink.colour("accent" if done else "muted"), 1.4))
        painter.setBrush(self.ink.colour("accent") if done else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        if done:
            painter.setPen(QPen(self.ink.colour("on_accent"), 1.8))
            x, y, side = box.left(), box.top(), box.width()
            points = [(0.25, 0.52), (0.43, 0.70), (0.76, 0.32)]
            painter.drawPolyline(QPolygonF([QPointF(x + side * a, y + side * b) for a, b in points]))
