"""How a table of ours looks: a rounded surface, quiet headings, a line between rows, the chosen ones tinted."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from teahouse.ui.style import Theme

LINE = 36
PAD = 10
_SHEET = """
QTableView {{ background: {surface}; border: 1px solid {border}; border-radius: 12px; }}
QHeaderView {{ background: transparent; }}
QHeaderView::section {{ background: transparent; color: {muted}; border: none; border-bottom: 1px solid {border};
  padding: 0 {pad}px; font-size: {small}px; font-weight: 600; }}
QHeaderView::up-arrow, QHeaderView::down-arrow {{ width: 0; height: 0; }}
"""


def furnish(table: QTableView) -> None:
    """Rows are chosen whole, several at once; headings sort."""
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setShowGrid(False)
    table.verticalHeader().hide()
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.setCornerButtonEnabled(False)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    header.setHighlightSections(False)
    header.setSectionsClickable(True)
    header.setMinimumSectionSize(48)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


def dress(table: QTableView, theme: Theme) -> None:
    """Put it into the colours and sizes of now."""
    colours = theme.colours
    table.setStyleSheet(
        _SHEET.format(surface=colours.surface, border=colours.border, muted=colours.muted, pad=PAD, small=theme.px(12))
    )
    table.verticalHeader().setDefaultSectionSize(theme.px(LINE))
    table.horizontalHeader().setFixedHeight(theme.px(LINE))


class CellPainter(QStyledItemDelegate):
    """Paints a cell's words; `left` is called to paint what stands before them and returns how wide that is."""

    def __init__(self, theme: Theme, parent: QTableView) -> None:
        super().__init__(parent)
        self._theme = theme

    def before(self, painter: QPainter, place: QRectF, index) -> float:
        """Paint what stands before a cell's words; nothing here."""
        return 0.0

    def width_before(self, index) -> float:
        """How wide that is."""
        return 0.0

    def sizeHint(self, option: QStyleOptionViewItem, index) -> QSize:
        words = QFontMetricsF(self._theme.font(13)).horizontalAdvance(str(index.data() or ""))
        return QSize(round(words + self.width_before(index)) + 2 * PAD + 2, self._theme.px(LINE))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place, colours = QRectF(option.rect), self._theme.colours
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(place, QColor(colours.accent_soft))
        painter.setPen(QPen(QColor(colours.border), 1))
        if index.row() < index.model().rowCount() - 1:
            painter.drawLine(place.bottomLeft(), place.bottomRight())
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRoundedRect(place.adjusted(2, 2, -2, -2), 6, 6)
        room = place.adjusted(PAD, 0, -PAD, 0)
        room.adjust(self.before(painter, room, index), 0, 0, 0)
        font = self._theme.font(13)
        side = index.data(Qt.ItemDataRole.TextAlignmentRole) or Qt.AlignmentFlag.AlignVCenter
        words = QFontMetricsF(font).elidedText(str(index.data() or ""), Qt.TextElideMode.ElideMiddle, room.width())
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        painter.drawText(room, int(side), words)
        painter.restore()
