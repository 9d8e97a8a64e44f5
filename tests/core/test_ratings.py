"""Ratings follow votes and have a confidence interval."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teahouse.core.ratings import Ballot, Rating, rate_models


def _by_name(ballots: list[Ballot]) -> dict[str, Rating]:
    return {rating.model: rating for rating in rate_models(ballots)}


def test_no_votes_no_ratings() -> None:
    assert rate_models([]) == ()
    assert rate_models([Ballot(("a",), "a")]) == ()


def test_who_is_liked_better_stands_higher_and_both_are_the_same_way_from_the_middle() -> None:
    first, second = rate_models([Ballot(("a", "b"), "b"), Ballot(("a", "b"), "b"), Ballot(("a", "b"), "a")])
    assert (first.model, second.model) == ("b", "a")
    assert first.rating + second.rating == pytest.approx(2000.0)
    assert (first.games, first.wins, first.ties) == (3, 2, 0)


def test_only_ties_leave_all_in_the_middle() -> None:
    found = _by_name([Ballot(("a", "b", "c"))] * 4)
    assert [rating.rating for rating in found.values()] == [pytest.approx(1000.0)] * 3
    assert found["a"].ties == found["a"].games == 8


def test_a_single_vote_is_no_certainty() -> None:
    winner, loser = rate_models([Ballot(("a", "b"), "a")])
    assert winner.low < loser.high
    assert math.isfinite(winner.rating)


def test_more_votes_make_it_surer() -> None:
    few = _by_name([Ballot(("a", "b"), "a"), Ballot(("a", "b"), "b")])["a"]
    many = _by_name([Ballot(("a", "b"), "a"), Ballot(("a", "b"), "b")] * 20)["a"]
    assert many.high - many.low < (few.high - few.low) / 3


def test_a_vote_among_many_says_nothing_of_those_not_chosen() -> None:
    found = _by_name([Ballot(("a", "b", "c"), "a")])
    assert (found["a"].wins, found["b"].games, found["c"].games) == (2, 1, 1)
    assert found["b"].rating == pytest.approx(found["c"].rating)


def test_a_model_against_itself_decides_nothing() -> None:
    found = _by_name([Ballot(("a", "a", "b"), "a")])
    assert (found["a"].games, found["b"].games) == (1, 1)


def test_strengths_are_found_again_from_many_votes() -> None:
    """300 games between models whose true distances are known: each lies within twice its own uncertainty."""
    true = {"a": 1200.0, "b": 1000.0, "c": 800.0}
    chance = random.Random(1)
    ballots = []
    for first, second in [("a", "b"), ("b", "c"), ("a", "c")] * 100:
        odds = 1 / (1 + 10 ** ((true[second] - true[first]) / 400))
        ballots.append(Ballot((first, second), first if chance.random() < odds else second))
    for rating in rate_models(ballots):
        assert abs(rating.rating - true[rating.model]) < rating.high - rating.low
        assert rating.high - rating.low < 250


@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from("abcdef"), min_size=2, max_size=6, unique=True), st.integers(-1, 5)),
        max_size=30,
    )
)
def test_any_votes_give_finite_ratings_around_the_middle(votes: list[tuple[list[str], int]]) -> None:
    ballots = [Ballot(tuple(models), models[winner] if 0 <= winner < len(models) else "") for models, winner in votes]
    found = rate_models(ballots)
    assert all(math.isfinite(value) for rating in found for value in (rating.rating, rating.low, rating.high))
    assert all(rating.low < rating.rating < rating.high for rating in found)
    if found:
        assert sum(rating.rating for rating in found) / len(found) == pytest.approx(1000.0, abs=0.01)
    assert [rating.rating for rating in found] == sorted((rating.rating for rating in found), reverse=True)
