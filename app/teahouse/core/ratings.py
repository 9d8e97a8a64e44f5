"""Ratings of models from the votes on this computer: Bradley–Terry strengths, on the scale of chess ratings.

A vote for one of several answers counts as a win over each of the others, a tie as half a win for both, and so does a
vote that all are bad, which says as little about their order. The strengths maximize the likelihood of the votes, with
a weak prior that all are equal (one drawn game of each with an average model), so that a model that won its only vote
is not rated infinitely high. The uncertainty is that of the difference to the mean of all, from the curvature of the
likelihood at its maximum. Source: R. A. Bradley and M. E. Terry, Biometrika 39 (1952); the iteration is D. R. Hunter's,
Ann. Statist. 32 (2004).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations

from teahouse.core.values import dataclass

MIDDLE = 1000.0
SCALE = 400.0 / math.log(10.0)  # points per unit of log strength: 400 points are odds of ten to one
CONFIDENCE = 1.96  # standard errors that contain 95 % of a normal distribution
PRIOR = 1.0  # drawn games with an average model, for each model
STEPS, CLOSE = 1000, 1e-9


@dataclass(frozen=True, slots=True)
class Ballot:
    """One vote: the models whose answers were shown, and the winner's name, empty for a tie, or where all were bad.
    `task` is the use of a prompt set (`core.prompt_sets.USES`), empty for a question of the person's own."""

    models: tuple[str, ...]
    winner: str = ""
    all_bad: bool = False
    task: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rating:
    """One model's rating. 1000 is the mean of all rated models, 400 more means odds of ten to one; `low` and `high` are
    the 95 % confidence interval; `games` is the number of pairs of answers that votes decided, `wins`, `ties` and
    `bad` are parts of it."""

    model: str
    rating: float
    low: float
    high: float
    games: int
    wins: int
    ties: int
    bad: int = 0


def rate_models(ballots: Iterable[Ballot]) -> tuple[Rating, ...]:
    """Every model with votes, the best first; among equals the one with more games first."""
    tally = _Tally(ballots)
    if not tally.models:
        return ()
    strengths = _strengths(tally)
    errors = _standard_errors(tally, strengths)
    middle = sum(strengths) / len(strengths)
    found = []
    for index, model in enumerate(tally.models):
        rating = MIDDLE + SCALE * (strengths[index] - middle)
        margin = CONFIDENCE * SCALE * errors[index]
        counts = tally.games[model], tally.wins[model], tally.ties[model], tally.bad[model]
        found.append(Rating(model, rating, rating - margin, rating + margin, *counts))
    return tuple(sorted(found, key=lambda each: (-each.rating, -each.games, each.model)))


def group_ballots(ballots: Iterable[Ballot]) -> tuple[dict[str, list[Ballot]], dict[str, list[Ballot]]]:
    """The votes by task, without those on questions of one's own, and by tag."""
    tasks: dict[str, list[Ballot]] = {}
    tags: dict[str, list[Ballot]] = {}
    for ballot in ballots:
        if ballot.task:
            tasks.setdefault(ballot.task, []).append(ballot)
        for tag in ballot.tags:
            tags.setdefault(tag, []).append(ballot)
    return tasks, tags


class _Tally:
    """Votes as games between two models. Games of a model against itself, with other options, are not counted."""

    def __init__(self, ballots: Iterable[Ballot]) -> None:
        self.games: Counter[str] = Counter()
        self.wins: Counter[str] = Counter()
        self.ties: Counter[str] = Counter()
        self.bad: Counter[str] = Counter()
        self.between: Counter[tuple[str, str]] = Counter()
        for ballot in ballots:
            self._count_ballot(ballot)
        self.models = sorted(self.games)

    def _count_ballot(self, ballot: Ballot) -> None:
        for pair in combinations(sorted(set(ballot.models)), 2):
            if ballot.winner and ballot.winner not in pair:
                continue  # neither was chosen: no result between the two
            self.between[pair] += 1
            for model in pair:
                self.games[model] += 1
                self.wins[model] += model == ballot.winner
                self.ties[model] += not ballot.winner and not ballot.all_bad
                self.bad[model] += ballot.all_bad and not ballot.winner

    def list_opponents(self) -> list[list[tuple[int, int]]]:
        """For each model, by number: its opponents and the games with each."""
        number = {model: index for index, model in enumerate(self.models)}
        found: list[list[tuple[int, int]]] = [[] for _ in self.models]
        for (first, second), games in self.between.items():
            found[number[first]].append((number[second], games))
            found[number[second]].append((number[first], games))
        return found


def _strengths(tally: _Tally) -> list[float]:
    """Log strengths, in the order of `tally.models`; an average model has 0."""
    opponents = tally.list_opponents()
    scores = [tally.wins[model] + (tally.ties[model] + tally.bad[model]) / 2 + PRIOR / 2 for model in tally.models]
    strong = [1.0] * len(scores)
    for _ in range(STEPS):
        new = [
            score
            / (
                sum(games / (strong[own] + strong[other]) for other, games in opponents[own])
                + PRIOR / (strong[own] + 1)
            )
            for own, score in enumerate(scores)
        ]
        moved = max(abs(math.log(after / before)) for after, before in zip(new, strong, strict=True))
        strong = new
        if moved < CLOSE:
            break
    return [math.log(value) for value in strong]


def _standard_errors(tally: _Tally, strengths: Sequence[float]) -> list[float]:
    """The standard error of each strength: that of its difference to the mean of all."""
    size = len(strengths)
    information = [[0.0] * size for _ in range(size)]
    for own, others in enumerate(tally.list_opponents()):
        information[own][own] += PRIOR * _variance(strengths[own])
        for other, games in others:
            weight = games * _variance(strengths[own] - strengths[other])
            information[own][own] += weight
            information[own][other] -= weight
    errors = []
    for own in range(size):
        distance = [(1.0 if at == own else 0.0) - 1.0 / size for at in range(size)]
        solved = _solved(information, distance)
        errors.append(math.sqrt(sum(factor * other for factor, other in zip(distance, solved, strict=True))))
    return errors


def _variance(difference: float) -> float:
    """The variance of the result of one game between models with this difference of strengths."""
    chance = 1.0 / (1.0 + math.exp(-difference))
    return chance * (1.0 - chance)


def _solved(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """x of matrix · x = right for a positive definite matrix, by elimination, which needs no pivoting there."""
    size = len(right)
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for pivot in range(size):
        for below in range(pivot + 1, size):
            factor = rows[below][pivot] / rows[pivot][pivot]
            for column in range(pivot, size + 1):
                rows[below][column] -= factor * rows[pivot][column]
    found = [0.0] * size
    for at in reversed(range(size)):
        known = sum(rows[at][column] * found[column] for column in range(at + 1, size))
        found[at] = (rows[at][size] - known) / rows[at][at]
    return found
