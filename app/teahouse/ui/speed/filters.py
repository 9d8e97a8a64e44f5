"""The filters of the Speed page: which runs are shown."""

from __future__ import annotations

import time
from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from teahouse.core.run import Power, RunFilter, Source
from teahouse.services.measurements.events import RunChoices
from teahouse.ui.charts.chart import DAY
from teahouse.ui.kit.form import Choice
from teahouse.ui.speed import words
from teahouse.ui.style import Theme

NARROWEST = 150
PADDING = 24  # pixels beside the text of a box, with the gap to the next
ARROW = 24  # of a box, with the space around it; scaled with the text
ALL = "*"
COLD, WARM = "cold", "warm"
DAYS = {"7": 7, "30": 30, "90": 90, "365": 365}


class FilterName(StrEnum):
    """The fields that runs are filtered by."""

    MODEL = "model"
    SINCE = "since"
    SOURCE = "source"
    COLD = "cold"
    HOST = "host"
    COMPUTER = "computer"
    QUANTIZATION = "quantization"
    POWER = "power"


ALWAYS_SHOWN = (FilterName.MODEL, FilterName.SINCE, FilterName.SOURCE, FilterName.COLD)


class SpeedFilters(QWidget):
    """The choices that filter the runs, side by side; they wrap where the page is narrow.

    `changed` carries the filter.
    """

    changed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._choices = RunChoices()
        self._columns = 0
        self._shown: list[Choice] = []
        self.boxes = {name: Choice(theme) for name in FilterName}
        self._chosen = dict.fromkeys(FilterName, ALL)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        for name, box in self.boxes.items():
            box.setMinimumWidth(60)
            box.allow_elision(6)
            box.chosen.connect(lambda value, name=name: self._on_chosen(name, value))
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

    def _is_useful(self, name: FilterName) -> bool:
        return name in ALWAYS_SHOWN or len(self._list_values(name)) > 1 or self._chosen[name] != ALL

    def show_choices(self, choices: RunChoices) -> None:
        """Set the values to choose from."""
        if choices != self._choices:
            self._choices = choices
            self.retranslate()
            self._place_boxes()

    def run_filter(self) -> RunFilter:
        """The chosen filter."""
        values = {name: None if value == ALL else value for name, value in self._chosen.items()}
        days = DAYS.get(values[FilterName.SINCE] or "")
        source, power, cold = (values[name] for name in (FilterName.SOURCE, FilterName.POWER, FilterName.COLD))
        return RunFilter(
            models=_as_tuple(values[FilterName.MODEL]),
            hosts=_as_tuple(values[FilterName.HOST]),
            computers=_as_tuple(values[FilterName.COMPUTER]),
            sources=(Source(source),) if source else (),
            quantizations=_as_tuple(values[FilterName.QUANTIZATION]),
            power=None if power is None else Power(power),
            cold=None if cold is None else cold == COLD,
            since=None if days is None else time.time() // DAY * DAY - days * DAY,
        )

    def _on_chosen(self, name: FilterName, value: str) -> None:
        self._chosen[name] = value
        self.changed.emit(self.run_filter())

    def choose_value(self, name: FilterName, value: str) -> None:
        """Choose a value from code."""
        self._on_chosen(name, value)
        self.boxes[name].show_value(value)

    def _list_values(self, name: FilterName) -> Sequence[tuple[str, str]]:
        known = self._choices
        match name:
            case FilterName.MODEL:
                return [(name, name) for name in known.models]
            case FilterName.SINCE:
                return [(days, self.tr("Last %n day(s)", "", int(days))) for days in DAYS]
            case FilterName.SOURCE:
                return [(source.value, words.source(source)) for source in Source]
            case FilterName.COLD:
                return [(COLD, self.tr("Cold: loaded for it")), (WARM, self.tr("Warm"))]
            case FilterName.HOST:
                return [(host, words.host(host)) for host in known.hosts]
            case FilterName.COMPUTER:
                return [(computer, words.computer(computer)) for computer in known.computers]
            case FilterName.QUANTIZATION:
                return [(name, name) for name in known.quantizations if name]
            case FilterName.POWER:
                return [(power.value, words.power(power)) for power in known.powers if power is not Power.UNKNOWN]

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        titles = {
            FilterName.MODEL: (self.tr("All models"), self.tr("Model")),
            FilterName.SINCE: (self.tr("Any time"), self.tr("Time")),
            FilterName.SOURCE: (self.tr("Any use"), self.tr("What for")),
            FilterName.COLD: (self.tr("Cold or warm"), self.tr("How the model was found")),
            FilterName.HOST: (self.tr("All hosts"), self.tr("Host")),
            FilterName.COMPUTER: (self.tr("All computers"), self.tr("Computer")),
            FilterName.QUANTIZATION: (self.tr("All quantisations"), self.tr("Quantisation")),
            FilterName.POWER: (self.tr("Any power"), self.tr("Power")),
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


def _as_tuple(value: str | None) -> tuple[str, ...]:
    return () if value is None else (value,)
