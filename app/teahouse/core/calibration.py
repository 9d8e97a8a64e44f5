"""What loads and runs taught about predictions: each is set beside its measurement, and the error is used next time.

Two kinds, kept as pairs (predicted, measured): bytes of memory by model, tokens per second by model and place. A model
that was measured corrects itself; others lend their median error to one that never was. The state is plain JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import StrEnum
from statistics import fmean, median
from typing import Any, Self

from teahouse.core.values import dataclass

Pair = tuple[float, float]  # predicted, measured

KEPT = 8  # pairs of a model: the last ones, so that a new driver or daemon is followed
FROM_OTHERS = 3  # models that must have been measured before their error says something about another one
MEMORY_BAND = 0.10  # of a formula nobody checked on this model
MEMORY_SURE = 0.02  # once it was loaded
SPEED_SURE = 0.10
SPEED_BAND = 0.35  # where others of this computer were measured
_ABSURD = 20.0  # an error beyond this factor is no error of ours but another model, or a mistake


class GuessSource(StrEnum):
    """What a figure rests on."""

    FORMULA = "formula"
    OTHERS = "others"  # corrected by what other models measured here
    OWN = "own"  # by what this very model measured here


@dataclass(frozen=True, slots=True)
class Guess:
    """A figure with its band and what it rests on."""

    value: float
    low: float
    high: float
    source: GuessSource

    @property
    def error(self) -> float:
        """Half the band, as a share of the figure."""
        return (self.high - self.low) / 2 / self.value if self.value else 0.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """Pairs by key. Keys are the caller's: a model's digest for memory; with where it ran (`abc gpu`) for speed."""

    memory: Mapping[str, tuple[Pair, ...]] = field(default_factory=dict, hash=False)
    speed: Mapping[str, tuple[Pair, ...]] = field(default_factory=dict, hash=False)

    def with_memory(self, key: str, predicted: float, measured: float) -> Self:
        """After a load: `predicted` are `Need.shown` bytes for the context it has, `measured` the daemon's `size`."""
        return type(self)(_added(self.memory, key, (predicted, measured)), self.speed)

    def with_speed(self, key: str, predicted: float, measured: float) -> Self:
        """After a run: tokens per second as `Expected.likely` (uncorrected) and as measured."""
        return type(self)(self.memory, _added(self.speed, key, (predicted, measured)))

    def memory_of(self, key: str, predicted: float) -> Guess:
        """Bytes this model will show: with one load shifted by its error, with loads at two contexts by a line
        through them, without any by what other models missed."""
        own = self.memory.get(key, ())
        if own:
            value = max(0.0, _line(own, predicted))
            return Guess(value, value * (1 - MEMORY_SURE), value * (1 + MEMORY_SURE), GuessSource.OWN)
        ratio, source = _from_others(self.memory.values())
        value = predicted * ratio
        return Guess(value, value * (1 - MEMORY_BAND), value * (1 + MEMORY_BAND), source)

    def speed_of(self, key: str, predicted: float, low: float, high: float) -> Guess:
        """Tokens per second of this model; `low` and `high` are the formula's band, used until something is known.

        Only models with the same place (the part of the key behind its last space) lend their error."""
        own = self.speed.get(key, ())
        if own:
            ratios = [measured / expected for expected, measured in own]
            value = predicted * median(ratios)
            spread = (
                max(SPEED_SURE, (max(ratios) - min(ratios)) / 2 / median(ratios)) if len(own) > 1 else SPEED_BAND / 2
            )
            return Guess(value, value * (1 - min(0.9, spread)), value * (1 + spread), GuessSource.OWN)
        place = key.rpartition(" ")[2]
        ratio, source = _from_others(pairs for other, pairs in self.speed.items() if other.rpartition(" ")[2] == place)
        if source is GuessSource.FORMULA:
            return Guess(predicted, low, high, source)
        value = predicted * ratio
        return Guess(value, value * (1 - SPEED_BAND), value * (1 + SPEED_BAND), source)

    def as_json(self) -> dict[str, Any]:
        """The state as JSON values."""
        return {
            kind: {key: [list(pair) for pair in pairs] for key, pairs in kept.items()}
            for kind, kept in (("memory", self.memory), ("speed", self.speed))
        }

    @classmethod
    def from_json(cls, value: object) -> Self:
        """The state from JSON values; whatever is not as it should be is not believed and left out."""
        found = value if isinstance(value, dict) else {}
        return cls(_pairs(found.get("memory")), _pairs(found.get("speed")))


def _added(kept: Mapping[str, tuple[Pair, ...]], key: str, pair: Pair) -> Mapping[str, tuple[Pair, ...]]:
    if not _sane(pair):
        return kept
    return {**kept, key: (*kept.get(key, ()), pair)[-KEPT:]}


def _sane(pair: Pair) -> bool:
    predicted, measured = pair
    if not 0 < predicted < 1e18 or not 0 < measured < 1e18:
        return False
    return 1 / _ABSURD < measured / predicted < _ABSURD


def _line(pairs: tuple[Pair, ...], predicted: float) -> float:
    """The measured figure for a predicted one: the last pair's error added, or along a line through all pairs."""
    expected, measured = fmean(pair[0] for pair in pairs), fmean(pair[1] for pair in pairs)
    width = sum((pair[0] - expected) ** 2 for pair in pairs)
    if width < (0.01 * expected) ** 2:  # always the same context, more or less
        last = pairs[-1]
        return predicted + last[1] - last[0]
    slope = sum((pair[0] - expected) * (pair[1] - measured) for pair in pairs) / width
    return measured + min(2.0, max(0.5, slope)) * (predicted - expected)


def _from_others(kept: Iterable[tuple[Pair, ...]]) -> tuple[float, GuessSource]:
    ratios = [median(measured / expected for expected, measured in pairs) for pairs in kept if pairs]
    return (median(ratios), GuessSource.OTHERS) if len(ratios) >= FROM_OTHERS else (1.0, GuessSource.FORMULA)


def _pairs(value: object) -> Mapping[str, tuple[Pair, ...]]:
    found: Mapping[str, tuple[Pair, ...]] = {}
    for key, pairs in value.items() if isinstance(value, dict) else ():
        for pair in pairs if isinstance(pairs, list) else ():
            numbers = isinstance(pair, list) and len(pair) == 2 and all(type(each) in (int, float) for each in pair)
            if numbers and isinstance(key, str):
                found = _added(found, key, (float(pair[0]), float(pair[1])))
    return found
