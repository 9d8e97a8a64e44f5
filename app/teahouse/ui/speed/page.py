"""The Speed page: header, filters, and the runs as charts or as a table.

The newest list is asked for when the page is entered, a filter is chosen or a speed test is over; nothing polls. The
runs themselves come with it only where the table shows them: else the table asks when it is first looked at.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLabel, QMenu, QStackedWidget, QVBoxLayout, QWidget

from teahouse.core.errors import Trouble
from teahouse.core.run import Power, RunFilter, Source
from teahouse.services.measurements.events import (
    RunChoices,
    RunsEvent,
    RunsExportedEvent,
    RunsImportedEvent,
    SpeedTestEvent,
)
from teahouse.services.models.events import ModelsEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.accessibility import FocusGroup
from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.form import Choice
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.layout import PageHeader, VerticalScroll, WrappingRow
from teahouse.ui.kit.pills import PillRow
from teahouse.ui.kit.popup import Menu, open_below
from teahouse.ui.preferences import Preferences
from teahouse.ui.speed import words
from teahouse.ui.speed.charts.chart import DAY
from teahouse.ui.speed.charts_page import ChartsPage
from teahouse.ui.speed.runs_table import PAGE, RunsTable
from teahouse.ui.speed.test_dialog import SpeedTestDialog
from teahouse.ui.style import Theme

CHARTS, TABLE = "charts", "table"


class SpeedHeader(PageHeader):
    """`view` carries `charts` or `table`."""

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
        menu.addAction(self.tr("Import runs of another computer…"), self.bring_in.emit)
        return menu

    def _open_menu(self) -> None:
        open_below(self.menu(), self.more, at_end=True)

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        self.title.setText(self.tr("Speed"))
        self.views.set_choices([(CHARTS, self.tr("Charts")), (TABLE, self.tr("Table"))], self.tr("More"))
        self.views.setAccessibleName(self.tr("How to show the runs"))
        self.test_button.setText(self.tr("Speed test…"))
        self.more.set_name(self.tr("More"))


NARROWEST = 150
PADDING = 24  # of a box at both sides of its text, with the gap to the next
ARROW = 24  # of a box, with the air around it; it grows with the text
ALL = "*"
DAYS = {"7": 7, "30": 30, "90": 90, "365": 365}
NAMES = ("model", "since", "source", "cold", "host", "computer", "quantization", "power")


class SpeedFilters(QWidget):
    """Which runs are shown: choices side by side that wrap where the page is narrow.

    `changed` carries the filter that was chosen.
    """

    changed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._choices = RunChoices()
        self._columns = 0
        self._shown: list[Choice] = []
        self.boxes = {name: Choice(theme) for name in NAMES}
        self._chosen = dict.fromkeys(NAMES, ALL)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        for name, box in self.boxes.items():
            box.setMinimumWidth(60)
            box.setMinimumContentsLength(6)
            box.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.chosen.connect(lambda value, which=name: self._on_chosen(which, value))
        self.setStyleSheet("QComboBox, QComboBox:focus { padding-right: 2px; }")
        self._place_boxes()
        self.retranslate()

    def _place_boxes(self) -> None:
        """Lay out as many boxes side by side as fit; hide those with nothing to choose."""
        shown = [box for name, box in self.boxes.items() if self._is_useful(name)]
        widest = max(box.fontMetrics().horizontalAdvance(box.currentText()) for box in shown)
        widest += PADDING + self._theme.px(ARROW)
        columns = max(1, min(len(shown), self.width() // max(NARROWEST, widest)))
        if (columns, shown) == (self._columns, self._shown):
            return
        for box in self.boxes.values():
            self._grid.removeWidget(box)
            box.setParent(self)
            box.setVisible(box in shown)
        for number, box in enumerate(shown):
            self._grid.addWidget(box, number // columns, number % columns)
        for column in range(max(columns, self._columns)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._columns, self._shown = columns, shown

    def _is_useful(self, name: str) -> bool:
        return (
            name in ("model", "since", "source", "cold")
            or len(self._list_values(name)) > 1
            or self._chosen[name] != ALL
        )

    def show_choices(self, choices: RunChoices) -> None:
        """Set the values to choose from."""
        if choices != self._choices:
            self._choices = choices
            self.retranslate()
            self._place_boxes()

    def run_filter(self) -> RunFilter:
        """The chosen filter."""
        chosen = {name: None if value == ALL else value for name, value in self._chosen.items()}
        days = DAYS.get(chosen["since"] or "")
        return RunFilter(
            models=_one(chosen["model"]),
            hosts=_one(chosen["host"]),
            computers=_one(chosen["computer"]),
            sources=(Source(chosen["source"]),) if chosen["source"] else (),
            quantizations=_one(chosen["quantization"]),
            power=None if chosen["power"] is None else Power(chosen["power"]),
            cold=None if chosen["cold"] is None else chosen["cold"] == "cold",
            since=None if days is None else time.time() // DAY * DAY - days * DAY,
        )

    def _on_chosen(self, name: str, value: str) -> None:
        self._chosen[name] = value
        self.changed.emit(self.run_filter())

    def choose_value(self, name: str, value: str) -> None:
        """Choose a value from code."""
        self._on_chosen(name, value)
        self.boxes[name].show_value(value)

    def _list_values(self, name: str) -> Sequence[tuple[str, str]]:
        known = self._choices
        match name:
            case "model":
                return [(one, one) for one in known.models]
            case "since":
                return [(days, self.tr("Last %n day(s)", "", int(days))) for days in DAYS]
            case "source":
                return [(one.value, words.source(one)) for one in Source]
            case "cold":
                return [("cold", self.tr("Cold: loaded for it")), ("warm", self.tr("Warm"))]
            case "host":
                return [(one, words.host(one)) for one in known.hosts]
            case "computer":
                return [(one, words.computer(one)) for one in known.computers]
            case "quantization":
                return [(one, one) for one in known.quantizations if one]
            case _:
                return [(one.value, words.power(one)) for one in known.powers if one is not Power.UNKNOWN]

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        titles = {
            "model": (self.tr("All models"), self.tr("Model")),
            "since": (self.tr("Any time"), self.tr("Time")),
            "source": (self.tr("Any use"), self.tr("What for")),
            "cold": (self.tr("Cold or warm"), self.tr("How the model was found")),
            "host": (self.tr("All hosts"), self.tr("Host")),
            "computer": (self.tr("All computers"), self.tr("Computer")),
            "quantization": (self.tr("All quantisations"), self.tr("Quantisation")),
            "power": (self.tr("Any power"), self.tr("Power")),
        }
        for name, box in self.boxes.items():
            every, title = titles[name]
            box.set_choices([(ALL, every), *self._list_values(name)], self._chosen[name])
            box.setAccessibleName(title)
            box.setToolTip(title)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_boxes()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self._place_boxes()
        elif event.type() == QEvent.Type.FontChange:
            self._place_boxes()


def _one(value: str | None) -> tuple[str, ...]:
    return () if value is None else (value,)


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
        self._connect_signals()
        bridge.subscribe(
            self._handle_events, RunsEvent, RunsExportedEvent, RunsImportedEvent, SpeedTestEvent, ModelsEvent
        )
        bridge.run_command(lambda services: services.library.refresh_models())

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

    def _connect_signals(self) -> None:
        self.header.view.connect(self.show_view)
        self.header.test.connect(self.open_test)
        self.header.export.connect(self._export_runs)
        self.header.bring_in.connect(self._import_runs)
        self.filters.changed.connect(self._on_filter)
        self.table.wanted.connect(self._ask_page)

    def take_question(self, text: str, models: tuple[str, ...]) -> None:
        """Test these models; a question does not matter here: the work is always the same."""
        self.open_test(models)

    def show_view(self, which: str) -> None:
        """Show the charts or the table."""
        self.header.views.choose_value(which)
        self.pages.setCurrentWidget(self.charts if which == CHARTS else self.table)

    # Commands.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_first_runs()

    def _on_filter(self, chosen: RunFilter) -> None:
        self._filter = chosen
        self._ask_first_runs()

    def _ask_first_runs(self) -> None:
        self._ask_runs(0, PAGE if self.pages.currentWidget() is self.table else 0)

    def _ask_page(self, offset: int) -> None:
        self._ask_runs(offset, PAGE)

    def _ask_runs(self, offset: int, limit: int) -> None:
        chosen = self._filter
        self._bridge.run_command(lambda services: services.measurements.list_runs(chosen, offset=offset, limit=limit))

    def open_test(self, models: tuple[str, ...] | bool = ()) -> None:
        """Open the speed test, with these models chosen."""
        if self.dialog is None:
            self.dialog = SpeedTestDialog(self._theme, self)
            self.dialog.start.connect(
                lambda names: self._bridge.run_command(
                    lambda services: services.measurements.start_speed_test(tuple(names))
                )
            )
            self.dialog.stop.connect(
                lambda: self._bridge.run_command(lambda services: services.measurements.stop_speed_test())
            )
        names = tuple(entry.card.name for entry in self._models.models if entry.card.chats)
        self.dialog.show_models(names, models if isinstance(models, tuple) else ())
        if self._tested is not None:
            self.dialog.show_progress(self._tested)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def _export_runs(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Export runs"), self.tr("runs") + ".json", "JSON (*.json)")
        if path:
            chosen = self._filter
            self._bridge.run_command(lambda services: services.measurements.export_runs(path, chosen))

    def _import_runs(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Import runs of another computer"), "", "JSON (*.json)")
        if path:
            self._bridge.run_command(lambda services: services.measurements.import_runs(path))

    # Events.

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
                    self._show_outcome(told, one.trouble)
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
            self._ask_first_runs()

    def _on_imported(self, event: RunsImportedEvent) -> None:
        told = self.tr("%n run(s) of {computer} taken in", "", event.added).format(computer=event.computer)
        if event.known:
            told += "; " + self.tr("%n were here already", "", event.known)
        self._show_outcome(told, event.trouble)

    def _show_outcome(self, told: str, trouble: Trouble | None) -> None:
        self._told = sentence(trouble) if trouble else told
        self.retranslate()

    def retranslate(self) -> None:
        count = "" if self._count is None else self.tr("%Ln run(s)", "", self._count)
        self.line.setText(" · ".join(part for part in (count, self._told) if part))
