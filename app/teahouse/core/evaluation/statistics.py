"""Scores of columns with their uncertainty, and the comparison of two columns on the same prompts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from math import comb, sqrt

from teahouse.core.evaluation.results import CellState, GridCell
from teahouse.core.measure import Spread, spread
from teahouse.core.values import dataclass

Z = 1.959963984540054  # of 95 %
SIGNIFICANT = 0.05
ENDED = (CellState.ANSWERED, CellState.DONE, CellState.FAILED)


@dataclass(frozen=True, slots=True)
class ColumnSummary:
    """One configuration's score: `passed` of `decided` cells, of `total`; `low` and `high` are the 95 % confidence
    interval of the share (Wilson), None without a decided cell. `ended` cells have an answer or failed."""

    configuration_id: str
    passed: int
    decided: int
    total: int
    ended: int
    low: float | None
    high: float | None
    generation_rate: Spread | None = None
    first_word: Spread | None = None
    seconds: Spread | None = None
    tokens: Spread | None = None
    memory: Spread | None = None

    @property
    def share(self) -> float | None:
        return self.passed / self.decided if self.decided else None


class Conclusion(StrEnum):
    """What a paired test says of two columns."""

    FIRST_BETTER = "first_better"
    SECOND_BETTER = "second_better"
    EQUAL = "equal"  # no prompt where they differ
    UNDECIDED = "undecided"  # the difference may be chance


@dataclass(frozen=True, slots=True)
class PairedResult:
    """Two columns on the prompts that are decided in both. `p` is McNemar's exact two-sided probability of so unequal
    a split of the prompts where they differ, were the two equally good."""

    both: int
    only_first: int
    only_second: int
    neither: int
    p: float

    @property
    def prompts(self) -> int:
        return self.both + self.only_first + self.only_second + self.neither

    @property
    def conclusion(self) -> Conclusion:
        if self.only_first == self.only_second == 0:
            return Conclusion.EQUAL
        if self.p >= SIGNIFICANT:
            return Conclusion.UNDECIDED
        return Conclusion.FIRST_BETTER if self.only_first > self.only_second else Conclusion.SECOND_BETTER


def wilson_interval(passed: int, total: int) -> tuple[float, float] | None:
    """The 95 % confidence interval of a share (Wilson's score interval), within 0 and 1; None for no trials."""
    if total <= 0:
        return None
    share, square = passed / total, Z * Z
    middle = share + square / (2 * total)
    half = Z * sqrt(share * (1 - share) / total + square / (4 * total * total))
    below = 1 + square / total
    return max(0.0, (middle - half) / below), min(1.0, (middle + half) / below)


def mcnemar_p(only_first: int, only_second: int) -> float:
    """McNemar's exact two-sided p: the binomial probability of a split at least so unequal, with chance 1/2."""
    total, least = only_first + only_second, min(only_first, only_second)
    tail = sum(comb(total, count) for count in range(least + 1))
    return min(1.0, 2 * tail / (1 << total))


def summarize_column(cells: Iterable[GridCell], configuration_id: str) -> ColumnSummary:
    """The summary of the cells of one configuration."""
    column = [cell for cell in cells if cell.configuration_id == configuration_id]
    decided = [cell for cell in column if cell.passed is not None]
    passed = sum(1 for cell in decided if cell.passed)
    interval = wilson_interval(passed, len(decided))
    return ColumnSummary(
        configuration_id=configuration_id,
        passed=passed,
        decided=len(decided),
        total=len(column),
        ended=sum(1 for cell in column if cell.state in ENDED),
        low=None if interval is None else interval[0],
        high=None if interval is None else interval[1],
        generation_rate=spread([cell.generation_rate for cell in column]),
        first_word=spread([cell.first_word for cell in column]),
        seconds=spread([cell.seconds for cell in column]),
        tokens=spread([cell.tokens for cell in column]),
        memory=spread([cell.memory for cell in column]),
    )


def compare_columns(cells: Sequence[GridCell], first: str, second: str) -> PairedResult:
    """Two configurations, by id, on the prompts that are decided in both."""
    verdicts = {(cell.prompt_id, cell.configuration_id): cell.passed for cell in cells if cell.passed is not None}
    pairs = [
        (passed, verdicts[prompt, second])
        for (prompt, configuration), passed in verdicts.items()
        if configuration == first and (prompt, second) in verdicts
    ]
    only_first, only_second = pairs.count((True, False)), pairs.count((False, True))
    return PairedResult(
        both=pairs.count((True, True)),
        only_first=only_first,
        only_second=only_second,
        neither=pairs.count((False, False)),
        p=mcnemar_p(only_first, only_second),
    )


def differing_prompts(cells: Iterable[GridCell]) -> frozenset[str]:
    """The ids of prompts whose configurations have different verdicts."""
    seen: dict[str, set[bool]] = {}
    for cell in cells:
        if cell.passed is not None:
            seen.setdefault(cell.prompt_id, set()).add(cell.passed)
    return frozenset(prompt for prompt, verdicts in seen.items() if len(verdicts) > 1)


def failed_prompts(cells: Iterable[GridCell]) -> frozenset[str]:
    """The ids of prompts that a configuration failed, or could not answer."""
    return frozenset(cell.prompt_id for cell in cells if cell.passed is False or cell.state is CellState.FAILED)
