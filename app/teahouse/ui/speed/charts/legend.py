"""The legend below a chart: each series' sign with its name, wrapped where the line is full."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from teahouse.core.values import dataclass
from teahouse.ui.i18n import numbers
from teahouse.ui.model_colours import colour_of
from teahouse.ui.speed.charts.columns import brush_of
from teahouse.ui.speed.charts.signs import paint_sign
from teahouse.ui.style import Theme

SIGN = 18.0
GAP = 14.0
LONGEST = 220.0


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """`model` is set where the sign is a shape in a model's colour, else it is a patch in the colour
    of the lab that `words` names, with the series' pattern."""

    words: str
    series: int
    model: str = ""


class Legend(QWidget):
    """Painted; its words are its accessible name."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._entries: Sequence[LegendEntry] = ()
        self._places: Sequence[tuple[QRectF, str]] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._fit)

    def show_entries(self, entries: Sequence[LegendEntry]) -> None:
        """Take other series."""
        self._entries = tuple(entries)
        self.setAccessibleName(numbers.in_a_row(entry.words for entry in self._entries))
        self.setVisible(bool(self._entries))
        self._fit()

    def _lay_out(self) -> list[tuple[QRectF, str]]:
        """The place of each entry, and its words as they fit in."""
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

    def _fit(self) -> None:
        self._places = self._lay_out()
        self.setFixedHeight(round(self._places[-1][0].bottom()) + 2 if self._places else 0)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

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
                brush = brush_of(entry.words, entry.series, self._theme)
                painter.setPen(QPen(brush.color(), 1))
                painter.setBrush(brush)
                painter.drawRect(QRectF(box.left() + 1, box.center().y() - 5, 10, 10))
            painter.setPen(QColor(self._theme.colours.muted))
            painter.drawText(box.adjusted(SIGN, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), text)
