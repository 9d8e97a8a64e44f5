"""The page of charts, in two columns where there is room."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from teahouse.core.labs import LABS, lab_of
from teahouse.core.run import ModelSummary, Regression, RunFilter, RunPoint
from teahouse.core.usage import Usage, add_usage
from teahouse.services.measurements.events import RunsEvent
from teahouse.ui.charts.bars import BarChart, ChartBar, ChartColumn, ColumnChart, ColumnPart
from teahouse.ui.charts.chart import Chart, Scale, from_zero, of_time, time_marks
from teahouse.ui.charts.dots import ChangeLine, Dot, DotChart
from teahouse.ui.charts.legend import Legend, LegendEntry
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.locales import lab_name
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.layout import VerticalScroll
from teahouse.ui.speed import words
from teahouse.ui.style import Theme

translate = QCoreApplication.translate

MOST_COLUMNS = 16
OTHERS = ""  # models of no known lab
MOST_LABS = 5
MOST_DOTS = 500  # of a chart: more would overlap


def speeds(models: Sequence[ModelSummary]) -> list[ChartBar]:
    """Speed by model, the fastest first."""
    known = sorted((one for one in models if one.rate), key=lambda one: -(one.rate or 0.0))
    names = words.RunNames(models)
    return [
        ChartBar(
            name=names.name_of(one),
            value=one.rate or 0.0,
            figure=numbers.rate(one.rate or 0.0),
            description=words.speed_of(one, names.name_of(one)),
            low=max(0.0, (one.rate or 0.0) - one.spread / 2) if one.spread else None,
            high=(one.rate or 0.0) + one.spread / 2 if one.spread else None,
        )
        for one in known
    ]


def memories(models: Sequence[ModelSummary]) -> list[ChartBar]:
    """Memory by model, the smallest first; the part on a GPU is painted solid."""
    known = sorted((one for one in models if one.memory), key=lambda one: one.memory or 0)
    names = words.RunNames(models)
    return [
        ChartBar(
            name=names.name_of(one),
            value=float(one.memory or 0),
            figure=numbers.size(one.memory or 0),
            description=words.memory_of(one, names.name_of(one)),
            part=min(1.0, (one.memory_vram or 0) / (one.memory or 1)),
        )
        for one in known
    ]


def over_time(
    points: Sequence[RunPoint], changes: Sequence[Regression], names: words.RunNames
) -> tuple[list[Dot], list[ChangeLine]]:
    """Speed over time; the first run after a model became slower is marked."""
    series = names.number_names()
    flagged = _first_after(points, changes)
    dots = []
    for point in thin_out(points, flagged):
        if point.rate:
            number, slower = series[names.name_of(point)], flagged.get(id(point))
            description = partial(_describe_point, point, slower, names)
            dots.append(Dot(point.created, point.rate, number, point.model, description, slower is not None))
    return dots, [ChangeLine(one.at, words.change(one, names.name_of(one))) for one in changes]


def thin_out(points: Sequence[RunPoint], kept: Container[int] = ()) -> list[RunPoint]:
    """At most about `MOST_DOTS` points, evenly of each model; those whose id is in `kept` are always included."""
    step = -(-len(points) // MOST_DOTS) or 1
    if step == 1:
        return list(points)
    seen: Counter[tuple[str, str, str]] = Counter()
    found = []
    for point in points:
        whose = (point.model, point.computer, point.host)
        if seen[whose] % step == 0 or id(point) in kept:
            found.append(point)
        seen[whose] += 1
    return found


def _describe_point(point: RunPoint, change: Regression | None, names: words.RunNames) -> str:
    name = names.name_of(point)
    return words.point(point, name) + ("\n" + words.change(change, name) if change else "")


def _first_after(points: Sequence[RunPoint], changes: Sequence[Regression]) -> dict[int, Regression]:
    found: dict[int, Regression] = {}
    for one in changes:
        if one.ratio >= 1:
            continue
        whose = (one.model, one.computer, one.host)
        after = [
            point
            for point in points
            if point.rate and (point.model, point.computer, point.host) == whose and point.created >= one.at
        ]
        if after:
            found[id(min(after, key=lambda point: point.created))] = one
    return found


def over_context(points: Sequence[RunPoint], names: words.RunNames) -> list[Dot]:
    """Speed against tokens of context filled."""
    series = names.number_names()
    dots = []
    for point in thin_out([point for point in points if point.context]):
        if point.rate and point.context:
            name = names.name_of(point)
            dots.append(Dot(point.context, point.rate, series[name], point.model, partial(words.point, point, name)))
    return dots


def by_lab(usage: Sequence[Usage]) -> tuple[list[ChartColumn], list[str]]:
    """The tokens of each lab's models by week; the labs, by their names in the catalogue, in the order of their
    series."""
    count: Counter[str] = Counter()
    for one in add_usage(usage, _catalogue_lab, by_week=False):
        count[one.model] = one.tokens
    labs = [name for name, _ in count.most_common(MOST_LABS)]
    if len(count) > MOST_LABS and OTHERS not in labs:
        labs[-1] = OTHERS
    weeks: defaultdict[float, Counter[str]] = defaultdict(Counter)
    for one in add_usage(usage, _catalogue_lab):
        weeks[one.week][one.model if one.model in labs else OTHERS] += one.tokens
    return [_column(start, weeks[start], labs) for start in sorted(weeks)[-MOST_COLUMNS:]], labs


def _catalogue_lab(model: str) -> str:
    lab = lab_of(model)
    return OTHERS if lab is None else lab.name


def shown_lab(name: str) -> str:
    """The name of a lab, given as in the catalogue, in the window's language."""
    if name == OTHERS:
        return translate("Speed", "Others")
    return lab_name(next((lab for lab in LABS if lab.name == name), None))


def _column(start: float, count: Counter[str], labs: list[str]) -> ChartColumn:
    name = words.week(start)
    text = translate("Speed", "week of {day}, {lab}: {n} tokens")
    parts = tuple(
        ColumnPart(lab, number, count[lab], text.format(day=name, lab=shown_lab(lab), n=numbers.count(count[lab])))
        for number, lab in enumerate(labs)
        if count[lab]
    )
    return ChartColumn(name, parts)


TALLEST = 300  # of a chart that grows with its data, before it scrolls


class ChartCard(QFrame):
    """A chart with heading, hint, legend, and a note below."""

    def __init__(self, theme: Theme, chart: Chart, *, scrolls: bool = False) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._theme = theme
        self.chart = chart
        self._scrolled: QScrollArea | None = None
        self.heading = QLabel()
        self.hint = Muted()
        self.hint.setWordWrap(True)
        self.legend = Legend(theme)
        self.below = Muted()
        self.below.setWordWrap(True)
        self.below.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(6)
        column.addWidget(self.heading)
        column.addWidget(self.hint)
        column.addWidget(self._make_scroll_area() if scrolls else chart, 1)
        column.addWidget(self.legend)
        column.addWidget(self.below)
        self.legend.hide()
        theme.changed.connect(self._apply_style)
        self._apply_style()

    def _make_scroll_area(self) -> VerticalScroll:
        area = VerticalScroll(self.chart)
        area.viewport().setAutoFillBackground(False)
        self.chart.setAutoFillBackground(False)
        self._scrolled = area
        return area

    def fit_height(self) -> None:
        """Set the height to that of the data, up to `TALLEST`."""
        if self._scrolled is not None:
            self._scrolled.setFixedHeight(min(self._theme.px(TALLEST), self.chart.height() + 4))

    def _apply_style(self) -> None:
        self.heading.setFont(self._theme.font(bold=True))

    def set_texts(self, heading: str, hint: str, nothing: str) -> None:
        """Set the heading, the hint, and the text of the empty chart."""
        self.heading.setText(heading)
        self.hint.setText(hint)
        self.chart.set_empty_text(nothing)
        self.chart.setAccessibleName(heading)
        self.chart.lay_out_again()

    def set_note(self, text: str) -> None:
        """Show a note below the chart; empty for none."""
        self.below.setText(text)
        self.below.setVisible(bool(text))


WIDE = 820  # pixels of width for two columns
MOST_SAID = 3  # changes with a sentence below the chart
ROWS = 6  # more than there are rows of cards
BREATH = 1  # milliseconds until hidden charts are filled: at 0 it would be before the painting


class ChartsPage(QScrollArea):
    """Shows the data of a `RunsEvent`."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._columns = 0
        self._event: RunsEvent | None = None
        self._filtered = self._rated = False  # whether runs are filtered, and whether any has a speed
        self._left: dict[ChartCard, Callable[[], None]] = {}  # cards that do not show the last event yet
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._fill_rest)
        self._speed_bars, self._memory_bars = BarChart(theme), BarChart(theme, neutral=True)
        self._time_dots, self._context_dots = DotChart(theme, _plain), DotChart(theme, _plain)
        self._usage_columns = ColumnChart(theme, _count)
        self.speed = ChartCard(theme, self._speed_bars, scrolls=True)
        self.memory = ChartCard(theme, self._memory_bars, scrolls=True)
        self.time = ChartCard(theme, self._time_dots)
        self.context = ChartCard(theme, self._context_dots)
        self.usage = ChartCard(theme, self._usage_columns)
        self._body = QWidget()
        self._grid = QGridLayout(self._body)
        self._grid.setContentsMargins(0, 0, 4, 0)
        self._grid.setSpacing(12)
        self.setWidget(self._body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._body.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        self._place_cards(2)
        self.speed.fit_height()
        self.memory.fit_height()
        self.retranslate()

    @property
    def cards(self) -> tuple[ChartCard, ...]:
        return self.speed, self.memory, self.time, self.context, self.usage

    def _place_cards(self, columns: int) -> None:
        self._columns = columns
        for card in self.cards:
            self._grid.removeWidget(card)
        for number, card in enumerate((self.speed, self.memory)):
            self._grid.addWidget(card, number // columns, number % columns)
        row = 2 // columns
        for number in range(self._grid.rowCount()):
            self._grid.setRowStretch(number, 0)
        self._grid.setRowStretch(ROWS, 1)  # the rest of a tall window is below the cards
        self._grid.addWidget(self.time, row, 0, 1, columns)
        for number, card in enumerate((self.context, self.usage)):
            self._grid.addWidget(card, row + 1 + number // columns, number % columns)

    def show_summary(self, event: RunsEvent) -> None:
        """Show an event: visible cards at once, the others after they are painted."""
        self._event = event
        rated = [point for point in event.points if point.rate]
        known = event.filters != RunFilter(), bool(rated)
        if known != (self._filtered, self._rated):
            self._filtered, self._rated = known
            self.retranslate()
        names = words.RunNames(rated)
        models = [LegendEntry(name, number, name.partition(" (")[0]) for name, number in names.number_names().items()]
        self._left = {
            self.speed: lambda: self._fill_bars(self.speed, self._speed_bars, speeds(event.models)),
            self.memory: lambda: self._fill_bars(self.memory, self._memory_bars, memories(event.models)),
            self.time: lambda: self._fill_time(rated, event.regressions, names, models),
            self.context: lambda: self._fill_context(rated, names, models),
            self.usage: lambda: self._fill_usage(event.usage),
        }
        for card in self.cards:  # from the top: the height of one determines the position of the next
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
            if not card.visibleRegion().isEmpty():
                self._left.pop(card)()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)  # else all are painted at two sizes
        self._later.start(BREATH)

    def _fill_rest(self) -> None:
        fillings, self._left = self._left, {}
        for fill in fillings.values():
            fill()

    def _fill_bars(self, card: ChartCard, chart: BarChart, bars: Sequence[ChartBar]) -> None:
        chart.show_bars(bars)
        card.fit_height()

    def _fill_time(
        self,
        rated: Sequence[RunPoint],
        changes: Sequence[Regression],
        names: words.RunNames,
        models: Sequence[LegendEntry],
    ) -> None:
        dots, change_lines = over_time(rated, changes, names)
        times = [point.created for point in rated] or [0.0]
        self._time_dots.show_dots(dots, of_time(min(times), max(times)), time_marks, change_lines)
        self.time.set_note(_changes(changes, names))
        self.time.legend.show_entries(models)

    def _fill_context(self, rated: Sequence[RunPoint], names: words.RunNames, models: Sequence[LegendEntry]) -> None:
        dots = over_context(rated, names)
        scale = from_zero(max((dot.x for dot in dots), default=0.0), 6)
        self._context_dots.show_dots(dots, scale, _context_marks)
        shown = {dot.series for dot in dots}
        self.context.legend.show_entries([entry for entry in models if entry.series in shown])

    def _fill_usage(self, usage: Sequence[Usage]) -> None:
        columns, labs = by_lab(usage)
        self._usage_columns.show_columns(columns)
        self.usage.legend.show_entries(
            [LegendEntry(shown_lab(lab), number, lab=lab) for number, lab in enumerate(labs)]
        )

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        nothing = self.tr("No runs yet. Every reply and every speed test is measured and kept here.")
        if self._filtered:
            nothing = self.tr("No run fits these filters.")
        self.speed.set_texts(
            self.tr("Speed by model"), self.tr("Median of the last runs; the line spans the middle half"), nothing
        )
        self.memory.set_texts(self.tr("Memory by model"), self.tr("Full: on the GPU. Hatched: in RAM"), nothing)
        self.time.set_texts(
            self.tr("Speed over time"),
            self.tr("tok/s of every run; a dashed line where a model changed its speed, a ring where it became slower"),
            nothing,
        )
        self.context.set_texts(
            self.tr("Speed against context filled"),
            self.tr("tok/s by tokens of prompt and reply together"),
            self.tr("No run here tells how full its context was.") if self._rated else nothing,
        )
        self.usage.set_texts(
            self.tr("Usage by lab"), self.tr("Tokens that the models of each lab read and wrote, by week"), nothing
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = 2 if event.size().width() >= self._theme.px(WIDE) else 1
        if columns != self._columns:
            self._place_cards(columns)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            if self._event is not None:
                self.show_summary(self._event)


def _plain(value: float) -> str:
    return f"{value:g}"


def _count(value: float) -> str:
    return numbers.count(round(value))


def _context_marks(scale: Scale) -> list[tuple[float, str]]:
    return [(mark, numbers.count(round(mark))) for mark in scale.list_marks()]


def _changes(regressions: Sequence[Regression], names: words.RunNames) -> str:
    """The last changes, each as a sentence; slower ones first."""
    ordered = sorted(regressions, key=lambda one: (one.ratio >= 1, -one.at))
    return "\n".join(words.change(one, names.name_of(one)) for one in ordered[:MOST_SAID])
