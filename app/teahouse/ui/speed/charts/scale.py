"""Axes of a chart: where the marks are, what is written at them, and the grid between two axes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil, floor, log10

from PySide6.QtCore import QDateTime, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from teahouse.core.values import dataclass
from teahouse.ui.i18n import numbers
from teahouse.ui.style import Theme

HOUR = 3600.0
DAY = 24 * HOUR
STEPS_OF_TIME = (60.0, 300.0, 900.0, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY)


@dataclass(frozen=True, slots=True)
class Scale:
    """From `low` to `high`, with a mark every `step`."""

    low: float
    high: float
    step: float

    def share(self, value: float) -> float:
        """Where a value stands between low (0) and high (1)."""
        return (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5

    def marks(self) -> list[float]:
        """The values that are marked."""
        first = ceil(self.low / self.step - 1e-9)
        last = floor(self.high / self.step + 1e-9)
        return [number * self.step for number in range(first, last + 1)]


def from_zero(highest: float, wanted: int = 4, *, whole: bool = False) -> Scale:
    """A scale from 0 to a round value at or above `highest`, with about so many marks; `whole`: of what is counted."""
    if highest <= 0:
        return Scale(0.0, 1.0, 0.5)
    rough = highest / max(1, wanted)
    power = 10.0 ** floor(log10(rough))
    factors = (1, 2, 5, 10) if whole else (1, 2, 2.5, 5, 10)
    step = next(factor * power for factor in factors if factor * power >= rough * 0.999)
    step = max(1.0, step) if whole else step
    return Scale(0.0, ceil(highest / step - 1e-9) * step, step)


def of_time(first: float, last: float, wanted: int = 6) -> Scale:
    """A scale between two times in seconds since the epoch, marked at whole local days or hours."""
    if last - first < HOUR:
        first, last = first - HOUR / 2, last + HOUR / 2
    rough = (last - first) / max(1, wanted)
    step = next((one for one in STEPS_OF_TIME if one >= rough), None)
    return Scale(first, last, step or ceil(rough / (30 * DAY)) * 30 * DAY)


def time_marks(scale: Scale) -> list[tuple[float, str]]:
    """The marks of a scale of time with their words: the time of day within a day, else the day."""
    offset = QDateTime.fromSecsSinceEpoch(int(scale.low)).offsetFromUtc()
    local = Scale(scale.low + offset, scale.high + offset, scale.step)
    return [(mark - offset, time_words(mark - offset, scale.step)) for mark in local.marks()]


def time_words(epoch: float, step: float) -> str:
    """A mark's words, as short as the step allows."""
    return numbers.time_of_day(epoch) if step < DAY else numbers.day_of_month(epoch)


PAD = 8.0


def paint_frame(
    painter: QPainter,
    size: QSize,
    theme: Theme,
    y: Scale,
    y_words: Callable[[float], str],
    x_marks: Sequence[tuple[float, str]],
) -> QRectF:
    """Paint the axes; `x_marks` are (share of the width, words). Returns the place for the data."""
    metrics = QFontMetricsF(theme.small())
    colours = theme.colours
    left = max((metrics.horizontalAdvance(y_words(mark)) for mark in y.marks()), default=0.0) + 2 * PAD
    place = QRectF(left, PAD + metrics.height() / 2, size.width() - left - 2 * PAD, 0)
    place.setBottom(size.height() - metrics.height() - 2 * PAD)
    for mark in y.marks():
        level = place.bottom() - y.share(mark) * place.height()
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.drawLine(QPointF(place.left(), level), QPointF(place.right(), level))
        painter.setPen(QColor(colours.muted))
        box = QRectF(0, level - metrics.height(), left - PAD, 2 * metrics.height())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), y_words(mark))
    _paint_below(painter, place, metrics, x_marks, size.width())
    return place


def _paint_below(
    painter: QPainter, place: QRectF, metrics: QFontMetricsF, marks: Sequence[tuple[float, str]], width: int
) -> None:
    """The words below, those left out that would touch the one before."""
    taken = -1.0
    for share, words in marks:
        wide = metrics.horizontalAdvance(words)
        left = min(place.left() + share * place.width() - wide / 2, width - wide - 2)
        if left > taken:
            painter.drawText(QPointF(left, place.bottom() + PAD + metrics.ascent()), words)
            taken = left + wide + PAD
