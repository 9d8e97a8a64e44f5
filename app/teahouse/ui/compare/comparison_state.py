"""The state of the Compare page: setup, comparison and live values of the lanes. No widgets.

Events go in; the presenter reads what is to be shown.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace

from teahouse.core.comparison import Comparison, LaneFigures, Vote
from teahouse.core.conversation import MEASURED, Draft, State
from teahouse.core.measure import spread
from teahouse.core.schedule import Schedule
from teahouse.core.values import dataclass
from teahouse.services.compare.events import LaneEvent, LaneMemory
from teahouse.ui.compare.setup import Setup
from teahouse.ui.compare.table_model import CompareRow, RowVote
from teahouse.ui.compare.words import NO_FIGURES, LaneNames

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
        """The values of all repetitions of a turn."""
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
    def of_event(cls, event: LaneEvent) -> LaneValues:
        """The values of a running lane."""
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
        self._message_id = ""

    def add_rate(self, event: LaneEvent) -> None:
        """Add a rate; the first one of another answer clears those before."""
        if event.message_id != self._message_id:
            self._message_id = event.message_id
            self.rates.clear()
        if event.rate is not None:
            self.rates.append(event.rate)


class ComparisonState:
    """`asked_for` is the id of the shown comparison, also before its first event."""

    def __init__(self) -> None:
        self.setup = Setup()
        self.comparison: Comparison | None = None
        self.asked_for = ""
        self.plan: Schedule | None = None
        self._live: dict[str, LaneEvent] = {}
        self._loads: dict[tuple[str, int], float] = {}  # by lane and turn
        self._pulses: dict[str, RateHistory] = {}

    def begin_comparison(self, comparison_id: str) -> None:
        """Switch to another comparison, of which nothing is known yet."""
        self.asked_for = comparison_id
        self.comparison = self.plan = None
        self._live.clear()
        self._loads.clear()
        self._pulses.clear()

    def take_comparison(self, comparison: Comparison) -> bool:
        """Take the state of a comparison; return whether it is the shown one."""
        if comparison.id != self.asked_for:
            return False
        if self.comparison is None or self.goes_on or comparison.running:  # else the setup is for another one already
            self.setup = Setup.of(comparison, self.setup.baseline, self.setup.seed)
        self.comparison = comparison
        if not comparison.running:
            self._live = {key: event for key, event in self._live.items() if event.phase is None}
        return True

    def take_lane(self, event: LaneEvent) -> bool:
        """Take the state of a lane; return whether it is a shown one."""
        if event.comparison_id != self.asked_for:
            return False
        self._live[event.lane_id] = event
        if event.load is not None:
            self._loads[event.lane_id, event.turn] = event.load
        self._pulses.setdefault(event.lane_id, RateHistory()).add_rate(event)
        return True

    @property
    def names(self) -> LaneNames:
        return LaneNames.of(self.setup.lanes, self.comparison)

    @property
    def running(self) -> bool:
        """Whether lanes run or will run."""
        return self.comparison.running if self.comparison else bool(self.asked_for)

    @property
    def turn(self) -> int:
        """The last turn's number."""
        return max(0, len(self.comparison.prompts) - 1) if self.comparison else 0

    @property
    def goes_on(self) -> bool:
        """Whether a follow-up can be asked."""
        return self.setup.goes_on(self.comparison)

    @property
    def asked(self) -> Draft:
        """The comparison's one question; empty where there is none, or others followed it."""
        return self.comparison.question_of(0) if self.comparison and len(self.comparison.prompts) == 1 else Draft()

    def live_event(self, lane_id: str) -> LaneEvent | None:
        """The last event of a running lane; None for others."""
        event = self._live.get(lane_id)
        return event if event is not None and event.phase is not None else None

    def answer_state(self, lane_id: str) -> State | None:
        """How a lane's last answer ended; None where there is none."""
        message = self.comparison.shown_answer(lane_id, self.turn) if self.comparison else None
        return message.state if message else None

    def has_answered(self, lane_id: str) -> bool:
        """Whether a lane has an answer to the last turn that is over."""
        return self.answer_state(lane_id) not in (None, State.STREAMING)

    @property
    def all_answered(self) -> bool:
        return bool(self.setup.lanes) and all(self.has_answered(lane.id) for lane in self.setup.lanes)

    def figures_of(self, lane_id: str) -> LaneFigures:
        """What a lane's answers to the last turn measured, with the load of its preload."""
        figures = self.comparison.figures_of(lane_id, self.turn) if self.comparison else NO_FIGURES
        load = self._loads.get((lane_id, self.turn))
        return figures if load is None else replace(figures, load=spread([load]))

    def _figures_now(self, lane_id: str) -> LaneFigures:
        """A lane's figures with those of the answer at work, where nothing is measured yet."""
        measured, event = self.figures_of(lane_id), self.live_event(lane_id)
        if event is None or measured.runs:
            return measured
        return live_figures(event, measured)

    def values_of(self, lane_id: str) -> LaneValues:
        """What a lane's gauges show: live values while it works, with what was measured before where they are not."""
        measured = LaneValues.of_figures(self.figures_of(lane_id))
        event = self.live_event(lane_id)
        if event is None:
            return measured
        now = LaneValues.of_event(event)
        if now.memory is None:
            now = replace(now, memory=measured.memory, vram=measured.vram)
        return now

    def recent_rates(self, lane_id: str) -> Sequence[float]:
        """The latest rates, tokens per second."""
        pulse = self._pulses.get(lane_id)
        return pulse.rates if pulse else ()

    @property
    def fastest(self) -> float:
        """The highest rate of all lanes, tokens per second."""
        return max((self.values_of(lane.id).rate or 0.0 for lane in self.setup.lanes), default=0.0)

    @property
    def votable(self) -> bool:
        """Whether a vote can be given."""
        return self.comparison is not None and not self.running and self.all_answered

    def can_win(self, lane_id: str) -> bool:
        """Whether a vote can be given to a lane: its answer came to something."""
        return self.votable and self.answer_state(lane_id) in MEASURED

    def models_leaving(self, lane_id: str) -> tuple[str, ...]:
        """The models that will be unloaded before a lane begins."""
        steps = self.plan.steps if self.plan else ()
        return next((step.unload for step in steps if lane_id in step.lanes), ())

    def make_rows(self) -> tuple[CompareRow, ...]:
        """The table's rows."""
        names = self.names
        return tuple(
            CompareRow(
                lane_id=lane.id,
                name=names.name(lane.id),
                tile=names.tile(lane.id),
                host=names.host(lane.id),
                model=lane.model,
                figures=self._figures_now(lane.id),
                vote=self._vote_for(lane.id),
                votable=self.can_win(lane.id),
            )
            for lane in self.setup.lanes
        )

    def _vote_for(self, lane_id: str) -> RowVote:
        """What the vote on the last turn says of a lane; a lane that failed is not tied."""
        vote = self.last_vote
        if vote is None:
            return RowVote.NONE
        if vote.lane_id:
            return RowVote.BEST if vote.lane_id == lane_id else RowVote.NONE
        shared = RowVote.BAD if vote.all_bad else RowVote.TIE
        return shared if self.answer_state(lane_id) in MEASURED else RowVote.NONE

    @property
    def last_vote(self) -> Vote | None:
        """The vote on the last turn."""
        return self.comparison.vote_of(self.turn) if self.comparison else None
