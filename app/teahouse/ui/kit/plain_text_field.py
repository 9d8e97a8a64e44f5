"""A field for plain text of several lines."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPlainTextEdit, QToolTip

from teahouse.ui.i18n.numbers import whole

MOST_CHARACTERS = 2_000_000  # that are pasted at once
MOST_LINES = 10_000  # Qt takes 2 µs for each: half a million were a second


def is_too_long(text: str) -> bool:
    """Whether a field would have to work on a text for longer than a frame or two."""
    return len(text) > MOST_CHARACTERS or text.count("\n") > MOST_LINES


class PlainTextField(QPlainTextEdit):
    """A `QPlainTextEdit` that paints a new placeholder at once: Qt's own waits for the next event that repaints it. It
    leaves Ctrl+Z to the window where it has nothing of its own to undo."""

    def setPlaceholderText(self, text: str) -> None:
        super().setPlaceholderText(text)
        self.viewport().update()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste; a text that is too long is refused, and why is said beside the field."""
        if not source.hasText() or not is_too_long(source.text()):
            super().insertFromMimeData(source)
            return
        said = self.tr("Nothing was pasted: a field takes {lines} lines and {characters} characters at a time.")
        words = said.format(lines=whole(MOST_LINES), characters=whole(MOST_CHARACTERS))
        QToolTip.showText(self.mapToGlobal(self.cursorRect().bottomLeft()), words, self)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self._leaves(event):
            event.ignore()
            return False
        return super().event(event)

    def _leaves(self, event: QKeyEvent) -> bool:
        return event.matches(QKeySequence.StandardKey.Undo) and not self.document().isUndoAvailable()
