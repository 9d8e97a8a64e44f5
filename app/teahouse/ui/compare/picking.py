"""Which models there are, and the switcher with which one is picked for a lane or added as one more."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from teahouse.services.news import MemoryNews, ModelEntry, ModelsNews
from teahouse.ui.bridge import Bridge
from teahouse.ui.compare.shared import Switcher, capacity, leaving, with_memory
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.preferences import Preferences
from teahouse.ui.style import Theme


class Picking(QObject):
    """`picked` carries a lane's id, empty for one more, and a model; `changed`: other models, or other memory."""

    picked = Signal(str, str)
    changed = Signal()

    def __init__(self, bridge: Bridge, preferences: Preferences, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._preferences = preferences
        self._theme = theme
        self._widget = parent
        self._lane = ""
        self._current = ""
        self.models: ModelsNews | None = None
        self.memory: MemoryNews | None = None
        self.switcher: Switcher | None = None

    def take(self, news: ModelsNews | MemoryNews) -> None:
        """Newer lists came."""
        if isinstance(news, ModelsNews):
            self.models = news
        else:
            self.memory = news
        if self.switcher is not None and self.switcher.isVisible():
            row = self.switcher.current()
            self._fill()
            self.switcher.refreshed(row.entry.card.name if row else "")
        self.changed.emit()

    @property
    def entries(self) -> tuple[ModelEntry, ...]:
        """All models that can hold a conversation, with what is in memory now."""
        models = self.models.models if self.models else ()
        return with_memory(tuple(entry for entry in models if entry.card.chats), self.memory)

    def suggested(self, count: int = 2) -> tuple[str, ...]:
        """The models one would most likely compare: the chosen, the recent and the favourite ones, then any."""
        known = [entry.card.name for entry in self.entries]
        settings = self._preferences.values
        wished = [settings.model, *settings.recent, *settings.favourites, *known]
        return tuple(name for name in dict.fromkeys(wished) if name in known)[:count]

    def open(self, anchor: QWidget, lane_id: str = "", current: str = "") -> None:
        """Show the switcher below `anchor`, for a lane that has the model `current`, or for one more."""
        self._lane, self._current = lane_id, current
        if self.switcher is None:
            self.switcher = Switcher(self._theme, self._widget)
            self.switcher.chosen.connect(lambda model: self.picked.emit(self._lane, model))
            self.switcher.favourite.connect(self._on_favourite)
            self.switcher.retry.connect(self.look_again)
        self._fill()
        self.switcher.ask(anchor, self.tr("Another model for this lane") if lane_id else self.tr("Add a model"))

    def _fill(self) -> None:
        settings = self._preferences.values
        trouble = self.models.trouble if self.models else None
        self.switcher.rows.capacity = capacity(self.memory)
        self.switcher.rows.show(
            self.entries,
            settings.favourites,
            settings.recent,
            self._current,
            lambda entry: leaving(entry, self.memory),
        )
        self.switcher.show_trouble(sentence(trouble) if trouble else "")

    def _on_favourite(self, model: str, favourite: bool) -> None:
        others = tuple(name for name in self._preferences.values.favourites if name != model)
        self._preferences.change(favourites=(*others, model) if favourite else others)

    def look_again(self) -> None:
        """Ask the host for its models once more."""
        self._bridge.ask(lambda services: services.library.refresh())
