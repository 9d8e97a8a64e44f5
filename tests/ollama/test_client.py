"""The client against a scripted daemon on a real socket: what it asks, what it understands, and every way to fail."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing, asynccontextmanager
from typing import TypeVar

import pytest

from fixtures.scripted_answers import (
    HTML,
    NOT_FOUND,
    SILENT,
    Answer,
    Script,
    body,
    chat_line,
    cut_into,
    done_line,
    error,
    lines_of,
    plain,
    recording,
    stream,
)
from fixtures.scripted_daemon import ScriptedDaemon
from teahouse.core.conversation import Message, Role
from teahouse.core.errors import Problem, Trouble
from teahouse.core.events import Failed, Finished, StreamEvent, TextPiece
from teahouse.core.model import Capability
from teahouse.ollama.address import Address
from teahouse.ollama.client import ChatRequest, OllamaClient, Version

T = TypeVar("T")
QUESTION = ChatRequest("m", (Message("1", None, Role.USER, "hi"),))


@pytest.fixture
def daemon() -> Iterator[ScriptedDaemon]:
    with ScriptedDaemon() as daemon:
        yield daemon


@asynccontextmanager
async def client_of(daemon: ScriptedDaemon, token: str | None = None) -> AsyncIterator[OllamaClient]:
    client = OllamaClient(Address.parse(daemon.url), token=token)
    try:
        yield client
    finally:
        await client.aclose()


def ask(daemon: ScriptedDaemon, call: Callable[[OllamaClient], Awaitable[T]]) -> T:
    async def run() -> T:
        async with client_of(daemon) as client:
            return await call(client)

    return asyncio.run(run())


def trouble_of(daemon: ScriptedDaemon, call: Callable[[OllamaClient], Awaitable[object]]) -> Trouble:
    with pytest.raises(Trouble) as raised:
        ask(daemon, call)
    return raised.value


def chat(daemon: ScriptedDaemon, script: Script | None = None) -> list[StreamEvent]:
    if script is not None:
        daemon.on("/api/chat", script)

    async def collect(client: OllamaClient) -> list[StreamEvent]:
        return [event async for event in client.chat(QUESTION)]

    return ask(daemon, collect)


def failed(events: list[StreamEvent]) -> Trouble:
    assert isinstance(events[-1], Failed)
    assert not [event for event in events[:-1] if isinstance(event, Failed | Finished)]
    return events[-1].trouble


async def eventually(what: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not what():  # noqa: ASYNC110 - what another thread does sets no event of this loop
            await asyncio.sleep(0.005)


# What it understands


def test_says_who_answers(daemon: ScriptedDaemon) -> None:
    assert ask(daemon, lambda client: client.version()) == Version("0.33.0")
    daemon.on("/api/version", body({"version": "0.33.0", "engine": {"name": "teahouse", "version": "0.1"}}))
    assert ask(daemon, lambda client: client.version()) == Version("0.33.0", "teahouse")


def test_lists_models_with_their_capabilities_and_memory(daemon: ScriptedDaemon) -> None:
    cards = ask(daemon, lambda client: client.models())
    assert [card.name for card in cards] == ["gemma3:270m", "smoltools:latest", "smol1t:latest", "smollm2:135m"]
    assert (cards[3].size, cards[3].quantization, cards[3].context_length) == (98362828, "Q4_1", 8192)
    assert cards[1].can(Capability.THINKING)
    loaded = ask(daemon, lambda client: client.loaded())
    assert [(model.name, model.size_vram, model.context_length) for model in loaded] == [
        ("smollm2:135m", 0, 4096),
        ("gemma3:270m", 0, 4096),
    ]


def test_a_list_with_odd_entries_keeps_the_others(daemon: ScriptedDaemon) -> None:
    odd = [7, None, {}, {"name": "a:1", "size": "x", "details": [], "capabilities": {}}, {"model": "b:1", "size": 5}]
    daemon.on("/api/tags", body({"models": odd})).on("/api/ps", body({"models": None}))
    assert [(card.name, card.size) for card in ask(daemon, lambda client: client.models())] == [("a:1", 0), ("b:1", 5)]
    assert ask(daemon, lambda client: client.loaded()) == ()


def test_shows_deletes_loads_and_unloads(daemon: ScriptedDaemon) -> None:
    async def all_of_it(client: OllamaClient) -> dict[str, object]:
        await client.delete("m")
        await client.preload("m", {"num_ctx": 2048}, "5m")
        await client.unload("m")
        return await client.show("m")

    assert ask(daemon, all_of_it) == json.loads(recording("show.json"))
    assert [(request.method, request.path) for request in daemon.requests] == [
        ("DELETE", "/api/delete"),
        ("POST", "/api/generate"),
        ("POST", "/api/generate"),
        ("POST", "/api/show"),
    ]
    load, unload = (request.json for request in daemon.requested("/api/generate"))
    assert (load["options"], load["keep_alive"], load["stream"]) == ({"num_ctx": 2048}, "5m", False)
    assert unload["keep_alive"] == 0
    assert daemon.connections == 1


@pytest.mark.parametrize("sizes", [[1], [2, 3, 5], [1460], [100_000]])
def test_a_recorded_chat_arrives_whole_in_any_chunking(daemon: ScriptedDaemon, sizes: list[int]) -> None:
    whole = chat(daemon, stream(lines_of(recording("chat-stream.ndjson"))))
    cut = chat(daemon, stream(cut_into(recording("chat-stream.ndjson"), sizes)))
    assert [(type(event), getattr(event, "text", "")) for event in cut] == [
        (type(event), getattr(event, "text", "")) for event in whole
    ]
    assert isinstance(cut[-1], Finished)


def test_the_request_never_lets_the_daemon_cut_it(daemon: ScriptedDaemon) -> None:
    chat(daemon)
    sent = daemon.requests[0].json
    assert (sent["truncate"], sent["shift"], sent["stream"]) == (False, False, True)
    assert sent["messages"] == [{"role": "user", "content": "hi"}]


def test_pieces_bear_the_time_their_bytes_came_not_the_time_they_were_taken(daemon: ScriptedDaemon) -> None:
    daemon.on("/api/chat", stream([chat_line("a") + chat_line("b"), chat_line("c"), done_line()], pause=0.1))

    async def take_slowly(client: OllamaClient) -> list[float]:
        times = []
        async for event in client.chat(QUESTION):
            times.append(event.at)
            await asyncio.sleep(0.03)
        return times

    first, same, third, last = ask(daemon, take_slowly)
    assert first == same
    assert third - first > 0.5 * (last - third) > 0


def test_six_lanes_stream_side_by_side(daemon: ScriptedDaemon) -> None:
    daemon.on("/api/chat", stream([chat_line("a"), chat_line("b"), done_line()], pause=0.05))

    async def lanes(client: OllamaClient) -> list[list[StreamEvent]]:
        async def lane() -> list[StreamEvent]:
            return [event async for event in client.chat(QUESTION)]

        return list(await asyncio.gather(*(lane() for _ in range(6))))

    found = ask(daemon, lanes)
    assert all(isinstance(events[-1], Finished) for events in found)
    latest_start = max(events[0].at for events in found)
    assert latest_start < min(events[-1].at for events in found)


# Stopping


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(SILENT, id="while the model loads"),
        pytest.param(stream([chat_line("a")], end="hang"), id="while it writes"),
        pytest.param(stream([chat_line("a")[:10]], end="hang"), id="in the middle of a line"),
    ],
)
def test_cancelling_ends_the_connection_at_once(daemon: ScriptedDaemon, script: Answer) -> None:
    daemon.on("/api/chat", script)

    async def cancel(client: OllamaClient) -> None:
        async def take() -> None:
            async with aclosing(client.chat(QUESTION)) as events:
                async for _ in events:
                    pass

        task = asyncio.create_task(take())
        await eventually(lambda: bool(daemon.requests))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await eventually(lambda: daemon.left == 1)

    ask(daemon, cancel)


def test_closing_the_stream_ends_the_connection_at_once(daemon: ScriptedDaemon) -> None:
    daemon.on("/api/chat", stream([chat_line("a")], end="hang"))

    async def close(client: OllamaClient) -> None:
        async with aclosing(client.chat(QUESTION)) as events:
            assert isinstance(await anext(events), TextPiece)
        await eventually(lambda: daemon.left == 1)
        daemon.on("/api/chat", stream([done_line()]))
        assert [type(event) async for event in client.chat(QUESTION)] == [Finished]

    ask(daemon, close)


def test_cancelling_a_preload_ends_the_loading(daemon: ScriptedDaemon) -> None:
    daemon.on("/api/generate", SILENT)

    async def cancel(client: OllamaClient) -> None:
        task = asyncio.create_task(client.preload("m"))
        await eventually(lambda: bool(daemon.requests))
        task.cancel()
        await eventually(lambda: daemon.left == 1)

    ask(daemon, cancel)


# Failing


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        (HTML, Problem.NOT_AN_OLLAMA),
        (NOT_FOUND, Problem.NOT_AN_OLLAMA),
        (body({"ok": True}), Problem.NOT_AN_OLLAMA),
        (body(["0.33.0"]), Problem.NOT_AN_OLLAMA),
        (body({"version": 3}), Problem.NOT_AN_OLLAMA),
        (plain(200, "Ollama is running"), Problem.NOT_AN_OLLAMA),
        (Answer((b"\xff\xfe\x00",)), Problem.NOT_AN_OLLAMA),
        (plain(500, "oh"), Problem.HOST_ERROR),
        (error(503, "server busy"), Problem.HOST_BUSY),
        (plain(401, ""), Problem.HOST_REFUSED),
        (plain(403, ""), Problem.HOST_REFUSED),
        (SILENT, Problem.HOST_SILENT),
        (stream([b" "] * 10_000, pause=0.01), Problem.HOST_SILENT),
        (stream([b'{"version"'], end="cut"), Problem.HOST_LOST),
    ],
)
def test_a_host_that_is_no_ollama_is_told_from_one_in_trouble(
    daemon: ScriptedDaemon, script: Answer, problem: Problem
) -> None:
    daemon.on("/api/version", script)
    assert trouble_of(daemon, lambda client: client.version(0.3)).problem is problem


def test_nobody_listening_is_unreachable(daemon: ScriptedDaemon) -> None:
    with socket.socket() as taken:  # bound, so that nobody else gets the port; not listening
        taken.bind(("127.0.0.1", 0))
        daemon.port, port = taken.getsockname()[1], daemon.port
        assert trouble_of(daemon, lambda client: client.version()).problem is Problem.HOST_UNREACHABLE
        trouble = failed(chat(daemon))
        assert trouble.problem is Problem.HOST_UNREACHABLE
        assert trouble.facts == {"address": f"127.0.0.1:{daemon.port}"}
        daemon.port = port


def test_a_server_that_speaks_no_http_is_no_ollama() -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example.com ESMTP\r\n\r\n")
        await reader.read(100)
        writer.close()

    async def run() -> Trouble:
        async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
            client = OllamaClient(Address("http", "127.0.0.1", server.sockets[0].getsockname()[1]))
            with pytest.raises(Trouble) as raised:
                await client.version()
            await client.aclose()
            return raised.value

    assert asyncio.run(run()).problem is Problem.NOT_AN_OLLAMA


def test_a_name_no_resolver_takes_is_trouble_not_a_traceback() -> None:
    async def run(host: str) -> Trouble:
        with pytest.raises(Trouble) as raised:
            await OllamaClient(Address.parse(host)).version()
        return raised.value

    for host in ("a..b", "x" * 70 + ".example", "fe80::1%nowhere"):
        assert asyncio.run(run(host)).problem in (Problem.HOST_ADDRESS_INVALID, Problem.HOST_UNREACHABLE)


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        (error(404, "model 'm' not found"), Problem.MODEL_MISSING),
        (error(400, "invalid model name"), Problem.MODEL_NAME_INVALID),
        (error(400, '"m" does not support thinking'), Problem.MODEL_CANNOT),
        (
            error(400, '{"type":"exceed_context_size_error","n_ctx":4,"n_prompt_tokens":9}'),
            Problem.CONTEXT_FULL,
        ),
        (error(503, "server busy, please try again.  maximum pending requests exceeded"), Problem.HOST_BUSY),
        (error(500, "model requires more system memory (5 GiB) than is available (1 GiB)"), Problem.MODEL_TOO_BIG),
        (error(500, "unable to load model: invalid file magic"), Problem.MODEL_BROKEN),
        (plain(403, ""), Problem.HOST_REFUSED),
        (HTML, Problem.NOT_AN_OLLAMA),
        (stream([], end="cut"), Problem.HOST_LOST),
    ],
)
def test_a_chat_that_is_refused_says_why(daemon: ScriptedDaemon, script: Answer, problem: Problem) -> None:
    events = chat(daemon, script)
    assert len(events) == 1
    assert failed(events).problem is problem


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        (stream([chat_line("tea"), b'{"error":"boom"}\n']), Problem.HOST_ERROR),
        (
            stream([chat_line("tea"), b'{"error":"llama runner process has terminated: killed"}\n']),
            Problem.RUNNER_DIED,
        ),
        (stream([chat_line("tea"), chat_line("half")[:20]], end="cut"), Problem.HOST_LOST),
        (stream([chat_line("tea")]), Problem.HOST_LOST),
        (stream([chat_line("tea"), b"<html>\n"]), Problem.HOST_LOST),
    ],
)
def test_what_came_before_a_failure_stands(daemon: ScriptedDaemon, script: Answer, problem: Problem) -> None:
    events = chat(daemon, script)
    assert [event.text for event in events if isinstance(event, TextPiece)] == ["tea"]
    assert failed(events).problem is problem


def test_a_daemon_that_ends_mid_reply_is_lost(daemon: ScriptedDaemon) -> None:
    daemon.on("/api/chat", stream([chat_line("tea")], end="hang"))

    async def outlive(client: OllamaClient) -> list[StreamEvent]:
        found = []
        async for event in client.chat(QUESTION):
            found.append(event)
            daemon.stop()
        return found

    assert failed(ask(daemon, outlive)).problem is Problem.HOST_LOST


# Keys and ways


def test_a_token_or_password_goes_to_its_host_and_into_no_log(
    daemon: ScriptedDaemon, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        for client in (
            OllamaClient(Address.parse(daemon.url), token="s3cret"),
            OllamaClient(Address.parse(daemon.url.replace("http://", "http://tea:s3cret%21@"))),
        ):
            await client.version()
            await client.aclose()

    with caplog.at_level("DEBUG"):
        asyncio.run(run())
    assert [request.headers["authorization"] for request in daemon.requests] == [
        "Bearer s3cret",
        "Basic dGVhOnMzY3JldCE=",
    ]
    assert "s3cret" not in caplog.text
    assert "dGVhO" not in caplog.text


def test_a_key_of_the_environment_is_nobodys(daemon: ScriptedDaemon, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_API_KEY", "s3cret")
    ask(daemon, lambda client: client.version())
    assert "authorization" not in daemon.requests[0].headers


def test_no_redirect_is_followed(daemon: ScriptedDaemon) -> None:
    with ScriptedDaemon() as other:
        away = Answer(status=307, headers=(("Location", f"{other.url}/api/version"),))
        daemon.on("/api/version", away).on("/api/chat", away)
        assert trouble_of(daemon, lambda client: client.version()).problem is Problem.NOT_AN_OLLAMA
        assert failed(chat(daemon)).problem is Problem.NOT_AN_OLLAMA
        assert other.requests == []


def test_local_traffic_takes_no_proxy_and_other_hosts_do(
    daemon: ScriptedDaemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedDaemon() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.setenv("no_proxy", "exempt.invalid")
        proxy.on("http://tea.invalid:11434/api/version", body({"version": "far away"}))
        assert ask(daemon, lambda client: client.version()) == Version("0.33.0")
        assert proxy.requests == []

        async def far(host: str) -> Version:
            client = OllamaClient(Address.parse(host))
            try:
                return await client.version()
            finally:
                await client.aclose()

        assert asyncio.run(far("tea.invalid")) == Version("far away")
        with pytest.raises(Trouble):
            asyncio.run(far("exempt.invalid"))
        assert len(proxy.requests) == 1


def test_speaks_to_ipv6_and_below_a_path() -> None:
    if not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    with ScriptedDaemon(host="::1") as daemon:
        daemon.on("/ollama/api/version", body({"version": "below"}))

        async def run() -> Version:
            client = OllamaClient(Address.parse(f"{daemon.url}/ollama/"))
            try:
                return await client.version()
            finally:
                await client.aclose()

        assert asyncio.run(run()) == Version("below")
