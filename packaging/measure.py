"""Measures the packages in dist/: their sizes, and the start time of the packaged app compared to the sources.

    PYTHONPATH=tests python packaging/measure.py        the last step of `make package-test`

Both starts are measured from the start of the process to the moment the X server shows its window.
"""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from recipe import onedir, windows
from recipe.build_paths import DIST, ROOT, WORK, size, version
from smoke.clean_root import NO_OLLAMA
from smoke.limit import time_limit
from smoke.screen import Screen
from smoke.x11 import Watcher

from bench.figures import Figure, show, write

ROUNDS = 11
SECONDS = 600.0  # for all measurements
RESULT = ROOT / "build" / "bench.json"


def main() -> int:
    """Measure, print, and add to build/bench.json."""
    with time_limit(SECONDS):
        figures = [*sizes(), *starts()]
    show(figures)
    write(figures, RESULT)
    return 0


def sizes() -> list[Figure]:
    """The sizes of the packages in megabytes."""
    found = []
    for pattern, name, aim in (
        (f"teahouse_{version()}_*.deb", "package .deb", 60.0),
        (f"teahouse-{version()}-*.rpm", "package .rpm", None),
        (f"Teahouse-{version()}-*.AppImage", "package AppImage", None),
        (f"Teahouse-{version()}-setup-x64.exe", "package Windows setup", 42.0),
        (f"teahouse-{version()}-py3-none-any.whl", "package wheel", None),
    ):
        found += [Figure(name, size(path) / 1e6, "MB", aim) for path in DIST.glob(pattern)]
    installed = WORK / "deb" / "usr"
    if installed.is_dir():
        found.append(Figure("package .deb, installed", size(installed) / 1e6, "MB", 190.0))
    if windows.TREE.is_dir():
        found.append(Figure("package Windows, installed", size(windows.TREE) / 1e6, "MB", note="without bytecode"))
    return found


def starts() -> list[Figure]:
    """Seconds to the window, alternating packaged and from source, and their ratio."""
    packaged, source = [], []
    with Screen() as screen, tempfile.TemporaryDirectory() as home:
        for round_ in range(ROUNDS + 1):
            one = start([str(onedir.BUNDLE / "teahouse")], screen.display, home)
            other = start([sys.executable, "-m", "teahouse"], screen.display, home)
            if round_:  # the first one fills the file cache
                packaged.append(one)
                source.append(other)
    ratio = statistics.median(packaged) / statistics.median(source)
    return [
        Figure("packaged window, median", statistics.median(packaged), "s", 0.5, note=f"of {ROUNDS}, to its map"),
        Figure("window from source, median", statistics.median(source), "s", note=f"of {ROUNDS}, to its map"),
        Figure("packaged window against source", ratio, "times", 1.3),
    ]


def start(command: list[str], display: str, home: str) -> float:
    """Seconds from the start of the process to its window; the process is ended then."""
    environment = {**os.environ, **NO_OLLAMA, "DISPLAY": display, "TEAHOUSE_HOME": home, "LC_ALL": "C.UTF-8"}
    with Watcher(display) as watcher:
        began = time.monotonic()
        app = subprocess.Popen(command, env=environment, start_new_session=True, stderr=subprocess.DEVNULL)
        try:
            return watcher.wait_for_window() - began
        finally:
            os.kill(app.pid, signal.SIGTERM)
            app.wait()
            time.sleep(0.3)  # its children end too, before the next start


if __name__ == "__main__":
    Path(WORK).mkdir(parents=True, exist_ok=True)
    sys.exit(main())
