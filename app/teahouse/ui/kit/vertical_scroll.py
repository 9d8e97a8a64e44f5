"""A place that is scrolled up and down, and never to the side."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget


class VerticalScroll(QScrollArea):
    """What is inside gets its width. Tab passes it by and goes to what is inside."""

    def __init__(self, inside: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if inside is not None:
            self.setWidget(inside)

    def give_way(self, least: int) -> None:
        """Ask for no more than so many pixels of height: in a dialog with a size of its own it scrolls before what
        stands below it goes out of sight."""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(least)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is inside may need another width now."""
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def minimumSizeHint(self) -> QSize:
        """As wide as what is inside and the scroll bar beside it: it cannot be scrolled to the side."""
        least = super().minimumSizeHint()
        inside = self.widget()
        if inside is None:
            return least
        wide = inside.minimumSizeHint().expandedTo(inside.minimumSize()).width()
        return QSize(wide + self.verticalScrollBar().sizeHint().width(), least.height())
