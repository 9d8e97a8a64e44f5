"""The arithmetic over vocabularies against the same in Python's own floats."""

from __future__ import annotations

import ctypes
import random
from array import array
from math import exp, log

import pytest

from teahouse.engine.workshop.abi import find_library
from teahouse.engine.workshop.distributions import LOWEST, DistributionScorer

VOCABULARY = 1500


@pytest.fixture(scope="module")
def library() -> ctypes.CDLL:
    return ctypes.CDLL(str(find_library()))


def _rows(count: int, spread: float, seed: int) -> tuple[array[float], array[float]]:
    """The original's rows and those of a model that differs by `spread`."""
    values = random.Random(seed)
    original = array("f", (values.gauss(0, 5) for _ in range(VOCABULARY * count)))
    return original, array("f", (value + values.gauss(0, spread) for value in original))


def _logarithms(row: array[float]) -> list[float]:
    highest = max(row)
    total = log(sum(exp(value - highest) for value in row)) + highest
    return [value - total for value in row]


@pytest.mark.parametrize("spread", [0.02, 0.5])
def test_divergences_and_losses_are_those_of_the_definition(library: ctypes.CDLL, spread: float) -> None:
    original, other = _rows(70, spread, seed=3)
    following = [17 * row % VOCABULARY for row in range(70)]
    divergences: list[float] = []
    expected: list[float] = []
    with DistributionScorer(library, VOCABULARY, threads=2) as scorer:
        assert scorer.rows < 70, "more than one group of rows"
        for start in range(0, 70, scorer.rows):
            chosen = following[start : start + scorer.rows]
            offset = 4 * VOCABULARY * start
            scored, packed = scorer.pack_rows(original.buffer_info()[0] + offset, chosen)
            assert len(packed) == scorer.row_bytes * len(chosen)
            compared = scorer.compare_rows(other.buffer_info()[0] + offset, chosen, packed, scored.counted)
            divergences += compared.divergences
            for number, token in enumerate(chosen):
                at = VOCABULARY * (start + number)
                first, second = original[at : at + VOCABULARY], other[at : at + VOCABULARY]
                base, changed = _logarithms(first), _logarithms(second)
                assert scored.losses[number] == pytest.approx(-base[token], abs=1e-4)
                assert compared.losses[number] == pytest.approx(-changed[token], abs=1e-4)
                assert compared.best[number] == second.index(max(second))
                expected.append(sum(exp(p) * (p - q) for p, q in zip(base, changed, strict=True) if p > LOWEST))
    mean = sum(expected) / len(expected)
    assert sum(divergences) / len(divergences) == pytest.approx(mean, rel=0.005, abs=2e-6)
    assert divergences == pytest.approx(expected, abs=max(2e-5, 0.01 * mean))


def test_the_same_rows_do_not_diverge_and_others_are_refused(library: ctypes.CDLL) -> None:
    original, _ = _rows(2, 0.1, seed=5)
    with DistributionScorer(library, VOCABULARY, threads=1) as scorer:
        address = original.buffer_info()[0]
        scored, packed = scorer.pack_rows(address, (1, 2))
        same = scorer.compare_rows(address, (1, 2), packed, scored.counted)
        assert same.divergences == pytest.approx((0.0, 0.0), abs=2e-6)
        assert scorer.find_best(address) == same.best[0]
        with pytest.raises(ValueError, match="packed rows"):
            scorer.compare_rows(address, (1, 2), packed[:-2], scored.counted)
