"""Announcements of a transcript to screen readers; costs one call of `QAccessible.isActive` while none runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from teahouse.ui.kit.accessibility import announce, send_focus_event
from teahouse.ui.transcript import words

if TYPE_CHECKING:
    from teahouse.core.stream_events import Phase, PhaseSubject
    from teahouse.ui.transcript.layout.items import Item
    from teahouse.ui.transcript.layout.page_layout import PageLayout


def announce_focus(view: QWidget) -> None:
    """Report the focus of a message or of one of its blocks."""
    if QAccessible.isActive():
        page = QAccessible.queryAccessibleInterface(view)
        focused = page.focusChild() if page is not None else None
        if focused is not None:
            send_focus_event(focused)


def announce_focus_later(view: QWidget) -> None:
    """The same after Qt's own focus event of the view, since readers read the last event."""
    if QAccessible.isActive():
        QTimer.singleShot(0, view, lambda: announce_focus(view))


def announce_phase(view: QWidget, item: Item, phase: Phase, subject: PhaseSubject) -> None:
    """Announce the phase of a reply; not in a lane, where only the end is announced."""
    if QAccessible.isActive() and view.isVisible() and not item.is_bare:
        announce(view, words.spoken_phase(phase, subject))


def announce_end(view: QWidget, layout: PageLayout, item: Item) -> None:
    """Announce how a reply ended, and its first sentence."""
    if QAccessible.isActive() and view.isVisible():
        from teahouse.ui.transcript.accessibility.page_access import spoken_end

        announce(view, spoken_end(layout, item))
