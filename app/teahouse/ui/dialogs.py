"""Dialogs, menus and desktop notifications of the window, each made when it is first needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, QPoint, QTimer, Signal
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QSystemTrayIcon, QWidget

from teahouse.ui.actions import ActionName, Actions
from teahouse.ui.bridge import Bridge
from teahouse.ui.kit.popup import Menu
from teahouse.ui.preferences import Preferences
from teahouse.ui.style import Theme

if TYPE_CHECKING:
    from teahouse.backend import Services
    from teahouse.core.pulls import PullState
    from teahouse.ui.evaluation.add_prompt_dialog import PromptAdder
    from teahouse.ui.kit.notices import Notices
    from teahouse.ui.models.catalogue_menu import CatalogueMenu
    from teahouse.ui.models.pull_dialog import PullDialog
    from teahouse.ui.palette import Palette
    from teahouse.ui.settings.dialog import SettingsDialog


SHOWN_MS = 10_000


class DesktopNotification(QObject):
    """A notification of the desktop, through an icon in the tray that exists as long as the notification.

    One at a time; a click on it activates the window.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._icon: QSystemTrayIcon | None = None
        self._do: Callable[[], None] | None = None
        self._away = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._away.timeout.connect(self.hide_message)

    def show_message(self, title: str, text: str, do: Callable[[], None]) -> bool:
        """Show a notification unless the window is active; a click calls `do`. Return whether it was shown."""
        able = QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()
        if self._window.isActiveWindow() or not able:
            return False
        if self._icon is None:
            self._icon = QSystemTrayIcon(self._window.windowIcon(), self)
            self._icon.messageClicked.connect(self._on_clicked)
        self._do = do
        self._icon.show()
        self._icon.showMessage(title, text, self._window.windowIcon(), SHOWN_MS)
        self._away.start()
        return True

    def hide_message(self) -> None:
        """Remove the icon and its notification."""
        self._away.stop()
        if self._icon is not None:
            self._icon.hide()

    def _on_clicked(self) -> None:
        self.hide_message()
        self._window.showNormal() if self._window.isMinimized() else self._window.show()
        self._window.raise_()
        self._window.activateWindow()
        if self._do is not None:
            self._do()


class PullDialogs(QObject):
    """The pull dialog, the menu of the catalogue, the sidebar's note, and the notification about a pulled model.

    Their modules are imported at first use. `note` carries the note of the Models page, `arrived` the name of a pulled
    model, `chat` a model to chat with, `begun` a name that was put into the queue from here.
    """

    note = Signal(str)
    arrived = Signal(str)
    chat = Signal(str)
    begun = Signal(str)

    def __init__(self, bridge: Bridge, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._theme = theme
        self._window = window
        self._states: dict[str, PullState] = {}
        self._counts = (0, 0)
        self._say: Callable[[int, int], str] | None = None
        self.word = DesktopNotification(window)
        self.dialog: PullDialog | None = None
        self.catalogue: CatalogueMenu | None = None
        bridge.run_command(self._subscribe_pulls)

    def _subscribe_pulls(self, services: Services) -> None:
        """Subscribe to the events of pulls."""
        from teahouse.services.pulls.events import PulledEvent, PullEvent, PullsEvent
        from teahouse.ui.pull_words import note

        self._say = note
        self._bridge.subscribe(self._handle_events, PullsEvent, PullEvent, PulledEvent)
        services.pulls.list_pulls()

    def open_dialog(self, text: str = "") -> None:
        """Open the pull dialog; a `text` is checked at once."""
        from teahouse.ui.models.pull_dialog import PullDialog

        if self.dialog is None:
            self.dialog = PullDialog(self._bridge, self._theme, self._window)
            self.dialog.pulled.connect(self.begun)
        self.dialog.open_for(text)

    def fill_menu(self, menu: QMenu) -> None:
        """Fill a menu with the catalogue; submenus are filled when they open."""
        from teahouse.ui.models.catalogue_menu import CatalogueMenu

        self.catalogue = CatalogueMenu(self._bridge, self._theme, self._window, menu)
        self.catalogue.pull_confirmation.pulled.connect(self.begun)

    def _announce_model(self, model: str) -> None:
        """Announce a pulled model in the window, and by the desktop while the window is inactive."""
        from teahouse.ui.pull_words import here

        self.arrived.emit(model)
        QApplication.alert(self._window)
        self.word.show_message(*here(model), lambda: self.chat.emit(model))

    def close(self) -> None:
        """Close with the window."""
        self.word.hide_message()
        if self.dialog is not None:
            self.dialog.close()

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        if self._say is not None:
            self.note.emit(self._say(*self._counts))

    def _handle_events(self, burst: list[Any]) -> None:
        from teahouse.core.pulls import WANTS_TO_RUN, PullState
        from teahouse.services.pulls.events import PulledEvent, PullEvent, PullsEvent

        for event in burst:
            match event:
                case PullsEvent(pulls):
                    self._states = {pull.id: pull.state for pull in pulls}
                case PullEvent(pull):
                    self._states[pull.id] = pull.state
                case PulledEvent(name):
                    self._announce_model(name)
        states = list(self._states.values())
        counts = (sum(state in WANTS_TO_RUN for state in states), states.count(PullState.PAUSED))
        if counts != self._counts:
            self._counts = counts
            self.retranslate()


translate = QCoreApplication.translate


class Dialogs:
    """The window's dialogs and its menu, each made once."""

    def __init__(self, window: QWidget, bridge: Bridge, preferences: Preferences, theme: Theme) -> None:
        self._window = window
        self._bridge = bridge
        self._preferences = preferences
        self._theme = theme
        self._made: dict[str, QDialog] = {}
        self.pulls = PullDialogs(bridge, theme, window)
        self.menu: QMenu | None = None
        self.palette: Palette | None = None

    def open_menu(self, actions: Actions, anchor: QWidget) -> None:
        """Open the menu of everything below a button."""
        if self.menu is None:
            self.menu = Menu(self._window)
            actions.fill_menu(self.menu)
            self._catalogue = self._add_catalogue(self.menu, actions)
        self._catalogue.setTitle(translate("Dialogs", "Catalogue"))
        self.menu.popup(anchor.mapToGlobal(QPoint(0, anchor.height() + 4)))

    def _add_catalogue(self, menu: QMenu, actions: Actions) -> QMenu:
        """Insert the menu of the catalogue after the action that pulls a model by name."""
        places = menu.actions()
        at = places.index(actions[ActionName.PULL_MODEL]) + 1
        below = Menu(menu)
        menu.insertMenu(places[at], below)
        self.pulls.fill_menu(below)
        return below

    def open_settings(self) -> SettingsDialog:
        """Open the settings."""
        from teahouse.ui.settings.dialog import SettingsDialog

        dialog = self._open_dialog(
            "settings", lambda: SettingsDialog(self._bridge, self._preferences, self._theme, self._window)
        )
        assert isinstance(dialog, SettingsDialog)
        return dialog

    def open_hosts(self) -> None:
        """Open the settings with the focus in the address of the host."""
        address = self.open_settings().host.address
        address.setFocus()
        address.selectAll()

    def open_shortcuts(self, actions: Actions) -> QDialog:
        """Open the list of all keys."""
        from teahouse.ui.shortcuts import ShortcutsDialog

        return self._open_dialog("shortcuts", lambda: ShortcutsDialog(actions.entries, self._theme, self._window))

    def open_palette(self, actions: Actions) -> None:
        """Open the command palette."""
        from teahouse.ui.palette import Palette

        if self.palette is None:
            self.palette = Palette(actions, self._theme, self._window)
        self.palette.open_palette()

    def make_prompt_adder(self, notices: Notices, show_sheet: Callable[[str], None]) -> PromptAdder:
        """Make what adds questions of conversations to sheets."""
        from teahouse.ui.evaluation.add_prompt_dialog import PromptAdder

        return PromptAdder(self._bridge, self._theme, notices, show_sheet, self._window)

    def close(self) -> None:
        """Close all dialogs with the window."""
        for dialog in self._made.values():
            dialog.close()
        self.pulls.close()

    def _open_dialog(self, name: str, make: Callable[[], QDialog]) -> QDialog:
        if name not in self._made:
            self._made[name] = make()
        dialog = self._made[name]
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
        return dialog
