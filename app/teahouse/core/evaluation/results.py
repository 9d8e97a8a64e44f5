"""The results of a sheet: what each configuration answered, and what the checks say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any

from teahouse.core.comparison import Mode, named_at
from teahouse.core.conversation import Think
from teahouse.core.evaluation.sheet import Sheet
from teahouse.core.measure import Figures
from teahouse.core.run import Hardware
from teahouse.core.values import dataclass

LONGEST_EXCERPT = 200  # characters


class CheckReason(StrEnum):
    """Why a check passed or not; `core.evaluation.wording` has a sentence of each."""

    PASSED = "passed"
    DIFFERS = "differs"
    LACKS = "lacks"
    LACKS_ALL = "lacks_all"
    HAS = "has"
    NO_MATCH = "no_match"
    MATCHES = "matches"
    BAD_PATTERN = "bad_pattern"
    SLOW_PATTERN = "slow_pattern"
    NO_NUMBER = "no_number"
    OTHER_NUMBER = "other_number"
    NO_JSON = "no_json"
    BAD_SCHEMA = "bad_schema"
    SCHEMA_BROKEN = "schema_broken"
    NO_FIELD = "no_field"
    OTHER_VALUE = "other_value"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    OTHER_LANGUAGE = "other_language"
    NO_REFUSAL = "no_refusal"
    REFUSES = "refuses"
    TOO_SLOW = "too_slow"
    TOO_MANY_TOKENS = "too_many_tokens"
    NOT_MEASURED = "not_measured"
    NEGATED = "negated"
    WAITS_FOR_JUDGE = "waits_for_judge"
    WAITS_FOR_VOTE = "waits_for_vote"
    JUDGED = "judged"
    JUDGE_DISAGREES = "judge_disagrees"
    JUDGE_UNREADABLE = "judge_unreadable"
    VOTED = "voted"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check says. `passed` None: undecided; `score` is 0 to 1, None where there is none; `facts` are the
    values of the reason's sentence. A judged check has the points of both orders in `facts` ("first", "second")."""

    passed: bool | None
    score: float | None
    reason: CheckReason
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Configuration:
    """One column of a run: a model with its options on the host at the address `host` (empty: the app's own). `digest`
    and `quantization` are those at the start of the run; `id` is unique in the run."""

    id: str
    model: str
    host: str = ""
    digest: str = ""
    quantization: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    think: Think = None

    @property
    def name(self) -> str:
        """The model with its host, its options and its thinking, where these are not the defaults."""
        extras = [f"{name} {value}" for name, value in sorted(self.options.items())]
        if self.think is not None:
            extras.append(f"think {str(self.think).lower()}")
        return ", ".join([named_at(self.model, self.host), *extras])


class CellState(StrEnum):
    """How far a cell is. ASKING is written before a question is sent; after a kill such a cell is asked again."""

    WAITING = "waiting"
    ASKING = "asking"
    ANSWERED = "answered"  # checked, except by the judge
    DONE = "done"
    FAILED = "failed"  # see `problem`


@dataclass(frozen=True, slots=True)
class GridCell:
    """What the grid shows of a prompt × configuration; the whole answer is in `CellResult`. `passed` None: not decided
    (`undecided` says whether something is still missing: a judge or a vote); seconds, tokens, tokens per second, bytes;
    `disagrees`: the judge's two orders led to different verdicts."""

    prompt_id: str
    configuration_id: str
    state: CellState = CellState.WAITING
    passed: bool | None = None
    score: float | None = None
    excerpt: str = ""
    seconds: float | None = None
    tokens: int | None = None
    generation_rate: float | None = None
    first_word: float | None = None
    memory: int | None = None
    vote: bool | None = None
    disagrees: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class CellResult:
    """Everything of one cell. `answers` has the answers of all turns that the model answered, the last is checked;
    `facts` belong to `problem` (a `core.errors.Problem` value); `asked` counts how often it was sent; `created` is
    when it was answered."""

    cell: GridCell
    answers: tuple[str, ...] = ()
    thinking: str = ""
    figures: Figures | None = None
    checks: tuple[CheckResult, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    asked: int = 0
    created: float = 0.0

    @property
    def answer(self) -> str:
        """The answer that is checked."""
        return self.answers[-1] if self.answers else ""


class RunState(StrEnum):
    """Whether an evaluation run is at work. A run that a kill interrupted is STOPPED."""

    RUNNING = "running"
    STOPPED = "stopped"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class RunSetting:
    """On what a run was made: the app, the host with its version, the computer."""

    teahouse: str = ""
    host: str = ""
    host_version: str = ""
    engine: bool = False
    hardware: Hardware = Hardware()


@dataclass(frozen=True, slots=True)
class EvaluationRun:
    """A sheet × configurations. `sheet` is the sheet as it was at the start; `judge` answers its JUDGE checks; the
    first configuration is the reference that others are compared with."""

    id: str
    sheet: Sheet
    created: float
    configurations: tuple[Configuration, ...]
    mode: Mode = Mode.ONE_AFTER_ANOTHER
    judge: Configuration | None = None
    state: RunState = RunState.RUNNING
    setting: RunSetting = RunSetting()

    def find_configuration(self, configuration_id: str) -> Configuration | None:
        return next((each for each in self.configurations if each.id == configuration_id), None)


@dataclass(frozen=True, slots=True)
class EvaluationRunHead:
    """An entry of a list of runs: `done` of `total` cells have ended, `passed` of them passed. `changed` names what is
    different now (`SettingChange`): running it again is offered."""

    id: str
    sheet_id: str
    sheet_name: str
    created: float
    configurations: tuple[Configuration, ...]
    state: RunState
    done: int
    total: int
    passed: int
    changed: tuple[SettingChange, ...] = ()


class SettingChange(StrEnum):
    """What is different from a run's setting."""

    MODEL = "model"  # a model's digest
    ENGINE = "engine"  # the version of the host
    DRIVER = "driver"  # of the graphics


@dataclass(frozen=True, slots=True)
class CellRegression:
    """A prompt that a configuration answered worse than in an older run: passed then and not now, or fewer points."""

    prompt_id: str
    title: str
    configuration: str
    old: CellResult
    new: CellResult
