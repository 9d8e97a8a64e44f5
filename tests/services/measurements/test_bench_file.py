"""Results of series as a file: every line says how it was measured."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from teahouse.core.bench import BenchResult, BenchSeries
from teahouse.core.errors import Problem, Trouble
from teahouse.core.run import Hardware
from teahouse.services.measurements.bench_file import FORMAT, write_bench_results
from teahouse.services.measurements.provenance import COLUMNS

RESULT = BenchResult(
    BenchSeries.BATCH,
    256,
    "qwen3:8b",
    1_700_000_000.5,
    prompt_tokens=512,
    answer_tokens=128,
    depth=4096,
    reading=(300.0, 310.0, 305.0),
    writing=(20.0, 21.0, 22.0),
    digest="sha256:ab",
    quantization="Q4_K_M",
    host="http://box.lan:11434",
    host_version="0.33.0",
    options={"num_batch": 256, "seed": 1},
    hardware=Hardware("Ryzen", 8, 16 << 30, ("RTX 4060",), "550.1", "Linux"),
    other_load=0.02,
    id="b1",
)
NOT_READ = replace(RESULT, id="b2", series=BenchSeries.DEPTH, reading=(), other_load=None, hardware=Hardware())


def test_a_line_has_the_figures_and_the_whole_provenance(tmp_path: Path) -> None:
    path = tmp_path / "series.CSV"
    write_bench_results(path, (RESULT, NOT_READ))
    with path.open(newline="") as file:
        first, second = csv.DictReader(file)
    assert set(COLUMNS) < set(first)
    assert (first["series"], first["value"], first["repetitions"]) == ("batch", "256", "3")
    assert [first[name] for name in ("reading_test", "reading_median", "reading_low", "reading_high")] == [
        "pp512 @ d4096",
        "305.0",
        "300.0",
        "310.0",
    ]
    assert (first["writing_test"], first["writing_median"]) == ("tg128 @ d4096", "21.0")
    told = {name: first[name] for name in COLUMNS if first[name]}
    assert told == {
        "date": "2023-11-14T22:13:20+00:00",
        "digest": "sha256:ab",
        "quantization": "Q4_K_M",
        "engine": "ollama",
        "engine_version": "0.33.0",
        "host_address": "http://box.lan:11434",
        "cpu": "Ryzen",
        "cores": "8",
        "memory_bytes": str(16 << 30),
        "gpus": "RTX 4060",
        "driver": "550.1",
        "system": "Linux",
        "options": '{"num_batch": 256, "seed": 1}',
    }
    assert (second["reading_median"], second["other_load"], second["cpu"]) == ("", "", ""), "unknown, not zero"


def test_json_has_every_repetition_and_the_same_provenance(tmp_path: Path) -> None:
    path = tmp_path / "series.json"
    write_bench_results(path, (RESULT, NOT_READ))
    values = json.loads(path.read_text())
    assert values["format"] == FORMAT
    first, second = values["results"]
    assert set(COLUMNS) < set(first)
    assert first["reading"] == {"test": "pp512 @ d4096", "rates": [300.0, 310.0, 305.0]}
    assert (first["options"], first["gpus"], first["engine"]) == ({"num_batch": 256, "seed": 1}, ["RTX 4060"], "ollama")
    assert second["reading"]["rates"] == []


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(Trouble) as told:
        write_bench_results(tmp_path / "none" / "series.csv", (RESULT,))
    assert told.value.problem in Problem
