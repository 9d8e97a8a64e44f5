"""A table: up to a limit as wide as its cells, beyond it scrolled horizontally."""

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
from teahouse.ui.transcript.blocks.framed_part import Margins, PieceFrame, is_right_to_left
from teahouse.ui.transcript.blocks.part import PaintState, PartHit, SidewaysScroll
from teahouse.ui.transcript.blocks.prose_part import DocumentPart
from teahouse.ui.transcript.blocks.prose_writer import Writer, alignment, new_document
from teahouse.ui.transcript.blocks.text_style import TextStyle

PADDING = 6  # pixels in each cell
COLUMN_LEAST = 110  # pixels a column keeps before the table becomes wider than the page


class TablePart(DocumentPart):
    """One table; positions count tabs between cells and line ends between rows.

    Qt cannot lay out columns from right to left, so the document of such a table has its columns in reverse order.
    """

    offset = 1  # Qt puts an empty line before a table

    def __init__(self, style: TextStyle, key: tuple[int, int], piece: MarkdownPiece) -> None:
        super().__init__(style, key, (piece,))
        self.piece = piece
        self._frame = PieceFrame(style, piece)
        self.sideways = SidewaysScroll()
        self._mirrored = False  # the first column is at the right
        self._cells: list[tuple[int, int, int]] = []  # of a mirrored table: places in text and document, length
        self._aside = 0  # the left edge of a narrow mirrored table, in pixels
        self._empty = 0.0  # pixels of the empty line before the table, which is left out

    def origin(self) -> QPointF:
        return QPointF(self._frame.left() + self._aside - self.sideways.shift, -self._empty)

    def lay_out(self, width: int) -> int:
        room = max(40, width - self._frame.left())
        document = self._document = new_document(self.style)
        option = document.defaultTextOption()
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        self._mirrored = is_right_to_left(self.piece.shown)
        document.setDefaultTextOption(option)
        formulas = self._formulas = FormulaObjects(self.style, self.style.idle_queue, room)
        table = self._write_table(document, formulas)
        formulas.install_handler(document)
        self._find_cells(table)
        wide = self._fit_width(document, room)
        self.ground_code(document)
        first = document.documentLayout().blockBoundingRect(table.cellAt(0, 0).firstCursorPosition().block())
        self._empty = first.top() - self.style.px(PADDING) - 1
        self._aside = max(0, room - wide) if self._mirrored else 0
        self.sideways.set_widths(self, wide, room)
        self.width = width
        bar = self.style.px(10) if self.sideways.reach else 0
        self.height = round(document.size().height() - self._empty) + bar
        return self.height

    def _fit_width(self, document: QTextDocument, room: int) -> int:
        """Give the table the width that it needs, with no column too narrow; returns that width."""
        document.setTextWidth(-1)
        natural = document.idealWidth()
        columns = len(self.piece.aligns)
        document.setTextWidth(min(max(room, columns * self.style.px(COLUMN_LEAST)), max(natural, 40) + 1))
        return round(max(document.size().width(), document.idealWidth()))

    def _write_table(self, document: QTextDocument, formulas: FormulaObjects) -> QTextTable:
        cursor = QTextCursor(document)
        tiny = QTextBlockFormat()
        tiny.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor.setBlockFormat(tiny)
        columns = max(1, len(self.piece.aligns))
        table = cursor.insertTable(len(self.piece.rows), columns, self._table_format())
        writer = Writer(self.style, document, formulas, Margins(self.style))
        cursor.beginEditBlock()
        for number, row in enumerate(self.piece.rows):
            for column, runs in enumerate(row[:columns]):
                cell = table.cellAt(number, columns - 1 - column if self._mirrored else column)
                cell_format = cell.format()
                cell_format.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
                if not number:
                    cell_format.setBackground(self.style.colour("raised"))
                cell.setFormat(cell_format)
                place = cell.firstCursorPosition()
                block_format = QTextBlockFormat()
                block_format.setAlignment(alignment(self.piece.aligns[column]))
                if self._mirrored:
                    block_format.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
                block_format.setLineHeight(115, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
                place.setBlockFormat(block_format)
                bold = tuple(run if number else replace(run, bold=True) for run in runs)
                writer.at_cursor(place).write_runs(bold, self.piece)
        cursor.endEditBlock()
        last = QTextCursor(document)
        last.movePosition(QTextCursor.MoveOperation.End)
        last.setBlockFormat(tiny)
        return table

    def _table_format(self) -> QTextTableFormat:
        table_format = QTextTableFormat()
        table_format.setBorder(1)
        table_format.setBorderBrush(QBrush(self.style.colour("border")))
        table_format.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        table_format.setBorderCollapse(True)
        table_format.setCellPadding(self.style.px(PADDING))
        table_format.setCellSpacing(0)
        table_format.setWidth(QTextLength())
        return table_format

    def _find_cells(self, table: QTextTable) -> None:
        """Record the places of the cells of a mirrored table, in the order of the text."""
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

    def _document_spans(self, start: int, end: int) -> list[tuple[int, int]]:
        if not self._cells:
            return super()._document_spans(start, end)
        overlaps = ((first - at, max(start, at), min(end, at + length)) for at, first, length in self._cells)
        return [(low + moved, high + moved) for moved, low, high in overlaps if low < high]

    def estimate_height(self, width: int) -> int:
        return len(self.piece.rows) * self.style.px(32)

    def paint(self, painter: QPainter, clip: QRect, light: PaintState) -> None:
        self._frame.paint_frame(painter, self._frame.left(), self.height)
        painter.save()
        painter.setClipRect(self._frame.content_clip(clip, self.width, self.height))
        self.draw_document(painter, clip, light)
        painter.restore()
        self.sideways.paint_bar(painter, self.style, self._frame.left(), self._bar_bottom())

    def _bar_bottom(self) -> float:
        """The lower edge of the horizontal scroll bar."""
        return self.height - self.style.px(4)

    def sideways_scrolls(self) -> list[SidewaysScroll]:
        return [self.sideways] if self.sideways.reach else []

    def hits(self) -> list[PartHit]:
        return self.sideways.bar_hits(self._frame.left(), self._bar_bottom(), self.style)

    def hit_at(self, x: int, y: int) -> PartHit | None:
        bar = next((hit for hit in self.hits() if hit.rect.contains(x, y)), None)
        return bar or super().hit_at(x, y)
