"""Which conversations are being answered now, by the events of their replies."""

from __future__ import annotations

from teahouse.core.conversation import Message, State
from teahouse.services.events import MessagesEvent, RemovedEvent, ReplyEvent, ResumedEvent

Heard = MessagesEvent | ResumedEvent | ReplyEvent | RemovedEvent


class RunningReplies:
    """Replies on their way, from the events that begin and end them."""

    def __init__(self) -> None:
        self._replies: dict[str, str] = {}  # the conversation, by the reply's id

    def hear(self, event: Heard) -> None:
        """Take what happened to replies."""
        match event:
            case MessagesEvent():
                for message in event.messages:
                    self._take(event.conversation_id, message)
            case ResumedEvent() | ReplyEvent():
                self._take(event.conversation_id, event.message)
            case RemovedEvent():
                for message in event.messages:
                    self._replies.pop(message.id, None)

    def _take(self, conversation_id: str, message: Message) -> None:
        if message.state is State.STREAMING:
            self._replies[message.id] = conversation_id
        else:
            self._replies.pop(message.id, None)

    @property
    def conversations(self) -> frozenset[str]:
        """The ids of those that are being answered."""
        return frozenset(self._replies.values())
