"""The ways from the window to what is pulled: dialog, menu, the sidebar's note, and a word when a model has come.

Nothing of it is imported before somebody takes one of these ways, or before the services are there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from teahouse.ui.bridge import Bridge
from teahouse.ui.desktop_notification import SystemWord
from teahouse.ui.style import Theme

if TYPE_CHECKING:
    from teahouse.core.pulls import PullState
    from teahouse.services.services import Services
    from teahouse.ui.models.menu import CatalogueMenu
    from teahouse.ui.models.pull_dialog import PullDialog


class PullDoors(QObject):
    """`note` carries what the sidebar says of the Models room; `arrived` a model that has come; `chat` one to talk to
    now; `begun` a name that was put into the queue from here."""

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
        self.word = SystemWord(window)
        self.dialog: PullDialog | None = None
        self.catalogue: CatalogueMenu | None = None
        bridge.ask(self._listen)

    def _listen(self, services: Services) -> None:
        """The services are there: hear what they pull."""
        from teahouse.services.pull_events import PulledEvent, PullEvent, PullsEvent
        from teahouse.ui.pull_words import note

        self._say = note
        self._bridge.listen(self._handle_events, PullsEvent, PullEvent, PulledEvent)
        services.pulls.list()

    def open_dialog(self, text: str = "") -> None:
        """Ask for a name to pull; a `text` is looked up at once."""
        from teahouse.ui.models.pull_dialog import PullDialog

        if self.dialog is None:
            self.dialog = PullDialog(self._bridge, self._theme, self._window)
            self.dialog.pulled.connect(self.begun)
        self.dialog.ask(text)

    def fill_menu(self, menu: QMenu) -> None:
        """Put the catalogue into a menu, part by part as it is opened."""
        from teahouse.ui.models.menu import CatalogueMenu

        self.catalogue = CatalogueMenu(self._bridge, self._theme, self._window, menu)
        self.catalogue.wishes.pulled.connect(self.begun)

    def _tell(self, model: str) -> None:
        """A model has come: said in the window, and by the system where nobody looks at it."""
        from teahouse.ui.pull_words import here

        self.arrived.emit(model)
        QApplication.alert(self._window)
        self.word.say(*here(model), lambda: self.chat.emit(model))

    def close(self) -> None:
        """The window goes."""
        self.word.take_back()
        if self.dialog is not None:
            self.dialog.close()

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        if self._say is not None:
            self.note.emit(self._say(*self._counts))

    def _handle_events(self, burst: list[Any]) -> None:
        from teahouse.core.pulls import WANTS_TO_RUN, PullState
        from teahouse.services.pull_events import PulledEvent, PullEvent, PullsEvent

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
