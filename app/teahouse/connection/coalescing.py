"""Connections with coalesced reads and limited headers.

A daemon sends every token separately, and every read of a socket wakes the whole stack above it. So the connection of a
response that has been flowing for a while is read on ticks, which all connections share: four responses at 50 tok/s
wake the app as often as one. Before that, and during thinking, bytes are read as they arrive, so that times are exact.

The streams use asyncio's transports directly. httpcore's own, on anyio, make a read three times as expensive: a cancel
scope, a checkpoint and two changes of the selector.
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

TICK = 0.038  # seconds between reads: the text on screen grows 26 times a second
HEADER_SECONDS = 20.0  # from the first byte of a response's headers to the last
LARGEST_HEADERS = 1 << 17  # bytes, including 1xx responses before them
HEADER_PIECE = 1 << 12  # bytes of one read: up to two hundred 1xx responses, which httpcore parses without a pause
HTTP = b"HTTP/"  # start of every response; a server of another protocol may wait for more input for ever
SETTLED = 2.5  # seconds of response before reads are coalesced: one tick is under 2 % of them
MOST_UNREAD = 1 << 17  # bytes buffered before they are read
SECOND_ADDRESS = 0.25  # seconds after which a name's next address is tried too


class SocketProtocol(asyncio.Protocol):
    """The received, unread bytes of one connection."""

    def __init__(self) -> None:
        self.unread = bytearray()
        self.ended = False  # no more bytes will be received
        self._error: Exception | None = None
        self._transport: asyncio.Transport
        self._paused = False
        self._reader: asyncio.Future[None] | None = None  # a read that waits for bytes
        self._writer: asyncio.Future[None] | None = None  # a write that waits for the buffer to empty
        self._full = False

    @property
    def transport(self) -> asyncio.Transport:
        return self._transport

    @transport.setter
    def transport(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        transport.set_write_buffer_limits(0)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.unread += data
        _wake_waiter(self._reader)
        if len(self.unread) > MOST_UNREAD:
            self.hold_reading()

    def eof_received(self) -> None:
        self.ended = True
        _wake_waiter(self._reader)

    def connection_lost(self, exc: Exception | None) -> None:
        self.ended, self._error = True, exc
        _wake_waiter(self._reader)
        _wake_waiter(self._writer)

    def pause_writing(self) -> None:
        self._full = True

    def resume_writing(self) -> None:
        self._full = False
        _wake_waiter(self._writer)

    def hold_reading(self) -> None:
        """Stop receiving: bytes stay in the socket."""
        if not self._paused and not self.ended:
            self._paused = True
            self._transport.pause_reading()

    def continue_reading(self) -> None:
        """Receive from the socket again."""
        if self._paused:
            self._paused = False
            self._transport.resume_reading()

    async def read(self, most: int, timeout: float | None) -> bytes:
        """Return unread bytes, or wait for them at most `timeout` seconds; empty at the end. Raises OSError and
        TimeoutError."""
        if not self.unread and not self.ended:
            self.continue_reading()
            self._reader = asyncio.get_running_loop().create_future()
            try:
                if timeout is None:
                    await self._reader
                else:
                    async with asyncio.timeout(timeout):
                        await self._reader
            finally:
                self._reader = None
        if not self.unread and self._error is not None:
            raise self._error
        found = bytes(self.unread[:most])
        del self.unread[:most]
        return found

    async def write(self, data: bytes, timeout: float | None) -> None:
        """Write `data` and wait until the system has taken all of it. Raises OSError and TimeoutError."""
        if self._transport.is_closing():
            raise self._error or ConnectionResetError("the connection is closed")
        self._transport.write(data)
        if self._full:
            self._writer = asyncio.get_running_loop().create_future()
            try:
                async with asyncio.timeout(timeout):
                    await self._writer
            finally:
                self._writer = None
        if self._error is not None:
            raise self._error

    async def close(self) -> None:
        self._transport.abort()
        await asyncio.sleep(0)  # the socket is closed in the next iteration of the loop


def _wake_waiter(waiter: asyncio.Future[None] | None) -> None:
    if waiter is not None and not waiter.done():
        waiter.set_result(None)


class SocketStream(httpcore.AsyncNetworkStream):
    """An asyncio connection, with or without TLS. `paused_after_reads`: bytes stay in the socket until the next read,
    so that nothing wakes the loop."""

    def __init__(self, protocol: SocketProtocol) -> None:
        self.paused_after_reads = False
        self._protocol = protocol

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            found = await self._protocol.read(max_bytes, timeout)
        except TimeoutError as error:
            raise httpcore.ReadTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error
        if self.paused_after_reads:
            self._protocol.hold_reading()
        return found

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._protocol.continue_reading()  # the end of a connection is noticed only while receiving
        if not buffer:
            return
        try:
            await self._protocol.write(buffer, timeout)
        except TimeoutError as error:
            raise httpcore.WriteTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error

    def watch_for_end(self) -> None:
        """Receive at once while the connection is idle, so that its end is noticed."""
        self.paused_after_reads = False
        self._protocol.continue_reading()

    async def aclose(self) -> None:
        await self._protocol.close()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> SocketStream:
        protocol, loop = self._protocol, asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout):
                secure = await loop.start_tls(
                    protocol.transport, protocol, ssl_context, server_hostname=server_hostname
                )
        except TimeoutError as error:
            await self.aclose()
            raise httpcore.ConnectTimeout(str(error)) from error
        except OSError as error:  # ssl.SSLError is one
            await self.aclose()
            raise httpcore.ConnectError(str(error)) from error
        except BaseException:
            await self.aclose()
            raise
        if secure is None:
            raise httpcore.ConnectError("the connection was closed")
        protocol.transport = secure
        return SocketStream(protocol)

    def get_extra_info(self, info: str) -> Any:
        protocol = self._protocol
        if info == "is_readable":  # httpcore checks this on idle connections: readable means closed or broken
            return bool(protocol.unread) or protocol.ended or protocol.transport.is_closing()
        names = {"ssl_object": "ssl_object", "client_addr": "sockname", "server_addr": "peername", "socket": "socket"}
        return protocol.transport.get_extra_info(names[info]) if info in names else None


class CoalescingStream(httpcore.AsyncNetworkStream):
    """Reads `stream` at most once a tick from `coalesced_from` on (seconds, monotonic). A read that is not complete at
    `due` raises httpcore.ReadTimeout."""

    def __init__(self, stream: SocketStream) -> None:
        self.coalesced_from = math.inf
        self.due = math.inf
        self._stream = stream
        self._next_tick = 0.0
        self._awaiting_headers = False
        self._headers_due = math.inf  # set with their first byte
        self._header_bytes = 0
        self._header_start = b""  # at most len(HTTP) bytes

    def mark_flowing(self, at: float) -> None:
        """Report text received at `at` seconds (monotonic); `SETTLED` seconds later reads are coalesced."""
        self.coalesced_from = min(self.coalesced_from, at + SETTLED)

    def end_answer(self) -> None:
        """Reset the state after a response was read."""
        self.coalesced_from = self.due = math.inf
        self._stream.watch_for_end()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._awaiting_headers:
            return await self._read_header(max_bytes, timeout)
        now = monotonic()
        if self.coalesced_from <= now:
            self._stream.paused_after_reads = True
            if now < self._next_tick:
                await asyncio.sleep(self._next_tick - now)
        if self.due < math.inf:
            left = self.due - monotonic()
            if left <= 0:
                raise httpcore.ReadTimeout("no data for too long")
            timeout = left if timeout is None else min(timeout, left)
        found = await self._stream.read(max_bytes, timeout)
        self._next_tick = (monotonic() // TICK + 1) * TICK
        return found

    async def _read_header(self, max_bytes: int, timeout: float | None) -> bytes:
        """Read headers. They may begin late, while a model is loaded, but must then end within `HEADER_SECONDS`."""
        left = self._headers_due - monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the headers do not end")
        if self._header_bytes >= LARGEST_HEADERS:
            raise httpcore.RemoteProtocolError("the headers are too long")
        limit = min(math.inf if timeout is None else timeout, left)
        found = await self._stream.read(min(max_bytes, HEADER_PIECE), timeout=None if math.isinf(limit) else limit)
        self._next_tick = (monotonic() // TICK + 1) * TICK
        if self._header_bytes < len(HTTP) and not HTTP.startswith((self._header_start + found)[: len(HTTP)]):
            raise httpcore.RemoteProtocolError(f"no HTTP: {(self._header_start + found)[:20]!r}")
        self._header_start = (self._header_start + found)[: len(HTTP)]
        self._header_bytes += len(found)
        self._headers_due = min(self._headers_due, monotonic() + HEADER_SECONDS)
        return found

    def end_headers(self) -> None:
        """Report that the headers of the response are complete."""
        self._awaiting_headers = False

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._awaiting_headers, self._headers_due, self._header_bytes = True, math.inf, 0
        self._header_start = b""
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
    """Opens connections as `CoalescingStream`."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        local = (local_address, 0) if local_address else None
        try:
            async with asyncio.timeout(timeout):
                transport, protocol = await asyncio.get_running_loop().create_connection(
                    SocketProtocol, host, port, local_addr=local, happy_eyeballs_delay=SECOND_ADDRESS
                )
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error
        except (OSError, UnicodeError) as error:  # UnicodeError: an invalid host name
            raise httpcore.ConnectError(str(error)) from error
        for option in socket_options or ():
            transport.get_extra_info("socket").setsockopt(*option)
        return CoalescingStream(SocketStream(protocol))

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


@contextmanager
def coalesce_reads(answer: httpx.Response) -> Iterator[CoalescingStream]:
    """The connection of `answer` while it is read; its state is reset afterwards, because it may be reused."""
    stream: CoalescingStream = answer.extensions["network_stream"]
    try:
        yield stream
    finally:
        stream.end_answer()
