"""The body of an answer, read within bounds: of size, of time, and of how long other work on the loop must wait.

Lines end at the byte \\n and nowhere else. `str.splitlines` (in httpx's `aiter_lines` and so in the official client)
also cuts at U+0085, U+2028 and U+2029, which daemons write raw inside a token; and a character may be cut between two
chunks, so lines are cut as bytes.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from time import monotonic
from typing import Any, cast

import httpx

from teahouse.core.untrusted import parse_json
from teahouse.web import BodyDecoder, BodyTooLarge

SLICE_SECONDS = 0.01  # what is read in one go; an answer in chunks of one byte is ten thousand of them a packet


class ResponseBody:
    """The body of `answer`, once."""

    def __init__(self, answer: httpx.Response) -> None:
        self._answer = answer

    async def read_pieces(self) -> AsyncGenerator[bytes, None]:
        """What comes, as it comes, unpacked, in pieces of at most 16 KB. Raises `UndecodableError`, httpx.HTTPError."""
        decoder = BodyDecoder(self._answer.headers.get("Content-Encoding", ""))
        resumed = asked = monotonic()
        async with aclosing(cast(AsyncGenerator[bytes, None], self._answer.aiter_raw())) as chunks:
            async for chunk in chunks:
                if (now := monotonic()) - asked > SLICE_SECONDS:
                    resumed = now  # it was waited for: others have had their turn
                for piece in decoder.decode_chunk(chunk):
                    yield piece
                    if monotonic() - resumed > SLICE_SECONDS:
                        await asyncio.sleep(0)
                        resumed = monotonic()
                asked = monotonic()

    async def read_all(self, most: int) -> bytes:
        """All of it; raises `BodyTooLarge` when that is more than `most` bytes."""
        data = bytearray()
        async with aclosing(self.read_pieces()) as pieces:
            async for piece in pieces:
                data += piece
                if len(data) > most:
                    raise BodyTooLarge(most)
        return bytes(data)


LONGEST = 4 << 20  # bytes without a newline: reading one line may take no longer than a frame or two


class LineTooLong(Exception):
    """`LONGEST` bytes came without a newline."""


class LineSplitter:
    """Cuts chunks into whole lines without their newline; `rest` is what came after the last newline."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0

    def split_chunk(self, chunk: bytes) -> list[bytes]:
        """The lines this chunk completes; raises `LineTooLong`."""
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
    """One line as the JSON object it is, None when it is none. Bytes that are no UTF-8 become U+FFFD."""
    try:
        value = parse_json(line.decode("utf-8", "replace"))
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
