"""Raised boxes with round corners that may go on from one part to the next."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from teahouse.ui.theme import RADIUS
from teahouse.ui.transcript.text_style import TextStyle


def paint_slice(painter: QPainter, box: QRectF, ink: TextStyle, *, first: bool, last: bool, fill: str = "raised",
                edge: str = "border") -> None:  # fmt: skip
    """Paint the slice of a box that lies in `box`; corners are round only where the box begins and ends."""
    radius = ink.px(RADIUS)
    whole = box.adjusted(0.5, 0.5 if first else -2 * radius, -0.5, -0.5 if last else 2 * radius)
    painter.save()
    painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink.colour(edge), 1))
    painter.setBrush(ink.colour(fill))
    painter.drawRoundedRect(whole, radius, radius)
    painter.restore()
