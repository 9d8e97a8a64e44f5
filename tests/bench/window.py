"""What the window costs while replies stream, while it idles, and how soon a key is on screen meanwhile.

The daemon runs in a process of its own, so that its CPU is not the app's; the probe runs in the app's process and
reads the clocks of that process.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.figures import Figure, percentile
from fixtures.engine_process import EngineProcess
from fixtures.isolated_environment import app_environment
from fixtures.models import make_models_dir
from fixtures.scripted_daemon import ScriptedProcess
from teahouse.desktop import hardware


def measure() -> list[Figure]:
    return [*_streaming(), *_four_at_once(), *_typing()]


def _streaming() -> list[Figure]:
    with ScriptedProcess("--rate", "50", "--tokens", "100000") as daemon:
        said = probe("streaming", daemon.url)
    return [
        Figure("window's CPU while a reply streams at 50 tok/s", 100 * said["streaming"], "%", 8.0),
        Figure("window's CPU, idle", 100 * said["idle"], "%", 0.1, note="10 s"),
        Figure("window's wake-ups, idle", said["idle_wakes"], "1/s", 1.0, note="all threads' context switches"),
        Figure("layouts per token at 50 tok/s", said["layouts"] / said["pieces"], ""),
    ]


def _four_at_once() -> list[Figure]:
    with ScriptedProcess("--rate", "200", "--tokens", "100000") as daemon:
        said = probe("four_at_once", daemon.url)
    gaps = said["gaps"]
    return [
        Figure("tokens that arrived, 4 × 200 tok/s", said["pieces"] / said["seconds"], "tok/s"),
        Figure(
            "longest gap in Qt's loop, 4 × 200 tok/s", 1000 * max(gaps), "ms", 50.0, note=f"{said['seconds']:.0f} s"
        ),
        Figure("gap in Qt's loop, p99, 4 × 200 tok/s", 1000 * percentile(gaps, 0.99), "ms"),
        Figure("wakes per token, 4 × 200 tok/s", said["wakes"] / said["pieces"], ""),
        Figure("frames laid out, 4 × 200 tok/s", said["frames"] / said["seconds"], "1/s", 31.0),
        Figure("parts laid out in a frame, 4 × 200 tok/s", said["layouts"] / max(1, said["frames"]), "",
               note="the tail, and what it closed"),
        Figure("window's CPU, 4 × 200 tok/s", 100 * said["cpu"], "%"),
    ]  # fmt: skip


def _typing() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        make_models_dir(Path(folder))
        with EngineProcess(Path(folder), arguments=["--threads", str(hardware.physical_cores())]) as engine:
            said = probe("typing", engine.url)
    return [
        Figure("key to screen, p99, while a model loads", 1000 * percentile(said["loading"], 0.99), "ms", 50.0,
               note=f"of {len(said['loading'])} keys"),
        Figure("key to screen, p99, while all cores generate", 1000 * percentile(said["generating"], 0.99), "ms", 50.0,
               note=f"of {len(said['generating'])} keys"),
        Figure("key to screen, median, while all cores generate", 1000 * percentile(said["generating"], 0.5), "ms"),
    ]  # fmt: skip


def probe(scene: str, host: str, **environment: str) -> dict[str, Any]:
    """What the window's process says of a scene."""
    with tempfile.TemporaryDirectory() as home:
        probe = subprocess.run(
            [sys.executable, "-m", "bench.window_probe", scene],
            env={**app_environment(home, host=host), **environment},
            stdout=subprocess.PIPE,
            check=True,
            timeout=180,
        )
    found: dict[str, Any] = json.loads(probe.stdout.splitlines()[-1])
    return found
