"""Limits for clients: connections, incomplete requests, answers that are not read; and what is logged."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from typing import Any

import httpx
import pytest

from fixtures.engine_process import EngineProcess
from fixtures.waits import wait_until
from teahouse.engine import connections
from teahouse.engine.connections import BoundedProtocol
from teahouse.engine.daemon import EngineServer, open_listener
from teahouse.engine.errors import LogLimit

GET = b"GET /api/version HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
POST = b"POST /api/chat HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\n"

Application = Callable[[Any, Any, Any], Awaitable[None]]


async def answer(scope: Any, receive: Any, send: Any) -> None:
    """Read the whole body, then say "tea"."""
    while (await receive()).get("more_body"):
        continue
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"3")]})
    await send({"type": "http.response.body", "body": b"tea"})


async def pour(scope: Any, receive: Any, send: Any) -> None:
    """Send more than any socket holds."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(1000):
        await send({"type": "http.response.body", "body": b"x" * 1_000_000, "more_body": True})


@asynccontextmanager
async def server(application: Application) -> AsyncIterator[int]:
    """The daemon's own server around `application`; yields its port."""
    stop = asyncio.Event()
    listener = open_listener("127.0.0.1", 0)
    served = EngineServer(application, stop, BoundedProtocol.max_connections)  # type: ignore[arg-type]
    running = asyncio.create_task(served.serve(sockets=[listener]))
    await served.listening.wait()
    try:
        yield listener.getsockname()[1]
    finally:
        stop.set()
        await running


async def closed(reader: asyncio.StreamReader) -> bytes:
    """What comes until the other side closes the connection."""
    try:
        return await asyncio.wait_for(reader.read(), 30)
    except ConnectionResetError:
        return b""


def test_who_never_finishes_the_head_of_a_request_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.3)

    async def test() -> None:
        async with server(answer) as port:
            for begun in (b"", b"GET / HT", GET[:-2]):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(begun)
                assert await closed(reader) == b""
                writer.close()

    asyncio.run(test())


def test_who_sends_a_head_byte_by_byte_gains_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.3)

    async def test() -> None:
        async with server(answer) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            ending = asyncio.create_task(closed(reader))
            for at in range(len(GET) - 1):
                writer.write(GET[at : at + 1])
                await asyncio.sleep(0.02)
            assert await ending == b""
            writer.close()

    asyncio.run(test())


def test_who_sends_a_body_drop_by_drop_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "BODY_SECONDS", 0.3)

    async def test() -> None:
        async with server(answer) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(POST)
            ending = asyncio.create_task(closed(reader))
            while not ending.done():
                writer.write(b"x")
                await asyncio.sleep(0.02)
            assert ending.result() == b""
            writer.close()

    asyncio.run(test())


def test_a_body_that_takes_its_time_but_comes_is_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "BODY_SECONDS", 0.4)

    async def test() -> None:
        async with server(answer) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(POST)
            for _ in range(10):  # a second in all, the body's clock rings twice
                writer.write(b"x" * 100_000)
                await asyncio.sleep(0.1)
            assert (await asyncio.wait_for(reader.readuntil(b"tea"), 30)).startswith(b"HTTP/1.1 200")
            writer.close()

    asyncio.run(test())


def test_who_does_not_read_its_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "READ_SECONDS", 0.3)

    async def test() -> None:
        ended = asyncio.Event()

        async def watched(scope: Any, receive: Any, send: Any) -> None:
            pouring = asyncio.create_task(pour(scope, receive, send))
            while (await receive())["type"] != "http.disconnect":
                continue
            pouring.cancel()
            ended.set()

        async with server(watched) as port:
            _, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
            writer.write(GET)
            await asyncio.wait_for(ended.wait(), 30)
            writer.close()

    asyncio.run(test())


def test_where_all_connections_are_taken_the_one_idle_longest_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BoundedProtocol, "max_connections", 3)
    monkeypatch.setattr(connections, "YOUNG_SECONDS", 0.05)

    async def test() -> None:
        async with server(answer) as port:
            idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
            await asyncio.sleep(0.1)
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(GET)
            assert (await asyncio.wait_for(reader.readuntil(b"tea"), 30)).startswith(b"HTTP/1.1 200")
            assert await closed(idle[0][0]) == b""
            for _, other in [*idle, (reader, writer)]:
                other.close()

    asyncio.run(test())


def test_where_every_connection_is_at_work_the_newcomer_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BoundedProtocol, "max_connections", 2)

    async def test() -> None:
        async with server(answer) as port:
            busy = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
            for _, writer in busy:
                writer.write(POST)
            await asyncio.sleep(0.2)
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(POST + b"x" * 100_000)  # what it sends is not read, which must not cost it the answer
            said = await closed(reader)
            assert said.startswith(b"HTTP/1.1 503")
            head, _, body = said.partition(b"\r\n\r\n")
            assert f"content-length: {len(body)}".encode() in head
            for _, other in [*busy, (reader, writer)]:
                other.close()

    asyncio.run(test())


@pytest.mark.engine
@pytest.mark.skipif(sys.platform != "linux", reason="counts open files in /proc")
def test_idle_connections_beyond_the_limit_cost_neither_answers_nor_log(engine: EngineProcess) -> None:
    before = len(engine.log())
    with ExitStack() as held:
        for _ in range(connections.MAX_CONNECTIONS + 100):
            held.enter_context(socket.create_connection(("127.0.0.1", engine.port), 30))
        time.sleep(1.5 * connections.YOUNG_SECONDS)
        assert httpx.get(f"{engine.url}/api/version", timeout=120).status_code == 200
        assert wait_until(lambda: len(os.listdir(f"/proc/{engine.pid}/fd")) < connections.MAX_CONNECTIONS + 30)
    assert len(engine.log()) - before < 1000


def test_the_log_lets_through_so_much_and_counts_the_rest() -> None:
    limit, made = LogLimit(max_records=3, seconds=10), 0

    def record(at: float) -> logging.LogRecord:
        nonlocal made
        made += 1
        entry = logging.LogRecord("engine", logging.ERROR, "", 0, "no %d", (made,), None)
        entry.created = at
        return entry

    passed = [entry.getMessage() for entry in map(record, [0.0] * 50 + [11.0]) if limit.filter(entry)]
    assert passed == ["no 1", "no 2", "no 3", "(47 lines before this one were left out) no 51"]
