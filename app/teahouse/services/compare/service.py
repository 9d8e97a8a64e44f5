"""The compare service. Its methods return at once and post `compare.events`.

A comparison is stored before its first question is sent, and each answer from its first piece on.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Coroutine, Mapping
from pathlib import Path
from time import time
from typing import Any

from teahouse.core.comparison import Comparison, Lane, Mode, random_seed
from teahouse.core.conversation import Draft
from teahouse.core.prompt_sets import Prompt, PromptSet
from teahouse.services.chat.history import HistoryService
from teahouse.services.compare.commands import ComparisonCommands
from teahouse.services.compare.events import LaneEvent
from teahouse.services.compare.export import ExportKind, ExportTexts
from teahouse.services.compare.host_sessions import HostSessions
from teahouse.services.compare.lane_runner import LaneRunner
from teahouse.services.compare.open_comparisons import OpenComparison, OpenComparisons
from teahouse.services.compare.schedule_runner import ScheduleRunner
from teahouse.services.compare.set_runs import PromptLibrary, SetRuns
from teahouse.services.error_reports import report_errors
from teahouse.services.events import EventSink
from teahouse.services.generation.events import PieceEvent
from teahouse.services.generation.pacing import PacedSink
from teahouse.services.hosts.service import HostsService
from teahouse.services.models.library import LibraryService
from teahouse.services.runtime import Runtime
from teahouse.services.store_thread import StoreThread


class CompareService:
    def __init__(
        self,
        runtime: Runtime,
        commands: ComparisonCommands,
        schedule_runner: ScheduleRunner,
        prompts: PromptLibrary,
        set_runs: SetRuns,
        sessions: HostSessions,
        post: EventSink,
    ) -> None:
        self._runtime = runtime
        self._commands = commands
        self._schedule_runner = schedule_runner
        self._prompts = prompts
        self._set_runs = set_runs
        self._sessions = sessions
        self._post = post

    # Called by the window.

    def run_comparison(
        self,
        comparison_id: str,
        question: Draft,
        lanes: tuple[Lane, ...],
        *,
        system: str = "",
        mode: Mode = Mode.ONE_AFTER_ANOTHER,
        repetitions: int = 1,
        preload: bool = True,
        options: Mapping[str, Any] | None = None,
        seed: int | None = None,
        blind: bool = False,
    ) -> None:
        """Store a new comparison and send the question to 2 to 6 lanes. `comparison_id` and lane ids are from `new_id`.
        `mode` AUTO chooses the fair one; `repetitions` is 1, 3 or 5; with `preload` each model is loaded first and its
        load measured separately; a lane's own options come before `options` and `seed` (None: random, the same for
        all); `blind` shuffles the lanes.

        → `ComparisonEvent`, `PlanEvent`, then `LaneEvent` and the events of replies, `ComparisonEvent` after each
        answer; or `UncomparedEvent`.
        """
        shown = list(lanes)
        if blind:
            random.shuffle(shown)
        comparison = Comparison(
            id=comparison_id,
            title=question.suggest_title(),
            created=time(),
            lanes=tuple(shown),
            system=system,
            mode=Mode(mode),
            repetitions=repetitions,
            preload=preload,
            options=options or {},
            seed=random_seed() if seed is None else seed,
            blind=blind,
        )
        self._submit_work(self._commands.run_comparison(comparison, question))

    def follow_up(self, comparison_id: str, question: Draft) -> None:
        """Send a further question to every lane, below its own last answer."""
        self._submit_work(self._commands.follow_up(comparison_id, question))

    def stop_lanes(self, comparison_id: str, lane_id: str | None = None) -> None:
        """Stop one lane or all; text and figures so far stay."""
        self._submit_work(self._schedule_runner.drop_lanes(comparison_id, lane_id))

    def retry_lane(self, comparison_id: str, lane_id: str) -> None:
        """Generate another answer of a lane's last turn; the old one stays."""
        self._submit_work(self._commands.retry_lane(comparison_id, lane_id))

    def vote_for(self, comparison_id: str, lane_id: str, *, all_bad: bool = False) -> None:
        """Set the best answer of the last turn, "" for a tie or `all_bad`. → `ComparisonEvent`, `RatingsEvent`"""
        self._submit_work(self._commands.vote_for(comparison_id, lane_id, all_bad=all_bad))

    def tag_vote(self, comparison_id: str, tags: tuple[str, ...]) -> None:
        """Set the tags of the vote on the last turn. → `ComparisonEvent`, `RatingsEvent`"""
        self._submit_work(self._commands.tag_vote(comparison_id, tags))

    def export_votes(self, path: str) -> None:
        """Write all votes to a file, as CSV or JSON by its ending. → `ExportedEvent`"""
        self._submit_work(self._commands.export_votes(Path(path)))

    def list_host_models(self, host: str) -> None:
        """List the models of another host, by its address as typed. → `HostModelsEvent`"""
        self._submit_work(self._sessions.list_models(host))

    def list_ratings(self) -> None:
        """→ `RatingsEvent`"""
        self._submit_work(self._commands.post_ratings())

    def open_comparison(self, comparison_id: str) -> None:
        """→ `ComparisonEvent` or `ComparisonGoneEvent`"""
        self._submit_work(self._commands.open_comparison(comparison_id))

    def list_comparisons(self) -> None:
        """→ `ComparisonsEvent`"""
        self._submit_work(self._commands.post_heads())

    def remove_comparison(self, comparison_id: str) -> None:
        """Delete a comparison with its answers; runs and votes stay. → `ComparisonsEvent`"""
        self._submit_work(self._commands.remove_comparison(comparison_id))

    def continue_as_chat(self, comparison_id: str, lane_id: str) -> None:
        """Copy a lane into a new conversation. → `ContinuedEvent`, `HeadEvent`"""
        self._submit_work(self._commands.continue_as_chat(comparison_id, lane_id))

    def export_comparison(self, comparison_id: str, kind: ExportKind, path: str, texts: ExportTexts) -> None:
        """Write a comparison, or a set's run by its id, to a file; `texts` are for Markdown. → `ExportedEvent`"""
        self._submit_work(self._commands.export_comparison(comparison_id, kind, Path(path), texts))

    def list_sets(self) -> None:
        """→ `SetsEvent`"""
        self._submit_work(self._set_runs.post_sets())

    def save_set(self, prompt_set: PromptSet) -> None:
        """Store a set of the person's own, new or changed. → `SetsEvent`"""
        self._submit_work(self._change_sets(self._prompts.save_set(prompt_set)))

    def remove_set(self, set_id: str) -> None:
        """Delete a set of the person's own; its runs stay. → `SetsEvent`"""
        self._submit_work(self._change_sets(self._prompts.remove_set(set_id)))

    def run_set(
        self, set_id: str, models: tuple[str, ...], *, run_id: str = "", prompts: tuple[Prompt, ...] = ()
    ) -> None:
        """Run a set over 1 to 6 models, model by model so that each is loaded once. `run_id` is from `new_id`; that of
        an unfinished run resumes it. `prompts` replace the set's: they are in another language. → `SetProgressEvent`"""
        self._submit_work(self._set_runs.run_set(set_id, models, run_id, prompts))

    def stop_set(self, run_id: str) -> None:
        """Stop an unattended run; `run_set` with its id resumes it."""
        self._submit_work(self._set_runs.stop_run(run_id))

    async def close(self) -> None:
        """Store arriving answers as cut off; on the loop's thread."""
        await self._schedule_runner.close()
        await self._sessions.close()

    async def _change_sets(self, change: Coroutine[Any, Any, None]) -> None:
        await change
        await self._set_runs.post_sets()

    def _submit_work(self, work: Coroutine[Any, Any, None]) -> None:
        self._runtime.submit(report_errors(work, self._post))


def compare_service(
    runtime: Runtime,
    store_thread: StoreThread,
    history: HistoryService,
    hosts: HostsService,
    library: LibraryService,
    prompts: Path,
    turn: asyncio.Lock,
    post: EventSink,
) -> CompareService:
    """Build the service. `prompts` is the folder of the built-in sets; `turn` is held while anything is measured."""

    def post_change(opened: OpenComparison) -> None:
        """Post the comparison after an answer, and the set's run it belongs to."""
        post(opened.make_event())
        if opened.stored.set_run:
            runtime.spawn(set_runs.post_progress(opened.stored.set_run, opened.id))

    post = PacedSink(post, _can_wait, several=True)
    sessions = HostSessions(runtime, store_thread, hosts, library, post)
    lane_runner = LaneRunner(store_thread, sessions, post, post_change)
    schedule_runner = ScheduleRunner(runtime, sessions, lane_runner, turn, post)
    comparisons = OpenComparisons(store_thread)
    prompt_library = PromptLibrary(store_thread, prompts)
    set_runs = SetRuns(store_thread, prompt_library, comparisons, schedule_runner, post)
    commands = ComparisonCommands(store_thread, history, comparisons, schedule_runner, set_runs, post)
    return CompareService(runtime, commands, schedule_runner, prompt_library, set_runs, sessions, post)


def _can_wait(event: object) -> bool:
    """Whether an event is one of many: a piece, or a lane's figures while it streams."""
    return isinstance(event, PieceEvent) or (isinstance(event, LaneEvent) and event.rate is not None)
