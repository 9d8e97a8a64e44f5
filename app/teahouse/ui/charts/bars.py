"""Charts of bars: horizontal ones with name and figure, and columns over time, each a stack of parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen

from teahouse.core.values import dataclass
from teahouse.ui.charts.chart import Chart, ChartSpot, from_zero, paint_frame
from teahouse.ui.kit.painting import paint_tile
from teahouse.ui.model_colours import colour_of, hue_of, marks
from teahouse.ui.style import Theme

ROW = 30
BAR = 12
TILE = 18
PAD = 10
EMPTY = 110  # pixels of height without bars, for the text shown instead
NAME = 0.34  # the maximum share of the width


@dataclass(frozen=True, slots=True)
class ChartBar:
    """`name` is a model's; `low` and `high` bound the middle half of its runs where there are several; `part` is the
    share of the value (0 to 1) that is painted solid, the rest is hatched."""

    name: str
    value: float
    figure: str
    description: str
    low: float | None = None
    high: float | None = None
    part: float = 1.0

    @property
    def most(self) -> float:
        """The largest value of it and of the span of its runs."""
        return max(self.value, self.high or 0.0)


@dataclass(frozen=True, slots=True)
class BarRows:
    """The geometry of the bars: from `left` on, `wide` pixels for a value of `most`, `row` pixels each."""

    left: float
    wide: float
    row: float
    most: float

    def room_of(self, number: int) -> QRectF:
        """The area of a bar of the largest value."""
        return QRectF(self.left, PAD / 2 + (number + 0.5) * self.row - BAR / 2, self.wide, BAR)

    def mark_of(self, number: int, bar: ChartBar) -> QRectF:
        """The area of a bar and its span."""
        room = self.room_of(number)
        room.setWidth(max(2.0, self.wide * bar.most / self.most))
        return room


class BarChart(Chart):
    """A chart of horizontal bars as high as its rows, in a scroll area. `neutral`: bars of memory, without a model's
    colour."""

    def __init__(self, theme: Theme, *, neutral: bool = False) -> None:
        super().__init__(theme)
        self._bars: Sequence[ChartBar] = ()
        self._marks: Sequence[str] = ()
        self._neutral = neutral
        self.setFixedHeight(EMPTY)

    def show_bars(self, bars: Sequence[ChartBar]) -> None:
        """Replace the data."""
        self._bars = tuple(bars)
        self._marks = marks([bar.name for bar in bars])
        self.setFixedHeight(self.theme.px(ROW) * len(self._bars) + PAD if self._bars else EMPTY)
        self.lay_out_again()

    def data_lines(self) -> list[str]:
        return [bar.description for bar in self._bars]

    def visible_area(self) -> QRect:
        return self.visibleRegion().boundingRect()

    @property
    def is_empty(self) -> bool:
        return not self._bars

    def paint_data(self, painter: QPainter, size: QSize) -> Callable[[], list[ChartSpot]]:
        metrics = QFontMetricsF(self.theme.small())
        row, tile = self.theme.px(ROW), self.theme.px(TILE)
        figures = max(metrics.horizontalAdvance(bar.figure) for bar in self._bars) + PAD
        names = max(metrics.horizontalAdvance(bar.name) for bar in self._bars) + PAD
        left = PAD + tile + PAD + min(names, size.width() * NAME)
        rows = BarRows(left, size.width() - left - figures - PAD, row, max(bar.most for bar in self._bars) or 1.0)
        first, last = (int((y - PAD / 2) // row) for y in (self.painted.top(), self.painted.bottom()))
        for number in range(max(0, first), min(len(self._bars), last + 1)):
            bar, room = self._bars[number], rows.room_of(number)
            line = QRectF(0, room.center().y() - row / 2, size.width(), row)
            square = QRectF(PAD, line.center().y() - tile / 2, tile, tile)
            paint_tile(painter, square, bar.name, self.theme, mark=self._marks[number])
            self._paint_name(painter, line, bar.name, tile + 2 * PAD, left - PAD, metrics)
            self._paint_bar(painter, room, bar, rows.most)
            painter.setPen(QColor(self.theme.colours.text))
            place = QRectF(rows.mark_of(number, bar).right() + 8, line.top(), figures, line.height())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), bar.figure)
        return lambda: [ChartSpot(rows.mark_of(number, bar), bar.description) for number, bar in enumerate(self._bars)]

    def _paint_name(
        self, painter: QPainter, line: QRectF, name: str, left: float, right: float, metrics: QFontMetricsF
    ) -> None:
        painter.setFont(self.theme.small())
        painter.setPen(QColor(self.theme.colours.text))
        text = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, right - left)
        painter.drawText(
            QRectF(left, line.top(), right - left, line.height()), int(Qt.AlignmentFlag.AlignVCenter), text
        )

    def _paint_bar(self, painter: QPainter, room: QRectF, bar: ChartBar, most: float) -> None:
        """Paint a bar and, where known, the span of its runs."""
        colour = QColor(self.theme.colours.muted) if self._neutral else QColor(colour_of(bar.name, self.theme.colours))
        width = room.width() * bar.value / most
        full = QRectF(room.left(), room.top(), max(2.0, width * bar.part), room.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(full, 3, 3)
        if bar.part < 1.0:
            rest = QRectF(full.left() + width * bar.part, room.top(), width * (1 - bar.part), room.height())
            painter.setBrush(QBrush(colour, Qt.BrushStyle.BDiagPattern))
            painter.setPen(QPen(colour, 1))
            painter.drawRoundedRect(rest.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        if bar.low is not None and bar.high is not None and bar.high > bar.low:
            low, high = (room.left() + room.width() * value / most for value in (bar.low, bar.high))
            painter.setPen(QPen(QColor(self.theme.colours.text), 1.4))
            middle = room.center().y()
            painter.drawLine(QPointF(low, middle), QPointF(high, middle))
            for x in (low, high):
                painter.drawLine(QPointF(x, middle - 4), QPointF(x, middle + 4))


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
    """A part of a column: its lab and the number of its series, its amount, and its words."""

    lab: str
    series: int
    value: float
    description: str


@dataclass(frozen=True, slots=True)
class ChartColumn:
    words: str
    parts: tuple[ColumnPart, ...]


def brush_of(lab: str, series: int, theme: Theme) -> QBrush:
    """A lab's colour with the pattern of the series, so that colour is not needed to distinguish them."""
    return QBrush(QColor(hue_of(lab, theme.colours)), PATTERNS[series % len(PATTERNS)])


class ColumnChart(Chart):
    """A chart of columns, in the order they are given."""

    def __init__(self, theme: Theme, y_words: Callable[[float], str]) -> None:
        super().__init__(theme)
        self._y_words = y_words
        self._columns: Sequence[ChartColumn] = ()
        self.setMinimumHeight(180)

    def show_columns(self, columns: Sequence[ChartColumn]) -> None:
        """Replace the data."""
        self._columns = tuple(columns)
        self.lay_out_again()

    def data_lines(self) -> list[str]:
        return [part.description for column in self._columns for part in column.parts]

    def sizeHint(self) -> QSize:
        return QSize(420, 220)

    @property
    def is_empty(self) -> bool:
        return not any(column.parts for column in self._columns)

    def paint_data(self, painter: QPainter, size: QSize) -> Callable[[], list[ChartSpot]]:
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
                spots.append(ChartSpot(box, part.description))
        return lambda: spots
