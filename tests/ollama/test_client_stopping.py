"""Stop works in every phase: it closes the connection at once, which ends the generation."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest

from fixtures.ollama_requests import QUESTION, call_client, failure_of
from fixtures.scripted_answers import (
    SILENT,
    Answer,
    chat_line,
    done_line,
    stream,
)
from fixtures.scripted_daemon import ScriptedDaemon
from fixtures.waits import wait_until_async
from teahouse.core.errors import Problem, Trouble
from teahouse.core.stream_events import Finished, TextPiece
from teahouse.ollama.client import OllamaClient


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
            async with aclosing(client.stream_chat(QUESTION)) as events:
                async for _ in events:
                    pass

        task = asyncio.create_task(take())
        await wait_until_async(lambda: bool(daemon.requests))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await wait_until_async(lambda: daemon.left == 1)

    call_client(daemon, cancel)


def test_closing_the_stream_ends_the_connection_at_once(daemon: ScriptedDaemon) -> None:
    daemon.on("/api/chat", stream([chat_line("a")], end="hang"))

    async def close(client: OllamaClient) -> None:
        async with aclosing(client.stream_chat(QUESTION)) as events:
            assert isinstance(await anext(events), TextPiece)
        await wait_until_async(lambda: daemon.left == 1)
        daemon.on("/api/chat", stream([done_line()]))
        assert [type(event) async for event in client.stream_chat(QUESTION)] == [Finished]

    call_client(daemon, close)


def test_a_client_that_is_closed_ends_its_streams_and_answers_no_more(daemon: ScriptedDaemon) -> None:
    daemon.on("/api/chat", stream([chat_line("a")], end="hang"))

    async def close(client: OllamaClient) -> None:
        found = []
        async for event in client.stream_chat(QUESTION):
            found.append(event)
            await client.aclose()
        assert failure_of(found).problem is Problem.HOST_LOST
        assert failure_of([event async for event in client.stream_chat(QUESTION)]).problem is Problem.HOST_LOST
        with pytest.raises(Trouble):
            await client.fetch_version()

    call_client(daemon, close)


def test_cancelling_a_preload_ends_the_loading(daemon: ScriptedDaemon) -> None:
    daemon.on("/api/generate", SILENT)

    async def cancel(client: OllamaClient) -> None:
        task = asyncio.create_task(client.preload_model("m"))
        await wait_until_async(lambda: bool(daemon.requests))
        task.cancel()
        await wait_until_async(lambda: daemon.left == 1)
        assert task.cancelled()

    call_client(daemon, cancel)
