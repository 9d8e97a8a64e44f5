"""Events of the compare service.

An answer of a lane is a reply in the lane's conversation (`core.comparison.lane_conversation_id`) and has the events of
any reply (`PhaseEvent`, `PieceEvent`, `RethoughtEvent`, `ReplyEvent`; `RemovedEvent` where it will not begin).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

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
    """A comparison's whole state, with copies of the lanes' conversations by lane id. Posted when it is run or opened,
    after each answer and after a vote. An arriving answer is STREAMING and has its text so far; later pieces follow."""

    comparison: Comparison
    conversations: Mapping[str, Conversation]


@dataclass(frozen=True, slots=True)
class ComparisonsEvent:
    """All stored comparisons, newest first."""

    heads: tuple[ComparisonHead, ...]


@dataclass(frozen=True, slots=True)
class ComparisonGoneEvent:
    """The requested comparison is no longer stored."""

    comparison_id: str


@dataclass(frozen=True, slots=True)
class HostModelsEvent:
    """The models of another host, by its address as requested; `trouble` says why they could not be read."""

    host: str
    models: tuple[ModelEntry, ...]
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class LaneMemory:
    """A lane's model in memory, bytes. `size` and `vram` (on GPUs) are the daemon's figures; `resident` is the runner's
    proportional set size, `gpu` the graphics driver's figure for its process, `gpu_peak` the largest. None: unknown."""

    size: int | None = None
    vram: int | None = None
    context_length: int | None = None
    resident: int | None = None
    gpu: int | None = None
    gpu_peak: int | None = None


@dataclass(frozen=True, slots=True)
class LaneEvent:
    """The state of a lane: at every change of phase, and about twice a second while it streams.

    `message_id` is the answer's, also before it begins. `phase` is None when this answer is over or will not begin;
    `since` is seconds since the epoch. `rate` is tokens per second over the last moments, `mean_rate` since the first
    piece; `tokens` so far; `first_word` and `load` (of a preload) seconds.
    """

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
    """The schedule of a comparison; posted before any model is unloaded."""

    comparison_id: str
    plan: Schedule


@dataclass(frozen=True, slots=True)
class UncomparedEvent:
    """A comparison could not begin; `question` goes back to the composer."""

    comparison_id: str
    question: Draft
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class RatingsEvent:
    """Every model that was voted on, best first: by all votes, by those on prompts of each use (`tasks`), and by those
    with each tag."""

    ratings: tuple[Rating, ...]
    tasks: Mapping[str, tuple[Rating, ...]] = field(default_factory=dict)
    tags: Mapping[str, tuple[Rating, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SetsEvent:
    """The prompt sets, built-in ones first, and the newest unfinished run of each."""

    sets: tuple[PromptSet, ...]
    runs: tuple[SetRun, ...] = ()


@dataclass(frozen=True, slots=True)
class SetProgressEvent:
    """The progress and report of an unattended run of a set. `comparison_id` is the one that changed, or empty."""

    run: SetRun
    comparison_id: str = ""
    report: tuple[ReportRow, ...] = ()
    running: bool = False


@dataclass(frozen=True, slots=True)
class ContinuedEvent:
    """A lane was copied to a new conversation."""

    comparison_id: str
    lane_id: str
    conversation_id: str


@dataclass(frozen=True, slots=True)
class ExportedEvent:
    """A file was written, or `trouble` says why not."""

    path: str
    trouble: Trouble | None = None
