"""Menus that open below or above what was pressed, inside the screen, and are gone when they close."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QPainterPath, QRegion, QShowEvent
from PySide6.QtWidgets import QMenu, QWidget

GAP = 4
CORNER = 10  # as the style sheet rounds it


class _Corners(QObject):
    """Cuts a window to its round corners whenever it has another size: an X server without a compositor would paint
    them black."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            path = QPainterPath()
            path.addRoundedRect(QRectF(watched.rect()), CORNER, CORNER)
            watched.setMask(QRegion(path.toFillPolygon().toPolygon()))
        return False


def round_window(popup: QWidget) -> None:
    """Let a window that pops up have the round corners of what it shows."""
    flags = Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint
    popup.setWindowFlags(popup.windowFlags() | flags)
    if QGuiApplication.platformName() == "xcb":
        popup.installEventFilter(_Corners(popup))
    else:
        popup.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)


class Menu(QMenu):
    """A menu with round corners."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        round_window(self)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if QAccessible.isActive():
            self.begin_at_first()

    def begin_at_first(self) -> None:
        """Begin on the first entry: for who opened it by a key, and who hears nothing of a menu that is at none."""
        first = next((action for action in self.actions() if action.isEnabled() and not action.isSeparator()), None)
        if first is not None and self.activeAction() is not first:
            self.setActiveAction(first)


def open_below(menu: QMenu, anchor: QWidget, part: QRect | None = None, *, at_end: bool = False) -> None:
    """Open a menu below a widget, or below a part of one that is painted. It begins where that does; with `at_end`,
    for what stands at the right of a window, it ends where that does."""
    place = anchor.rect() if part is None else part
    left = place.right() + 1 - max(menu.sizeHint().width(), place.width()) if at_end else place.left()
    _open(menu, anchor, QPoint(left, place.bottom() + GAP))


def open_above(menu: QMenu, anchor: QWidget) -> None:
    """Open a menu above a widget; it ends where that does."""
    size = menu.sizeHint()
    _open(menu, anchor, QPoint(anchor.width() - size.width(), -size.height() - GAP))


def _open(menu: QMenu, anchor: QWidget, at: QPoint) -> None:
    menu.aboutToHide.connect(menu.deleteLater)
    corner, room = anchor.mapToGlobal(at), anchor.screen().availableGeometry()
    corner.setX(max(room.left(), min(corner.x(), room.right() - menu.sizeHint().width())))
    menu.popup(corner)
