"""Dots over time or over another figure, one sign per series; some are flagged, and changes are vertical lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from teahouse.core.values import dataclass
from teahouse.ui.charts.chart import Chart, ChartSpot, Scale, Words, from_zero, paint_frame
from teahouse.ui.charts.legend import paint_sign, shape_of
from teahouse.ui.model_colours import colour_of
from teahouse.ui.style import Theme

FLAG = 7.0
CORNER = QPointF(8, 8)  # from a sign's centre to the corner of its picture


@dataclass(frozen=True, slots=True)
class Dot:
    """`series` is the number of the sign, `name` is the model whose colour it has; `flagged` dots are emphasized."""

    x: float
    y: float
    series: int
    name: str
    description: Words
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change at `x`."""

    x: float
    description: str


class DotChart(Chart):
    """A chart of dots over any scale; a dashed line marks a change."""

    def __init__(self, theme: Theme, y_words: Callable[[float], str]) -> None:
        super().__init__(theme)
        self._y_words = y_words
        self._dots: Sequence[Dot] = ()
        self._change_lines: Sequence[ChangeLine] = ()
        self._signs: dict[tuple[str, str, float], QPixmap] = {}
        self._x = Scale(0, 1, 1)
        self._x_marks: Callable[[Scale], list[tuple[float, str]]] = lambda scale: []
        self.setMinimumHeight(180)

    def show_dots(
        self,
        dots: Sequence[Dot],
        x: Scale,
        x_marks: Callable[[Scale], list[tuple[float, str]]],
        change_lines: Sequence[ChangeLine] = (),
    ) -> None:
        """Replace the data; `x_marks` returns (value, text) for a scale."""
        self._dots, self._change_lines = tuple(dots), tuple(change_lines)
        self._x, self._x_marks = x, x_marks
        self.lay_out_again()

    def data_lines(self) -> list[Words]:
        """The changes, then the dots from the last to the first."""
        dots = sorted(self._dots, key=lambda dot: dot.x, reverse=True)
        return [line.description for line in self._change_lines] + [dot.description for dot in dots]

    def sizeHint(self) -> QSize:
        return QSize(420, 220)

    @property
    def is_empty(self) -> bool:
        return not self._dots

    def paint_data(self, painter: QPainter, size: QSize) -> Callable[[], list[ChartSpot]]:
        y = from_zero(max(dot.y for dot in self._dots))
        marks = [(self._x.share(value), words) for value, words in self._x_marks(self._x)]
        place = paint_frame(painter, size, self.theme, y, self._y_words, marks)
        for line in self._change_lines:
            self._paint_change_line(painter, place, line)
        signs = {key: self._sign_of(*key) for key in {(dot.series, dot.name) for dot in self._dots}}
        for dot in sorted(self._dots, key=lambda dot: dot.flagged):
            at = self._at_of(dot, place, y)
            painter.drawPixmap(at - CORNER, signs[dot.series, dot.name])
            if dot.flagged:
                self._paint_flag(painter, at)
        return partial(self._spots_in, place, y)

    def _at_of(self, dot: Dot, place: QRectF, y: Scale) -> QPointF:
        return QPointF(
            place.left() + self._x.share(dot.x) * place.width(), place.bottom() - y.share(dot.y) * place.height()
        )

    def _spots_in(self, place: QRectF, y: Scale) -> list[ChartSpot]:
        """The spots of a picture, from left to right."""
        top, height = place.top(), place.height()
        spots = [
            (line.x, ChartSpot(QRectF(self._x_of(line, place) - 1, top, 2, height), line.description))
            for line in self._change_lines
        ]
        for dot in self._dots:
            at = self._at_of(dot, place, y)
            spots.append((dot.x, ChartSpot(QRectF(at.x() - 4, at.y() - 4, 8, 8), dot.description)))
        return [spot for _, spot in sorted(spots, key=lambda item: item[0])]

    def _x_of(self, line: ChangeLine, place: QRectF) -> float:
        return place.left() + self._x.share(line.x) * place.width()

    def _sign_of(self, series: int, name: str) -> QPixmap:
        """The sign of a series, painted once for all of its dots."""
        colour, ratio = QColor(colour_of(name, self.theme.colours)), self.devicePixelRatioF()
        key = (shape_of(series), colour.name(), ratio)
        if key not in self._signs:
            self._signs[key] = _painted_sign(series, colour, ratio)
        return self._signs[key]

    def _paint_change_line(self, painter: QPainter, place: QRectF, line: ChangeLine) -> None:
        x = self._x_of(line, place)
        painter.setPen(QPen(QColor(self.theme.colours.muted), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, place.top()), QPointF(x, place.bottom()))

    def _paint_flag(self, painter: QPainter, at: QPointF) -> None:
        """Paint a ring around the dot and a triangle above it that points down: slower than before."""
        colour = QColor(self.theme.colours.danger)
        painter.setPen(QPen(colour, 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, FLAG, FLAG)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        top = at.y() - FLAG - 2
        painter.drawPolygon(
            QPolygonF([QPointF(at.x() - 5, top - 7), QPointF(at.x() + 5, top - 7), QPointF(at.x(), top)])
        )


def _painted_sign(series: int, colour: QColor, ratio: float) -> QPixmap:
    picture = QPixmap(int(CORNER.toPoint().x() * 2 * ratio), int(CORNER.toPoint().y() * 2 * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_sign(painter, CORNER, series, colour)
    return picture
