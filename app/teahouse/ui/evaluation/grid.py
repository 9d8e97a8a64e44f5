"""The result grid: prompts × configurations, with the prompts fixed at the left."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from teahouse.ui.evaluation.cell_delegate import PROMPT, ROW, CellDelegate
from teahouse.ui.evaluation.grid_model import GridModel
from teahouse.ui.evaluation.score_header import SETTINGS, TALL, ScoreHeader
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.table import KeptSelection, PinnedColumn, set_up_table, style_table
from teahouse.ui.style import Theme

PROMPT_WIDTH, LEAST_PROMPT = 270, 170  # pixels of the prompts' column, before zoom
LEAST = 216  # of another one
SHARE = 0.34  # of the width that prompts take at most


class GridView(Retranslated, QTableView):
    """`opened` carries row and column of a cell that was clicked, or chosen by Enter; `moved` of the current one;
    `left`: Esc."""

    opened = Signal(int, int)
    moved = Signal(int, int)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.cells = GridModel(self)
        self.setModel(self.cells)
        self.setItemDelegate(CellDelegate(theme, self))
        set_up_table(self)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self._score_header = ScoreHeader(theme, self)
        self.setHorizontalHeader(header)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.sectionClicked.connect(self._choose_column)
        self._pinned = PinnedColumn(self)
        self._kept = KeptSelection(self, lambda row: self.cells.prompt_at(row).id)
        self._moved_later = QTimer(self, singleShot=True, interval=0)  # a reset moves the current cell twice
        self._moved_later.timeout.connect(self._emit_moved)
        self.selectionModel().currentChanged.connect(lambda *_: self._moved_later.start())
        self.clicked.connect(self._on_clicked)
        self._pinned.clicked.connect(self._on_clicked)
        self.cells.modelReset.connect(self._fit_columns)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.retranslate()

    def _restyle(self) -> None:
        style_table(self, self._theme)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self._theme.px(ROW))
        self.setMinimumHeight(self._theme.px(TALL + SETTINGS + ROW))
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Share the width among the configurations, at least LEAST each."""
        self._score_header.fit_height()
        width, count = self.viewport().width(), self.cells.columnCount() - 1
        if count < 1:
            return
        first = max(self._theme.px(LEAST_PROMPT), min(self._theme.px(PROMPT_WIDTH), round(width * SHARE)))
        each = max(self._theme.px(LEAST), (width - first) // count)
        self.setColumnWidth(PROMPT, max(first, width - each * count) if each > self._theme.px(LEAST) else first)
        for column in range(1, count + 1):
            self.setColumnWidth(column, each)
        self._pinned.move_to_edge()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _on_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(index.row(), max(1, index.column()))

    def _choose_column(self, column: int) -> None:
        """Make a cell of a column the current one, which shows how it compares."""
        row = max(0, self.currentIndex().row())
        if column != PROMPT and self.cells.rowCount():
            self.setCurrentIndex(self.cells.index(row, column))

    def _emit_moved(self) -> None:
        index = self.currentIndex()
        self.moved.emit(index.row(), index.column())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and index.isValid():
            self._on_clicked(index)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Results of the run"))
        self.setAccessibleDescription(self.tr("Arrow keys move, Enter shows the whole answer"))
        self.cells.retranslate()
