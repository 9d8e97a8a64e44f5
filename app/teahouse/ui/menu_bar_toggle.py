"""Brings the menu bar: by Alt alone, or always where the person wants it so and on macOS, where it is the system's.

Until then there is none, and nothing of it is imported.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLayout, QWidget

from teahouse.ui.actions import Actions
from teahouse.ui.dialogs import PullDialogs
from teahouse.ui.pages import Pages
from teahouse.ui.preferences import Preferences

if TYPE_CHECKING:
    from teahouse.ui.menu_bar import MenuBar

_OTHERS = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.WindowDeactivate)


class MenuBarToggle(QObject):
    """`bar` is None until it is first needed."""

    def __init__(
        self,
        layout: QLayout,
        preferences: Preferences,
        actions: Actions,
        pages: Pages,
        pulls: PullDialogs,
        window: QWidget,
    ) -> None:
        """`layout` is that of the window; `actions`, `pages` and `pulls` are for the bar's menus."""
        super().__init__(window)
        self._layout = layout
        self._window = window
        self._preferences = preferences
        self._actions = actions
        self._pages = pages
        self._pulls = pulls
        self._alone = False  # Alt is held, and nothing else was pressed since
        self.bar: MenuBar | None = None

    def show_if_always(self) -> None:
        """Show the bar where it is always there."""
        if sys.platform == "darwin" or self._preferences.values.menu_bar:
            self._made().show()

    def press_alt(self) -> None:
        """Alt went down: the bar comes when it goes up with nothing between, or goes."""
        if self._preferences.values.menu_bar or sys.platform == "darwin" or self._alone:
            return  # Qt moves into a bar that is there
        self._alone = True
        _application().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Listens only while Alt is held."""
        kind = event.type()
        alt = event if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Alt else None
        if alt is not None and kind == QEvent.Type.KeyRelease and not alt.isAutoRepeat():
            self._stop_listening()
            self._toggle()
        elif alt is None and kind in _OTHERS:
            self._stop_listening()
        return False

    def _stop_listening(self) -> None:
        self._alone = False
        _application().removeEventFilter(self)

    def _toggle(self) -> None:
        bar = self._made()
        if not bar.isHidden():
            self._hide()
            return
        bar.show()
        self._layout.activate()
        bar.setFocus(Qt.FocusReason.MenuBarFocusReason)
        bar.setActiveAction(bar.chat.menuAction())

    def _hide(self) -> None:
        """Put it away where it is there only by Alt."""
        if self.bar is not None and not self._preferences.values.menu_bar and sys.platform != "darwin":
            self.bar.hide()

    def _made(self) -> MenuBar:
        if self.bar is None:
            from teahouse.ui.menu_bar import MenuBar

            always = self._preferences.values.menu_bar
            self.bar = MenuBar(
                self._actions, self._pages, self._pulls, self._want_always, self._window, is_always=always
            )
            self.bar.hide()
            self._layout.setMenuBar(self.bar)
            for menu in (self.bar.chat, self.bar.models, self.bar.compare, self.bar.look, self.bar.help):
                menu.aboutToHide.connect(self._later)
        return self.bar

    def _later(self) -> None:
        """A menu has closed: the bar goes unless another one of it opens."""
        QTimer.singleShot(0, self, self._hide_unless_open)

    def _hide_unless_open(self) -> None:
        if QApplication.activePopupWidget() is None:
            self._hide()

    def _want_always(self, always: bool) -> None:
        self._preferences.change(menu_bar=always)
        if not always:
            self._hide()


def _application() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app
