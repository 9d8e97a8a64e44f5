"""Pulls: the engine's speed against curl's for the same file on loopback, and what three of them cost the window.

curl writes the file and its sum is taken afterwards; the engine is asked as any daemon, from its manifest to its
`success`, and takes the sum as it goes. Both wait until the bytes are on the disk. In turns, the best of each.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.figures import Figure
from bench.window import probe
from fixtures.engine_process import EngineProcess
from fixtures.registry import IMAGE, Registry
from fixtures.scripted_answers import LARGE, digest_for
from fixtures.scripted_daemon import ScriptedProcess

MIB = 1 << 20
SIZE = 512 * MIB
ROUNDS = 9


def measure() -> list[Figure]:
    return [*_against_curl(), *_in_the_window()]


def _against_curl() -> list[Figure]:
    if shutil.which("curl") is None:
        return []
    bare, summed, ours = [], [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole = _file(folder / "data")
        with _served(whole) as url, EngineProcess(folder / "models") as engine:
            digest = _digest(whole)
            for _ in range(ROUNDS):
                fetched, with_sum = _curl(f"{url}/v2/library/tea/blobs/{digest}", folder / "curl")
                bare.append(fetched)
                summed.append(with_sum)
                ours.append(_pull(engine, f"{url.partition('//')[2]}/library/tea:1b"))
                _delete(engine, f"{url.partition('//')[2]}/library/tea:1b")
    return [
        Figure("curl, 512 MiB over loopback, and its sum", min(summed), "s", note=f"best of {ROUNDS}"),
        Figure("curl without a sum", min(bare), "s"),
        Figure("the engine's pull of the same file", min(ours), "s", note="manifest to success, sum and disk included"),
        Figure("pull, share of curl's time with its sum", 100 * min(ours) / min(summed), "%", 105.0),
        Figure("pull, share of curl's time without a sum", 100 * min(ours) / min(bare), "%"),
    ]


def _file(path: Path) -> Path:
    with path.open("wb") as file:
        for number in range(16):
            file.write(random.Random(number).randbytes(SIZE // 16))
    return path


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


@contextmanager
def _served(path: Path) -> Iterator[str]:
    """A registry in a process of its own, which offers the file as library/tea:1b; its address."""
    command = [sys.executable, "-m", "fixtures.registry", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[1], text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.kill()


def _curl(url: str, target: Path) -> tuple[float, float]:
    """Seconds until the file is on the disk, and until its sum is known too."""
    began = time.monotonic()
    subprocess.run(["curl", "-s", "--noproxy", "*", "-o", target, url], check=True)
    with target.open("rb") as file:
        os.fsync(file.fileno())
    fetched = time.monotonic() - began
    _digest(target)
    summed = time.monotonic() - began
    target.unlink()
    return fetched, summed


def _pull(engine: EngineProcess, name: str) -> float:
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", engine.port)
    connection.request("POST", "/api/pull", json.dumps({"model": name, "insecure": True}))
    last = connection.getresponse().read().strip().rpartition(b"\n")[2]
    assert json.loads(last) == {"status": "success"}, last
    return time.monotonic() - began


def _delete(engine: EngineProcess, name: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", engine.port)
    connection.request("DELETE", "/api/delete", json.dumps({"model": name}))
    assert connection.getresponse().status == 200


def _in_the_window() -> list[Figure]:
    with Registry() as registry, ScriptedProcess() as daemon:
        for number in range(3):
            name = f"{registry.host}/library/tea{number}:1b"
            entry = {"mediaType": f"{IMAGE}model", "digest": digest_for(name), "size": LARGE}
            manifest = {"layers": [entry], "config": registry.entry("config", b"{}")}
            registry.offer(f"library/tea{number}:1b", json.dumps(manifest).encode())
        said = probe("pulls", daemon.url, BENCH_REGISTRY=registry.host)
    return [
        Figure("window's CPU, 3 pulls at 60 ms a line, seen", 100 * said["seen"], "%", 3.0, note="15 s"),
        Figure("window's CPU, 3 pulls, from another room", 100 * said["unseen"], "%", note="15 s"),
    ]
