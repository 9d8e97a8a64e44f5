"""What screen readers are told of a transcript; costs one call of `QAccessible.isActive` while none runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from teahouse.ui.kit.accessibility import announce
from teahouse.ui.transcript import words

if TYPE_CHECKING:
    from teahouse.core.stream_events import Phase, PhaseSubject
    from teahouse.ui.transcript.layout.items import Item
    from teahouse.ui.transcript.layout.page_layout import PageLayout


def announce_focus(view: QWidget) -> None:
    """Tell screen readers which message, or which of its blocks, has the focus now."""
    if QAccessible.isActive():
        from PySide6.QtGui import QAccessibleEvent

        page = QAccessible.queryAccessibleInterface(view)
        focused = page.focusChild() if page is not None else None
        if focused is not None:
            QAccessible.updateAccessibility(QAccessibleEvent(focused, QAccessible.Event.Focus))


def announce_focus_later(view: QWidget) -> None:
    """The same once Qt has told that the view has the focus: the last that is told is what is read."""
    if QAccessible.isActive():
        QTimer.singleShot(0, view, lambda: announce_focus(view))


def announce_phase(view: QWidget, item: Item, phase: Phase, subject: PhaseSubject) -> None:
    """Say what a reply waits for; in a lane, where several wait, only the end is told."""
    if QAccessible.isActive() and view.isVisible() and not item.is_bare:
        announce(view, words.told_phase(phase, subject))


def announce_end(view: QWidget, layout: PageLayout, item: Item) -> None:
    """Say how a reply ended, and how it begins."""
    if QAccessible.isActive() and view.isVisible():
        from teahouse.ui.transcript.accessibility.page_access import spoken_end

        announce(view, spoken_end(layout, item))
