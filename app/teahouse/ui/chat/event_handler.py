"""What the chat room hears: each event goes to whoever shows it, pieces of a burst together.

Events of other conversations pass by: whoever returns to one gets what has arrived meanwhile with it.
"""

from __future__ import annotations

from typing import Any

from teahouse.core.conversation import Draft
from teahouse.services.events import (
    ContextEvent,
    DraftEvent,
    EarlierEvent,
    GoneEvent,
    HeadEvent,
    HostEvent,
    HostState,
    MemoryEvent,
    MessagesEvent,
    ModelsEvent,
    OpenedEvent,
    PhaseEvent,
    PieceEvent,
    RemovedEvent,
    ReplyEvent,
    ResumedEvent,
    RethoughtEvent,
    TroubleEvent,
    UnsentEvent,
)
from teahouse.ui.chat import problems


class ChatEventHandler:
    """A part of the room, which has the widgets and the open conversation."""

    def _handle_events(self, burst: list[Any]) -> None:
        pieces: list[PieceEvent] = []
        for event in burst:
            if isinstance(event, PieceEvent):
                if self._chat.tree is not None and self._chat.hears(event.conversation_id):
                    pieces.append(event)
                continue
            if pieces:
                self.transcript.append(pieces)
                pieces = []
            self._on_one(event)
        if pieces:
            self.transcript.append(pieces)

    def _on_one(self, event: Any) -> None:
        match event:
            case PhaseEvent() if self._chat.phase(event):
                self.transcript.set_phase(event.message_id, event)
            case MessagesEvent() if self._chat.hears(event.conversation_id):
                self._on_messages(event)
            case ReplyEvent() if self._chat.finish(event.conversation_id, event.message):
                self.transcript.finish(event.message)
                self._show_chat()
            case ResumedEvent() if self._chat.resume(event.conversation_id, event.message):
                self.transcript.resume(event.message)
                self._show_chat()
            case RemovedEvent() if self._chat.remove(event.conversation_id, event.messages[0].id):
                self.transcript.refresh_path()
                self.notice.say(problems.about_removed(event, self._bridge))
                self._show_chat()
            case RethoughtEvent() if self._chat.hears(event.conversation_id):
                self.transcript.rethink(event.message_id)
            case OpenedEvent():
                self._on_opened(event)
            case EarlierEvent():
                self.earlier.take(event)
                self.context.weigh()  # a page now, not all of them with the next message
            case UnsentEvent():
                self._outbox.take_back(event)
                self.composer.show_streaming(self._chat.streaming)
            case ContextEvent():
                self.context.take(event)
            case ModelsEvent() | MemoryEvent():
                self._asking.take(event)
            case HostEvent():
                self.header.show_answering(event.state is HostState.READY)
                self.greeting.show_host(event)
                self._hosts.take(event)
            case HeadEvent() if event.head.id == self._chat.id:
                self._on_head(event)
            case DraftEvent():
                self._on_draft(event)
            case GoneEvent() if event.conversation_id == self._chat.id:
                self._forget()
                self._say_gone(event)
            case TroubleEvent():
                self._say_trouble(event)

    def _say_gone(self, event: GoneEvent) -> None:
        if event.trouble is None:
            self.notice.say(problems.gone())
        else:
            again = lambda: self.open_conversation(event.conversation_id)  # noqa: E731
            self.notice.say(problems.about_trouble(event.trouble, again, self._chat.id))

    def _say_trouble(self, event: TroubleEvent) -> None:
        again = event.again
        repeat = None if again is None else lambda: self._bridge.ask(again)
        self.notice.say(problems.about_trouble(event.trouble, repeat, self._chat.id))

    def _on_messages(self, event: MessagesEvent) -> None:
        first = self._chat.tree is None
        fresh = self._chat.add(event.messages)
        tree = self._chat.tree
        assert tree is not None
        if first:
            self._plan.show_greeting(False)
            self.transcript.show_conversation(tree)
            self.tuning.begun(tree)
            self.conversation_changed.emit(tree.id, tree.head.title)
        elif fresh:
            self.transcript.add_messages(fresh)
        self._show_chat()

    def _on_head(self, event: HeadEvent) -> None:
        tree = self._chat.tree
        if tree is None:
            return
        if not event.listed:
            self._forget()  # deleted, here or in the sidebar
            return
        renamed = event.head.title != tree.head.title
        tree.head = event.head
        if renamed:
            self.conversation_changed.emit(tree.id, tree.head.title)

    def _on_draft(self, event: DraftEvent) -> None:
        if self._chat.is_new and event.draft != self.composer.draft():
            self.composer.bring_back(event.draft)

    def _forget(self) -> None:
        """The open conversation is not kept any more; an unsent text stays for a new chat."""
        draft = self.composer.draft()
        self._outbox.forget_editing()
        self._chat.begin_new()
        self._enter("", Draft())
        if draft.text.strip() or draft.attachments:
            self.composer.put(draft)
            self._outbox.drafts.changed()
