"""Paints the cells of the table: figure and unit, below them spread and difference, a diamond before the best."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from teahouse.ui.compare.names import fitted, without_host
from teahouse.ui.compare.table_model import CELL, NAME, ROW, UNVOTED, VOTE, Cell, CompareRow
from teahouse.ui.kit import icons
from teahouse.ui.kit.tile import paint_tile
from teahouse.ui.style import Theme

LINE = 34
PAD = 7
TILE = 18
MARK = 3.5
MARK_ROOM = 14
STAR = 15


class TablePainter(QStyledItemDelegate):
    """Paints a cell: figure, unit, spread and difference, as the room's look has them."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def _parts(self, index: QModelIndex) -> list[tuple[str, bool, str]]:
        """What stands in a cell's first line from left to right: text, bold, colour."""
        cell = index.data(CELL)
        if not isinstance(cell, Cell):
            best = str(index.data() or "").startswith("★")
            return [(str(index.data() or ""), best, "text")]
        figure, gap, unit = cell.text.partition(" ")
        return [(figure, cell.best, "text"), (gap + unit, False, "text" if cell.best else "muted")]

    def _width(self, parts: list[tuple[str, bool, str]]) -> float:
        return sum(QFontMetricsF(self._theme.font(13, bold=bold)).horizontalAdvance(text) for text, bold, _ in parts)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        cell = index.data(CELL)
        width = self._width(self._parts(index)) + (MARK_ROOM if isinstance(cell, Cell) and cell.best else 0)
        if isinstance(cell, Cell) and cell.below:
            width = max(width, QFontMetricsF(self._theme.small()).horizontalAdvance(cell.below))
        return QSize(round(width) + 2 * PAD, self._theme.px(LINE))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect)
        colours = self._theme.colours
        painter.setPen(QPen(QColor(colours.border), 1))
        if index.row() < index.model().rowCount() - 1:
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRoundedRect(rect.adjusted(2, 2, -2, -2), 6, 6)
        if index.column() == NAME:
            self._paint_name(painter, rect, index.data(ROW))
        else:
            self._paint_cell(painter, rect, index)
        painter.restore()

    def _paint_name(self, painter: QPainter, rect: QRectF, row: CompareRow) -> None:
        side = self._theme.px(TILE)
        tile = QRectF(rect.left() + PAD, rect.center().y() - side / 2, side, side)
        paint_tile(painter, tile, row.model, self._theme, mark=row.tile)
        font = self._theme.font(13)
        room = rect.adjusted(PAD + side + 8, 0, -PAD / 2, 0)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.text))
        name = fitted(without_host(row.name, row.host), QFontMetricsF(font), room.width())
        below = QFontMetricsF(self._theme.small()).height() if row.host else 0.0
        painter.drawText(room.adjusted(0, 0, 0, -below), int(Qt.AlignmentFlag.AlignVCenter), name)
        if row.host:
            font = self._theme.small()
            painter.setFont(font)
            painter.setPen(QColor(self._theme.colours.muted))
            host = QFontMetricsF(font).elidedText(row.host, Qt.TextElideMode.ElideMiddle, room.width())
            line = room.adjusted(0, room.height() / 2, 0, -1)
            painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), host)

    def _paint_cell(self, painter: QPainter, rect: QRectF, index: QModelIndex) -> None:
        parts = self._parts(index)
        below = cell.below if isinstance(cell := index.data(CELL), Cell) else ""
        if below:
            self._paint_below(painter, rect.adjusted(0, rect.height() / 2 - 2, -PAD, 0), below)
            rect = rect.adjusted(0, 2, 0, -rect.height() / 2 + 4)
        at = rect.left() + PAD if index.column() == VOTE else rect.right() - PAD - self._width(parts)
        if isinstance(cell, Cell) and cell.best:
            self._paint_mark(painter, QPointF(at - 9, rect.center().y()))
        if parts[0][0] == UNVOTED:  # as a letter its lines are so thin that they are pale
            side = self._theme.px(STAR)
            icons.paint(painter, "star", QRectF(at, rect.center().y() - side / 2, side, side), self._theme.colours.text)
            return
        for text, bold, colour in parts:
            font = self._theme.font(13, bold=bold)
            painter.setFont(font)
            painter.setPen(QColor(getattr(self._theme.colours, colour)))
            wide = QFontMetricsF(font).horizontalAdvance(text)
            painter.drawText(QRectF(at, rect.top(), wide + 2, rect.height()), int(Qt.AlignmentFlag.AlignVCenter), text)
            at += wide

    def _paint_below(self, painter: QPainter, rect: QRectF, text: str) -> None:
        """The cell's second line: spread and difference."""
        painter.setFont(self._theme.small())
        painter.setPen(QColor(self._theme.colours.muted))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop), text)

    def _paint_mark(self, painter: QPainter, at: QPointF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.colours.accent))
        corners = ((0, -MARK), (MARK, 0), (0, MARK), (-MARK, 0))
        painter.drawPolygon(QPolygonF([at + QPointF(x, y) for x, y in corners]))
