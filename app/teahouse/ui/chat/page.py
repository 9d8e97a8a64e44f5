"""The chat page: creates its widgets and controllers and connects them.

`OpenChat` holds the state, `ChatEventHandler` updates it on events, `ConversationController` opens conversations;
commands go out through the bridge.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from teahouse.core.conversation import Draft
from teahouse.core.settings import Settings
from teahouse.ui.bridge import Bridge
from teahouse.ui.chat import problems
from teahouse.ui.chat.chat_layout import ChatLayout
from teahouse.ui.chat.context.choice import ContextChoice
from teahouse.ui.chat.conversation_controller import ConversationController, EarlierMessages
from teahouse.ui.chat.event_handler import ChatEventHandler
from teahouse.ui.chat.header import ChatMenu
from teahouse.ui.chat.model_selection import ChatModelSelection, ModelController, ModelDetails
from teahouse.ui.chat.no_models_view import ModelSuggestion
from teahouse.ui.chat.open_chat import OpenChat
from teahouse.ui.chat.outbox import Outbox, ReplyActions
from teahouse.ui.chat.parameters.controller import ParameterController
from teahouse.ui.chat.problems import HostNotices
from teahouse.ui.chat.reply_inspection import ReplyInspection
from teahouse.ui.chat.saved_prompt_picker import SavedPromptPicker
from teahouse.ui.chat.tokens.controller import TokenController
from teahouse.ui.host_choice import HostChoice
from teahouse.ui.preferences import Preferences
from teahouse.ui.style import Theme


class ChatPage(QWidget):
    """`conversation_changed` carries the open conversation's id and title, both empty for a new chat."""

    conversation_changed = Signal(str, str)

    def __init__(self, bridge: Bridge, preferences: Preferences, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._chat = OpenChat()
        layout = ChatLayout(bridge, theme, self)
        self.header, self.notice, self.transcript = layout.header, layout.notice, layout.transcript
        self.greeting, self.composer = layout.greeting, layout.composer
        self._layout = layout
        self.notice.enter_conversation(self._chat.id)
        self.model_selection = ChatModelSelection(bridge, preferences, theme, self)
        self._hosts = HostNotices(bridge, HostChoice(bridge, preferences), self.notice)
        self.earlier = EarlierMessages(bridge, self._chat, self.transcript)
        self._menu = ChatMenu(bridge, self._chat, self.header, self.notice, self)
        model_details = ModelDetails(bridge, self)
        self.parameters = ParameterController(
            bridge, self._chat, layout, self.model_selection, model_details, preferences, theme
        )
        self.context = ContextChoice(bridge, self._chat, layout, self.model_selection, self.parameters, model_details)
        self._outbox = Outbox(
            bridge, self._chat, self.composer, self.model_selection, self.notice, self.parameters, self._say_no_model
        )
        self._model = ModelController(bridge, self._chat, layout, self.model_selection, lambda: self.parameters.options)
        self.saved_prompts = SavedPromptPicker(bridge, layout, theme)
        self._conversation = ConversationController(
            bridge, self._chat, layout, self.earlier, self.context, self._outbox, self._model, self.parameters
        )
        self._conversation.changed.connect(self.conversation_changed)
        self._replies = ReplyActions(
            bridge, self._chat, layout, self.model_selection, self._outbox, self._conversation.show_state
        )
        self.inspection = ReplyInspection(bridge, self._chat, self.transcript, self)
        self.tokens = TokenController(bridge, self._chat, self.transcript, preferences, self.inspection, self)
        self.header.tokens.connect(self.tokens.switch)
        self.composer.drop_target.watch_widget(self)
        self.transcript.copy_refused.connect(lambda: self.notice.show_notice(problems.about_uncopied(self._chat.id)))
        self.transcript.written.connect(self.composer.editor.press_key)
        self.composer.editor.paged.connect(self.transcript.turn_page)
        self.transcript.link.connect(self._follow_link)
        self.greeting.example.connect(self._take_example)
        self.greeting.retry.connect(self._look_again)
        self.model_suggestion = ModelSuggestion(bridge, self.greeting.missing, self)
        preferences.changed.connect(self._on_settings)
        self._on_settings(preferences.values)
        self._event_handler = ChatEventHandler(
            bridge,
            self._chat,
            layout,
            self._conversation,
            self.earlier,
            self.context,
            self._outbox,
            self._model,
            self._hosts,
        )
        bridge.run_command(lambda services: services.history.read_draft())

    def new_chat(self) -> None:
        """Start a new chat."""
        self._conversation.start_new_chat()

    def open_conversation(self, conversation_id: str, focus: str = "", words: str = "") -> None:
        """Open a stored conversation, at the message `focus` and there at one of `words`."""
        self._conversation.open_conversation(conversation_id, focus, words)

    @property
    def conversation_id(self) -> str:
        """The id of the open conversation."""
        return self._chat.id

    def question_of(self, message_id: str) -> tuple[Draft, tuple[str, ...]]:
        """The question of a message, and the models that have answered it."""
        return self._chat.question_of(message_id)

    def focus_composer(self) -> None:
        """Focus the editor of the composer."""
        self._layout.focus_composer()

    def open_switcher(self) -> None:
        """Choose a model for this conversation."""
        self._model.open_switcher()

    def send_draft(self) -> None:
        """Send what is in the composer."""
        self.composer.submit_draft()

    def stop_replies(self) -> None:
        """Handle Esc: cancel editing, else stop the replies of this conversation."""
        if self.composer.is_editing:
            self.composer.leave_editing()
        else:
            self._replies.stop_replies()
            self.context.stop_summary()

    def open_find(self) -> None:
        """Find words in the open conversation."""
        if self._chat.tree is not None:
            self.transcript.open_find()
            self.notice.move_to_edge()

    def copy_last_reply(self) -> None:
        """Copy the newest reply."""
        self._replies.copy_last_reply()

    def retry_last(self) -> None:
        """Retry the newest reply."""
        self._replies.retry_last_reply()

    def toggle_parameters(self) -> None:
        """Show or hide the parameters of this conversation."""
        self.parameters.toggle_panel()

    def switch_tokens(self) -> None:
        """Show the token probabilities of replies, or hide them."""
        self.tokens.switch()

    def save_changes(self) -> None:
        """Save the draft and parameters before the window closes."""
        self._outbox.drafts.save_draft()
        self.parameters.save_changes()

    def _say_no_model(self) -> None:
        self.notice.show_notice(problems.about_no_model(self._hosts.looking))
        if not self._hosts.looking and self._chat.tree is not None:
            self.open_switcher()

    def _follow_link(self, address: str, text: str) -> None:
        from teahouse.ui.kit import links  # a start needs none

        links.open_link(self.transcript.theme, self, address, text)

    def _take_example(self, text: str) -> None:
        self.composer.restore_draft(Draft(text))
        self.focus_composer()

    def _look_again(self) -> None:
        self._bridge.run_command(lambda services: services.hosts.find_host())
        self._bridge.run_command(lambda services: services.library.refresh_models())

    def _on_settings(self, settings: Settings) -> None:
        self.composer.editor.set_enter_sends(settings.send_key == "enter")
        self.header.show_tokens_on(settings.token_probabilities)
