"""Which model the open conversation asks, and how much it is to think: shown everywhere, kept with the conversation."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from teahouse.core.conversation import Conversation, Think
from teahouse.services.models.events import MemoryEvent, ModelsEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.chat import problems
from teahouse.ui.chat.chat_layout import ChatLayout
from teahouse.ui.chat.model_selection import ChatModelSelection
from teahouse.ui.chat.open_chat import OpenChat
from teahouse.ui.chat.parameters.controller import ParameterController


class ModelController(QObject):
    """Joined to the picking of a model and to the composer's thinking control."""

    def __init__(
        self,
        bridge: Bridge,
        chat: OpenChat,
        layout: ChatLayout,
        model_selection: ChatModelSelection,
        parameters: ParameterController,
    ) -> None:
        super().__init__(layout.header)
        self._bridge = bridge
        self._chat = chat
        self._layout = layout
        self._model_selection = model_selection
        self._parameters = parameters
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
        """Another conversation is open; None is a new chat."""
        self._think = tree.think if tree is not None else None
        self._parameters.enter_conversation(tree)
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
        """Name the model and what is known of it wherever it stands."""
        name, entry = self._model_selection.model, self._model_selection.entry
        self._layout.header.show_model(name, entry)
        self._layout.composer.show_model(name, entry.card if entry else None, self._think)

    def _on_picked(self, model: str) -> None:
        options = dict(self._parameters.options)
        self._bridge.ask(lambda services: services.library.preload_model(model, options))
        self._model_selection.set_wish(model)
        self._save_change(model=model)
        self.show_model()
        self._layout.composer.editor.setFocus()

    def _on_think(self, think: bool | str) -> None:
        self._think = think
        self._save_change(think=think)

    def _save_change(self, **changes: Any) -> None:
        tree = self._chat.tree
        if tree is None:
            return
        conversation_id = tree.id
        self._bridge.ask(lambda services: services.history.configure_conversation(conversation_id, **changes))
