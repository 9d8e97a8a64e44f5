"""Shows the menu bar: by the Alt key, or always by a setting and on macOS. It is imported when first shown."""

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
        """`layout` is the window's; `actions`, `pages` and `pulls` are for the menus."""
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
        """Show the bar if it is always shown."""
        if sys.platform == "darwin" or self._preferences.values.menu_bar:
            self._make_bar().show()

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
            self._toggle_bar()
        elif alt is None and kind in _OTHERS:
            self._stop_listening()
        return False

    def _stop_listening(self) -> None:
        self._alone = False
        _application().removeEventFilter(self)

    def _toggle_bar(self) -> None:
        bar = self._make_bar()
        if not bar.isHidden():
            self._hide_bar()
            return
        bar.show()
        self._layout.activate()
        bar.setFocus(Qt.FocusReason.MenuBarFocusReason)
        bar.setActiveAction(bar.chat.menuAction())

    def _hide_bar(self) -> None:
        """Hide the bar if it was shown by Alt."""
        if self.bar is not None and not self._preferences.values.menu_bar and sys.platform != "darwin":
            self.bar.hide()

    def _make_bar(self) -> MenuBar:
        if self.bar is None:
            from teahouse.ui.menu_bar import MenuBar

            always = self._preferences.values.menu_bar
            self.bar = MenuBar(
                self._actions, self._pages, self._pulls, self._want_always, self._window, is_always=always
            )
            self.bar.hide()
            self._layout.setMenuBar(self.bar)
            for menu in (self.bar.chat, self.bar.models, self.bar.compare, self.bar.look, self.bar.help):
                menu.aboutToHide.connect(self._hide_later)
        return self.bar

    def _hide_later(self) -> None:
        """Hide the bar after a menu has closed, unless another one opens."""
        QTimer.singleShot(0, self, self._hide_unless_open)

    def _hide_unless_open(self) -> None:
        if QApplication.activePopupWidget() is None:
            self._hide_bar()

    def _want_always(self, always: bool) -> None:
        self._preferences.change(menu_bar=always)
        if not always:
            self._hide_bar()


def _application() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app
