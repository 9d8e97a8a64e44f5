"""How Qt comes to the transcript's interface for screen readers, which is made only when one asks."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible

if TYPE_CHECKING:
    from PySide6.QtGui import QAccessibleInterface

    from teahouse.ui.transcript.item import Item
    from teahouse.ui.transcript.view import TranscriptView


@cache
def install() -> None:
    """Tell Qt how to make a transcript's interface; once for the whole program."""
    QAccessible.installFactory(_made)


def _made(_class_name: str, thing: QObject) -> QAccessibleInterface | None:
    make = getattr(thing, "make_accessible", None)
    return make() if make is not None else None


def focus_moved(view: TranscriptView) -> None:
    """Tell screen readers which message, or which of its blocks, has the focus now."""
    if QAccessible.isActive():
        from PySide6.QtGui import QAccessibleEvent

        page = QAccessible.queryAccessibleInterface(view)
        focused = page.focusChild() if page is not None else None
        if focused is not None:
            QAccessible.updateAccessibility(QAccessibleEvent(focused, QAccessible.Event.Focus))


def announce(view: TranscriptView, item: Item) -> None:
    """Have a reply that is over read out."""
    if QAccessible.isActive():
        from PySide6.QtGui import QAccessibleAnnouncementEvent

        from teahouse.ui.transcript.accessible import spoken

        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(view, spoken(item)))
