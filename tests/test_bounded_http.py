"""Servers that send informational responses without end: every reader stops."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import httpcore
import pytest

from teahouse import releases
from teahouse.bounded_http import HEAD_PIECE, MOST_INFORMATIONAL, InformationalCount, open_client
from teahouse.catalogue import catalogue_store, registry
from teahouse.core.errors import Problem, Trouble
from teahouse.core.model import ModelName

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
HINT = b"HTTP/1.1 103 Early Hints\r\nLink: </tea>\r\n\r\n"
TEA = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntea"


@contextlib.asynccontextmanager
async def serving(before: bytes, *, endless: bool = False) -> AsyncIterator[str]:
    """A server that says `before`, once or without an end, and then an answer; at this address."""
    handlers: set[asyncio.Task[None]] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        handlers.add(task)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                await reader.readuntil(b"\r\n\r\n")
                writer.write(before)
                while endless:
                    writer.write(before)
                    await writer.drain()
                writer.write(TEA)
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        await asyncio.gather(*handlers)


READERS: dict[str, Callable[[str], Awaitable[object]]] = {
    "a registry": lambda at: registry.fetch_manifest(ModelName.parse(f"http://{at}/library/tea:1b"), insecure=True),
    "a catalogue": lambda at: catalogue_store.fetch_catalogue(f"http://{at}/catalogue.json"),
    "news of releases": lambda at: releases.fetch_release(f"http://{at}/releases.json"),
}


@pytest.mark.parametrize("reader", READERS)
def test_informational_responses_without_an_end_end_the_reading(reader: str) -> None:
    async def read() -> None:
        async with serving(CONTINUE * 1000, endless=True) as address:
            with pytest.raises(Trouble) as told:
                await READERS[reader](address)
            unreachable = (Problem.REGISTRY_UNREACHABLE, Problem.HOST_UNREACHABLE, Problem.RELEASES_UNREACHABLE)
            assert told.value.problem in unreachable
            if reader != "a catalogue":
                assert told.value.facts["message"] == "too many informational responses"

    asyncio.run(read())


@pytest.mark.parametrize("before", [b"", CONTINUE, HINT * MOST_INFORMATIONAL], ids=["none", "one", "as many as may be"])
def test_an_answer_after_some_of_them_is_read_on_every_use_of_a_connection(before: bytes) -> None:
    async def read() -> None:
        async with serving(before) as address, open_client(trust_env=False) as client:
            for _ in range(3):
                assert (await client.get(f"http://{address}/")).text == "tea"

    asyncio.run(read())


def test_answers_through_a_proxy_are_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    async def read() -> None:
        async with serving(CONTINUE * 1000, endless=True) as proxy:
            monkeypatch.setenv("HTTP_PROXY", f"http://{proxy}")
            async with open_client() as client:
                with pytest.raises(Exception, match="too many informational"):
                    await client.get("http://registry.example/")

    asyncio.run(read())


@pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
def test_a_host_that_the_environment_exempts_is_reached_without_its_proxy(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    async def read() -> None:
        async with serving(b"") as address:
            monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
            monkeypatch.setenv(name, "127.0.0.1")
            async with open_client() as client:
                assert (await client.get(f"http://{address}/")).text == "tea"

    asyncio.run(read())


def test_without_trust_in_the_environment_its_proxy_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async def read() -> None:
        async with serving(b"") as address:
            monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
            monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
            async with open_client(trust_env=False) as client:
                assert (await client.get(f"http://{address}/")).text == "tea"

    asyncio.run(read())


@pytest.mark.parametrize("size", [1, 7, HEAD_PIECE])
def test_they_are_counted_however_they_are_cut(size: int) -> None:
    def feed(data: bytes) -> InformationalCount:
        count = InformationalCount()
        for at in range(0, len(data), size):
            if not count.ended:
                count.count_responses(data[at : at + size])
        return count

    assert feed(HINT * MOST_INFORMATIONAL + TEA).ended
    assert not feed(HINT * MOST_INFORMATIONAL).ended
    for flood in (HINT * (MOST_INFORMATIONAL + 1), b"HTTP/1.1 103 x\r\n" + b"a: b\r\n" * 20_000):
        with pytest.raises(httpcore.RemoteProtocolError):
            feed(flood)
