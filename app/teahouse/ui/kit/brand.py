"""The tea bowl: the mark beside our name, and the application's icon. One drawing for both, on a 64 × 64 grid.

`packaging/icons.py` writes the same drawing to resources/icons for the desktop's own use.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

from teahouse.ui.theme import LIGHT

GRID = 64.0
STEAM_WIDTH = 3.4
CREAM = "#F8F6F1"


def bowl() -> QPainterPath:
    """A bowl seen from the side, on its foot."""
    path = QPainterPath()
    path.moveTo(12, 28)
    path.lineTo(52, 28)
    path.cubicTo(52, 41, 46, 48, 40, 49)
    path.lineTo(40, 52)
    path.quadTo(40, 54, 38, 54)
    path.lineTo(26, 54)
    path.quadTo(24, 54, 24, 52)
    path.lineTo(24, 49)
    path.cubicTo(18, 48, 12, 41, 12, 28)
    path.closeSubpath()
    return path


def steam() -> QPainterPath:
    """Two threads of steam above it."""
    path = QPainterPath()
    for x in (26, 38):
        path.moveTo(x, 23)
        path.cubicTo(x - 5, 19, x + 5, 15, x, 11)
    return path


def paint_mark(painter: QPainter, rect: QRectF, colour: str) -> None:
    """The mark as it stands beside the name: a small bowl in one colour."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / 48, rect.height() / 48)
    painter.translate(-8, -9)
    painter.fillPath(bowl(), QColor(colour))
    painter.setPen(QPen(QColor(colour), STEAM_WIDTH, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPath(steam())
    painter.restore()


def paint_icon(painter: QPainter, side: float) -> None:
    """The application's icon: the bowl in cream on a green ground."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(side / GRID, side / GRID)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(LIGHT.accent))
    painter.drawRoundedRect(QRectF(2, 2, 60, 60), 14, 14)
    painter.fillPath(bowl(), QColor(CREAM))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(CREAM), STEAM_WIDTH, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPath(steam())
    painter.restore()


def pixmap(side: int) -> QPixmap:
    """The application's icon, `side` pixels square."""
    made = QPixmap(QSize(side, side))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    paint_icon(painter, side)
    painter.end()
    return made


def app_icon() -> QIcon:
    """The icon of every window, in the sizes a desktop asks for."""
    icon = QIcon()
    for side in (16, 32, 64, 128):
        icon.addPixmap(pixmap(side))
    return icon
