"""Reads the body of a response with limits of size and of the time for which it blocks the event loop.

Lines end only at the byte \\n. `str.splitlines` (in httpx's `aiter_lines` and so in the official client) also splits at
U+0085, U+2028 and U+2029, which daemons write unescaped inside a token. Lines are split as bytes, because a character
may be divided between two chunks.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from time import monotonic
from typing import Any, cast

import httpx

from teahouse.bounded_http import BodyDecoder, BodyTooLarge
from teahouse.core.untrusted import parse_json

SLICE_SECONDS = 0.01  # longest time of reading without a pause; a packet may hold ten thousand chunks of one byte


class ResponseBody:
    """The body of `answer`; it can be read once."""

    def __init__(self, answer: httpx.Response) -> None:
        self._answer = answer

    async def read_pieces(self) -> AsyncGenerator[bytes, None]:
        """Yield the received bytes, decompressed, in pieces of at most 16 KB. Raises `UndecodableError` and
        httpx.HTTPError."""
        decoder = BodyDecoder(self._answer.headers.get("Content-Encoding", ""))
        resumed = requested = monotonic()
        async with aclosing(cast(AsyncGenerator[bytes, None], self._answer.aiter_raw())) as chunks:
            async for chunk in chunks:
                if (now := monotonic()) - requested > SLICE_SECONDS:
                    resumed = now  # this task waited: other tasks have run
                for piece in decoder.decode_chunk(chunk):
                    yield piece
                    if monotonic() - resumed > SLICE_SECONDS:
                        await asyncio.sleep(0)
                        resumed = monotonic()
                requested = monotonic()

    async def read_all(self, most: int) -> bytes:
        """Read the whole body; raises `BodyTooLarge` if it has more than `most` bytes."""
        data = bytearray()
        async with aclosing(self.read_pieces()) as pieces:
            async for piece in pieces:
                data += piece
                if len(data) > most:
                    raise BodyTooLarge(most)
        return bytes(data)


LONGEST = 4 << 20  # bytes of one line: parsing it may take no longer than a frame or two


class LineTooLong(Exception):
    """`LONGEST` bytes were received without a newline."""


class LineSplitter:
    """Splits chunks into whole lines without their newline; `rest` is the text after the last newline."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0

    def split_chunk(self, chunk: bytes) -> list[bytes]:
        """The lines that this chunk completes; raises `LineTooLong`."""
        lines = chunk.split(b"\n")
        if len(lines) > 1:
            lines[0] = b"".join([*self._parts, lines[0]])
            self._parts, self._size = [], 0
        last = lines.pop()
        self._parts.append(last)
        self._size += len(last)
        if self._size > LONGEST:
            raise LineTooLong
        return lines

    @property
    def rest(self) -> bytes:
        return b"".join(self._parts)


def read_line(line: bytes) -> dict[str, Any] | None:
    """Parse one line as a JSON object, None if it is none. Invalid UTF-8 becomes U+FFFD."""
    try:
        value = parse_json(line.decode("utf-8", "replace"))
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
