"""The end of the page fades into its ground while more of it lies below."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from teahouse.ui.style import Theme

HEIGHT = 28


class Fade(QWidget):
    """Lies over the bottom of a view; `ground` is the name of the colour below the text."""

    def __init__(self, theme: Theme, ground: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ground = ground
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def lie_over(self, area: QRect) -> None:
        """Take the bottom of this area."""
        height = self._theme.px(HEIGHT)
        self.setGeometry(area.left(), area.bottom() + 1 - height, area.width(), height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        full = QColor(getattr(self._theme.colours, self._ground))
        none = QColor(full)
        none.setAlpha(0)
        shades = QLinearGradient(QPointF(0, 0), QPointF(0, self.height()))
        shades.setColorAt(0.0, none)
        shades.setColorAt(1.0, full)
        QPainter(self).fillRect(self.rect(), shades)
