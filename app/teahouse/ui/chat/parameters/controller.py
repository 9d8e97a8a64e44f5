"""The parameters of the open conversation: edited in a panel, saved shortly after a change.

Those of a new chat are stored with its first message. The panel is created on first use.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from teahouse.core.conversation import Conversation, Message
from teahouse.core.errors import Trouble
from teahouse.core.measure import LEAST_LOAD
from teahouse.core.model import same_model
from teahouse.core.options import check_options
from teahouse.services.generation.events import ReplyEvent
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.ui.bridge import Bridge
from teahouse.ui.chat.chat_layout import ChatLayout
from teahouse.ui.chat.model_selection import ChatModelSelection, ModelDetails
from teahouse.ui.chat.open_chat import OpenChat
from teahouse.ui.preferences import Preferences
from teahouse.ui.style import Theme

if TYPE_CHECKING:
    from teahouse.ui.chat.parameters.panel import ParametersPanel


KEEP_AFTER_MS = 400


class ParameterController(QObject):
    """`system` and `options`: the current values; `changed`: they changed."""

    changed = Signal()

    def __init__(
        self,
        bridge: Bridge,
        chat: OpenChat,
        layout: ChatLayout,
        model_selection: ChatModelSelection,
        model_details: ModelDetails,
        preferences: Preferences,
        theme: Theme,
    ) -> None:
        super().__init__(layout.header)
        self._bridge = bridge
        self._chat = chat
        self._layout = layout
        self._model_selection = model_selection
        self._model_details = model_details
        self._preferences = preferences
        self._theme = theme
        self.system = ""
        self.options: dict[str, Any] = {}
        self.panel: ParametersPanel | None = None
        self._host = HostEvent(HostState.SEARCHING)
        self._later = QTimer(self, singleShot=True, interval=KEEP_AFTER_MS)
        self._later.timeout.connect(self.save_changes)
        layout.header.parameters.connect(self.toggle_panel)
        model_selection.changed.connect(self._show_model)
        model_details.came.connect(self._show_model)
        bridge.subscribe(lambda event: self._show_host(event[-1]), HostEvent)
        bridge.subscribe(lambda _: self._show_vector(), ReplyEvent)
        self.enter_conversation(None)

    def _show_host(self, event: HostEvent) -> None:
        self._host = event
        if self.panel is not None:
            self.panel.show_host(event.capabilities, engine=event.engine)

    def enter_conversation(self, tree: Conversation | None) -> None:
        """Take the parameters of the opened conversation; None is a new chat."""
        self._later.stop()
        self.system, self.options = (tree.system, dict(tree.options)) if tree is not None else self._default_values()
        if self.panel is not None:
            self.panel.show_values(self.system, self.options)
        self._show_count()

    def _default_values(self) -> tuple[str, dict[str, Any]]:
        """The defaults of a new chat from the settings, without invalid values."""
        values = self._preferences.values
        try:
            return values.system, check_options(values.options)
        except Trouble:
            return values.system, {}

    def _save_as_defaults(self, panel: ParametersPanel) -> None:
        self._preferences.change(system=self.system, options=dict(self.options))
        panel.show_usual(*self._default_values())

    def apply_to(self, tree: Conversation) -> None:
        """Set the parameters of a new chat that was stored."""
        tree.system, tree.options = self.system, dict(self.options)

    def save_changes(self) -> None:
        """Save changes now."""
        if not self._later.isActive() and self.sender() is not self._later:
            return
        self._later.stop()
        tree = self._chat.tree
        if tree is not None:
            self.apply_to(tree)
            conversation_id, system, options = tree.id, self.system, dict(self.options)
            self._bridge.run_command(
                lambda s: s.history.configure_conversation(conversation_id, system=system, options=options)
            )

    def set_options(self, **options: Any) -> None:
        """Set and save options."""
        self.options = {**self.options, **options}
        if self.panel is not None:
            self.panel.show_values(self.system, self.options)
        self._show_count()
        self._later.start()
        self.save_changes()

    @property
    def is_open(self) -> bool:
        """Whether the panel is shown."""
        return self.panel is not None and self.panel.isVisibleTo(self._layout.side_panel)

    def toggle_panel(self) -> None:
        """Show and focus the panel, or hide it."""
        if self.is_open:
            self._close_panel()
            return
        panel = self._ensure_panel()
        self._layout.side_panel.show_panel(panel)
        self._layout.header.show_parameters_open(True)
        self._show_model()
        panel.setFocus()

    def _close_panel(self) -> None:
        self._layout.side_panel.hide_panel()
        self._layout.header.show_parameters_open(False)
        self._layout.composer.editor.setFocus()

    def _ensure_panel(self) -> ParametersPanel:
        if self.panel is None:
            from teahouse.ui.chat.parameters.panel import ParametersPanel  # imported on use

            self.panel = panel = ParametersPanel(self._theme)
            panel.show_values(self.system, self.options)
            panel.show_usual(*self._default_values())
            panel.show_host(self._host.capabilities, engine=self._host.engine)
            panel.changed.connect(lambda: self._on_changed(panel))
            panel.adopted.connect(lambda: self._save_as_defaults(panel))
            panel.left.connect(self._close_panel)
        return self.panel

    def _on_changed(self, panel: ParametersPanel) -> None:
        self.system, self.options = panel.system, panel.options
        self._show_count()
        self._later.start()

    def _show_count(self) -> None:
        self._layout.header.show_changed(len(self.options) + bool(self.system))
        self.changed.emit()

    def _show_model(self) -> None:
        """Show the defaults of the model."""
        if self.panel is None or not self.is_open:
            return
        model, entry = self._model_selection.model, self._model_selection.entry
        self._model_details.request_details(model)
        loaded = entry.loaded if entry is not None else None
        details = self._model_details.details_of(model)
        own: dict[str, str] = {}
        for name, value in details.parameters if details is not None else ():  # `stop` may come more than once
            own[name] = f"{own[name]}  {value}" if name in own else value
        system = details.system if details is not None else ""
        self.panel.show_draft_models(self._model_selection.find_draft_models())
        self.panel.show_adapters(entry.card.adapters if entry is not None else ())
        self._show_vector()
        build = self._model_details.architecture_of(model)
        self.panel.show_model(own, system, loaded.context_length if loaded else None, build)

    def _show_vector(self) -> None:
        """Offer the scale of the model's control vector, if it has one."""
        if self.panel is None or not self.is_open:
            return
        entry, tree = self._model_selection.entry, self._chat.tree
        has_vector = entry is not None and bool(entry.card.control_vector)
        load = find_load(tree, self._model_selection.model) if has_vector and tree is not None else None
        self.panel.show_vector(has_vector, load)


def find_load(messages: Iterable[Message], model: str) -> float | None:
    """Seconds that the model needed to load for the last of these replies for which it was loaded."""
    loads = [
        (message.created, message.figures.load)
        for message in messages
        if message.figures is not None and message.figures.load is not None and same_model(message.model, model)
    ]
    return max((one for one in loads if one[1] >= LEAST_LOAD), default=(0.0, None))[1]
