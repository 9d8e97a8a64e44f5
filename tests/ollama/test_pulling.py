"""The client's long requests: a pull as events, its failures, and the upload of a blob."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.engine_process import EngineProcess
from fixtures.ollama_recordings import RECORDINGS, read_recording
from fixtures.registry import Registry
from fixtures.scripted_answers import body, cut_into, error, lines_of, stream
from fixtures.scripted_daemon import ScriptedDaemon
from fixtures.waits import wait_until
from teahouse.connection.address import Address
from teahouse.core.errors import Problem, Trouble
from teahouse.core.pulls import BlobProgress, Pulled, PullStep, PullStreamEvent, StepBegun
from teahouse.core.stream_events import Failed
from teahouse.ollama.client import OllamaClient
from teahouse.ollama.faults import pull_trouble

PULLS = sorted(path.name for path in RECORDINGS.glob("pull-*.timed.ndjson"))


def bare(name: str) -> bytes:
    """A recorded pull without its times, in the order of its times."""
    lines = [line.split("\t") for line in (RECORDINGS / name).read_text().split("\n") if line]
    return "".join(f"{text}\n" for _, text in sorted(lines, key=lambda line: float(line[0]))).encode()


def with_client(url: str, work: Callable[[OllamaClient], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        client = OllamaClient(Address.parse(url))
        try:
            return await work(client)
        finally:
            await client.aclose()

    return asyncio.run(run())


def pulled(url: str, model: str = "tea:1b", *, insecure: bool = False) -> list[PullStreamEvent]:
    async def all_of(client: OllamaClient) -> list[PullStreamEvent]:
        async with aclosing(client.stream_pull(model, insecure=insecure)) as events:
            return [event async for event in events]

    found: list[PullStreamEvent] = with_client(url, all_of)
    return found


@pytest.mark.parametrize("name", PULLS)
@pytest.mark.parametrize("size", [1 << 20, 7, 100])
def test_a_recorded_pull_is_read_whatever_its_chunks(name: str, size: int) -> None:
    with ScriptedDaemon() as daemon:
        daemon.on("/api/pull", stream(cut_into(bare(name)[:6000] + b'\n{"status":"success"}\n', [size])))
        events = pulled(daemon.url)
    assert isinstance(events[-1], Pulled)
    assert isinstance(events[0], StepBegun)
    assert events[0].step is PullStep.MANIFEST
    completed = [event.completed for event in events if isinstance(event, BlobProgress)]
    assert completed


def test_what_is_asked_of_the_daemon() -> None:
    with ScriptedDaemon() as daemon:
        daemon.on("/api/pull", stream([b'{"status":"success"}\n']))
        pulled(daemon.url, "hf.co/u/Tea-GGUF:Q4_K_M", insecure=True)
    assert daemon.requested("/api/pull")[0].json == {
        "model": "hf.co/u/Tea-GGUF:Q4_K_M",
        "insecure": True,
        "stream": True,
    }


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (error(400, "invalid model name"), Problem.MODEL_NAME_INVALID),
        (error(503, "server busy, please try again."), Problem.HOST_BUSY),
        (stream(lines_of(bare("pull-drop.timed.ndjson"))[:5], end="cut"), Problem.HOST_LOST),
        (stream(lines_of(bare("pull-drop.timed.ndjson"))[:5]), Problem.HOST_LOST),
        (body({}, 404), Problem.NOT_AN_OLLAMA),
    ],
)
def test_a_pull_that_goes_wrong_ends_with_one_failure(answer: Any, problem: Problem) -> None:
    with ScriptedDaemon() as daemon:
        daemon.on("/api/pull", answer)
        events = pulled(daemon.url)
    failures = [event for event in events if isinstance(event, Failed)]
    assert failures == events[-1:]
    assert failures[0].trouble.problem is problem


def test_closing_a_pull_closes_the_connection() -> None:
    async def leave(client: OllamaClient) -> None:
        events: AsyncGenerator[PullStreamEvent, None] = client.stream_pull("tea:1b")
        await anext(events)
        await events.aclose()

    with ScriptedDaemon() as daemon:
        daemon.on("/api/pull", stream(lines_of(bare("pull-drop.timed.ndjson")), pause=0.05))
        with_client(daemon.url, leave)
        assert wait_until(lambda: daemon.left == 1)


WORDS = [
    ("pull model manifest: file does not exist", Problem.NOT_IN_REGISTRY),
    (
        'pull model manifest: Get "https://x/v2/a": http: server gave HTTP response to HTTPS client',
        Problem.REGISTRY_PLAIN,
    ),
    ('pull model manifest: Get "https://x/v2/a": dial tcp: lookup x: no such host', Problem.REGISTRY_UNREACHABLE),
    ('pull model manifest: Get "https://x/v2/a": dial tcp 10.0.0.1:443: i/o timeout', Problem.REGISTRY_UNREACHABLE),
    ("max retries exceeded: 503: ", Problem.REGISTRY_UNREACHABLE),
    ("max retries exceeded: unexpected EOF", Problem.REGISTRY_UNREACHABLE),
    (
        'pull model manifest: Get "https://x/": tls: failed to verify certificate: x509: certificate has expired',
        Problem.REGISTRY_UNTRUSTED,
    ),
    ("digest mismatch, file must be downloaded again: want sha256:a, got sha256:b", Problem.DOWNLOAD_DAMAGED),
    ("pull model manifest: invalid manifest: it has no model layer", Problem.DOWNLOAD_DAMAGED),
    ("size mismatch: the manifest says 5 bytes, the registry 6", Problem.DOWNLOAD_DAMAGED),
    ("write /models/blobs/sha256-a-partial: no space left on device", Problem.DISK_FULL),
    ("max retries exceeded: write /models/x-partial: no space left on device", Problem.DISK_FULL),
    ("open /models/blobs/sha256-a: permission denied", Problem.FOLDER_READ_ONLY),
    ("unauthorized: access denied", Problem.REGISTRY_REFUSED),
    (
        "pull model manifest: 412: \n\nThe model you are attempting to pull requires a newer version of Ollama.",
        Problem.HOST_OUTDATED,
    ),
    (
        'pull model manifest: 400: {"error":"The specified repository contains sharded GGUF. Ollama does not support"}',
        Problem.REGISTRY_SPLIT,
    ),
    ('pull model manifest: 400: {"error":"The specified tag is a sharded GGUF. Ollama"}', Problem.REGISTRY_SPLIT),
    ('pull model manifest: 400: {"error":"This repository only contains sharded GGUF files."}', Problem.REGISTRY_SPLIT),
    (
        "pull model manifest: 400: Repository is not GGUF or is not compatible with llama.cpp",
        Problem.REGISTRY_NO_GGUF,
    ),
    (
        'pull model manifest: 400: {"error":"The specified tag is not a valid quantization scheme."}',
        Problem.NOT_IN_REGISTRY,
    ),
    ("something never seen", Problem.HOST_ERROR),
]


@pytest.mark.parametrize(("words", "problem"), WORDS)
def test_a_daemons_words_about_a_pull(words: str, problem: Problem) -> None:
    trouble = pull_trouble(words, "hf.co/u/tea:1b")
    assert trouble.problem is problem
    if problem is Problem.DISK_FULL:
        assert str(trouble.facts["path"]).startswith("/models/")
    if problem.value.startswith(("registry", "not_in")):
        assert trouble.facts["registry"] == "hf.co"


def test_the_recorded_refusals_of_a_pull() -> None:
    found = set()
    for entry in read_recording("errors.json"):
        if "/api/pull" in entry["request"] and entry["status"] == 200:
            found.add(pull_trouble(json.loads(entry["body"][-1])["error"], "tea:1b").problem)
    assert found == {Problem.REGISTRY_PLAIN, Problem.NOT_IN_REGISTRY}


@given(st.text() | st.none() | st.integers() | st.dictionaries(st.text(max_size=5), st.text(max_size=5)))
def test_any_error_is_some_trouble(words: object) -> None:
    assert isinstance(pull_trouble(words, "tea"), Trouble)


@pytest.mark.engine
def test_the_engine_is_pulled_from_given_blobs_and_asked_to_discard_them(tmp_path: Path) -> None:
    data = b"tea" * 1000
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"

    async def chunks(made: bytes = data) -> AsyncIterator[bytes]:
        for start in range(0, len(made), 700):
            yield made[start : start + 700]

    async def work(client: OllamaClient) -> None:
        assert not await client.has_blob(digest)
        with pytest.raises(Trouble):
            await client.push_blob(digest, len(data), chunks(b"x" * len(data)))
        assert not await client.has_blob(digest)
        await client.push_blob(digest, len(data), chunks())
        assert await client.has_blob(digest)
        assert await client.discard_blob(digest)
        assert not await client.has_blob(digest)
        assert not await client.discard_blob(digest)
        with pytest.raises(Trouble) as caught:
            await client.copy_model("nope:1b", "other:1b")
        assert caught.value.problem is Problem.MODEL_MISSING

    with EngineProcess(tmp_path / "models") as engine:
        with_client(engine.url, work)
        with Registry() as registry:
            registry.add("library/tea:1b", model=data)
            events = pulled(engine.url, f"{registry.host}/library/tea:1b", insecure=True)
            assert isinstance(events[-1], Pulled)
            failed = pulled(engine.url, f"{registry.host}/library/tea:2b", insecure=True)[-1]
            assert isinstance(failed, Failed)
            assert failed.trouble.problem is Problem.NOT_IN_REGISTRY
