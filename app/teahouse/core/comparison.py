"""A comparison: the same question to two to six lanes, each a model with its options, with all answers and votes.

Each lane is a stored conversation. A turn is the prompt or a follow-up; a lane answers each turn once per repetition
and once for each retry, and every answer is a message with its figures.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any

from teahouse.core.attachment import Attachment
from teahouse.core.conversation import MEASURED, Draft, Message, Think
from teahouse.core.measure import CACHE_FIGURES, Figures, Spread, spread
from teahouse.core.values import dataclass

FEWEST_LANES, MOST_LANES = 2, 6
REPETITIONS = (1, 3, 5)
AT = " · "  # between a model and its host


def named_at(model: str, host: str) -> str:
    """A model's name with its host, unless that is the app's own."""
    return f"{model}{AT}{short_host(host)}" if host else model


def short_host(host: str) -> str:
    """A host's address without `http://` and trailing slash."""
    return host.strip().removeprefix("http://").rstrip("/")


LONGEST_TAG, MOST_TAGS = 40, 12


def split_tags(text: str) -> tuple[str, ...]:
    """The tags in a line of text, separated by commas of any script, without repetitions."""
    for comma in "，、;；":
        text = text.replace(comma, ",")
    known = (tag.strip()[:LONGEST_TAG] for tag in text.split(","))
    return tuple(dict.fromkeys(tag for tag in known if tag))[:MOST_TAGS]


def random_seed() -> int:
    """A random seed, shared by all lanes of a comparison."""
    return random.randrange(2**31 - 1000)  # repetitions count up from it


def lane_conversation_id(comparison_id: str, lane_id: str) -> str:
    """The id of a lane's conversation."""
    return f"{comparison_id}/{lane_id}"


def split_lane_conversation_id(conversation_id: str) -> tuple[str, str]:
    """The ids of a conversation's comparison and lane; the lane's is empty for any other conversation."""
    comparison_id, _, lane_id = conversation_id.partition("/")
    return comparison_id, lane_id


class Mode(StrEnum):
    """How lanes share the computer."""

    AUTO = "auto"  # fair: at once only if all fit on a GPU
    ONE_AFTER_ANOTHER = "one_after_another"
    AT_ONCE = "at_once"
    AS_MANY_AS_FIT = "as_many_as_fit"


@dataclass(frozen=True, slots=True)
class Lane:
    """One column: a model with its options (which override the comparison's) and thinking, on the host at the address
    `host`, empty for the app's own. `id` is from `new_id`."""

    id: str
    model: str
    options: Mapping[str, Any] = field(default_factory=dict)
    think: Think = None
    host: str = ""


@dataclass(frozen=True, slots=True)
class LaneRun:
    """One answer of a lane to `turn`, with its number `repetition` (both from 0). A retry is a further repetition; the
    failed answer stays."""

    lane_id: str
    turn: int
    repetition: int
    message: Message


@dataclass(frozen=True, slots=True)
class Vote:
    """The best lane of a turn, or an empty id for a tie. `all_bad`: no answer was good. `blind`: the names were hidden;
    `tags` are the person's own words about it."""

    turn: int
    lane_id: str
    created: float
    blind: bool = False
    all_bad: bool = False
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ComparisonHead:
    """An entry of a list of comparisons. `set_run` is the run of a prompt set it belongs to, or empty."""

    id: str
    title: str
    created: float
    models: tuple[str, ...]
    voted: bool = False
    set_run: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison. `lanes` are in the order shown (shuffled if `blind`); `prompts` has the question of each turn,
    `attached` its attachments; `reference_answer` is from a prompt set; `running`: a lane is still answering."""

    id: str
    title: str
    created: float
    lanes: tuple[Lane, ...]
    prompts: tuple[str, ...] = ()
    system: str = ""
    mode: Mode = Mode.ONE_AFTER_ANOTHER
    repetitions: int = 1
    preload: bool = True
    options: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None
    blind: bool = False
    reference_answer: str = ""
    runs: tuple[LaneRun, ...] = ()
    votes: tuple[Vote, ...] = ()
    set_run: str = ""
    running: bool = False
    attached: tuple[tuple[Attachment, ...], ...] = ()

    @property
    def hidden(self) -> bool:
        """Whether names are hidden: a blind comparison without a vote. Follow-ups after a vote hide nothing."""
        return self.blind and not self.votes

    def question_of(self, turn: int) -> Draft:
        """The question of a turn with its attachments."""
        return Draft(self.prompts[turn], self.attached[turn] if turn < len(self.attached) else ())

    def vote_of(self, turn: int) -> Vote | None:
        return next((vote for vote in self.votes if vote.turn == turn), None)

    def find_lane(self, lane_id: str) -> Lane | None:
        return next((lane for lane in self.lanes if lane.id == lane_id), None)

    def runs_of(self, lane_id: str, turn: int | None = None) -> tuple[LaneRun, ...]:
        """A lane's answers, oldest first, of one turn or of all."""
        return tuple(run for run in self.runs if run.lane_id == lane_id and turn in (None, run.turn))

    def shown_answer(self, lane_id: str, turn: int) -> Message | None:
        """The answer to show for a turn: the last complete or stopped one, else the last of all."""
        messages = [run.message for run in self.runs_of(lane_id, turn)]
        good = [message for message in messages if message.state in MEASURED]
        return next(reversed(good or messages), None)

    def figures_of(self, lane_id: str, turn: int) -> LaneFigures:
        """The figures of all repetitions of one turn."""
        return LaneFigures.from_runs(
            run.message.figures
            for run in self.runs_of(lane_id, turn)
            if run.message.state in MEASURED and run.message.figures is not None
        )

    def effective_options(self, lane: Lane, repetition: int = 0) -> dict[str, Any]:
        """The options to send for a lane: the comparison's options and seed, overridden by the lane's. Each repetition
        has the next seed, the same for all lanes, because an equal seed would give an equal answer."""
        seed = {} if self.seed is None else {"seed": self.seed}
        options = {**self.options, **seed, **lane.options}
        if options.get("seed", -1) >= 0:  # with a negative one the daemon chooses each time
            options["seed"] += repetition
        return options


@dataclass(frozen=True, slots=True)
class LaneFigures:
    """Median and spread of each figure over a lane's repetitions; None if no repetition has it. `runs` is the number of
    measured ones; `load` is of the cold ones; `measured_here`: a rate is from our clock. `cached` of them read their
    prompt from a cache: their `CACHE_FIGURES` are left out, except where all are such (`only_cached`). `busy` is the
    largest share of the processor that other programs used."""

    runs: int
    generation_rate: Spread | None = None
    prompt_rate: Spread | None = None
    first_word: Spread | None = None
    first_answer: Spread | None = None
    load: Spread | None = None
    total: Spread | None = None
    tokens: Spread | None = None
    thinking_tokens: Spread | None = None
    thinking_seconds: Spread | None = None
    context_used: Spread | None = None
    memory: Spread | None = None
    memory_vram: Spread | None = None
    system_memory: Spread | None = None
    system_memory_peak: Spread | None = None
    gpu_memory: Spread | None = None
    energy: Spread | None = None
    drafts_accepted: Spread | None = None
    prompt_cached: Spread | None = None
    threads: Spread | None = None
    energy_rate: Spread | None = None
    context_length: int | None = None
    measured_here: bool = False
    cached: int = 0
    busy: float | None = None

    @classmethod
    def from_runs(cls, runs: Iterable[Figures]) -> LaneFigures:
        """Combine the figures of several runs."""
        every = tuple(runs)
        fresh = tuple(figures for figures in every if not figures.is_cached)
        loads = [figures.other_load for figures in every if figures.other_load is not None]
        return cls(
            runs=len(every),
            load=spread([figures.loading for figures in every]),
            **{
                name: spread([getattr(figures, name) for figures in (name in CACHE_FIGURES and fresh) or every])
                for name in SPREAD_FIGURES
            },
            cached=len(every) - len(fresh),
            busy=max(loads, default=None),
            context_length=next((f.context_length for f in reversed(every) if f.context_length), None),
            measured_here=any(figures.measured_here for figures in every),
        )

    @property
    def only_cached(self) -> bool:
        """Whether every run read its prompt from a cache, so that no figure of reading is comparable."""
        return self.cached > 0 and self.cached == self.runs


SPREAD_FIGURES = (
    "generation_rate",
    "prompt_rate",
    "first_word",
    "first_answer",
    "total",
    "tokens",
    "thinking_tokens",
    "thinking_seconds",
    "context_used",
    "memory",
    "memory_vram",
    "system_memory",
    "system_memory_peak",
    "gpu_memory",
    "energy",
    "drafts_accepted",
    "prompt_cached",
    "threads",
    "energy_rate",
)
