"""What the chat room hears: each event goes to whoever shows it, pieces of a burst together.

Events of other conversations pass by: whoever returns to one gets what has arrived meanwhile with it.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from teahouse.core.conversation import Draft
from teahouse.services.chat.events import (
    ContextEvent,
    DraftEvent,
    EarlierEvent,
    GoneEvent,
    HeadEvent,
    MessagesEvent,
    OpenedEvent,
    RemovedEvent,
    ResumedEvent,
    UnsentEvent,
)
from teahouse.services.events import TroubleEvent
from teahouse.services.generation.events import PhaseEvent, PieceEvent, ReplyEvent, RethoughtEvent
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.models.events import MemoryEvent, ModelsEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.chat import problems
from teahouse.ui.chat.open_chat import OpenChat
from teahouse.ui.transcript.view import TranscriptView

HANDLED_EVENTS = (
    ContextEvent,
    DraftEvent,
    EarlierEvent,
    GoneEvent,
    HeadEvent,
    HostEvent,
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


# Reads the messages of the open conversation that stand above those it was opened with.

FIRST_PAGE = 200  # messages; each page is twice as long as the one before
LONGEST_PAGE = 3200
LARGE_PAGE = 800  # messages


class EarlierMessages(QObject):
    """A page of messages when the reader comes near the first one that is shown; all of them for what needs all."""

    def __init__(self, bridge: Bridge, chat: OpenChat, transcript: TranscriptView) -> None:
        super().__init__(transcript)
        self._bridge = bridge
        self._chat = chat
        self._transcript = transcript
        self._count = FIRST_PAGE
        self._asked = ""  # the message from which a page upward was asked for
        self._waiting: list[Callable[[], None]] = []
        transcript.earlier_wanted.connect(self.read_more)
        transcript.all_wanted.connect(lambda: self.when_all_read(transcript.all_read))

    def begin(self) -> None:
        """Another conversation is open."""
        self._count, self._asked = FIRST_PAGE, ""
        self._waiting.clear()

    def read_more(self) -> None:
        """Ask for the page above, unless it is on its way."""
        tree = self._chat.tree
        if tree is None or tree.earlier.parent is None or tree.earlier.parent == self._asked:
            return
        self._asked = parent = tree.earlier.parent
        conversation_id, count = tree.id, self._count
        self._count = min(LONGEST_PAGE, 2 * count)
        self._bridge.ask(lambda services: services.history.read_earlier(conversation_id, parent, count))

    def when_all_read(self, action: Callable[[], None]) -> None:
        """Do something as soon as the whole conversation is here; at once where it is."""
        tree = self._chat.tree
        if tree is None or not tree.earlier:
            action()
            return
        self._waiting.append(action)
        self.read_more()

    def take(self, event: EarlierEvent) -> None:
        """A page came."""
        if not self._chat.prepend(event):
            return
        self._transcript.prepend_messages()
        if len(event.messages) >= LARGE_PAGE:
            gc.collect(1)
            gc.freeze()  # these stay: the collector would take 100 ms to look through 100,000 of them, again and again
        if not self._waiting:
            return
        if self._chat.tree is not None and self._chat.tree.earlier:
            self.read_more()
            return
        actions, self._waiting = self._waiting, []
        for action in actions:
            action()
