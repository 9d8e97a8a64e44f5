"""The chart of quality against size: one dot for each quantisation, larger where it writes faster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from teahouse.core.values import dataclass
from teahouse.core.workshop.quantization import QuantizationFigures
from teahouse.ui.charts.chart import Chart, ChartSpot, Scale, from_zero, paint_frame
from teahouse.ui.i18n import numbers
from teahouse.ui.model_colours import colour_of
from teahouse.ui.style import Theme
from teahouse.ui.workshop.quantize import words

translate = QCoreApplication.translate

SMALLEST, LARGEST = 5.0, 11.0  # radius of a dot, in pixels before zoom
RING = 5.0  # around the recommended one
FINEST = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25)  # steps of a scale of shares


class QualityFigure(StrEnum):
    """What is above the size."""

    SAME_FIRST = "same_first"
    DIVERGENCE = "divergence"
    PERPLEXITY = "perplexity"


@dataclass(frozen=True, slots=True)
class QualityDot:
    """A file; `original` is the one the others were made from."""

    label: str
    figures: QuantizationFigures
    original: bool = False
    recommended: bool = False

    def quality(self, figure: QualityFigure) -> float | None:
        """The figure that is shown; the original's own first tokens and divergence are known."""
        match figure:
            case QualityFigure.SAME_FIRST:
                return 1.0 if self.original else self.figures.same_first
            case QualityFigure.DIVERGENCE:
                return 0.0 if self.original else self.figures.kld_mean
            case QualityFigure.PERPLEXITY:
                return self.figures.perplexity


def scale_of_shares(lowest: float) -> Scale:
    """A scale up to 100 % that begins at a round share below `lowest`."""
    span = max(0.004, 1.06 * (1.0 - lowest))
    step = next((step for step in FINEST if span / step <= 5), 0.25)
    steps = max(1, -int(-(span / step) // 1))
    return Scale(max(0.0, 1.0 - steps * step), 1.0, step)


def scale_between(lowest: float, highest: float) -> Scale:
    """A scale of round steps around two values, which need not begin at 0."""
    span = max(highest - lowest, highest * 0.01, 1e-6)
    step = from_zero(span, 4).step
    low = max(0.0, (lowest - span * 0.1) // step * step)
    high = -(-(highest + span * 0.05) // step) * step
    return Scale(low, high, step)


class QualityChart(Chart):
    """Quality against size. `show_dots` gives it all."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._dots: tuple[QualityDot, ...] = ()
        self._figure = QualityFigure.SAME_FIRST
        self._model = ""
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setMinimumHeight(self.theme.px(220))

    def show_dots(self, dots: Sequence[QualityDot], figure: QualityFigure, model: str) -> None:
        """Replace the data; `model` gives the colour."""
        self._dots, self._figure, self._model = tuple(dots), figure, model
        self.lay_out_again()

    @property
    def shown(self) -> list[QualityDot]:
        """The dots whose size and figure are known, the smallest first."""
        known = [dot for dot in self._dots if dot.figures.size and dot.quality(self._figure) is not None]
        return sorted(known, key=lambda dot: dot.figures.size or 0.0)

    @property
    def is_empty(self) -> bool:
        return not any(not dot.original for dot in self.shown)

    def data_lines(self) -> list[str]:
        return [self._describe(dot) for dot in self.shown] if not self.is_empty else []

    def sizeHint(self) -> QSize:
        return QSize(480, self.theme.px(300))

    @staticmethod
    def _describe(dot: QualityDot) -> str:
        return words.describe_result(dot.label, dot.figures, recommended=dot.recommended)

    def paint_data(self, painter: QPainter, size: QSize) -> Callable[[], list[ChartSpot]]:
        dots = self.shown
        values = [dot.quality(self._figure) or 0.0 for dot in dots]
        sizes = [dot.figures.size or 0.0 for dot in dots]
        y, y_words = self._scale(values)
        x = scale_between(min(sizes), max(sizes))
        marks = [(x.share(mark), numbers.size(round(mark))) for mark in x.list_marks()]
        place = paint_frame(painter, size, self.theme, y, y_words, marks)
        points = [
            QPointF(place.left() + x.share(at) * place.width(), place.bottom() - y.share(value) * place.height())
            for at, value in zip(sizes, values, strict=True)
        ]
        colour = QColor(colour_of(self._model, self.theme.colours))
        painter.setPen(QPen(colour, 1.4, Qt.PenStyle.DashLine))
        painter.drawPolyline(points)
        radii = self._radii(dots)
        taken = [_square_around(at, radius) for at, radius in zip(points, radii, strict=True)]
        for dot, at, radius in zip(dots, points, radii, strict=True):
            self._paint_dot(painter, dot, at, radius, colour)
        for dot, at, radius in zip(dots, points, radii, strict=True):
            self._paint_label(painter, dot, at, radius, QRectF(0, 0, size.width(), size.height()), taken)
        return partial(self._list_spots, dots, points, radii)

    def _scale(self, values: Sequence[float]) -> tuple[Scale, Callable[[float], str]]:
        if self._figure is QualityFigure.SAME_FIRST:
            return scale_of_shares(min(values)), words.share
        if self._figure is QualityFigure.DIVERGENCE:
            return from_zero(max(values)), lambda value: f"{value:g}"
        return scale_between(min(values), max(values)), lambda value: f"{value:g}"

    def _radii(self, dots: Sequence[QualityDot]) -> list[float]:
        """The radius of a dot grows from the slowest to the fastest; unknown speeds have the smallest."""
        known = [dot.figures.writing for dot in dots if dot.figures.writing]
        slowest, fastest = min(known, default=0.0), max(known, default=0.0)
        scale = Scale(slowest, fastest, 1.0)
        least, most = self.theme.px(SMALLEST), self.theme.px(LARGEST)
        return [least + (most - least) * scale.share(dot.figures.writing or slowest) for dot in dots]

    def _paint_dot(self, painter: QPainter, dot: QualityDot, at: QPointF, radius: float, colour: QColor) -> None:
        colours = self.theme.colours
        painter.setPen(QPen(QColor(colours.surface), 1.5))
        painter.setBrush(colour)
        painter.drawEllipse(at, radius, radius)
        if dot.recommended:
            painter.setPen(QPen(QColor(colours.accent), 2.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(at, radius + RING, radius + RING)

    def _paint_label(
        self, painter: QPainter, dot: QualityDot, at: QPointF, radius: float, room: QRectF, taken: list[QRectF]
    ) -> None:
        """Paint the name where it touches nothing: to the right, left, above or below; else not at all."""
        text = translate("Workshop", "{name} · recommended").format(name=dot.label) if dot.recommended else dot.label
        painter.setFont(self.theme.small(bold=dot.recommended))
        metrics = QFontMetricsF(painter.font())
        wide, high = metrics.horizontalAdvance(text) + 4, metrics.height()
        reach = radius + (RING + 5 if dot.recommended else 5)
        places = (
            QRectF(at.x() + reach, at.y() - high / 2, wide, high),
            QRectF(at.x() - reach - wide, at.y() - high / 2, wide, high),
            QRectF(at.x() - wide / 2, at.y() - reach - high, wide, high),
            QRectF(at.x() - wide / 2, at.y() + reach, wide, high),
            QRectF(at.x() + reach * 0.7, at.y() + reach * 0.7, wide, high),
            QRectF(at.x() - reach * 0.7 - wide, at.y() - reach * 0.7 - high, wide, high),
        )
        free = (place for place in places if room.contains(place) and not any(place.intersects(one) for one in taken))
        if (place := next(free, None)) is not None:
            taken.append(place)
            painter.setPen(QColor(self.theme.colours.text))
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), text)

    def _list_spots(
        self, dots: Sequence[QualityDot], points: Sequence[QPointF], radii: Sequence[float]
    ) -> list[ChartSpot]:
        return [
            ChartSpot(_square_around(at, radius), self._describe(dot))
            for dot, at, radius in zip(dots, points, radii, strict=True)
        ]


def _square_around(at: QPointF, radius: float) -> QRectF:
    return QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius)
