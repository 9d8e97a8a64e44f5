"""Runs of a prompt set over models: one comparison for each prompt, run model by model so that each is loaded once. An
interrupted run resumes with the answers that are missing in the store."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from time import time
from typing import Any

from teahouse.core.comparison import Comparison, Lane, Mode, random_seed
from teahouse.core.conversation import Message, Role, State, new_id, title_from
from teahouse.core.prompt_sets import USES, Prompt, PromptSet, SetRun, report_models
from teahouse.services.compare.events import SetProgressEvent, SetsEvent
from teahouse.services.compare.lane_runner import GONE, Assignment
from teahouse.services.compare.open_comparisons import OpenComparison, OpenComparisons
from teahouse.services.compare.schedule_runner import ScheduleRunner
from teahouse.services.events import EventSink
from teahouse.services.store_thread import StoreThread
from teahouse.store.prompt_sets import KeptSetRun


class PromptLibrary:
    """`folder` holds the built-in sets, a JSON file each."""

    def __init__(self, store_thread: StoreThread, folder: Path) -> None:
        self._store_thread = store_thread
        self._folder = folder

    @cached_property
    def built_in(self) -> tuple[PromptSet, ...]:
        """The built-in sets, in the order of their uses."""
        sets = [_parse_set(json.loads(path.read_text(encoding="utf-8"))) for path in self._folder.glob("*.json")]
        return tuple(sorted(sets, key=lambda prompt_set: (USES.index(prompt_set.use), prompt_set.id)))

    async def list_sets(self) -> tuple[PromptSet, ...]:
        own = await self._store_thread.call(lambda store: store.prompt_sets.list_sets())
        return (*self.built_in, *own)

    async def find_set(self, set_id: str) -> PromptSet | None:
        return next((prompt_set for prompt_set in await self.list_sets() if prompt_set.id == set_id), None)

    async def save_set(self, prompt_set: PromptSet) -> None:
        """Store a set of the person's own; built-in sets are not changed."""
        if not self._is_built_in(prompt_set.id):
            await self._store_thread.write(lambda store: store.prompt_sets.save_set(prompt_set))

    async def remove_set(self, set_id: str) -> None:
        await self._store_thread.write(lambda store: store.prompt_sets.delete_set(set_id))

    def _is_built_in(self, set_id: str) -> bool:
        return any(prompt_set.id == set_id for prompt_set in self.built_in)


def _parse_set(values: dict[str, Any]) -> PromptSet:
    return PromptSet(
        id=values["id"],
        title=values["title"],
        title_zh=values["title_zh"],
        use=values["use"],
        prompts=tuple(Prompt(prompt["text"], prompt["reference"]) for prompt in values["prompts"]),
        built_in=True,
        chinese=tuple(
            Prompt(prompt.get("text_zh", prompt["text"]), prompt.get("reference_zh", prompt["reference"]))
            for prompt in values["prompts"]
        ),
    )


LONGEST_ANSWER = 2048  # tokens: some models never stop


class SetRuns:
    def __init__(
        self,
        store_thread: StoreThread,
        library: PromptLibrary,
        comparisons: OpenComparisons,
        schedule_runner: ScheduleRunner,
        post: EventSink,
    ) -> None:
        self._store_thread = store_thread
        self._library = library
        self._comparisons = comparisons
        self._schedule_runner = schedule_runner
        self._post = post
        self._running: set[str] = set()

    async def run_set(
        self, set_id: str, models: tuple[str, ...], run_id: str, prompts: tuple[Prompt, ...] = ()
    ) -> None:
        """Run a set, or resume its run `run_id`. `prompts` replace the set's."""
        run = await self._find_run(run_id)
        if run is None:
            chosen = await self._library.find_set(set_id)
            if chosen is None or not models:
                return
            chosen = replace(chosen, prompts=prompts or chosen.prompts)
            run = await self._begin_run(chosen, run_id or new_id(), models)
        if run.id in self._running:
            return
        self._running.add(run.id)
        try:
            await self._run_missing(run)
        finally:
            self._running.discard(run.id)
            await self.post_progress(run.id)
            await self._mark_finished(_make_progress(run, await self._open_comparisons(run)))

    async def stop_run(self, run_id: str) -> None:
        for comparison_id in await self._store_thread.call(lambda store: store.comparisons.of_set_run(run_id)):
            await self._schedule_runner.drop_lanes(comparison_id, None)

    async def post_progress(self, run_id: str, comparison_id: str = "") -> None:
        """Post the progress and the report of a run."""
        run = await self._find_run(run_id)
        if run is None:
            return
        comparisons = await self._open_comparisons(run)
        self._post(
            SetProgressEvent(
                _make_progress(run, comparisons),
                comparison_id,
                report_models([opened.make_comparison() for opened in comparisons]),
                running=run_id in self._running,
            )
        )

    async def post_sets(self) -> None:
        """Post all sets, and the newest run of each that can be resumed."""
        sets = await self._library.list_sets()
        runs: dict[str, SetRun] = {}
        for run in await self._store_thread.call(lambda store: store.prompt_sets.list_unfinished()):
            if run.set_id not in runs:
                progress = _make_progress(run, await self._open_comparisons(run))
                if not await self._mark_finished(progress):
                    runs[run.set_id] = progress
        self._post(SetsEvent(sets, tuple(runs.values())))

    async def _mark_finished(self, progress: SetRun) -> bool:
        """Store that a run is finished, if it is; returns whether."""
        if progress.finished:
            await self._store_thread.write(lambda store: store.prompt_sets.finish_run(progress.id))
        return progress.finished

    async def comparisons_of(self, run_id: str) -> tuple[Comparison, ...]:
        """The comparisons of a run; empty where there is no such run."""
        run = await self._find_run(run_id)
        return () if run is None else tuple(opened.make_comparison() for opened in await self._open_comparisons(run))

    async def find_use(self, run_id: str) -> str:
        """The use of the set of a run; empty where there is none, or the set was removed."""
        run = await self._find_run(run_id) if run_id else None
        chosen = None if run is None else await self._library.find_set(run.set_id)
        return "" if chosen is None else chosen.use

    async def _begin_run(self, chosen: PromptSet, run_id: str, models: tuple[str, ...]) -> KeptSetRun:
        seed = random_seed()
        for prompt in chosen.prompts:
            comparison = _make_comparison(prompt, run_id, models, seed)
            opened = await self._comparisons.create_comparison(comparison)
            questions = {
                lane.id: Message(new_id(), None, Role.USER, prompt.text, created=time()) for lane in comparison.lanes
            }
            await self._comparisons.add_questions(opened, questions)
        run = KeptSetRun(run_id, chosen.id, chosen.title, time(), models)
        await self._store_thread.write(lambda store: store.prompt_sets.begin_run(run))
        return run

    async def _run_missing(self, run: KeptSetRun) -> None:
        comparisons = await self._open_comparisons(run)
        assignments = [
            Assignment(opened, lane, 0, owed)
            for opened in comparisons
            for lane in opened.stored.lanes
            if (owed := _count_owed(opened, lane.id)) > 0
        ]
        if not assignments:
            return
        with ExitStack() as working:
            for opened in comparisons:
                working.enter_context(opened.working())
            await self.post_progress(run.id)
            await self._schedule_runner.run_assignments(assignments, Mode.ONE_AFTER_ANOTHER)

    async def _find_run(self, run_id: str) -> KeptSetRun | None:
        return await self._store_thread.call(lambda store: store.prompt_sets.load_run(run_id))

    async def _open_comparisons(self, run: KeptSetRun) -> list[OpenComparison]:
        ids = await self._store_thread.call(lambda store: store.comparisons.of_set_run(run.id))
        found = [await self._comparisons.get_comparison(comparison_id) for comparison_id in ids]
        return [opened for opened in found if opened is not None]


def _make_comparison(prompt: Prompt, run_id: str, models: tuple[str, ...], seed: int) -> Comparison:
    return Comparison(
        id=new_id(),
        title=title_from(prompt.text),
        created=time(),
        lanes=tuple(Lane(new_id(), model) for model in models),
        system=prompt.system,
        options={"num_predict": LONGEST_ANSWER},
        seed=seed,
        reference_answer=prompt.reference,
        set_run=run_id,
    )


def _count_owed(opened: OpenComparison, lane_id: str) -> int:
    """Missing answers of a lane. A failed answer is not repeated, except where the host was lost."""
    failed = [answer for answer in opened.answers(lane_id, 0) if answer.state is State.FAILED]
    return 0 if any(answer.problem not in GONE for answer in failed) else opened.count_missing(lane_id, 0)


def _make_progress(run: KeptSetRun, comparisons: list[OpenComparison]) -> SetRun:
    total = sum(opened.stored.repetitions * len(opened.stored.lanes) for opened in comparisons)
    owed = sum(_count_owed(opened, lane.id) for opened in comparisons for lane in opened.stored.lanes)
    ids = tuple(opened.id for opened in comparisons)
    return SetRun(run.id, run.set_id, run.title, run.created, run.models, ids, total - owed, total)
