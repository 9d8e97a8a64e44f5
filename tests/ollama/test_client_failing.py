"""Every failure of a host is one problem with its facts; text that arrived before remains."""

from __future__ import annotations

import asyncio
import socket

import pytest

from fixtures.ollama_requests import QUESTION, call_client, catch_trouble, collect_chat, failure_of
from fixtures.scripted_answers import (
    HTML,
    NOT_FOUND,
    SILENT,
    Answer,
    body,
    chat_line,
    error,
    plain,
    stream,
)
from fixtures.scripted_daemon import ScriptedDaemon
from teahouse.connection.address import Address
from teahouse.core.errors import Problem, Trouble
from teahouse.core.stream_events import StreamEvent, TextPiece
from teahouse.ollama.client import OllamaClient


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        (HTML, Problem.WEB_PAGE_ANSWERED),
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
    patience = 0.3 if problem is Problem.HOST_SILENT else 60.0  # an answer may be late on a busy machine
    assert catch_trouble(daemon, lambda client: client.fetch_version(patience)).problem is problem


def test_nobody_listening_is_unreachable(daemon: ScriptedDaemon) -> None:
    with socket.socket() as taken:  # bound, so that nobody else gets the port; not listening
        taken.bind(("127.0.0.1", 0))
        daemon.port, port = taken.getsockname()[1], daemon.port
        assert catch_trouble(daemon, lambda client: client.fetch_version()).problem is Problem.HOST_UNREACHABLE
        trouble = failure_of(collect_chat(daemon))
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
                await client.fetch_version()
            await client.aclose()
            return raised.value

    assert asyncio.run(run()).problem is Problem.NOT_AN_OLLAMA


def test_a_name_no_resolver_takes_is_trouble_not_a_traceback() -> None:
    async def run(host: str) -> Trouble:
        with pytest.raises(Trouble) as raised:
            await OllamaClient(Address.parse(host)).fetch_version()
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
        (HTML, Problem.WEB_PAGE_ANSWERED),
        (stream([], end="cut"), Problem.HOST_LOST),
    ],
)
def test_a_chat_that_is_refused_says_why(daemon: ScriptedDaemon, script: Answer, problem: Problem) -> None:
    events = collect_chat(daemon, script)
    assert len(events) == 1
    assert failure_of(events).problem is problem


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
        (stream([chat_line("tea"), b"<html>\n"]), Problem.ANSWER_GARBLED),
    ],
)
def test_what_came_before_a_failure_stands(daemon: ScriptedDaemon, script: Answer, problem: Problem) -> None:
    events = collect_chat(daemon, script)
    assert [event.text for event in events if isinstance(event, TextPiece)] == ["tea"]
    assert failure_of(events).problem is problem


def test_a_daemon_that_ends_mid_reply_is_lost(daemon: ScriptedDaemon) -> None:
    daemon.on("/api/chat", stream([chat_line("tea")], end="hang"))

    async def outlive(client: OllamaClient) -> list[StreamEvent]:
        found = []
        async for event in client.stream_chat(QUESTION):
            found.append(event)
            daemon.stop()
        return found

    assert failure_of(call_client(daemon, outlive)).problem is Problem.HOST_LOST
