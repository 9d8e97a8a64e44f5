"""A minimal HTTP/1.1 client for runners: one connection per request, aborted by closing it.

A general client costs more CPU per token than the rest of the daemon. Connections are not pooled, because llama.cpp's
server closes idle ones. Lines are split at the byte newline only.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self

from teahouse.engine import large

READ = 1 << 16
MAX_ANSWER_BYTES = 32 << 20  # bytes of an answer, or of one line of a stream


class ConnectionCut(Exception):
    """The connection ended before the answer: the runner died."""


class AnswerTooLong(Exception):
    """The answer exceeds `MAX_ANSWER_BYTES`, for example because of a chat template."""


class RunnerExchange:
    """One request and its answer. Use as `async with`: the exit closes the connection, which stops the computation.

    `status` and `headers` are set once entered; then use either `read_body()` or `read_lines()`.
    Raises `ConnectionCut`, `AnswerTooLong`, OSError.
    """

    def __init__(self, port: int, key: str, method: str, path: str, body: object = None) -> None:
        self._port = port
        self._head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {key}\r\n"
            f"Content-Type: application/json\r\nConnection: close\r\n"
        )
        self._value = body
        self.body: bytes | None = None
        self.status = 0
        self.headers: dict[str, str] = {}

    async def write_body(self) -> bytes:
        """The encoded body of the request, encoded once."""
        if self.body is None:
            self.body = b"" if self._value is None else await large.dump_json(self._value)
        return self.body

    async def __aenter__(self) -> Self:
        body = await self.write_body()
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port, limit=READ)
        try:
            self._writer.write(f"{self._head}Content-Length: {len(body)}\r\n\r\n".encode() + body[: large.STEP])
            for at in range(large.STEP, len(body), large.STEP):  # a transport copies unsent data
                await self._writer.drain()
                self._writer.write(body[at : at + large.STEP])
            await self._writer.drain()
            await self._read_head()
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            self._writer.transport.abort()
            raise ConnectionCut from error
        except BaseException:
            self._writer.transport.abort()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abort()

    def abort(self) -> None:
        """Close the connection at once."""
        self._writer.transport.abort()

    async def _read_head(self) -> None:
        head = await self._reader.readuntil(b"\r\n\r\n")
        first, *fields = head.decode("latin-1").split("\r\n")
        self.status = int(first.split(" ", 2)[1])
        self.headers = {
            name.lower(): value.strip() for name, colon, value in (field.partition(":") for field in fields) if colon
        }

    async def read_body(self) -> bytes:
        """The whole body."""
        parts: list[bytes] = []
        size = 0
        async for part in self._read_parts():
            parts.append(part)
            size += len(part)
            if size > MAX_ANSWER_BYTES:
                raise AnswerTooLong
        return b"".join(parts)

    async def read_lines(self) -> AsyncIterator[list[bytes]]:
        """Complete lines without newlines, grouped by read; an incomplete last line is dropped."""
        unfinished: list[bytes] = []  # parts of an incomplete line
        size = 0
        async for part in self._read_parts():
            first, *complete = part.split(b"\n")
            unfinished.append(first)
            size += len(first)
            if size > MAX_ANSWER_BYTES:
                raise AnswerTooLong
            if complete:
                line, rest = b"".join(unfinished), complete.pop()
                unfinished, size = [rest], len(rest)
                yield [line, *complete]

    async def _read_parts(self) -> AsyncIterator[bytes]:
        if self.headers.get("transfer-encoding", "").lower() == "chunked":
            async for part in self._read_chunks():
                yield part
            return
        left = int(self.headers.get("content-length", "-1"))
        while left:
            part = await self._reader.read(READ if left < 0 else min(READ, left))
            if not part:
                if left < 0:
                    return
                raise ConnectionCut
            left -= len(part) if left > 0 else 0
            yield part

    async def _read_chunks(self) -> AsyncIterator[bytes]:
        """The data of a chunked body, joined per read; `ConnectionCut` where the closing chunk is missing."""
        dechunk = Dechunker()
        while not dechunk.is_finished:
            data = await self._reader.read(READ)
            if not data:
                raise ConnectionCut
            part = dechunk.decode_bytes(data)
            if part:
                yield part


class Dechunker:
    """Decodes the chunked transfer coding incrementally. Extensions and trailers are ignored."""

    def __init__(self) -> None:
        self._pending = b""
        self._left = 0  # bytes left of the current chunk, with its CRLF
        self.is_finished = False

    def decode_bytes(self, data: bytes) -> bytes:
        """Decode the next bytes; raises `ConnectionCut` for an invalid coding."""
        data = self._pending + data
        body: list[bytes] = []
        at, end = 0, len(data)
        while at < end and not self.is_finished:
            if self._left:
                take = min(self._left, end - at)
                body.append(data[at : at + min(take, max(0, self._left - 2))])
                self._left -= take
                at += take
                continue
            line = data.find(b"\r\n", at)
            if line < 0:
                break
            size = self._parse_size(data[at:line])
            at = line + 2
            self._left = size + 2
            self.is_finished = size == 0
        self._pending = b"" if self.is_finished else data[at:]
        return b"".join(body)

    @staticmethod
    def _parse_size(line: bytes) -> int:
        try:
            return int(line.partition(b";")[0], 16)
        except ValueError:
            raise ConnectionCut from None
