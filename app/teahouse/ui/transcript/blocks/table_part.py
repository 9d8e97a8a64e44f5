"""A table: as wide as it wants up to a point, then it moves sideways under the reader's hand."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import (
    QBrush,
    QPainter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextOption,
    QTextTable,
    QTextTableFormat,
)

from teahouse.core.markdown.pieces import MarkdownPiece
from teahouse.ui.transcript.blocks.formulas import FormulaObjects
from teahouse.ui.transcript.blocks.framed_part import Margins, PieceFrame, reads_left
from teahouse.ui.transcript.blocks.part import Light, PartHit, SidewaysScroll
from teahouse.ui.transcript.blocks.prose_part import DocumentPart
from teahouse.ui.transcript.blocks.prose_writer import Writer, alignment, made
from teahouse.ui.transcript.blocks.text_style import TextStyle

PADDING = 6  # pixels in each cell
COLUMN_LEAST = 110  # pixels a column keeps before the table becomes wider than the page


class TablePart(DocumentPart):
    """One table; positions count tabs between cells and line ends between rows.

    Qt cannot lay out columns from the right, so the document of a table that reads that way has them in reverse.
    """

    offset = 1  # Qt puts an empty line before a table

    def __init__(self, ink: TextStyle, key: tuple[int, int], piece: MarkdownPiece) -> None:
        super().__init__(ink, key, (piece,))
        self.piece = piece
        self._frame = PieceFrame(ink, piece)
        self.sideways = SidewaysScroll()
        self._mirrored = False  # the first column is at the right
        self._cells: list[tuple[int, int, int]] = []  # of a mirrored one: places in text and document, length
        self._aside = 0  # pixels that a narrow one then stands from the left
        self._empty = 0.0  # pixels of the empty line before the table, which is left out

    def at(self) -> QPointF:
        return QPointF(self._frame.left() + self._aside - self.sideways.shift, -self._empty)

    def lay(self, width: int) -> int:
        room = max(40, width - self._frame.left())
        document = self._document = made(self.ink)
        option = document.defaultTextOption()
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        self._mirrored = reads_left(self.piece.shown)
        document.setDefaultTextOption(option)
        formulas = self._formulas = FormulaObjects(self.ink, self.ink.bench, room)
        table = self._write(document, formulas)
        formulas.install(document)
        self._find_cells(table)
        wide = self._fit(document, room)
        self.ground_code(document)
        first = document.documentLayout().blockBoundingRect(table.cellAt(0, 0).firstCursorPosition().block())
        self._empty = first.top() - self.ink.px(PADDING) - 1
        self._aside = max(0, room - wide) if self._mirrored else 0
        self.sideways.measure(self, wide, room)
        self.width = width
        bar = self.ink.px(10) if self.sideways.reach else 0
        self.height = round(document.size().height() - self._empty) + bar
        return self.height

    def _fit(self, document: QTextDocument, room: int) -> int:
        """Give it the width it needs, and no column too little; returns that width."""
        document.setTextWidth(-1)
        natural = document.idealWidth()
        columns = len(self.piece.aligns)
        document.setTextWidth(min(max(room, columns * self.ink.px(COLUMN_LEAST)), max(natural, 40) + 1))
        return round(max(document.size().width(), document.idealWidth()))

    def _write(self, document: QTextDocument, formulas: FormulaObjects) -> QTextTable:
        cursor = QTextCursor(document)
        tiny = QTextBlockFormat()
        tiny.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor.setBlockFormat(tiny)
        columns = max(1, len(self.piece.aligns))
        table = cursor.insertTable(len(self.piece.rows), columns, self._look())
        writer = Writer(self.ink, document, formulas, Margins(self.ink))
        cursor.beginEditBlock()
        for number, row in enumerate(self.piece.rows):
            for column, runs in enumerate(row[:columns]):
                cell = table.cellAt(number, columns - 1 - column if self._mirrored else column)
                look = cell.format()
                look.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
                if not number:
                    look.setBackground(self.ink.colour("raised"))
                cell.setFormat(look)
                place = cell.firstCursorPosition()
                style = QTextBlockFormat()
                style.setAlignment(alignment(self.piece.aligns[column]))
                if self._mirrored:
                    style.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
                style.setLineHeight(115, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
                place.setBlockFormat(style)
                bold = tuple(run if number else replace(run, bold=True) for run in runs)
                writer.into(place).write_runs(bold, self.piece)
        cursor.endEditBlock()
        last = QTextCursor(document)
        last.movePosition(QTextCursor.MoveOperation.End)
        last.setBlockFormat(tiny)
        return table

    def _look(self) -> QTextTableFormat:
        look = QTextTableFormat()
        look.setBorder(1)
        look.setBorderBrush(QBrush(self.ink.colour("border")))
        look.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        look.setBorderCollapse(True)
        look.setCellPadding(self.ink.px(PADDING))
        look.setCellSpacing(0)
        look.setWidth(QTextLength())
        return look

    def _find_cells(self, table: QTextTable) -> None:
        """Note where the cells of a mirrored table stand, in the text's order."""
        self._cells, at = [], 0
        for row in range(table.rows() if self._mirrored else 0):
            for column in reversed(range(table.columns())):
                cell = table.cellAt(row, column)
                length = cell.lastPosition() - cell.firstPosition()
                self._cells.append((at, cell.firstPosition(), length))
                at += length + 1

    def _in_document(self, position: int) -> int:
        for at, first, length in self._cells:
            if position <= at + length:
                return first + max(0, position - at)
        return super()._in_document(position)

    def _in_text(self, found: int) -> int:
        for at, first, length in self._cells:
            if first <= found <= first + length:
                return at + found - first
        return super()._in_text(found)

    def _spans(self, start: int, end: int) -> list[tuple[int, int]]:
        if not self._cells:
            return super()._spans(start, end)
        overlaps = ((first - at, max(start, at), min(end, at + length)) for at, first, length in self._cells)
        return [(low + moved, high + moved) for moved, low, high in overlaps if low < high]

    def estimate(self, width: int) -> int:
        return len(self.piece.rows) * self.ink.px(32)

    def paint(self, painter: QPainter, clip: QRect, light: Light) -> None:
        self._frame.paint(painter, self._frame.left(), self.height)
        painter.save()
        painter.setClipRect(self._frame.content_clip(clip, self.width, self.height))
        self.draw(painter, clip, light)
        painter.restore()
        self.sideways.paint(painter, self.ink, self._frame.left(), self._bar_bottom())

    def _bar_bottom(self) -> float:
        """Where the bar lies that moves it sideways."""
        return self.height - self.ink.px(4)

    def sideways_scrolls(self) -> list[SidewaysScroll]:
        return [self.sideways] if self.sideways.reach else []

    def hits(self) -> list[PartHit]:
        return self.sideways.hits(self._frame.left(), self._bar_bottom(), self.ink)

    def hit(self, x: int, y: int) -> PartHit | None:
        bar = next((hit for hit in self.hits() if hit.rect.contains(x, y)), None)
        return bar or super().hit(x, y)
