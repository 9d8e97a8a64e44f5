"""One comparison in use: its lanes' trees, and what of their answers still arrives."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from teahouse.core.comparison import Comparison, Lane, LaneRun, Vote, lane_conversation_id
from teahouse.core.conversation import MEASURED, Conversation, Message, Role, State
from teahouse.services.compare.events import ComparisonEvent
from teahouse.services.generation.generation import Generation
from teahouse.services.pending_writes import Repositories
from teahouse.services.store_thread import StoreThread


class OpenComparison:
    """`kept` is the comparison without its answers; `trees` has a conversation for each lane id; `arriving` the replies
    on their way, by message id; `lock` is held by whoever asks a further question: which turn that is must be the same
    when it is kept."""

    def __init__(self, kept: Comparison, trees: dict[str, Conversation]) -> None:
        self.kept = kept
        self.trees = trees
        self.arriving: dict[str, Generation] = {}
        self._at_work = 0
        self.lock = asyncio.Lock()

    @property
    def id(self) -> str:
        return self.kept.id

    @property
    def is_working(self) -> bool:
        """Whether something that was asked is not over."""
        return self._at_work > 0

    @contextmanager
    def working(self) -> Iterator[None]:
        """While inside, something that was asked is not over."""
        self._at_work += 1
        try:
            yield
        finally:
            self._at_work -= 1

    @property
    def turns(self) -> int:
        """How many questions were asked."""
        return max((len(self._questions_of(lane.id)) for lane in self.kept.lanes), default=0)

    def question(self, lane_id: str, turn: int) -> Message:
        return self._questions_of(lane_id)[turn]

    def answers(self, lane_id: str, turn: int) -> tuple[Message, ...]:
        """A lane's answers to one turn, oldest first."""
        questions = self._questions_of(lane_id)
        if turn >= len(questions):
            return ()
        beside = (message for message in self.trees[lane_id] if message.parent == questions[turn].id)
        return tuple(message for message in beside if message.role is Role.ASSISTANT)

    def follow_up_parent(self, lane_id: str) -> str | None:
        """The message a further question to this lane stands below: its last answer that came to something."""
        questions = self._questions_of(lane_id)
        answers = self.answers(lane_id, len(questions) - 1) if questions else ()
        good = [answer for answer in answers if answer.state in MEASURED]
        last = good or answers or questions
        return last[-1].id if last else None

    def count_missing(self, lane_id: str, turn: int) -> int:
        """How many good answers a lane still owes for a turn."""
        good = [answer for answer in self.answers(lane_id, turn) if answer.state in (State.DONE, State.LENGTH)]
        return max(0, self.kept.repetitions - len(good))

    def make_comparison(self) -> Comparison:
        """The comparison as it stands, with what has arrived so far."""
        asked = max((self._questions_of(lane.id) for lane in self.kept.lanes), key=len, default=[])
        return replace(
            self.kept,
            prompts=tuple(question.text for question in asked),
            attached=tuple(question.attachments for question in asked),
            runs=tuple(run for lane in self.kept.lanes for run in self._runs_of(lane)),
            running=self.is_working,
        )

    def make_event(self) -> ComparisonEvent:
        """The comparison as it stands, with each lane's conversation for the window's own use."""
        lanes = (lane.id for lane in self.kept.lanes)
        return ComparisonEvent(self.make_comparison(), {lane_id: self._copy_conversation(lane_id) for lane_id in lanes})

    def _copy_conversation(self, lane_id: str) -> Conversation:
        """A lane's conversation with what has arrived so far. Its path leads to the answer at work, else to the one a
        further question would follow."""
        twin = self.trees[lane_id].copy_tree()
        shown = self.follow_up_parent(lane_id)
        for message in twin:
            if message.id in self.arriving:
                twin.update_message(message.id, **_arrived(self.arriving[message.id]))
                shown = message.id
        if shown is not None:
            twin.choose_message(shown)
        return twin

    def add_vote(self, vote: Vote) -> None:
        others = tuple(other for other in self.kept.votes if other.turn != vote.turn)
        self.kept = replace(self.kept, votes=(*others, vote))

    def _runs_of(self, lane: Lane) -> list[LaneRun]:
        return [
            LaneRun(lane.id, turn, repetition, self._so_far(answer))
            for turn in range(len(self._questions_of(lane.id)))
            for repetition, answer in enumerate(self.answers(lane.id, turn))
        ]

    def _so_far(self, message: Message) -> Message:
        generation = self.arriving.get(message.id)
        if generation is None:
            return message
        return replace(message, **_arrived(generation))

    def _questions_of(self, lane_id: str) -> list[Message]:
        return [message for message in self.trees[lane_id] if message.role is Role.USER]


HELD = 30  # comparisons that are kept at hand; those at work besides


def _arrived(generation: Generation) -> dict[str, Any]:
    return {"text": generation.text, "thinking": generation.thinking}


class OpenComparisons:
    """The comparisons in use: each held once, so that a lane at work and the window's questions see the same one."""

    def __init__(self, store_thread: StoreThread) -> None:
        self._store_thread = store_thread
        self._held: dict[str, OpenComparison] = {}

    async def create_comparison(self, comparison: Comparison) -> OpenComparison:
        """Keep a new comparison and hold it."""

        await self._store_thread.write(lambda kept: kept.comparisons.create_comparison(comparison))
        return self._hold_comparison(await self._store_thread.call(lambda kept: _load(kept, comparison.id)))

    async def get_comparison(self, comparison_id: str) -> OpenComparison | None:
        """The one that is held, or as it is kept; None when it is not kept any more."""
        if comparison_id not in self._held:
            try:
                found = await self._store_thread.call(lambda kept: _load(kept, comparison_id))
            except KeyError:
                return None
            self._held.setdefault(comparison_id, found)
        return self._hold_comparison(self._held[comparison_id])

    async def add_questions(self, opened: OpenComparison, questions: dict[str, Message]) -> None:
        """Keep a further question of each lane, by lane id."""

        def keep(kept: Repositories) -> None:
            for lane_id, question in questions.items():
                kept.conversations.add_messages(lane_conversation_id(opened.id, lane_id), question)

        await self._store_thread.write(keep)
        for lane_id, question in questions.items():
            opened.trees[lane_id].add_message(question)

    async def remove_comparison(self, comparison_id: str) -> None:
        self._held.pop(comparison_id, None)
        await self._store_thread.write(lambda kept: kept.comparisons.delete_comparison(comparison_id))

    def _hold_comparison(self, opened: OpenComparison) -> OpenComparison:
        """Hold it as the one used last, and let go of those nobody used for long."""
        self._held.pop(opened.id, None)
        self._held[opened.id] = opened
        idle = [key for key, other in self._held.items() if not other.is_working]
        for key in idle[:-HELD]:
            del self._held[key]
        return opened


def _load(kept: Repositories, comparison_id: str) -> OpenComparison:
    comparison = kept.comparisons.load_comparison(comparison_id)
    trees: dict[str, Conversation] = {
        lane.id: kept.conversations.load_conversation(lane_conversation_id(comparison_id, lane.id))
        for lane in comparison.lanes
    }
    return OpenComparison(comparison, trees)
