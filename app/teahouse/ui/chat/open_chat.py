"""The state of the conversation that is open in the page: its tree and its streaming replies.

A new chat has an id from the start, and a tree once its first message is stored. While a conversation is being opened
its events are ignored, since the tree includes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from time import time

from teahouse.core.conversation import Conversation, ConversationHead, Draft, Message, Role, State, new_id
from teahouse.core.measure import Figures
from teahouse.services.chat.events import EarlierEvent, RemovedEvent
from teahouse.services.generation.events import PhaseEvent


class OpenChat:
    """`tree` is None for a new chat and while one is being opened."""

    def __init__(self) -> None:
        self.id = new_id()
        self.tree: Conversation | None = None
        self.opening = False
        self._handed_over = 0  # messages that are sent and not stored yet
        self._arriving: set[str] = set()
        self._phases: dict[str, PhaseEvent] = {}  # by message id, of all conversations, for one that is reopened

    def start_new(self) -> None:
        """Start a new chat, of which nothing is stored."""
        self.id = new_id()
        self._reset_state()

    def start_opening(self, conversation_id: str) -> None:
        """Start opening a stored conversation."""
        self.id = conversation_id
        self._reset_state()
        self.opening = True

    def _reset_state(self) -> None:
        self.tree = None
        self.opening = False
        self._handed_over = 0
        self._arriving = set()

    def set_opened(self, tree: Conversation) -> list[PhaseEvent]:
        """Set the opened tree; returns the known phases of its streaming replies."""
        self.tree = tree
        self.opening = False
        self._arriving = {message.id for message in tree if message.state is State.STREAMING}
        return [self._phases[message_id] for message_id in self._arriving if message_id in self._phases]

    @property
    def is_new(self) -> bool:
        """Whether no message was sent here yet."""
        return self.tree is None and not self.opening and not self._handed_over

    def is_open(self, conversation_id: str) -> bool:
        """Whether the page handles events of this conversation."""
        return conversation_id == self.id and not self.opening

    def count_sent(self) -> None:
        """Count a sent message; until it is stored its reply counts as streaming."""
        self._handed_over += 1

    def count_unsent(self) -> None:
        """Count a sent message as stored or failed."""
        self._handed_over = max(0, self._handed_over - 1)

    def add_messages(self, messages: tuple[Message, ...]) -> tuple[Message, ...]:
        """Add stored messages to the tree; returns those that were not there."""
        if self.tree is None:
            self.tree = Conversation(_head(self.id, messages))
        fresh: list[Message] = []
        for message in messages:
            if message.id in self.tree or not self.tree.accepts_message(message):
                continue
            self.tree.add_message(message)
            fresh.append(message)
            if message.state is State.STREAMING:
                self._arriving.add(message.id)
        if any(message.role is Role.USER for message in messages):
            self.count_unsent()
        return tuple(fresh)

    def prepend_messages(self, event: EarlierEvent) -> bool:
        """Add messages above the first one; returns whether they belong to the tree."""
        if not self.is_open(event.conversation_id) or self.tree is None or self.tree.earlier.parent != event.parent:
            return False
        self.tree.prepend_messages(event.earlier, event.messages, event.chosen)
        return True

    def set_phase(self, event: PhaseEvent) -> bool:
        """Store the phase of a reply; returns whether the page shows it."""
        self._phases[event.message_id] = event
        return self.is_open(event.conversation_id) and self.tree is not None and event.message_id in self.tree

    def finish_reply(self, conversation_id: str, message: Message) -> bool:
        """Update a finished reply; returns whether the page shows it."""
        self._phases.pop(message.id, None)
        if not self.is_open(conversation_id) or self.tree is None or message.id not in self.tree:
            return False
        self._arriving.discard(message.id)
        self.tree.update_message(
            replace(
                self.tree[message.id],
                text=message.text,
                thinking=message.thinking,
                state=message.state,
                problem=message.problem,
                facts=message.facts,
                figures=message.figures,
            )
        )
        return True

    def resume_reply(self, conversation_id: str, message: Message) -> bool:
        """Update a resumed reply; returns whether the page shows it."""
        if not self.is_open(conversation_id) or self.tree is None or message.id not in self.tree:
            return False
        self._arriving.add(message.id)
        self.tree.update_message(replace(self.tree[message.id], state=message.state, problem="", facts={}))
        return True

    def remove_messages(self, event: RemovedEvent) -> bool:
        """Remove a deleted message and what followed it; returns whether the page showed them."""
        for message in event.messages:
            self._phases.pop(message.id, None)
        first = event.messages[0].id
        if not self.is_open(event.conversation_id) or self.tree is None or first not in self.tree:
            return False
        self._arriving.difference_update(message.id for message in self.tree.remove_branch(first))
        return True

    @property
    def streaming(self) -> bool:
        """Whether a reply streams or waits in this conversation, so that it can be stopped."""
        return self._handed_over > 0 or bool(self._arriving)

    def last_figures(self) -> Figures | None:
        """The figures of the newest reply on the path that has some."""
        return next((message.figures for message in self._newest_first() if message.figures is not None), None)

    def _newest_first(self) -> Iterator[Message]:
        return reversed(self.tree.chosen_path() if self.tree is not None else ())

    def question_of(self, message_id: str) -> tuple[Draft, tuple[str, ...]]:
        """The question of a reply (or the message itself, if it is a question) and the models that answered it."""
        if self.tree is None or message_id not in self.tree:
            return Draft(), ()
        message = self.tree[message_id]
        asked = message
        if message.role is not Role.USER and message.parent is not None and message.parent in self.tree:
            asked = self.tree[message.parent]
        answers = [other for other in self.tree if other.parent == asked.id and other.model]
        return Draft(asked.text, asked.attachments), tuple(dict.fromkeys(answer.model for answer in answers))

    def last_reply(self) -> Message | None:
        """The newest reply on the path."""
        return next((message for message in self._newest_first() if message.role is Role.ASSISTANT), None)


def _head(conversation_id: str, messages: tuple[Message, ...]) -> ConversationHead:
    first = next((Draft(m.text, m.attachments) for m in messages if m.role is Role.USER), Draft())
    model = next((message.model for message in messages if message.model), "")
    now = time()
    return ConversationHead(conversation_id, first.suggest_title(), created=now, updated=now, model=model)
