"""Coalesced reads: when they begin, what they save, and that no state remains for the next answer."""

# ruff: noqa: ASYNC109 (httpcore's signatures)

from __future__ import annotations

import asyncio
import math
from time import monotonic

import httpcore
import pytest

from fixtures.ollama_requests import QUESTION, call_client
from fixtures.scripted_answers import chat_line, done_line, rated, stream
from fixtures.scripted_daemon import ScriptedDaemon
from teahouse.connection import coalescing
from teahouse.connection.coalescing import TICK, CoalescingStream
from teahouse.core.stream_events import Failed, Finished, StreamEvent, TextPiece, ThinkingPiece
from teahouse.ollama.client import OllamaClient


class Ready(httpcore.AsyncNetworkStream):
    """Always has something to read."""

    def __init__(self) -> None:
        self.reads: list[float] = []

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self.reads.append(monotonic())
        return b"x"


def read(times: int, flowing_for: float | None) -> list[float]:
    """When a stream that always has something was read, asked for more at once each time."""
    inner = Ready()

    async def run() -> None:
        stream = CoalescingStream(inner)
        if flowing_for is not None:
            stream.mark_flowing(monotonic() - flowing_for)
        for _ in range(times):
            await stream.read(1)

    asyncio.run(run())
    return inner.reads


@pytest.mark.parametrize("flowing_for", [None, 0.0])
def test_is_read_at_once_until_an_answer_has_flowed_for_a_while(
    flowing_for: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def waits(seconds: float) -> None:
        raise AssertionError(f"it waited {seconds} s")

    monkeypatch.setattr(coalescing.asyncio, "sleep", waits)
    assert len(read(100, flowing_for)) == 100


def test_is_then_read_once_a_tick_and_on_the_same_ticks_as_others() -> None:
    ticks = [int(at / TICK) for at in read(10, coalescing.SETTLED)]
    assert len(set(ticks)) == len(ticks) == 10


def test_what_flows_again_does_not_begin_anew() -> None:
    stream = CoalescingStream(Ready())
    stream.mark_flowing(5.0)
    stream.mark_flowing(6.0)
    assert stream.coalesced_from == 5.0 + coalescing.SETTLED


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[CoalescingStream]:
    """Those that are made; putting reads together begins with the first word."""
    monkeypatch.setattr(coalescing, "SETTLED", 0.0)
    made: list[CoalescingStream] = []
    begin = CoalescingStream.__init__

    def remember(self: CoalescingStream, stream: httpcore.AsyncNetworkStream) -> None:
        begin(self, stream)
        made.append(self)

    monkeypatch.setattr(CoalescingStream, "__init__", remember)
    return made


def test_a_flowing_answer_is_read_in_bunches_and_comes_whole(
    daemon: ScriptedDaemon, connections: list[CoalescingStream]
) -> None:
    daemon.on("/api/chat", rated(200, 200))
    reads: list[float] = []

    async def run(client: OllamaClient) -> list[StreamEvent]:
        events = []
        async for event in client.stream_chat(QUESTION):
            events.append(event)
            reads.append(connections[0]._next_tick)
        return events

    events = call_client(daemon, run)
    pieces = [event for event in events if isinstance(event, TextPiece)]
    assert len(pieces) == 200
    assert isinstance(events[-1], Finished)
    assert len(set(reads)) <= (pieces[-1].at - pieces[0].at) / TICK + 3


def test_thinking_is_read_as_it_comes_and_so_is_the_beginning_of_the_next_answer(
    daemon: ScriptedDaemon, connections: list[CoalescingStream]
) -> None:
    daemon.on("/api/chat", stream([chat_line(thinking="hm"), chat_line("well")]))  # cut off, but the connection stays
    seen: list[tuple[type[StreamEvent], bool]] = []

    async def run(client: OllamaClient) -> None:
        for _ in range(2):
            async for event in client.stream_chat(QUESTION):
                seen.append((type(event), math.isinf(connections[0].coalesced_from)))

    call_client(daemon, run)
    assert daemon.connections == len(connections) == 1
    assert seen == [(ThinkingPiece, True), (TextPiece, False), (Failed, True)] * 2


def test_what_comes_behind_the_headers_may_be_longer_than_headers_may(daemon: ScriptedDaemon) -> None:
    lines = [chat_line("x" * 1000) for _ in range(2 * coalescing.LARGEST_HEADERS // 1000)]
    daemon.on("/api/chat", stream([b"".join(lines), done_line()]))

    async def run(client: OllamaClient) -> list[StreamEvent]:
        return [event async for event in client.stream_chat(QUESTION)]

    events = call_client(daemon, run)
    assert isinstance(events[-1], Finished)
    assert sum(len(event.text) for event in events if isinstance(event, TextPiece)) == 1000 * len(lines)
