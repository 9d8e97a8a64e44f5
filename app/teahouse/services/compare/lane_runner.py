"""What one lane has to do in one turn: be loaded, then answer so and so many times.

Whatever ends an answer (the model, the person, the host, the app closing) ends it the same way, with its text, its
state and its figures kept. An answer that fails ends the lane's turn; the other lanes never notice.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import field, replace
from time import monotonic, time

from teahouse.core.comparison import Lane, lane_conversation_id
from teahouse.core.conversation import Message, Role, State, new_id
from teahouse.core.measure import COLD_SECONDS, Figures
from teahouse.core.run import Source
from teahouse.core.stream_events import Phase, PhaseSubject
from teahouse.core.values import dataclass
from teahouse.ollama.requests import ChatRequest
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

TOLD_EVERY = 0.5  # seconds
NOW = 2.0  # seconds that the present rate is taken over
FEWEST = 4  # pieces in them: fewer are no rate


class LaneProgress:
    """Tells how one answer of a lane fares. Its generation posts to it: events of the generation go on as they are,
    and `LaneEvent`s go with them. `message_id` is the answer's, from when it waits for its turn."""

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
        self._past: deque[tuple[float, int]] = deque()
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
                self._tell_phase(event)
        self._post(event)

    @property
    def load(self) -> float | None:
        """Seconds that the preload took, None where there was none."""
        return self._load

    def enter_phase(self, phase: Phase, subject: PhaseSubject = PhaseSubject()) -> None:  # noqa: B008 - a frozen value
        """Post what the lane waits for, or does."""
        event = PhaseEvent(self._conversation_id, self._message_id, phase, subject, time())
        self._tell_phase(event)
        self._post(event)

    def set_load(self, seconds: float | None) -> None:
        """How long the preload took."""
        self._load = seconds

    def tell_end(self) -> None:
        """Tell that this answer is over."""
        self._tell_event(None, PhaseSubject(), time())

    def tell_dropped(self) -> None:
        """Tell that this answer will not be begun."""
        message = Message(self._message_id, None, Role.ASSISTANT, model=self._model, state=State.STREAMING)
        self._post(RemovedEvent(self._conversation_id, (message,)))
        self.tell_end()

    @contextmanager
    def following(self, generation: Generation, watch: RunnerWatch) -> Iterator[None]:
        """While inside, tell how fast it goes, a few times a second."""
        self._generation, self._watch = generation, watch
        telling = asyncio.get_running_loop().create_task(self._keep_telling(generation))
        try:
            yield
        finally:
            telling.cancel()

    async def _keep_telling(self, generation: Generation) -> None:
        while True:
            await asyncio.sleep(TOLD_EVERY)
            if generation.started:
                self._tell_event(*self._phase)

    def _tell_phase(self, event: PhaseEvent) -> None:
        self._phase = (event.phase, event.subject, event.since)
        self._tell_event(*self._phase)

    def _tell_event(self, phase: Phase | None, subject: PhaseSubject, since: float) -> None:
        generation = self._generation
        event = LaneEvent(
            *self._ids,
            phase,
            subject,
            since,
            rate=None if generation is None or phase is None else self._rate_now(generation),
            mean_rate=None if generation is None else generation.mean_rate,
            tokens=0 if generation is None else generation.deltas,
            first_word=None if generation is None else generation.first_word,
            load=self._load,
            memory=self._read_memory(),
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
    """`times` answers of one lane to one turn. `message_id`: of the next of them; `dropped`: no more of them; `ending`:
    one is being kept right now and must not be disturbed; `lost_host`: the last one ended because the host went away.
    """

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
        """How many answers the lane has to this turn."""
        return len(self.opened.answers(self.lane.id, self.turn))

    def drop(self) -> None:
        """End it: what has arrived stays, what was not begun is not begun."""
        self.dropped = True
        if self.task is not None and not self.ending:
            self.task.cancel()


class LaneRunner:
    """Runs what one lane has to do in one turn. `on_changed` is called with a comparison whenever an answer of it is
    over."""

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
        """Whether the app quits."""
        return self._closing

    def begin_closing(self) -> None:
        """The app quits: what ends from now on was cut off."""
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
        """Load and answer. Ends without an exception when it is dropped."""
        load: float | None = None
        for number in range(assignment.times):
            if assignment.dropped:
                break
            if number:
                assignment.message_id = new_id()
            progress = self.progress_of(assignment)
            progress.set_load(load)
            message = await self._run_answer(assignment, progress, assignment.opened.kept.preload and number == 0)
            load = progress.load
            assignment.lost_host = message is not None and message.problem in GONE
            if message is None or message.state not in (State.DONE, State.LENGTH):
                break

    async def _run_answer(self, assignment: Assignment, progress: LaneProgress, preload: bool) -> Message | None:
        """One answer from its beginning to its kept end."""
        opened, lane = assignment.opened, assignment.lane
        session, tree = self._sessions.session_of(lane.host), opened.trees[lane.id]
        before = assignment.answered
        tree.options = opened.kept.effective_options(lane, before)
        message = await self._begin_answer(assignment, progress)
        if message is None:
            return None

        async def load_and_run() -> GenerationOutcome:
            if assignment.dropped:  # while the answer was begun
                raise asyncio.CancelledError
            if preload:
                await self._load(assignment, progress)
            async with watch.watching():
                return await session.runner.run_generation(
                    generation, lambda: session.library.build_request(tree, message, lane.think), progress
                )

        generation = Generation(tree.id, message, progress, self._store_thread)
        watch = RunnerWatch(session.runners, lane.model, session.host.is_local)
        opened.arriving[message.id] = generation
        with progress.following(generation, watch):
            outcome = await await_outcome(load_and_run(), lambda: self._closing)
            assignment.ending = True
        measured = _figures(session, generation, outcome.state, seen=before > 0)
        figures = measured and replace(watch.figures(measured), preload=progress.load if preload else None)
        await self._finish_answer(assignment, progress, generation, outcome, figures)
        assignment.ending = False
        return tree[message.id]

    async def _begin_answer(self, assignment: Assignment, progress: LaneProgress) -> Message | None:
        """Keep an empty answer, so that what arrives has its place; None when the disk refuses it."""
        opened, lane = assignment.opened, assignment.lane
        question = opened.question(lane.id, assignment.turn)
        message = Message(
            assignment.message_id, question.id, Role.ASSISTANT, model=lane.model, state=State.STREAMING, created=time()
        )
        tree = opened.trees[lane.id]
        assignment.ending = True
        try:
            await self._store_thread.write(lambda kept: kept.conversations.add_messages(tree.id, message))
        except Exception as failure:
            self._post(trouble_event(failure))
            progress.tell_dropped()
            return None
        finally:
            assignment.ending = False
        tree.add_message(message)
        return message

    async def _load(self, assignment: Assignment, progress: LaneProgress) -> None:
        """Load the model by itself, as the question will want it, and take the time; raises what keeps it away."""
        lane = assignment.lane
        options = assignment.opened.kept.effective_options(lane)
        session = self._sessions.session_of(lane.host)
        card = session.library.find_card(lane.model)
        progress.enter_phase(Phase.LOADING, PhaseSubject(lane.model, card.size if card else 0))
        client = await session.host.client()
        request = ChatRequest(lane.model, (), options=options, keep_alive=session.library.keep_alive_of(lane.model))
        loading = Generation("", Message("", None, Role.ASSISTANT, model=lane.model), ignore_events)
        _, trouble = await loading.run(client, request)
        if trouble is not None:
            session.host.mark_unreachable(trouble)
            raise trouble
        figures = loading.figures()
        seconds = figures.total if figures.load is None else figures.load
        progress.set_load(seconds if seconds is not None and seconds > COLD_SECONDS else None)
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
            progress.tell_end()

        with suppress(KeyError):  # the comparison was removed meanwhile
            await runner.finish_reply(tree, generation, outcome, figures, Source.COMPARE, on_finished)
        self._on_changed(opened)


def _figures(session: HostSession, generation: Generation, state: State, *, seen: bool) -> Figures | None:
    """What the daemon and our clock say of an answer; None when nothing came that could be measured."""
    if not generation.started and state is not State.DONE:
        return None
    return session.library.add_memory_figures(generation.message.model, generation.figures(prompt_seen=seen))
