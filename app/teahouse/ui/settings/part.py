"""A part of the settings: what can be set, a hint below it, and what came of it beside its buttons."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from teahouse.ui.kit.labels import Muted, StatusLabel


class SettingsPart(QWidget):
    """A part puts its own widgets into `fields` and `buttons`, and says its words in `retranslate`."""

    def __init__(self) -> None:
        super().__init__()
        self.fields, self.buttons = QVBoxLayout(), QHBoxLayout()
        self.hint, self.answer = Muted(wraps=True), StatusLabel()
        below = QHBoxLayout()
        below.addWidget(self.answer, 1)
        below.addLayout(self.buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self.fields)
        column.addWidget(self.hint)
        column.addLayout(below)

    def retranslate(self) -> None:
        """Say everything in the language of now."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
