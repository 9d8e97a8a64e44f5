"""The ground of a chart with two axes: grid lines with their words at the left, marks below, and the place between."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from teahouse.ui.speed.charts.scale import Scale
from teahouse.ui.style import Theme

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
