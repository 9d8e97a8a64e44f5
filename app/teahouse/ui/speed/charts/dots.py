"""Dots over time or over another figure, one sign a series; some are flagged, and changes stand as upright lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from teahouse.core.values import dataclass
from teahouse.ui.model_colours import colour_of
from teahouse.ui.speed.charts.chart import Chart, ChartSpot, Scale, Words, from_zero, paint_frame
from teahouse.ui.speed.charts.legend import paint_sign, shape_of
from teahouse.ui.style import Theme

FLAG = 7.0
CORNER = QPointF(8, 8)  # from a sign's middle to its picture's corner


@dataclass(frozen=True, slots=True)
class Dot:
    """`series` numbers the sign, `name` is the model whose colour it has; `flagged` dots stand out."""

    x: float
    y: float
    series: int
    name: str
    told: Words
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class Upright:
    """A change at `x`."""

    x: float
    told: str


class DotChart(Chart):
    """Dots over an axis of any scale; a dashed line stands where something changed."""

    def __init__(self, theme: Theme, y_words: Callable[[float], str]) -> None:
        super().__init__(theme)
        self._y_words = y_words
        self._dots: Sequence[Dot] = ()
        self._uprights: Sequence[Upright] = ()
        self._signs: dict[tuple[str, str, float], QPixmap] = {}
        self._x = Scale(0, 1, 1)
        self._x_marks: Callable[[Scale], list[tuple[float, str]]] = lambda scale: []
        self.setMinimumHeight(180)

    def show_dots(
        self,
        dots: Sequence[Dot],
        x: Scale,
        x_marks: Callable[[Scale], list[tuple[float, str]]],
        uprights: Sequence[Upright] = (),
    ) -> None:
        """Take other data; `x_marks` gives (value, words) for a scale."""
        self._dots, self._uprights = tuple(dots), tuple(uprights)
        self._x, self._x_marks = x, x_marks
        self.lay_out_again()

    def data_lines(self) -> list[Words]:
        """The changes, then the dots from the last to the first."""
        dots = sorted(self._dots, key=lambda dot: dot.x, reverse=True)
        return [one.told for one in self._uprights] + [dot.told for dot in dots]

    def sizeHint(self) -> QSize:
        return QSize(420, 220)

    @property
    def is_empty(self) -> bool:
        return not self._dots

    def paint_data(self, painter: QPainter, size: QSize) -> Callable[[], list[ChartSpot]]:
        y = from_zero(max(dot.y for dot in self._dots))
        marks = [(self._x.share(value), words) for value, words in self._x_marks(self._x)]
        place = paint_frame(painter, size, self.theme, y, self._y_words, marks)
        for one in self._uprights:
            self._paint_upright(painter, place, one)
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
        spots = [(one.x, ChartSpot(QRectF(self._x_of(one, place) - 1, place.top(), 2, place.height()), one.told))
                 for one in self._uprights]  # fmt: skip
        for dot in self._dots:
            at = self._at_of(dot, place, y)
            spots.append((dot.x, ChartSpot(QRectF(at.x() - 4, at.y() - 4, 8, 8), dot.told)))
        return [spot for _, spot in sorted(spots, key=lambda item: item[0])]

    def _x_of(self, one: Upright, place: QRectF) -> float:
        return place.left() + self._x.share(one.x) * place.width()

    def _sign_of(self, series: int, name: str) -> QPixmap:
        """A series' sign, painted once for all dots that have the same."""
        colour, ratio = QColor(colour_of(name, self.theme.colours)), self.devicePixelRatioF()
        key = (shape_of(series), colour.name(), ratio)
        if key not in self._signs:
            self._signs[key] = _painted_sign(series, colour, ratio)
        return self._signs[key]

    def _paint_upright(self, painter: QPainter, place: QRectF, one: Upright) -> None:
        x = self._x_of(one, place)
        painter.setPen(QPen(QColor(self.theme.colours.muted), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, place.top()), QPointF(x, place.bottom()))

    def _paint_flag(self, painter: QPainter, at: QPointF) -> None:
        """A ring around the dot and a pennant pointing down above it: slower than before."""
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
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_sign(painter, CORNER, series, colour)
    painter.end()
    return picture
