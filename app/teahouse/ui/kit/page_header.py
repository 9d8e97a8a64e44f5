"""The bar at the top of a room: a line parts it from what is below."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from teahouse.ui.style import Theme


class PageHeader(QWidget):
    """A room lays out its own and says its words in `retranslate`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def retranslate(self) -> None:
        """Say everything in the language of now."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(self._theme.colours.border))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
