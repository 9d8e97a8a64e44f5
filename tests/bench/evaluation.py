"""How soon a large result grid is shown, and whether repeated runs of the speed test equal those of fresh engines."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import httpx

from bench.figures import Figure, percentile
from bench.window import probe
from fixtures.engine_process import EngineProcess
from fixtures.isolated_environment import app_environment
from fixtures.models import SMOLLM2, add_smollm2
from fixtures.scripted_daemon import ScriptedProcess

ENGINES = 9
RATES = {"prompt_rate": "reading", "generation_rate": "generating"}
WITHIN = 5.0  # per cent


def measure() -> list[Figure]:
    return [*_grid(), *_medians()]


def _grid() -> list[Figure]:
    with ScriptedProcess() as daemon:
        said = probe("grid", daemon.url)
    return [
        Figure("opening 1,000 prompts × 6 models", 1000 * statistics.median(said["large"]), "ms", 200.0,
               note="from the command to the painted grid, store included"),
        Figure("opening 10 prompts × 6 models", 1000 * statistics.median(said["small"]), "ms"),
        Figure("work of Qt's thread for a step of scrolling, p99", 1000 * percentile(said["steps"], 0.99), "ms", 16.0,
               note=f"of {len(said['steps'])}"),
        Figure("the same with 10 prompts, p99", 1000 * percentile(said["small_steps"], 0.99), "ms"),
    ]  # fmt: skip


def _medians() -> list[Figure]:
    """The first run of the speed test of fresh engine processes against further runs in the same processes, which have
    its prompt in their cache. Before it each process reads another text, so that all its memory was used once."""
    fresh: list[dict[str, Any]] = []
    repeated: list[dict[str, Any]] = []
    for _ in range(ENGINES):
        with tempfile.TemporaryDirectory() as folder:
            add_smollm2(Path(folder))
            with EngineProcess(Path(folder)) as engine:
                _read_another_text(engine.url)
                first, *others = _speed_test(engine.url)
                fresh.append(first)
                repeated += others
    figures = []
    for name, doing in RATES.items():
        alone, again = (statistics.median(run[name] for run in runs) for runs in (fresh, repeated))
        figures += [
            Figure(f"{doing}, first run of {len(fresh)} fresh engines, median", alone, "tok/s"),
            Figure(f"{doing}, {len(repeated)} further runs there, median", again, "tok/s"),
            Figure(f"{doing}, difference of the medians", 100 * abs(again / alone - 1), "%", WITHIN),
        ]
    read = [run["prompt_tokens"] - (run["prompt_cached"] or 0) for run in fresh + repeated]
    return [*figures, Figure("prompt tokens read in a run, least and most", min(read), "", note=f"most {max(read)}")]


def _read_another_text(host: str) -> None:
    text = " ".join(f"Cup {number} of {7 * number} holds tea." for number in range(60))
    body = {"model": SMOLLM2, "prompt": text, "stream": False, "options": {"num_predict": 8}}
    httpx.post(f"{host}/api/generate", json=body, timeout=300, trust_env=False).raise_for_status()


def _speed_test(host: str) -> list[dict[str, Any]]:
    """The figures of the runs of one `teahouse bench`, in their order."""
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, "-m", "teahouse", "bench", "--models", SMOLLM2, "--host", host, "--json"],
            env=app_environment(home, host=host),
            stdout=subprocess.PIPE,
            check=True,
            timeout=300,
        )
    runs: list[dict[str, Any]] = json.loads(done.stdout)
    return [run["figures"] for run in sorted(runs, key=lambda run: run["created"])]
