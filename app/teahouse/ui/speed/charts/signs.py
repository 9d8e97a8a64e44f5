"""A sign for each series: a shape and a colour, so that series are told apart without colours too."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

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
