"""What opens from the window: the menu, the settings, the list of keys. Each is made when it is first wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPoint
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from teahouse.ui.actions import Actions
from teahouse.ui.bridge import Bridge
from teahouse.ui.kit.menus import Menu
from teahouse.ui.preferences import Preferences
from teahouse.ui.pull_ui import PullDoors
from teahouse.ui.style import Theme

if TYPE_CHECKING:
    from teahouse.ui.palette import Palette

translate = QCoreApplication.translate


class Dialogs:
    """The window's dialogs and its menu; a second wish brings the same one forward."""

    def __init__(self, window: QWidget, bridge: Bridge, preferences: Preferences, theme: Theme) -> None:
        self._window = window
        self._bridge = bridge
        self._preferences = preferences
        self._theme = theme
        self._made: dict[str, QDialog] = {}
        self.pulls = PullDoors(bridge, theme, window)
        self.menu: QMenu | None = None
        self.palette: Palette | None = None

    def open_menu(self, actions: Actions, anchor: QWidget) -> None:
        """Open the menu of everything below a button."""
        if self.menu is None:
            self.menu = Menu(self._window)
            actions.fill(self.menu)
            self._catalogue = self._add_catalogue(self.menu, actions)
        self._catalogue.setTitle(translate("Dialogs", "Catalogue"))
        self.menu.popup(anchor.mapToGlobal(QPoint(0, anchor.height() + 4)))

    def _add_catalogue(self, menu: QMenu, actions: Actions) -> QMenu:
        """The catalogue stands below what pulls a model by its name."""
        places = menu.actions()
        at = places.index(actions["pull_model"]) + 1
        below = Menu(menu)
        menu.insertMenu(places[at], below)
        self.pulls.fill_menu(below)
        return below

    def open_settings(self) -> QDialog:
        """Open the settings."""
        from teahouse.ui.settings.dialog import SettingsDialog

        return self._open(
            "settings", lambda: SettingsDialog(self._bridge, self._preferences, self._theme, self._window)
        )

    def open_hosts(self) -> None:
        """Open the settings where another host is named."""
        address = self.open_settings().host.address
        address.setFocus()
        address.selectAll()

    def open_shortcuts(self, actions: Actions) -> QDialog:
        """Open the list of all keys."""
        from teahouse.ui.shortcuts import ShortcutsDialog

        return self._open("shortcuts", lambda: ShortcutsDialog(actions.entries, self._theme, self._window))

    def open_palette(self, actions: Actions) -> None:
        """Open the list of all actions, to be narrowed by what is typed."""
        from teahouse.ui.palette import Palette

        if self.palette is None:
            self.palette = Palette(actions, self._theme, self._window)
        self.palette.ask()

    def close(self) -> None:
        """Close what is open: the window goes."""
        for dialog in self._made.values():
            dialog.close()
        self.pulls.close()

    def _open(self, name: str, make: Callable[[], QDialog]) -> QDialog:
        if name not in self._made:
            self._made[name] = make()
        dialog = self._made[name]
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
        return dialog
