"""The table of runs as a widget."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from teahouse.core.run import Run
from teahouse.services.measurement_events import RunChoices
from teahouse.ui.kit.kept_selection import KeptSelection
from teahouse.ui.kit.lists import dress
from teahouse.ui.kit.shift_guard import guard_rows
from teahouse.ui.speed.runs_model import COLUMNS, MODEL, RunsColumn, RunsModel
from teahouse.ui.style import Theme

LINE = 32
WIDEST = 240  # of a column of names
ENOUGH = 0.85  # of what models' names would have
BESIDE = 22  # pixels beside a column's text


class RunsTable(QTableView):
    """`wanted` carries the offset of a page that is to be shown."""

    wanted = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._choices = RunChoices()
        self.rows = RunsModel(self)
        self.setModel(self.rows)
        dress(self, theme)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.kept = KeptSelection(self, self.rows.held_id)
        guard_rows(self)
        self.rows.wanted.connect(self.wanted)
        theme.changed.connect(self._fit)
        self._fit()
        self.retranslate()

    def show_first(self, count: int, runs: tuple[Run, ...]) -> None:
        """Another filter: so many runs, of which these are the first."""
        self.rows.begin(count, runs)
        self.executeDelayedItemsLayout()  # or its first painting would do it, and ask for a second

    def show_choices(self, choices: RunChoices) -> None:
        """Take what runs differ in; only that has columns."""
        if choices != self._choices:
            self._choices = choices
            self._fit()

    def show_page(self, offset: int, runs: tuple[Run, ...]) -> None:
        """A page that was asked for."""
        self.rows.take(offset, runs)

    def _fit(self) -> None:
        """Columns as wide as what usually stands in them: nothing is measured row by row."""
        self.verticalHeader().setDefaultSectionSize(self._theme.px(LINE))
        for number, column in enumerate(COLUMNS):
            self.setColumnHidden(number, not column.differs(self._choices))
            self.setColumnWidth(number, self._wide(number, column))
        self._fit_model()

    def _wide(self, number: int, column: RunsColumn) -> int:
        title = str(self.rows.headerData(number, Qt.Orientation.Horizontal))
        title_width = QFontMetricsF(self._theme.small(bold=True)).horizontalAdvance(title)
        metrics = QFontMetricsF(self._theme.font())
        wide = ceil(max((title_width, *map(metrics.horizontalAdvance, column.samples(self._choices)))))
        return min(wide, self._theme.px(WIDEST)) + BESIDE

    def _fit_model(self) -> None:
        """The models' names have the room that is left; a little too little is better than a scroll bar."""
        left = self.viewport().width() - self.horizontalHeader().length() + self.columnWidth(MODEL)
        wide = self._wide(MODEL, COLUMNS[MODEL])
        self.setColumnWidth(MODEL, left if left > wide * ENOUGH else wide)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_model()

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        self.setAccessibleName(self.tr("Runs, the newest first"))
        self.rows.retranslate()
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
