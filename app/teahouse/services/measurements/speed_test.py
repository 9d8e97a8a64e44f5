"""The speed test: fixed work for one model after the other, a warm-up and three turns each.

What is measured is kept as it comes. A model that fails, or is not there, costs the others nothing.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace

from teahouse.core import speed_work
from teahouse.core.comparison import Mode
from teahouse.core.conversation import Message, Role
from teahouse.core.measure import Figures
from teahouse.core.model import ModelCard
from teahouse.core.run import Run, Source
from teahouse.core.schedule import LaneGroup
from teahouse.ollama.requests import ChatRequest
from teahouse.services.compare.host_sessions import Planner, canonical
from teahouse.services.error_reports import as_trouble
from teahouse.services.events import EventSink
from teahouse.services.generation.generation import Generation, ignore_events
from teahouse.services.hosts.service import HostsService
from teahouse.services.measurements.events import SpeedTestEvent
from teahouse.services.measurements.run_recorder import RunRecorder
from teahouse.services.models.library import LibraryService
from teahouse.services.models.runner_processes import RunnerProcesses, RunnerWatch


class SpeedTest:
    """`turn` is held while a model works, so that no comparison measures beside it."""

    def __init__(
        self,
        hosts: HostsService,
        library: LibraryService,
        planner: Planner,
        recording: RunRecorder,
        turn: asyncio.Lock,
        post: EventSink,
    ) -> None:
        self._hosts = hosts
        self._library = library
        self._planner = planner
        self._run_recorder = recording
        self._runners = RunnerProcesses(hosts)
        self._turn = turn
        self._post = post
        self._event = SpeedTestEvent(running=False)

    async def run(self, models: tuple[str, ...]) -> None:
        """Measure these models; cancelling ends it with what was measured."""
        self._event = SpeedTestEvent(running=True, total=len(models) * (1 + speed_work.REPETITIONS))
        self._tell()
        try:
            async with self._turn:
                await self._all(models)
        finally:
            self._tell(running=False, model="", repetition=0)
        await self._library.read_models()

    async def _all(self, models: tuple[str, ...]) -> None:
        names = {canonical(model): model for model in models}
        groups = [LaneGroup(name, (model,)) for name, model in names.items()]
        plan = await self._planner.plan(groups, Mode.ONE_AFTER_ANOTHER)
        for step in plan.steps:
            for leaving in step.unload:
                await self._planner.unload(leaving)
                await self._planner.memory_back(leaving)
            model = step.lanes[0]
            done = self._event.done
            try:
                await self._model(model)
            except Exception as failure:
                trouble = as_trouble(failure)
                self._hosts.mark_unreachable(trouble)
                self._tell(failed=(*self._event.failed, (model, trouble)))
            self._tell(done=done + 1 + speed_work.REPETITIONS)

    async def _model(self, model: str) -> None:
        for repetition in range(1 + speed_work.REPETITIONS):
            self._tell(model=model, repetition=repetition)
            figures = await self._once(model, repetition)
            if repetition:
                run = await self._keep(model, figures)
                self._tell(runs=(*self._event.runs, run))
            self._tell(done=self._event.done + 1)

    async def _once(self, model: str, repetition: int) -> Figures:
        request = ChatRequest(
            model,
            (speed_work.question(repetition),),
            options=speed_work.OPTIONS,
            keep_alive=self._library.keep_alive_of(model),
        )
        watch = RunnerWatch(self._runners, model, self._hosts.is_local)
        async with watch.watching():
            figures = await self._ask(request)
        await self._library.read_memory()
        return watch.figures(self._library.add_memory_figures(model, figures))

    async def _ask(self, request: ChatRequest) -> Figures:
        """The figures of an answer whose text nobody reads; raises what ended it."""
        client = await self._hosts.client()
        generation = Generation("", Message("", None, Role.ASSISTANT, model=request.model), ignore_events)
        await generation.run_or_raise(client, request)
        return generation.figures()

    async def _keep(self, model: str, figures: Figures) -> Run:
        card = self._library.find_card(model) or ModelCard(model)
        return await self._run_recorder.record_run(card, figures, Source.SPEED_TEST, speed_work.OPTIONS)

    def _tell(self, **changes: object) -> None:
        self._event = replace(self._event, **changes)  # type: ignore[arg-type]
        self._post(self._event)
