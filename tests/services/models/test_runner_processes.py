"""Which process runs a model, and what can be measured of it while it answers."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from teahouse.core.errors import Problem, Trouble
from teahouse.core.measure import Figures
from teahouse.desktop.processes import Process
from teahouse.ollama.client import OllamaClient
from teahouse.services.models import runner_processes
from teahouse.services.models.runner_processes import RunnerProcesses, RunnerUsage, RunnerWatch

BLOB, OTHER = f"sha256-{'a' * 64}", f"sha256-{'b' * 64}"


class Host(OllamaClient):
    """The host as far as runners ask it: what `show` says of a model, or the trouble it ends in."""

    def __init__(self, modelfile: str | Trouble = "", *, local: bool = True, daemon: int | None = 1) -> None:
        self.is_local = local
        self.daemon = daemon
        self.port = 4711
        self._modelfile = modelfile

    async def client(self) -> Host:
        return self

    async def show_model(self, model: str) -> dict[str, Any]:
        if isinstance(self._modelfile, Trouble):
            raise self._modelfile
        return {"modelfile": self._modelfile}


def process(pid: int, *arguments: str) -> Process:
    return Process(pid, 1, "runner", arguments)


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> dict[int, tuple[Process, ...]]:
    """The runners below each daemon; nothing else has any file open."""
    found: dict[int, tuple[Process, ...]] = {}
    monkeypatch.setattr(runner_processes.processes, "runners_below", lambda daemon: found.get(daemon, ()))
    monkeypatch.setattr(runner_processes.processes, "has_mapped", lambda pid, name: None)
    monkeypatch.setattr(runner_processes.processes, "find_listening", lambda port: 2 if port == 4711 else None)
    monkeypatch.setattr(runner_processes.processes, "ollama_runners", lambda: (process(99),))
    return found


def found_by(host: Host) -> int | None:
    return asyncio.run(RunnerProcesses(host).find_process("tea"))  # type: ignore[arg-type]


def test_a_host_elsewhere_has_no_process_here(running: dict[int, tuple[Process, ...]]) -> None:
    running[1] = (process(10),)
    assert found_by(Host(local=False)) is None


def test_the_only_runner_is_the_models_and_nobody_is_asked(running: dict[int, tuple[Process, ...]]) -> None:
    running[1] = (process(10),)
    assert found_by(Host(Trouble(Problem.HOST_LOST))) == 10


def test_without_a_runner_there_is_none(running: dict[int, tuple[Process, ...]]) -> None:
    assert found_by(Host()) is None


@pytest.mark.parametrize("line", [f"FROM /m/blobs/{BLOB}", f"# tea\nPARAMETER stop x\nFROM /m/blobs/{BLOB}\nLICENSE y"])
def test_of_several_it_is_the_one_that_was_begun_with_the_models_file(
    running: dict[int, tuple[Process, ...]], line: str
) -> None:
    running[1] = (process(10, "runner", "--model", f"/m/{OTHER}"), process(11, "runner", f"/m/{BLOB}"))
    assert found_by(Host(line)) == 11


def test_or_the_one_that_has_mapped_it(
    running: dict[int, tuple[Process, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    running[1] = (process(10), process(11))
    monkeypatch.setattr(runner_processes.processes, "has_mapped", lambda pid, name: pid == 10 and name == BLOB)
    assert found_by(Host(f"FROM /m/blobs/{BLOB}")) == 10


@pytest.mark.parametrize(
    "modelfile",
    ["", "FROM tea", f"PARAMETER stop {BLOB}", f"TEMPLATE FROM {BLOB}", Trouble(Problem.MODEL_MISSING)],
)
def test_where_the_file_is_not_known_or_several_have_it_nothing_is_said(
    running: dict[int, tuple[Process, ...]], modelfile: str | Trouble
) -> None:
    running[1] = (process(10, f"/m/{BLOB}"), process(11))
    assert found_by(Host(modelfile)) is None
    running[1] = (process(10, f"/m/{BLOB}"), process(11, f"/m/{BLOB}"))
    assert found_by(Host(f"FROM {BLOB}")) is None


def test_a_daemon_that_is_not_ours_is_found_by_its_port_and_else_by_the_runners_names(
    running: dict[int, tuple[Process, ...]],
) -> None:
    running[2] = (process(20),)
    host = Host(daemon=None)
    assert found_by(host) == 20
    host.port = 1
    assert found_by(host) == 99


def test_the_largest_that_was_seen_is_kept_beside_the_newest() -> None:
    seen = RunnerUsage().add_sample(5, None).add_sample(9, 2).add_sample(None, 1).add_sample(7, None)
    assert seen == RunnerUsage(memory=7, memory_peak=9, gpu=None, gpu_peak=2)
    assert RunnerUsage().add_sample(None, None) == RunnerUsage()


def test_a_watch_of_a_host_elsewhere_sees_nothing(running: dict[int, tuple[Process, ...]]) -> None:
    async def run() -> Figures:
        watch = RunnerWatch(RunnerProcesses(Host(local=False)), "tea", local=False)  # type: ignore[arg-type]
        async with watch.watch_runner():
            pass
        return watch.figures(Figures(tokens=3))

    assert asyncio.run(run()) == Figures(tokens=3)


def test_a_watch_sees_the_runner_at_least_once_however_short_the_run(
    running: dict[int, tuple[Process, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    running[1] = (process(10),)
    monkeypatch.setattr(runner_processes.processes, "is_alive", lambda pid: True)
    monkeypatch.setattr(runner_processes, "_measure_usage", lambda pid: (pid * 100, pid))

    async def run() -> Figures:
        watch = RunnerWatch(RunnerProcesses(Host()), "tea", local=True)  # type: ignore[arg-type]
        async with watch.watch_runner():
            pass
        return watch.figures(Figures(tokens=3))

    figures = asyncio.run(run())
    assert (figures.system_memory, figures.system_memory_peak) == (1000, 1000)
    assert (figures.gpu_memory, figures.gpu_memory_peak) == (10, 10)
    assert figures.tokens == 3
