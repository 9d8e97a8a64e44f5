"""The model of the open conversation, and the switcher that changes it.

A model is picked for the conversation or, with `retry_of`, for another reply beside an old one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Unpack

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from teahouse.core.conversation import Conversation, Think
from teahouse.core.model import same_model
from teahouse.services.models.events import MemoryEvent, ModelEntry, ModelsEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.chat import problems
from teahouse.ui.chat.chat_layout import ChatLayout
from teahouse.ui.chat.open_chat import OpenChat
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.accessibility import announce
from teahouse.ui.preferences import Preferences
from teahouse.ui.style import Theme
from teahouse.ui.switcher import choice

if TYPE_CHECKING:
    from teahouse.core.architecture import Architecture
    from teahouse.core.details import Details
    from teahouse.services.chat.history import ConversationChanges
    from teahouse.services.models.events import DetailsEvent
    from teahouse.ui.switcher.popup import Switcher


DRAFT_SHARE = 0.4  # of a model's size; a larger one takes more time for a draft than it saves


class ChatModelSelection(QObject):
    """`changed`: another model, or other facts about it; `picked` a model for the conversation; `picked_for` a
    reply's id and a model for a retry; `missing` what was looked for and is not installed."""

    changed = Signal()
    picked = Signal(str)
    picked_for = Signal(str, str)
    missing = Signal(str)

    def __init__(self, bridge: Bridge, preferences: Preferences, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._preferences = preferences
        self._theme = theme
        self._widget = parent
        self._models: ModelsEvent | None = None
        self._memory: MemoryEvent | None = None
        self._wish = ""
        self._last_default = ""  # of new chats; it stays while it is installed, whatever is installed later
        self._retry_of = ""
        self._switcher: Switcher | None = None
        preferences.changed.connect(self._refresh_switcher)

    @property
    def model(self) -> str:
        """The model the next message goes to; empty when there is none."""
        known = self._models.models if self._models is not None and self._models.trouble is None else None
        return choice.choose_model(known, self._wish, self._preferences.values.model, self._last_default)

    @property
    def entry(self) -> ModelEntry | None:
        """The entry of that model; None while it is not in the list."""
        entry = choice.find_entry(self._models.models if self._models else (), self.model)
        return None if entry is None else choice.with_memory((entry,), self._memory)[0]

    @property
    def free_memory(self) -> int | None:
        """The free memory in bytes; None where the host is another computer."""
        return self._memory.available or None if self._memory is not None else None

    def find_draft_models(self) -> tuple[str, ...]:
        """The installed models that may draft for the chosen one: of its family, and much smaller."""
        chosen = self.entry
        if chosen is None or self._models is None or not chosen.card.family:
            return ()
        cards = (entry.card for entry in self._models.models)
        return tuple(
            card.name
            for card in cards
            if card.family == chosen.card.family and card.chats and 0 < card.size <= DRAFT_SHARE * chosen.card.size
        )

    def set_wish(self, model: str) -> None:
        """Set the conversation's own model, empty for a new chat."""
        if model != self._wish:
            self._wish = model
            self.changed.emit()

    def handle_event(self, event: ModelsEvent | MemoryEvent) -> None:
        """Newer lists came."""
        if isinstance(event, ModelsEvent):
            self._models = event
            settings = self._preferences.values
            found = choice.choose_model(event.models, settings.model, self._last_default)
            self._last_default = found or self._last_default
        else:
            self._memory = event
        self._refresh_switcher()
        self.changed.emit()

    def open_switcher(self, anchor: QWidget, retry_of: str = "") -> None:
        """Open the switcher below `anchor`; `retry_of`: the choice is for another reply beside this one."""
        self._retry_of = retry_of
        switcher = self._ensure_switcher()
        self._fill_switcher()
        self._bridge.run_command(lambda services: services.hosts.check_host())
        self._bridge.run_command(
            lambda services: services.library.refresh_models()
        )  # other programs install and load models, too
        switcher.open_below(anchor, self.tr("Ask again with…") if retry_of else "")

    def choose_model(self, model: str) -> None:
        """Choose a model as the switcher does."""
        self._retry_of = ""
        self._on_chosen(model)

    @property
    def switcher(self) -> Switcher | None:
        """The switcher; None before it was opened."""
        return self._switcher

    def _ensure_switcher(self) -> Switcher:
        if self._switcher is None:
            from teahouse.ui.switcher.popup import Switcher  # not before the first paint

            self._switcher = Switcher(self._theme, self._widget, offers_pull=True)
            self._switcher.chosen.connect(self._on_chosen)
            self._switcher.favourite.connect(self._on_favourite)
            self._switcher.retry.connect(self._look_again)
            self._switcher.missing.connect(self.missing)
        return self._switcher

    def _fill_switcher(self) -> None:
        if self._switcher is None:
            return
        settings = self._preferences.values
        entries = choice.with_memory(self._models.models if self._models else (), self._memory)
        trouble = self._models.trouble if self._models else None
        capacity = choice.memory_capacity(self._memory)
        self._switcher.rows.show_models(
            entries, settings.favourites, settings.recent, self.model, self._leaving_names, capacity
        )
        self._switcher.show_trouble(sentence(trouble) if trouble else "")

    def _refresh_switcher(self) -> None:
        """Update an open switcher, keeping the current row; a closed one is filled on opening."""
        if self._switcher is None or not self._switcher.isVisible():
            return
        row = self._switcher.current_row()
        self._fill_switcher()
        self._switcher.restore_row(row.entry.card.name if row else "")

    def _leaving_names(self, entry: ModelEntry) -> tuple[str, ...]:
        return tuple(loaded.name for loaded in choice.leaving_models(entry, self._memory))

    def _on_chosen(self, model: str) -> None:
        recent = choice.recent_with(model, self._preferences.values.recent)
        if self._retry_of:
            self._preferences.change(recent=recent)
            self.picked_for.emit(self._retry_of, model)
            return
        self._preferences.change(model=model, recent=recent)
        self.picked.emit(model)
        announce(self._widget, self.tr("The model is {model} now").format(model=model))

    def _on_favourite(self, model: str, favourite: bool) -> None:
        others = tuple(name for name in self._preferences.values.favourites if name != model)
        self._preferences.change(favourites=(*others, model) if favourite else others)

    def _look_again(self) -> None:
        self._bridge.run_command(lambda services: services.hosts.find_host())
        self._bridge.run_command(lambda services: services.library.refresh_models())


class ModelDetails(QObject):
    """The details of the chosen model from the host: default parameters, architecture. `came`: details arrived.

    Requested once per chosen model.
    """

    came = Signal()

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._listens = False
        self._asked = ""
        self._found: DetailsEvent | None = None

    def request_details(self, model: str) -> None:
        """Request the details of a model, unless they were requested."""
        if not model or model == self._asked:
            return
        if not self._listens:
            from teahouse.services.models.events import DetailsEvent  # the start needs none of it

            self._bridge.subscribe(self._on_details, DetailsEvent)
            self._listens = True
        self._asked, self._found = model, None
        self._bridge.run_command(lambda services: services.models.read_details(model))

    def details_of(self, model: str) -> Details | None:
        """The details of a model; None where they have not arrived."""
        return self._found.details if self._found is not None and same_model(self._found.model, model) else None

    def architecture_of(self, model: str) -> Architecture | None:
        """The architecture of a model, from which its memory is computed."""
        return self._found.build if self._found is not None and same_model(self._found.model, model) else None

    def _on_details(self, burst: list[DetailsEvent]) -> None:
        for event in burst:
            if self._asked and event.trouble is None and same_model(event.model, self._asked):
                self._found = event
                self.came.emit()


class ModelController(QObject):
    """Shows the model and the mode of thinking of the open conversation, and stores them with it.

    `options` returns the options of the conversation, with which a model is loaded.
    """

    def __init__(
        self,
        bridge: Bridge,
        chat: OpenChat,
        layout: ChatLayout,
        model_selection: ChatModelSelection,
        options: Callable[[], Mapping[str, Any]],
    ) -> None:
        super().__init__(layout.header)
        self._bridge = bridge
        self._chat = chat
        self._layout = layout
        self._model_selection = model_selection
        self._options = options
        self._think: Think = None
        model_selection.changed.connect(self.show_model)
        model_selection.picked.connect(self._on_picked)
        layout.composer.think_chosen.connect(self._on_think)
        layout.header.switch.connect(self.open_switcher)
        self.show_model()

    def open_switcher(self) -> None:
        """Choose a model for this conversation."""
        self._model_selection.open_switcher(self._layout.header.model_button)

    def enter_conversation(self, tree: Conversation | None) -> None:
        """Take the model of the opened conversation; None is a new chat."""
        self._think = tree.think if tree is not None else None
        self._model_selection.set_wish(tree.head.model if tree is not None else "")
        self.show_model()

    def handle_event(self, event: ModelsEvent | MemoryEvent) -> None:
        """Newer lists of models or memory came."""
        if isinstance(event, ModelsEvent):
            self._layout.greeting.show_models(event)
        else:
            self._layout.greeting.show_memory(event)
        self._model_selection.handle_event(event)
        if self._model_selection.model:
            self._layout.notice.withdraw_notice(problems.NO_MODEL)
        elif isinstance(event, ModelsEvent) and self._layout.notice.shows_about(problems.NO_MODEL):
            self._layout.notice.show_notice(problems.about_no_model(still_looking=False))

    def show_model(self) -> None:
        """Show the model in all widgets of the page."""
        name, entry = self._model_selection.model, self._model_selection.entry
        self._layout.header.show_model(name, entry)
        self._layout.composer.show_model(name, entry.card if entry else None, self._think)

    def _on_picked(self, model: str) -> None:
        options = dict(self._options())
        self._bridge.run_command(lambda services: services.library.preload_model(model, options))
        self._model_selection.set_wish(model)
        self._save_change(model=model)
        self.show_model()
        self._layout.composer.editor.setFocus()

    def _on_think(self, think: bool | str) -> None:
        self._think = think
        self._save_change(think=think)

    def _save_change(self, **changes: Unpack[ConversationChanges]) -> None:
        """Store the model or the thinking mode of the open conversation."""
        tree = self._chat.tree
        if tree is None:
            return
        conversation_id = tree.id
        self._bridge.run_command(lambda services: services.history.configure_conversation(conversation_id, **changes))
