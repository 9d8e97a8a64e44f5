"""The ground of a row that can be chosen, and of a box with an edge: one look for the whole window."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from teahouse.ui.theme import Colours

RADIUS = 8.0
RING = 2.0


def paint_ground(
    painter: QPainter, rect: QRectF, colours: Colours, *, chosen: bool = False, hovered: bool = False,
    focused: bool = False,
) -> None:  # fmt: skip
    """Paint a tint for a chosen row, a lighter one under the pointer, and a ring at the keyboard's place."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if chosen or hovered:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent_soft if chosen else colours.hover))
        painter.drawRoundedRect(rect, RADIUS, RADIUS)
    if focused:
        half = RING / 2
        painter.setPen(QPen(QColor(colours.accent), RING))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), RADIUS - half, RADIUS - half)


def paint_box(
    painter: QPainter, rect: QRectF | QRect, ground: str, edge: str, *, width: float = 1.0, radius: float = RADIUS
) -> None:
    """Paint a rounded box whose edge lies wholly inside `rect`: a line of one pixel is one pixel, not two pale ones."""
    half = width / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(edge), width))
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), radius, radius)


def ink_of(colours: Colours, *, chosen: bool) -> str:
    """The colour of a single line of text on it; a chosen line is bold as well."""
    return colours.accent if chosen else colours.text
