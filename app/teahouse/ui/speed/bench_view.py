"""Results of the series of speed tests: two charts over the chosen setting, of reading and of writing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from teahouse.core.bench import VARIED, BenchResult, BenchSeries
from teahouse.ui.charts.chart import Scale, from_zero
from teahouse.ui.charts.dots import Dot, DotChart
from teahouse.ui.charts.legend import LegendEntry
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.form import Choice
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.layout import WrappingRow
from teahouse.ui.speed import words
from teahouse.ui.speed.charts_page import ChartCard
from teahouse.ui.style import Theme

WIDE = 820  # pixels from which the charts are side by side


class BenchView(Retranslated, QWidget):
    """Shows the results of one series; `show_results` gives it all. `export`: all are to be written to a file."""

    export = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._results: tuple[BenchResult, ...] = ()
        self._columns = 0
        self.series = Choice(theme)
        self.export_button = Button()
        self.export_button.clicked.connect(self.export)
        self.hint = Muted()
        self.hint.setWordWrap(True)
        self._reading_dots, self._writing_dots = DotChart(theme, _plain), DotChart(theme, _plain)
        self.reading, self.writing = ChartCard(theme, self._reading_dots), ChartCard(theme, self._writing_dots)
        row = WrappingRow()
        row.addWidget(self.series)
        row.addWidget(self.export_button)
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(row)
        column.addWidget(self.hint)
        column.addLayout(self._grid)
        column.addStretch(1)
        self._place_cards(2)
        self.series.chosen.connect(self._fill_charts)
        self.retranslate()

    def show_results(self, results: tuple[BenchResult, ...]) -> None:
        """Show the results; a series with some is chosen where the chosen one has none."""
        self._results = results
        known = [series for series in VARIED if any(one.series is series for one in results)]
        if known and self.chosen_series not in known:
            self.series.show_value(known[0].value)
        self._fill_charts()

    @property
    def chosen_series(self) -> BenchSeries:
        return BenchSeries(self.series.currentData() or BenchSeries.DEPTH)

    def _fill_charts(self) -> None:
        self.export_button.setEnabled(bool(self._results))
        chosen = self.chosen_series
        self.hint.setText(words.series_tip(chosen))
        shown = [one for one in self._results if one.series is chosen]
        names = {key: number for number, key in enumerate(dict.fromkeys((one.model, one.host) for one in shown))}
        self._fill_chart(self.reading, self._reading_dots, shown, names, reading=True)
        self._fill_chart(self.writing, self._writing_dots, shown, names, reading=False)

    def _fill_chart(
        self,
        card: ChartCard,
        chart: DotChart,
        results: Sequence[BenchResult],
        names: dict[tuple[str, str], int],
        *,
        reading: bool,
    ) -> None:
        dots = []
        for one in results:
            found = one.reading_spread if reading else one.writing_spread
            if found is not None:
                describe = partial(words.bench_point, one, reading=reading)
                dots.append(Dot(one.value, found.median, names[one.model, one.host], one.model, describe))
        chart.show_dots(dots, from_zero(max((dot.x for dot in dots), default=0.0), 6), _marks)
        several = len({model for model, _ in names}) < len(names)
        card.legend.show_entries(
            [
                LegendEntry(f"{model} ({words.host(host)})" if several else model, number, model)
                for (model, host), number in names.items()
            ]
        )

    def _place_cards(self, columns: int) -> None:
        self._columns = columns
        for number, card in enumerate((self.reading, self.writing)):
            self._grid.removeWidget(card)
            self._grid.addWidget(card, number // columns, number % columns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = 2 if event.size().width() >= self._theme.px(WIDE) else 1
        if columns != self._columns:
            self._place_cards(columns)

    def retranslate(self) -> None:
        chosen = self.chosen_series
        self.series.set_choices([(one.value, words.series_name(one)) for one in VARIED], chosen.value)
        self.series.setAccessibleName(self.tr("What was varied"))
        self.export_button.setText(self.tr("Export results…"))
        nothing = self.tr("No results yet. Choose this test under “Speed test…”.")
        self.reading.set_texts(self.tr("Reading"), self.tr("pp: tok/s of the prompt"), nothing)
        self.writing.set_texts(self.tr("Writing"), self.tr("tg: tok/s of the answer"), nothing)
        self._fill_charts()


def _plain(value: float) -> str:
    return f"{value:g}"


def _marks(scale: Scale) -> list[tuple[float, str]]:
    return [(mark, numbers.count(round(mark))) for mark in scale.list_marks()]
