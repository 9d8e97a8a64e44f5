"""The Speed page: header, filters, and the runs as charts or as a table.

The runs are requested when the page is entered, when a filter is chosen and when a speed test has ended; there is no
polling. The rows of the table are requested only when the table is shown.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePath

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QMenu, QVBoxLayout, QWidget

from teahouse.core.bench import BenchSeries
from teahouse.core.errors import Trouble
from teahouse.core.run import RunFilter
from teahouse.services.measurements.events import (
    BenchEvent,
    BenchExportedEvent,
    BenchResultsEvent,
    RunsEvent,
    RunsExportedEvent,
    RunsImportedEvent,
    SpeedTestEvent,
)
from teahouse.services.measurements.runs_file import RunsFormat
from teahouse.services.models.events import ModelsEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.accessibility import FocusGroup
from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.layout import PageHeader, PageStack, VerticalScroll, WrappingRow
from teahouse.ui.kit.pills import PillRow
from teahouse.ui.kit.popup import Menu, open_below
from teahouse.ui.preferences import Preferences
from teahouse.ui.speed.bench_view import BenchView
from teahouse.ui.speed.charts_page import ChartsPage
from teahouse.ui.speed.filters import FilterName, SpeedFilters
from teahouse.ui.speed.runs_table import PAGE, RunsTable
from teahouse.ui.speed.test_dialog import SpeedTestDialog
from teahouse.ui.speed.usage_view import UsageView
from teahouse.ui.style import Theme


class SpeedView(StrEnum):
    """How the runs are shown."""

    CHARTS = "charts"
    TABLE = "table"
    USAGE = "usage"
    TESTS = "tests"


class SpeedHeader(PageHeader):
    """`view` carries the name of a `SpeedView`."""

    view = Signal(str)
    test = Signal()
    export = Signal()
    bring_in = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.title = QLabel()
        self.views = PillRow(theme, pages=True)
        self.test_button = Button()
        self.more = IconButton(theme, "more", quiet=False, side=34)
        self.title.setContentsMargins(0, 0, 6, 0)
        row = WrappingRow(self)
        row.setContentsMargins(18, 8, 18, 9)
        row.addWidget(self.title)
        row.addWidget(self.views)
        row.add_group(self.test_button, self.more)
        self.views.chosen.connect(self.view)
        self.test_button.clicked.connect(self.test)
        self.more.clicked.connect(self._open_menu)
        theme.changed.connect(self._apply_style)
        self._apply_style()
        self.retranslate()

    def _apply_style(self) -> None:
        self.title.setFont(self._theme.font(15, bold=True))

    def menu(self) -> QMenu:
        """The menu of actions without a button."""
        menu = Menu(self)
        menu.addAction(self.tr("Export runs…"), self.export.emit)
        menu.addAction(self.tr("Import runs or published results…"), self.bring_in.emit)
        return menu

    def _open_menu(self) -> None:
        open_below(self.menu(), self.more, at_end=True)

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        self.title.setText(self.tr("Speed"))
        self.views.set_choices(
            [
                (SpeedView.CHARTS, self.tr("Charts")),
                (SpeedView.TABLE, self.tr("Table")),
                (SpeedView.USAGE, self.tr("Usage")),
                (SpeedView.TESTS, self.tr("Tests")),
            ],
            self.tr("More"),
        )
        self.views.setAccessibleName(self.tr("How to show the runs"))
        self.test_button.setText(self.tr("Speed test…"))
        self.more.set_name(self.tr("More"))


SIDE = 18
LOWEST = 200  # of charts and table


class SpeedPage(Retranslated, FocusGroup, QWidget):
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
        self._bench_event: BenchEvent | None = None
        self._count: int | None = None
        self._outcome = ""
        self.dialog: SpeedTestDialog | None = None
        self.header = SpeedHeader(theme)
        self.filters = SpeedFilters(theme)
        self.line = Muted()
        self.line.setWordWrap(True)
        self.charts = ChartsPage(theme)
        self.table = RunsTable(theme)
        self.usage = UsageView(theme)
        self.bench = BenchView(theme)
        self.pages = PageStack()
        self._lay_out()
        self._connect_signals()
        bridge.subscribe(self._handle_events, RunsEvent, RunsExportedEvent, RunsImportedEvent, ModelsEvent)
        bridge.subscribe(self._handle_events, SpeedTestEvent, BenchEvent, BenchResultsEvent)
        bridge.subscribe(self._handle_events, BenchExportedEvent)
        bridge.run_command(lambda services: services.library.refresh_models())

    def _lay_out(self) -> None:
        self.pages.addWidget(self.charts)
        self.pages.addWidget(self.table)
        self.pages.addWidget(self.usage)
        self.pages.addWidget(self.bench)
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
        self.enter_at(self.filters.boxes[FilterName.MODEL])

    def _restyle(self) -> None:
        self.pages.set_lowest(self._theme.px(LOWEST))

    def _connect_signals(self) -> None:
        self.header.view.connect(self.show_view)
        self.header.test.connect(self.open_test)
        self.header.export.connect(self._export_runs)
        self.header.bring_in.connect(self._import_runs)
        self.filters.changed.connect(self._on_filter)
        self.table.wanted.connect(self._request_page)
        self.bench.export.connect(self._export_bench_results)

    def take_question(self, text: str, models: tuple[str, ...]) -> None:
        """Open the speed test for these models; `text` is not used, because the test has its own prompts."""
        self.open_test(models)

    def show_view(self, view: str) -> None:
        """Show the charts, the table, the usage or the series of tests; `view`: the name of a `SpeedView`."""
        pages = {SpeedView.TABLE: self.table, SpeedView.USAGE: self.usage, SpeedView.TESTS: self.bench}
        self.header.views.choose_value(view)
        self.pages.setCurrentWidget(pages.get(SpeedView(view), self.charts))
        if view == SpeedView.TESTS:
            self._bridge.run_command(lambda services: services.measurements.list_bench_results())

    # Commands.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._request_first_runs()

    def _on_filter(self, chosen: RunFilter) -> None:
        self._filter = chosen
        self._request_first_runs()

    def _request_first_runs(self) -> None:
        self._request_runs(0, PAGE if self.pages.currentWidget() is self.table else 0)

    def _request_page(self, offset: int) -> None:
        self._request_runs(offset, PAGE)

    def _request_runs(self, offset: int, limit: int) -> None:
        chosen = self._filter
        self._bridge.run_command(lambda services: services.measurements.list_runs(chosen, offset=offset, limit=limit))

    def open_test(self, models: tuple[str, ...] | bool = ()) -> None:
        """Open the speed test, with these models chosen."""
        if self.dialog is None:
            self.dialog = SpeedTestDialog(self._theme, self)
            self.dialog.start.connect(self._start_test)
            self.dialog.stop.connect(
                lambda: self._bridge.run_command(lambda services: services.measurements.stop_speed_test())
            )
        names = tuple(entry.card.name for entry in self._models.models if entry.card.chats)
        self.dialog.show_models(names, models if isinstance(models, tuple) else ())
        if self._tested is not None:
            self.dialog.show_progress(self._tested)
        if self._bench_event is not None:
            self.dialog.show_bench_progress(self._bench_event)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def _start_test(self, names: list[str], series: tuple[BenchSeries, ...]) -> None:
        self._tested = self._bench_event = None
        self._bridge.run_command(lambda services: services.measurements.start_speed_test(tuple(names), series))

    def _export_runs(self) -> None:
        formats = {
            "JSON (*.json)": RunsFormat.JSON,
            "CSV (*.csv)": RunsFormat.CSV,
            self.tr("Published results, for llmfit (*.json)"): RunsFormat.PUBLISHED,
        }
        path, used = QFileDialog.getSaveFileName(
            self, self.tr("Export runs"), self.tr("runs") + ".json", ";;".join(formats)
        )
        if path:
            chosen, form = self._filter, formats.get(used)
            self._bridge.run_command(lambda services: services.measurements.export_runs(path, chosen, form))

    def _export_bench_results(self) -> None:
        path, used = QFileDialog.getSaveFileName(
            self, self.tr("Export results"), self.tr("results") + ".csv", "CSV (*.csv);;JSON (*.json)"
        )
        if path:
            # A name without an ending gets that of the chosen format.
            ending = "" if PurePath(path).suffix else ".csv" if used.startswith("CSV") else ".json"
            written = path + ending
            self._bridge.run_command(lambda services: services.measurements.export_bench_results(written))

    def _import_runs(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Import runs or published results"), "", "JSON (*.json)")
        if path:
            self._bridge.run_command(lambda services: services.measurements.import_runs(path))

    # Events.

    def _handle_events(self, events: list[object]) -> None:
        for event in events:
            match event:
                case RunsEvent():
                    self._on_runs(event)
                case ModelsEvent():
                    self._models = event
                case BenchEvent():
                    self._bench_event = event
                    if self.dialog is not None:
                        self.dialog.show_bench_progress(event)
                case BenchResultsEvent():
                    self.bench.show_results(event.results)
                case SpeedTestEvent():
                    self._on_test(event)
                case RunsExportedEvent():
                    text = self.tr("%n run(s) written to {path}", "", event.runs).format(path=event.path)
                    self._show_outcome(text, event.trouble)
                case BenchExportedEvent():
                    text = self.tr("%n result(s) written to {path}", "", event.results).format(path=event.path)
                    self._show_outcome(text, event.trouble)
                case RunsImportedEvent():
                    self._on_imported(event)

    def _on_runs(self, event: RunsEvent) -> None:
        if event.filters != self._filter:
            return
        if event.offset:
            self.table.show_page(event.offset, event.runs)
            return
        self._count = event.count
        self.table.show_first(event.count, event.runs)
        self.charts.show_summary(event)
        self.usage.show_usage(event.usage)
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
            self._request_first_runs()

    def _on_imported(self, event: RunsImportedEvent) -> None:
        text = self.tr("%n run(s) of {computer} taken in", "", event.added).format(computer=event.computer)
        if event.known:
            text += "; " + self.tr("%n were here already", "", event.known)
        self._show_outcome(text, event.trouble)

    def _show_outcome(self, text: str, trouble: Trouble | None) -> None:
        self._outcome = sentence(trouble) if trouble else text
        self.retranslate()

    def retranslate(self) -> None:
        count = "" if self._count is None else self.tr("%Ln run(s)", "", self._count)
        self.line.setText(" · ".join(part for part in (count, self._outcome) if part))
