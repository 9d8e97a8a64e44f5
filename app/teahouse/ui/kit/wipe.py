"""A button at the end of a field that empties it, there while something stands in it.

Qt's own looks for an icon theme when it is first made, which takes a quarter of a second.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QLineEdit

from teahouse.ui.kit import icons
from teahouse.ui.style import Theme


class Wipe(QObject):
    """Belongs to its field, and goes with it."""

    def __init__(self, field: QLineEdit, theme: Theme) -> None:
        super().__init__(field)
        self._theme = theme
        self.action = field.addAction(self._icon(), QLineEdit.ActionPosition.TrailingPosition)
        self.action.triggered.connect(field.clear)
        self.action.setVisible(bool(field.text()))
        field.textChanged.connect(lambda text: self.action.setVisible(bool(text)))
        field.installEventFilter(self)
        theme.changed.connect(self._recolour)
        self._retranslate()

    def _icon(self) -> QIcon:
        return icons.icon("close", self._theme.colours.muted)

    def _recolour(self) -> None:
        self.action.setIcon(self._icon())

    def _retranslate(self) -> None:
        self.action.setText(self.tr("Clear"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        return super().eventFilter(watched, event)
