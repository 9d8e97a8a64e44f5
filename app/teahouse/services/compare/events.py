"""What the compare service tells: comparisons as they stand, and lanes while they are at work.

An answer of a lane is a reply in the lane's own conversation (`core.comparison.lane_conversation_id`): what arrives of
it is told by the same events as any reply (`PhaseEvent`, `PieceEvent`, `RethoughtEvent`, `ReplyEvent`; `RemovedEvent`
where it was waited for and will not be begun). `LaneEvent` tells how the lane fares.
"""

from __future__ import annotations

from collections.abc import Mapping

from teahouse.core.comparison import Comparison, ComparisonHead
from teahouse.core.conversation import Conversation, Draft
from teahouse.core.errors import Trouble
from teahouse.core.prompt_sets import PromptSet, ReportRow, SetRun
from teahouse.core.ratings import Rating
from teahouse.core.schedule import Schedule
from teahouse.core.stream_events import Phase, PhaseSubject
from teahouse.core.values import dataclass
from teahouse.services.models.events import ModelEntry


@dataclass(frozen=True, slots=True)
class ComparisonEvent:
    """A comparison's whole state: after `run`, `open`, each answer's end, a vote; and the conversation of each lane, by
    the lane's id, for the window's own use. What still arrives is in its message (state STREAMING) as far as it has
    come; pieces told after this event come on top of it."""

    comparison: Comparison
    conversations: Mapping[str, Conversation]


@dataclass(frozen=True, slots=True)
class ComparisonsEvent:
    """All kept comparisons, the newest first."""

    heads: tuple[ComparisonHead, ...]


@dataclass(frozen=True, slots=True)
class ComparisonGoneEvent:
    """The comparison that was asked for is not kept any more."""

    comparison_id: str


@dataclass(frozen=True, slots=True)
class HostModelsEvent:
    """The models of a host that is not the app's own, by its address as it was asked for; `trouble` says why there are
    none, when it is for a reason."""

    host: str
    models: tuple[ModelEntry, ...]
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class LaneMemory:
    """A lane's model in memory, bytes. `size` and `vram` are the daemon's words (`vram` on GPUs); `resident` is the
    runner's proportional set as the system tells it, `gpu` what the graphics driver says of the
    runner's process and `gpu_peak` its largest so far. None is unknown."""

    size: int | None = None
    vram: int | None = None
    context_length: int | None = None
    resident: int | None = None
    gpu: int | None = None
    gpu_peak: int | None = None


@dataclass(frozen=True, slots=True)
class LaneEvent:
    """How a lane fares now: at every change of phase, and about twice a second while it streams.

    `message_id` is the answer's, also before it was begun. `phase` is None when this answer is over or will not be
    begun; `since` is seconds since the epoch. `rate` is tokens per
    second over the last moments, `mean_rate` since the first piece; `tokens` so far; `first_word` seconds; `load`
    seconds of a preload that was measured by itself."""

    comparison_id: str
    lane_id: str
    message_id: str
    turn: int
    repetition: int
    phase: Phase | None
    subject: PhaseSubject = PhaseSubject()
    since: float = 0.0
    rate: float | None = None
    mean_rate: float | None = None
    tokens: int = 0
    first_word: float | None = None
    load: float | None = None
    memory: LaneMemory | None = None


@dataclass(frozen=True, slots=True)
class PlanEvent:
    """What will run when, which models must leave for it, and why: told before anything is unloaded."""

    comparison_id: str
    plan: Schedule


@dataclass(frozen=True, slots=True)
class UncomparedEvent:
    """A comparison could not be begun: the question goes back to where it was written."""

    comparison_id: str
    question: Draft
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class RatingsEvent:
    """Every model that was voted on here, the best first."""

    ratings: tuple[Rating, ...]


@dataclass(frozen=True, slots=True)
class SetsEvent:
    """The prompt sets, built-in ones first, and of each the newest run that is not finished, if there is one."""

    sets: tuple[PromptSet, ...]
    runs: tuple[SetRun, ...] = ()


@dataclass(frozen=True, slots=True)
class SetProgressEvent:
    """How far an unattended run of a set is, with its report so far. `comparison_id` is the one at work, or empty."""

    run: SetRun
    comparison_id: str = ""
    report: tuple[ReportRow, ...] = ()
    running: bool = False


@dataclass(frozen=True, slots=True)
class ContinuedEvent:
    """A lane goes on as a conversation of its own, which is kept now."""

    comparison_id: str
    lane_id: str
    conversation_id: str


@dataclass(frozen=True, slots=True)
class ExportedEvent:
    """A file was written, or `trouble` says why not."""

    path: str
    trouble: Trouble | None = None
