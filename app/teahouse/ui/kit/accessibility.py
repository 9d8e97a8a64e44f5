"""Accessibility events and roles that Qt does not provide: announcements, the current row, the focus.

Costs one call of `QAccessible.isActive` while no assistive technology runs. GUI thread only.

On Linux an announcement is also shown as a widget with the role Notification: Orca 43 (distributions of 2023) speaks
that and does not support announcement events.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import cache

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QAccessibleWidget, QApplication, QWidget

SHOWN_FOR = 6000  # milliseconds that a `StatusMessage` stays in the window
Role = QAccessible.Role
PRESS = QAccessibleActionInterface.pressAction()


@cache
def install_factory() -> None:
    """Make Qt call the `make_accessible` method of widgets that have one; installed once per process."""
    QAccessible.installFactory(_make_interface)


def _make_interface(_class_name: str, thing: QObject) -> QAccessibleInterface | None:
    make = getattr(thing, "make_accessible", None)
    return make() if make is not None else None


def announce(source: QWidget, text: str, *, urgent: bool = False) -> None:
    """Make a running screen reader speak a text; an `urgent` text interrupts the current speech."""
    if not text or not QAccessible.isActive():
        return
    from PySide6.QtGui import QAccessibleAnnouncementEvent

    event = QAccessibleAnnouncementEvent(source, text)
    if urgent:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)
    if sys.platform == "linux":
        StatusMessage(_main_window(source), text)


def send_focus_event(target: QObject | QAccessibleInterface, row: int = -1) -> None:
    """Report the focus on a widget, an accessible object, or a `row` of a view."""
    from PySide6.QtGui import QAccessibleEvent

    event = QAccessibleEvent(target, QAccessible.Event.Focus)
    if row >= 0:
        event.setChild(row)
    QAccessible.updateAccessibility(event)


def row_reached(view: QAbstractItemView, row: int) -> None:
    """Report the current row of a list while the keyboard focus stays in the field that filters it."""
    if QAccessible.isActive() and row >= 0:
        send_focus_event(view, row)


def show_widgets(visible: Mapping[QWidget, bool], successors: Sequence[QWidget]) -> None:
    """Show and hide widgets of one window. If the one with the keyboard focus disappears, the first visible of
    `successors` takes it."""
    focused = next((widget for widget in visible if widget.window().focusWidget() is widget), None)
    for widget, shown in visible.items():
        if shown:
            widget.show()
    if focused is not None and not visible[focused]:
        successor = next((widget for widget in successors if visible.get(widget)), None)
        if successor is not None:
            successor.setFocus()
    for widget, shown in visible.items():
        if not shown:
            widget.hide()


def focus_returned() -> None:
    """Report the focus on the focused widget again, after `row_reached`."""
    focused = QApplication.focusWidget()
    if QAccessible.isActive() and focused is not None:
        send_focus_event(focused)


class RowAnnouncer(QObject):
    """Reports the current row of an item view that got the keyboard focus.

    Qt sends the focus event of the row first and that of the view last; screen readers read the last one.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus)

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if isinstance(new, QAbstractItemView) and QAccessible.isActive():
            QTimer.singleShot(0, new, lambda: self._announce_row(new))  # after Qt's own event

    def _announce_row(self, view: QAbstractItemView) -> None:
        access = QAccessible.queryAccessibleInterface(view) if view.hasFocus() else None
        focused = access.focusChild() if access is not None and view.currentIndex().isValid() else None
        if focused is not None:
            send_focus_event(focused)


class StatusMessage(QWidget):
    """An announcement: an empty widget of one pixel whose accessible name is the text; deleted after SHOWN_FOR.

    Each announcement is a new widget, because a reader queries the name late and caches it.
    """

    def __init__(self, window: QWidget, text: str) -> None:
        install_factory()
        super().__init__(window)
        self._interface: QAccessibleInterface | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedSize(1, 1)
        self.setAccessibleName(text)
        self.show()
        over = QTimer(self, singleShot=True, interval=SHOWN_FOR)
        over.timeout.connect(self.deleteLater)
        over.start()

    def make_accessible(self) -> QAccessibleInterface:
        """Make the interface, with the role that screen readers speak."""
        self._interface = QAccessibleWidget(self, QAccessible.Role.Notification)
        return self._interface


def _main_window(widget: QWidget) -> QWidget:
    """The window of a widget; for a popup, which is not in the accessible tree, the window below it."""
    window = widget.window()
    while window.windowType() == Qt.WindowType.Popup and (parent := window.parentWidget()) is not None:
        window = parent.window()
    return window


class Spoken:
    """Mixin of widgets: sets the accessible role. Call `speak_as` in the constructor.

    Qt reports every checkable button as a check box and gives a plain widget no role.
    """

    _role = Role.Grouping
    _interface: QAccessibleInterface | None = None

    def speak_as(self, role: QAccessible.Role) -> None:
        """Set the accessible role; has no effect once the interface was made."""
        install_factory()
        self._role = role

    def make_accessible(self) -> QAccessibleInterface:
        """Make the interface."""
        assert isinstance(self, QWidget)
        kind = ButtonAccess if isinstance(self, QAbstractButton) else QAccessibleWidget
        self._interface = kind(self, self._role)
        return self._interface


class ButtonAccess(QAccessibleWidget):
    """The interface of a button with another role: name, state and the press action."""

    def _find_button(self) -> QAbstractButton:
        button = self.widget()
        assert isinstance(button, QAbstractButton)
        return button

    def text(self, kind: QAccessible.Text) -> str:
        button = self._find_button()
        if kind == QAccessible.Text.Name:
            return button.accessibleName() or button.text().replace("&", "")
        return super().text(kind)

    def state(self) -> QAccessible.State:
        state, button, role = super().state(), self._find_button(), self.role()
        state.checkable, state.checked = button.isCheckable(), button.isChecked()
        if role == QAccessible.Role.PageTab:
            state.selectable, state.selected = True, button.isChecked()
        state.hasPopup = role == QAccessible.Role.ButtonMenu
        return state

    def actionNames(self) -> list[str]:
        return [PRESS]

    def doAction(self, name: str) -> None:
        button = self._find_button()
        if name == PRESS and button.isEnabled():
            button.click()

    def keyBindingsForAction(self, name: str) -> list[str]:
        return []


class FocusGroup:
    """Mixin of pages and their parts: `setFocus` sets the focus on one of the child widgets.

    With a focus proxy Tab would skip everything before the proxy. Forwarding in `focusInEvent` would send the focus
    event of the group last.
    """

    _entry_widget: QWidget | None = None

    def enter_at(self, widget: QWidget) -> None:
        """Set the widget that gets the focus."""
        self._entry_widget = widget

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        if self._entry_widget is not None:
            self._entry_widget.setFocus(reason)
