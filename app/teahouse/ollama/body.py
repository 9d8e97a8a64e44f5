"""The body of an answer, read within bounds: of size, of time, and of how long other work on the loop must wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from time import monotonic
from typing import cast

import httpx

from teahouse.core.decoding import BodyDecoder, BodyTooLarge

SLICE_SECONDS = 0.01  # what is read in one go; an answer in chunks of one byte is ten thousand of them a packet


class ResponseBody:
    """The body of `answer`, once."""

    def __init__(self, answer: httpx.Response) -> None:
        self._answer = answer

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """What comes, as it comes, unpacked, in pieces of at most 16 KB. Raises `UndecodableError`, httpx.HTTPError."""
        decoder = BodyDecoder(self._answer.headers.get("Content-Encoding", ""))
        resumed = asked = monotonic()
        async with aclosing(cast(AsyncGenerator[bytes, None], self._answer.aiter_raw())) as chunks:
            async for chunk in chunks:
                if (now := monotonic()) - asked > SLICE_SECONDS:
                    resumed = now  # it was waited for: others have had their turn
                for piece in decoder.feed(chunk):
                    yield piece
                    if monotonic() - resumed > SLICE_SECONDS:
                        await asyncio.sleep(0)
                        resumed = monotonic()
                asked = monotonic()

    async def read(self, most: int) -> bytes:
        """All of it; raises `BodyTooLarge` when that is more than `most` bytes."""
        data = await self._begin(most)
        if len(data) > most:
            raise BodyTooLarge(most)
        return data

    async def beginning(self, most: int) -> bytes:
        """Its first `most` bytes."""
        return (await self._begin(most))[:most]

    async def _begin(self, most: int) -> bytes:
        data = bytearray()
        async with aclosing(self.pieces()) as pieces:
            async for piece in pieces:
                data += piece
                if len(data) > most:
                    break
        return bytes(data)
