"""A thin bar that fills: how much of something is there."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from teahouse.ui.style import Theme

HEIGHT = 6


class Bar(QWidget):
    """`show_share` takes 0 to 1; a resting bar (paused, failed) is grey. What it shows stands beside it in words."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._share = 0.0
        self._resting = False
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    @property
    def share(self) -> float:
        """What is shown, from 0 to 1."""
        return self._share

    def show_share(self, share: float, *, resting: bool = False) -> None:
        """Fill it so far; paints only where that makes a difference of a pixel."""
        same = round(share * self.width()) == round(self._share * self.width()) and resting == self._resting
        self._share, self._resting = share, resting
        if not same:
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, colours = QPainter(self), self._theme.colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        painter.setBrush(QColor(colours.border))
        painter.drawRoundedRect(whole, HEIGHT / 2, HEIGHT / 2)
        if self._share > 0:
            whole.setWidth(max(HEIGHT, whole.width() * min(1.0, self._share)))
            painter.setBrush(QColor(colours.muted if self._resting else colours.accent))
            painter.drawRoundedRect(whole, HEIGHT / 2, HEIGHT / 2)
