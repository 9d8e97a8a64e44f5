"""Opens conversations in the chat page and loads their earlier messages."""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from teahouse.core.conversation import Draft
from teahouse.services.chat.events import DraftEvent, EarlierEvent, HeadEvent, MessagesEvent, OpenedEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.chat.chat_layout import ChatLayout
from teahouse.ui.chat.context.choice import ContextChoice
from teahouse.ui.chat.model_selection import ModelController
from teahouse.ui.chat.open_chat import OpenChat
from teahouse.ui.chat.outbox import Outbox
from teahouse.ui.chat.parameters.controller import ParameterController
from teahouse.ui.transcript.view import TranscriptView

FIRST_PAGE = 200  # messages; each page is twice as long as the one before
LONGEST_PAGE = 3200
LARGE_PAGE = 800  # messages


class ConversationController(QObject):
    """Updates all parts of the page for the open conversation. `changed`: its id and title, empty for a new chat."""

    changed = Signal(str, str)

    def __init__(
        self,
        bridge: Bridge,
        chat: OpenChat,
        layout: ChatLayout,
        earlier: EarlierMessages,
        context: ContextChoice,
        outbox: Outbox,
        model: ModelController,
        parameters: ParameterController,
    ) -> None:
        super().__init__(layout.transcript)
        self._bridge = bridge
        self._chat = chat
        self._layout = layout
        self._earlier = earlier
        self._context = context
        self._outbox = outbox
        self._model = model
        self._parameters = parameters
        self._sought = ""  # words of the search result that is opened

    def start_new_chat(self) -> None:
        """Leave the open conversation, whose replies continue, and start another."""
        if self._chat.is_new:
            self._layout.focus_composer()
            return
        self._outbox.leave_conversation()
        self._chat.start_new()
        self._show_empty("", Draft())
        self._bridge.run_command(lambda services: services.history.read_draft())

    def open_conversation(self, conversation_id: str, focus: str = "", words: str = "") -> None:
        """Open a stored conversation, at the message `focus` and there at one of `words`."""
        tree = self._chat.tree
        if tree is not None and tree.id == conversation_id:
            if not focus:
                self._layout.focus_composer()
                return
            if focus in {message.id for message in tree.chosen_path()}:
                self._layout.transcript.scroll_to(focus, words)
                return
        self._outbox.leave_conversation()
        self._chat.start_opening(conversation_id)
        self._sought = words
        self._show_empty(conversation_id, Draft())
        self._bridge.run_command(lambda services: services.history.open_conversation(conversation_id, focus))

    def _show_empty(self, conversation_id: str, draft: Draft) -> None:
        """Show an empty page for a new conversation or one that is being loaded."""
        layout = self._layout
        layout.notice.enter_conversation(self._chat.id)
        self._earlier.forget_pages()
        layout.composer.set_draft(draft)
        self._outbox.drafts.enter_conversation(conversation_id, draft)
        layout.transcript.clear()
        if not conversation_id:
            self._parameters.enter_conversation(None)
            self._model.enter_conversation(None)
            self.changed.emit("", "")
        self.show_state()
        layout.focus_composer()

    def show_state(self) -> None:
        """Update everything but the messages."""
        kept = self._chat.tree is not None
        self._layout.show_greeting(not kept and not self._chat.opening)
        self._layout.header.show_kept(kept)
        self._layout.composer.show_streaming(self._chat.streaming)
        self._context.refresh_overflow()

    def show_opened(self, event: OpenedEvent) -> None:
        """Show the loaded conversation."""
        tree = event.conversation
        if tree.id != self._chat.id:
            return
        asked = self._chat.opening  # else it was requested twice, and the composer is in use
        phases = self._chat.set_opened(tree)
        self._earlier.forget_pages()
        if asked:
            self._outbox.add_opened_draft(event.draft)
        self._parameters.enter_conversation(tree)
        self._model.enter_conversation(tree)
        transcript = self._layout.transcript
        self._layout.show_greeting(False)  # first, so that the transcript has its width
        transcript.show_conversation(tree)
        for phase in phases:
            transcript.set_phase(phase.message_id, phase)
        if event.focus:
            transcript.scroll_to(event.focus, self._sought)
        self.show_state()
        self.changed.emit(tree.id, tree.head.title)
        self._outbox.send_what_waited()

    def show_messages(self, event: MessagesEvent) -> None:
        """Add stored messages; the first ones make a new chat a conversation."""
        first = self._chat.tree is None
        fresh = self._chat.add_messages(event.messages)
        tree = self._chat.tree
        assert tree is not None
        if first:
            self._layout.show_greeting(False)
            self._layout.transcript.show_conversation(tree)
            self._parameters.apply_to(tree)
            self.changed.emit(tree.id, tree.head.title)
        elif fresh:
            self._layout.transcript.add_messages(fresh)
        self.show_state()

    def show_head(self, event: HeadEvent) -> None:
        """Update the title, or leave a conversation that was deleted."""
        tree = self._chat.tree
        if tree is None:
            return
        if not event.listed:
            self.forget_conversation()
            return
        renamed = event.head.title != tree.head.title
        tree.head = event.head
        if renamed:
            self.changed.emit(tree.id, tree.head.title)

    def show_draft(self, event: DraftEvent) -> None:
        """Restore the unsent draft of a new chat."""
        composer = self._layout.composer
        if self._chat.is_new and event.draft != composer.draft():
            composer.restore_draft(event.draft)

    def forget_conversation(self) -> None:
        """Start a new chat after the conversation was deleted, with the unsent draft."""
        composer = self._layout.composer
        draft = composer.draft()
        self._outbox.forget_editing()
        self._chat.start_new()
        self._show_empty("", Draft())
        if draft.text.strip() or draft.attachments:
            composer.set_draft(draft)
            self._outbox.drafts.save_later()


class EarlierMessages(QObject):
    """Loads a page of messages when the user scrolls near the first one, or all of them on request."""

    def __init__(self, bridge: Bridge, chat: OpenChat, transcript: TranscriptView) -> None:
        super().__init__(transcript)
        self._bridge = bridge
        self._chat = chat
        self._transcript = transcript
        self._count = FIRST_PAGE
        self._asked = ""  # id of the message above which a page was requested
        self._waiting: list[Callable[[], None]] = []
        transcript.earlier_wanted.connect(self.read_more)
        transcript.all_wanted.connect(lambda: self.when_all_read(transcript.run_pending))

    def forget_pages(self) -> None:
        """Reset for another conversation."""
        self._count, self._asked = FIRST_PAGE, ""
        self._waiting.clear()

    def read_more(self) -> None:
        """Request the page above, unless it was requested."""
        tree = self._chat.tree
        if tree is None or tree.earlier.parent is None or tree.earlier.parent == self._asked:
            return
        self._asked = parent = tree.earlier.parent
        conversation_id, count = tree.id, self._count
        self._count = min(LONGEST_PAGE, 2 * count)
        self._bridge.run_command(
            lambda services: services.history.read_earlier_messages(conversation_id, parent, count)
        )

    def when_all_read(self, action: Callable[[], None]) -> None:
        """Call `action` once the whole conversation is loaded."""
        tree = self._chat.tree
        if tree is None or not tree.earlier:
            action()
            return
        self._waiting.append(action)
        self.read_more()

    def add_page(self, event: EarlierEvent) -> None:
        """Show a loaded page."""
        if not self._chat.prepend_messages(event):
            return
        self._transcript.prepend_messages()
        if len(event.messages) >= LARGE_PAGE:
            gc.collect(1)
            gc.freeze()  # else each collection takes 100 ms for 100,000 messages
        if not self._waiting:
            return
        if self._chat.tree is not None and self._chat.tree.earlier:
            self.read_more()
            return
        actions, self._waiting = self._waiting, []
        for action in actions:
            action()
