"""HTTP to what a person names beside hosts: registries, catalogues, events of releases.

httpx reads everything that comes before an answer's own headers in one go, however many informational responses (1xx)
there are: 64 KB of them keep the event loop for 70 ms, and a server may send them without an end. Here so much of an
answer is read in small pieces, and a number of them that no honest server sends is an error.
"""

# ruff: noqa: ASYNC109 (httpcore's signatures)

from __future__ import annotations

import ssl
from typing import Any

import httpcore
import httpx

MOST_INFORMATIONAL = 16
HEAD_PIECE = 1 << 12  # bytes read in one go before the status of the answer itself
LONGEST_INFORMATIONAL = 1 << 16  # bytes of one

_STATUS = len(b"HTTP/1.1 1")


def open_client(**how: Any) -> httpx.AsyncClient:
    """httpx's client, given `how`, with this bound."""
    client = httpx.AsyncClient(**how)
    # Neither httpx nor its transports take a network backend; a test says when these names are others.
    transports: list[Any] = [client._transport, *client._mounts.values()]
    for transport in transports:
        if transport is not None:
            transport._pool._network_backend = _Backend(transport._pool._network_backend)
    return client


class InformationalCount:
    """Counts the informational responses before an answer. `over`: its own status has come."""

    def __init__(self) -> None:
        self.over = False
        self._begun = bytearray()
        self._count = 0

    def feed(self, data: bytes) -> None:
        """Take what came next; raises httpcore.RemoteProtocolError where there are too many."""
        self._begun += data
        while len(self._begun) >= _STATUS:
            if not self._begun.startswith(b"HTTP/1.") or self._begun[_STATUS - 1 : _STATUS] != b"1":
                self.over = True
                self._begun.clear()
                return
            end = self._begun.find(b"\r\n\r\n")
            if end < 0 and len(self._begun) <= LONGEST_INFORMATIONAL:
                return
            self._count += 1
            if end < 0 or self._count > MOST_INFORMATIONAL:
                raise httpcore.RemoteProtocolError("too many informational responses")
            del self._begun[: end + 4]


class _Stream(httpcore.AsyncNetworkStream):
    """A connection whose answers are counted until they begin."""

    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner
        self._count = InformationalCount()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._count.over:
            return await self._inner.read(max_bytes, timeout)
        data = await self._inner.read(min(max_bytes, HEAD_PIECE), timeout)
        self._count.feed(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._count = InformationalCount()
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        return _Stream(await self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.AsyncNetworkBackend):
    """Connects to such streams."""

    def __init__(self, inner: httpcore.AsyncNetworkBackend) -> None:
        self._inner = inner

    async def connect_tcp(self, *where: Any, **how: Any) -> httpcore.AsyncNetworkStream:
        return _Stream(await self._inner.connect_tcp(*where, **how))

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)
