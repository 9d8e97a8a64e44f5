"""Columns over time, each a stack of parts: what was used of which lab, week by week."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from teahouse.core.values import dataclass
from teahouse.ui.model_colours import hue_of
from teahouse.ui.speed.charts.chart import Chart, ChartSpot
from teahouse.ui.speed.charts.frame import paint_frame
from teahouse.ui.speed.charts.scale import from_zero
from teahouse.ui.style import Theme

PATTERNS = (
    Qt.BrushStyle.SolidPattern,
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.Dense4Pattern,
    Qt.BrushStyle.HorPattern,
    Qt.BrushStyle.FDiagPattern,
    Qt.BrushStyle.CrossPattern,
)
WIDEST = 46.0


@dataclass(frozen=True, slots=True)
class ColumnPart:
    """A part of a column: its lab and the number of its series, how much it is, and what it says."""

    lab: str
    series: int
    value: float
    told: str


@dataclass(frozen=True, slots=True)
class ChartColumn:
    words: str
    parts: tuple[ColumnPart, ...]


def brush_of(lab: str, series: int, theme: Theme) -> QBrush:
    """A lab's colour with its series' pattern: told apart without colours too."""
    return QBrush(QColor(hue_of(lab, theme.colours)), PATTERNS[series % len(PATTERNS)])


class ColumnChart(Chart):
    """Columns stand in the order they are given."""

    def __init__(self, theme: Theme, y_words: Callable[[float], str]) -> None:
        super().__init__(theme)
        self._y_words = y_words
        self._columns: Sequence[ChartColumn] = ()
        self.setMinimumHeight(180)

    def show_columns(self, columns: Sequence[ChartColumn]) -> None:
        """Take other data."""
        self._columns = tuple(columns)
        self.lay_out_again()

    def told(self) -> list[str]:
        return [part.told for column in self._columns for part in column.parts]

    def sizeHint(self) -> QSize:
        return QSize(420, 220)

    @property
    def is_empty(self) -> bool:
        return not any(column.parts for column in self._columns)

    def draw(self, painter: QPainter, size: QSize) -> Callable[[], list[ChartSpot]]:
        y = from_zero(max(sum(part.value for part in column.parts) for column in self._columns), whole=True)
        count = len(self._columns)
        marks = [((number + 0.5) / count, column.words) for number, column in enumerate(self._columns)]
        place = paint_frame(painter, size, self.theme, y, self._y_words, marks)
        wide = min(WIDEST, place.width() / count * 0.7)
        spots = []
        for number, column in enumerate(self._columns):
            left = place.left() + (number + 0.5) / count * place.width() - wide / 2
            level = place.bottom()
            for part in column.parts:
                high = y.share(part.value) * place.height()
                level -= high
                box = QRectF(left, level, wide, high)
                brush = brush_of(part.lab, part.series, self.theme)
                painter.setPen(QPen(brush.color(), 1))
                painter.fillRect(box, QColor(self.theme.colours.surface))
                painter.setBrush(brush)
                painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
                spots.append(ChartSpot(box, part.told))
        return lambda: spots
