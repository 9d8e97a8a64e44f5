"""A room's main part with a panel at its right: it narrows the main part, or lies over it where room is scarce."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from teahouse.ui.style import Theme

PANEL = 320
LEAST = 460  # pixels the main part needs beside the panel


class SidePanel(QWidget):
    """`main` is always there; one panel at a time is shown beside it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.main = QWidget(self)
        self._panel: QWidget | None = None
        theme.changed.connect(self._place)

    def show_panel(self, panel: QWidget) -> None:
        """Show a panel, which belongs here from now on."""
        self._panel = panel
        panel.setParent(self)
        panel.installEventFilter(self)
        panel.show()
        panel.raise_()
        self._place()

    def hide_panel(self) -> None:
        """Give the main part all the room."""
        if self._panel is not None:
            self._panel.hide()
            self._panel = None
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Its words may be longer, in another language."""
        if event.type() == QEvent.Type.LayoutRequest and watched is self._panel:
            self._place()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        width = 0
        if self._panel is not None:
            width = min(max(self._theme.px(PANEL), self._panel.sizeHint().width() + 1), self.width())
        fits = self.width() - width >= self._theme.px(LEAST)
        self.main.setGeometry(0, 0, self.width() - width if fits else self.width(), self.height())
        if self._panel is not None:
            self._panel.setGeometry(self.width() - width + 1, 0, width - 1, self.height())
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._panel is not None:
            painter = QPainter(self)
            painter.setPen(QColor(self._theme.colours.border))
            left = self._panel.x() - 1
            painter.drawLine(left, 0, left, self.height())
