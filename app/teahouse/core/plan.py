"""What runs when: lanes one after another, at once, or as many as fit; decided from memory, and said with its reason.

The rule is a pure one: it is given what each model needs (measured here before, or told by the daemon, or estimated
from its file), what is loaded, and how much memory there is. Models that are loaded come first, and lanes of one
model stay together, so that nothing is unloaded that would be needed again.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """Why lanes run as they do."""

    ASKED = "asked"  # the person said so
    PROCESSOR = "processor"  # no GPU: lanes at once would share its cores and measure each other
    MEMORY_HOLDS_ONE = "memory_holds_one"
    MEMORY_HOLDS_SOME = "memory_holds_some"
    ALL_FIT = "all_fit"
    UNKNOWN = "unknown"  # another computer's memory is not ours to know: one after another is safe


class NeedSource(StrEnum):
    """Where a model's need is known from, best first."""

    LOADED = "loaded"  # the daemon says so now
    MEASURED = "measured"  # it said so here before
    ESTIMATED = "estimated"  # from the file's size


@dataclass(frozen=True, slots=True)
class Need:
    """Bytes a model takes while it is loaded, and where that is known from."""

    model: str
    size: int
    source: NeedSource


@dataclass(frozen=True, slots=True)
class Step:
    """Lanes that run side by side, and the models that must leave before they start."""

    lanes: tuple[str, ...]
    models: tuple[str, ...]
    unload: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps in their order, why so, what each model needs, and the bytes there are for models in all (None:
    unknown)."""

    steps: tuple[Step, ...]
    why: Why
    needs: tuple[Need, ...] = ()
    room: int | None = None
