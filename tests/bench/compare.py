"""Comparisons: do figures agree with an outside clock, what does watching cost, how fast are 100,000 kept runs.

The outside clock is a relay that times the very bytes the app is sent; watching is held against a bare client that asks
the same of the same engine, in turns; four lanes come from a scripted daemon of another process. What a person sees is
measured in the whole app with its window, from outside of the code that is measured (`bench.rooms_probe`).
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.figures import Figure, median, percentile
from fixtures.backend_session import BackendSession
from fixtures.comparison_runs import start_comparison, wait_finished
from fixtures.engine_process import EngineProcess
from fixtures.isolated_environment import app_environment
from fixtures.models import GEMMA3, SMOLLM2, make_models_dir
from fixtures.relay import Relay
from fixtures.scripted_daemon import ScriptedProcess
from teahouse.core.measure import Figures
from teahouse.core.run import Run
from teahouse.desktop.paths import Paths
from teahouse.desktop.processes import memory_taken, runners_below
from teahouse.store.database import Database
from teahouse.store.runs import RunRepository

QUESTION = "Tell a long story about a tea house at the bend of a river."
OPTIONS = {"num_predict": 160, "temperature": 0.0, "seed": 1}
ROUNDS = 5
RUNS = 100_000


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        make_models_dir(Path(folder) / "models")
        with EngineProcess(Path(folder) / "models") as engine:
            figures = _agreement(engine, Path(folder) / "one") + _memory(engine, Path(folder) / "two")
            figures += _watching(engine, Path(folder) / "three")
        return [*figures, *_four_lanes(Path(folder) / "four"), *_kept_runs(Path(folder) / "five")]


def _agreement(engine: EngineProcess, home: Path) -> list[Figure]:
    with Relay(engine.port) as relay, BackendSession(home, host=relay.url) as stage:
        stage.ready()
        comparison, lanes = start_comparison(stage, QUESTION, SMOLLM2, GEMMA3, options=OPTIONS, repetitions=ROUNDS)
        done = wait_finished(stage, comparison)
        seen = [one for one in relay.chats() if one.asked["messages"]]
    ours = [run.message.figures for lane in lanes for run in done.runs_of(lane.id)]
    pairs = [(mine, theirs) for mine, theirs in zip(ours, seen, strict=True) if mine is not None]
    words = [abs((mine.first_word or 0) - theirs.first_word) * 1000 for mine, theirs in pairs]
    rates = [abs((mine.generation_rate or 0) / _outside_rate(theirs) - 1) * 100 for mine, theirs in pairs]
    return [
        Figure("first word: apart from an outside clock", median(words), "ms", 10.0, note=f"worst {max(words):.1f}"),
        Figure("tok/s: apart from an outside clock", median(rates), "%", 2.0, note=f"worst {max(rates):.2f}"),
    ]


def _outside_rate(seen: Any) -> float:
    rate: float = (seen.pieces - 1) / (seen.last_piece_at - seen.first_piece_at)
    return rate


def _memory(engine: EngineProcess, home: Path) -> list[Figure]:
    with BackendSession(home, host=engine.url) as stage:
        stage.ready()
        comparison, lanes = start_comparison(stage, QUESTION, SMOLLM2, GEMMA3, options=OPTIONS)
        done = wait_finished(stage, comparison)
        told = sorted(done.figures_of(lane.id, 0).system_memory.median for lane in lanes)  # type: ignore[union-attr]
        there = sorted(memory_taken(runner.pid).best or 0 for runner in runners_below(engine.pid))
    apart = [abs(mine / theirs - 1) * 100 for mine, theirs in zip(told, there, strict=True)]
    return [Figure("memory: apart from /proc of the runner", max(apart), "%", 3.0, note="the worse of two models")]


def _watching(engine: EngineProcess, home: Path) -> list[Figure]:
    said = _probe("watching", home, engine.url)
    turns = [shown / bare * 100 for bare, shown in zip(said["bare"], said["shown"], strict=True)]
    note = f"median of {len(turns)} turns, {min(turns):.0f} to {max(turns):.0f}; {median(said['bare']):.1f} tok/s"
    return [Figure("tok/s of a lane on screen, of a bare client's", median(turns), "%", 98.0, True, note)]


def _four_lanes(home: Path) -> list[Figure]:
    with ScriptedProcess("--rate", "50", "--tokens", "100000") as daemon:
        said = _probe("four_lanes", home, daemon.url)
    note = f"{said['rate']:.0f} tok/s arrived"
    gaps = said["gaps"]
    return [
        Figure("four lanes at 50 tok/s, the whole app", said["cpu"] * 100, "% core", 15.0, note=note),
        Figure("four lanes at 50 tok/s: gap between frames of a lane, p50", 1000 * percentile(gaps, 0.5), "ms", 130.0,
               note="meant: 125"),
        Figure("four lanes at 50 tok/s: gap between frames of a lane, p99", 1000 * percentile(gaps, 0.99), "ms", 160.0,
               note=f"of {len(gaps)}"),
    ]  # fmt: skip


def _kept_runs(home: Path) -> list[Figure]:
    path = Paths.from_environment({"TEAHOUSE_HOME": str(home)}).database
    path.parent.mkdir(parents=True)
    database, chance = Database.open(path).database, random.Random(1)
    RunRepository(database).add_runs(*(_run(number, chance) for number in range(RUNS)))
    database.close()
    with ScriptedProcess("--rate", "50", "--tokens", "100") as daemon:
        said = [_probe("kept", home, daemon.url) for _ in range(ROUNDS)]
    assert {one["count"] for one in said} == {RUNS}
    first, again = (sorted(one[name] * 1000 for one in said) for name in ("first", "again"))
    filters = {name: sorted(one["filters"][name] * 1000 for one in said) for name in said[0]["filters"]}
    slowest = max(filters, key=lambda name: median(filters[name]))
    filtered = filters[slowest]
    opens = f"median of {ROUNDS}, {first[0]:.0f} to {first[-1]:.0f}; again in {median(again):.0f} ms"
    told = f"the slowest of five: {slowest}; median of {ROUNDS}, {filtered[0]:.0f} to {filtered[-1]:.0f}"
    return [
        Figure("100,000 runs: the Speed room opens, painted", median(first), "ms", 200.0, note=opens),
        Figure("100,000 runs: a filter, painted", median(filtered), "ms", 50.0, note=told),
    ]


def _probe(scene: str, home: Path, host: str) -> dict[str, Any]:
    """What the app says of one scene, in a process of its own."""
    probe = subprocess.run(
        [sys.executable, "-m", "bench.rooms_probe", scene],
        env=app_environment(str(home), host=host),
        stdout=subprocess.PIPE,
        check=True,
        timeout=300,
    )
    found: dict[str, Any] = json.loads(probe.stdout.splitlines()[-1])
    return found


def _run(number: int, chance: random.Random) -> Run:
    load = 2.0 if number % 7 == 0 else 0.01
    figures = Figures(chance.uniform(5, 50), prompt_rate=300.0, first_word=0.4, load=load, memory=5 << 30)
    name, host = f"model{chance.randrange(30)}:8b", "" if number % 3 else "127.0.0.1:11434"
    return Run(name, 1.7e9 + number * 100, figures, digest="ab" * 32, host=host)
