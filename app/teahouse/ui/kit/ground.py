"""The ground of a row that can be chosen: one look for the sidebar, lists and popups."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
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


def ink_of(colours: Colours, *, chosen: bool) -> str:
    """The colour of a single line of text on it; a chosen line is bold as well."""
    return colours.accent if chosen else colours.text
