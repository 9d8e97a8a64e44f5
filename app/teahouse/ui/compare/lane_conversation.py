"""A lane's answers as a conversation that the transcript can show: one turn below the other, repetitions as siblings.

A single question stands above all lanes, so it is not repeated in them; where others follow, all stand in the lanes.
Ids are the lane's, the turn's and the repetition's own, so that pieces find their message before it was kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field, replace
from itertools import count

from teahouse.core.comparison import Comparison
from teahouse.core.conversation import Conversation, ConversationHead, Draft, Message, Role, State
from teahouse.core.values import dataclass


def key_of(lane_id: str, turn: int, repetition: int) -> str:
    """The id of an answer in its lane's conversation."""
    return f"{lane_id}/{turn}/{repetition}"


def question_key(lane_id: str, turn: int) -> str:
    """The id of a question in a lane's conversation."""
    return f"{lane_id}/{turn}"


@dataclass(slots=True)
class Coming:
    """What has come of an answer at work, piece by piece; of it the view was told `texts` and `thoughts` pieces."""

    text: list[str] = field(default_factory=list)
    thinking: list[str] = field(default_factory=list)
    texts: int = 0
    thoughts: int = 0
    rethought: bool = False  # the view does not know yet

    def rethink(self) -> None:
        """What came as text until now was thinking."""
        self.thinking += self.text
        self.text, self.texts, self.thoughts = [], 0, self.thoughts + self.texts
        self.rethought = True

    def untold(self) -> tuple[bool, str, str]:
        """What the view does not know yet, which it is told now: whether it was rethought, text and thinking."""
        found = self.rethought, "".join(self.text[self.texts :]), "".join(self.thinking[self.thoughts :])
        self.all_told()
        return found

    def all_told(self) -> None:
        """The view shows all there is."""
        self.texts, self.thoughts, self.rethought = len(self.text), len(self.thinking), False


class LaneConversation:
    """`name` is what screen readers call the lane, set by whoever knows it; `coming` has the answers at work by their
    ids."""

    def __init__(self, lane_id: str) -> None:
        self.lane_id = lane_id
        self.name = ""
        self.coming: dict[str, Coming] = {}
        self._questions: tuple[Draft, ...] = ()
        self.conversation = Conversation(ConversationHead(lane_id, "", 0.0, 0.0))

    def take(self, comparison: Comparison) -> bool:
        """Be what the comparison says of this lane; tells whether anything is another now than it was. As long as it
        runs, what was heard since it was told is known better here."""
        self._questions = tuple(comparison.question(turn) for turn in range(len(comparison.prompts)))
        fresh = Conversation(self.conversation.head)
        for turn in range(len(comparison.prompts)):
            parent = self._ask(fresh, turn, self._questions[turn])
            for message in self._answers(comparison, turn):
                fresh.add(replace(message, parent=parent, model=self.name))
            self._choose(fresh, comparison, turn)
        self.coming = {key: one for key, one in self.coming.items() if _streams(fresh, key)}
        same = _outline(fresh) == _outline(self.conversation)
        if not same:
            self.conversation = fresh
            for one in self.coming.values():
                one.all_told()
        return not same

    def _answers(self, comparison: Comparison, turn: int) -> Iterator[Message]:
        """The lane's answers to a turn, under the ids they have here."""
        runs = comparison.runs_of(self.lane_id, turn)
        for run in runs:
            key = key_of(self.lane_id, turn, run.repetition)
            yield self._known(replace(run.message, id=key), running=comparison.running)
        if not comparison.running:
            return
        for repetition in count(len(runs)):  # those that began since
            key = key_of(self.lane_id, turn, repetition)
            if key not in self.conversation:
                return
            yield self._known(self.conversation[key], running=True)

    def _known(self, message: Message, *, running: bool) -> Message:
        """An answer with all that is known of it."""
        if message.state is not State.STREAMING:
            return message
        if running and message.id in self.conversation and not _streams(self.conversation, message.id):
            return self.conversation[message.id]
        coming = self.coming.get(message.id)
        if coming is None:
            coming = self.coming[message.id] = Coming([message.text], [message.thinking])
            coming.all_told()
        return replace(message, text="".join(coming.text), thinking="".join(coming.thinking))

    def hear(self, key: str, text: str, thinking: str, *, rethought: bool) -> None:
        """A piece of an answer came."""
        coming = self.coming.setdefault(key, Coming())
        if rethought:
            coming.rethink()
        if text:
            coming.text.append(text)
        if thinking:
            coming.thinking.append(thinking)

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
        newest = talk.path()[-1:]
        if not runs or (newest and newest[0].state is State.STREAMING):
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
        self.coming.pop(key, None)
        parent = self.conversation[key].parent if key in self.conversation else self._parent_of(turn)
        kept = replace(message, id=key, parent=parent, model=self.name)
        if key in self.conversation:
            self.conversation.update(key, **{name: getattr(kept, name) for name in _CONTENT})
        return kept


def _streams(talk: Conversation, key: str) -> bool:
    return key in talk and talk[key].state is State.STREAMING


_CONTENT = ("text", "thinking", "model", "state", "created", "problem", "facts", "figures")


def _outline(talk: Conversation) -> list[tuple[object, ...]]:
    """What a conversation shows, apart from the text that is still coming."""
    return [
        (message.id, message.state, message.model, *(() if message.state is State.STREAMING else (message.text,)))
        for message in talk
    ]
