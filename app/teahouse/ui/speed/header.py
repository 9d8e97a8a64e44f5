"""The header of the Speed page, and the filters that say which runs are shown."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QWidget

from teahouse.core.run import Power, RunFilter, Source
from teahouse.services.measurements.events import RunChoices
from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.form import Choice
from teahouse.ui.kit.layout import PageHeader, WrappingRow
from teahouse.ui.kit.menus import Menu, open_below
from teahouse.ui.speed import words
from teahouse.ui.speed.charts.scale import DAY
from teahouse.ui.speed.words import PillRow
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
        theme.changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def _dress(self) -> None:
        self.title.setFont(self._theme.font(15, bold=True))

    def menu(self) -> QMenu:
        """What has no button of its own."""
        menu = Menu(self)
        menu.addAction(self.tr("Export runs…"), self.export.emit)
        menu.addAction(self.tr("Import runs of another computer…"), self.bring_in.emit)
        return menu

    def _open_menu(self) -> None:
        open_below(self.menu(), self.more, at_end=True)

    def retranslate(self) -> None:
        """Say everything in the language of now."""
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
        self._place()
        self.retranslate()

    def _place(self) -> None:
        """As many side by side as there is room for; those with nothing to choose are left out."""
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
        return name in ("model", "since", "source", "cold") or len(self._values(name)) > 1 or self._chosen[name] != ALL

    def show_choices(self, choices: RunChoices) -> None:
        """Take what there is to choose from."""
        if choices != self._choices:
            self._choices = choices
            self.retranslate()
            self._place()

    def run_filter(self) -> RunFilter:
        """The filter as it is chosen."""
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
        """Choose by program, as a person would."""
        self._on_chosen(name, value)
        self.boxes[name].show_value(value)

    def _values(self, name: str) -> Sequence[tuple[str, str]]:
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
        """Say everything in the language of now."""
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
            box.set_choices([(ALL, every), *self._values(name)], self._chosen[name])
            box.setAccessibleName(title)
            box.setToolTip(title)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self._place()
        elif event.type() == QEvent.Type.FontChange:
            self._place()


def _one(value: str | None) -> tuple[str, ...]:
    return () if value is None else (value,)
