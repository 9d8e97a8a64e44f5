"""A button at the end of a field that empties it, there while something stands in it.

Qt's own looks for an icon theme when it is first made, which takes a quarter of a second.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from teahouse.ui.kit import icons
from teahouse.ui.style import Theme

LEAST = 24  # pixels. Source: WCAG 2.2, 2.5.8


class _Large(QObject):
    """Keeps a button inside a field as large as what is pressed has to be; the field makes it as large as its icon."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and isinstance(watched, QWidget):
            place = watched.geometry()
            wanted = QRect(0, 0, max(LEAST, place.width()), max(LEAST, place.height()))
            wanted.moveCenter(place.center())
            if wanted.size() != place.size():
                watched.setGeometry(wanted)
        return False


def enlarge_buttons(field: QLineEdit) -> None:
    """Give the buttons inside a field a size that an unsteady hand meets."""
    large = _Large(field)
    for button in field.findChildren(QToolButton):
        button.installEventFilter(large)


class Wipe(QObject):
    """Belongs to its field, and goes with it."""

    def __init__(self, field: QLineEdit, theme: Theme) -> None:
        super().__init__(field)
        self._theme = theme
        self.action = field.addAction(self._icon(), QLineEdit.ActionPosition.TrailingPosition)
        self.action.triggered.connect(field.clear)
        self.action.setVisible(bool(field.text()))
        enlarge_buttons(field)
        field.textChanged.connect(lambda text: self.action.setVisible(bool(text)))
        field.installEventFilter(self)
        theme.changed.connect(self._recolour)
        self._retranslate()

    def _icon(self) -> QIcon:
        return icons.icon("close", self._theme.colours.muted, self._theme.px(16))

    def _recolour(self) -> None:
        self.action.setIcon(self._icon())

    def _retranslate(self) -> None:
        self.action.setText(self.tr("Clear"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        return super().eventFilter(watched, event)
