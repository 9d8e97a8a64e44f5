"""A lane's answers as a conversation that the transcript can show: one turn below the other, repetitions as siblings.

A single question stands above all lanes, so it is not repeated in them; where others follow, all stand in the lanes.
Ids are the lane's, the turn's and the repetition's own, so that pieces find their message before it was kept.
"""

from __future__ import annotations

from dataclasses import replace

from teahouse.core.comparison import Comparison
from teahouse.core.conversation import Conversation, ConversationHead, Draft, Message, Role, State


def key_of(lane_id: str, turn: int, repetition: int) -> str:
    """The id of an answer in its lane's conversation."""
    return f"{lane_id}/{turn}/{repetition}"


def question_key(lane_id: str, turn: int) -> str:
    """The id of a question in a lane's conversation."""
    return f"{lane_id}/{turn}"


class LaneTalk:
    """`name` is what the lane is called, for screen readers; set by whoever knows it."""

    def __init__(self, lane_id: str) -> None:
        self.lane_id = lane_id
        self.name = ""
        self._questions: tuple[Draft, ...] = ()
        self.conversation = Conversation(ConversationHead(lane_id, "", 0.0, 0.0))

    def take(self, comparison: Comparison) -> bool:
        """Be what the comparison says of this lane; tells whether anything is another now than it was."""
        self._questions = tuple(comparison.question(turn) for turn in range(len(comparison.prompts)))
        fresh = Conversation(self.conversation.head)
        for turn in range(len(comparison.prompts)):
            parent = self._ask(fresh, turn, self._questions[turn])
            for run in comparison.runs_of(self.lane_id, turn):
                key = key_of(self.lane_id, turn, run.repetition)
                fresh.add(replace(run.message, id=key, parent=parent, model=self.name))
            self._choose(fresh, comparison, turn)
        same = _outline(fresh) == _outline(self.conversation)
        if not same:
            self.conversation = fresh
        return not same

    def _ask(self, talk: Conversation, turn: int, asked: Draft) -> str | None:
        """Add a turn's question below the answer before, where it is shown; returns its id."""
        if len(self._questions) < 2:
            return None
        question = Message(
            question_key(self.lane_id, turn), talk.leaf(), Role.USER, asked.text, attachments=asked.attachments
        )
        talk.add(question)
        return question.id

    def _choose(self, talk: Conversation, comparison: Comparison, turn: int) -> None:
        """Show the answer at work, else the last that came to something."""
        runs = comparison.runs_of(self.lane_id, turn)
        if not runs or runs[-1].message.state is State.STREAMING:
            return
        shown = comparison.shown(self.lane_id, turn)
        chosen = next((run for run in reversed(runs) if run.message is shown), runs[-1])
        talk.choose(key_of(self.lane_id, turn, chosen.repetition))

    def last_start(self) -> str | None:
        """The id of the message that the last turn begins with."""
        path = self.conversation.path()
        questions = [message.id for message in path if message.role is Role.USER]
        return questions[-1] if questions else path[-1].id if path else None

    def begin(self, turn: int, repetition: int) -> Message | None:
        """An answer that began and is not here yet: the empty message, to be shown; else None."""
        key = key_of(self.lane_id, turn, repetition)
        if key in self.conversation:
            return None
        return Message(key, self._parent_of(turn), Role.ASSISTANT, model=self.name, state=State.STREAMING)

    def _parent_of(self, turn: int) -> str | None:
        key = question_key(self.lane_id, turn)
        if key in self.conversation or turn >= len(self._questions):
            return key if key in self.conversation else None
        return self._ask(self.conversation, turn, self._questions[turn])

    def end(self, turn: int, repetition: int, message: Message) -> Message:
        """An answer is over; returns it under the id it has here."""
        key = key_of(self.lane_id, turn, repetition)
        parent = self.conversation[key].parent if key in self.conversation else self._parent_of(turn)
        kept = replace(message, id=key, parent=parent, model=self.name)
        if key in self.conversation:
            self.conversation.update(key, **{name: getattr(kept, name) for name in _CONTENT})
        return kept


_CONTENT = ("text", "thinking", "model", "state", "created", "problem", "facts", "figures")


def _outline(talk: Conversation) -> list[tuple[object, ...]]:
    """What a conversation shows, apart from the text that is still coming."""
    return [
        (message.id, message.state, message.model, *(() if message.state is State.STREAMING else (message.text,)))
        for message in talk
    ]
