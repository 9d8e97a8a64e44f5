"""Comparisons: do figures agree with an outside clock, what does watching cost, how fast are 100,000 kept runs.

The outside clock is a relay that times the very bytes the app is sent; watching is held against a bare client that asks
the same of the same engine, in turns; four lanes come from a scripted daemon of another process.
"""

from __future__ import annotations

import http.client
import json
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.figures import Figure, median
from fixtures.backstage import Backstage
from fixtures.comparing import ask_lanes, whole
from fixtures.engine_process import EngineProcess
from fixtures.models import GEMMA3, SMOLLM2, make_models_dir
from fixtures.relay import Relay
from fixtures.scripted_daemon import ScriptedProcess
from teahouse.core.measure import Figures
from teahouse.core.run import Run, RunFilter
from teahouse.desktop.processes import runners_below, taken
from teahouse.services.compare_news import LanePieceNews
from teahouse.store.database import Database
from teahouse.store.measured import Measured
from teahouse.store.runs import Runs

QUESTION = "Tell a long story about a tea house at the bend of a river."
OPTIONS = {"num_predict": 160, "temperature": 0.0, "seed": 1}
ROUNDS = 5
SECONDS = 8.0
RUNS = 100_000


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        make_models_dir(Path(folder) / "models")
        with EngineProcess(Path(folder) / "models") as engine:
            figures = _agreement(engine, Path(folder) / "one") + _cost(engine, Path(folder) / "two")
        return [*figures, *_four_lanes(Path(folder) / "three"), *_kept_runs(Path(folder) / "four.db")]


def _agreement(engine: EngineProcess, home: Path) -> list[Figure]:
    with Relay(engine.port) as relay, Backstage(home, host=relay.url) as stage:
        stage.ready()
        comparison, lanes = ask_lanes(stage, QUESTION, SMOLLM2, GEMMA3, options=OPTIONS, repetitions=ROUNDS)
        done = whole(stage, comparison)
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


def _cost(engine: EngineProcess, home: Path) -> list[Figure]:
    bare, lane_rates = [], []
    with Backstage(home, host=engine.url) as stage:
        stage.ready()
        comparison, (lane, _) = ask_lanes(stage, QUESTION, SMOLLM2, GEMMA3, options=OPTIONS)
        whole(stage, comparison)
        pid = next(one.pid for one in runners_below(engine.pid))
        for _ in range(ROUNDS):
            bare.append(_ask_bare(engine.port))
            before = len(stage.news)
            stage.services.compare.retry(comparison, lane.id)
            run = whole(stage, comparison, after=before + 1).runs_of(lane.id)[-1]
            figures = run.message.figures
            assert figures is not None
            assert figures.generation_rate is not None
            lane_rates.append(figures.generation_rate)
        told = {one.message.figures.system_memory for one in whole(stage, comparison).runs if one.message.figures}
        memory = taken(pid).best or 0
    apart = min(abs((size or 0) / memory - 1) * 100 for size in told)
    share = median(lane_rates) / median(bare) * 100
    return [
        Figure("memory: apart from /proc of the runner", apart, "%", 3.0),
        Figure(
            "tok/s of a lane, of a bare client's", share, "%", 98.0, at_least=True, note=f"{median(bare):.1f} tok/s"
        ),
    ]


def _ask_bare(port: int) -> float:
    """The daemon's own rate for the same question by a client that only reads."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    body = {"model": SMOLLM2, "messages": [{"role": "user", "content": QUESTION}], "options": OPTIONS}
    connection.request("POST", "/api/chat", json.dumps({**body, "truncate": False, "shift": False}))
    last = json.loads(connection.getresponse().read().splitlines()[-1])
    connection.close()
    return float(last["eval_count"] / last["eval_duration"] * 1e9)


def _four_lanes(home: Path) -> list[Figure]:
    with ScriptedProcess("--rate", "50", "--tokens", "2000") as daemon, Backstage(home, host=daemon.url) as stage:
        stage.ready()
        comparison, _ = ask_lanes(stage, QUESTION, "a:1", "b:1", "c:1", "d:1", mode="at_once", preload=False)
        stage.wait(LanePieceNews)
        time.sleep(1.0)
        begun, cpu = time.monotonic(), time.process_time()
        time.sleep(SECONDS)
        share = (time.process_time() - cpu) / (time.monotonic() - begun) * 100
        stage.services.compare.stop(comparison)
        whole(stage, comparison)
    return [Figure("four lanes at 50 tok/s, below the window", share, "% core", 15.0)]


def _kept_runs(path: Path) -> list[Figure]:
    database = Database.open(path).database
    chance = random.Random(1)
    Runs(database).add(*(_run(number, chance) for number in range(RUNS)))
    measured = Measured(database)
    opening = _milliseconds(lambda: (_first_page(measured, RunFilter()), measured.choices()))
    filters = [RunFilter(hosts=("",)), RunFilter(models=("model3:8b",)), RunFilter(cold=True)]
    slowest = max(_milliseconds(lambda chosen=chosen: _first_page(measured, chosen)) for chosen in filters)
    database.close()
    return [
        Figure("100,000 runs: what the Speed room opens with", opening, "ms", 200.0),
        Figure("100,000 runs: a filter, the slowest of three", slowest, "ms", 50.0),
    ]


def _first_page(measured: Measured, filters: RunFilter) -> None:
    measured.page(filters, 0, 200)
    measured.points(filters)
    measured.summaries(filters)


def _run(number: int, chance: random.Random) -> Run:
    figures = Figures(generation_rate=chance.uniform(5, 50), prompt_rate=300.0, first_word=0.4, memory=5 << 30)
    name, host = f"model{chance.randrange(30)}:8b", "" if number % 3 else "127.0.0.1:11434"
    return Run(name, 1.7e9 + number * 100, figures, digest="ab" * 32, host=host, cold=number % 7 == 0)


def _milliseconds(what: Callable[[], object]) -> float:
    begun = time.perf_counter()
    what()
    return (time.perf_counter() - begun) * 1000
