"""Runs a sheet over its configurations, and then the judge.

A cell is written as ASKING before its question is sent, and with its answer when that is there; a stopped or killed
run goes on with the cells that have no answer. Configurations that share a loaded model are asked one after another;
models run one after another, or as many at once as fit, by the schedule that comparisons use. While models run, the
lock `turn` is held, so that no comparison and no speed test disturbs the figures.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import replace
from time import monotonic
from typing import Any

from teahouse.core.errors import Trouble
from teahouse.core.evaluation.judging import OrderBias, find_bias
from teahouse.core.evaluation.results import CellResult, CellState, Configuration, EvaluationRun, GridCell, RunState
from teahouse.core.evaluation.sheet import SheetPrompt
from teahouse.core.options import reloading_options
from teahouse.core.schedule import LaneGroup, Schedule, ScheduledStep, merge_schedules
from teahouse.services.compare.host_sessions import HostSession, HostSessions, canonical
from teahouse.services.error_reports import as_trouble
from teahouse.services.evaluation.cell_asker import GONE, AskedCell, ask_cell, check_answer
from teahouse.services.evaluation.events import CellEvent, EvaluationRunEvent
from teahouse.services.evaluation.judge import Judge, needs_judge
from teahouse.services.events import EventSink
from teahouse.services.store_thread import StoreThread

RETURN_SECONDS = 30.0  # for a lost host
POLL_SECONDS = 0.5
_OPEN = (CellState.WAITING, CellState.ASKING)

Place = tuple[SheetPrompt, Configuration]


class EvaluationRunner:
    """Runs one run at a time; further ones wait."""

    def __init__(self, store_thread: StoreThread, sessions: HostSessions, turn: asyncio.Lock, post: EventSink) -> None:
        self._store_thread = store_thread
        self._sessions = sessions
        self._turn = turn
        self._post = post
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def is_running(self, run_id: str) -> bool:
        return run_id in self._tasks

    async def run_to_end(self, run: EvaluationRun) -> None:
        """Ask the cells that have no answer, then the judge. Returns when all is done, or it was stopped."""
        if run.id in self._tasks:
            return
        task = asyncio.get_running_loop().create_task(self._run(run))
        self._tasks[run.id] = task
        try:
            await asyncio.wait({task})
        finally:
            self._tasks.pop(run.id, None)
        trouble: Trouble | None = None
        if not task.cancelled() and (failure := task.exception()) is not None:
            trouble = as_trouble(_first_failure(failure))
        cells = await self._load_cells(run.id)
        open_cells = any(cell.state in (*_OPEN, CellState.ANSWERED) for cell in cells)
        state = RunState.STOPPED if task.cancelled() or trouble or open_cells else RunState.FINISHED
        await self._store_thread.write(lambda store: store.evaluations.set_state(run.id, state))
        await self.post_run(run.id, trouble)

    async def stop_run(self, run_id: str) -> None:
        """Stop a run; what was being asked waits again."""
        task = self._tasks.get(run_id)
        if task is not None:
            task.cancel()
            await asyncio.wait({task})

    async def close(self) -> None:
        """Stop all runs."""
        await asyncio.gather(*(self.stop_run(run_id) for run_id in list(self._tasks)))

    async def post_run(self, run_id: str, trouble: Trouble | None = None) -> None:
        """Post a run with its cells; raises KeyError where it is not stored."""
        run = await self._store_thread.call(lambda store: store.evaluations.load_run(run_id))
        cells = await self._load_cells(run_id)
        bias = await self._find_bias(run)
        self._post(EvaluationRunEvent(run, cells, bias.first, bias.pairs, bias.is_trusted, trouble))

    async def _find_bias(self, run: EvaluationRun) -> OrderBias:
        if run.judge is None or not any(map(needs_judge, run.sheet.prompts)):
            return OrderBias(0, 0, 0)
        results = await self._store_thread.call(lambda store: store.evaluations.load_results(run.id))
        return find_bias(check for result in results for check in result.checks)

    async def _load_cells(self, run_id: str) -> tuple[GridCell, ...]:
        return await self._store_thread.call(lambda store: store.evaluations.load_cells(run_id))

    async def _run(self, run: EvaluationRun) -> None:
        await self._store_thread.write(lambda store: store.evaluations.set_state(run.id, RunState.RUNNING))
        await self.post_run(run.id)
        places = [
            (prompt, configuration)
            for cell in await self._load_cells(run.id)
            if cell.state in (*_OPEN, CellState.FAILED)
            and (prompt := run.sheet.find_prompt(cell.prompt_id)) is not None
            and (configuration := run.find_configuration(cell.configuration_id)) is not None
        ]
        if places:
            async with self._turn:
                await self._run_schedule(run, places)
        if run.judge is not None and any(map(needs_judge, run.sheet.prompts)):
            async with self._turn:
                await self._judge_cells(run, run.judge)

    async def _run_schedule(self, run: EvaluationRun, places: Sequence[Place]) -> None:
        groups = _group_places(places)
        plans = await self._make_schedules(run, groups)
        local = [host for host in plans if self._sessions.session_of(host).host.is_local]
        for stage in merge_schedules(plans, run.mode, local):
            async with asyncio.TaskGroup() as tasks:
                for part in stage:
                    tasks.create_task(self._run_step(run, part, groups))

    async def _make_schedules(self, run: EvaluationRun, groups: Sequence[Sequence[Place]]) -> dict[str, Schedule]:
        """The schedule of each host, by address."""
        by_host: dict[str, list[LaneGroup]] = {}
        for index, group in enumerate(groups):
            configuration = group[0][1]
            context = configuration.options.get("num_ctx")
            lanes = LaneGroup(canonical(configuration.model), (str(index),), context)
            by_host.setdefault(configuration.host, []).append(lanes)
        plans = {}
        for host, named in by_host.items():
            session = self._sessions.session_of(host)
            if host:
                await session.library.read_models()  # a remote library is not updated otherwise
            plans[host] = await session.planner.make_schedule(named, run.mode)
        return plans

    async def _run_step(self, run: EvaluationRun, part: ScheduledStep, groups: Sequence[Sequence[Place]]) -> None:
        session = self._sessions.session_of(part.host)
        for model in part.step.unload:
            await session.planner.unload_model(model)
            await session.planner.wait_for_memory(model)
        async with asyncio.TaskGroup() as tasks:
            for index in part.step.lanes:
                tasks.create_task(self._run_group(run, session, groups[int(index)]))

    async def _run_group(self, run: EvaluationRun, session: HostSession, group: Sequence[Place]) -> None:
        for prompt, configuration in group:
            asked = await self._ask(run, session, prompt, configuration)
            if asked.message.problem in GONE:
                await _wait_for_host(session)
                asked = await self._ask(run, session, prompt, configuration)
            await _complete(self._check_and_save(run, prompt, configuration, asked))

    async def _ask(
        self, run: EvaluationRun, session: HostSession, prompt: SheetPrompt, configuration: Configuration
    ) -> AskedCell:
        """Ask one cell. Where it is stopped the cell waits again."""
        where = (run.id, prompt.id, configuration.id)
        try:
            await self._store_thread.write(lambda store: store.evaluations.begin_asking(*where))
            self._post(CellEvent(run.id, GridCell(prompt.id, configuration.id, CellState.ASKING)))
            return await ask_cell(session, run.sheet, prompt, configuration)
        except asyncio.CancelledError:
            await self._store_thread.write(lambda store: store.evaluations.return_to_waiting(*where))
            raise

    async def _check_and_save(
        self, run: EvaluationRun, prompt: SheetPrompt, configuration: Configuration, asked: AskedCell
    ) -> None:
        result = await asyncio.to_thread(check_answer, run.sheet, prompt, configuration.id, asked)
        if result.cell.state is CellState.DONE and run.judge is not None and needs_judge(prompt):
            result = replace(result, cell=replace(result.cell, state=CellState.ANSWERED))
        await self._save(run.id, result)

    async def _save(self, run_id: str, result: CellResult) -> None:
        await self._store_thread.write(lambda store: store.evaluations.save_result(run_id, result))
        self._post(CellEvent(run_id, result.cell))

    async def _judge_cells(self, run: EvaluationRun, configuration: Configuration) -> None:
        session = self._sessions.session_of(configuration.host)
        judge = Judge(session, configuration, run)
        results = await self._store_thread.call(lambda store: store.evaluations.load_results(run.id))
        by_prompt: dict[str, dict[str, CellResult]] = {}
        for result in results:
            by_prompt.setdefault(result.cell.prompt_id, {})[result.cell.configuration_id] = result
        for result in results:
            prompt = run.sheet.find_prompt(result.cell.prompt_id)
            if result.cell.state is CellState.ANSWERED and prompt is not None:
                await self._save(run.id, await judge.judge_cell(prompt, result, by_prompt[prompt.id]))


def _group_places(places: Iterable[Place]) -> list[list[Place]]:
    """Groups that share a loaded model: same host, same name, same options for loading."""
    groups: dict[tuple[str, str, str], list[Place]] = {}
    for prompt, configuration in places:
        loaded_so = str(sorted(reloading_options(configuration.options).items()))
        key = (configuration.host, canonical(configuration.model), loaded_so)
        groups.setdefault(key, []).append((prompt, configuration))
    return list(groups.values())


async def _wait_for_host(session: HostSession) -> None:
    """Return when the host answers; raises its `Trouble` where it does not within RETURN_SECONDS."""
    until = monotonic() + RETURN_SECONDS
    while True:
        try:
            async with asyncio.timeout(RETURN_SECONDS):
                client = await session.host.client()
                await client.check_answering()
        except (Trouble, TimeoutError) as failure:
            if monotonic() >= until:
                raise as_trouble(failure) from failure
        else:
            return
        await asyncio.sleep(POLL_SECONDS)


async def _complete(work: Coroutine[Any, Any, None]) -> None:
    """Await work that is finished also where this task is cancelled: an answer that has arrived is stored."""
    task = asyncio.get_running_loop().create_task(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


def _first_failure(failure: BaseException) -> BaseException:
    """The first exception in a group of them."""
    while isinstance(failure, BaseExceptionGroup):
        failure = failure.exceptions[0]
    return failure
