"""The charts' data out of what the measurements say: pure values in, pure values out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QCoreApplication, QDate

from teahouse.core.run import ModelSummary, Regression, RunPoint
from teahouse.ui.i18n import numbers
from teahouse.ui.speed import words
from teahouse.ui.speed.charts.bars import ChartBar, ChartColumn, ColumnPart
from teahouse.ui.speed.charts.dots import Dot, Upright
from teahouse.ui.speed.charts.scale import DAY, time_words
from teahouse.ui.speed.words import lab_name

translate = QCoreApplication.translate

MOST_COLUMNS = 16
JULIAN = 1721425  # of the day before the first of January in the year 1
MOST_LABS = 5
MOST_DOTS = 500  # of a chart: more would lie on each other


def speeds(models: Sequence[ModelSummary]) -> list[ChartBar]:
    """Speed by model, the fastest first."""
    known = sorted((one for one in models if one.rate), key=lambda one: -(one.rate or 0.0))
    names = words.RunNames(models)
    return [
        ChartBar(
            name=names.of(one),
            value=one.rate or 0.0,
            figure=numbers.rate(one.rate or 0.0),
            told=words.speed_of(one, names.of(one)),
            low=max(0.0, (one.rate or 0.0) - one.spread / 2) if one.spread else None,
            high=(one.rate or 0.0) + one.spread / 2 if one.spread else None,
        )
        for one in known
    ]


def memories(models: Sequence[ModelSummary]) -> list[ChartBar]:
    """Memory by model, the smallest first; the part on a GPU is painted full."""
    known = sorted((one for one in models if one.memory), key=lambda one: one.memory or 0)
    names = words.RunNames(models)
    return [
        ChartBar(
            name=names.of(one),
            value=float(one.memory or 0),
            figure=numbers.size(one.memory or 0),
            told=words.memory_of(one, names.of(one)),
            part=min(1.0, (one.memory_vram or 0) / (one.memory or 1)),
        )
        for one in known
    ]


def over_time(
    points: Sequence[RunPoint], changes: Sequence[Regression], names: words.RunNames
) -> tuple[list[Dot], list[Upright]]:
    """Speed over time; the first run after a model became slower is flagged."""
    series = names.series()
    flagged = _first_after(points, changes)
    dots = []
    for point in thin_out(points, flagged):
        if point.rate:
            number, slower = series[names.of(point)], flagged.get(id(point))
            told = partial(_told, point, slower, names)
            dots.append(Dot(point.created, point.rate, number, point.model, told, slower is not None))
    return dots, [Upright(one.at, words.change(one, names.of(one))) for one in changes]


def thin_out(points: Sequence[RunPoint], kept: Container[int] = ()) -> list[RunPoint]:
    """As many of the points as can be told apart, evenly of each model: two that answer in turns are both seen. Those
    whose id is in `kept` are always among them."""
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


def _told(point: RunPoint, change: Regression | None, names: words.RunNames) -> str:
    name = names.of(point)
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
    series = names.series()
    dots = []
    for point in thin_out([point for point in points if point.context]):
        if point.rate and point.context:
            name = names.of(point)
            dots.append(Dot(point.context, point.rate, series[name], point.model, partial(words.point, point, name)))
    return dots


def by_lab(points: Sequence[RunPoint]) -> tuple[list[ChartColumn], list[str]]:
    """How many runs each lab's models had, by day or week; the labs in the order of their series."""
    if not points:
        return [], []
    others = translate("Speed", "Others")
    made_by = {model: lab_name(model) or others for model in {point.model for point in points}}
    count = Counter(made_by[point.model] for point in points)
    labs = [name for name, _ in count.most_common(MOST_LABS)]
    if len(count) > MOST_LABS and others not in labs:
        labs[-1] = others
    days = _days_of(points)
    columns: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for point in points:
        lab = made_by[point.model]
        columns[_day(point.created) // days * days][lab if lab in labs else others] += 1  # weeks begin on Monday
    starts = sorted(columns)[-MOST_COLUMNS:]
    return [_column(QDate.fromJulianDay(start), columns[start], labs, days) for start in starts], labs


def _days_of(points: Sequence[RunPoint]) -> int:
    """How many days a column holds: one, a week, or about a month."""
    times = [point.created for point in points]
    span = (max(times) - min(times)) / DAY
    return next((days for days in (1, 7, 30) if span / days <= MOST_COLUMNS), 90)


def _day(created: float) -> int:
    """The Julian number of the day a time is in, here."""
    return date.fromtimestamp(created).toordinal() + JULIAN


def _column(start: QDate, count: Counter[str], labs: list[str], days: int) -> ChartColumn:
    name = day_words(start)
    if days > 1:
        until = translate("Speed", "{first} to {last}")
        span = until.format(first=name, last=day_words(start.addDays(days - 1)))
    else:
        span = name
    parts = tuple(
        ColumnPart(lab, number, count[lab], f"{span}, {lab}: " + translate("Speed", "%n run(s)", "", count[lab]))
        for number, lab in enumerate(labs)
        if count[lab]
    )
    return ChartColumn(name, parts)


def day_words(date: QDate) -> str:
    """A day, short."""
    return time_words(date.startOfDay().toSecsSinceEpoch(), DAY)
