"""The signs of series, distinct in shape and colour, and the legend below a chart that names them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from teahouse.core.values import dataclass
from teahouse.ui.charts.bars import brush_of
from teahouse.ui.i18n import numbers
from teahouse.ui.model_colours import colour_of
from teahouse.ui.style import Theme

SHAPES = ("circle", "square", "triangle", "diamond", "ring", "cross")
REACH = 4.0


def shape_of(number: int) -> str:
    """The shape of the series with this number."""
    return SHAPES[number % len(SHAPES)]


def paint_sign(painter: QPainter, at: QPointF, number: int, colour: QColor | str, reach: float = REACH) -> None:
    """Paint a series' sign at a point."""
    colour = QColor(colour)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    x, y = at.x(), at.y()
    match shape_of(number):
        case "circle":
            painter.drawEllipse(at, reach, reach)
        case "square":
            painter.drawRect(QRectF(x - reach * 0.9, y - reach * 0.9, reach * 1.8, reach * 1.8))
        case "triangle":
            painter.drawPolygon(
                QPolygonF(
                    [QPointF(x - reach, y + reach * 0.8), QPointF(x + reach, y + reach * 0.8), QPointF(x, y - reach)]
                )
            )
        case "diamond":
            high = reach * 1.2
            painter.drawPolygon(
                QPolygonF([QPointF(x - high, y), QPointF(x, y - high), QPointF(x + high, y), QPointF(x, y + high)])
            )
        case "ring":
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour, 2))
            painter.drawEllipse(at, reach * 0.9, reach * 0.9)
        case "cross":
            painter.setPen(QPen(colour, 2))
            painter.drawLine(QPointF(x - reach, y - reach), QPointF(x + reach, y + reach))
            painter.drawLine(QPointF(x - reach, y + reach), QPointF(x + reach, y - reach))


SIGN = 18.0
GAP = 14.0
LONGEST = 220.0


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """`model` is set where the sign is a shape in a model's colour, else it is a patch in the colour of `lab`, its name
    in the catalogue, with the pattern of the series."""

    words: str
    series: int
    model: str = ""
    lab: str = ""


class Legend(QWidget):
    """The painted legend; its words are its accessible name."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._entries: Sequence[LegendEntry] = ()
        self._places: Sequence[tuple[QRectF, str]] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._fit_height)

    def show_entries(self, entries: Sequence[LegendEntry]) -> None:
        """Replace the series."""
        self._entries = tuple(entries)
        self.setAccessibleName(numbers.in_a_row(entry.words for entry in self._entries))
        self.setVisible(bool(self._entries))
        self._fit_height()

    def _lay_out(self) -> list[tuple[QRectF, str]]:
        """The rectangle of each entry, and its words cut to fit."""
        metrics = QFontMetricsF(self._theme.small())
        places, x, y, line = [], 0.0, 0.0, metrics.height() + 4
        for entry in self._entries:
            text = metrics.elidedText(entry.words, Qt.TextElideMode.ElideMiddle, LONGEST)
            wide = SIGN + metrics.horizontalAdvance(text)
            if x and x + wide > self.width():
                x, y = 0.0, y + line
            places.append((QRectF(x, y, wide, line), text))
            x += wide + GAP
        return places

    def _fit_height(self) -> None:
        self._places = self._lay_out()
        self.setFixedHeight(round(self._places[-1][0].bottom()) + 2 if self._places else 0)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit_height()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.small())
        for entry, (box, text) in zip(self._entries, self._places, strict=True):
            if entry.model:
                paint_sign(
                    painter,
                    QPointF(box.left() + 6, box.center().y()),
                    entry.series,
                    QColor(colour_of(entry.model, self._theme.colours)),
                )
            else:
                brush = brush_of(entry.lab, entry.series, self._theme)
                painter.setPen(QPen(brush.color(), 1))
                painter.setBrush(brush)
                painter.drawRect(QRectF(box.left() + 1, box.center().y() - 5, 10, 10))
            painter.setPen(QColor(self._theme.colours.muted))
            painter.drawText(box.adjusted(SIGN, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), text)
