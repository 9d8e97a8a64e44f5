"""Runs, continues, votes on, copies and exports comparisons. On the loop's thread."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import time

from teahouse.connection.address import Address
from teahouse.core.comparison import FEWEST_LANES, MOST_LANES, REPETITIONS, Comparison, Lane, Vote
from teahouse.core.conversation import MEASURED, Conversation, ConversationHead, Draft, Message, Role, new_id
from teahouse.core.errors import Problem, Trouble
from teahouse.core.options import check_options
from teahouse.core.ratings import group_ballots, rate_models
from teahouse.core.run import Run
from teahouse.services.chat.history import HistoryService
from teahouse.services.compare import export, votes_file
from teahouse.services.compare.events import (
    ComparisonGoneEvent,
    ComparisonsEvent,
    ContinuedEvent,
    ExportedEvent,
    RatingsEvent,
    UncomparedEvent,
)
from teahouse.services.compare.export import ExportKind, ExportTexts
from teahouse.services.compare.lane_runner import Assignment
from teahouse.services.compare.open_comparisons import OpenComparison, OpenComparisons
from teahouse.services.compare.schedule_runner import ScheduleRunner
from teahouse.services.compare.set_runs import SetRuns
from teahouse.services.error_reports import as_trouble, report_errors
from teahouse.services.events import EventSink
from teahouse.services.pending_writes import Repositories
from teahouse.services.store_thread import StoreThread


class ComparisonCommands:
    """The use cases of `CompareService`, one method each."""

    def __init__(
        self,
        store_thread: StoreThread,
        history: HistoryService,
        comparisons: OpenComparisons,
        schedule_runner: ScheduleRunner,
        set_runs: SetRuns,
        post: EventSink,
    ) -> None:
        self._store_thread = store_thread
        self._history = history
        self._comparisons = comparisons
        self._schedule_runner = schedule_runner
        self._set_runs = set_runs
        self._post = post

    async def run_comparison(self, comparison: Comparison, question: Draft) -> None:
        try:
            _check_comparison(comparison)
            opened = await self._comparisons.create_comparison(comparison)
            await self._add_question(opened, question)
        except Exception as failure:
            self._post(UncomparedEvent(comparison.id, question, as_trouble(failure)))
            return
        await report_errors(self.post_heads(), self._post)
        await self._run_assignments(
            opened, [Assignment(opened, lane, 0, comparison.repetitions) for lane in opened.stored.lanes]
        )

    async def follow_up(self, comparison_id: str, question: Draft) -> None:
        try:
            opened = await self._comparisons.get_comparison(comparison_id)
            if opened is None:
                self._post(ComparisonGoneEvent(comparison_id))
                return
            async with opened.lock:
                turn = opened.turns
                await self._add_question(opened, question)
        except Exception as failure:
            self._post(UncomparedEvent(comparison_id, question, as_trouble(failure)))
            return
        await self._run_assignments(
            opened, [Assignment(opened, lane, turn, opened.stored.repetitions) for lane in opened.stored.lanes]
        )

    async def _add_question(self, opened: OpenComparison, question: Draft) -> None:
        """Store a question in every lane."""
        now = time()
        questions = {
            lane.id: Message(
                new_id(),
                opened.follow_up_parent(lane.id),
                Role.USER,
                question.text,
                created=now,
                attachments=question.attachments,
            )
            for lane in opened.stored.lanes
        }
        await self._comparisons.add_questions(opened, questions)

    async def retry_lane(self, comparison_id: str, lane_id: str) -> None:
        opened = await self._comparisons.get_comparison(comparison_id)
        lane = None if opened is None else opened.stored.find_lane(lane_id)
        if opened is not None and lane is not None:
            await self._run_assignments(opened, [Assignment(opened, lane, opened.turns - 1, 1)])

    async def _run_assignments(self, opened: OpenComparison, assignments: list[Assignment]) -> None:
        try:
            with opened.working():
                self._post(opened.make_event())
                await self._schedule_runner.run_assignments(assignments, opened.stored.mode)
        finally:
            self._post(opened.make_event())

    async def vote_for(self, comparison_id: str, lane_id: str, *, all_bad: bool = False) -> None:
        opened = await self._comparisons.get_comparison(comparison_id)
        if opened is None or not opened.turns:
            return
        comparison = opened.make_comparison()
        turn = opened.turns - 1
        before = comparison.vote_of(turn)
        tags = before.tags if before else ()
        await self._save_vote(opened, Vote(turn, lane_id, time(), comparison.hidden, all_bad, tags))

    async def tag_vote(self, comparison_id: str, tags: tuple[str, ...]) -> None:
        opened = await self._comparisons.get_comparison(comparison_id)
        vote = None if opened is None or not opened.turns else opened.make_comparison().vote_of(opened.turns - 1)
        if opened is not None and vote is not None:
            await self._save_vote(opened, replace(vote, tags=tags))

    async def _save_vote(self, opened: OpenComparison, vote: Vote) -> None:
        comparison, turn = opened.make_comparison(), vote.turn
        answered = {run.lane_id for run in comparison.runs if run.turn == turn and run.message.state in MEASURED}
        models = [lane.model for lane in comparison.lanes if lane.id in answered]
        chosen = comparison.find_lane(vote.lane_id)
        winner = chosen.model if chosen else ""
        task = await self._set_runs.find_use(comparison.set_run)
        await self._store_thread.write(lambda store: store.comparisons.save_vote(opened.id, vote, winner, models, task))
        opened.add_vote(vote)
        self._post(opened.make_event())
        await self.post_ratings()

    async def post_ratings(self) -> None:
        ballots = await self._store_thread.call(lambda store: store.comparisons.list_ballots())
        tasks, tags = group_ballots(ballots)
        self._post(
            RatingsEvent(
                rate_models(ballots),
                {task: rate_models(some) for task, some in tasks.items()},
                {tag: rate_models(some) for tag, some in sorted(tags.items())},
            )
        )

    async def open_comparison(self, comparison_id: str) -> None:
        opened = await self._comparisons.get_comparison(comparison_id)
        self._post(ComparisonGoneEvent(comparison_id) if opened is None else opened.make_event())

    async def post_heads(self) -> None:
        self._post(ComparisonsEvent(await self._store_thread.call(lambda store: store.comparisons.list_heads())))

    async def remove_comparison(self, comparison_id: str) -> None:
        await self._schedule_runner.drop_lanes(comparison_id, None)
        await self._comparisons.remove_comparison(comparison_id)
        await self.post_heads()

    async def continue_as_chat(self, comparison_id: str, lane_id: str) -> None:
        opened = await self._comparisons.get_comparison(comparison_id)
        lane = None if opened is None else opened.stored.find_lane(lane_id)
        if opened is None or lane is None:
            self._post(ComparisonGoneEvent(comparison_id))
            return
        copy = _copy_lane(opened, lane)
        await self._history.create_conversation(copy)
        await self._store_thread.write(lambda store: store.conversations.add_messages(copy.id, *copy))
        self._post(ContinuedEvent(comparison_id, lane_id, copy.id))
        await self._history.post_head(copy.id)

    async def export_comparison(self, comparison_id: str, kind: ExportKind, path: Path, texts: ExportTexts) -> None:
        try:
            comparisons = await self._set_runs.comparisons_of(comparison_id)
            if not comparisons:
                opened = await self._comparisons.get_comparison(comparison_id)
                comparisons = () if opened is None else (opened.make_comparison(),)
            runs = await self._load_runs([run.message.id for each in comparisons for run in each.runs])
            await export.write(comparisons, kind, path, texts, runs)
        except Exception as failure:
            self._post(ExportedEvent(str(path), as_trouble(failure)))
        else:
            self._post(ExportedEvent(str(path)))

    async def export_votes(self, path: Path) -> None:
        try:
            votes = await self._store_thread.call(lambda store: store.comparisons.list_votes())
            runs: dict[str, dict[str, Run]] = {}
            for comparison_id in dict.fromkeys(vote.comparison_id for vote in votes):
                ids = await self._store_thread.call(partial(_list_answer_ids, comparison_id))
                runs[comparison_id] = {run.model: run for run in (await self._load_runs(ids)).values()}
            await asyncio.to_thread(votes_file.write_votes, path, votes, runs)
        except Exception as failure:
            self._post(ExportedEvent(str(path), as_trouble(failure)))
        else:
            self._post(ExportedEvent(str(path)))

    async def _load_runs(self, message_ids: Sequence[str]) -> dict[str, Run]:
        return await self._store_thread.call(lambda store: store.runs.list_of_messages(message_ids))


def _list_answer_ids(comparison_id: str, store: Repositories) -> tuple[str, ...]:
    return store.comparisons.list_answer_ids(comparison_id)


def _copy_lane(opened: OpenComparison, lane: Lane) -> Conversation:
    """A new conversation with the lane's messages up to its last good answer, and its settings."""
    tree = opened.trees[lane.id]
    last = opened.follow_up_parent(lane.id)
    now = time()
    head = ConversationHead(new_id(), opened.stored.title, created=now, updated=now, model=lane.model)
    copy = Conversation(head, options=dict(tree.options), system=tree.system, think=tree.think)
    above: str | None = None
    for message in () if last is None else tree.path_to(last):
        copy.add_message(replace(message, id=new_id(), parent=above))
        above = copy.leaf_id()
    return copy


def _check_comparison(comparison: Comparison) -> None:
    """Raise OPTION_INVALID or HOST_ADDRESS_INVALID for an invalid comparison."""
    if not FEWEST_LANES <= len(comparison.lanes) <= MOST_LANES:
        raise Trouble(Problem.OPTION_INVALID, option="lanes", minimum=FEWEST_LANES, maximum=MOST_LANES)
    if comparison.repetitions not in REPETITIONS:
        raise Trouble(Problem.OPTION_INVALID, option="repetitions", minimum=REPETITIONS[0], maximum=REPETITIONS[-1])
    if len({lane.id for lane in comparison.lanes}) < len(comparison.lanes):
        raise Trouble(Problem.OPTION_INVALID, option="lanes", message="two lanes with one id")
    for lane in comparison.lanes:
        check_options(comparison.effective_options(lane))
        if lane.host and Address.parse(lane.host).userinfo:  # a password would be stored
            raise Trouble(Problem.HOST_ADDRESS_INVALID, address=Address.parse(lane.host).shown)
