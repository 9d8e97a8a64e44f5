"""Menus that open below what was pressed, inside the screen, and are gone when they close."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QMenu, QWidget

GAP = 4


def open_below(menu: QMenu, anchor: QWidget, part: QRect | None = None) -> None:
    """Open a menu below a widget, or below a part of one that is painted."""
    place = anchor.rect() if part is None else part
    menu.aboutToHide.connect(menu.deleteLater)
    corner = anchor.mapToGlobal(QPoint(place.left(), place.bottom() + GAP))
    room = anchor.screen().availableGeometry()
    corner.setX(max(room.left(), min(corner.x(), room.right() - menu.sizeHint().width())))
    menu.popup(corner)
