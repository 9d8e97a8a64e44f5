"""One quiet line below the question: an answer to hold the others against, what was decided and why, or what went
wrong."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from teahouse.ui.kit import icons
from teahouse.ui.kit.announce import announce
from teahouse.ui.kit.labels import StatusLabel
from teahouse.ui.style import Theme

MARK = 16


class Note(QWidget):
    """Hidden while there is nothing to say; a warning has a mark of its own. What is said follows the language."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._warns = False
        self._words: Callable[[], str] = str
        self.label = StatusLabel("", self)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(4, 0, 4, 0)
        self._row.addWidget(self.label, 1)
        self.hide()

    def say(self, words: Callable[[], str]) -> None:
        """Say something quietly."""
        self._show(words, warns=False)

    def warn(self, words: Callable[[], str]) -> None:
        """Say what went wrong."""
        self._show(words, warns=True)

    def clear(self) -> None:
        """Say nothing."""
        self._show(str, warns=False)

    def text(self) -> str:
        """What it says now."""
        return self.label.text()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.label.say(self._words(), bad=self._warns)

    def _show(self, words: Callable[[], str], *, warns: bool) -> None:
        text, self._words, self._warns = words(), words, warns
        self._row.setContentsMargins(4 + (MARK + 6 if warns else 0), 0, 4, 0)
        self.label.say(text, bad=warns)
        self.setVisible(bool(text))
        if text and self.isVisible():
            announce(self.label, text)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._warns:
            rect = QRectF(4, (self.height() - MARK) / 2, MARK, MARK)
            icons.paint(QPainter(self), "warn", rect, self._theme.colours.danger)
