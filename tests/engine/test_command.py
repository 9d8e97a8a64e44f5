"""The engine's report when it cannot start: an exit code and one line of JSON."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from pathlib import Path

import pytest

from teahouse.engine import hardware, main


def _said(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    (line,) = capsys.readouterr().out.splitlines()
    said: dict[str, object] = json.loads(line)
    return said


def test_a_processor_without_the_instructions(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(hardware, "missing_instructions", lambda: ["avx2", "fma"])
    assert main(["--port", "0"]) == 3
    assert _said(capsys) == {"event": "failed", "problem": "engine_unsupported_cpu", "missing": "avx2 fma"}


def test_an_engine_that_is_not_installed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(hardware, "missing_instructions", list)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert main(["--port", "0"]) == 4
    assert _said(capsys) == {"event": "failed", "problem": "engine_missing", "missing": "uvicorn xllamacpp"}


def test_a_port_that_is_none_and_a_server_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    for port in ("65536", "-1", "tea"):
        with pytest.raises(SystemExit) as caught:
            main([f"--port={port}"])
        assert caught.value.code == 2
    assert main(["--port", "0", "--llama-server", "no-such-server"]) == 4
    assert _said(capsys)["missing"] == "no-such-server"


@pytest.mark.parametrize(("cores", "threads"), [(1, 1), (2, 1), (8, 7)])
def test_a_core_is_left_to_the_rest_of_the_computer(monkeypatch: pytest.MonkeyPatch, cores: int, threads: int) -> None:
    monkeypatch.setattr(hardware, "physical_cores", lambda: cores)
    assert hardware.default_threads() == threads


@pytest.mark.skipif(sys.platform != "linux", reason="Linux's way to count")
def test_where_the_system_does_not_say_which_processors_share_a_core_each_is_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 3, 5})
    monkeypatch.setattr(hardware, "Path", lambda name: tmp_path / name.replace("/", "-"))
    assert hardware._linux_cores() == 3
    for processor in (0, 3):
        (tmp_path / f"-sys-devices-system-cpu-cpu{processor}-topology-thread_siblings_list").write_text("0,3\n")
    assert hardware._linux_cores() == 2


def test_flags_are_read_from_the_first_processor(tmp_path: Path) -> None:
    file = tmp_path / "cpuinfo"
    file.write_text("processor : 0\nflags\t\t: fpu sse2 avx2 fma\n")
    assert hardware._missing_from(file) == []
    file.write_text("processor : 0\nflags\t\t: fpu sse2 avx\n")
    assert hardware._missing_from(file) == ["avx2", "fma"]
    assert hardware._missing_from(tmp_path / "none") == []  # what cannot be read accuses nobody


def test_the_window_keeps_a_core_for_itself() -> None:
    assert hardware.default_threads() == max(1, hardware.physical_cores() - 1)
