"""The chat room: header, notice, transcript or greeting, composer; and the conversation that is open in it.

The room keeps its own copy of the conversation and brings it up to date by the events. Events of other conversations
pass by: whoever returns to one gets what has arrived meanwhile with it. Commands go out through the bridge.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from teahouse.core.conversation import Draft
from teahouse.core.settings import Settings
from teahouse.services.chat.events import OpenedEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.chat import problems
from teahouse.ui.chat.chat_layout import FloorPlan
from teahouse.ui.chat.context.choice import ContextChoice
from teahouse.ui.chat.event_handler import HANDLED_EVENTS, ChatEventHandler, EarlierMessages
from teahouse.ui.chat.header import ChatMenu
from teahouse.ui.chat.model_selection import ChatModelSelection, ModelDetails
from teahouse.ui.chat.no_models_view import ModelSuggestion
from teahouse.ui.chat.open_chat import OpenChat
from teahouse.ui.chat.outbox import Outbox, ReplyActions
from teahouse.ui.chat.parameters.controller import ParameterController
from teahouse.ui.chat.problems import HostNotices
from teahouse.ui.chat.saved_prompt_picker import SavedPromptPicker
from teahouse.ui.chat.send_controller import SendController
from teahouse.ui.preferences import Preferences
from teahouse.ui.style import Theme


class ChatPage(ChatEventHandler, QWidget):
    """`conversation_changed` carries the open conversation's id and title, both empty for a new chat."""

    conversation_changed = Signal(str, str)

    def __init__(self, bridge: Bridge, preferences: Preferences, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._chat = OpenChat()
        self._sought = ""  # words of the search that the conversation is opened from
        plan = FloorPlan(bridge, theme, self)
        self.header, self.notice, self.transcript = plan.header, plan.notice, plan.transcript
        self.greeting, self.composer = plan.greeting, plan.composer
        self._plan = plan
        self.notice.enter(self._chat.id)
        self.picking = ChatModelSelection(bridge, preferences, theme, self)
        self._hosts = HostNotices(bridge, self.notice)
        self.earlier = EarlierMessages(bridge, self._chat, self.transcript)
        self._menu = ChatMenu(bridge, self._chat, self.header, self.notice, self)
        study = ModelDetails(bridge, self)
        self.tuning = ParameterController(bridge, self._chat, plan, self.picking, study, preferences, theme)
        self.context = ContextChoice(bridge, self._chat, plan, self.picking, self.tuning, study)
        self._outbox = Outbox(
            bridge, self._chat, self.composer, self.picking, self.notice, self.tuning, self._say_no_model
        )
        self._asking = SendController(bridge, self._chat, plan, self.picking, self.tuning)
        self.prompting = SavedPromptPicker(bridge, plan, theme)
        self._replies = ReplyActions(bridge, self._chat, plan, self.picking, self._outbox, self._show_chat)
        self.composer.dropping.watch(self)
        self.transcript.copy_refused.connect(lambda: self.notice.say(problems.about_uncopied(self._chat.id)))
        self.transcript.written.connect(self.composer.editor.write)
        self.composer.editor.paged.connect(self.transcript.turn_page)
        self.transcript.link.connect(self._follow)
        self.greeting.example.connect(self._take_example)
        self.greeting.retry.connect(self._look_again)
        self.suggesting = ModelSuggestion(bridge, self.greeting.missing, self)
        preferences.changed.connect(self._on_settings)
        self._on_settings(preferences.values)
        bridge.listen(self._handle_events, *HANDLED_EVENTS)
        bridge.ask(lambda services: services.history.draft())

    # What the window asks of the room.

    def new_chat(self) -> None:
        """Leave the open conversation, which goes on by itself, and begin another."""
        if self._chat.is_new:
            self.focus_composer()
            return
        self._outbox.leave()
        self._chat.begin_new()
        self._enter("", Draft())
        self._bridge.ask(lambda services: services.history.draft())

    def open_conversation(self, conversation_id: str, focus: str = "", words: str = "") -> None:
        """Open a kept conversation, at the message `focus` where one is given, and where it says one of `words`."""
        tree = self._chat.tree
        if tree is not None and tree.id == conversation_id:
            if not focus:
                self.focus_composer()
                return
            if focus in {message.id for message in tree.path()}:
                self.transcript.scroll_to(focus, words)
                return
        self._outbox.leave()
        self._chat.begin_opening(conversation_id)
        self._sought = words
        self._enter(conversation_id, Draft())
        self._bridge.ask(lambda services: services.history.open(conversation_id, focus))

    def question(self, message_id: str) -> tuple[Draft, tuple[str, ...]]:
        """The question of a message, and the models that have answered it."""
        return self._chat.question(message_id)

    def focus_composer(self) -> None:
        """Put the cursor where a message is typed."""
        self.composer.editor.setFocus()

    def open_switcher(self) -> None:
        """Choose a model for this conversation."""
        self._asking.open_switcher()

    def send(self) -> None:
        """Send what is in the composer."""
        self.composer.submit()

    def stop(self) -> None:
        """What Esc does: leave the editing of an old message, else stop the replies of this conversation."""
        if self.composer.is_editing:
            self.composer.leave_editing()
        else:
            self._replies.stop()
            self.context.stop()

    def find(self) -> None:
        """Find words in the open conversation."""
        if self._chat.tree is not None:
            self.transcript.open_find()
            self.notice.place()

    def copy_last_reply(self) -> None:
        """The newest reply's text to the clipboard."""
        self._replies.copy_last()

    def retry_last(self) -> None:
        """Ask again for the newest reply."""
        self._replies.retry_last()

    def toggle_parameters(self) -> None:
        """Show or hide the parameters of this conversation."""
        self.tuning.toggle()

    def keep_draft(self) -> None:
        """Save what is not kept yet at once: the window closes."""
        self._outbox.drafts.save()
        self.tuning.keep()

    # Going from one conversation to another.

    def _enter(self, conversation_id: str, draft: Draft) -> None:
        """Show an empty room for a conversation that is new, or on its way."""
        self.notice.enter(self._chat.id)
        self.earlier.begin()
        self.composer.put(draft)
        self._outbox.drafts.begin(conversation_id, draft)
        self.transcript.clear()
        if not conversation_id:
            self._asking.begin(None)
            self.conversation_changed.emit("", "")
        self._show_chat()
        self.focus_composer()

    def _on_opened(self, event: OpenedEvent) -> None:
        tree = event.conversation
        if tree.id != self._chat.id:
            return
        asked = self._chat.opening  # else it was asked for twice, and the composer is in use already
        phases = self._chat.opened(tree)
        self.earlier.begin()
        if asked:
            self._outbox.opened(event.draft)
        self._asking.begin(tree)
        self._plan.show_greeting(False)  # first: what is on screen has its width
        self.transcript.show_conversation(tree)
        for phase in phases:
            self.transcript.set_phase(phase.message_id, phase)
        if event.focus:
            self.transcript.scroll_to(event.focus, self._sought)
        self._show_chat()
        self.conversation_changed.emit(tree.id, tree.head.title)
        self._outbox.send_what_waited()

    def _show_chat(self) -> None:
        """Bring everything about the conversation but its messages up to date."""
        kept = self._chat.tree is not None
        self._plan.show_greeting(not kept and not self._chat.opening)
        self.header.show_kept(kept)
        self.composer.show_streaming(self._chat.streaming)
        self.context.refresh()

    # What the person does.

    def _say_no_model(self) -> None:
        self.notice.say(problems.about_no_model(self._hosts.looking))
        if not self._hosts.looking and self._chat.tree is not None:
            self.open_switcher()

    def _follow(self, address: str, text: str) -> None:
        from teahouse.ui.kit import links  # a start needs none

        links.follow(self.transcript.theme, self, address, text)

    def _take_example(self, text: str) -> None:
        self.composer.bring_back(Draft(text))
        self.focus_composer()

    def _look_again(self) -> None:
        self._bridge.ask(lambda services: services.hosts.retry())
        self._bridge.ask(lambda services: services.library.refresh())

    def _on_settings(self, settings: Settings) -> None:
        self.composer.editor.enter_sends = settings.send_key == "enter"
