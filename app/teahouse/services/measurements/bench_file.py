"""Writes results of the series of speed tests to CSV or JSON, each with how it was measured."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from teahouse.core.bench import BenchResult
from teahouse.core.measure import Spread
from teahouse.desktop.files import write_whole
from teahouse.services.measurements.provenance import COLUMNS, computer_name, describe_measurement

FORMAT = "teahouse-series-1"
_SPREAD = ("median", "low", "high")
_HEAD = ("id", "model", "computer", "series", "value", "prompt_tokens", "answer_tokens", "depth", "repetitions")
_RATES = tuple(f"{test}_{part}" for test in ("reading", "writing") for part in ("test", *_SPREAD))


def write_bench_results(path: Path, results: Sequence[BenchResult]) -> None:
    """Write results: CSV where the file's name ends so, else JSON. Rates are tokens per second. Raises `Trouble`."""
    text = _format_csv(results) if path.suffix.casefold() == ".csv" else _format_json(results)
    write_whole(path, text.encode())


def _format_csv(results: Iterable[BenchResult]) -> str:
    """A line for each result; the rates are median, least and largest of its repetitions."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*_HEAD, *_RATES, "other_load", *COLUMNS])
    for one in results:
        reading, writing = one.names
        rates = (reading, *_spread_cells(one.reading_spread), writing, *_spread_cells(one.writing_spread))
        load = "" if one.other_load is None else one.other_load
        writer.writerow([*_head_values(one).values(), *rates, load, *describe_measurement(one).values()])
    return out.getvalue()


def _format_json(results: Iterable[BenchResult]) -> str:
    """All rates of each result, in the order in which they were measured."""
    values = [
        _head_values(one)
        | {
            "reading": {"test": one.names[0], "rates": list(one.reading)},
            "writing": {"test": one.names[1], "rates": list(one.writing)},
            "other_load": one.other_load,
        }
        | describe_measurement(one)
        | {"gpus": list(one.hardware.gpus), "options": dict(one.options)}
        for one in results
    ]
    return json.dumps({"format": FORMAT, "results": values}, ensure_ascii=False, indent=1, default=str) + "\n"


def _head_values(one: BenchResult) -> dict[str, Any]:
    values = (
        one.id,
        one.model,
        computer_name(one.hardware),
        one.series.value,
        one.value,
        one.prompt_tokens,
        one.answer_tokens,
        one.depth,
        max(len(one.reading), len(one.writing)),
    )
    return dict(zip(_HEAD, values, strict=True))


def _spread_cells(found: Spread | None) -> list[float | str]:
    return ["", "", ""] if found is None else [found.median, found.low, found.high]
