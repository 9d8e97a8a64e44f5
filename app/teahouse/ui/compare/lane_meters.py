"""A lane's meters, painted: the rate with its bar and sparkline, the time to the first word, memory with its GPU and
RAM parts.

The RAM part is hatched and the GPU part solid, so that they differ without colours. Where there is no room the current
rate is left out; the tooltip and the accessible name have all values.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from teahouse.ui.compare.comparison_state import KEPT, LaneValues
from teahouse.ui.compare.words import NOTHING
from teahouse.ui.i18n import numbers
from teahouse.ui.style import ColourName, Theme

FIGURE = 20
BAR = 6
LINE = 20
GAP = 12
SPARK = 14  # the height of the sparkline above the bar


class LaneMeters(QWidget):
    """`show_reading` sets the values, `show_scale` the values of full bars: the fastest lane, and the one that needs
    the most memory. Bars of memory do not have a model's colour."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._reading = LaneValues()
        self._pulse: Sequence[float] = ()
        self._fastest = 0.0
        self._most = 0
        self._bar_colour = ""
        self.hidden = False
        self._compact = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_reading(self, reading: LaneValues, pulse: Sequence[float], colour: str, *, hidden: bool) -> None:
        """Set a lane's values; `hidden`: they would identify the model."""
        self._reading, self._pulse, self._bar_colour, self.hidden = reading, pulse, colour, hidden
        self._update_words()

    def show_scale(self, fastest: float, most: int) -> None:
        """Set the values of full bars: tokens per second, and bytes."""
        if (fastest, most) != (self._fastest, self._most):
            before = self._bar_lengths()
            self._fastest, self._most = fastest, most
            if self._bar_lengths() != before:
                self.update()

    def _bar_lengths(self) -> tuple[int, ...]:
        """The lengths of the bars in pixels."""
        parts = [self._rate_share(), *(share for share, _ in self._memory_parts())]
        return tuple(round(share * self.width()) for share in parts)

    def _rate_share(self) -> float:
        """The rate as a share of the fastest lane's."""
        return min(1.0, (self._reading.rate or 0.0) / self._fastest) if self._fastest and not self.hidden else 0.0

    def be_compact(self, compact: bool) -> None:
        """Hide the sparkline, for a low window."""
        if compact != self._compact:
            self._compact = compact
            self.updateGeometry()

    def _strip_height(self) -> int:
        return 2 if self._compact else SPARK

    def _update_words(self) -> None:
        told = self.words()
        self.setAccessibleName(told)
        self.setToolTip(told.replace(" · ", "\n"))
        self.update()

    def words(self) -> str:
        """All values in one line."""
        if self.hidden:
            return self.tr("Figures are shown after the vote")
        reading, parts = self._reading, []
        if reading.rate is not None:
            parts.append(self._rate_words())
        if reading.live and reading.now is not None:
            parts.append(self.tr("now {rate}").format(rate=numbers.rate(reading.now)))
        if reading.low is not None and reading.high is not None:
            low, high = numbers.rate_figure(reading.low), numbers.rate(reading.high)
            parts.append(self.tr("between {low} and {high}").format(low=low, high=high))
        if reading.first_word is not None:
            parts.append(self.tr("first word {time}").format(time=numbers.seconds(reading.first_word)))
        if reading.memory:
            parts.append(self.tr("memory {size}").format(size=numbers.size(reading.memory)))
            parts.append(self._split_words())
        if reading.resident:
            parts.append(self.tr("{size} as the system counts").format(size=numbers.size(reading.resident)))
        return " · ".join(part for part in parts if part) or self.tr("Nothing measured yet")

    def _rate_words(self) -> str:
        rate = numbers.rate(self._reading.rate or 0.0)
        if not self._reading.measured_here:
            return rate
        return self.tr("{rate}, measured here").format(rate=numbers.about(rate))

    def _split_words(self) -> str:
        reading = self._reading
        if not reading.memory or reading.vram is None:
            return ""
        if reading.vram == 0:
            return self.tr("RAM")
        share = reading.vram / reading.memory
        return self.tr("GPU {share}").format(share=numbers.percent(min(1.0, share)))

    def sizeHint(self) -> QSize:
        return QSize(200, self._theme.px(FIGURE + 10) + self._strip_height() + self._theme.px(LINE) + 2 * BAR + 12)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top, width = self._theme.px(FIGURE + 10), self.width()
        self._paint_figures(painter, QRectF(0, 0, width, top))
        if len(self._pulse) > 1 and not self.hidden and not self._compact:
            self._paint_spark(painter, QRectF(0, top + 2, width, SPARK - 4))
        top += self._strip_height()
        self._paint_bar(painter, QRectF(0, top, width, BAR), [(self._rate_share(), True)], self._rate_colour())
        line = self._theme.px(LINE)
        self._paint_memory(painter, QRectF(0, top + BAR + 4, width, line))
        memory = QRectF(0, top + BAR + 6 + line, width, BAR)
        self._paint_bar(painter, memory, self._memory_parts(), QColor(self._theme.colours.muted))

    def _paint_figures(self, painter: QPainter, rect: QRectF) -> None:
        reading, small = self._reading, self._theme.small()
        metrics = QFontMetricsF(small)
        unknown = self.hidden or reading.rate is None
        figure = NOTHING if unknown else numbers.rate_figure(reading.rate or 0.0)
        base = rect.bottom() - metrics.descent() - 4
        at = self._write_text(painter, 0, base, figure, self._theme.font(FIGURE, bold=True), "text") + 4
        about = reading.measured_here and not reading.live and not unknown
        at = self._write_text(painter, at, base, numbers.about(self.tr("tok/s"), about), small, "muted")
        label = self.tr("first word")
        first = NOTHING if self.hidden or reading.first_word is None else numbers.seconds(reading.first_word)
        bold = self._theme.small(bold=True)
        right = rect.right() - QFontMetricsF(bold).horizontalAdvance(first)
        self._write_text(painter, right, base, first, bold, "text")
        right -= metrics.horizontalAdvance(label + " ")
        if right > at + 4:
            self._write_text(painter, right, base, label, small, "muted")
        else:
            right = rect.right() - QFontMetricsF(bold).horizontalAdvance(first)
        if not self.hidden:
            self._paint_between(painter, at + GAP, right - GAP, base, metrics)

    def _paint_between(self, painter: QPainter, left: float, right: float, base: float, metrics: QFontMetricsF) -> None:
        """Paint the current rate, or the spread, where there is room."""
        reading = self._reading
        text = ""
        if reading.live and reading.now is not None and reading.rate is not None:
            text = self.tr("now {rate}").format(rate=numbers.rate_figure(reading.now))
        elif reading.low is not None and reading.high is not None:
            text = f"{numbers.rate_figure(reading.low)}–{numbers.rate_figure(reading.high)}"
        if text and metrics.horizontalAdvance(text) <= right - left:
            self._write_text(painter, left, base, text, self._theme.small(), "muted")

    def _write_text(
        self, painter: QPainter, x: float, base: float, text: str, font: QFont, colour: ColourName
    ) -> float:
        painter.setFont(font)
        painter.setPen(self._theme.colours.find_colour(colour))
        painter.drawText(QPointF(x, base), text)
        return x + QFontMetricsF(font).horizontalAdvance(text)

    def _paint_spark(self, painter: QPainter, rect: QRectF) -> None:
        """Paint the recent rates, on a scale from zero."""
        most = max(self._pulse) or 1.0
        step = rect.width() / (KEPT - 1)
        points = [
            QPointF(rect.left() + number * step, rect.bottom() - rate / most * rect.height())
            for number, rate in enumerate(self._pulse)
        ]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._rate_colour(), 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPolyline(QPolygonF(points))

    def _paint_memory(self, painter: QPainter, rect: QRectF) -> None:
        metrics = QFontMetricsF(self._theme.small())
        base = rect.center().y() + (metrics.ascent() - metrics.descent()) / 2
        at = self._write_text(painter, 0, base, self.tr("Memory") + " ", self._theme.small(), "muted")
        unknown = self.hidden or not self._reading.memory
        amount = NOTHING if unknown else numbers.size(self._reading.memory or 0)
        at = self._write_text(painter, at, base, amount, self._theme.small(bold=True), "text")
        split = "" if self.hidden else self._split_words()
        left = rect.right() - metrics.horizontalAdvance(split)
        if left > at + 6:
            self._write_text(painter, left, base, split, self._theme.small(), "muted")

    def _memory_parts(self) -> list[tuple[float, bool]]:
        """The parts of the memory bar: share of the whole bar, and whether it is the GPU's."""
        reading = self._reading
        if self.hidden or not reading.memory:
            return []
        whole = max(self._most, reading.memory)
        vram = min(reading.memory, reading.vram or 0)
        return [(vram / whole, True), ((reading.memory - vram) / whole, False)]

    def _paint_bar(self, painter: QPainter, rect: QRectF, parts: Sequence[tuple[float, bool]], colour: QColor) -> None:
        outline = QPainterPath()
        outline.addRoundedRect(rect, BAR / 2, BAR / 2)
        painter.save()
        painter.setClipPath(outline)
        painter.fillRect(rect, QColor(self._theme.colours.border))
        left = rect.left()
        for share, full in parts:
            box = QRectF(left, rect.top(), share * rect.width(), rect.height())
            if not full:
                painter.fillRect(box, QColor(self._theme.colours.surface))
            painter.fillRect(box, colour if full else QBrush(colour, Qt.BrushStyle.Dense4Pattern))
            left += box.width()
        painter.restore()

    def _rate_colour(self) -> QColor:
        return QColor(self._bar_colour)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._update_words()
        super().changeEvent(event)
