"""A reused connection that the daemon closes at that moment: idempotent requests are repeated."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

import pytest

from fixtures.waits import wait_until_async
from teahouse.connection.address import Address
from teahouse.core.chat_request import ChatRequest
from teahouse.core.errors import Problem, Trouble
from teahouse.ollama.client import OllamaClient

VERSION = b'{"version":"0.33.0"}'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(VERSION), VERSION)
Last = Callable[[asyncio.StreamWriter], None]


class Closing:
    """A daemon that answers one request on each connection; a second one it meets with `last`."""

    def __init__(self, last: Last, *, first: Last | None = None) -> None:
        self._last = last
        self._first = first or (lambda writer: writer.write(ANSWER))
        self.requests: list[tuple[int, bytes]] = []  # the number of the connection, the line
        self._connections = 0
        self.handlers: set[asyncio.Task[None]] = set()

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.handlers.add(task)
        self._connections += 1
        number, asked = self._connections, 0
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                self.requests.append((number, head.split(b"\r\n")[0]))
                asked += 1
                (self._first if asked == 1 else self._last)(writer)
                await writer.drain()
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


def reset(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


def close(writer: asyncio.StreamWriter) -> None:
    writer.close()


def begin_and_close(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
    writer.close()


@contextlib.asynccontextmanager
async def client_of(daemon: Closing) -> AsyncIterator[OllamaClient]:
    server = await asyncio.start_server(daemon.accept, "127.0.0.1", 0)
    client = OllamaClient(Address.parse(f"127.0.0.1:{server.sockets[0].getsockname()[1]}"))
    try:
        yield client
    finally:
        await client.aclose()
        server.close()
        await asyncio.gather(*daemon.handlers)


@pytest.mark.parametrize("last", [reset, close])
def test_a_question_that_meets_the_end_of_an_old_connection_is_asked_on_a_new_one(last: Last) -> None:
    async def ask() -> None:
        daemon = Closing(last)
        async with client_of(daemon) as client:
            await client.fetch_version()
            assert (await client.fetch_version()).version == "0.33.0"
        assert [number for number, _ in daemon.requests] == [1, 1, 2]

    asyncio.run(ask())


def test_several_old_connections_that_end_do_not_end_the_question() -> None:
    async def ask() -> None:
        daemon = Closing(reset)
        async with client_of(daemon) as client:
            await asyncio.gather(*(client.fetch_version() for _ in range(4)))
            assert (await client.fetch_version()).version == "0.33.0"

    asyncio.run(ask())


def test_a_new_connection_that_ends_is_told_at_once() -> None:
    async def ask() -> None:
        daemon = Closing(reset, first=reset)
        async with client_of(daemon) as client:
            with pytest.raises(Trouble) as told:
                await client.list_models()
            assert told.value.problem is Problem.HOST_LOST
        assert len(daemon.requests) == 1

    asyncio.run(ask())


def test_an_answer_that_had_begun_is_not_asked_for_again() -> None:
    async def ask() -> None:
        daemon = Closing(begin_and_close)
        async with client_of(daemon) as client:
            await client.fetch_version()
            with pytest.raises(Trouble) as told:
                await client.fetch_version()
            assert told.value.problem is Problem.HOST_LOST
        assert len(daemon.requests) == 2

    asyncio.run(ask())


def test_a_chat_is_never_sent_twice() -> None:
    async def ask() -> None:
        daemon = Closing(reset)
        async with client_of(daemon) as client:
            await client.fetch_version()
            async for _ in client.stream_chat(ChatRequest("m", ())):
                pass
        assert [line for _, line in daemon.requests if b"/api/chat" in line] == [b"POST /api/chat HTTP/1.1"]

    asyncio.run(ask())


def test_the_end_of_a_connection_is_seen_also_where_its_answer_was_read_on_ticks() -> None:
    """Reading on ticks leaves what comes in the socket; at rest it is looked at, so that nobody writes into an end."""

    async def ask() -> None:
        daemon = Closing(close)
        async with client_of(daemon) as client:
            await client.fetch_version()
            (connection,) = client._connection._http._transport._pool.connections
            stream = connection._connection._network_stream
            stream._stream.paused_after_reads = True
            stream._stream._protocol.hold_reading()
            stream.end_answer()
            stream._stream._protocol.transport.get_extra_info("socket").shutdown(1)  # the daemon then leaves, too
            await wait_until_async(lambda: stream.get_extra_info("is_readable"))

    asyncio.run(ask())
