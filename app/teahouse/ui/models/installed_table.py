"""The table of installed models: its columns, sorting and keys; the names stay visible while it is scrolled."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from teahouse.services.models.events import ModelEntry
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.guards import guard_rows
from teahouse.ui.kit.painting import paint_tile
from teahouse.ui.kit.table import PAD, CellPainter, Index, KeptSelection, PinnedColumn, set_up_table, style_table
from teahouse.ui.models.installed_model import InstalledColumn, InstalledModel
from teahouse.ui.models.model_actions import ModelAction
from teahouse.ui.style import Theme

TILE = 18
MEASURED = 60  # rows that say how wide a column has to be: a host may have thousands
NAME_LEAST = 200
BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
    Qt.FocusReason.OtherFocusReason,
)


class _Painter(CellPainter):
    """Paints a tile before each name."""

    def width_before(self, index: Index) -> float:
        return self._theme.px(TILE) + 8 if index.column() == InstalledColumn.NAME else 0.0

    def paint_before(self, painter: QPainter, place: QRectF, index: Index) -> float:
        if index.column() != InstalledColumn.NAME:
            return 0.0
        side = self._theme.px(TILE)
        tile = QRectF(place.left(), place.center().y() - side / 2, side, side)
        paint_tile(painter, tile, str(index.data()), self._theme)
        return side + 8


class InstalledTable(Retranslated, QTableView):
    """A click on a heading sorts by it, a second click reverses; so does S for the current cell.

    `chosen_changed`: other rows are chosen; `act` carries the `ModelAction` of a key."""

    chosen_changed = Signal()
    act = Signal(object)
    menu_wanted = Signal(QPoint)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.rows = InstalledModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(_Painter(theme, self))
        set_up_table(self)
        self.horizontalHeader().setResizeContentsPrecision(MEASURED)
        self._pinned: PinnedColumn | None = None
        self.horizontalScrollBar().valueChanged.connect(self._pin_names)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda at: self.menu_wanted.emit(self.viewport().mapToGlobal(at)))
        self.horizontalHeader().sectionClicked.connect(self.sort_by)
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen_changed.emit())
        self.kept = KeptSelection(self, lambda row: self.rows.entry_at(row).card.name, self._on_reset)
        self.rows.dataChanged.connect(self.fit_columns)
        guard_rows(self)
        theme.changed.connect(self._apply_style)
        self._apply_style()
        self.retranslate()

    def _apply_style(self) -> None:
        style_table(self, self._theme)
        self.fit_columns()

    @property
    def chosen(self) -> tuple[ModelEntry, ...]:
        """The models whose rows are chosen, from top to bottom."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(self.rows.entry_at(row) for row in rows)

    def choose_model(self, name: str) -> None:
        """Choose one model's row and go there."""
        row = self.rows.row_of(name)
        if row >= 0:
            self.selectRow(row)
            self.scrollTo(self.rows.index(row, 0))

    def sort_by(self, column: int) -> None:
        """Sort by a column; reverse the order if it is sorted by it already."""
        before, order = self.rows.sorted_by
        up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        if column == before:
            order = down if order == up else up
        else:
            order = (
                down
                if column
                in (InstalledColumn.SIZE, InstalledColumn.SPEED, InstalledColumn.USED, InstalledColumn.MODIFIED)
                else up
            )
        self.rows.sort(column, order)
        self.horizontalHeader().setSortIndicator(column, order)

    def _on_reset(self) -> None:
        self.fit_columns()
        self.chosen_changed.emit()

    def fit_columns(self) -> None:
        """Fit the columns to their texts, give the rest to the name, hide empty columns. Does nothing while hidden."""
        if not self.isVisible():
            return
        header, taken = self.horizontalHeader(), 0
        metrics = QFontMetricsF(self._theme.small(bold=True))
        for column in range(1, self.rows.columnCount()):
            self.setColumnHidden(column, self.rows.is_empty(column))
            if self.isColumnHidden(column):
                continue
            title = str(self.rows.headerData(column, Qt.Orientation.Horizontal))
            wide = max(round(metrics.horizontalAdvance(title)) + 2 * PAD + 4, self.sizeHintForColumn(column))
            header.resizeSection(column, wide)
            taken += wide
        least, left = self._theme.px(NAME_LEAST), self.viewport().width() - taken
        header.resizeSection(InstalledColumn.NAME, max(least, left))
        if self._pinned is not None:
            self._pinned.move_to_edge()

    def _pin_names(self, value: int) -> None:
        """Make the pinned column when the table is first scrolled sideways."""
        if self._pinned is None and value > 0:
            self._pinned = PinnedColumn(self)
            self._pinned.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            pinned = self._pinned.viewport()
            self._pinned.customContextMenuRequested.connect(lambda at: self.menu_wanted.emit(pinned.mapToGlobal(at)))
            self._pinned.doubleClicked.connect(lambda _index: self.act.emit(ModelAction.DETAILS))
            self._pinned.move_to_edge()

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Scroll so that the pinned column does not cover the cell."""
        super().scrollTo(index, hint)
        bar = self.horizontalScrollBar()
        below = self.columnWidth(InstalledColumn.NAME) - self.visualRect(index).left()
        if index.column() > 0 and bar.value() > 0 and below > 0:
            bar.setValue(bar.value() - below)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        if self.indexAt(event.position().toPoint()).isValid():
            self.act.emit(ModelAction.DETAILS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        actions = {
            Qt.Key.Key_Return: ModelAction.DETAILS,
            Qt.Key.Key_Enter: ModelAction.DETAILS,
            Qt.Key.Key_Delete: ModelAction.DELETE,
            Qt.Key.Key_F2: ModelAction.RENAME,
        }
        action = actions.get(Qt.Key(event.key()))
        if action is not None and self.chosen:
            self.act.emit(action)
        elif event.key() == Qt.Key.Key_S and self.currentIndex().isValid() and not event.modifiers():
            self.sort_by(self.currentIndex().column())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose the first row when the focus comes by keyboard, not by pointer or from a dialog."""
        if event.reason() in BY_KEYBOARD and not self.currentIndex().isValid() and self.rows.rowCount():
            self.selectRow(0)
        super().focusInEvent(event)

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Installed models"))
        self.setAccessibleDescription(
            self.tr("Arrow keys move, S sorts by the column, Enter tells more, F2 renames, Delete deletes")
        )
        self.rows.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.rows.columnCount() - 1)
        self.fit_columns()
