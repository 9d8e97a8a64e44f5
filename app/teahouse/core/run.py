"""A run: one measured generation, with everything its figures depend on, so that runs can be compared.

A rate alone is not comparable: the same name may be another file (digest), another daemon, another driver, a computer
on battery power. So a run includes all of that, and runs of another computer, imported from a file, are never mixed
with this one's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from enum import StrEnum
from itertools import pairwise
from typing import Any

from teahouse.core.measure import Figures, median
from teahouse.core.values import dataclass


class Source(StrEnum):
    """The purpose of a run."""

    CHAT = "chat"
    COMPARE = "compare"
    SPEED_TEST = "speed_test"


class Power(StrEnum):
    """The computer's power source; UNKNOWN where the system does not report it."""

    MAINS = "mains"
    BATTERY = "battery"
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Hardware:
    """The hardware of a run. `memory` is bytes; `cores` without hyper-threads; `gpus` their names; `driver` of the
    graphics; empty or zero where the system does not report it."""

    cpu: str = ""
    cores: int = 0
    memory: int = 0
    gpus: tuple[str, ...] = ()
    driver: str = ""
    system: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One measured generation. `created` is seconds since the epoch; `host` is the address of the daemon, empty for the
    built-in engine (`engine`), whose port changes; `computer` is empty for
    this one and a given name for an imported run; `number` is its row in the store, 0 before it is stored."""

    model: str
    created: float
    figures: Figures
    digest: str = ""
    quantization: str = ""
    host: str = ""
    host_version: str = ""
    engine: bool = False
    message_id: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    id: str = ""
    source: Source = Source.CHAT
    hardware: Hardware = Hardware()
    power: Power = Power.UNKNOWN
    computer: str = ""
    number: int = 0

    @property
    def cold(self) -> bool:
        """Whether the model was loaded for this run."""
        return self.figures.cold


@dataclass(frozen=True, slots=True)
class RunFilter:
    """A filter of runs; empty and None fields do not restrict it. Times are seconds since the epoch; `models`, `hosts`
    and `computers` are exact names (`""`: the built-in engine, this computer)."""

    models: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    computers: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    quantizations: tuple[str, ...] = ()
    power: Power | None = None
    cold: bool | None = None
    since: float | None = None
    until: float | None = None


@dataclass(frozen=True, slots=True)
class RunPoint:
    """One run in a chart: time, tokens per second, bytes in memory and on GPUs, tokens of context used; unknown figures
    are None. `setting` is the daemon's version, the graphics driver and the model's digest; `host` and `computer` as in
    `Run`."""

    model: str
    created: float
    rate: float | None
    memory: int | None
    memory_vram: int | None
    context: int | None
    setting: tuple[str, str, str] = ("", "", "")
    computer: str = ""
    host: str = ""


@dataclass(frozen=True, slots=True)
class ModelSummary:
    """A summary of the runs of one model on one host of one computer: medians of the last ones, and the number of all.
    `spread` is the interquartile range of the rate."""

    model: str
    computer: str
    runs: int
    rate: float | None
    spread: float | None
    prompt_rate: float | None
    first_word: float | None
    memory: int | None
    memory_vram: int | None
    last: float
    host: str = ""


@dataclass(frozen=True, slots=True)
class Regression:
    """A change of a model's speed after a change of its setting: medians (tokens per second) before and after `at`, and
    which of `daemon`, `driver`, `model` changed."""

    model: str
    at: float
    before: float
    after: float
    changed: tuple[str, ...] = ()
    computer: str = ""
    host: str = ""

    @property
    def ratio(self) -> float:
        """After divided by before: under one is slower."""
        return self.after / self.before


LOOKED_AT = 10  # most runs compared on each side
FEWEST = 3  # fewest runs on each side
NOTICED = 0.1  # smallest reported change, as a share of the speed before
_NAMES = ("daemon", "driver", "model")  # in the order of RunPoint.setting


def find_regressions(points: Iterable[RunPoint]) -> tuple[Regression, ...]:
    """Where a model became slower or faster when its setting changed: the daemon, the graphics driver, or the model's
    file; oldest first. `points` must be oldest first; computers and hosts are not mixed. The median of the last runs
    before a change is compared with that of the first runs after it; nothing is reported for too few runs on either
    side or too small a difference."""
    series: dict[tuple[str, str, str], list[RunPoint]] = {}
    for point in points:
        if point.rate is not None:
            series.setdefault((point.model, point.computer, point.host), []).append(point)
    found = [change for points_of_model in series.values() for change in _changes(points_of_model)]
    return tuple(sorted(found, key=lambda change: change.at))


def _changes(points: Sequence[RunPoint]) -> list[Regression]:
    eras = _eras(points)
    found = []
    for before, after in pairwise(eras):
        old, new = _middle(before[-LOOKED_AT:]), _middle(after[:LOOKED_AT])
        if old and new and abs(new / old - 1.0) >= NOTICED:
            pairs = zip(_NAMES, before[-1].setting, after[0].setting, strict=True)
            changed = tuple(name for name, old_value, new_value in pairs if old_value != new_value)
            first = after[0]
            found.append(Regression(first.model, first.created, old, new, changed, first.computer, first.host))
    return found


def _eras(points: Sequence[RunPoint]) -> list[list[RunPoint]]:
    """The points, split wherever the setting changes."""
    eras: list[list[RunPoint]] = []
    for point in points:
        if eras and eras[-1][-1].setting == point.setting:
            eras[-1].append(point)
        else:
            eras.append([point])
    return eras


def _middle(points: Sequence[RunPoint]) -> float | None:
    return median([point.rate for point in points if point.rate is not None]) if len(points) >= FEWEST else None
