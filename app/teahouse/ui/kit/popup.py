"""A popup frame above or below another widget, and menus with round corners."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QFrame, QMenu, QVBoxLayout, QWidget

from teahouse.ui.kit.accessibility import Role, Spoken
from teahouse.ui.kit.buttons import press_by_enter

GAP = 6
CORNER = 12  # as the style sheet rounds the frame


class Popup(Spoken, QFrame):
    """A rounded popup window; add widgets to `body`, then call `open_at`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.speak_as(Role.Dialog)  # its name is read with the focused widget
        self._anchor: QWidget | None = None
        self._masked = QGuiApplication.platformName() == "xcb"  # an X server without a compositor paints corners black
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground, not self._masked)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        frame = QFrame(self)
        frame.setProperty("role", "popup")
        outer.addWidget(frame)
        self.body = QVBoxLayout(frame)
        self.body.setContentsMargins(12, 12, 12, 12)
        self.body.setSpacing(8)

    def open_at(self, anchor: QWidget) -> None:
        """Show it at the anchor's left edge, below it, or above it where it does not fit."""
        self._anchor = anchor
        for widget in (self, *self.findChildren(QWidget)):
            widget.ensurePolished()  # new widgets get their font here
        self._place_on_screen()
        self.show()
        if self.focusWidget() is None:
            self.focusNextChild()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_by_enter(self.focusWidget(), event):
            super().keyPressEvent(event)

    def be_wide(self, width: int) -> None:
        """Set a fixed width, at most the screen's."""
        self.setFixedWidth(min(width, self._available_size().width()))

    def _available_size(self) -> QSize:
        """The available size of its screen."""
        near = self._anchor or self.parentWidget() or self
        return near.screen().availableGeometry().size()

    def _place_on_screen(self) -> None:
        """Resize to the content, at most the screen, and move inside it."""
        size = (
            self.sizeHint()
            .expandedTo(self.minimumSize())
            .boundedTo(self.maximumSize())
            .boundedTo(self._available_size())
        )
        layout = self.layout()
        if layout is not None and layout.hasHeightForWidth():
            size.setHeight(min(layout.totalHeightForWidth(size.width()), self._available_size().height()))
        self.resize(size)
        if self._anchor is not None:
            self.move(_popup_position(self._anchor, size))

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible() and self._anchor is not None:
            self._place_on_screen()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._masked:
            path = QPainterPath()
            path.addRoundedRect(QRectF(self.rect()), CORNER, CORNER)
            self.setMask(QRegion(path.toFillPolygon().toPolygon()))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._masked:  # the colour behind the antialiased edge
            QPainter(self).fillRect(self.rect(), self.palette().mid())
        super().paintEvent(event)


def _popup_position(anchor: QWidget, size: QSize) -> QPoint:
    below = anchor.mapToGlobal(QPoint(0, anchor.height() + GAP))
    room = anchor.screen().availableGeometry()
    y = below.y()
    if y + size.height() > room.bottom():
        y = anchor.mapToGlobal(QPoint(0, 0)).y() - GAP - size.height()
    x = min(below.x(), room.right() - size.width())
    return QPoint(max(room.left(), x), max(room.top(), y))


MENU_GAP = 4
MENU_CORNER = 10  # as the style sheet rounds it


class _Corners(QObject):
    """Masks the round corners of a window on each resize: an X server without a compositor paints them black."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            path = QPainterPath()
            path.addRoundedRect(QRectF(watched.rect()), MENU_CORNER, MENU_CORNER)
            watched.setMask(QRegion(path.toFillPolygon().toPolygon()))
        return False


def round_window(popup: QWidget) -> None:
    """Give a popup window round corners."""
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
        """Select the first entry, which screen readers then read."""
        first = next((action for action in self.actions() if action.isEnabled() and not action.isSeparator()), None)
        if first is not None and self.activeAction() is not first:
            self.setActiveAction(first)


def open_below(menu: QMenu, anchor: QWidget, part: QRect | None = None, *, at_end: bool = False) -> None:
    """Open a menu below a widget or a painted part of it, aligned left, or right with `at_end`."""
    place = anchor.rect() if part is None else part
    left = place.right() + 1 - max(menu.sizeHint().width(), place.width()) if at_end else place.left()
    _show_menu(menu, anchor, QPoint(left, place.bottom() + MENU_GAP))


def open_above(menu: QMenu, anchor: QWidget) -> None:
    """Open a menu above a widget, aligned right."""
    size = menu.sizeHint()
    _show_menu(menu, anchor, QPoint(anchor.width() - size.width(), -size.height() - MENU_GAP))


def _show_menu(menu: QMenu, anchor: QWidget, at: QPoint) -> None:
    menu.aboutToHide.connect(menu.deleteLater)
    corner, room = anchor.mapToGlobal(at), anchor.screen().availableGeometry()
    corner.setX(max(room.left(), min(corner.x(), room.right() - menu.sizeHint().width())))
    menu.popup(corner)
