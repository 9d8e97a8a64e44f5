"""Faults of a daemon, each against the real services: at every phase, from before the headers to after the end.

A fault has held when the app came to an end in bounded time, by itself or by Stop; text that had arrived is stored; no
work of the event loop took longer than a frame or three, nor work of the window; and memory did not grow.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from torture._hostile_daemon import Fault, HostileDaemon, table
from torture.result import Result

TESTS = Path(__file__).resolve().parents[1]
WORK_MS = 50.0  # of the loop's thread in one go, in CPU time, so that a busy machine does not count
WINDOW_MS = 150.0  # of Qt's thread, likewise: a hostile list or text may take three times what a harmless one does
MEMORY_MB = 100.0
STOP_SECONDS = 1.0
SLACK = 4.0  # of the seconds, on a busy machine
SHOWN = 12


class Victim:
    """The process with the services; started anew where it did not answer."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()

    def attack(self, daemon: HostileDaemon, fault: Fault) -> dict[str, Any]:
        """How the app fared; `end` is "died" when it ended itself."""
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "torture._daemon_victim"],
                cwd=TESTS,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        daemon.fault = fault
        order = {"phase": fault.phase, "url": daemon.url, "model": daemon.model, "stopped": fault.stopped}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        daemon.fault = None
        return json.loads(line) if line else {"end": "died"}


def judged(fault: Fault, found: dict[str, Any]) -> list[str]:
    """What broke, in words; empty where all held."""
    broken = []
    if found["end"] in ("died", "nothing"):
        return [f"no end: {found.get('why', 'the process ended')}"]
    if found["end"] == "unexpected":
        broken.append("an unexpected error")
    if found["work_ms"] > WORK_MS:
        broken.append(f"{found['work_ms']:.0f} ms of work in one go")
    if found["window_ms"] > WINDOW_MS:
        broken.append(f"{found['window_ms']:.0f} ms of the window's work in one go")
    if found["memory_mb"] > MEMORY_MB:
        broken.append(f"{found['memory_mb']:.0f} MB more memory")
    if found.get("stopped_after", 0.0) > STOP_SECONDS * SLACK:
        broken.append(f"{found['stopped_after']:.1f} s until it stopped")
    if fault.phase == "chat":
        if found["stored_state"] == "streaming":
            broken.append("the reply is stored as one that still streams")
        if fault.kept is not None and found["stored"] != fault.kept:
            broken.append(f"stored is {found['stored'][:60]!r}")
        if fault.good != (found["end"] == "done"):
            broken.append(f"ended as {found['end']}")
    return broken


def attack_all(faults: Sequence[Fault]) -> tuple[list[str], list[dict[str, Any]]]:
    """What broke, a line for each fault, and how all fared."""
    broken, fared = [], []
    with HostileDaemon() as daemon, Victim() as victim:
        for fault in faults:
            found = victim.attack(daemon, fault)
            if (
                found.get("work_ms", 0.0) > WORK_MS or found.get("window_ms", 0.0) > WINDOW_MS
            ):  # once may be the collector, which runs when it likes
                found = victim.attack(daemon, fault)
            fared.append({"fault": fault.id, **found})
            if why := judged(fault, found):
                broken.append(f"{fault.id}: {'; '.join(why)}")
    return broken, fared


def sample(share: float) -> list[Fault]:
    """An even part of the table, at least one of each phase."""
    faults = list(table())
    step = max(1, round(1 / max(share, 1e-6)))
    chosen = faults[::step]
    return chosen + [
        next(each for each in faults if each.phase == phase) for phase in _phases(faults) - _phases(chosen)
    ]


def _phases(faults: Sequence[Fault]) -> set[str]:
    return {fault.phase for fault in faults}


def run(share: float) -> list[Result]:
    faults = sample(share)
    broken, fared = attack_all(faults)
    lasted = [found for found in fared if "work_ms" in found]
    worst = (
        f"{max(found['work_ms'] for found in lasted):.0f} ms of work in one go, "
        f"{max(found['window_ms'] for found in lasted):.0f} ms of the window's, "
        f"{max(found['memory_mb'] for found in lasted):.0f} MB more, "
        f"{max(found['seconds'] for found in lasted):.1f} s to an end"
    )
    conditions = (
        f"real services with a window in a process of their own, a hostile daemon on a real socket; limits "
        f"{WORK_MS:.0f} ms of CPU between two turns of the event loop, {WINDOW_MS:.0f} ms between two beats of the "
        f"window, {MEMORY_MB:.0f} MB; deadlines of 600 s and the like set to 2 s"
    )
    return [Result("daemon faults", len(faults), len(broken), worst, conditions, tuple(broken[:SHOWN]))]
