"""From the start of the process to a painted window that takes a key; beside it a bare window of Qt's."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time

from bench.figures import Figure, median
from fixtures.surroundings import app_environment

RUNS = 11
MEMORY_RUNS, MEMORY_AFTER = 3, 10.0  # seconds: the floors stand, the engine answers, its models are listed


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as home:
        _start(home)  # the first start of all fills the file cache and makes the folders
        bare, ours = [], []
        for _ in range(RUNS):
            bare.append(_spawn(home, "bench.bare_window")["seconds"])
            ours.append(_start(home)["seconds"])
        memory = [_start(home, MEMORY_AFTER)["pss"] for _ in range(MEMORY_RUNS)]
    return [
        Figure("bare Qt window, start to painted", median(bare), "s"),
        Figure("start to painted and typable, median", median(ours), "s", 0.4),
        Figure("start to painted and typable, worst", max(ours), "s", note=f"of {RUNS}"),
        Figure(
            "memory (PSS) of the window process",
            median(memory) / 1e6,
            "MB",
            120.0,
            note=f"{MEMORY_AFTER:.0f} s after the start",
        ),
    ]


def _start(home: str, settled_after: float = 0.0) -> dict[str, float]:
    return _spawn(home, "bench.start_probe", str(settled_after))


def _spawn(home: str, *module: str) -> dict[str, float]:
    """Run a probe; it prints the clock when it could be typed into, and more once it has measured that."""
    started = time.clock_gettime(time.CLOCK_MONOTONIC)
    probe = subprocess.run(
        [sys.executable, "-m", *module], env=app_environment(home), stdout=subprocess.PIPE, check=True, timeout=120
    )
    said: dict[str, float] = json.loads(probe.stdout)
    return {**said, "seconds": said["typable"] - started}
