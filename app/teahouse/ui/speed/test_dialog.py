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

from teahouse.core.measure import Figures, median
from teahouse.core.run import Run
from teahouse.services.measurements.events import SpeedTestEvent
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.dialog import Dialog
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.lists import CheckList, set_headings, style_all_views, style_view
from teahouse.ui.speed.words import NOTHING, failed
from teahouse.ui.style import Theme


class SpeedTestDialog(Retranslated, Dialog):
    """`start` carries the names of the chosen models."""

    start = Signal(list)
    stop = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._event: SpeedTestEvent | None = None
        style_all_views(self, theme)
        self.words = Muted()
        self.words.setWordWrap(True)
        self.models = CheckList(theme)
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
        for widget in (self.words, self.models, self.progress, self.results):
            column.addWidget(widget)
        column.addLayout(buttons)
        self.begin_with(620, 480)
        self.models.changed.connect(self._show_state)
        self.start_button.setDefault(True)
        self.start_button.clicked.connect(lambda: self.start.emit(list(self.models.chosen_names())))
        self.stop_button.clicked.connect(self.stop)
        self.retranslate()

    def show_models(self, names: tuple[str, ...], chosen: tuple[str, ...] = ()) -> None:
        """Set the models that can be tested; `chosen` ones and those checked before are checked."""
        self.models.set_names(names, chosen)
        self._show_state()

    def show_progress(self, event: SpeedTestEvent) -> None:
        """Show the progress of the test."""
        self._event = event
        self._show_state()

    def _show_state(self) -> None:
        event, running = self._event, self._event is not None and self._event.running
        self.models.setEnabled(not running)
        self.start_button.setVisible(not running)
        self.start_button.setEnabled(bool(self.models.chosen_names()))
        self.stop_button.setVisible(running)
        self.progress.setVisible(running)
        if event is not None:
            self.progress.setRange(0, max(1, event.total))
            self.progress.setValue(event.done)
            self.progress.setFormat(self.tr("{done} of {total}").format(done=event.done, total=event.total))
        self.results.setVisible(bool(event and event.runs))
        self._fill_results(event.runs if event else ())
        self.state.setText(self._state_words())

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
                values = [figure(run.figures) for run in runs if run.model == model]
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
        self.start_button.setText(self.tr("Start"))
        self.stop_button.setText(self.tr("Stop"))
        self._show_state()
