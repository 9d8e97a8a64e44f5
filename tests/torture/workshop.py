"""Kills of the workshop's process at random moments: the original stays, and a result is there whole or not at all."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fixtures.lab_models import MODELS
from fixtures.models import sha256_of
from teahouse.engine.workshop.control import PARTIAL
from torture.result import Result

KILLS = 50
COMMAND = [sys.executable, "-P", "-m", "teahouse.engine", "--workshop"]


def run(share: float) -> list[Result]:
    """50 kills of a job that writes a quantised model."""
    with tempfile.TemporaryDirectory(prefix="teahouse-torture-") as folder:
        source = MODELS["qwen3"].write(Path(folder) / "source.gguf")
        job = {"job": "quantise", "source": str(source), "kind": "Q4_K_M"}
        return [kill_jobs("workshop: kills of quantising", job, Path(folder), max(1, round(KILLS * share)))]


def kill_jobs(name: str, job: Mapping[str, Any], folder: Path, kills: int) -> Result:
    """Kill a job at random moments of its run, and look at its files after each."""
    source, whole, target = Path(job["source"]), folder / "whole.gguf", folder / "killed.gguf"
    begun = time.monotonic()
    run_job({**job, "target": str(whole)}, None)
    seconds = time.monotonic() - begun
    before, expected = sha256_of(source), sha256_of(whole)
    moments, failures, left, finished = random.Random(17), [], 0, 0
    for number in range(kills):
        moment = moments.uniform(0, seconds)
        run_job({**job, "target": str(target)}, moment)
        others = [path for path in folder.iterdir() if path not in (source, whole, target)]
        if sha256_of(source) != before:
            failures.append(f"kill {number} after {moment:.3f} s: the original was changed")
        if target.exists() and sha256_of(target) != expected:
            failures.append(f"kill {number} after {moment:.3f} s: a partial result has the name of a whole one")
        if any(not path.name.endswith(PARTIAL) for path in others):
            failures.append(f"kill {number} after {moment:.3f} s: other files were left")
        finished += target.exists()
        left += len(others)
        for path in (*others, target):
            path.unlink(missing_ok=True)
    worst = f"{left} unfinished files left under temporary names, {finished} jobs were done before the kill"
    return Result(name, kills, len(failures), worst, f"{seconds:.1f} s each", tuple(failures[:5]))


def run_job(job: Mapping[str, Any], kill_after: float | None) -> None:
    """Run a job to its end, or kill it after some seconds; raises where a whole run fails."""
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        worker.stdin.write(json.dumps(job).encode() + b"\n")
        worker.stdin.flush()
        if kill_after is None:
            lines = worker.stdout.read().splitlines()
            assert "result" in json.loads(lines[-1]), lines[-1]
        else:
            time.sleep(kill_after)
            worker.kill()
