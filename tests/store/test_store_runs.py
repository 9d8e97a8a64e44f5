from __future__ import annotations

import pytest

from teahouse.core.measure import Figures
from teahouse.store.database import Database
from teahouse.store.runs import RECENT, Run, Runs, Usual


@pytest.fixture
def runs(database: Database) -> Runs:
    return Runs(database)


def _run(model: str = "qwen3:8b", rate: float | None = 20.0, memory: int | None = None, host: str = "") -> Run:
    return Run(model, 1.0, Figures(generation_rate=rate, memory=memory), host=host)


def test_a_run_comes_back_as_it_was_kept(runs: Runs) -> None:
    run = Run(
        "qwen3:8b",
        created=12.5,
        figures=Figures(generation_rate=21.0, tokens=412, memory=5_200_000_000, measured_here=True),
        digest="sha256:ab",
        quantization="Q4_K_M",
        host="http://127.0.0.1:11434",
        host_version="0.33.0",
        engine=True,
        cold=True,
        message_id="m",
        options={"seed": 7, "stop": ["\n"]},
    )
    runs.add(run)
    assert runs.recent() == (run,)


def test_the_last_runs_come_newest_first(runs: Runs) -> None:
    for rate in (1.0, 2.0, 3.0):
        runs.add(_run(rate=rate))
    assert [run.figures.generation_rate for run in runs.recent(limit=2)] == [3.0, 2.0]


def test_usual_is_the_median_of_the_rates_and_the_last_known_memory(runs: Runs) -> None:
    for rate, memory in ((10.0, 100), (1000.0, 200), (21.0, None)):
        runs.add(_run(rate=rate, memory=memory))
    assert runs.usual() == {"qwen3:8b": Usual(rate=21.0, memory=200, runs=3)}


def test_a_run_without_a_rate_counts_and_says_nothing_of_speed(runs: Runs) -> None:
    runs.add(_run(rate=None))
    assert runs.usual() == {"qwen3:8b": Usual(rate=None, memory=None, runs=1)}


def test_old_runs_no_longer_count(runs: Runs) -> None:
    for _ in range(RECENT):
        runs.add(_run(rate=10.0))
    for _ in range(RECENT):
        runs.add(_run(rate=30.0))
    assert runs.usual()["qwen3:8b"] == Usual(rate=30.0, memory=None, runs=RECENT)


def test_hosts_are_kept_apart(runs: Runs) -> None:
    runs.add(_run(rate=10.0))
    runs.add(_run(rate=90.0, host="https://big.example"))
    runs.add(_run("gemma3:1b", rate=50.0, host="https://big.example"))
    assert {name: usual.rate for name, usual in runs.usual("").items()} == {"qwen3:8b": 10.0}
    assert {name: usual.rate for name, usual in runs.usual("https://big.example").items()} == {
        "qwen3:8b": 90.0,
        "gemma3:1b": 50.0,
    }
    assert runs.usual()["qwen3:8b"] == Usual(rate=50.0, memory=None, runs=2)
    assert runs.usual("nobody") == {}
