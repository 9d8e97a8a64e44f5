"""Dispatches the events of the chat page to its parts, the pieces of a burst together.

Events of other conversations are ignored: opening a conversation loads its stored state.
"""

from __future__ import annotations

from typing import get_args

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
from teahouse.ui.chat.chat_layout import ChatLayout
from teahouse.ui.chat.context.choice import ContextChoice
from teahouse.ui.chat.conversation_controller import ConversationController, EarlierMessages
from teahouse.ui.chat.model_selection import ModelController
from teahouse.ui.chat.open_chat import OpenChat
from teahouse.ui.chat.outbox import Outbox
from teahouse.ui.chat.problems import HostNotices

HandledEvent = (
    ContextEvent
    | DraftEvent
    | EarlierEvent
    | GoneEvent
    | HeadEvent
    | HostEvent
    | MemoryEvent
    | MessagesEvent
    | ModelsEvent
    | OpenedEvent
    | PhaseEvent
    | PieceEvent
    | RemovedEvent
    | ReplyEvent
    | ResumedEvent
    | RethoughtEvent
    | TroubleEvent
    | UnsentEvent
)


class ChatEventHandler:
    """Subscribes to the events for the lifetime of the page."""

    def __init__(
        self,
        bridge: Bridge,
        chat: OpenChat,
        layout: ChatLayout,
        conversation: ConversationController,
        earlier: EarlierMessages,
        context: ContextChoice,
        outbox: Outbox,
        model: ModelController,
        hosts: HostNotices,
    ) -> None:
        self._bridge = bridge
        self._chat = chat
        self._layout = layout
        self._conversation = conversation
        self._earlier = earlier
        self._context = context
        self._outbox = outbox
        self._model = model
        self._hosts = hosts
        bridge.subscribe(self._handle_events, *get_args(HandledEvent))

    def _handle_events(self, burst: list[HandledEvent]) -> None:
        transcript = self._layout.transcript
        pieces: list[PieceEvent] = []
        for event in burst:
            if isinstance(event, PieceEvent):
                if self._chat.tree is not None and self._chat.is_open(event.conversation_id):
                    pieces.append(event)
                continue
            if pieces:
                transcript.append_pieces(pieces)
                pieces = []
            self._handle_event(event)
        if pieces:
            transcript.append_pieces(pieces)

    def _handle_event(self, event: HandledEvent) -> None:
        chat, layout, conversation = self._chat, self._layout, self._conversation
        match event:
            case PhaseEvent() if chat.set_phase(event):
                layout.transcript.set_phase(event.message_id, event)
            case MessagesEvent() if chat.is_open(event.conversation_id):
                conversation.show_messages(event)
            case ReplyEvent() if chat.finish_reply(event.conversation_id, event.message):
                layout.transcript.finish_reply(event.message)
                conversation.show_state()
            case ResumedEvent() if chat.resume_reply(event.conversation_id, event.message):
                layout.transcript.resume_reply(event.message)
                conversation.show_state()
            case RemovedEvent() if chat.remove_messages(event):
                layout.transcript.refresh_path()
                layout.notice.show_notice(problems.about_removed(event, self._bridge))
                conversation.show_state()
            case RethoughtEvent() if chat.is_open(event.conversation_id):
                layout.transcript.turn_to_thinking(event.message_id)
            case OpenedEvent():
                conversation.show_opened(event)
            case EarlierEvent():
                self._earlier.add_page(event)
                self._context.measure_fill()  # a page now, not all of them with the next message
            case UnsentEvent():
                self._outbox.return_unsent(event)
                layout.composer.show_streaming(chat.streaming)
            case ContextEvent():
                self._context.handle_event(event)
            case ModelsEvent() | MemoryEvent():
                self._model.handle_event(event)
            case HostEvent():
                layout.header.show_answering(event.state is HostState.READY)
                layout.greeting.show_host(event)
                self._hosts.handle_event(event)
            case HeadEvent() if event.head.id == chat.id:
                conversation.show_head(event)
            case DraftEvent():
                conversation.show_draft(event)
            case GoneEvent() if event.conversation_id == chat.id:
                conversation.forget_conversation()
                self._show_gone(event)
            case TroubleEvent():
                self._show_trouble(event)

    def _show_gone(self, event: GoneEvent) -> None:
        if event.trouble is None:
            self._layout.notice.show_notice(problems.about_gone())
        else:
            again = lambda: self._conversation.open_conversation(event.conversation_id)  # noqa: E731
            self._layout.notice.show_notice(problems.about_trouble(event.trouble, again, self._chat.id))

    def _show_trouble(self, event: TroubleEvent) -> None:
        again = event.again
        repeat = None if again is None else lambda: self._bridge.run_command(again)
        self._layout.notice.show_notice(problems.about_trouble(event.trouble, repeat, self._chat.id))
