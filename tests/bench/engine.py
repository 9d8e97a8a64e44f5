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

import psutil

from bench.figures import Figure, median
from fixtures.engine_process import EngineProcess
from fixtures.models import SMOLLM2, make_models_dir
from teahouse.core.model import ModelName
from teahouse.core.token_probabilities import ALTERNATIVES
from teahouse.engine.blobs import Blobs
from teahouse.engine.loader import DEFAULT_CONTEXT, Loader, load_options_for, merge_options, sampling_options
from teahouse.engine.models import Model, Models
from teahouse.engine.runner import runner_command
from teahouse.engine.translate import chat_body, translate_conversation

ROUNDS = 20
OPTIONS = {"seed": 1, "num_predict": 64}
KEY = "bench"
QUESTION = [{"role": "user", "content": "Tell a long story about a tea house in the mountains."}]


def measure() -> list[Figure]:
    alone: list[tuple[float, float]] = []  # rate and first token of each round
    through: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        make_models_dir(Path(folder))
        loader = Loader(Models(Path(folder), Blobs(Path(folder))))
        model = loader.models.find_model(ModelName.parse(SMOLLM2))
        assert model is not None
        body = _as_the_engine_asks(model)
        with EngineProcess(Path(folder)) as engine, llama_alone(loader, model) as port:
            load = _ask_engine(engine.port)[2]
            _ask_alone(port, body)
            for turn in range(ROUNDS):  # each goes first as often as the other
                if turn % 2:
                    through.append(_ask_engine(engine.port)[:2])
                alone.append(_ask_alone(port, body))
                if not turn % 2:
                    through.append(_ask_engine(engine.port)[:2])
            per_token = _measure_cpu(engine)
            v1_share = _compare_v1(engine.port)
            tokens_share = _compare_probabilities(engine.port)
    pairs = list(zip(through, alone, strict=True))
    share = median(ours / theirs for (ours, _), (theirs, _) in pairs)
    waited = median(ours - theirs for (_, ours), (_, theirs) in pairs)
    rounds = f"{ROUNDS} rounds"
    return [
        Figure("llama.cpp alone, SmolLM2-135M", median(rate for rate, _ in alone), "tok/s"),
        Figure("through our engine", median(rate for rate, _ in through), "tok/s"),
        Figure("engine, share of llama.cpp's speed", 100 * share, "%", 98.0, at_least=True, note=rounds),
        Figure("engine, added to the first token", 1000 * waited, "ms", 4.0),
        Figure("engine, the daemon's CPU of a token", 1000 * per_token, "ms", 0.3),
        Figure("engine, /v1's share of /api's speed", 100 * v1_share, "%", 97.0, at_least=True, note=rounds),
        Figure("engine, speed with token probabilities", 100 * tokens_share, "%", 97.0, at_least=True, note=rounds),
        Figure("engine, load as it says", 1000 * load, "ms"),
    ]


@contextmanager
def llama_alone(loader: Loader, model: Model) -> Iterator[int]:
    """llama.cpp's own server with the parameters our engine gives it, but without drafts; yields its port."""
    load_options = load_options_for({}, loader.read_header(model), shift=True, embedding=False)
    parameters = {
        **loader.build_parameters(model, load_options),
        "key": KEY,
        "parent": os.getpid(),
        "port": 0,
        "draft": 0,
    }
    environment = {**os.environ, "OMP_WAIT_POLICY": "passive"}
    runner = subprocess.Popen(
        runner_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    )
    assert runner.stdin is not None
    assert runner.stdout is not None
    runner.stdin.write(json.dumps(parameters).encode() + b"\n")
    runner.stdin.flush()
    try:
        yield json.loads(runner.stdout.readline())["port"]
    finally:
        runner.kill()
        runner.wait()
        runner.stdin.close()
        runner.stdout.close()


def _as_the_engine_asks(model: Model) -> dict[str, Any]:
    """The very request our engine makes of the question, so that both write the same words."""
    return chat_body(
        translate_conversation(model, QUESTION),
        sampling_options(merge_options(model.parameters, OPTIONS), DEFAULT_CONTEXT),
    )


def _ask_alone(port: int, body: dict[str, Any]) -> tuple[float, float]:
    times, _ = _stream(port, "/v1/chat/completions", body, {"Authorization": f"Bearer {KEY}"}, b'"content":"')
    return _rate(times), times[1] - times[0]


def _ask_engine(port: int) -> tuple[float, float, float]:
    body = {"model": SMOLLM2, "messages": QUESTION, "options": OPTIONS}
    times, last = _stream(port, "/api/chat", body, {}, b'"content":"')
    return _rate(times), times[1] - times[0], json.loads(last).get("load_duration", 0) / 1e9


def _measure_cpu(engine: EngineProcess) -> float:
    """Seconds of processor time that the daemon, without its runner, takes for a token."""
    daemon = psutil.Process(engine.pid)
    before, tokens = sum(daemon.cpu_times()[:2]), 0
    for _ in range(ROUNDS):
        _ask_engine(engine.port)
        tokens += OPTIONS["num_predict"]
    return (sum(daemon.cpu_times()[:2]) - before) / tokens


def _compare_v1(port: int) -> float:
    """The speed of OpenAI's chats as a share of that of Ollama's, for the same question in turns."""
    body = {"model": SMOLLM2, "messages": QUESTION, "stream": True, "seed": 1, "max_tokens": OPTIONS["num_predict"]}
    shares = []
    for turn in range(ROUNDS):
        first = _ask_engine(port)[0] if turn % 2 else 0.0
        v1 = _rate(_stream(port, "/v1/chat/completions", body, {}, b'"content":"')[0])
        shares.append(v1 / (first or _ask_engine(port)[0]))
    return median(shares)


def _compare_probabilities(port: int) -> float:
    """The speed of a chat with the probabilities of its tokens as a share of that without, in turns on one runner."""
    plain = {"model": SMOLLM2, "messages": QUESTION, "options": OPTIONS}
    wanted = {**plain, "logprobs": True, "top_logprobs": ALTERNATIVES}
    _stream(port, "/api/chat", wanted, {}, b'"content":"')  # loads the model without drafts
    shares = []
    for turn in range(ROUNDS):
        rates = {}
        for body in (plain, wanted) if turn % 2 else (wanted, plain):
            rates["logprobs" in body] = _rate(_stream(port, "/api/chat", body, {}, b'"content":"')[0])
        shares.append(rates[True] / rates[False])
    return median(shares)


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
