"""What opens from the window: dialogs, menus, the pull dialog, notifications of the desktop. Made when first wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, QPoint, QTimer, Signal
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QSystemTrayIcon, QWidget

from teahouse.ui.actions import Actions
from teahouse.ui.bridge import Bridge
from teahouse.ui.kit.popup import Menu
from teahouse.ui.preferences import Preferences
from teahouse.ui.style import Theme

if TYPE_CHECKING:
    from teahouse.backend import Services
    from teahouse.core.pulls import PullState
    from teahouse.ui.models.catalogue_menu import CatalogueMenu
    from teahouse.ui.models.pull_dialog import PullDialog
    from teahouse.ui.palette import Palette
    from teahouse.ui.settings.dialog import SettingsDialog


SHOWN_MS = 10_000


class DesktopNotification(QObject):
    """A word through the system's own notifications, for when something long is over and nobody looks at the window.

    Only where the system shows them for an app with an icon in its tray; the icon is there as long as the word is.

    One word at a time; a click on it brings the window to the front.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._icon: QSystemTrayIcon | None = None
        self._do: Callable[[], None] | None = None
        self._away = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._away.timeout.connect(self.hide_message)

    def show_message(self, title: str, text: str, do: Callable[[], None]) -> bool:
        """Say it unless the person is looking; `do` follows a click. Whether it was said."""
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
        """The icon goes, and the word with it."""
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
    """The ways from the window to what is pulled: dialog, menu, the sidebar's note, and a word when a model has come.

    Nothing of it is imported before somebody takes one of these ways, or before the services are there.

    `note` carries what the sidebar says of the Models page; `arrived` a model that has come; `chat` one to talk to now;
    `begun` a name that was put into the queue from here.
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
        bridge.run_command(self._listen)

    def _listen(self, services: Services) -> None:
        """The services are there: hear what they pull."""
        from teahouse.services.pulls.events import PulledEvent, PullEvent, PullsEvent
        from teahouse.ui.pull_words import note

        self._say = note
        self._bridge.subscribe(self._handle_events, PullsEvent, PullEvent, PulledEvent)
        services.pulls.list_pulls()

    def open_dialog(self, text: str = "") -> None:
        """Ask for a name to pull; a `text` is looked up at once."""
        from teahouse.ui.models.pull_dialog import PullDialog

        if self.dialog is None:
            self.dialog = PullDialog(self._bridge, self._theme, self._window)
            self.dialog.pulled.connect(self.begun)
        self.dialog.open_for(text)

    def fill_menu(self, menu: QMenu) -> None:
        """Put the catalogue into a menu, part by part as it is opened."""
        from teahouse.ui.models.catalogue_menu import CatalogueMenu

        self.catalogue = CatalogueMenu(self._bridge, self._theme, self._window, menu)
        self.catalogue.pull_confirmation.pulled.connect(self.begun)

    def _tell(self, model: str) -> None:
        """A model has come: said in the window, and by the system where nobody looks at it."""
        from teahouse.ui.pull_words import here

        self.arrived.emit(model)
        QApplication.alert(self._window)
        self.word.show_message(*here(model), lambda: self.chat.emit(model))

    def close(self) -> None:
        """The window goes."""
        self.word.hide_message()
        if self.dialog is not None:
            self.dialog.close()

    def retranslate(self) -> None:
        """Say everything in the language of now."""
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
                    self._tell(name)
        states = list(self._states.values())
        counts = (sum(state in WANTS_TO_RUN for state in states), states.count(PullState.PAUSED))
        if counts != self._counts:
            self._counts = counts
            self.retranslate()


translate = QCoreApplication.translate


class Dialogs:
    """The window's dialogs and its menu; a second wish brings the same one forward."""

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
        """The catalogue stands below what pulls a model by its name."""
        places = menu.actions()
        at = places.index(actions["pull_model"]) + 1
        below = Menu(menu)
        menu.insertMenu(places[at], below)
        self.pulls.fill_menu(below)
        return below

    def open_settings(self) -> SettingsDialog:
        """Open the settings."""
        from teahouse.ui.settings.dialog import SettingsDialog

        dialog = self._open(
            "settings", lambda: SettingsDialog(self._bridge, self._preferences, self._theme, self._window)
        )
        assert isinstance(dialog, SettingsDialog)
        return dialog

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
        self.palette.open_palette()

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
