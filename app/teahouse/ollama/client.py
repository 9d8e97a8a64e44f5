"""One host, spoken to: its version, its models, its memory, and a chat as a stream of events.

The official client carries the requests, but not by its methods: its public `chat` can send neither `truncate` nor
`shift`, its `list` drops the capabilities, it knows no version, and its streams break at U+2028. So the bytes of its
connection are read here. Engine and client are held against each other in the tests, and the engine against the
official client's own methods.

Every method raises `Trouble` and nothing else; a chat ends with exactly one `Finished` or `Failed`.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing, asynccontextmanager, suppress
from time import monotonic
from typing import Any

import httpx

from teahouse.core.errors import Problem, Trouble
from teahouse.core.model import LoadedModel, ModelCard
from teahouse.core.pulls import Pulled, PullStreamEvent
from teahouse.core.stream_events import Failed, StreamEvent, TextPiece
from teahouse.core.untrusted import clean_text, plain_value
from teahouse.core.values import dataclass
from teahouse.ollama.address import Address
from teahouse.ollama.body import LineSplitter, LineTooLong, ResponseBody, read_line
from teahouse.ollama.coalescing import coalesce_reads
from teahouse.ollama.faults import connection_trouble, pull_trouble, refusal_trouble, stranger_trouble, without_userinfo
from teahouse.ollama.models import M, ModelListReader, Version, read_card, read_loaded, read_version
from teahouse.ollama.replies import ReplyReader, read_pull
from teahouse.ollama.requests import ChatRequest, KeepAlive, load_body
from teahouse.ollama.transport import CONNECT_SECONDS, connection_of, open_connection, proxy_for, speaks_tls
from teahouse.web import BodyTooLarge, UndecodableError

__all__ = ["ChatRequest", "OllamaClient", "Version"]

VERSION_SECONDS = 3.0
LIST_SECONDS = 30.0  # a daemon reads every manifest for a list, from a cold disk
CHANGE_SECONDS = 120.0  # deleting unlinks big files
REFUSAL_SECONDS = 5.0  # for the words of a refusal, once its status is there
REPLY_SECONDS = 600.0  # without an event in the middle of a reply; before its first byte a model is loaded: no limit
WORK_SECONDS = 3600.0  # without a line of a pull or of the making of a model: a large file is verified in silence

SMALL_BODY = 1 << 16  # bytes of a version, of a refusal, of the answer to a change
LARGE_BODY = 8 << 20  # bytes of all about one model

HEAD_TIMEOUT = httpx.Timeout(None, connect=CONNECT_SECONDS, write=120.0, read=600.0)  # of a blob: it is summed first


@dataclass(frozen=True, slots=True)
class Answer:
    """A good answer whose headers have come: its body, not read yet."""

    response: httpx.Response
    body: ResponseBody


class OllamaClient:
    """Talks to the daemon at `address`; `token` is that host's own key and goes nowhere else. One event loop."""

    def __init__(self, address: Address, *, token: str | None = None) -> None:
        self.address = address
        try:
            self._http = connection_of(open_connection(address, token))
        except httpx.InvalidURL:
            raise Trouble(Problem.HOST_ADDRESS_INVALID, address=address.shown) from None
        except (ImportError, ValueError):  # httpx's, about the proxy: SOCKS, or a scheme nobody knows
            proxy = without_userinfo(proxy_for(address) or "")
            raise Trouble(Problem.PROXY_UNUSABLE, address=address.shown, proxy=proxy) from None

    async def aclose(self) -> None:
        """Close every connection."""
        await self._http.aclose()

    async def fetch_version(self, seconds: float = VERSION_SECONDS) -> Version:
        """Who answers within `seconds`; raises NOT_AN_OLLAMA when it is something else."""
        try:
            body = await self._send("GET", "/api/version", None, seconds)
        except Trouble as trouble:
            if trouble.problem is Problem.HOST_LOST and await speaks_tls(self.address):
                raise Trouble(Problem.HOST_NEEDS_TLS, address=self.address.shown) from None
            raise
        if (found := read_version(read_line(body))) is None:
            raise stranger_trouble(body, self.address)
        return found

    async def list_models(self) -> tuple[ModelCard, ...]:
        """The installed models, in the daemon's order (newest first), at most `model_list.MOST_MODELS`."""
        return await self._list("/api/tags", read_card)

    async def list_loaded(self) -> tuple[LoadedModel, ...]:
        """The models in memory; one that is being loaded is not among them yet."""
        return await self._list("/api/ps", read_loaded)

    async def show_model(self, model: str) -> dict[str, Any]:
        """All about one model, as the daemon says it (large: tensors), fit to be kept and shown
        (`untrusted.plain_value`); raises MODEL_MISSING."""
        body = await self._send("POST", "/api/show", {"model": model}, LIST_SECONDS, LARGE_BODY)
        if (found := read_line(body)) is None:
            raise stranger_trouble(body, self.address)
        return {clean_text(name): plain_value(value) for name, value in found.items()}

    async def delete_model(self, model: str) -> None:
        """Delete a model from the host's disk; raises MODEL_MISSING."""
        await self._send("DELETE", "/api/delete", {"model": model}, CHANGE_SECONDS)

    async def preload_model(
        self, model: str, options: Mapping[str, Any] | None = None, keep_alive: KeepAlive = None
    ) -> None:
        """Load a model and return once it is in memory, however long that takes; cancelling ends the loading.
        The same options as in the chat that follows, or it is loaded again."""
        await self._load(load_body(model, options or {}, keep_alive), None)

    async def unload_model(self, model: str) -> None:
        """Take a model out of memory."""
        await self._load(load_body(model, {}, 0), CHANGE_SECONDS)

    async def _load(self, values: dict[str, Any], seconds: float | None) -> None:
        body = await self._send("POST", "/api/generate", {**values, "stream": False}, seconds)
        if read_line(body) is None:
            raise stranger_trouble(body, self.address)

    async def stream_chat(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """Ask, and yield what comes with the time its bytes left the socket. Ends with one `Finished` or `Failed`;
        never raises `Trouble`. Closing the generator (`aclosing`) or cancelling ends the connection at once, and
        with it the generation."""
        reader = ReplyReader(request.model, self.address)
        try:
            async with (
                self._asked("POST", "/api/chat", request.model, json=request.build_body()) as answer,
                aclosing(_events(answer, reader)) as events,
            ):
                async for event in events:
                    yield event
        except TimeoutError:
            for event in reader.fail_reply(Trouble(Problem.HOST_STALLED, address=self.address.shown), monotonic()):
                yield event
        except Trouble as trouble:
            for event in reader.fail_reply(trouble, monotonic()):
                yield event

    async def stream_pull(self, model: str, *, insecure: bool = False) -> AsyncGenerator[PullStreamEvent, None]:
        """Have the host pull a model; ends with one `Pulled` or `Failed`, never raises `Trouble`. Closing the
        generator ends the pull, and the host keeps what has come. `insecure` asks the registry without TLS."""
        last: PullStreamEvent | None = None
        values = {"model": model, "insecure": insecure, "stream": True}
        try:
            async with aclosing(self._lines("/api/pull", values, model)) as lines:
                async for line in lines:
                    at = monotonic()
                    last = read_pull(line, model, at)
                    if last is not None:
                        yield last
                    if isinstance(last, Pulled | Failed):
                        return
        except Trouble as trouble:
            yield Failed(trouble, monotonic())
            return
        yield Failed(Trouble(Problem.HOST_LOST), monotonic())

    async def stream_creation(self, values: Mapping[str, Any]) -> AsyncGenerator[str, None]:
        """Have the host make a model (`/api/create`'s fields); yields what it says of its work, `success` last.
        Raises `Trouble`."""
        model, said = str(values.get("model", "")), ""
        async with aclosing(self._lines("/api/create", {**values, "stream": True}, model)) as lines:
            async for line in lines:
                if line.get("error") not in (None, ""):
                    raise pull_trouble(line["error"], model)
                if said := clean_text(line.get("status")):
                    yield said
        if said != "success":
            raise Trouble(Problem.HOST_LOST)

    async def copy_model(self, model: str, to: str) -> None:
        """Give a model a second name; raises MODEL_MISSING."""
        values = {"model": model, "source": model, "destination": to}
        await self._send("POST", "/api/copy", values, CHANGE_SECONDS)

    async def has_blob(self, digest: str) -> bool:
        """Whether the host has the whole blob of this digest ("sha256:…")."""
        try:
            await self._send("HEAD", f"/api/blobs/{digest}", None, LIST_SECONDS)
        except Trouble as trouble:
            if trouble.problem in (Problem.NOT_AN_OLLAMA, Problem.HOST_ERROR):  # a 404 without a body
                return False
            raise
        return True

    async def push_blob(self, digest: str, size: int, chunks: AsyncIterator[bytes]) -> None:
        """Give the host a blob of `size` bytes, however long that takes; it is refused when its sum is another."""
        headers = {"Content-Length": str(size)}
        good = (httpx.codes.OK, httpx.codes.CREATED)
        path = f"/api/blobs/{digest}"
        async with self._asked("POST", path, good=good, content=chunks, headers=headers, timeout=HEAD_TIMEOUT):
            pass

    async def discard_blob(self, digest: str) -> bool:
        """Throw away a blob that is unfinished or nobody's. Only a built-in engine can; whether anything was there.
        Raises HOST_BUSY while it is still being pulled."""
        any_status = tuple(range(200, 600))
        path = f"/api/blobs/{digest}"
        async with self._within(CHANGE_SECONDS), self._asked("DELETE", path, good=any_status) as answer:
            status = answer.response.status_code
        if status == httpx.codes.CONFLICT:
            raise Trouble(Problem.HOST_BUSY)
        return status == httpx.codes.OK

    async def _lines(self, path: str, values: dict[str, Any], model: str) -> AsyncGenerator[dict[str, Any], None]:
        """The objects of a long answer, a line each; raises `Trouble`."""
        splitter = LineSplitter()
        understood = False  # at least one line was a daemon's
        try:
            async with self._asked("POST", path, model, json=values) as answer:
                due = monotonic() + WORK_SECONDS
                async with aclosing(answer.body.read_pieces()) as pieces:
                    while (piece := await _next(pieces, due)) is not None:
                        for line in filter(bytes.strip, splitter.split_chunk(piece)):
                            if (found := read_line(line)) is not None:
                                understood, due = True, monotonic() + WORK_SECONDS
                                yield found
                            elif not understood:  # later ones are passed over: the work goes on all the same
                                raise stranger_trouble(line, self.address)
        except TimeoutError:
            raise Trouble(Problem.HOST_STALLED, address=self.address.shown) from None
        if (rest := read_line(splitter.rest)) is not None:
            yield rest
        elif not understood and splitter.rest.strip():
            raise stranger_trouble(splitter.rest, self.address)

    async def _list(self, path: str, read: Callable[[Mapping[str, Any]], M | None]) -> tuple[M, ...]:
        """What a list names; raises NOT_AN_OLLAMA when it is none."""
        reader, begun = ModelListReader(read), b""
        async with (
            self._within(LIST_SECONDS),
            self._asked("GET", path) as answer,
            aclosing(answer.body.read_pieces()) as pieces,
        ):
            async for piece in pieces:
                begun = begun or piece
                try:
                    reader.read_chunk(piece)
                except ValueError:
                    raise stranger_trouble(begun, self.address) from None
                if reader.ended:
                    break
        if not (reader.ended and reader.understood):
            raise stranger_trouble(begun, self.address)
        return reader.models

    async def _send(
        self, method: str, path: str, values: dict[str, Any] | None, seconds: float | None, most: int = SMALL_BODY
    ) -> bytes:
        """The body of a good answer, of at most `most` bytes, that came whole within `seconds` (None: LIST_SECONDS
        after its headers, whenever these come)."""
        model = str((values or {}).get("model", ""))
        async with (
            self._within(seconds),
            self._asked(method, path, model, json=values) as answer,
            self._within(LIST_SECONDS),
        ):
            return await answer.body.read_all(most)

    @asynccontextmanager
    async def _within(self, seconds: float | None) -> AsyncIterator[None]:
        """Raises HOST_SILENT when what is done inside takes longer."""
        try:
            async with asyncio.timeout(seconds):
                yield
        except TimeoutError:
            raise Trouble(Problem.HOST_SILENT, address=self.address.shown) from None

    @asynccontextmanager
    async def _asked(
        self,
        method: str,
        path: str,
        model: str = "",
        *,
        good: tuple[int, ...] = (httpx.codes.OK,),
        **request: Any,
    ) -> AsyncIterator[Answer]:
        """The answer to a request (`request` as httpx takes it) with a `good` status; whatever else comes, and
        whatever goes wrong while its body is read, is raised as `Trouble`. The one way to every request."""
        if self._http.is_closed:
            raise Trouble(Problem.HOST_LOST)
        answered = False
        try:
            async with self._http.stream(method, path, **request) as response:
                answered = True
                response.extensions["network_stream"].headers_came()
                if response.status_code not in good:
                    raise await self._refused(response, model)
                yield Answer(response, ResponseBody(response))
        except (httpx.HTTPError, httpx.InvalidURL, BodyTooLarge, LineTooLong, UndecodableError) as error:
            raise connection_trouble(error, self.address, answered=answered) from error

    async def _refused(self, response: httpx.Response, model: str) -> Trouble:
        words = bytearray()
        with suppress(TimeoutError, httpx.HTTPError, UndecodableError):
            async with asyncio.timeout(REFUSAL_SECONDS), aclosing(ResponseBody(response).read_pieces()) as pieces:
                async for piece in pieces:
                    words += piece
                    if len(words) >= SMALL_BODY:
                        break
        to = response.headers.get("Location", "")
        return refusal_trouble(response.status_code, bytes(words[:SMALL_BODY]), self.address, model, to)


async def _events(answer: Answer, reader: ReplyReader) -> AsyncGenerator[StreamEvent, None]:
    """What the body of a good answer says, to its end; raises TimeoutError when it says nothing for too long."""
    with coalesce_reads(answer.response) as connection:
        try:
            async with aclosing(answer.body.read_pieces()) as pieces:
                async for piece in pieces:
                    now = monotonic()
                    if math.isinf(connection.due):
                        connection.due = now + REPLY_SECONDS
                    for event in reader.read_chunk(piece, now):
                        connection.due = now + REPLY_SECONDS
                        if isinstance(event, TextPiece):
                            connection.mark_flowing(now)
                        yield event
                    if reader.ended:
                        return
        except httpx.ReadTimeout:
            raise TimeoutError from None
    for event in reader.finish_reply(monotonic()):
        yield event


async def _next(pieces: AsyncGenerator[bytes, None], due: float | None) -> bytes | None:
    """The next piece, None at the end; raises TimeoutError when it is not there at `due` (monotonic)."""
    async with asyncio.timeout(None if due is None else max(0.0, due - monotonic())):
        return await anext(pieces, None)
