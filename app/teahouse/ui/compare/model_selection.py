"""Which models there are, and the switcher with which one is picked for a lane or added as one more."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from teahouse.core.comparison import Lane, short_host
from teahouse.services.compare.events import HostModelsEvent
from teahouse.services.models.events import MemoryEvent, ModelEntry, ModelsEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.compare.shared import Switcher, leaving, memory_capacity, with_memory
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.preferences import Preferences
from teahouse.ui.style import Theme


class CompareModelSelection(QObject):
    """`picked` carries a lane's id, empty for one more, a model, and the address of its host, empty for the app's own;
    `changed`: other models, or other memory."""

    picked = Signal(str, str, str)
    changed = Signal()

    def __init__(self, bridge: Bridge, preferences: Preferences, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._preferences = preferences
        self._theme = theme
        self._widget = parent
        self._lane = ""
        self._current = ("", "")  # the lane's model and host
        self._host = ""  # whose models are shown
        self._elsewhere: dict[str, HostModelsEvent] = {}
        self.models: ModelsEvent | None = None
        self.memory: MemoryEvent | None = None
        self.switcher: Switcher | None = None

    def handle_event(self, event: ModelsEvent | MemoryEvent | HostModelsEvent) -> None:
        """Newer lists came."""
        match event:
            case ModelsEvent():
                self.models = event
            case MemoryEvent():
                self.memory = event
            case HostModelsEvent(host):
                self._elsewhere[host] = event
        if self.switcher is not None and self.switcher.isVisible():
            row = self.switcher.current_row()
            self._fill_switcher(self.switcher)
            self.switcher.restore_row(row.entry.card.name if row else "")
        self.changed.emit()

    @property
    def entries(self) -> tuple[ModelEntry, ...]:
        """All models that can hold a conversation, with what is in memory now."""
        models = self.models.models if self.models else ()
        return with_memory(tuple(entry for entry in models if entry.card.chats), self.memory)

    def entry_of(self, lane: Lane) -> ModelEntry | None:
        """What is known of a lane's model on its host."""
        return next((entry for entry in self._entries_at(lane.host) if entry.card.name == lane.model), None)

    def _entries_at(self, host: str) -> tuple[ModelEntry, ...]:
        if not host:
            return self.entries
        event = self._elsewhere.get(host)
        return event.models if event else ()

    def suggest_models(self, count: int = 2) -> tuple[str, ...]:
        """The models one would most likely compare: the chosen, the recent and the favourite ones, then any."""
        known = [entry.card.name for entry in self.entries]
        settings = self._preferences.values
        wished = [settings.model, *settings.recent, *settings.favourites, *known]
        return tuple(name for name in dict.fromkeys(wished) if name in known)[:count]

    def open_switcher(self, anchor: QWidget, lane: Lane | None = None) -> None:
        """Show the switcher below `anchor`, for a lane, or for one more."""
        self._lane = lane.id if lane else ""
        self._current = (lane.model, lane.host) if lane else ("", "")
        self._host = lane.host if lane else ""
        if self.switcher is None:
            self.switcher = Switcher(self._theme, self._widget)
            self.switcher.chosen.connect(lambda model: self.picked.emit(self._lane, model, self._host))
            self.switcher.host_chosen.connect(self._on_host)
            self.switcher.favourite.connect(self._on_favourite)
            self.switcher.retry.connect(self.look_again)
        self.switcher.offer_hosts(self._known_hosts(), self._host)
        self._fill_switcher(self.switcher)
        self.switcher.open_below(anchor, self.tr("Another model for this lane") if lane else self.tr("Add a model"))
        self.look_again()

    def _known_hosts(self) -> list[tuple[str, str]]:
        """The app's host, the lane's, and the others that are known."""
        settings = self._preferences.values
        known = [host for host in settings.hosts if host != settings.host]
        others = dict.fromkeys([*known, self._host] if self._host else known)
        return [("", self.tr("Host in use")), *((host, short_host(host)) for host in others)]

    def _on_host(self, host: str) -> None:
        self._host = host
        if host:
            self._elsewhere.pop(host, None)
            self.look_again()
        if self.switcher is not None:
            self._fill_switcher(self.switcher)
            self.switcher.restore_row("")

    def _fill_switcher(self, switcher: Switcher) -> None:
        settings = self._preferences.values
        memory = None if self._host else self.memory  # that of another computer is not known
        model, host = self._current
        switcher.rows.show_models(
            self._entries_at(self._host),
            settings.favourites,
            settings.recent,
            model if host == self._host else "",
            lambda entry: leaving(entry, memory),
            memory_capacity(memory),
        )
        switcher.show_trouble(self._trouble_words())

    def _trouble_words(self) -> str:
        """Why there are no models: what is wrong with their host, or that it has not answered yet."""
        event = self._elsewhere.get(self._host) if self._host else self.models
        if self._host and event is None:
            return self.tr("Asking {host} for its models…").format(host=short_host(self._host))
        return sentence(event.trouble) if event and event.trouble else ""

    def _on_favourite(self, model: str, favourite: bool) -> None:
        others = tuple(name for name in self._preferences.values.favourites if name != model)
        self._preferences.change(favourites=(*others, model) if favourite else others)

    def look_again(self) -> None:
        """Ask the host for its models once more."""
        if host := self._host:
            self._bridge.run_command(lambda services: services.compare.list_host_models(host))
        else:
            self._bridge.run_command(lambda services: services.library.refresh_models())
