"""Confidence intervals and the paired test, against published values."""

from __future__ import annotations

import pytest

from teahouse.core.evaluation.judging import OrderBias
from teahouse.core.evaluation.regressions import find_changes
from teahouse.core.evaluation.results import CellState, Configuration, GridCell, RunSetting, SettingChange
from teahouse.core.evaluation.statistics import (
    Conclusion,
    compare_columns,
    differing_prompts,
    failed_prompts,
    mcnemar_p,
    summarize_column,
    wilson_interval,
)
from teahouse.core.evaluation.wording import describe_pair
from teahouse.core.run import Hardware


@pytest.mark.parametrize(
    ("passed", "total", "low", "high"),
    [(9, 12, 0.4677, 0.9111), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_wilson_intervals_are_the_published_ones(passed: int, total: int, low: float, high: float) -> None:
    assert wilson_interval(passed, total) == pytest.approx((low, high), abs=1e-4)


def test_no_trials_have_no_interval() -> None:
    assert wilson_interval(0, 0) is None


@pytest.mark.parametrize(("first", "second", "p"), [(1, 8, 0.0390625), (0, 0, 1.0), (5, 5, 1.0), (0, 6, 0.03125)])
def test_mcnemar_is_exact(first: int, second: int, p: float) -> None:
    assert mcnemar_p(first, second) == pytest.approx(p)
    assert mcnemar_p(2000, 2100) > 0.05  # large counts stay exact


def _cells(first: str, second: str) -> list[GridCell]:
    verdicts = {"+": True, "-": False, "?": None}
    return [
        GridCell(str(number), column, CellState.DONE, verdicts[sign], tokens=number)
        for column, signs in (("a", first), ("b", second))
        for number, sign in enumerate(signs)
    ]


def test_columns_are_compared_on_what_both_decide() -> None:
    cells = _cells("++--++++++?", "-------++?+")
    paired = compare_columns(cells, "a", "b")
    assert (paired.both, paired.only_first, paired.only_second, paired.neither) == (2, 5, 0, 2)
    assert paired.conclusion is Conclusion.UNDECIDED
    assert "cannot be told apart with 9 prompts" in describe_pair(paired, "a", "b")
    better = compare_columns(_cells("-" * 8, "+" * 8), "a", "b")
    assert better.conclusion is Conclusion.SECOND_BETTER
    assert describe_pair(better, "small", "large").startswith("large passes 8 of 8 prompts more than small")
    assert compare_columns(_cells("+-", "+-"), "a", "b").conclusion is Conclusion.EQUAL
    assert differing_prompts(cells) == {"0", "1", "4", "5", "6"}
    assert "2" in failed_prompts(cells)


def test_a_column_is_summed_up() -> None:
    summary = summarize_column(_cells("++-?", "----"), "a")
    assert (summary.passed, summary.decided, summary.total, summary.share) == (2, 3, 4, pytest.approx(2 / 3))
    assert summary.tokens is not None
    assert summary.tokens.median == 1.5


@pytest.mark.parametrize(
    ("first", "second", "pairs", "trusted"),
    [(6, 0, 6, False), (2, 0, 40, True), (6, 5, 40, True), (0, 9, 40, False), (10, 8, 20, False)],
)
def test_a_judge_whose_order_decides_is_not_trusted(first: int, second: int, pairs: int, trusted: bool) -> None:
    assert OrderBias(first, second, pairs).is_trusted is trusted


def test_what_changed_since_a_run_is_named_and_unknown_values_are_not() -> None:
    before = RunSetting("1", "h", "0.33.0", hardware=Hardware(driver="550"))
    models = [Configuration("a", "m", digest="x"), Configuration("b", "m", host="other", digest="y")]
    assert find_changes(models, before, before, {"m": "x"}) == ()
    assert find_changes(models, before, RunSetting("2", "h", "", hardware=Hardware()), {}) == ()
    now = RunSetting("2", "h", "0.34.0", hardware=Hardware(driver="560"))
    assert find_changes(models, before, now, {"m": "z"}) == tuple(SettingChange)
