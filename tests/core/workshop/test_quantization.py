from __future__ import annotations

from teahouse.core.workshop.quantization import (
    QuantizationFigures,
    QuantizationResult,
    choose_recommended,
    find_original,
    list_rows,
)
from teahouse.core.workshop.records import RecordKind, WorkshopRecord


def _result(kind: str, size: int, kld: float | None, same: float, prompts: int = 40) -> QuantizationResult:
    measured = {"size": size, "kld_mean": kld, "same_first": same, "prompts": prompts, "original": {"perplexity": 9.5}}
    record = WorkshopRecord(kind, "", "a", RecordKind.QUANTIZATION, {"kind": kind, "matrix": kind == "Q2_K"}, measured)
    return QuantizationResult.of(record)


def test_the_recommended_one_is_the_smallest_that_hardly_differs() -> None:
    small, middle, large = _result("Q2_K", 1, 0.3, 1.0), _result("Q4_K_M", 2, 0.04, 0.95), _result("Q8_0", 4, 0.001, 1)
    assert choose_recommended([large, small, middle]) is middle
    assert choose_recommended([small, _result("Q4_K_M", 2, 0.04, 0.85), large]) is large, "too few first tokens agree"
    assert choose_recommended([small, _result("Q3_K_M", 2, 0.04, 0.6, prompts=3)]) is not None, "3 prompts say nothing"
    assert choose_recommended([small]) is None
    assert choose_recommended([_result("Q4_K_M", 2, None, 1.0)]) is None, "an unknown divergence is not a good one"


def test_figures_that_are_no_numbers_are_unknown() -> None:
    figures = QuantizationFigures.of({"size": "12", "kld_mean": float("nan"), "prompts": True, "perplexity": 9})
    assert figures == QuantizationFigures(perplexity=9.0)
    assert QuantizationFigures.of(["size"]) == QuantizationFigures()


def test_a_table_has_the_original_and_every_result() -> None:
    results = [_result("Q2_K", 1, 0.3, 0.5), _result("Q8_0", 4, None, 1.0)]
    assert find_original(results).perplexity == 9.5
    heading, *lines = list_rows("a, b", results)
    rows = [dict(zip(heading, line, strict=True)) for line in lines]
    assert [row["kind"] for row in rows] == ["original", "Q2_K", "Q8_0"]
    assert [row["made_from"] for row in rows] == ["a, b"] * 3
    found = (rows[0]["perplexity"], rows[1]["kld_mean"], rows[2]["kld_mean"], rows[1]["matrix"])
    assert found == ("9.5", "0.3", "", "yes")
