"""Runs one lane in one turn: loads its model, then generates its answers.

An answer that ends for any reason (the model, the person, the host, closing) is stored with text, state and figures.
One that fails ends the lane's turn, not those of other lanes.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import field, replace
from time import monotonic, time

from teahouse.core.chat_request import ChatRequest
from teahouse.core.comparison import Lane, lane_conversation_id
from teahouse.core.conversation import Message, Role, State, new_id
from teahouse.core.measure import Figures, is_load
from teahouse.core.prompt_cache import make_cache_marker
from teahouse.core.run import Source
from teahouse.core.stream_events import Phase, PhaseSubject
from teahouse.core.values import dataclass
from teahouse.services.chat.events import RemovedEvent
from teahouse.services.compare.events import LaneEvent, LaneMemory
from teahouse.services.compare.host_sessions import HostSession, HostSessions
from teahouse.services.compare.open_comparisons import OpenComparison
from teahouse.services.error_reports import trouble_event
from teahouse.services.events import EventSink
from teahouse.services.generation.events import PhaseEvent, PieceEvent, ReplyEvent
from teahouse.services.generation.generation import Generation, GenerationOutcome, await_outcome, ignore_events
from teahouse.services.hosts.service import ABSENT
from teahouse.services.models.library import LibraryService
from teahouse.services.models.runner_processes import RunnerUsage, RunnerWatch
from teahouse.services.store_thread import StoreThread

POST_INTERVAL = 0.5  # seconds
RATE_SECONDS = 2.0  # the current rate is measured over them
FEWEST_PIECES = 4  # in RATE_SECONDS: fewer give no rate


class LaneProgress:
    """The event sink of one answer's generation: passes its events on and adds `LaneEvent`s. `message_id` is the
    answer's, also before it begins."""

    def __init__(
        self,
        comparison_id: str,
        lane: Lane,
        message_id: str,
        turn: int,
        repetition: int,
        library: LibraryService,
        post: EventSink,
    ) -> None:
        self._ids = (comparison_id, lane.id, message_id, turn, repetition)
        self._conversation_id = lane_conversation_id(comparison_id, lane.id)
        self._message_id = message_id
        self._model = lane.model
        self._library = library
        self._post = post
        self._phase = (Phase.QUEUED, PhaseSubject(), time())
        self._counts: deque[tuple[float, int]] = deque()
        self._generation: Generation | None = None
        self._watch: RunnerWatch | None = None
        self._load: float | None = None

    def __call__(self, event: object) -> None:
        match event:
            case PieceEvent():
                phase = Phase.THINKING if event.thinking else Phase.WRITING
                if self._phase[0] is not phase:
                    self.enter_phase(phase)
            case PhaseEvent():
                self._post_phase(event)
        self._post(event)

    @property
    def load(self) -> float | None:
        """Seconds of the preload, None where there was none."""
        return self._load

    def enter_phase(self, phase: Phase, subject: PhaseSubject = PhaseSubject()) -> None:  # noqa: B008 - a frozen value
        """Post what the lane waits for, or does."""
        event = PhaseEvent(self._conversation_id, self._message_id, phase, subject, time())
        self._post_phase(event)
        self._post(event)

    def set_load(self, seconds: float | None) -> None:
        self._load = seconds

    def post_end(self) -> None:
        """Post that this answer is over."""
        self._post_event(None, PhaseSubject(), time())

    def post_dropped(self) -> None:
        """Post that this answer will not begin."""
        message = Message(self._message_id, None, Role.ASSISTANT, model=self._model, state=State.STREAMING)
        self._post(RemovedEvent(self._conversation_id, (message,)))
        self.post_end()

    @contextmanager
    def post_regularly(self, generation: Generation, watch: RunnerWatch) -> Iterator[None]:
        """Post a `LaneEvent` every POST_INTERVAL while inside."""
        self._generation, self._watch = generation, watch
        posting = asyncio.get_running_loop().create_task(self._post_regularly(generation))
        try:
            yield
        finally:
            posting.cancel()

    async def _post_regularly(self, generation: Generation) -> None:
        while True:
            await asyncio.sleep(POST_INTERVAL)
            if generation.started:
                self._post_event(*self._phase)

    def _post_phase(self, event: PhaseEvent) -> None:
        self._phase = (event.phase, event.subject, event.since)
        self._post_event(*self._phase)

    def _post_event(self, phase: Phase | None, subject: PhaseSubject, since: float) -> None:
        generation = self._generation
        event = LaneEvent(
            *self._ids,
            phase,
            subject,
            since,
            rate=None if generation is None or phase is None else self._rate_now(generation),
            mean_rate=None if generation is None else generation.mean_rate,
            tokens=0 if generation is None else generation.tokens,
            first_word=None if generation is None else generation.first_word,
            load=self._load,
            memory=self._read_memory(),
        )
        self._post(event)

    def _rate_now(self, generation: Generation) -> float | None:
        """Tokens per second over the last RATE_SECONDS; it falls when no more arrive."""
        if not generation.started:
            return None
        now = monotonic()
        self._counts.append((now, generation.tokens))
        while len(self._counts) > 2 and now - self._counts[1][0] >= RATE_SECONDS:
            self._counts.popleft()
        then, tokens = self._counts[0]
        if generation.tokens - tokens < FEWEST_PIECES and now - then < RATE_SECONDS:
            return None
        return (generation.tokens - tokens) / (now - then) if now > then else None

    def _read_memory(self) -> LaneMemory | None:
        loaded = self._library.find_loaded(self._model)
        seen = self._watch.seen if self._watch is not None else RunnerUsage()
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
    """`times` answers of one lane in one turn. `message_id`: of the next answer; `dropped`: begin no more; `ending`:
    one is being stored and must not be cancelled; `lost_host`: the last one ended because the host was lost."""

    opened: OpenComparison
    lane: Lane
    turn: int
    times: int
    message_id: str = field(default_factory=new_id)
    dropped: bool = False
    ending: bool = False
    lost_host: bool = False
    task: asyncio.Task[None] | None = field(default=None)

    @property
    def answered(self) -> int:
        """How many answers the lane has in this turn."""
        return len(self.opened.answers(self.lane.id, self.turn))

    def drop(self) -> None:
        """End it: text that has arrived stays, and no more answers begin."""
        self.dropped = True
        if self.task is not None and not self.ending:
            self.task.cancel()


class LaneRunner:
    """Runs assignments. `on_changed` is called with the comparison after each answer."""

    def __init__(
        self,
        store_thread: StoreThread,
        sessions: HostSessions,
        post: EventSink,
        on_changed: Callable[[OpenComparison], None],
    ) -> None:
        self._store_thread = store_thread
        self._sessions = sessions
        self._post = post
        self._on_changed = on_changed
        self._closing = False

    @property
    def is_closing(self) -> bool:
        return self._closing

    def begin_closing(self) -> None:
        """Mark answers that end from now on as cut off; the app quits."""
        self._closing = True

    def progress_of(self, assignment: Assignment) -> LaneProgress:
        """The progress of the lane's next answer."""
        lane, library = assignment.lane, self._sessions.session_of(assignment.lane.host).library
        return LaneProgress(
            assignment.opened.id,
            lane,
            assignment.message_id,
            assignment.turn,
            assignment.answered,
            library,
            self._post,
        )

    async def run_assignment(self, assignment: Assignment) -> None:
        """Load the model and generate the answers; a dropped assignment ends without an exception."""
        load: float | None = None
        for number in range(assignment.times):
            if assignment.dropped:
                break
            if number:
                assignment.message_id = new_id()
            progress = self.progress_of(assignment)
            progress.set_load(load)
            message = await self._run_answer(assignment, progress, assignment.opened.stored.preload and number == 0)
            load = progress.load
            assignment.lost_host = message is not None and message.problem in GONE
            if message is None or message.state not in (State.DONE, State.LENGTH):
                break

    async def _run_answer(self, assignment: Assignment, progress: LaneProgress, preload: bool) -> Message | None:
        """Generate and store one answer; None where it could not begin."""
        opened, lane = assignment.opened, assignment.lane
        session, tree = self._sessions.session_of(lane.host), opened.trees[lane.id]
        before = assignment.answered
        tree.options = opened.stored.effective_options(lane, before)
        message = await self._begin_answer(assignment, progress)
        if message is None:
            return None

        async def make_request() -> ChatRequest:
            request = await session.library.build_request(tree, message, lane.think)
            return replace(request, cache_marker=make_cache_marker(opened.id, before))

        async def load_and_run() -> GenerationOutcome:
            if assignment.dropped:  # while the answer was stored
                raise asyncio.CancelledError
            if preload:
                await self._preload_model(assignment, progress)
            async with watch.watch_runner():
                return await session.runner.run_generation(generation, make_request, progress)

        generation = Generation(tree.id, message, progress, self._store_thread)
        watch = RunnerWatch(session.runners, lane.model, session.host.is_local)
        opened.arriving[message.id] = generation
        with progress.post_regularly(generation, watch):
            outcome = await await_outcome(load_and_run(), lambda: self._closing)
            assignment.ending = True
        measured = await _measure(session, generation, outcome.state, goes_on=assignment.turn > 0)
        figures = measured and replace(watch.figures(measured), preload=progress.load if preload else None)
        await self._finish_answer(assignment, progress, generation, outcome, figures)
        assignment.ending = False
        return tree[message.id]

    async def _begin_answer(self, assignment: Assignment, progress: LaneProgress) -> Message | None:
        """Store an empty answer for the deltas; None where the disk refuses."""
        opened, lane = assignment.opened, assignment.lane
        question = opened.question(lane.id, assignment.turn)
        message = Message(
            assignment.message_id, question.id, Role.ASSISTANT, model=lane.model, state=State.STREAMING, created=time()
        )
        tree = opened.trees[lane.id]
        assignment.ending = True
        try:
            await self._store_thread.write(lambda store: store.conversations.add_messages(tree.id, message))
        except Exception as failure:
            self._post(trouble_event(failure))
            progress.post_dropped()
            return None
        finally:
            assignment.ending = False
        tree.add_message(message)
        return message

    async def _preload_model(self, assignment: Assignment, progress: LaneProgress) -> None:
        """Load the model with the question's options and measure the time. Raises `Trouble`."""
        lane = assignment.lane
        options = assignment.opened.stored.effective_options(lane)
        session = self._sessions.session_of(lane.host)
        card = session.library.find_card(lane.model)
        client = await session.host.client()
        if not session.host.status.capabilities.loads_models:
            return
        progress.enter_phase(Phase.LOADING, PhaseSubject(lane.model, card.size if card else 0))
        own = session.library.own_options(lane.model, options)
        request = ChatRequest(lane.model, (), options=own, keep_alive=session.library.keep_alive_of(lane.model))
        loading = Generation("", Message("", None, Role.ASSISTANT, model=lane.model), ignore_events)
        _, trouble = await loading.run(client, request)
        if trouble is not None:
            session.host.mark_unreachable(trouble)
            raise trouble
        figures = loading.figures()
        seconds = figures.total if figures.load is None else figures.load
        progress.set_load(seconds if is_load(seconds) else None)
        await session.library.read_memory()

    async def _finish_answer(
        self,
        assignment: Assignment,
        progress: LaneProgress,
        generation: Generation,
        outcome: GenerationOutcome,
        figures: Figures | None,
    ) -> None:
        opened = assignment.opened
        tree = opened.trees[assignment.lane.id]
        runner = self._sessions.session_of(assignment.lane.host).runner
        await generation.stop_storing()

        def on_finished(message: Message) -> None:
            opened.arriving.pop(message.id, None)
            self._post(ReplyEvent(tree.id, message))
            progress.post_end()

        with suppress(KeyError):  # the comparison was removed meanwhile
            await runner.finish_reply(tree, generation, outcome, figures, Source.COMPARE, on_finished)
        self._on_changed(opened)


async def _measure(session: HostSession, generation: Generation, state: State, *, goes_on: bool) -> Figures | None:
    """The figures of an answer, None where nothing arrived; `goes_on`: to a follow-up."""
    if not generation.started and state is not State.DONE:
        return None
    figures, expected = generation.figures(), generation.expected_tokens
    return await session.library.complete_figures(generation.message.model, figures, expected, goes_on=goes_on)
