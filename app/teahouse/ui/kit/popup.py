"""A frame that opens above or below another widget and closes by Esc or a click elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPainterPath, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

GAP = 6
CORNER = 12  # as the style sheet rounds the frame


class Popup(QFrame):
    """A rounded window of its own; put widgets into `body`, then `open_at` something."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._masked = QGuiApplication.platformName() == "xcb"  # an X server without a compositor paints corners black
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground, not self._masked)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        frame = QFrame(self)
        frame.setProperty("role", "popup")
        outer.addWidget(frame)
        self.body = QVBoxLayout(frame)
        self.body.setContentsMargins(12, 12, 12, 12)
        self.body.setSpacing(8)

    def open_at(self, anchor: QWidget) -> None:
        """Show it at the anchor's left edge, below it or, where there is no room, above."""
        size = self.sizeHint().expandedTo(self.minimumSize())
        self.resize(size)
        self.move(_place(anchor, size))
        self.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._masked:
            path = QPainterPath()
            path.addRoundedRect(QRectF(self.rect()), CORNER, CORNER)
            self.setMask(QRegion(path.toFillPolygon().toPolygon()))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._masked:  # what the frame's smooth edge lets through is its own colour
            QPainter(self).fillRect(self.rect(), self.palette().mid())
        super().paintEvent(event)


def _place(anchor: QWidget, size: QSize) -> QPoint:
    below = anchor.mapToGlobal(QPoint(0, anchor.height() + GAP))
    room = anchor.screen().availableGeometry()
    y = below.y()
    if y + size.height() > room.bottom():
        y = anchor.mapToGlobal(QPoint(0, 0)).y() - GAP - size.height()
    x = min(below.x(), room.right() - size.width())
    return QPoint(max(room.left(), x), max(room.top(), y))
