"""Widgets that hand the keyboard on to one of those in them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


class FocusGroup:
    """A mixin of pages and rooms: who gives it the keyboard gives it to one of its widgets.

    A focus proxy does that too, but Tab then skips everything that stands before the proxy. Handing on in
    `focusInEvent` would tell screen readers of the group last.
    """

    _entry: QWidget | None = None

    def enter_at(self, widget: QWidget) -> None:
        """Hand the keyboard on to this widget."""
        self._entry = widget

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        if self._entry is not None:
            self._entry.setFocus(reason)
