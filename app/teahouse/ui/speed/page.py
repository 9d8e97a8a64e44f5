"""The Speed page: header, filters, and the runs as charts or as a table.

The newest list is asked for when the page is entered, a filter is chosen or a speed test is over; nothing polls. The
runs themselves come with it only where the table shows them: else the table asks when it is first looked at.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from teahouse.core.errors import Trouble
from teahouse.core.run import RunFilter
from teahouse.services.measurements.events import RunsEvent, RunsExportedEvent, RunsImportedEvent, SpeedTestEvent
from teahouse.services.models.events import ModelsEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.accessibility import FocusGroup
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.layout import VerticalScroll
from teahouse.ui.preferences import Preferences
from teahouse.ui.speed.charts_page import ChartsPage
from teahouse.ui.speed.header import CHARTS, SpeedFilters, SpeedHeader
from teahouse.ui.speed.runs_table import PAGE, RunsTable
from teahouse.ui.speed.test_dialog import SpeedTestDialog
from teahouse.ui.style import Theme

SIDE = 18
LOWEST = 200  # of charts and table


class SpeedPage(FocusGroup, QWidget):
    """`open_conversation` is never sent by this page; every page has it."""

    open_conversation = Signal(str)

    def __init__(self, bridge: Bridge, preferences: Preferences, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._preferences = preferences
        self._theme = theme
        self._filter = RunFilter()
        self._models = ModelsEvent(())
        self._tested: SpeedTestEvent | None = None
        self._count: int | None = None
        self._told = ""
        self.dialog: SpeedTestDialog | None = None
        self.header = SpeedHeader(theme)
        self.filters = SpeedFilters(theme)
        self.line = Muted()
        self.line.setWordWrap(True)
        self.charts = ChartsPage(theme)
        self.table = RunsTable(theme)
        self.pages = QStackedWidget()
        self._lay_out()
        self._join()
        bridge.listen(self._handle_events, RunsEvent, RunsExportedEvent, RunsImportedEvent, SpeedTestEvent, ModelsEvent)
        bridge.ask(lambda services: services.library.refresh_models())

    def _lay_out(self) -> None:
        self.pages.addWidget(self.charts)
        self.pages.addWidget(self.table)
        inside = QWidget()
        inside.setAutoFillBackground(False)
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(SIDE, 12, SIDE, 14)
        inner.setSpacing(10)
        inner.addWidget(self.filters)
        inner.addWidget(self.line)
        inner.addWidget(self.pages, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        area = VerticalScroll(inside)  # where large text leaves little room below the filters
        area.viewport().setAutoFillBackground(False)
        column.addWidget(area, 1)
        self._theme.changed.connect(self._restyle)
        self._restyle()
        self.enter_at(self.filters.boxes["model"])

    def _restyle(self) -> None:
        self.pages.setMinimumHeight(self._theme.px(LOWEST))

    def _join(self) -> None:
        self.header.view.connect(self.show_view)
        self.header.test.connect(self.open_test)
        self.header.export.connect(self._export)
        self.header.bring_in.connect(self._import)
        self.filters.changed.connect(self._on_filter)
        self.table.wanted.connect(self._ask_page)

    def take_question(self, text: str, models: tuple[str, ...]) -> None:
        """Test these models; a question does not matter here: the work is always the same."""
        self.open_test(models)

    def show_view(self, which: str) -> None:
        """Show the charts or the table."""
        self.header.views.choose_value(which)
        self.pages.setCurrentWidget(self.charts if which == CHARTS else self.table)

    # What is asked.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()

    def _on_filter(self, chosen: RunFilter) -> None:
        self._filter = chosen
        self._ask()

    def _ask(self) -> None:
        self._ask_runs(0, PAGE if self.pages.currentWidget() is self.table else 0)

    def _ask_page(self, offset: int) -> None:
        self._ask_runs(offset, PAGE)

    def _ask_runs(self, offset: int, limit: int) -> None:
        chosen = self._filter
        self._bridge.ask(lambda services: services.measurements.list_runs(chosen, offset=offset, limit=limit))

    def open_test(self, models: tuple[str, ...] | bool = ()) -> None:
        """Open the speed test, with these models chosen."""
        if self.dialog is None:
            self.dialog = SpeedTestDialog(self._theme, self)
            self.dialog.start.connect(
                lambda names: self._bridge.ask(lambda services: services.measurements.start_speed_test(tuple(names)))
            )
            self.dialog.stop.connect(lambda: self._bridge.ask(lambda services: services.measurements.stop_speed_test()))
        names = tuple(entry.card.name for entry in self._models.models if entry.card.chats)
        self.dialog.show_models(names, models if isinstance(models, tuple) else ())
        if self._tested is not None:
            self.dialog.show_progress(self._tested)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def _export(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Export runs"), self.tr("runs") + ".json", "JSON (*.json)")
        if path:
            chosen = self._filter
            self._bridge.ask(lambda services: services.measurements.export_runs(path, chosen))

    def _import(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Import runs of another computer"), "", "JSON (*.json)")
        if path:
            self._bridge.ask(lambda services: services.measurements.import_runs(path))

    # What is told.

    def _handle_events(self, event: list[object]) -> None:
        for one in event:
            match one:
                case RunsEvent():
                    self._on_runs(one)
                case ModelsEvent():
                    self._models = one
                case SpeedTestEvent():
                    self._on_test(one)
                case RunsExportedEvent():
                    told = self.tr("%n run(s) written to {path}", "", one.runs).format(path=one.path)
                    self._tell(told, one.trouble)
                case RunsImportedEvent():
                    self._on_imported(one)

    def _on_runs(self, event: RunsEvent) -> None:
        if event.filters != self._filter:
            return
        if event.offset:
            self.table.show_page(event.offset, event.runs)
            return
        self._count = event.count
        self.table.show_first(event.count, event.runs)
        self.charts.show_summary(event)
        if event.choices is not None:
            self.filters.show_choices(event.choices)
            self.table.show_choices(event.choices)
        self.retranslate()

    def _on_test(self, event: SpeedTestEvent) -> None:
        ended = self._tested is not None and self._tested.running and not event.running
        self._tested = event
        if self.dialog is not None:
            self.dialog.show_progress(event)
        if ended and self.isVisible():
            self._ask()

    def _on_imported(self, event: RunsImportedEvent) -> None:
        told = self.tr("%n run(s) of {computer} taken in", "", event.added).format(computer=event.computer)
        if event.known:
            told += "; " + self.tr("%n were here already", "", event.known)
        self._tell(told, event.trouble)

    def _tell(self, told: str, trouble: Trouble | None) -> None:
        self._told = sentence(trouble) if trouble else told
        self.retranslate()

    def retranslate(self) -> None:
        """Say how many runs there are, and what was told last."""
        count = "" if self._count is None else self.tr("%Ln run(s)", "", self._count)
        self.line.setText(" · ".join(part for part in (count, self._told) if part))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
