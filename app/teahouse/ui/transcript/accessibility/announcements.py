"""What screen readers are told of a transcript; its interface is made only when one asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible

from teahouse.ui.kit.accessibility import announce
from teahouse.ui.transcript import words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from teahouse.core.stream_events import Phase
    from teahouse.ui.transcript.layout.items import Item
    from teahouse.ui.transcript.view import TranscriptView


def focus_moved(view: TranscriptView) -> None:
    """Tell screen readers which message, or which of its blocks, has the focus now."""
    if QAccessible.isActive():
        from PySide6.QtGui import QAccessibleEvent

        page = QAccessible.queryAccessibleInterface(view)
        focused = page.focusChild() if page is not None else None
        if focused is not None:
            QAccessible.updateAccessibility(QAccessibleEvent(focused, QAccessible.Event.Focus))


def focus_came(view: TranscriptView) -> None:
    """The same once Qt has told that the view has the focus: the last that is told is what is read."""
    if QAccessible.isActive():
        QTimer.singleShot(0, view, lambda: focus_moved(view))


def phase_told(view: TranscriptView, item: Item, phase: Phase, facts: Mapping[str, Any]) -> None:
    """Say what a reply waits for; in a lane, where several wait, only the end is told."""
    if QAccessible.isActive() and view.isVisible() and not item.is_bare:
        announce(view, words.told_phase(phase, facts))


def end_told(view: TranscriptView, item: Item) -> None:
    """Say how a reply ended, and how it begins."""
    if QAccessible.isActive() and view.isVisible():
        from teahouse.ui.transcript.accessibility.page_access import told_end

        announce(view, told_end(view, item))
