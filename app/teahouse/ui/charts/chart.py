"""The base of all charts: the painted picture, marks that can be reached by pointer and keyboard, and the data as text.

The picture is painted once and cached until something changes, or another part of a tall one is visible. Arrow keys
move between marks; the words of a mark are shown beside it and announced to screen readers, which also find all the
data in the chart's description.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil, floor, log10

from PySide6.QtCore import QCoreApplication, QDateTime, QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from teahouse.core.values import dataclass
from teahouse.ui.i18n import numbers
from teahouse.ui.kit.accessibility import Role, Spoken, announce
from teahouse.ui.style import Theme

translate = QCoreApplication.translate

MOST_TOLD = 60  # most lines of a chart's description
BACK = (Qt.Key.Key_Left, Qt.Key.Key_Up)
ON = (Qt.Key.Key_Right, Qt.Key.Key_Down)
HIT = 9.0  # pixels around a mark that still count as it


Words = str | Callable[[], str]  # words of thousands of dots are formatted only where they are needed


def resolve_words(words: Words) -> str:
    """The words, formatted where they are a function."""
    return words if isinstance(words, str) else words()


@dataclass(frozen=True, slots=True)
class ChartSpot:
    """A mark of the picture: its position and its words."""

    rect: QRectF
    description: Words

    @property
    def words(self) -> str:
        return resolve_words(self.description)


class Chart(Spoken, QWidget):
    """Base of the charts. Arrow keys move from mark to mark, a tool tip shows the mark under the pointer.

    A subclass paints in `paint_data`. The function it returns lists the spots and is called only when they are needed.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.nothing = ""
        self._picture: QPixmap | None = None
        self.painted = QRect()  # the painted part of the picture
        self._find_spots: Callable[[], Sequence[ChartSpot]] = tuple
        self._spots: Sequence[ChartSpot] | None = None
        self._at = -1
        self.pictures = 0  # number of paintings: for tests
        self.speak_as(Role.Chart)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        theme.changed.connect(self.lay_out_again)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to paint."""
        raise NotImplementedError

    def paint_data(self, painter: QPainter, size: QSize) -> Callable[[], Sequence[ChartSpot]]:
        """Paint the data inside `painted`; return a function that lists the spots of all data in key order. Not called
        while `is_empty`."""
        raise NotImplementedError

    def data_lines(self) -> Sequence[Words]:
        """The data as lines of text, the most important first."""
        raise NotImplementedError

    def visible_area(self) -> QRect:
        """The part to paint: the whole chart, unless it is much taller than its scroll area."""
        return self.rect()

    def set_empty_text(self, text: str) -> None:
        """Set the text that is shown while the chart is empty."""
        self.nothing = text

    def lay_out_again(self) -> None:
        """Discard the picture, because data, size or theme have changed."""
        self._picture = None
        self._at = -1
        self.setAccessibleDescription(self.describe_data())
        self.update()

    def describe_data(self) -> str:
        """The data as text, for screen readers."""
        lines = self.data_lines()
        rest = len(lines) - MOST_TOLD
        shown = [resolve_words(line) for line in lines[:MOST_TOLD]]
        shown += [translate("Chart", "and %n more", "", rest)] if rest > 0 else []
        return "\n".join(shown) or self.nothing

    @property
    def spots(self) -> Sequence[ChartSpot]:
        """The marks of the picture, which is painted first if necessary."""
        self._paint_picture(QRect())
        if self._spots is None:
            self._spots = self._find_spots()
        return self._spots

    def _paint_picture(self, asked: QRect) -> QPixmap:
        if self._picture is None or not (asked.isEmpty() or self.painted.contains(asked)):
            self.painted = self.visible_area() | asked
            ratio = self.devicePixelRatioF()
            picture = QPixmap(self.painted.size() * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            self._find_spots, self._spots = tuple, None
            if not (self.is_empty or picture.isNull()):
                with QPainter(picture) as painter:
                    painter.translate(-self.painted.topLeft())
                    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                    painter.setFont(self.theme.small())
                    self._find_spots = self.paint_data(painter, self.size())
            self._picture = picture
            self.pictures += 1
        return self._picture

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        picture = self._paint_picture(event.rect())
        painter.drawPixmap(self.painted.topLeft(), picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.is_empty:
            painter.setFont(self.theme.small())
            painter.setPen(QColor(self.theme.colours.muted))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(12, 0, -12, 0), int(flags), self.nothing)
        painter.setPen(QPen(QColor(self.theme.colours.accent), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.hasFocus():
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        if 0 <= self._at < len(self.spots):
            self._paint_walked(painter, self.spots[self._at])

    def _paint_walked(self, painter: QPainter, spot: ChartSpot) -> None:
        """Paint a frame around the mark that was reached by key, and its words beside it."""
        painter.drawRoundedRect(spot.rect.adjusted(-4, -4, 4, 4), 5, 5)
        metrics = QFontMetricsF(self.theme.small())
        lines = spot.words.split("\n")
        width = max(metrics.horizontalAdvance(line) for line in lines) + 16
        height = metrics.height() * len(lines) + 10
        left = min(max(4.0, spot.rect.center().x() - width / 2), self.width() - width - 4)
        above = spot.rect.top() - height - 8
        box = QRectF(left, above if above > 2 else spot.rect.bottom() + 8, width, height)
        colours = self.theme.colours
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.setBrush(QColor(colours.surface))
        painter.drawRoundedRect(box, 6, 6)
        painter.setPen(QColor(colours.text))
        painter.setFont(self.theme.small())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), spot.words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        spots = self.spots
        keys: dict[int, int] = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(spots) - 1}
        if not spots or event.key() not in (*BACK, *ON, *keys):
            super().keyPressEvent(event)
            return
        step = 1 if event.key() in ON else -1
        wanted = keys.get(event.key(), 0 if self._at < 0 else self._at + step)
        self._at = max(0, min(len(spots) - 1, wanted))
        announce(self, self.walked)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._at = -1
        super().focusOutEvent(event)
        self.update()

    @property
    def walked(self) -> str:
        """The words of the mark reached by key; empty for none."""
        return self.spots[self._at].words if 0 <= self._at < len(self.spots) else ""

    def spot_at(self, point: QPointF) -> ChartSpot | None:
        """The mark under a point, the nearest of several; None for none."""
        near = [spot for spot in self.spots if spot.rect.adjusted(-HIT, -HIT, HIT, HIT).contains(point)]

        def distance(spot: ChartSpot) -> float:
            away = spot.rect.center() - point
            return 0.0 if spot.rect.contains(point) else away.x() ** 2 + away.y() ** 2

        return min(near, key=distance, default=None)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            spot = self.spot_at(QPointF(event.pos()))
            if spot is not None:
                QToolTip.showText(event.globalPos(), spot.words, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._picture = None

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.lay_out_again()
        super().changeEvent(event)


# Axes of a chart: the marks, their texts, and the grid between two axes.

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
        """The position of a value between low (0) and high (1)."""
        return (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5

    def list_marks(self) -> list[float]:
        """The values of the marks."""
        first = ceil(self.low / self.step - 1e-9)
        last = floor(self.high / self.step + 1e-9)
        return [number * self.step for number in range(first, last + 1)]


def from_zero(highest: float, wanted: int = 4, *, whole: bool = False) -> Scale:
    """A scale from 0 to a round value at or above `highest`, with about this number of marks; `whole`: integers
    only."""
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
    step = next((step for step in STEPS_OF_TIME if step >= rough), None)
    return Scale(first, last, step or ceil(rough / (30 * DAY)) * 30 * DAY)


def time_marks(scale: Scale) -> list[tuple[float, str]]:
    """The marks of a scale of time with their texts: the time of day within a day, else the day."""
    offset = QDateTime.fromSecsSinceEpoch(int(scale.low)).offsetFromUtc()
    local = Scale(scale.low + offset, scale.high + offset, scale.step)
    return [(mark - offset, time_words(mark - offset, scale.step)) for mark in local.list_marks()]


def time_words(epoch: float, step: float) -> str:
    """A mark's text, as short as the step allows."""
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
    left = max((metrics.horizontalAdvance(y_words(mark)) for mark in y.list_marks()), default=0.0) + 2 * PAD
    place = QRectF(left, PAD + metrics.height() / 2, size.width() - left - 2 * PAD, 0)
    place.setBottom(size.height() - metrics.height() - 2 * PAD)
    for mark in y.list_marks():
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
    """Paint the texts below the axis, without those that would touch the one before."""
    taken = -1.0
    for share, words in marks:
        wide = metrics.horizontalAdvance(words)
        left = min(place.left() + share * place.width() - wide / 2, width - wide - 2)
        if left > taken:
            painter.drawText(QPointF(left, place.bottom() + PAD + metrics.ascent()), words)
            taken = left + wide + PAD
