from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teahouse.core.calibration import KEPT_PAIRS, Calibration, GuessSource

GB = 1e9


def test_without_any_measurement_the_formula_stands_with_its_band() -> None:
    guess = Calibration().memory_of("a", 5 * GB)
    assert (guess.value, guess.source) == (5 * GB, GuessSource.FORMULA)
    assert guess.low < 5 * GB < guess.high
    assert guess.error == pytest.approx(0.10)


def test_one_load_shifts_every_other_context_by_its_error() -> None:
    learned = Calibration().with_memory("a", 5 * GB, 5.4 * GB)
    assert learned.memory_of("a", 5 * GB).value == pytest.approx(5.4 * GB)
    assert learned.memory_of("a", 9 * GB).value == pytest.approx(9.4 * GB)
    assert learned.memory_of("a", 9 * GB).source is GuessSource.OWN
    assert learned.memory_of("a", 9 * GB).error < Calibration().memory_of("a", 9 * GB).error


def test_loads_at_two_contexts_correct_what_a_token_takes() -> None:
    learned = Calibration().with_memory("a", 5 * GB, 5 * GB).with_memory("a", 9 * GB, 8 * GB)
    assert learned.memory_of("a", 7 * GB).value == pytest.approx(6.5 * GB)
    assert learned.memory_of("a", 13 * GB).value == pytest.approx(11 * GB)


def test_the_last_load_at_the_same_context_counts() -> None:
    learned = Calibration().with_memory("a", 5 * GB, 9 * GB).with_memory("a", 5 * GB, 6 * GB)
    assert learned.memory_of("a", 5 * GB).value == pytest.approx(6 * GB)


def test_three_models_lend_their_error_to_one_that_was_never_loaded() -> None:
    learned = Calibration()
    for name in ("a", "b"):
        learned = learned.with_memory(name, 5 * GB, 5.5 * GB)
    assert learned.memory_of("new", 10 * GB).source is GuessSource.FORMULA
    learned = learned.with_memory("c", 5 * GB, 5.5 * GB)
    guess = learned.memory_of("new", 10 * GB)
    assert (guess.value, guess.source) == (pytest.approx(11 * GB), GuessSource.OTHERS)


def test_runs_narrow_the_speed_of_a_model() -> None:
    first = Calibration().with_speed("a ram", 20, 10)
    both = first.with_speed("a ram", 20, 10.4)
    guesses = [each.speed_of("a ram", 20, 9, 30) for each in (Calibration(), first, both)]
    assert guesses[0].source is GuessSource.FORMULA
    assert (guesses[0].low, guesses[0].high) == (9, 30)
    assert guesses[1].value == pytest.approx(10)
    assert [guess.error for guess in guesses] == sorted((guess.error for guess in guesses), reverse=True)


def test_speeds_are_lent_only_by_models_that_ran_in_the_same_place() -> None:
    learned = Calibration()
    for name in ("a", "b", "c"):
        learned = learned.with_speed(f"{name} ram", 20, 10)
    assert learned.speed_of("new ram", 40, 20, 60).value == pytest.approx(20)
    assert learned.speed_of("new gpu", 40, 20, 60).source is GuessSource.FORMULA


@pytest.mark.parametrize("pair", [(0, 5), (5, 0), (-1, 5), (1, 1000), (float("nan"), 1), (1, float("inf"))])
def test_what_cannot_be_is_not_learned(pair: tuple[float, float]) -> None:
    assert Calibration().with_memory("a", *pair) == Calibration()
    assert Calibration().with_speed("a ram", *pair) == Calibration()


_PAIRS = st.lists(st.tuples(st.sampled_from("abcd"), st.floats(1, 1e12), st.floats(0.1, 10)), max_size=30)


@given(pairs=_PAIRS, predicted=st.floats(1, 1e12))
def test_it_survives_json_and_never_says_nonsense(pairs: list[tuple[str, float, float]], predicted: float) -> None:
    learned = Calibration()
    for key, expected, factor in pairs:
        learned = learned.with_memory(key, expected, expected * factor).with_speed(
            f"{key} gpu", expected, expected * factor
        )
    assert Calibration.from_json(json.loads(json.dumps(learned.as_json()))) == learned
    assert all(len(kept) <= KEPT_PAIRS for kept in learned.memory.values())
    for guess in (
        learned.memory_of("a", predicted),
        learned.speed_of("a gpu", predicted, predicted / 2, predicted * 2),
    ):
        assert 0 <= guess.low <= guess.value <= guess.high < 1e15


@pytest.mark.parametrize(
    "value",
    [None, [], "x", {"memory": 5}, {"memory": {"a": "b"}}, {"memory": {"a": [[1], [1, "2"], [1, 2, 3], [True, 2]]}}],
)
def test_a_damaged_state_is_an_empty_one(value: object) -> None:
    assert Calibration.from_json(value) == Calibration()
