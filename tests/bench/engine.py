"""The engine against llama.cpp alone: the same model, threads and prompt, in turns, timed by one plain client.

llama.cpp alone is its own server in a runner started by hand. Rates run from the first token's arrival to the last;
both clients are raw sockets of `http.client`, so that neither is slowed by a library.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.figures import Figure, median
from fixtures.engine_process import EngineProcess
from fixtures.models import SMOLLM2, make_models_dir
from teahouse.core.model import ModelName
from teahouse.engine.blobs import Blobs
from teahouse.engine.loader import Loader
from teahouse.engine.models import Models
from teahouse.engine.plan import plan_for
from teahouse.engine.runner import command

ROUNDS = 7
TOKENS = 160
QUESTION = [{"role": "user", "content": "Tell a long story about a tea house in the mountains."}]


def measure() -> list[Figure]:
    alone, through, first_alone, first_through, load = [], [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        make_models_dir(Path(folder))
        with EngineProcess(Path(folder)) as engine, llama_alone(Path(folder)) as (port, key):
            load.append(_ask_engine(engine.port)[2])
            _ask_alone(port, key)
            for _ in range(ROUNDS):
                rate, first = _ask_alone(port, key)
                alone.append(rate)
                first_alone.append(first)
                rate, first, _ = _ask_engine(engine.port)
                through.append(rate)
                first_through.append(first)
    share = median(ours / theirs for ours, theirs in zip(through, alone, strict=True))
    waited = median(ours - theirs for ours, theirs in zip(first_through, first_alone, strict=True))
    return [
        Figure("llama.cpp alone, SmolLM2-135M", median(alone), "tok/s"),
        Figure("through our engine", median(through), "tok/s"),
        Figure("engine, share of llama.cpp's speed", 100 * share, "%", 97.0, at_least=True, note=f"{ROUNDS} rounds"),
        Figure("engine, added to the first token", 1000 * waited, "ms", 15.0),
        Figure("engine, load as it says", 1000 * median(load), "ms"),
    ]


@contextmanager
def llama_alone(folder: Path) -> Iterator[tuple[int, str]]:
    """llama.cpp's own server with the parameters our engine gives it; yields its port and key."""
    loader = Loader(Models(folder, Blobs(folder)))
    model = loader.models.find(ModelName.parse(SMOLLM2))
    assert model is not None
    plan = plan_for({}, loader.header(model), shift=True, embedding=False)
    parameters = {**loader.parameters(model, plan), "key": "bench", "parent": os.getpid(), "port": 0}
    environment = {**os.environ, "OMP_WAIT_POLICY": "passive"}
    runner = subprocess.Popen(
        command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    )
    assert runner.stdin is not None
    assert runner.stdout is not None
    runner.stdin.write(json.dumps(parameters).encode() + b"\n")
    runner.stdin.flush()
    try:
        yield json.loads(runner.stdout.readline())["port"], "bench"
    finally:
        runner.kill()
        runner.wait()
        runner.stdin.close()
        runner.stdout.close()


def _ask_alone(port: int, key: str) -> tuple[float, float]:
    body = {
        "messages": QUESTION, "stream": True, "max_tokens": TOKENS, "seed": 1, "ignore_eos": True,
        "temperature": 0.8, "top_k": 40, "top_p": 0.9, "min_p": 0.0, "repeat_penalty": 1.1, "cache_prompt": True,
    }  # fmt: skip
    times, _ = _stream(port, "/v1/chat/completions", body, {"Authorization": f"Bearer {key}"}, b'"content":"')
    return _rate(times), times[1] - times[0]


def _ask_engine(port: int) -> tuple[float, float, float]:
    body = {"model": SMOLLM2, "messages": QUESTION, "options": {"seed": 1, "num_predict": TOKENS}}
    times, last = _stream(port, "/api/chat", body, {}, b'"content":"')
    return _rate(times), times[1] - times[0], json.loads(last).get("load_duration", 0) / 1e9


def _rate(times: list[float]) -> float:
    """Tokens per second from the first token to the last; `times` begins with the request's."""
    return (len(times) - 2) / (times[-1] - times[1])


def _stream(port: int, path: str, body: Any, headers: dict[str, str], mark: bytes) -> tuple[list[float], bytes]:
    """The time of the request and of every line that has `mark` and text after it, and the last line."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    times = [time.perf_counter()]
    last = b""
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json", **headers})
    answer = connection.getresponse()
    while line := answer.readline():
        if mark in line and mark + b'"' not in line:
            times.append(time.perf_counter())
        last = line if line.strip() else last
    connection.close()
    return times, last


if __name__ == "__main__":
    from bench.figures import show

    show(measure())
    sys.exit(0)
