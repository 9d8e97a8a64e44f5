"""Fifty pulls while the app, the engine and the registry are killed repeatedly: every pull completes."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from fixtures.registry import Registry
from fixtures.waits import wait_until

MIB = 1 << 20
PULLS = 50
KILLS = 12

APP = """
    import sys
    from pathlib import Path
    from fixtures.backend_session import BackendSession
    from teahouse.services.hosts.events import HostEvent
    from teahouse.services.pulls.events import PulledEvent

    home, host, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with BackendSession(Path(home), continue_pulls=True) as session:
        session.ready()
        session.services.pulls.set_parallel_pulls(3)
        if not (Path(home) / "asked").exists():
            for number in range(count):
                session.services.pulls.start_pull(f"http://{host}/library/tea{number}:1")
            session.wait(object, lambda news: len(getattr(news, "pulls", ())) == count)
            (Path(home) / "asked").touch()
        session.services.library.refresh_models()
        print("begun", flush=True)
        sys.stdin.read()
"""


class App:
    """The floors below the window in a process of their own, with an engine that is theirs."""

    def __init__(self, home: Path, host: str) -> None:
        self._home = home
        self.process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(APP), str(home), host, str(PULLS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == b"begun\n"

    def kill(self) -> None:
        self.process.kill()
        self.end()

    def end(self) -> None:
        with self.process:
            assert self.process.stdin is not None
            self.process.stdin.close()
        wait_for_none(self._home)


def engines(home: Path) -> list[int]:
    """The processes that serve the models below `home`."""
    found = []
    for name in os.listdir("/proc"):
        try:
            command = Path(f"/proc/{name}/cmdline").read_bytes() if name.isdigit() else b""
        except OSError:
            continue
        if str(home).encode() in command and b"--models" in command:
            found.append(int(name))
    return found


def wait_for_none(home: Path) -> None:
    assert wait_until(lambda: not engines(home)), "an engine outlived its app"


def installed(home: Path) -> int:
    return len(list((home / "data" / "models" / "manifests").glob("*/library/*/1")))


@pytest.mark.engine
@pytest.mark.timeout(300)
def test_fifty_pulls_through_kills_of_everything_end_whole_and_nothing_comes_twice(tmp_path: Path) -> None:
    chance = random.Random(7)
    with Registry(rate=MIB / 2) as registry:
        wanted = {
            number: random.Random(number).randbytes(chance.randrange(MIB // 4, 5 * MIB // 2)) for number in range(PULLS)
        }
        for number, data in wanted.items():
            registry.add(f"library/tea{number}:1", model=data)
        app = App(tmp_path, registry.host)
        for kill in range(KILLS):
            time.sleep(chance.uniform(0.8, 2.0))
            registry.fault(times=2, cut=chance.randrange(1, MIB), smallest=MIB)
            match kill % 3:
                case 0:
                    app.kill()
                    app = App(tmp_path, registry.host)
                case 1:
                    for process in engines(tmp_path):
                        os.kill(process, signal.SIGKILL)
                case 2:
                    registry.stop()
                    registry.start()
        registry.rate = 0
        while installed(tmp_path) < PULLS:
            time.sleep(0.1)
        app.end()
        sent = sum(registry.sent.values())
    blobs = tmp_path / "data" / "models" / "blobs"
    for data in wanted.values():
        assert (blobs / f"sha256-{hashlib.sha256(data).hexdigest()}").read_bytes() == data
    found = [path for path in (tmp_path / "data" / "models" / "manifests").rglob("*") if path.is_file()]
    manifests = [json.loads(path.read_bytes()) for path in found]  # the starter model's is among them
    promised = {entry["digest"]: entry["size"] for each in manifests for entry in [*each["layers"], each["config"]]}
    assert {f"sha256:{path.name[7:]}": path.stat().st_size for path in blobs.iterdir()} == promised
    # Of each of the three that ran, what came since it was last noted (half a second's worth at most) and what was on
    # its way; a registry that dies costs less.
    assert sent < sum(len(data) for data in wanted.values()) + KILLS * 3 * MIB
