"""Runs as a file: what one computer writes another reads, and what makes no sense is left out."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from teahouse.core.errors import Problem, Trouble
from teahouse.core.measure import Figures
from teahouse.core.run import Hardware, Power, Run, Source
from teahouse.services.measurements import runs_file
from teahouse.services.measurements.provenance import computer_name

HARDWARE = Hardware("Ryzen", 8, 16 << 30, ("RTX 4060",), "550.1", "Linux")
RUN = Run(
    "qwen3:8b",
    1_700_000_000.5,
    Figures(generation_rate=20.0, tokens=64, load=2.5, measured_here=True),
    digest="sha256:ab",
    quantization="Q4_K_M",
    host="http://box.lan:11434",
    host_version="0.33.0",
    engine=True,
    message_id="m",
    options={"temperature": 0.5},
    id="r1",
    source=Source.SPEED_TEST,
    hardware=HARDWARE,
    power=Power.BATTERY,
    number=7,
)


def read_of(folder: Path, *runs: Any, **more: Any) -> tuple[str, list[Run]]:
    path = folder / "mine.json"
    path.write_text(json.dumps({"format": runs_file.FORMAT, "computer": "desk", "runs": runs, **more}))
    return runs_file.read_runs(path)


def values_of(run: Run, folder: Path) -> dict[str, Any]:
    path = folder / "written.json"
    runs_file.write_runs(path, [run], "desk")
    (values,) = json.loads(path.read_text())["runs"]
    assert isinstance(values, dict)
    return values


def test_what_was_written_is_read_under_the_other_computers_name(tmp_path: Path) -> None:
    path = tmp_path / "runs.json"
    assert runs_file.write_runs(path, [RUN, replace(RUN, id="r2", computer="laptop")], "desk") == 2
    name, found = runs_file.read_runs(path)
    assert name == "desk"
    # A message and a place in the store are of the computer that measured.
    assert found == [
        replace(RUN, message_id=None, number=0, computer="desk"),
        replace(RUN, id="r2", message_id=None, number=0, computer="laptop"),
    ]


def test_a_file_without_a_computers_name_is_called_after_itself(tmp_path: Path) -> None:
    name, (run,) = read_of(tmp_path, values_of(RUN, tmp_path), computer="")
    assert (name, run.computer) == ("mine", "mine")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "other", "runs": []}', "[" * 100_000])
def test_another_file_is_refused_with_its_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mine.json"
    path.write_text(text)
    with pytest.raises(Trouble) as refused:
        runs_file.read_runs(path)
    assert refused.value.problem is Problem.OPTION_INVALID
    assert refused.value.facts == {"option": "import", "message": "mine.json"}


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "mine.json")
    with pytest.raises(Trouble):
        runs_file.read_runs(tmp_path / "mine.json")


def test_runs_must_be_a_list(tmp_path: Path) -> None:
    with pytest.raises(Trouble):
        read_of(tmp_path, runs={"a": 1})
    assert read_of(tmp_path, 1, None, "run", [])[1] == []


@pytest.mark.parametrize("missing", [{"model": ""}, {"id": 5}, {"created": "yesterday"}, {"created": True}])
def test_a_run_without_a_name_a_time_or_an_identity_is_left_out(tmp_path: Path, missing: dict[str, Any]) -> None:
    whole = values_of(RUN, tmp_path)
    assert [run.id for run in read_of(tmp_path, whole | missing, whole)[1]] == ["r1"]


def test_what_makes_no_sense_in_a_run_is_unknown(tmp_path: Path) -> None:
    odd = {
        "figures": {"generation_rate": "fast", "tokens": 64, "load": 1e30, "prompt_rate": True, "measured_here": 1},
        "engine": 1,
        "cold": "yes",
        "options": [1],
        "source": "dream",
        "power": "steam",
        "hardware": {"cores": "many", "memory": None, "gpus": "RTX", "cpu": 5},
        "digest": 9,
    }
    (run,) = read_of(tmp_path, values_of(RUN, tmp_path) | odd)[1]
    assert run.figures == Figures(tokens=64)
    assert (run.engine, run.cold, run.options, run.digest) == (False, False, {}, ""), "cold follows from the load"
    assert (run.source, run.power) == (Source.CHAT, Power.UNKNOWN)
    assert run.hardware == Hardware(cpu="5")
    for name in ("figures", "hardware"):
        (run,) = read_of(tmp_path, values_of(RUN, tmp_path) | {name: "none"})[1]
        assert getattr(run, name) == type(getattr(run, name))()


def test_a_computer_is_called_what_it_computes_with() -> None:
    assert computer_name(HARDWARE) == "RTX 4060 · Ryzen · 16 GiB"
    assert computer_name(Hardware(cpu="Ryzen")) == "Ryzen"
    assert computer_name(Hardware()) == ""
