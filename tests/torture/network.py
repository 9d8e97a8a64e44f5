"""Unrequested packets: the app, its engine and 45 unfinished downloads in a network namespace that counts all packets.

Every page, menu and dialog is opened, then everything in the window is clicked at random for ten minutes (share 1).
Nothing may leave: what contacts others after a person's action is listed in docs/privacy.md and is not done here.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fixtures import guard
from fixtures.models import add_smollm2
from teahouse.core.pulls import Pull, PullState
from teahouse.desktop.paths import Paths
from teahouse.store.database import Database
from teahouse.store.pulls import PullRepository
from torture.result import Result

SECONDS = 600.0  # of clicking at share 1
UNFINISHED = 45  # downloads of an earlier session
SEED = 10
TESTS = Path(__file__).resolve().parents[1]
PATIENCE = 240.0  # seconds beside the clicking: start, opening, closing


@dataclass(frozen=True, slots=True)
class Session:
    """What one session in the namespace told: `network` of `_namespace`, `app` of `_network_probe` (empty where it
    did not end by itself), the end of what it wrote to stderr, its steps, and how long it took."""

    network: dict[str, Any]
    app: dict[str, Any]
    said: str
    steps: tuple[str, ...]
    seconds: float


def run(share: float) -> list[Result]:
    """Rows: packets, the control, failures of the app while it was clicked."""
    reason = refusal()
    with tempfile.TemporaryDirectory(prefix="teahouse-network-", ignore_cleanup_errors=True) as folder:
        return results(session(Path(folder), max(3.0, SECONDS * share), SEED, inside=not reason), reason)


def refusal() -> str:
    """Why no namespace can be made here; empty where one can."""
    if sys.platform != "linux":
        return "network namespaces are Linux's"
    if missing := [program for program in ("unshare", "ip", "mount") if shutil.which(program) is None]:
        return f"not installed: {', '.join(missing)}"
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        done = subprocess.run(
            [*entering(report), "true"], capture_output=True, text=True, check=False, env=environment(Path(folder))
        )
        if done.returncode or not report.exists():
            return f"no namespace: {done.stderr.strip()[-200:]}"
        return str(json.loads(report.read_text()).get("refused", ""))


def entering(report: Path) -> list[str]:
    """The command that runs another one in a namespace."""
    as_root = [] if os.geteuid() == 0 else ["--map-root-user"]
    return ["unshare", *as_root, "--net", "--mount", sys.executable, "-m", "torture._namespace", str(report), "--"]


def environment(folder: Path) -> dict[str, str]:
    """A home of its own, and no guard: here packets may try to leave."""
    values = {name: value for name, value in os.environ.items() if name not in (guard.RUN, guard.CONTACTS)}
    return {
        **values,
        "PYTHONPATH": os.pathsep.join((str(TESTS), str(TESTS.parent / "app"))),
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }


def prepare_home(home: Path) -> None:
    """A small model, and downloads that an earlier session did not finish."""
    paths = Paths.from_environment({"TEAHOUSE_HOME": str(home)})
    paths.create_folders()
    add_smollm2(paths.models, longest=40)
    database = Database.open(paths.database).database
    pulls = PullRepository(database)
    for number in range(UNFINISHED):
        pulls.save_pull(
            Pull(f"p{number}", f"qwen3:{number}b", "engine", float(number), time.time(), state=PullState.QUEUED)
        )
    database.close()


def session(folder: Path, seconds: float, seed: int, *, inside: bool = True) -> Session:
    """One session of so many seconds of clicking, `inside` a namespace; else its packets are not counted, and only
    what the app's process looks up and connects to is noted."""
    home, network, app = folder / "home", folder / "network.json", folder / "app.json"
    prepare_home(home)
    command = [sys.executable, "-m", "torture._network_probe", str(home), str(app), str(seconds), str(seed)]
    begun = time.monotonic()
    with (folder / "stderr").open("w+") as errors:
        ended = subprocess.run(
            [*entering(network), *command] if inside else command,
            env=environment(folder) if inside else {**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            stdout=subprocess.DEVNULL,
            stderr=errors,
            timeout=seconds + PATIENCE,
            check=False,
        )
        errors.seek(0)
        said = errors.read()
    took = time.monotonic() - begun
    found = json.loads(app.read_text()) if app.exists() else {}
    log = app.with_suffix(".steps")
    steps = tuple(log.read_text().splitlines()) if log.exists() else ()
    counted = json.loads(network.read_text()) if inside else {"status": ended.returncode}
    return Session(counted, found, said[-3000:], steps, took)


def ending(found: Session) -> str:
    """How an app ended that did not end by itself, with what it was doing."""
    steps = " · ".join(found.steps[-8:])
    return f"ended with {found.network.get('status')} after {len(found.steps)} steps: {steps}\n{found.said}"


def results(found: Session, reason: str = "") -> list[Result]:
    """The rows of a session; `reason` says why packets were not counted."""
    network, app = found.network, found.app
    packets, contacts = network.get("packets", []), app.get("contacts", [])
    steps, status = app.get("steps", len(found.steps)), network.get("status")
    conditions = (
        f"{UNFINISHED} unfinished downloads; {len(app.get('opened', []))} pages, menus and dialogs opened, then "
        f"{steps} clicks and keys, seed {SEED}; {found.seconds:.0f} s in all"
    )
    withheld = sum(app.get("withheld", {}).values())
    failures = [*app.get("errors", []), *([] if status == 0 else [ending(found)])]
    control = [packet for packet in network.get("control", []) if "control.example.net" in packet]
    if reason:
        counted = [Result("unrequested packets", 0, 0, worst=reason)]
    else:
        counted = [
            Result(
                "unrequested packets",
                max(1, steps),
                len(packets),
                worst=f"{len(packets)} packets; {withheld} actions that contact others not done",
                conditions=conditions,
                details=tuple(packets[:10]),
            ),
            Result("a look-up of a name is counted", 1, 0 if control else 1, worst=", ".join(control[:1])),
        ]
    return [
        *counted,
        Result(
            "unrequested look-ups and connections",
            max(1, steps),
            len(contacts),
            worst=f"{len(contacts)} of the app's process, loopback left out",
            conditions=conditions,
            details=tuple(contacts[:10]),
        ),
        Result(
            "everything clicked at random",
            max(1, steps),
            len(failures),
            worst=f"{len(failures)} exceptions or crashes",
            conditions=conditions,
            details=tuple(failure[:4000] for failure in failures[:5]),
        ),
    ]
