"""Requests to one host and the bodies of its answers; everything that goes wrong is raised as `Trouble`."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager, suppress
from time import monotonic
from typing import Any, Protocol

import httpx

from teahouse.bounded_http import BodyTooLarge, UndecodableError
from teahouse.connection.address import Address
from teahouse.connection.body import LineTooLong, ResponseBody
from teahouse.connection.coalescing import coalesce_reads
from teahouse.connection.faults import connection_trouble
from teahouse.core.errors import Problem, Trouble
from teahouse.core.stream_events import StreamEvent, TextPiece
from teahouse.core.values import dataclass

REFUSAL_SECONDS = 5.0  # for the body of a refusal, once its status has come
SMALL_BODY = 1 << 16  # bytes of a refusal


@dataclass(frozen=True, slots=True)
class HostAnswer:
    """A good answer whose headers have come; its body is not read yet."""

    response: httpx.Response
    body: ResponseBody


class RefusalReader(Protocol):
    """Makes a `Trouble` of an answer with another status and the first `SMALL_BODY` bytes of its body."""

    def __call__(self, response: httpx.Response, body: bytes) -> Trouble: ...


class HostConnection:
    """The one way of every request to a host."""

    def __init__(self, http: httpx.AsyncClient, address: Address) -> None:
        self._http = http
        self._address = address

    async def aclose(self) -> None:
        """Close every connection."""
        await self._http.aclose()

    @asynccontextmanager
    async def limit_time(self, seconds: float | None) -> AsyncIterator[None]:
        """Raises HOST_SILENT when what is done inside takes longer."""
        try:
            async with asyncio.timeout(seconds):
                yield
        except TimeoutError:
            raise Trouble(Problem.HOST_SILENT, address=self._address.shown) from None

    @asynccontextmanager
    async def open_answer(
        self,
        method: str,
        path: str,
        read_refusal: RefusalReader,
        *,
        good: tuple[int, ...] = (httpx.codes.OK,),
        **request: Any,
    ) -> AsyncIterator[HostAnswer]:
        """The answer to a request (`request` as httpx takes it) with a `good` status. Any other status (by
        `read_refusal`), and any error while the body is read, is raised as `Trouble`."""
        if self._http.is_closed:
            raise Trouble(Problem.HOST_LOST)
        answered = False
        try:
            async with self._http.stream(method, path, **request) as response:
                answered = True
                response.extensions["network_stream"].end_headers()
                if response.status_code not in good:
                    raise read_refusal(response, await _read_refusal_body(response))
                yield HostAnswer(response, ResponseBody(response))
        except (httpx.HTTPError, httpx.InvalidURL, BodyTooLarge, LineTooLong, UndecodableError) as error:
            raise connection_trouble(error, self._address, answered=answered) from error


async def _read_refusal_body(response: httpx.Response) -> bytes:
    body = bytearray()
    with suppress(TimeoutError, httpx.HTTPError, UndecodableError):
        async with asyncio.timeout(REFUSAL_SECONDS), aclosing(ResponseBody(response).read_pieces()) as pieces:
            async for piece in pieces:
                body += piece
                if len(body) >= SMALL_BODY:
                    break
    return bytes(body[:SMALL_BODY])


class StreamReader(Protocol):
    """Makes events of the bytes of one reply. `patience`: seconds until the next event may come."""

    @property
    def ended(self) -> bool: ...

    @property
    def patience(self) -> float: ...

    def read_chunk(self, chunk: bytes, at: float) -> Iterator[StreamEvent]: ...

    def finish_reply(self, at: float) -> Iterator[StreamEvent]: ...

    def interrupt_reply(self, at: float) -> Iterator[StreamEvent]: ...


async def read_events(answer: HostAnswer, reader: StreamReader) -> AsyncGenerator[StreamEvent, None]:
    """The events of an answer's body, to its end. There is no limit until its first byte: a model is loaded then."""
    with coalesce_reads(answer.response) as connection:
        try:
            async with aclosing(answer.body.read_pieces()) as pieces:
                async for piece in pieces:
                    now = monotonic()
                    if math.isinf(connection.due):
                        connection.due = now + reader.patience
                    for event in reader.read_chunk(piece, now):
                        connection.due = now + reader.patience
                        if isinstance(event, TextPiece):
                            connection.mark_flowing(now)
                        yield event
                    if reader.ended:
                        return
                    connection.due = min(connection.due, now + reader.patience)
        except httpx.ReadTimeout:
            for event in reader.interrupt_reply(monotonic()):
                yield event
            return
    for event in reader.finish_reply(monotonic()):
        yield event
