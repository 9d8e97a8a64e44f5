"""The table of runs as a widget."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from teahouse.core.run import Run
from teahouse.ui.kit.lists import dress
from teahouse.ui.speed.runs_model import COLUMNS, RunsModel
from teahouse.ui.style import Theme

LINE = 32


class RunsTable(QTableView):
    """`wanted` carries the offset of a page that is to be shown."""

    wanted = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.rows = RunsModel(self)
        self.setModel(self.rows)
        dress(self, theme)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.rows.wanted.connect(self.wanted)
        theme.changed.connect(self._fit)
        self._fit()
        self.retranslate()

    def show_first(self, count: int, runs: tuple[Run, ...]) -> None:
        """Another filter: so many runs, of which these are the first."""
        self.rows.begin(count, runs)
        self.executeDelayedItemsLayout()  # or its first painting would do it, and ask for a second

    def show_page(self, offset: int, runs: tuple[Run, ...]) -> None:
        """A page that was asked for."""
        self.rows.take(offset, runs)

    def _fit(self) -> None:
        """Columns as wide as what usually stands in them: nothing is measured row by row."""
        metrics = QFontMetrics(self._theme.font())
        self.verticalHeader().setDefaultSectionSize(self._theme.px(LINE))
        for number, column in enumerate(COLUMNS):
            title = str(self.rows.headerData(number, self.horizontalHeader().orientation()))
            wide = max(metrics.horizontalAdvance(column.sample), metrics.horizontalAdvance(title))
            self.setColumnWidth(number, wide + 26)

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        self.setAccessibleName(self.tr("Runs, the newest first"))
        self.rows.retranslate()
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
