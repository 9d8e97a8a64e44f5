"""A field for plain text of several lines."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPlainTextEdit


class PlainTextField(QPlainTextEdit):
    """A `QPlainTextEdit` that paints a new placeholder at once: Qt's own waits for the next event that repaints it. It
    leaves Ctrl+Z to the window where it has nothing of its own to undo."""

    def setPlaceholderText(self, text: str) -> None:
        super().setPlaceholderText(text)
        self.viewport().update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self._leaves(event):
            event.ignore()
            return False
        return super().event(event)

    def _leaves(self, event: QKeyEvent) -> bool:
        return event.matches(QKeySequence.StandardKey.Undo) and not self.document().isUndoAvailable()
