"""What the transcript costs: a long reply, fast ones, a long conversation, an hour; each scene in its own process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from typing import Any

from bench.figures import Figure, median, percentile
from fixtures.isolated_environment import app_environment
from fixtures.relay import Relay
from fixtures.scripted_daemon import ScriptedProcess


def measure() -> list[Figure]:
    return [*_long_reply(), *_fast(), *_keeping_up(), *_large(), *_soak()]


def _long_reply() -> list[Figure]:
    flat, whole = _scene("flat"), _scene("baseline")
    return [
        Figure("token of a 64,000-token reply, last tenth to first", flat["late"] / flat["early"], "×", 1.3),
        Figure("a token's CPU with a frame of its own, last tenth", 1000 * flat["late"], "ms"),
        Figure("16,000 tokens at 100 tok/s, whole document to ours", whole["naive"] / whole["ours"], "×", 40.0,
               at_least=True, note=f"{whole['naive']:.0f} s, sampled, to {whole['ours']:.1f} s"),
        Figure("16,000 tokens, each a frame, whole document to ours", whole["naive"] / whole["each"], "×"),
    ]  # fmt: skip


def _fast() -> list[Figure]:
    figures = []
    for name, scene in (("1 × 1,000 tok/s", "one"), ("4 × 250 tok/s", "four")):
        said = _scene(scene)
        figures += [
            Figure(f"end shown after the last token, {name}", 1000 * said["lag"], "ms", 100.0),
            Figure(f"frame with its painting, p99, {name}", 1000 * said["p99"], "ms", 16.0,
                   note=f"longest {1000 * said['longest']:.0f} ms; CPU's p99 {1000 * said['p99_cpu']:.1f} ms"),
            Figure(f"layouts per token, {name}", said["layouts"] / said["tokens"], "", 0.2),
            Figure(f"view's CPU, {name}", 100 * said["cpu"], "%"),
        ]  # fmt: skip
    return figures


def _keeping_up() -> list[Figure]:
    with (
        ScriptedProcess("--rate", "1000", "--tokens", "6000") as daemon,
        Relay(daemon.port) as relay,
        tempfile.TemporaryDirectory() as home,
    ):
        said = _probe("keeping_up_probe", environment=app_environment(home, host=relay.url))
        lags = [shown - seen.last_piece_at for shown, seen in zip(said["shown"], relay.chats(), strict=True)]
    return [
        Figure("end shown after its last byte, the whole app, 1,000 tok/s", 1000 * max(lags), "ms", 100.0,
               note=f"longest of {len(lags)}; {said['rate']:.0f} tok/s came"),
        Figure("the app's CPU, 1,000 tok/s", 100 * said["cpu"], "%"),
    ]  # fmt: skip


def _large() -> list[Figure]:
    said = _scene("large")
    small, big = median(said["small"]), median(said["big"])
    return [
        Figure("first paint, 10,000 messages to 10", big / small, "×", 1.5, note=f"{said['bytes'] / 1e6:.0f} MB"),
        Figure("first paint, 10,000 messages", 1000 * big, "ms", 150.0),
        Figure("memory of 10,000 messages, with their text", said["memory"] / 1e6, "MB", 60.0),
        Figure("going anywhere in 10,000 messages, longest", 1000 * max(said["jumps"]), "ms", 50.0,
               note=f"median {1000 * median(said['jumps']):.0f} ms"),
        Figure("a frame while resizing, p99, 10,000 messages", 1000 * percentile(said["resizes"], 0.99), "ms", 33.0,
               note=f"median {1000 * median(said['resizes']):.0f} ms"),
    ]  # fmt: skip


def _soak() -> list[Figure]:
    held = _scene("soak")["held"]
    early, late = median(held[2:7]), median(held[-5:])
    note = f"{late / 1e6:.0f} MB, 360,000 tokens"
    return [Figure("memory after an hour at 100 tok/s to that after some minutes", late / early, "×", 1.05, note=note)]


def _scene(name: str) -> dict[str, Any]:
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    return _probe("transcript_probe", name, environment=environment)


def _probe(module: str, *arguments: str, environment: dict[str, str]) -> dict[str, Any]:
    probe = subprocess.run(
        [sys.executable, "-m", f"bench.{module}", *arguments],
        env=environment, stdout=subprocess.PIPE, check=True, timeout=600,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(probe.stdout.splitlines()[-1])
    return found
