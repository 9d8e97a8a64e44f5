"""The speed test: fixed work for one model after the other, a warm-up and three repetitions each.

Each run is stored when it is measured; a model that fails does not stop the test. Every model reads the same text of
about 512 tokens (the number depends on its tokeniser and is stored with the run) and writes the same number of tokens.
Each repetition begins with its own marker, so that no host can use a cache (`core.prompt_cache`).
"""

from __future__ import annotations

import asyncio
from dataclasses import replace

from teahouse.core.chat_request import ChatRequest
from teahouse.core.comparison import Mode
from teahouse.core.conversation import Message, Role, new_id
from teahouse.core.measure import Figures
from teahouse.core.model import ModelCard
from teahouse.core.prompt_cache import make_cache_marker
from teahouse.core.run import Run, Source
from teahouse.core.schedule import LaneGroup
from teahouse.services.compare.host_sessions import Planner, canonical
from teahouse.services.error_reports import as_trouble
from teahouse.services.events import EventSink
from teahouse.services.generation.generation import Generation, ignore_events
from teahouse.services.hosts.service import HostsService
from teahouse.services.measurements.events import SpeedTestEvent
from teahouse.services.measurements.run_recorder import RunRecorder
from teahouse.services.models.library import LibraryService
from teahouse.services.models.runner_processes import RunnerProcesses, RunnerWatch

PROMPT_TOKENS = 512  # about
ANSWER_TOKENS = 128  # exactly, unless a model ends earlier
REPETITIONS = 3  # after a warm-up
OPTIONS: dict[str, object] = {"temperature": 0.0, "seed": 1, "num_predict": ANSWER_TOKENS}

TEXT = """\
The tea house stands at the bend of the river, where the road from the hills meets the road to the harbour. Carters stop
there in the morning and fishermen in the evening, and on market days there is hardly room to set down a cup. The owner,
a quiet woman of sixty, keeps forty kinds of tea in tin boxes along the wall and knows without looking which box is
nearly empty. She learned the trade from her uncle, who had learned it from a monk, who had learned it, so the story
goes, from nobody at all but from drinking a great deal of bad tea.

Green tea wants water that has stopped singing but has not yet begun to shout. Oolong may be scalded and comes to no
harm; it even seems to like it. Black tea forgives everything except being forgotten in the pot. White tea is a guest
that speaks softly, and whoever talks over it will hear nothing. The old leaves, pressed into cakes and left in the dark
for twenty years, taste of rain, of cellars, and of the inside of a violin.

In winter the windows are covered with frost, and the children of the village draw ships on them with their fingers. In
spring the river rises to the third step of the landing, sometimes to the fifth, and once, in the year of the great
flood, it came in through the door, went twice around the stove, and left by the kitchen without breaking a single bowl.
The mark it made on the wall is still there, and beside it, in pencil, the date and the words: paid nothing.

Travellers ask for the best tea, and she always answers with a question. Have you walked far today? Did you sleep? Are
you going towards somebody, or away? From what they say, and from what they leave out, she chooses a box. Nobody has
ever sent a cup back. A merchant once offered her a great sum for the secret, and she told him at once, because it was
no secret: the same leaves, the same water and the same hands make a different tea for every person, and the only skill
lies in seeing who has come through the door.
"""
TASK = "\nGo on with this story at length. Write at least twenty long sentences."


QUESTION = Message("speed", None, Role.USER, f"{TEXT}{TASK}")


class SpeedTest:
    """`turn` is held while models run, so that no comparison runs at the same time."""

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
        self._test_id = ""

    async def run(self, models: tuple[str, ...]) -> None:
        """Measure these models; after cancelling, the runs so far stay."""
        self._test_id = new_id()
        self._post_event(SpeedTestEvent(running=True, total=len(models) * (1 + REPETITIONS)))
        try:
            async with self._turn:
                await self._measure_all(models)
        finally:
            self._post_event(replace(self._event, running=False, model="", repetition=0))

    async def read_models(self) -> None:
        """Read which models are installed and loaded after a test."""
        await self._library.read_models()

    async def _measure_all(self, models: tuple[str, ...]) -> None:
        names = {canonical(model): model for model in models}
        groups = [LaneGroup(name, (model,)) for name, model in names.items()]
        plan = await self._planner.make_schedule(groups, Mode.ONE_AFTER_ANOTHER)
        for step in plan.steps:
            for leaving in step.unload:
                await self._planner.unload_model(leaving)
                await self._planner.wait_for_memory(leaving)
            model = step.lanes[0]
            done = self._event.done
            try:
                await self._measure_model(model)
            except Exception as failure:
                trouble = as_trouble(failure)
                self._hosts.mark_unreachable(trouble)
                self._post_event(replace(self._event, failed=(*self._event.failed, (model, trouble))))
            self._post_event(replace(self._event, done=done + 1 + REPETITIONS))

    async def _measure_model(self, model: str) -> None:
        for repetition in range(1 + REPETITIONS):
            self._post_event(replace(self._event, model=model, repetition=repetition))
            figures = await self._measure_once(model, repetition)
            if repetition:
                run = await self._record_run(model, figures)
                self._post_event(replace(self._event, runs=(*self._event.runs, run)))
            self._post_event(replace(self._event, done=self._event.done + 1))

    async def _measure_once(self, model: str, repetition: int) -> Figures:
        request = ChatRequest(
            model,
            (QUESTION,),
            options=OPTIONS,
            keep_alive=self._library.keep_alive_of(model),
            cache_marker=make_cache_marker(self._test_id, repetition),
        )
        watch = RunnerWatch(self._runners, model, self._hosts.is_local)
        async with watch.watch_runner():
            generation = await self._ask_model(request)
        await self._library.read_memory()
        figures, expected = generation.figures(), generation.expected_tokens
        return watch.figures(await self._library.complete_figures(model, figures, expected))

    async def _ask_model(self, request: ChatRequest) -> Generation:
        """One answer. Raises `Trouble`."""
        client = await self._hosts.client()
        generation = Generation("", Message("", None, Role.ASSISTANT, model=request.model), ignore_events)
        await generation.run_or_raise(client, request)
        return generation

    async def _record_run(self, model: str, figures: Figures) -> Run:
        card = self._library.find_card(model) or ModelCard(model)
        return await self._run_recorder.record_run(card, figures, Source.SPEED_TEST, OPTIONS)

    def _post_event(self, event: SpeedTestEvent) -> None:
        self._event = event
        self._post(event)
