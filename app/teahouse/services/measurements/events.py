"""What the measurements service tells: kept runs, what they say together, and a speed test while it goes on."""

from __future__ import annotations

from teahouse.core.errors import Trouble
from teahouse.core.run import ModelSummary, Power, Regression, Run, RunFilter, RunPoint
from teahouse.core.values import dataclass


@dataclass(frozen=True, slots=True)
class RunsEvent:
    """What `filters` lets through: `runs` is one page of them, the newest first, from `offset` on, of `count` in all;
    `models` what each model's runs say together; `points` the newest ones for charts (at most a few thousand), oldest
    first; `regressions` where a model became slower or faster. `choices` are all values there are to filter by."""

    filters: RunFilter
    runs: tuple[Run, ...]
    offset: int
    count: int
    models: tuple[ModelSummary, ...] = ()
    points: tuple[RunPoint, ...] = ()
    regressions: tuple[Regression, ...] = ()
    choices: RunChoices | None = None


@dataclass(frozen=True, slots=True)
class RunChoices:
    """All models, hosts, computers, quantisations and kinds of power that kept runs have."""

    models: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    computers: tuple[str, ...] = ()
    quantizations: tuple[str, ...] = ()
    powers: tuple[Power, ...] = ()


@dataclass(frozen=True, slots=True)
class UsualEvent:
    """What a model usually does on this computer: tokens per second, bytes, out of how many runs; None is unknown."""

    model: str
    rate: float | None
    memory: int | None
    runs: int


@dataclass(frozen=True, slots=True)
class SpeedTestEvent:
    """A speed test as it stands: `model` at work in its `repetition`-th turn (0: the warm-up), `done` of `total`
    turns, the runs measured so far. `running` is False when it is over; `failed` has the troubles, model by model."""

    running: bool
    model: str = ""
    repetition: int = 0
    done: int = 0
    total: int = 0
    runs: tuple[Run, ...] = ()
    failed: tuple[tuple[str, Trouble], ...] = ()


@dataclass(frozen=True, slots=True)
class RunsExportedEvent:
    """A file of runs was written."""

    path: str
    runs: int
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class RunsImportedEvent:
    """Runs of another computer were taken in under the name `computer`; those already here were left out."""

    path: str
    computer: str = ""
    added: int = 0
    known: int = 0
    trouble: Trouble | None = None
