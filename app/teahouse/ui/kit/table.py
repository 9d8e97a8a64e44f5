"""Set-up, style and painting of tables, a selection kept over model resets, and a pinned first column."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
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
  padding: 0 {pad}px; font-size: {small}px; font-weight: {bold}; }}
QHeaderView::up-arrow, QHeaderView::down-arrow {{ width: 0; height: 0; }}
"""


def set_up_table(table: QTableView) -> None:
    """Select whole rows, several at once; headings can be clicked to sort."""
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


def style_table(table: QTableView, theme: Theme) -> None:
    """Apply the theme's colours and sizes."""
    colours = theme.colours
    table.setStyleSheet(
        _SHEET.format(
            surface=colours.surface,
            border=colours.border,
            muted=colours.muted,
            pad=PAD,
            small=theme.px(12),
            bold=theme.bold,
        )
    )
    table.verticalHeader().setDefaultSectionSize(theme.px(LINE))
    table.horizontalHeader().setFixedHeight(theme.px(LINE))


Index = QModelIndex | QPersistentModelIndex


class CellPainter(QStyledItemDelegate):
    """Paints the cells of a table; override `paint_before` and `width_before` for something before the text."""

    def __init__(self, theme: Theme, parent: QTableView) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint_before(self, painter: QPainter, place: QRectF, index: Index) -> float:
        """Paint before the text and return the used width in pixels; nothing here."""
        return 0.0

    def width_before(self, index: Index) -> float:
        """The width used by `paint_before`, in pixels."""
        return 0.0

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        words = QFontMetricsF(self._theme.font(13)).horizontalAdvance(str(index.data() or ""))
        return QSize(round(words + self.width_before(index)) + 2 * PAD + 2, self._theme.px(LINE))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
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
        room.adjust(self.paint_before(painter, room, index), 0, 0, 0)
        font = self._theme.font(13)
        side = index.data(Qt.ItemDataRole.TextAlignmentRole) or Qt.AlignmentFlag.AlignVCenter
        words = QFontMetricsF(font).elidedText(str(index.data() or ""), Qt.TextElideMode.ElideMiddle, room.width())
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        painter.drawText(room, int(side), words)
        painter.restore()


SELECT = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
NOTHING = QItemSelectionModel.SelectionFlag.NoUpdate


class KeptSelection(QObject):
    """Restores selection, current row and scroll position of a list or table after each reset of its model.

    `key`: identity of a row, None for a row that is not kept. `restored` is called after each reset.
    """

    def __init__(
        self, view: QAbstractItemView, key: Callable[[int], Hashable | None], restored: Callable[[], None] | None = None
    ) -> None:
        super().__init__(view)
        self._view = view
        self._key = key
        self._restored = restored
        self._selected: set[Hashable] = set()
        self._current: tuple[Hashable | None, int] = (None, 0)
        self._scrolled = 0
        self._renamed: dict[Hashable, Hashable] = {}
        view.model().modelAboutToBeReset.connect(self._save_selection)
        view.model().modelReset.connect(self._restore_selection)

    def rename_key(self, old: Hashable, new: Hashable) -> None:
        """Map the key `old` to `new` at the next reset."""
        self._renamed[old] = new

    def _save_selection(self) -> None:
        view, current = self._view, self._view.currentIndex()
        selected = {self._key(index.row()) for index in view.selectionModel().selectedRows()}
        self._selected = {self._renamed.get(key, key) for key in selected if key is not None}
        key = self._key(current.row()) if current.isValid() else None
        self._current = (self._renamed.get(key, key), max(0, current.column()))
        self._scrolled = view.verticalScrollBar().value()

    def _restore_selection(self) -> None:
        selection, model = self._view.selectionModel(), self._view.model()
        key, column = self._current
        if self._selected or key is not None:
            for row in range(model.rowCount()):
                found = self._key(row)
                if found is None:
                    continue
                if found in self._selected:
                    selection.select(model.index(row, 0, QModelIndex()), SELECT)
                if found == key:
                    selection.setCurrentIndex(model.index(row, column, QModelIndex()), NOTHING)
        self._renamed.clear()
        self._view.executeDelayedItemsLayout()  # sets the range of the scroll bar
        self._view.verticalScrollBar().setValue(self._scrolled)
        if self._restored is not None:
            self._restored()


class PinnedColumn(QTableView):
    """The first column of a table over it at the left, visible while the table is scrolled horizontally.

    Shares the table's model, selection and delegate; the table keeps the focus.
    """

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self.setModel(table.model())
        self.setSelectionModel(table.selectionModel())
        self.setItemDelegate(table.itemDelegate())
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionBehavior(table.selectionBehavior())
        self.setSelectionMode(table.selectionMode())
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(table.verticalScrollMode())
        self.setStyleSheet("QTableView { border: none; border-radius: 0; border-right: 1px solid palette(mid); }")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(table.horizontalHeader().minimumSectionSize())
        header.sectionClicked.connect(table.horizontalHeader().sectionClicked)
        table.horizontalScrollBar().valueChanged.connect(self.move_to_edge)
        table.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.hide()

    def move_to_edge(self) -> None:
        """Set geometry and visibility; also call it after each layout of the table."""
        table = self._table
        scrolled = table.horizontalScrollBar().value() > 0
        if scrolled:
            self._show_first_only(table.model())
            height = table.horizontalHeader().height() + table.viewport().height()
            corner = table.horizontalHeader().geometry().topLeft()
            self.setGeometry(corner.x(), corner.y(), table.columnWidth(0) + 1, height)
            self.verticalScrollBar().setValue(table.verticalScrollBar().value())
            self.raise_()
        self.setVisible(scrolled)

    def _show_first_only(self, model: QAbstractItemModel) -> None:
        for column in range(1, model.columnCount()):
            self.setColumnHidden(column, True)
        self.setColumnWidth(0, self._table.columnWidth(0))
        self.horizontalHeader().setFixedHeight(self._table.horizontalHeader().height())
        self.verticalHeader().setDefaultSectionSize(self._table.verticalHeader().defaultSectionSize())
