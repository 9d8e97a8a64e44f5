"""Cold starts of the app, each a process of its own in an empty folder, beside processes that take all there is.

A start has held when the host was found, its models were listed, a key could be typed, and the app then quit. Of some
the daemon is stopped before the start and goes on later: nobody clicks.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fixtures.isolated_environment import app_environment
from fixtures.scripted_daemon import ScriptedProcess
from torture.result import Result

STARTS = 500  # at share 1
BUSY = 4  # processes that spin meanwhile
AT_ONCE = 2
STOPPED = 20  # starts at share 1 whose daemon is stopped for …
STOPPED_SECONDS = 15.0  # … so long
LIMIT = 90.0  # seconds from the start of a process to its end
SHOWN = 5  # failures with what they said
SAID = 12_000  # characters of that


@dataclass(frozen=True, slots=True)
class Start:
    """One start: seconds it took, and what went wrong, empty where nothing did."""

    seconds: float
    failure: str = ""


def run(share: float) -> list[Result]:
    tries = max(1, round(STARTS * share))
    with busy_processes(BUSY), ScriptedProcess() as daemon, ThreadPoolExecutor(AT_ONCE) as starters:
        starts = list(starters.map(lambda _: start_once(daemon.url), range(tries)))
    with ThreadPoolExecutor(AT_ONCE) as starters:
        stopped = list(
            starters.map(lambda _: start_with_stopped_daemon(STOPPED_SECONDS), range(max(1, round(STOPPED * share))))
        )
    conditions = f"{BUSY} spinning processes, {AT_ONCE} starts at a time, a scripted daemon, limit {LIMIT:.0f} s"
    return [
        result_of("cold starts beside busy processes", starts, conditions),
        result_of("cold starts whose daemon goes on later", stopped, f"stopped for {STOPPED_SECONDS:.0f} s, no click"),
    ]


def result_of(name: str, starts: Sequence[Start], conditions: str) -> Result:
    failed = [start.failure for start in starts if start.failure]
    worst = f"slowest {max(start.seconds for start in starts):.1f} s"
    return Result(name, len(starts), len(failed), worst, conditions, tuple(failed[:SHOWN]))


def start_with_stopped_daemon(seconds: float, limit: float = LIMIT) -> Start:
    """A start whose daemon answers nothing for so long, and then goes on."""
    with ScriptedProcess() as daemon:
        daemon.process.send_signal(signal.SIGSTOP)
        going_on = threading.Timer(seconds, daemon.process.send_signal, (signal.SIGCONT,))
        going_on.start()
        try:
            return start_once(daemon.url, limit)
        finally:
            going_on.cancel()


@contextmanager
def busy_processes(count: int) -> Iterator[None]:
    """So many processes that never wait."""
    spinning = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for process in spinning:
            process.kill()
            process.wait()


def start_once(host: str, limit: float = LIMIT) -> Start:
    """Start the app in an empty folder, with `host` as OLLAMA_HOST, and wait until it has quit."""
    with tempfile.TemporaryDirectory() as home:
        begun = time.monotonic()
        try:
            probe = subprocess.run(
                [sys.executable, "-m", "torture._start_probe", str(limit * 0.9)],
                env=app_environment(home, host=host),
                capture_output=True,
                text=True,
                timeout=limit,
            )
        except subprocess.TimeoutExpired as late:
            said = (late.stderr or b"").decode(errors="replace")[:SAID]
            return Start(limit, f"not ready after {limit:.0f} s: {_last_words(home)} {said}")
        seconds = time.monotonic() - begun
        if probe.returncode or not _is_ready(probe.stdout):
            return Start(seconds, f"exit status {probe.returncode}: {probe.stderr[-2000:]} {_last_words(home)}")
        return Start(seconds)


def _is_ready(said: str) -> bool:
    try:
        return "ready" in json.loads(said.splitlines()[-1])
    except (ValueError, IndexError):
        return False


def _last_words(home: str) -> str:
    """The end of the app's log."""
    logs = sorted(Path(home).rglob("teahouse.log"))
    return logs[0].read_text(errors="replace")[-3000:] if logs else "no log"
