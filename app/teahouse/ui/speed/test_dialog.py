"""The speed test: the same fixed work for every chosen model, so that figures can be compared between computers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QProgressBar,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from teahouse.core.bench import BenchSeries
from teahouse.core.measure import Figures, median
from teahouse.core.run import Run
from teahouse.services.measurements.events import BenchEvent, SpeedTestEvent
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.dialog import Dialog
from teahouse.ui.kit.form import Check
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.layout import WrappingRow
from teahouse.ui.kit.lists import CheckList, set_headings, style_all_views, style_view
from teahouse.ui.speed.words import NOTHING, failed, series_name, series_tip
from teahouse.ui.style import Theme


class SpeedTestDialog(Retranslated, Dialog):
    """`start` carries the names of the chosen models and the `BenchSeries` that are to be measured."""

    start = Signal(list, tuple)
    stop = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._event: SpeedTestEvent | None = None
        style_all_views(self, theme)
        self.words = Muted()
        self.words.setWordWrap(True)
        self.models = CheckList(theme)
        self._bench: BenchEvent | None = None
        self.series = {one: Check(theme) for one in BenchSeries}
        self.series[BenchSeries.STANDARD].setChecked(True)
        boxes = WrappingRow()
        for box in self.series.values():
            boxes.addWidget(box)
            box.toggled.connect(self._show_state)
        self.progress = QProgressBar()
        self.state = Muted()
        self.state.setWordWrap(True)
        self.results = QTableWidget()
        self.start_button = Button(kind="primary")
        self.stop_button = Button(kind="primary")
        style_view(self.results, theme)
        self.results.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.results.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.results.setShowGrid(False)
        self.results.setWordWrap(False)  # otherwise names would be cut at their dashes
        self.results.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.results.setTabKeyNavigation(False)
        self.results.verticalHeader().hide()
        buttons = QHBoxLayout()
        buttons.addWidget(self.state, 1)
        buttons.addWidget(self.start_button)
        buttons.addWidget(self.stop_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 14)
        column.setSpacing(10)
        column.addWidget(self.words)
        column.addWidget(self.models)
        column.addLayout(boxes)
        column.addWidget(self.progress)
        column.addWidget(self.results)
        column.addLayout(buttons)
        self.begin_with(620, 480)
        self.models.changed.connect(self._show_state)
        self.start_button.setDefault(True)
        self.start_button.clicked.connect(self._start)
        self.stop_button.clicked.connect(self.stop)
        self.retranslate()

    def show_models(self, names: tuple[str, ...], chosen: tuple[str, ...] = ()) -> None:
        """Set the models that can be tested; `chosen` ones and those checked before are checked."""
        self.models.set_names(names, chosen)
        self._show_state()

    def _start(self) -> None:
        self._event = self._bench = None
        self.start.emit(list(self.models.chosen_names()), self.chosen_series)

    def show_progress(self, event: SpeedTestEvent) -> None:
        """Show the progress of the test."""
        self._event = event
        self._show_state()

    def show_bench_progress(self, event: BenchEvent) -> None:
        """Show the progress of series of tests."""
        self._bench = event
        self._show_state()

    @property
    def chosen_series(self) -> tuple[BenchSeries, ...]:
        """The series that are checked."""
        return tuple(one for one, box in self.series.items() if box.isChecked())

    def _show_state(self) -> None:
        event, bench = self._event, self._bench
        varying = bench is not None and bench.running
        running = varying or (event is not None and event.running)
        self.models.setEnabled(not running)
        for box in self.series.values():
            box.setEnabled(not running)
        self.start_button.setVisible(not running)
        self.start_button.setEnabled(bool(self.models.chosen_names() and self.chosen_series))
        self.stop_button.setVisible(running)
        self.progress.setVisible(running)
        shown = bench if varying else event
        if shown is not None:
            self.progress.setRange(0, max(1, shown.total))
            self.progress.setValue(shown.done)
            self.progress.setFormat(self.tr("{done} of {total}").format(done=shown.done, total=shown.total))
        self.results.setVisible(bool(event and event.runs))
        self._fill_results(event.runs if event else ())
        self.state.setText(self._bench_words() if bench is not None else self._state_words())

    def _bench_words(self) -> str:
        """What a series does, and how long it will take; how it ended."""
        event = self._bench
        if event is None:
            return ""
        if not event.running:
            whole = event.done >= event.total and not event.failed
            over = self.tr("The test is over.") if whole else self.tr("Stopped; what was measured is kept.")
            return "\n".join([over, *(f"{model}: {failed(trouble)}" for model, trouble in event.failed)])
        if event.series is BenchSeries.STANDARD:
            return self.tr("{model}: warming up").format(model=event.model)
        text = self.tr("{model}: {series} {value}, {time} left")
        return text.format(
            model=event.model,
            series=series_name(event.series),
            value=event.value,
            time=numbers.about(numbers.seconds(event.seconds_left)),
        )

    def _state_words(self) -> str:
        event = self._event
        if event is None:
            return self.tr("%n model(s) chosen", "", len(self.models.chosen_names()))
        if event.running:
            if event.repetition == 0:
                return self.tr("{model}: warming up").format(model=event.model)
            return self.tr("{model}: run {number} of 3").format(model=event.model, number=event.repetition)
        over = (
            self.tr("The test is over.")
            if event.done >= event.total
            else self.tr("Stopped; what was measured is kept.")
        )
        return "\n".join([over, *(f"{model}: {failed(trouble)}" for model, trouble in event.failed)])

    def _fill_results(self, runs: tuple[Run, ...]) -> None:
        models = tuple(dict.fromkeys(run.model for run in runs))
        titles = (self.tr("Model"), self.tr("Speed"), self.tr("Prompt"), self.tr("First word"), self.tr("Memory"))
        self.results.setRowCount(len(models))
        set_headings(self.results, titles)
        shown: tuple[tuple[Callable[[Figures], float | None], Callable[[float], str]], ...] = (
            (lambda figures: figures.generation_rate, numbers.rate),
            (lambda figures: figures.prompt_rate, numbers.rate),
            (lambda figures: figures.first_word, numbers.seconds),
            (lambda figures: figures.memory, lambda value: numbers.size(round(value))),
        )
        for row, model in enumerate(models):
            name = QTableWidgetItem(model)
            name.setToolTip(model)
            self.results.setItem(row, 0, name)
            for place, (figure, text) in enumerate(shown, 1):
                values = [figure(run.figures) for run in runs if run.model == model and not run.figures.is_cached]
                middle = median(value for value in values if value is not None)
                item = QTableWidgetItem(NOTHING if middle is None else text(middle))
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.results.setItem(row, place, item)

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Speed test"))
        self.words.setText(
            self.tr(
                "Each model reads about 512 tokens and writes 128, three times after a warm-up, always the same text: "
                "so figures can be compared between models and computers. Models run one after another."
            )
        )
        self.models.setAccessibleName(self.tr("Models to test"))
        self.progress.setAccessibleName(self.tr("Progress of the test"))
        self.results.setAccessibleName(self.tr("Medians so far"))
        for one, box in self.series.items():
            box.setText(series_name(one))
            box.setToolTip(series_tip(one))
        self.start_button.setText(self.tr("Start"))
        self.stop_button.setText(self.tr("Stop"))
        self._show_state()
