"""Corrects predictions of memory and speed with measurements.

Pairs (predicted, measured) are stored: bytes of memory by model, tokens per second by model and place. A measured model
is corrected with its own error, another one with the median error of the measured ones. The state is plain JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any, Self

from teahouse.core.measure import median_of_some
from teahouse.core.values import dataclass

Pair = tuple[float, float]  # predicted, measured

KEPT_PAIRS = 8  # last pairs of a model, so that the correction follows new drivers and daemons
FROM_OTHERS = 3  # least number of measured models whose error is used for another one
MEMORY_BAND = 0.10  # of the formula alone
MEMORY_SURE = 0.02  # after a load of the model
SPEED_SURE = 0.10
SPEED_BAND = 0.35  # after runs of other models
_ABSURD = 20.0  # pairs with a larger ratio are ignored as mistakes


class GuessSource(StrEnum):
    """The base of a figure."""

    FORMULA = "formula"
    OTHERS = "others"  # corrected with measurements of other models
    OWN = "own"  # corrected with measurements of this model


@dataclass(frozen=True, slots=True)
class Guess:
    """A figure with its band and its base."""

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
    """Pairs by key: a model's digest for memory; digest and place (`abc gpu`) for speed."""

    memory: Mapping[str, tuple[Pair, ...]] = field(default_factory=dict, hash=False)
    speed: Mapping[str, tuple[Pair, ...]] = field(default_factory=dict, hash=False)

    def with_memory(self, key: str, predicted: float, measured: float) -> Self:
        """Add a load: `predicted` is `Need.shown` for its context, `measured` the daemon's `size`, in bytes."""
        return type(self)(_add_pair(self.memory, key, (predicted, measured)), self.speed)

    def with_speed(self, key: str, predicted: float, measured: float) -> Self:
        """Add a run: tokens per second as `Expected.likely` (uncorrected) and as measured."""
        return type(self)(self.memory, _add_pair(self.speed, key, (predicted, measured)))

    def memory_of(self, key: str, predicted: float) -> Guess:
        """Predict the bytes that a daemon will report: after one load shifted by its error, after loads with two
        contexts on a line through them, else scaled by the error of other models."""
        own = self.memory.get(key, ())
        if own:
            value = max(0.0, _predict_from_pairs(own, predicted))
            return Guess(value, value * (1 - MEMORY_SURE), value * (1 + MEMORY_SURE), GuessSource.OWN)
        ratio, source = _median_ratio(self.memory.values())
        value = predicted * ratio
        return Guess(value, value * (1 - MEMORY_BAND), value * (1 + MEMORY_BAND), source)

    def speed_of(self, key: str, predicted: float, low: float, high: float) -> Guess:
        """Predict tokens per second; `low` and `high` are the formula's band, used without measurements. Of other
        models only those with the same place (the last word of the key) are used."""
        own = self.speed.get(key, ())
        if own:
            ratios = [measured / expected for expected, measured in own]
            usual = median_of_some(ratios)
            value = predicted * usual
            spread = max(SPEED_SURE, (max(ratios) - min(ratios)) / 2 / usual) if len(own) > 1 else SPEED_BAND / 2
            return Guess(value, value * (1 - min(0.9, spread)), value * (1 + spread), GuessSource.OWN)
        place = key.rpartition(" ")[2]
        ratio, source = _median_ratio(pairs for other, pairs in self.speed.items() if other.rpartition(" ")[2] == place)
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
        """The state from JSON values; invalid ones are left out."""
        found = value if isinstance(value, dict) else {}
        return cls(_read_pairs(found.get("memory")), _read_pairs(found.get("speed")))


def _add_pair(kept: Mapping[str, tuple[Pair, ...]], key: str, pair: Pair) -> Mapping[str, tuple[Pair, ...]]:
    if not _is_plausible(pair) or pair in kept.get(key, ()):  # a run that is used again has the same prediction
        return kept
    return {**kept, key: (*kept.get(key, ()), pair)[-KEPT_PAIRS:]}


def _is_plausible(pair: Pair) -> bool:
    predicted, measured = pair
    if not 0 < predicted < 1e18 or not 0 < measured < 1e18:
        return False
    return 1 / _ABSURD < measured / predicted < _ABSURD


def _predict_from_pairs(pairs: tuple[Pair, ...], predicted: float) -> float:
    """Correct a predicted figure: add the last pair's error, or use a line through all pairs."""
    expected, measured = sum(pair[0] for pair in pairs) / len(pairs), sum(pair[1] for pair in pairs) / len(pairs)
    width = sum((pair[0] - expected) ** 2 for pair in pairs)
    if width < (0.01 * expected) ** 2:  # nearly the same context each time
        last = pairs[-1]
        return predicted + last[1] - last[0]
    slope = sum((pair[0] - expected) * (pair[1] - measured) for pair in pairs) / width
    return measured + min(2.0, max(0.5, slope)) * (predicted - expected)


def _median_ratio(kept: Iterable[tuple[Pair, ...]]) -> tuple[float, GuessSource]:
    ratios = [median_of_some(measured / expected for expected, measured in pairs) for pairs in kept if pairs]
    return (median_of_some(ratios), GuessSource.OTHERS) if len(ratios) >= FROM_OTHERS else (1.0, GuessSource.FORMULA)


def _read_pairs(value: object) -> Mapping[str, tuple[Pair, ...]]:
    found: Mapping[str, tuple[Pair, ...]] = {}
    for key, pairs in value.items() if isinstance(value, dict) else ():
        for pair in pairs if isinstance(pairs, list) else ():
            numbers = isinstance(pair, list) and len(pair) == 2 and all(type(each) in (int, float) for each in pair)
            if numbers and isinstance(key, str):
                found = _add_pair(found, key, (float(pair[0]), float(pair[1])))
    return found
