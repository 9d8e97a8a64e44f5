"""What a lane's gauges show, as values: taken from live events while it is at work, from its figures when it is
over."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

from teahouse.core.comparison import LaneFigures
from teahouse.core.measure import spread
from teahouse.core.values import dataclass
from teahouse.services.compare_events import LaneEvent, LaneMemory

KEPT = 60  # rates of a sparkline: half a minute at two a second


@dataclass(frozen=True, slots=True)
class LaneValues:
    """Tokens per second, seconds, bytes; None is unknown. `rate` is the one so far, `now` that of the last moments,
    `low` and `high` bound it over repetitions, `vram` is the part of `memory` on GPUs."""

    rate: float | None = None
    now: float | None = None
    low: float | None = None
    high: float | None = None
    first_word: float | None = None
    memory: int | None = None
    vram: int | None = None
    resident: int | None = None
    measured_here: bool = False
    live: bool = False

    @classmethod
    def of_figures(cls, figures: LaneFigures) -> LaneValues:
        """What the repetitions of a turn say together."""
        rate, first, memory, vram = (
            figures.generation_rate,
            figures.first_word,
            figures.memory,
            figures.memory_vram,
        )
        several = rate is not None and rate.count > 1
        return cls(
            rate=rate.median if rate else None,
            low=rate.low if rate and several else None,
            high=rate.high if rate and several else None,
            first_word=first.median if first else None,
            memory=round(memory.median) if memory else None,
            vram=round(vram.median) if vram else None,
            resident=round(figures.system_memory.median) if figures.system_memory else None,
            measured_here=figures.measured_here,
        )

    @classmethod
    def of_news(cls, event: LaneEvent) -> LaneValues:
        """What a lane at work says."""
        memory = event.memory or LaneMemory()
        return cls(
            rate=event.mean_rate,
            now=event.rate,
            first_word=event.first_word,
            memory=memory.size,
            vram=memory.vram,
            resident=memory.resident,
            measured_here=True,
            live=True,
        )


def live_figures(event: LaneEvent, before: LaneFigures) -> LaneFigures:
    """What a lane at work says, as figures of one run; the load is what was measured of it before."""
    memory = event.memory or LaneMemory()
    return replace(
        before,
        runs=1,
        generation_rate=spread([event.mean_rate]),
        first_word=spread([event.first_word]),
        tokens=spread([event.tokens or None]),
        memory=spread([memory.size]),
        memory_vram=spread([memory.vram]),
        context_length=memory.context_length,
        measured_here=True,
    )


class RateHistory:
    """The rates of the last moments of one answer, for its sparkline."""

    def __init__(self) -> None:
        self.rates: deque[float] = deque(maxlen=KEPT)
        self._answer = (-1, -1)

    def take(self, event: LaneEvent) -> None:
        """One more, or the first of another answer."""
        if (event.turn, event.repetition) != self._answer:
            self._answer = (event.turn, event.repetition)
            self.rates.clear()
        if event.rate is not None:
            self.rates.append(event.rate)
