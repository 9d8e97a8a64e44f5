"""A sample of the cold starts that `make torture` makes."""

import subprocess
import sys

import pytest

from fixtures.isolated_environment import app_environment
from torture import starts
from torture.starts import LIMIT, run, start_once


@pytest.mark.skipif(sys.platform == "win32", reason="stops a process by a signal")
def test_a_cold_start_beside_busy_processes_is_ready(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(starts, "STOPPED_SECONDS", 4.0)
    for result in run(0.002):
        assert (result.tries, result.failures) == (1, 0), result.details


def test_a_start_that_finds_no_host_counts_as_a_failure(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    start = start_once("http://127.0.0.1:9", limit=6.0)
    assert start.failure.startswith("not ready after 6 s")


def test_a_start_that_does_not_come_to_an_end_says_what_it_waits_for(tmp_path):
    environment = app_environment(tmp_path, host="http://127.0.0.1:9")
    command = [sys.executable, "-m", "torture._start_probe", str(LIMIT), "failed"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as probe:
        assert probe.stderr is not None
        said = ""
        for line in probe.stderr:
            said += line.decode(errors="replace")
            if "_start_probe.py" in said.partition("Thread 0x")[2]:
                break
        probe.kill()
    assert "host_unreachable" in said  # what the window was told
    assert "services/hosts/service.py:" in said.partition("tasks of the loop")[2]  # where the search waits
