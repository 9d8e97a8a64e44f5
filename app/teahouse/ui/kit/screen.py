"""Windows inside their screen."""

from __future__ import annotations

from PySide6.QtCore import QMargins
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QWidget


def keep_on_screen(window: QWidget, screen: QScreen | None = None) -> None:
    """Make a window no larger than its screen, or `screen`, and move it into that; does nothing where it is there
    already."""
    if window.isMaximized() or window.isFullScreen():
        return
    room = (screen or window.screen()).availableGeometry().marginsRemoved(frame_of(window))
    size = window.size().boundedTo(room.size())
    if size != window.size():
        window.setMinimumSize(window.minimumSize().boundedTo(room.size()))
        window.resize(size)
    place = window.geometry()
    x = max(room.left(), min(place.left(), room.right() + 1 - size.width()))
    y = max(room.top(), min(place.top(), room.bottom() + 1 - size.height()))
    if (x, y) != (place.left(), place.top()):
        window.setGeometry(x, y, size.width(), size.height())


def frame_of(window: QWidget) -> QMargins:
    """What the system adds at each side; known once the window was shown."""
    outer, inner = window.frameGeometry(), window.geometry()
    return QMargins(
        inner.left() - outer.left(),
        inner.top() - outer.top(),
        outer.right() - inner.right(),
        outer.bottom() - inner.bottom(),
    )
