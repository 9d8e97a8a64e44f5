"""Unattended runs of a prompt set over models: one comparison for each prompt, worked off model by model, so that each
model is loaded once. What is kept says what is missing, so a run that was stopped or cut goes on where it was.
"""

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
        """The sets that come with the app, in the order of their uses."""
        sets = [_read(json.loads(path.read_text(encoding="utf-8"))) for path in self._folder.glob("*.json")]
        return tuple(sorted(sets, key=lambda one: (USES.index(one.use), one.id)))

    async def list_sets(self) -> tuple[PromptSet, ...]:
        own = await self._store_thread.call(lambda kept: kept.prompt_sets.list_sets())
        return (*self.built_in, *own)

    async def find_set(self, set_id: str) -> PromptSet | None:
        return next((one for one in await self.list_sets() if one.id == set_id), None)

    async def save_set(self, prompt_set: PromptSet) -> None:
        """Keep a set of the person's own; a built-in one is left as it is."""
        if not self._is_built_in(prompt_set.id):
            await self._store_thread.write(lambda kept: kept.prompt_sets.save_set(prompt_set))

    async def remove_set(self, set_id: str) -> None:
        await self._store_thread.write(lambda kept: kept.prompt_sets.delete_set(set_id))

    def _is_built_in(self, set_id: str) -> bool:
        return any(one.id == set_id for one in self.built_in)


def _read(values: dict[str, Any]) -> PromptSet:
    return PromptSet(
        id=values["id"],
        title=values["title"],
        title_zh=values["title_zh"],
        use=values["use"],
        prompts=tuple(Prompt(one["text"], one["reference"]) for one in values["prompts"]),
        built_in=True,
        chinese=tuple(
            Prompt(one.get("text_zh", one["text"]), one.get("reference_zh", one["reference"]))
            for one in values["prompts"]
        ),
    )


MOST_TOKENS = 2048  # of an answer nobody watches, unless the options say otherwise: some models never stop


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
        """Run a set, or go on with a run of it, to its end. `prompts`: those to ask, if not the set's."""
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
            await self._work_off(run)
        finally:
            self._running.discard(run.id)
            await self.tell_progress(run.id)
            await self._mark_finished(_progress(run, await self._opened_of(run)))

    async def stop_run(self, run_id: str) -> None:
        for comparison_id in await self._store_thread.call(lambda kept: kept.comparisons.of_set_run(run_id)):
            await self._schedule_runner.drop_lanes(comparison_id, None)

    async def tell_progress(self, run_id: str, comparison_id: str = "") -> None:
        """Tell how far a run is, with its report so far."""
        run = await self._find_run(run_id)
        if run is None:
            return
        comparisons = await self._opened_of(run)
        self._post(
            SetProgressEvent(
                _progress(run, comparisons),
                comparison_id,
                report_models([opened.make_comparison() for opened in comparisons]),
                running=run_id in self._running,
            )
        )

    async def tell_sets(self) -> None:
        """Tell all sets, and of each the newest run that can be resumed."""
        sets = await self._library.list_sets()
        runs: dict[str, SetRun] = {}
        for run in await self._store_thread.call(lambda kept: kept.prompt_sets.list_unfinished()):
            if run.set_id not in runs:
                progress = _progress(run, await self._opened_of(run))
                if not await self._mark_finished(progress):
                    runs[run.set_id] = progress
        self._post(SetsEvent(sets, tuple(runs.values())))

    async def _mark_finished(self, progress: SetRun) -> bool:
        """Keep that a run is finished, if it is; tells whether."""
        if progress.finished:
            await self._store_thread.write(lambda kept: kept.prompt_sets.finish_run(progress.id))
        return progress.finished

    async def comparisons_of(self, run_id: str) -> tuple[Comparison, ...]:
        """The comparisons of a run, none when there is no such run."""
        run = await self._find_run(run_id)
        return () if run is None else tuple(opened.make_comparison() for opened in await self._opened_of(run))

    async def _begin_run(self, chosen: PromptSet, run_id: str, models: tuple[str, ...]) -> KeptSetRun:
        seed = random_seed()
        for prompt in chosen.prompts:
            comparison = _comparison(prompt, run_id, models, seed)
            opened = await self._comparisons.create_comparison(comparison)
            questions = {
                lane.id: Message(new_id(), None, Role.USER, prompt.text, created=time()) for lane in comparison.lanes
            }
            await self._comparisons.add_questions(opened, questions)
        run = KeptSetRun(run_id, chosen.id, chosen.title, time(), models)
        await self._store_thread.write(lambda kept: kept.prompt_sets.begin_run(run))
        return run

    async def _work_off(self, run: KeptSetRun) -> None:
        comparisons = await self._opened_of(run)
        assignments = [
            Assignment(opened, lane, 0, owed)
            for opened in comparisons
            for lane in opened.kept.lanes
            if (owed := _owed(opened, lane.id)) > 0
        ]
        if not assignments:
            return
        with ExitStack() as working:
            for opened in comparisons:
                working.enter_context(opened.working())
            await self.tell_progress(run.id)
            await self._schedule_runner.run_assignments(assignments, Mode.ONE_AFTER_ANOTHER)

    async def _find_run(self, run_id: str) -> KeptSetRun | None:
        return await self._store_thread.call(lambda kept: kept.prompt_sets.load_run(run_id))

    async def _opened_of(self, run: KeptSetRun) -> list[OpenComparison]:
        ids = await self._store_thread.call(lambda kept: kept.comparisons.of_set_run(run.id))
        found = [await self._comparisons.get_comparison(comparison_id) for comparison_id in ids]
        return [opened for opened in found if opened is not None]


def _comparison(prompt: Prompt, run_id: str, models: tuple[str, ...], seed: int) -> Comparison:
    return Comparison(
        id=new_id(),
        title=title_from(prompt.text),
        created=time(),
        lanes=tuple(Lane(new_id(), model) for model in models),
        system=prompt.system,
        options={"num_predict": MOST_TOKENS},
        seed=seed,
        reference_answer=prompt.reference,
        set_run=run_id,
    )


def _owed(opened: OpenComparison, lane_id: str) -> int:
    """Answers a lane still owes. A model that failed by itself has had its chance; one whose host went away has not."""
    failed = [answer for answer in opened.answers(lane_id, 0) if answer.state is State.FAILED]
    return 0 if any(answer.problem not in GONE for answer in failed) else opened.count_missing(lane_id, 0)


def _progress(run: KeptSetRun, comparisons: list[OpenComparison]) -> SetRun:
    total = sum(opened.kept.repetitions * len(opened.kept.lanes) for opened in comparisons)
    owed = sum(_owed(opened, lane.id) for opened in comparisons for lane in opened.kept.lanes)
    ids = tuple(opened.id for opened in comparisons)
    return SetRun(run.id, run.set_id, run.title, run.created, run.models, ids, total - owed, total)
