"""A lane's conversation in the lane's view, brought up to date by the events that any conversation has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from teahouse.core.conversation import Conversation, Draft, Message, Role, State
from teahouse.services.chat.events import RemovedEvent
from teahouse.services.generation.events import PhaseEvent, PieceEvent, ReplyEvent, RethoughtEvent
from teahouse.ui.transcript.view import TranscriptView

LaneReplyEvent = PhaseEvent | RethoughtEvent | ReplyEvent | RemovedEvent


class LaneTranscript:
    """Takes the events of one lane, in their order. What belongs to no conversation on show is dropped."""

    def __init__(self, view: TranscriptView) -> None:
        self._view = view
        self._conversation: Conversation | None = None
        self._author = ("", False)
        self._is_renamed = False  # since the conversation was shown

    def show_author(self, name: str, *, is_blind: bool) -> None:
        """Call whoever answers `name`; `is_blind`: nothing else may tell who that is."""
        if (name, is_blind) != self._author:
            self._author, self._is_renamed = (name, is_blind), True
            self._view.show_author(name, hides_model=is_blind)

    def show_conversation(self, conversation: Conversation, *, is_running: bool) -> None:
        """Show the lane's conversation as it was told, unless it is shown like that. One in which nothing is at work is
        read from the beginning of its last turn."""
        known = self._conversation
        if known is not None and not (self._is_renamed or _is_behind(known, conversation, is_running=is_running)):
            return
        self._conversation, self._is_renamed = conversation, False
        self._view.show_conversation(conversation)
        if not is_running and (start := _last_start(conversation)):
            self._view.scroll_to(start)

    def append_pieces(self, pieces: Sequence[PieceEvent]) -> None:
        """Pieces of answers in the order they came."""
        for message_id in dict.fromkeys(piece.message_id for piece in pieces):
            self._begin_answer(message_id)
        self._view.append_pieces(pieces)

    def handle_event(self, event: LaneReplyEvent) -> None:
        """Take another event of an answer."""
        match event:
            case PhaseEvent(_, message_id):
                self._begin_answer(message_id)
                self._view.set_phase(message_id, replace(event, facts={}) if self._author[1] else event)
            case RethoughtEvent(_, message_id):
                self._begin_answer(message_id)
                self._view.turn_to_thinking(message_id)
            case ReplyEvent(_, message):
                self._finish_answer(message)
            case RemovedEvent(_, messages):
                self._remove_answers(messages)

    def choose_answer(self, message_id: str) -> None:
        """Show another answer: that of another repetition."""
        if self._conversation is not None:
            self._conversation.choose_message(message_id)
            self._view.refresh_path()

    def question_of(self, message_id: str) -> Draft:
        """What was asked by a message."""
        if self._conversation is None:
            return Draft()
        message = self._conversation[message_id]
        return Draft(message.text, message.attachments)

    def _begin_answer(self, message_id: str) -> None:
        """Show an answer that is not here yet, empty, below the last question."""
        conversation = self._conversation
        if conversation is None or message_id in conversation:
            return
        questions = [message.id for message in conversation if message.role is Role.USER]
        parent = questions[-1] if questions else None
        conversation.add_message(Message(message_id, parent, Role.ASSISTANT, state=State.STREAMING))
        self._view.show_conversation(conversation)

    def _finish_answer(self, message: Message) -> None:
        self._begin_answer(message.id)
        if self._conversation is None:
            return
        fields = {name: getattr(message, name) for name in _CONTENT}
        self._view.finish_reply(self._conversation.update_message(message.id, **fields))

    def _remove_answers(self, messages: Sequence[Message]) -> None:
        """Take away answers that will not be begun."""
        conversation = self._conversation
        gone = [message.id for message in messages if conversation is not None and message.id in conversation]
        if conversation is not None and gone:
            for message_id in gone:
                conversation.remove_branch(message_id)
            self._view.refresh_path()


_CONTENT = ("text", "thinking", "model", "state", "created", "problem", "facts", "figures", "calls")


def _is_behind(known: Conversation, told: Conversation, *, is_running: bool) -> bool:
    """Whether a conversation lacks a message of what was told of it, does not know that one is over, or has one that
    did not come to be although nothing is at work any more."""
    if known.id != told.id or (not is_running and any(message.id not in told for message in known)):
        return True
    return any(
        message.id not in known or (known[message.id].state is State.STREAMING and message.state is not State.STREAMING)
        for message in told
    )


def _last_start(conversation: Conversation) -> str | None:
    """The id of the message that the last turn begins with: its question, unless that is the only one."""
    path = conversation.chosen_path()
    questions = [message.id for message in path if message.role is Role.USER]
    several = sum(message.role is Role.USER for message in conversation) > 1
    return questions[-1] if questions and several else path[-1].id if path else None
