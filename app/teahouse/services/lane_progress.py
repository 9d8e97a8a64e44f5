"""What one answer of a lane has to say, in the lane's own events: what a chat's reply and its waiting tell, and a few
times a second how fast it goes."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from time import monotonic, time
from typing import Any

from teahouse.core.conversation import Message
from teahouse.core.stream_events import Phase
from teahouse.services.compare_events import LaneEvent, LaneMemory, LanePieceEvent
from teahouse.services.events import EventSink, PhaseEvent, PieceEvent, RethoughtEvent
from teahouse.services.generation.generation import Generation
from teahouse.services.models.library import LibraryService
from teahouse.services.models.runner_processes import RunnerUsage, RunnerWatch

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
