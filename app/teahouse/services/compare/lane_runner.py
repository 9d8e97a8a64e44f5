"""What one lane has to do in one turn: be loaded, then answer so and so many times.

Whatever ends an answer (the model, the person, the host, the app closing) ends it the same way, with its text, its
state and its figures kept. An answer that fails ends the lane's turn; the other lanes never notice.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import field, replace
from time import monotonic, time
from typing import Any

from teahouse.core.comparison import Lane
from teahouse.core.conversation import Message, Role, State, new_id
from teahouse.core.measure import COLD_SECONDS, Figures
from teahouse.core.run import Source
from teahouse.core.stream_events import Phase
from teahouse.core.values import dataclass
from teahouse.ollama.requests import ChatRequest
from teahouse.services.compare.events import LaneEvent, LaneMemory, LanePieceEvent
from teahouse.services.compare.host_sessions import HostSession, HostSessions
from teahouse.services.compare.open_comparisons import OpenComparison
from teahouse.services.error_reports import news_of
from teahouse.services.events import EventSink
from teahouse.services.generation.events import PhaseEvent, PieceEvent, RethoughtEvent
from teahouse.services.generation.generation import Generation, Outcome, ignore_events, outcome_of
from teahouse.services.hosts.service import ABSENT
from teahouse.services.models.library import LibraryService
from teahouse.services.models.runner_processes import RunnerUsage, RunnerWatch
from teahouse.services.store_thread import StoreThread
from teahouse.store.comparisons import lane_conversation

TOLD_EVERY = 0.5  # seconds
NOW = 2.0  # seconds that the present rate is taken over
FEWEST = 4  # pieces in them: fewer are no rate


class LaneProgress:
    """Speaks for one lane in one turn and repetition. `generation` and `watch` are set while an answer is on its
    way."""

    def __init__(
        self,
        comparison_id: str,
        lane_id: str,
        model: str,
        turn: int,
        repetition: int,
        library: LibraryService,
        post: EventSink,
    ) -> None:
        self._ids = (comparison_id, lane_id, turn, repetition)
        self._model = model
        self._library = library
        self._post = post
        self._phase: tuple[Phase, Mapping[str, Any], float] = (Phase.QUEUED, {}, time())
        self._past: deque[tuple[float, int]] = deque()
        self.generation: Generation | None = None
        self.watch: RunnerWatch | None = None
        self.load: float | None = None  # of a preload, once it is over

    def __call__(self, event: object) -> None:
        """Take a reply's events and post them as the lane's; what is not about the reply goes on as it is."""
        match event:
            case PieceEvent(_, _, text, thinking):
                self._begin_writing(Phase.THINKING if thinking else Phase.WRITING)
                self._post(LanePieceEvent(*self._ids, text, thinking))
            case RethoughtEvent():
                self._post(LanePieceEvent(*self._ids, rethought=True))
            case PhaseEvent(_, _, phase, facts, since):
                self._say(phase, facts, since)
            case _:
                self._post(event)

    def say(self, phase: Phase, **facts: Any) -> None:
        """Tell what the lane waits for."""
        self._say(phase, facts, time())

    def over(self, message: Message | None) -> None:
        """Tell that this answer is over; None when it was never begun."""
        self._tell(None, {}, time(), message)

    async def keep_telling(self) -> None:
        """How fast it goes, a few times a second, until cancelled."""
        while True:
            await asyncio.sleep(TOLD_EVERY)
            if self.generation is not None and self.generation.started:
                self._tell(*self._phase)

    def _begin_writing(self, phase: Phase) -> None:
        if self._phase[0] is not phase:
            self._say(phase, {}, time())

    def _say(self, phase: Phase, facts: Mapping[str, Any], since: float) -> None:
        self._phase = (phase, facts, since)
        self._tell(phase, facts, since)

    def _tell(
        self, phase: Phase | None, facts: Mapping[str, Any], since: float, message: Message | None = None
    ) -> None:
        generation = self.generation
        event = LaneEvent(
            *self._ids,
            phase,
            facts,
            since,
            rate=None if generation is None or phase is None else self._rate_now(generation),
            mean_rate=None if generation is None else generation.mean_rate,
            tokens=0 if generation is None else generation.deltas,
            first_word=None if generation is None else generation.first_word,
            load=self.load,
            memory=self._memory(),
            message=message,
        )
        self._post(event)

    def _rate_now(self, generation: Generation) -> float | None:
        """Tokens per second over the last moments, up to now: it falls when nothing comes any more."""
        if not generation.started:
            return None
        now = monotonic()
        self._past.append((now, generation.deltas))
        while len(self._past) > 2 and now - self._past[1][0] >= NOW:
            self._past.popleft()
        then, pieces = self._past[0]
        if generation.deltas - pieces < FEWEST and now - then < NOW:
            return None
        return (generation.deltas - pieces) / (now - then) if now > then else None

    def _memory(self) -> LaneMemory | None:
        loaded = self._library.in_memory(self._model)
        seen = self.watch.seen if self.watch is not None else RunnerUsage()
        if loaded is None and seen == RunnerUsage():
            return None
        return LaneMemory(
            size=loaded.size if loaded else None,
            vram=loaded.size_vram if loaded else None,
            context_length=loaded.context_length if loaded else None,
            resident=seen.memory,
            gpu=seen.gpu,
            gpu_peak=seen.gpu_peak,
        )


GONE = {problem.value for problem in ABSENT}


@dataclass(eq=False, slots=True)
class Assignment:
    """`times` answers of one lane to one turn. `dropped`: no more of them; `ending`: one is being kept right now and
    must not be disturbed; `lost_host`: the last one ended because the host went away."""

    opened: OpenComparison
    lane: Lane
    turn: int
    times: int
    dropped: bool = False
    ending: bool = False
    lost_host: bool = False
    task: asyncio.Task[None] | None = field(default=None)

    def drop(self) -> None:
        """End it: what has arrived stays, what was not begun is not begun."""
        self.dropped = True
        if self.task is not None and not self.ending:
            self.task.cancel()


class LaneRunner:
    """`changed` is called with a comparison whenever an answer of it is over."""

    def __init__(
        self,
        store_thread: StoreThread,
        places: HostSessions,
        post: EventSink,
        changed: Callable[[OpenComparison], None],
    ) -> None:
        self._store_thread = store_thread
        self._sessions = places
        self._post = post
        self._changed = changed
        self.closing = False

    def voice(self, assignment: Assignment) -> LaneProgress:
        """Who speaks for the next answer of this lane."""
        opened, lane, turn = assignment.opened, assignment.lane, assignment.turn
        repetition = len(opened.answers(lane.id, turn))
        library = self._sessions.of(lane.host).library
        return LaneProgress(opened.id, lane.id, lane.model, turn, repetition, library, self._post)

    async def do(self, assignment: Assignment) -> None:
        """Load and answer. Ends without an exception when it is dropped."""
        load: float | None = None
        for number in range(assignment.times):
            if assignment.dropped:
                break
            voice = self.voice(assignment)
            voice.load = load
            preload = assignment.opened.kept.preload and number == 0
            message = await self._answer(assignment, voice, preload)
            load = voice.load
            assignment.lost_host = message is not None and message.problem in GONE
            if message is None or message.state not in (State.DONE, State.LENGTH):
                break

    async def _answer(self, assignment: Assignment, voice: LaneProgress, preload: bool) -> Message | None:
        """One answer from its beginning to its kept end."""
        opened, lane = assignment.opened, assignment.lane
        place, tree = self._sessions.of(lane.host), opened.trees[lane.id]
        before = len(opened.answers(lane.id, assignment.turn))
        tree.options = opened.kept.effective_options(lane, before)
        message = await self._begin(assignment, voice)
        if message is None:
            return None
        generation = Generation(tree.id, message, voice, self._store_thread)
        watch = RunnerWatch(place.runners, lane.model, place.host.is_local)
        voice.generation, voice.watch = generation, watch
        opened.arriving[message.id] = generation
        telling = asyncio.get_running_loop().create_task(voice.keep_telling())
        outcome = await outcome_of(self._run(assignment, generation, watch, voice, preload), lambda: self.closing)
        assignment.ending = True
        telling.cancel()
        measured = _figures(place, generation, outcome[0], seen=before > 0)
        figures = measured and replace(watch.figures(measured), preload=voice.load if preload else None)
        await self._finish(assignment, voice, generation, outcome, figures)
        assignment.ending = False
        return tree[message.id]

    async def _run(
        self, assignment: Assignment, generation: Generation, watch: RunnerWatch, voice: LaneProgress, preload: bool
    ) -> Outcome:
        lane = assignment.lane
        place, tree = self._sessions.of(lane.host), assignment.opened.trees[lane.id]
        if assignment.dropped:  # while the answer was begun
            raise asyncio.CancelledError
        if preload:
            await self._load(assignment, voice)
        async with watch.watching():
            return await place.runner.run(
                generation, lambda: place.library.request(tree, generation.message, lane.think), voice
            )

    async def _begin(self, assignment: Assignment, voice: LaneProgress) -> Message | None:
        """Keep an empty answer, so that what arrives has its place; None when the disk refuses it."""
        opened, lane = assignment.opened, assignment.lane
        question = opened.question(lane.id, assignment.turn)
        message = Message(
            new_id(), question.id, Role.ASSISTANT, model=lane.model, state=State.STREAMING, created=time()
        )
        conversation = lane_conversation(opened.id, lane.id)
        assignment.ending = True
        try:
            await self._store_thread.write(lambda kept: kept.conversations.add(conversation, message))
        except Exception as failure:
            self._post(news_of(failure))
            voice.over(None)
            return None
        finally:
            assignment.ending = False
        opened.trees[lane.id].add(message)
        return message

    async def _load(self, assignment: Assignment, voice: LaneProgress) -> None:
        """Load the model by itself, as the question will want it, and take the time; raises what keeps it away."""
        lane = assignment.lane
        options = assignment.opened.kept.effective_options(lane)
        place = self._sessions.of(lane.host)
        card = place.library.card(lane.model)
        voice.say(Phase.LOADING, model=lane.model, size=card.size if card else 0)
        client = await place.host.client()
        request = ChatRequest(lane.model, (), options=options, keep_alive=place.library.keep_alive_of(lane.model))
        loading = Generation("", Message("", None, Role.ASSISTANT, model=lane.model), ignore_events)
        _, trouble = await loading.run(client, request)
        if trouble is not None:
            place.host.doubt(trouble)
            raise trouble
        figures = loading.figures()
        seconds = figures.total if figures.load is None else figures.load
        voice.load = seconds if seconds is not None and seconds > COLD_SECONDS else None
        await place.library.look_at_memory()

    async def _finish(
        self,
        assignment: Assignment,
        voice: LaneProgress,
        generation: Generation,
        outcome: Outcome,
        figures: Figures | None,
    ) -> None:
        opened = assignment.opened
        tree = opened.trees[assignment.lane.id]
        runner = self._sessions.of(assignment.lane.host).runner
        await generation.stop_storing()

        def on_finished(message: Message) -> None:
            opened.arriving.pop(message.id, None)
            voice.over(message)

        with suppress(KeyError):  # the comparison was removed meanwhile
            await runner.finish(tree, generation, outcome, figures, Source.COMPARE, on_finished)
        self._changed(opened)


def _figures(place: HostSession, generation: Generation, state: State, *, seen: bool) -> Figures | None:
    """What the daemon and our clock say of an answer; None when nothing came that could be measured."""
    if not generation.started and state is not State.DONE:
        return None
    return place.library.with_memory(generation.message.model, generation.figures(prompt_seen=seen))
