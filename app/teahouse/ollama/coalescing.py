"""Connections whose reads can be put together, and whose headers must end: what comes meanwhile waits in the socket.

A daemon sends every token by itself, and every reading of a socket wakes the whole stack above it. So the connection of
an answer that has flowed for a while is read on ticks, the same ones for all: four answers at 50 tok/s wake the app as
often as one does. Until then every byte is read as it comes, and so is thinking: nothing that is timed comes late.
"""

# ruff: noqa: ASYNC109 (httpcore's signatures)

from __future__ import annotations

import asyncio
import math
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import httpcore
import httpx

TICK = 0.04  # seconds
HEADER_SECONDS = 20.0  # from the first byte of an answer's headers to the last
LARGEST_HEADERS = 1 << 17  # bytes, with any number of 1xx answers before them
HEADER_PIECE = 1 << 12  # bytes read in one go: two hundred 1xx answers, which httpcore reads without a pause
HTTP = b"HTTP/"  # what an answer begins with; what does not may wait for ever for more of our words
SETTLED = 2.5  # seconds of answer: a tick more or less is under 2 % of them


class CoalescingStream(httpcore.AsyncNetworkStream):
    """`stream`, which is read no more than once a tick from `coalesced_from` on (seconds, monotonic)."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self.coalesced_from = math.inf
        self._stream = stream
        self._next_tick = 0.0
        self._awaiting_headers = False
        self._headers_due = math.inf  # once their first byte has come
        self._header_bytes = 0
        self._begun = b""  # their first bytes

    def flows(self, at: float) -> None:
        """Text of an answer came at `at` seconds (monotonic); after a while of it reads are put together."""
        self.coalesced_from = min(self.coalesced_from, at + SETTLED)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        now = monotonic()
        if self.coalesced_from <= now < self._next_tick:
            await asyncio.sleep(self._next_tick - now)
        if self._awaiting_headers:
            return await self._read_header(max_bytes, timeout)
        found = await self._stream.read(max_bytes, timeout=timeout)
        self._next_tick = (monotonic() // TICK + 1) * TICK
        return found

    async def _read_header(self, max_bytes: int, timeout: float | None) -> bytes:
        """Read on in headers: they may begin late, while a model is loaded, but must then come at once and end."""
        left = self._headers_due - monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the headers do not end")
        if self._header_bytes >= LARGEST_HEADERS:
            raise httpcore.RemoteProtocolError("the headers are too long")
        limit = min(math.inf if timeout is None else timeout, left)
        found = await self._stream.read(min(max_bytes, HEADER_PIECE), timeout=None if math.isinf(limit) else limit)
        self._next_tick = (monotonic() // TICK + 1) * TICK
        if self._header_bytes < len(HTTP) and not HTTP.startswith((self._begun + found)[: len(HTTP)]):
            raise httpcore.RemoteProtocolError(f"no HTTP: {(self._begun + found)[:20]!r}")
        self._begun = (self._begun + found)[: len(HTTP)]
        self._header_bytes += len(found)
        self._headers_due = min(self._headers_due, monotonic() + HEADER_SECONDS)
        return found

    def headers_came(self) -> None:
        """The headers of the answer to the last request are whole."""
        self._awaiting_headers = False

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._awaiting_headers, self._headers_due, self._header_bytes = True, math.inf, 0
        self._begun = b""
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        return CoalescingStream(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class CoalescingBackend(httpcore.AsyncNetworkBackend):
    """Connects as `backend` does, to streams whose reads can be put together."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend) -> None:
        self._backend = backend

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        return CoalescingStream(await self._backend.connect_tcp(host, port, timeout, local_address, socket_options))

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)


@contextmanager
def coalescing(answer: httpx.Response) -> Iterator[CoalescingStream]:
    """The connection of `answer` while it is read; it may carry others after it, and is left as it was found."""
    stream: CoalescingStream = answer.extensions["network_stream"]
    try:
        yield stream
    finally:
        stream.coalesced_from = math.inf
