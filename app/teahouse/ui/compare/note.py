"""One quiet line below the question: an answer to hold the others against, or what was decided and why."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from teahouse.ui.kit.announce import announce
from teahouse.ui.kit.labels import ElidedLabel


class PlanNote(ElidedLabel):
    """Hidden while there is nothing to say. What is said follows the language."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent)
        self._words: Callable[[], str] = str
        self.setProperty("role", "muted")
        self.hide()

    def say(self, words: Callable[[], str]) -> None:
        """Say something, and tell it to screen readers."""
        self._words = words
        self.setText(words())
        self.setVisible(bool(self.text()))
        if self.text() and self.isVisible():
            announce(self, self.text())

    def clear(self) -> None:
        """Say nothing."""
        self.say(str)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.setText(self._words())
