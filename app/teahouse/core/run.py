"""A run: one measured generation, with all that a figure needs beside it to be compared with another.

A rate alone says nothing: the same name may be another file (digest), another daemon, another driver, a computer on
its battery. So a run bears all of that, and runs of another computer, brought in from a file, are never mixed up with
this one's.
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
    """What a run was made for."""

    CHAT = "chat"
    COMPARE = "compare"
    SPEED_TEST = "speed_test"


class Power(StrEnum):
    """Where the computer's power came from; UNKNOWN where the system does not tell."""

    MAINS = "mains"
    BATTERY = "battery"
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Hardware:
    """What a run was made on. `memory` is bytes; `cores` without hyper-threads; `gpus` their names; `driver` of the
    graphics; empty or zero where the system does not tell."""

    cpu: str = ""
    cores: int = 0
    memory: int = 0
    gpus: tuple[str, ...] = ()
    driver: str = ""
    system: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One measured generation. `created` is seconds since the epoch; `host` is the address of the daemon, empty for
    the built-in engine (`engine`), whose port changes; `cold` says that the model was loaded for this run;
    `computer` is empty for this one and the name it was given for an imported run; `number` is its place in the
    store, 0 before it has one."""

    model: str
    created: float
    figures: Figures
    digest: str = ""
    quantization: str = ""
    host: str = ""
    host_version: str = ""
    engine: bool = False
    cold: bool = False
    message_id: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    id: str = ""
    source: Source = Source.CHAT
    hardware: Hardware = Hardware()
    power: Power = Power.UNKNOWN
    computer: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class RunFilter:
    """Which runs are wanted; what is empty or None does not narrow. Times are seconds since the epoch; `models`,
    `hosts` and `computers` are exact names (`""` among them: the built-in engine, this computer)."""

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
    """One run as a chart needs it: when, tokens per second, bytes in memory and on GPUs, tokens of context filled;
    what is unknown is None. `setting` is the daemon's version, the graphics driver and the model's digest; `host` and
    `computer` as in `Run`."""

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
    """What the runs of one model on one host of one computer say together: the medians of the last ones, and how many
    there are in all. `spread` is the distance between the quartiles of the rate."""

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
    """A model became slower or faster after something changed: medians (tokens per second) before and after `at`, and
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


LOOKED_AT = 10  # runs on each side at most
FEWEST = 3  # runs on each side at least
NOTICED = 0.1  # of the speed before
_NAMES = ("daemon", "driver", "model")  # in the order of RunPoint.setting


def find_regressions(points: Iterable[RunPoint]) -> tuple[Regression, ...]:
    """Where a model became slower or faster when something changed: the daemon, the graphics driver, or its own file;
    oldest first. `points` come oldest first; computers and hosts are kept apart. The median of the last runs before a
    change is held against that of the first runs after it; too few runs on either side, or too little of a difference,
    say nothing."""
    series: dict[tuple[str, str, str], list[RunPoint]] = {}
    for point in points:
        if point.rate is not None:
            series.setdefault((point.model, point.computer, point.host), []).append(point)
    found = [change for one in series.values() for change in _changes(one)]
    return tuple(sorted(found, key=lambda change: change.at))


def _changes(points: Sequence[RunPoint]) -> list[Regression]:
    eras = _eras(points)
    found = []
    for before, after in pairwise(eras):
        old, new = _middle(before[-LOOKED_AT:]), _middle(after[:LOOKED_AT])
        if old and new and abs(new / old - 1.0) >= NOTICED:
            pairs = zip(_NAMES, before[-1].setting, after[0].setting, strict=True)
            changed = tuple(name for name, one, other in pairs if one != other)
            first = after[0]
            found.append(Regression(first.model, first.created, old, new, changed, first.computer, first.host))
    return found


def _eras(points: Sequence[RunPoint]) -> list[list[RunPoint]]:
    """The points cut wherever the setting changes."""
    eras: list[list[RunPoint]] = []
    for point in points:
        if eras and eras[-1][-1].setting == point.setting:
            eras[-1].append(point)
        else:
            eras.append([point])
    return eras


def _middle(points: Sequence[RunPoint]) -> float | None:
    return median([point.rate for point in points if point.rate is not None]) if len(points) >= FEWEST else None
