"""Published results: llmfit's files are read as runs of another computer, and written; CSV is CSV."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from teahouse.core.errors import Problem, Trouble
from teahouse.core.measure import Figures
from teahouse.core.run import Hardware, Run, Source
from teahouse.services.measurements import runs_file
from teahouse.services.measurements.runs_file import RunsFormat, choose_format, read_runs, write_runs

PUBLISHED: dict[str, Any] = {
    "schemaVersion": 1,
    "submittedAtUnix": 1_790_061_857,
    "tool": {"name": "llmfit", "version": "1.1.12"},
    "hardware": {
        "hwClass": "DISCRETE_GPU",
        "hardwareName": "A card",
        "gpuCount": 1,
        "unifiedMemory": False,
        "cpu": "A processor",
        "cpuCores": 12,
        "ramGb": 32,
        "os": "windows",
    },
    "results": [
        {
            "model": "qwen3:8b",
            "provider": "ollama",
            "numRuns": 3,
            "avgTps": 76.26,
            "minTps": 73.49,
            "maxTps": 77.9,
            "avgTtftMs": 27.62,
            "avgTotalMs": 2283.83,
            "avgOutputTokens": 173.33,
        }
    ],
}
HARDWARE = Hardware("Ryzen", 8, 16 << 30, ("RTX 4060",), "550.1", "Linux 6.1")
FIGURES = Figures(generation_rate=20.0, first_word=0.5, total=7.0, tokens=128, prompt_tokens=512, load=2.5)
RUN = Run(
    "qwen3:8b",
    1_700_000_000.5,
    FIGURES,
    digest="ab" * 32,
    quantization="Q4_K_M",
    host_version="0.1",
    engine=True,
    options={"seed": 1},
    id="r1",
    source=Source.SPEED_TEST,
    hardware=HARDWARE,
)


def write(folder: Path, values: object) -> Path:
    path = folder / "published.json"
    path.write_text(json.dumps(values), encoding="utf-8")
    return path


def test_a_published_file_is_a_run_of_its_computer_and_the_same_each_time(tmp_path: Path) -> None:
    path = write(tmp_path, PUBLISHED)
    computer, (run,) = read_runs(path)
    assert computer == run.computer == "A card · A processor · 32 GiB"
    assert (run.model, run.created, run.host, run.host_version) == (
        "qwen3:8b", 1_790_061_857.0, "ollama", "llmfit 1.1.12",
    )  # fmt: skip
    assert run.figures == Figures(generation_rate=76.26, first_word=27.62 / 1000, total=2.28383, tokens=173)
    assert read_runs(path)[1] == [run], "imported twice it is one run"


@pytest.mark.parametrize(
    "result",
    [
        {"model": ""},
        {"model": 5},
        {"avgTps": None},
        {"avgTps": -1},
        {"avgTps": 1e9},
        {"avgTps": "fast"},
        {"avgTps": True},
    ],
)
def test_a_result_that_makes_no_sense_is_left_out(tmp_path: Path, result: dict[str, Any]) -> None:
    good = PUBLISHED["results"][0]
    path = write(tmp_path, {**PUBLISHED, "results": [good | result, 7, None, good], "hardware": [], "tool": "x"})
    computer, found = read_runs(path)
    assert (computer, [run.model for run in found]) == ("published", ["qwen3:8b"])


def test_runs_of_the_speed_test_are_published_and_read_back_as_means(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    other = replace(RUN, id="r2", figures=replace(FIGURES, generation_rate=30.0))
    cached = replace(RUN, id="r3", figures=replace(FIGURES, generation_rate=90.0, prompt_cached=500))
    write_runs(path, [RUN, other, cached, replace(RUN, id="r4", source=Source.CHAT)], "desk", RunsFormat.PUBLISHED)
    values = json.loads(path.read_text(encoding="utf-8"))
    assert set(values) == {"schemaVersion", "submittedAtUnix", "tool", "hardware", "results"}
    assert set(values["hardware"]) <= {
        "hwClass", "hardwareName", "memTierGb", "vramGb", "gpuCount", "unifiedMemory", "cpu", "cpuCores", "ramGb", "os",
    }  # fmt: skip
    (result,) = values["results"]
    assert (result["numRuns"], result["avgTps"], result["minTps"], result["maxTps"]) == (2, 25.0, 20.0, 30.0)
    (run,) = read_runs(path)[1]
    assert (run.figures.generation_rate, run.computer) == (25.0, "RTX 4060 · Ryzen · 16 GiB")


def test_nothing_to_publish_is_said(tmp_path: Path) -> None:
    with pytest.raises(Trouble) as refused:
        write_runs(tmp_path / "none.json", [replace(RUN, source=Source.CHAT)], "desk", RunsFormat.PUBLISHED)
    assert refused.value.problem is Problem.OPTION_INVALID
    assert not (tmp_path / "none.json").exists()


def test_a_file_named_csv_is_csv_with_all_that_tells_how_a_run_was_made(tmp_path: Path) -> None:
    path = tmp_path / "runs.CSV"
    assert runs_file.write_runs(path, [RUN, replace(RUN, id="r2", computer="laptop")], "desk") == 2
    first, second = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    assert (first["computer"], second["computer"]) == ("desk", "laptop")
    how = ("date", "digest", "quantization", "engine", "engine_version", "cpu", "gpus", "options", "cold")
    assert [first[name] for name in how] == [
        "2023-11-14T22:13:20+00:00", "ab" * 32, "Q4_K_M", "teahouse", "0.1", "Ryzen", "RTX 4060", '{"seed": 1}', "1",
    ]  # fmt: skip
    assert (first["generation_rate"], first["energy"]) == ("20.0", ""), "unknown is empty, not zero"


@pytest.mark.parametrize(
    ("name", "chosen", "used"),
    [
        ("runs.csv", None, RunsFormat.CSV),
        ("runs.csv", RunsFormat.JSON, RunsFormat.CSV),
        ("runs", RunsFormat.CSV, RunsFormat.CSV),
        ("runs.json", RunsFormat.CSV, RunsFormat.JSON),
        ("runs.json", None, RunsFormat.JSON),
        ("runs.json", RunsFormat.PUBLISHED, RunsFormat.PUBLISHED),
    ],
)
def test_the_ending_of_a_name_decides_before_the_choice(name: str, chosen: RunsFormat | None, used: RunsFormat) -> None:
    assert choose_format(Path(name), chosen) is used
