"""Widgets that hand the keyboard on to one of those in them."""

from __future__ import annotations

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget


class FocusGroup:
    """A mixin of pages and rooms: who gives it the keyboard gives it to one of its widgets.

    A focus proxy does that too, but Tab then skips everything that stands before the proxy.
    """

    _entry: QWidget | None = None

    def enter_at(self, widget: QWidget) -> None:
        """Hand the keyboard on to this widget."""
        self._entry = widget

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._entry is not None:
            self._entry.setFocus(event.reason())
