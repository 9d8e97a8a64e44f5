"""Which conversations are being answered now, by the news of their replies."""

from __future__ import annotations

from teahouse.core.conversation import Message, State
from teahouse.services.news import MessagesNews, RemovedNews, ReplyNews, ResumedNews

Heard = MessagesNews | ResumedNews | ReplyNews | RemovedNews


class Answering:
    """Replies on their way, from the news that begin and end them."""

    def __init__(self) -> None:
        self._replies: dict[str, str] = {}  # the conversation, by the reply's id

    def hear(self, news: Heard) -> None:
        """Take what happened to replies."""
        match news:
            case MessagesNews():
                for message in news.messages:
                    self._take(news.conversation_id, message)
            case ResumedNews() | ReplyNews():
                self._take(news.conversation_id, news.message)
            case RemovedNews():
                for message in news.messages:
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
