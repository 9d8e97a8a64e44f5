"""Comparisons in use: their lanes' trees and arriving answers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from teahouse.core.comparison import Comparison, Lane, LaneRun, Vote, lane_conversation_id
from teahouse.core.conversation import MEASURED, Conversation, Message, Role, State
from teahouse.services.compare.events import ComparisonEvent
from teahouse.services.generation.generation import Generation
from teahouse.services.pending_writes import Repositories
from teahouse.services.store_thread import StoreThread


class OpenComparison:
    """`stored` is the comparison without its answers; `trees` has a conversation for each lane id, `arriving` the
    generations by message id. Hold `lock` while a further question is added, so that its turn does not change."""

    def __init__(self, stored: Comparison, trees: dict[str, Conversation]) -> None:
        self.stored = stored
        self.trees = trees
        self.arriving: dict[str, Generation] = {}
        self._working = 0
        self.lock = asyncio.Lock()

    @property
    def id(self) -> str:
        return self.stored.id

    @property
    def is_working(self) -> bool:
        return self._working > 0

    @contextmanager
    def working(self) -> Iterator[None]:
        """Mark it as working while inside."""
        self._working += 1
        try:
            yield
        finally:
            self._working -= 1

    @property
    def turns(self) -> int:
        """How many questions were asked."""
        return max((len(self._questions_of(lane.id)) for lane in self.stored.lanes), default=0)

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
        """The parent of a further question to this lane: its last good answer."""
        questions = self._questions_of(lane_id)
        answers = self.answers(lane_id, len(questions) - 1) if questions else ()
        good = [answer for answer in answers if answer.state in MEASURED]
        last = good or answers or questions
        return last[-1].id if last else None

    def count_missing(self, lane_id: str, turn: int) -> int:
        """How many good answers of a lane are missing in a turn."""
        good = [answer for answer in self.answers(lane_id, turn) if answer.state in (State.DONE, State.LENGTH)]
        return max(0, self.stored.repetitions - len(good))

    def make_comparison(self) -> Comparison:
        """The comparison now, with the text that has arrived."""
        asked = max((self._questions_of(lane.id) for lane in self.stored.lanes), key=len, default=[])
        return replace(
            self.stored,
            prompts=tuple(question.text for question in asked),
            attached=tuple(question.attachments for question in asked),
            runs=tuple(run for lane in self.stored.lanes for run in self._runs_of(lane)),
            running=self.is_working,
        )

    def make_event(self) -> ComparisonEvent:
        """The comparison now, with copies of the lanes' conversations."""
        lanes = (lane.id for lane in self.stored.lanes)
        return ComparisonEvent(self.make_comparison(), {lane_id: self._copy_conversation(lane_id) for lane_id in lanes})

    def _copy_conversation(self, lane_id: str) -> Conversation:
        """A copy of a lane's conversation with the text that has arrived. Its path leads to the arriving answer, else
        to `follow_up_parent`."""
        twin = self.trees[lane_id].copy_tree()
        shown = self.follow_up_parent(lane_id)
        for message in twin:
            if message.id in self.arriving:
                twin.update_message(self.arriving[message.id].add_text_to(message))
                shown = message.id
        if shown is not None:
            twin.choose_message(shown)
        return twin

    def add_vote(self, vote: Vote) -> None:
        others = tuple(other for other in self.stored.votes if other.turn != vote.turn)
        self.stored = replace(self.stored, votes=(*others, vote))

    def _runs_of(self, lane: Lane) -> list[LaneRun]:
        return [
            LaneRun(lane.id, turn, repetition, self._with_arrived_text(answer))
            for turn in range(len(self._questions_of(lane.id)))
            for repetition, answer in enumerate(self.answers(lane.id, turn))
        ]

    def _with_arrived_text(self, message: Message) -> Message:
        generation = self.arriving.get(message.id)
        return message if generation is None else generation.add_text_to(message)

    def _questions_of(self, lane_id: str) -> list[Message]:
        return [message for message in self.trees[lane_id] if message.role is Role.USER]


MOST_IDLE = 30  # cached comparisons that are not working


class OpenComparisons:
    """A cache with one `OpenComparison` for each comparison in use, shared by lanes and commands."""

    def __init__(self, store_thread: StoreThread) -> None:
        self._store_thread = store_thread
        self._opened: dict[str, OpenComparison] = {}

    async def create_comparison(self, comparison: Comparison) -> OpenComparison:
        """Store a new comparison and cache it."""
        await self._store_thread.write(lambda store: store.comparisons.create_comparison(comparison))
        return self._hold_comparison(await self._store_thread.call(lambda store: _load(store, comparison.id)))

    async def get_comparison(self, comparison_id: str) -> OpenComparison | None:
        """The comparison from the cache or the store; None where it is not stored."""
        if comparison_id not in self._opened:
            try:
                found = await self._store_thread.call(lambda store: _load(store, comparison_id))
            except KeyError:
                return None
            self._opened.setdefault(comparison_id, found)
        return self._hold_comparison(self._opened[comparison_id])

    async def add_questions(self, opened: OpenComparison, questions: dict[str, Message]) -> None:
        """Store a further question of each lane, by lane id."""

        def add_messages(store: Repositories) -> None:
            for lane_id, question in questions.items():
                store.conversations.add_messages(lane_conversation_id(opened.id, lane_id), question)

        await self._store_thread.write(add_messages)
        for lane_id, question in questions.items():
            opened.trees[lane_id].add_message(question)

    async def remove_comparison(self, comparison_id: str) -> None:
        self._opened.pop(comparison_id, None)
        await self._store_thread.write(lambda store: store.comparisons.delete_comparison(comparison_id))

    def _hold_comparison(self, opened: OpenComparison) -> OpenComparison:
        """Cache it as the one used last, and drop the idle ones that were not used for longest."""
        self._opened.pop(opened.id, None)
        self._opened[opened.id] = opened
        idle = [key for key, other in self._opened.items() if not other.is_working]
        for key in idle[:-MOST_IDLE]:
            del self._opened[key]
        return opened


def _load(store: Repositories, comparison_id: str) -> OpenComparison:
    comparison = store.comparisons.load_comparison(comparison_id)
    trees: dict[str, Conversation] = {
        lane.id: store.conversations.load_conversation(lane_conversation_id(comparison_id, lane.id))
        for lane in comparison.lanes
    }
    return OpenComparison(comparison, trees)
