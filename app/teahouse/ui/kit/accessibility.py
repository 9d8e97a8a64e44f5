"""What screen readers are told beside what Qt tells them: messages, the row a list is on, where the focus went.

All of it costs one call of `QAccessible.isActive` while no assistive technology runs. GUI thread only.

On Linux a message is also a widget with the role of a notification that is shown: readers of the distributions of
2023 (Orca 43) speak that, and know nothing of announcements.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QAccessibleWidget, QApplication, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QAccessibleInterface


SHOWN_FOR = 6000  # milliseconds that a message can be found in the window


@cache
def install_factory() -> None:
    """Have Qt ask a widget's own `make_accessible` for its interface, where it has one; once for the program."""
    QAccessible.installFactory(_made)


def _made(_class_name: str, thing: QObject) -> QAccessibleInterface | None:
    make = getattr(thing, "make_accessible", None)
    return make() if make is not None else None


def announce(source: QWidget, text: str, *, urgent: bool = False) -> None:
    """Have a screen reader say something, where one runs; an `urgent` text does not wait for what is being said."""
    if not text or not QAccessible.isActive():
        return
    from PySide6.QtGui import QAccessibleAnnouncementEvent

    event = QAccessibleAnnouncementEvent(source, text)
    if urgent:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)
    if sys.platform == "linux":
        StatusMessage(_main_window(source), text)


def row_reached(view: QAbstractItemView, row: int) -> None:
    """Say which row of a list is the current one, while the keyboard stays in the field that filters it."""
    if QAccessible.isActive() and row >= 0:
        from PySide6.QtGui import QAccessibleEvent

        event = QAccessibleEvent(view, QAccessible.Event.Focus)
        event.setChild(row)
        QAccessible.updateAccessibility(event)


def focus_returned() -> None:
    """Say that the widget with the keyboard has the focus again, after `row_reached`."""
    focused = QApplication.focusWidget()
    if QAccessible.isActive() and focused is not None:
        from PySide6.QtGui import QAccessibleEvent

        QAccessible.updateAccessibility(QAccessibleEvent(focused, QAccessible.Event.Focus))


class RowAnnouncer(QObject):
    """Lets screen readers hear the row of a list that got the keyboard. Qt tells of the row first and of the list last,
    and the last that is told is what is read."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus)

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if isinstance(new, QAbstractItemView) and QAccessible.isActive():
            QTimer.singleShot(0, new, lambda: self._tell(new))  # once Qt has told of the list

    def _tell(self, view: QAbstractItemView) -> None:
        access = QAccessible.queryAccessibleInterface(view) if view.hasFocus() else None
        focused = access.focusChild() if access is not None and view.currentIndex().isValid() else None
        if focused is not None:
            from PySide6.QtGui import QAccessibleEvent

            QAccessible.updateAccessibility(QAccessibleEvent(focused, QAccessible.Event.Focus))


class StatusMessage(QWidget):
    """One message: a widget of one pixel with nothing in it to see, gone after a while. Its accessible name says it.

    Each message is a widget of its own: a reader asks for the name some time after it was told that the widget is
    shown, and keeps the names it knows.
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
        """The interface, with the role that makes readers speak it."""
        from PySide6.QtWidgets import QAccessibleWidget

        self._interface = QAccessibleWidget(self, QAccessible.Role.Notification)
        return self._interface


def _main_window(widget: QWidget) -> QWidget:
    """The window of a widget; of one in a popup, which is not in an application's tree, the window below."""
    window = widget.window()
    while window.windowType() == Qt.WindowType.Popup and (parent := window.parentWidget()) is not None:
        window = parent.window()
    return window


Role = QAccessible.Role


class Spoken:
    """What buttons and groups are to a screen reader where Qt's own answer would mislead: it takes every button that
    stays down for a check box, and a plain widget for nothing in particular.

    A mixin of widgets: call `speak_as` in the constructor.
    """

    _role = Role.Grouping
    _interface: QAccessibleInterface | None = None

    def speak_as(self, role: QAccessible.Role) -> None:
        """Be this to screen readers; later calls come too late for one that has asked already."""
        install_factory()
        self._role = role

    def make_accessible(self) -> QAccessibleInterface:
        """The interface, made when one asks. Its classes are imported then: PySide makes them at a price."""
        from PySide6.QtWidgets import QAccessibleWidget

        assert isinstance(self, QWidget)
        kind = ButtonAccess if isinstance(self, QAbstractButton) else QAccessibleWidget
        self._interface = kind(self, self._role)
        return self._interface


PRESS = QAccessibleActionInterface.pressAction()


class ButtonAccess(QAccessibleWidget):
    """A button under another role: with its text, its state, and that it can be pressed."""

    def _button(self) -> QAbstractButton:
        button = self.widget()
        assert isinstance(button, QAbstractButton)
        return button

    def text(self, kind: QAccessible.Text) -> str:
        button = self._button()
        if kind == QAccessible.Text.Name:
            return button.accessibleName() or button.text().replace("&", "")
        return super().text(kind)

    def state(self) -> QAccessible.State:
        state, button, role = super().state(), self._button(), self.role()
        state.checkable, state.checked = button.isCheckable(), button.isChecked()
        if role == QAccessible.Role.PageTab:
            state.selectable, state.selected = True, button.isChecked()
        state.hasPopup = role == QAccessible.Role.ButtonMenu
        return state

    def actionNames(self) -> list[str]:
        return [PRESS]

    def doAction(self, name: str) -> None:
        button = self._button()
        if name == PRESS and button.isEnabled():
            button.click()

    def keyBindingsForAction(self, name: str) -> list[str]:
        return []


class FocusGroup:
    """Widgets that hand the keyboard on to one of those in them.

    A mixin of pages and of their parts: who gives it the keyboard gives it to one of its widgets.

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
