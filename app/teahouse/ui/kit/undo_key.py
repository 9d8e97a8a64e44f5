"""Ctrl+Z of a window: it takes back what was done last of all that is offered to be taken back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


class UndoKey(QAction):
    """One for each window, since two actions with one key would both stay silent. A text field that has the keyboard,
    and something of its own to undo, keeps its Ctrl+Z."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._offers: dict[object, Callable[[], None]] = {}
        self.setShortcut(QKeySequence(QKeySequence.StandardKey.Undo))
        self.setEnabled(False)
        self.triggered.connect(self._undo)
        window.addAction(self)

    def _undo(self) -> None:
        if self._offers:
            self._offers[next(reversed(self._offers))]()

    def offer(self, owner: object, undo: Callable[[], None]) -> None:
        """Take this back next; in place of what `owner` offered before."""
        self._offers.pop(owner, None)
        self._offers[owner] = undo
        self.setEnabled(True)

    def withdraw(self, owner: object) -> None:
        """`owner` has nothing to take back any more."""
        self._offers.pop(owner, None)
        self.setEnabled(bool(self._offers))


def undo_key(widget: QWidget) -> UndoKey:
    """The one of the widget's window, made when it is first wanted."""
    window = widget.window()
    return window.findChild(UndoKey) or UndoKey(window)
