"""Pieces of prose, headings, lists and quotes: one QTextDocument, created near the window and dropped far from it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QPainter,
    QPalette,
    QPen,
    QPolygonF,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from teahouse.core.markdown.copying import shown_text
from teahouse.core.markdown.pieces import MarkdownPiece, all_runs, text_of_links
from teahouse.core.values import dataclass
from teahouse.ui.transcript.blocks.formulas import FormulaObjects
from teahouse.ui.transcript.blocks.framed_part import BESIDE, WIDEST, Margins, marker_text
from teahouse.ui.transcript.blocks.part import PaintState, PartAction, PartHit, TranscriptPart
from teahouse.ui.transcript.blocks.prose_writer import (
    ABOVE_HEADING,
    GAP,
    Writer,
    find_code_boxes,
    new_document,
    paint_boxes,
)
from teahouse.ui.transcript.blocks.text_style import TextStyle

# The markers of items: bullets, numbers, boxes of tasks and labels of footnotes.

TASKS = {"[x]": True, "[ ]": False}  # and whether they are done
BOX = 12


@dataclass(frozen=True, slots=True)
class Marker:
    """The marker of a piece. `edge` is its side toward the text; `middle` and `baseline` are those of its line;
    `mirrored`: the text is written from right to left."""

    piece: MarkdownPiece
    edge: float
    middle: float
    baseline: float
    mirrored: bool

    def box_of(self, width: float, height: float) -> QRectF:
        """A box of this size at the marker's place."""
        return QRectF(self.edge - (0 if self.mirrored else width), self.middle - height / 2, width, height)


def find_markers(
    document: QTextDocument, pieces: Sequence[MarkdownPiece], margins: Margins, style: TextStyle
) -> list[Marker]:
    """The markers in a document that is one block for each piece."""
    found: list[Marker] = []
    block = document.begin()
    for piece in pieces:
        if piece.marker:
            box = document.documentLayout().blockBoundingRect(
                block
            )  # computes the layout, without which there are no lines
            line = block.layout().lineAt(0)
            top = box.top() + line.y()
            mirrored = block.textDirection() is Qt.LayoutDirection.RightToLeft
            beside = margins.indent_of(piece.within) - style.px(BESIDE)
            edge = document.textWidth() - beside if mirrored else beside
            found.append(Marker(piece, edge, top + line.height() / 2, top + line.ascent(), mirrored))
        block = block.next()
    return found


def paint_marker(painter: QPainter, marker: Marker, style: TextStyle) -> None:
    """Paint one marker."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if marker.piece.marker in TASKS:
        _paint_task(painter, marker.box_of(style.px(BOX), style.px(BOX)), style, done=TASKS[marker.piece.marker])
    elif word := marker_text(marker.piece.marker):
        _paint_word(painter, marker, word, style)
    else:
        _paint_bullet(painter, marker, style)


def _paint_word(painter: QPainter, marker: Marker, word: str, style: TextStyle) -> None:
    metrics = style.metrics_of(style.text)
    word = metrics.elidedText(word, Qt.TextElideMode.ElideRight, style.px(WIDEST))
    left = marker.edge - (0 if marker.mirrored else metrics.horizontalAdvance(word))
    painter.setFont(style.text)
    painter.setPen(_colour(marker, style))
    painter.drawText(QPointF(left, marker.baseline), word)


def _paint_bullet(painter: QPainter, marker: Marker, style: TextStyle) -> None:
    """A disc, a ring or a square, by the depth of the list."""
    depth, side = marker.piece.within.count("l") % 3, style.px(5)
    spot = marker.box_of(style.px(BOX), side)
    spot = QRectF(spot.center().x() - side / 2, spot.top(), side, side)
    painter.setPen(QPen(_colour(marker, style), 1.2) if depth == 2 else Qt.PenStyle.NoPen)
    painter.setBrush(Qt.BrushStyle.NoBrush if depth == 2 else _colour(marker, style))
    if depth == 0:
        painter.drawRect(spot)
    else:
        painter.drawEllipse(spot)


def _paint_task(painter: QPainter, box: QRectF, style: TextStyle, *, done: bool) -> None:
    painter.setPen(QPen(style.colour("accent" if done else "muted"), 1.4))
    painter.setBrush(style.colour("accent") if done else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    if done:
        painter.setPen(QPen(style.colour("on_accent"), 1.8))
        x, y, side = box.left(), box.top(), box.width()
        points = [(0.25, 0.52), (0.43, 0.70), (0.76, 0.32)]
        painter.drawPolyline(QPolygonF([QPointF(x + side * a, y + side * b) for a, b in points]))


def _colour(marker: Marker, style: TextStyle) -> QColor:
    return style.colour("muted" if "q" in marker.piece.within else "text")


class DocumentPart(TranscriptPart):
    """A part with a document; `offset` is the position of its text in the document."""

    selectable = True
    offset = 0

    def __init__(self, style: TextStyle, key: tuple[int, int], pieces: Sequence[MarkdownPiece]) -> None:
        super().__init__(style, key)
        self.pieces = tuple(pieces)
        self._document: QTextDocument | None = None
        self._formulas: FormulaObjects | None = None
        self._code: list[QRectF] = []  # the backgrounds of inline code

    def ground_code(self, document: QTextDocument) -> None:
        """Find the boxes of inline code, once the document has a layout."""
        runs = (run for piece in self.pieces for run in all_runs(piece))
        self._code = find_code_boxes(document, self.style) if any(run.code for run in runs) else []

    @property
    def waiting(self) -> set[object]:
        return set() if self._formulas is None else self._formulas.waiting

    def free_layout(self) -> None:
        super().free_layout()
        self._document = self._formulas = None

    def origin(self) -> QPointF:
        """The corner of the document in the part."""
        return QPointF(0, 0)

    def draw_document(self, painter: QPainter, clip: QRect, light: PaintState) -> None:
        """Paint the document with its marked characters."""
        if self._document is None:
            return
        at = self.origin()
        context = QAbstractTextDocumentLayout.PaintContext()
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Text, self.style.colour("text"))
        context.palette = palette
        context.clip = QRectF(clip).translated(-at)
        context.selections = [
            _chosen(self._document, *found, char_format)
            for start, end, char_format in light.spans
            for found in self._document_spans(start, end)
        ]
        painter.save()
        painter.translate(at)
        if self._code:
            paint_boxes(painter, self._code, self.style)
        self._document.documentLayout().draw(painter, context)
        painter.restore()

    def _in_document(self, position: int) -> int:
        """The position in the document for a position in the text."""
        return position + self.offset

    def _in_text(self, found: int) -> int:
        """The position in the text for a position in the document."""
        return found - self.offset

    def _document_spans(self, start: int, end: int) -> list[tuple[int, int]]:
        """The spans of the document for a span of the text."""
        return [(self._in_document(start), self._in_document(end))]

    def hit_at(self, x: int, y: int) -> PartHit | None:
        if self._document is None:
            return None
        target = self._document.documentLayout().anchorAt(QPointF(x, y) - self.origin())
        return PartHit(PartAction.LINK, QRect(x, y, 1, 1), target, target) if target else None

    def link_text(self, address: str) -> str:
        return text_of_links(self.pieces, address)

    def position_at(self, x: int, y: int) -> int:
        if self._document is None:
            return 0
        point = QPointF(x, y) - self.origin()
        found = self._document.documentLayout().hitTest(point, Qt.HitTestAccuracy.FuzzyHit)
        return max(0, self._in_text(found))

    def top_of(self, position: int) -> int:
        if self._document is None:
            return 0
        at = min(self._in_document(position), self._document.characterCount() - 1)
        block = self._document.findBlock(at)
        line = block.layout().lineForTextPosition(at - block.position())
        top = self._document.documentLayout().blockBoundingRect(block).top() + (line.y() if line.isValid() else 0)
        return round(top + self.origin().y())

    def plain_text(self) -> str:
        return shown_text(self.pieces)


def _chosen(
    document: QTextDocument, start: int, end: int, char_format: QTextCharFormat
) -> QAbstractTextDocumentLayout.Selection:
    last = document.characterCount() - 1
    cursor = QTextCursor(document)
    cursor.setPosition(min(start, last))
    cursor.setPosition(min(end, last), QTextCursor.MoveMode.KeepAnchor)
    chosen = QAbstractTextDocumentLayout.Selection()
    chosen.cursor, chosen.format = cursor, char_format
    return chosen


class ProsePart(DocumentPart):
    """One document of consecutive pieces."""

    def __init__(
        self, style: TextStyle, key: tuple[int, int], pieces: Sequence[MarkdownPiece], *, first: bool = False
    ) -> None:
        """`first`: it is the first part of the message."""
        super().__init__(style, key, pieces)
        self._lead = ABOVE_HEADING - GAP if self.pieces[0].level and not first else 0
        self._bars: list[QRectF] = []
        self._markers: list[Marker] = []

    def lay_out(self, width: int) -> int:
        room = max(40, width)
        document = self._document = new_document(self.style)
        formulas = self._formulas = FormulaObjects(self.style, self.style.idle_queue, room)
        margins = Margins(self.style, self.pieces)
        Writer(self.style, document, formulas, margins).write_pieces(self.pieces)
        formulas.install_handler(document)
        document.setTextWidth(room)
        self.ground_code(document)
        quoted = any("q" in piece.within for piece in self.pieces)
        self._bars = margins.quote_bars(document, self.pieces) if quoted else []
        self._markers = find_markers(document, self.pieces, margins, self.style)
        self.width = width
        self.height = round(document.size().height()) + self.style.px(self._lead)
        return self.height

    def origin(self) -> QPointF:
        return QPointF(0, self.style.px(self._lead))

    def estimate_height(self, width: int) -> int:
        lines = sum(self.style.height_of(len(piece.shown), 0, max(40, width)) for piece in self.pieces)
        return lines + self.style.px(self._lead)

    def paint(self, painter: QPainter, clip: QRect, light: PaintState) -> None:
        painter.save()
        painter.translate(self.origin())
        for bar in self._bars:
            painter.fillRect(bar, self.style.colour("border"))
        for marker in self._markers:
            paint_marker(painter, marker, self.style)
        painter.restore()
        self.draw_document(painter, clip, light)
