"""Events of the measurements service: stored runs, their summaries, and the speed test."""

from __future__ import annotations

from teahouse.core.bench import BenchResult, BenchSeries
from teahouse.core.errors import Trouble
from teahouse.core.run import ModelSummary, Power, Regression, Run, RunFilter, RunPoint
from teahouse.core.usage import Usage
from teahouse.core.values import dataclass


@dataclass(frozen=True, slots=True)
class RunsEvent:
    """The runs that match `filters`: `runs` is a page from `offset`, newest first, of `count`; `models` are summaries;
    `points` the newest runs for charts (at most a few thousand), oldest first; `regressions` where a model became
    slower or faster; `choices` all values to filter by; `usage` tokens by week and model."""

    filters: RunFilter
    runs: tuple[Run, ...]
    offset: int
    count: int
    models: tuple[ModelSummary, ...] = ()
    points: tuple[RunPoint, ...] = ()
    regressions: tuple[Regression, ...] = ()
    choices: RunChoices | None = None
    usage: tuple[Usage, ...] = ()


@dataclass(frozen=True, slots=True)
class RunChoices:
    """All values of stored runs to filter by."""

    models: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    computers: tuple[str, ...] = ()
    quantizations: tuple[str, ...] = ()
    powers: tuple[Power, ...] = ()


@dataclass(frozen=True, slots=True)
class SpeedTestEvent:
    """The state of a speed test: `model` in its `repetition` (0: the warm-up), `done` of `total` repetitions, the runs
    so far. `running` is False at the end; `failed` has the models that failed."""

    running: bool
    model: str = ""
    repetition: int = 0
    done: int = 0
    total: int = 0
    runs: tuple[Run, ...] = ()
    failed: tuple[tuple[str, Trouble], ...] = ()


@dataclass(frozen=True, slots=True)
class BenchEvent:
    """The state of series of speed tests: `model` at `value` of `series` (STANDARD: warming up), `done` of `total`
    values (0 while it is not known), about `seconds_left`; the results so far, and the models that failed. `running` is
    False at the end."""

    running: bool
    model: str = ""
    series: BenchSeries = BenchSeries.STANDARD
    value: int = 0
    done: int = 0
    total: int = 0
    seconds_left: float = 0.0
    results: tuple[BenchResult, ...] = ()
    failed: tuple[tuple[str, Trouble], ...] = ()


@dataclass(frozen=True, slots=True)
class BenchResultsEvent:
    """All stored results of series, the newest of each model, host and value."""

    results: tuple[BenchResult, ...]


@dataclass(frozen=True, slots=True)
class BenchExportedEvent:
    """A file of results of series was written, or `trouble` says why not."""

    path: str
    results: int
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class ModelFiguresEvent:
    """All that was measured of one model: summaries by host and computer, and the last runs, newest first, with the
    last speed test among them if there was one."""

    model: str
    summaries: tuple[ModelSummary, ...] = ()
    runs: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class RunsExportedEvent:
    """A file of runs was written, or `trouble` says why not."""

    path: str
    runs: int
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class RunsImportedEvent:
    """Runs were imported under the name `computer`; `known` were here already."""

    path: str
    computer: str = ""
    added: int = 0
    known: int = 0
    trouble: Trouble | None = None
