"""Client of one host: its version, its models, its loaded models, and a chat as a stream of events.

The methods of the official `ollama` package are not used: its `chat` cannot send `truncate`, its `list` drops the
capabilities, it cannot read the version, its streams break at U+2028, and importing it takes 0.1 s and 12 MB. The
self-check and the tests run it against the engine.

Methods raise only `Trouble`; a chat ends with exactly one `Finished` or `Failed`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, aclosing
from time import monotonic
from typing import Any

import httpx

from teahouse.connection.address import Address
from teahouse.connection.body import LineSplitter, read_line
from teahouse.connection.faults import stranger_trouble
from teahouse.connection.host_connection import HostAnswer, HostConnection, read_events
from teahouse.connection.transport import CONNECT_SECONDS, open_http, speaks_tls
from teahouse.core.chat_request import ChatRequest, KeepAlive
from teahouse.core.conversation_files import HEADER as CONVERSATION_HEADER
from teahouse.core.errors import Problem, Trouble
from teahouse.core.host import USUAL_ROUTE, HostRoute
from teahouse.core.model import LoadedModel, ModelCard
from teahouse.core.modelfile import CreationProgress
from teahouse.core.prompt_cache import mark_request
from teahouse.core.pulls import Pulled, PullStreamEvent
from teahouse.core.stream_events import Failed, StreamEvent
from teahouse.core.untrusted import clean_text, plain_value, read_label, read_size
from teahouse.ollama.faults import error_trouble, pull_trouble, refusal_trouble
from teahouse.ollama.models import M, ModelListReader, Version, read_card, read_loaded, read_version
from teahouse.ollama.reply_reader import ReplyReader, read_pull
from teahouse.ollama.requests import chat_body, load_body, raw_body, render_body
from teahouse.ollama.templates import does_continue

__all__ = ["ChatRequest", "OllamaClient", "Version"]

VERSION_SECONDS = 3.0
LIST_SECONDS = 30.0  # a daemon reads every manifest for a list, from a cold disk
CHANGE_SECONDS = 120.0  # deleting unlinks large files
WORK_SECONDS = 3600.0  # between lines of a pull or a creation: verifying a large file writes none

SMALL_BODY = 1 << 16  # bytes of a version, of the response to a change
LARGE_BODY = 8 << 20  # bytes of one model's details

HEAD_TIMEOUT = httpx.Timeout(None, connect=CONNECT_SECONDS, write=120.0, read=600.0)  # of a blob: it is hashed first


class OllamaClient:
    """Client of the daemon at `address`; `token` is sent to that host only. `names_conversations`: the id of a chat's
    conversation is sent, for our own engine. To be used in one event loop."""

    def __init__(
        self,
        address: Address,
        *,
        token: str | None = None,
        route: HostRoute = USUAL_ROUTE,
        names_conversations: bool = False,
    ) -> None:
        self.address = address
        self._route = route
        self._names_conversations = names_conversations
        self._connection = HostConnection(open_http(address, token, route), address)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._connection.aclose()

    async def fetch_version(self, seconds: float = VERSION_SECONDS) -> Version:
        """Fetch the daemon's version within `seconds`; raises NOT_AN_OLLAMA for another server."""
        try:
            body = await self._send("GET", "/api/version", None, seconds)
        except Trouble as trouble:
            if trouble.problem is Problem.HOST_LOST and await speaks_tls(self.address, self._route):
                raise Trouble(Problem.HOST_NEEDS_TLS, address=self.address.shown) from None
            raise
        if (found := read_version(read_line(body))) is None:
            raise stranger_trouble(body, self.address)
        return found

    async def check_answering(self) -> None:
        """Return when the daemon answers; raises `Trouble` when it does not."""
        await self.fetch_version()

    async def list_models(self) -> tuple[ModelCard, ...]:
        """The installed models, in the daemon's order (newest first), at most `model_list.MOST_MODELS`."""
        return await self._read_list("/api/tags", read_card)

    async def list_loaded(self) -> tuple[LoadedModel, ...]:
        """The models in memory, without those that are being loaded."""
        return await self._read_list("/api/ps", read_loaded)

    async def show_model(self, model: str) -> dict[str, Any]:
        """The daemon's details of one model (large: tensors), sanitized by `untrusted.plain_value`; raises
        MODEL_MISSING."""
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
        """Load a model and return once it is in memory, without a time limit; cancelling ends the loading. `options`
        must equal those of the following chat, or it is loaded again."""
        await self._send_load(load_body(model, options or {}, keep_alive), None)

    async def unload_model(self, model: str) -> None:
        """Take a model out of memory."""
        await self._send_load(load_body(model, {}, 0), CHANGE_SECONDS)

    async def _send_load(self, values: dict[str, Any], seconds: float | None) -> None:
        body = await self._send("POST", "/api/generate", {**values, "stream": False}, seconds)
        if read_line(body) is None:
            raise stranger_trouble(body, self.address)

    async def stream_chat(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """Send a chat and yield its events, each with the time its bytes were read from the socket. Ends with one
        `Finished` or `Failed`; never raises `Trouble`. Closing the generator (`aclosing`) or cancelling closes the
        connection at once, which ends the generation."""
        reader = ReplyReader(request.model, self.address, has_logprobs=request.top_logprobs is not None)
        named = self._names_conversations and request.conversation and not request.cache_marker
        headers = {CONVERSATION_HEADER: request.conversation} if named else {}
        request, uncached = self._avoid_cache(request)
        try:
            path, body = ("/api/generate", raw_body(request)) if request.prompt else ("/api/chat", chat_body(request))
            body |= uncached
            async with (
                self._open_answer("POST", path, request.model, json=body, headers=headers) as answer,
                aclosing(read_events(answer, reader)) as events,
            ):
                async for event in events:
                    yield event
        except Trouble as trouble:
            for event in reader.fail_reply(trouble, monotonic()):
                yield event

    async def continues_reply(self, request: ChatRequest) -> bool:
        """Whether the model's template continues a reply at the end of a chat (`templates.does_continue`)."""
        shown = await self.show_model(request.model)
        return does_continue(str(shown.get("template") or ""))

    def _avoid_cache(self, request: ChatRequest) -> tuple[ChatRequest, dict[str, Any]]:
        """The request as a host reads it anew, and further fields of its body: our own engine is told, others get the
        marker."""
        if request.cache_marker and self._names_conversations:
            return request, {"cache_prompt": False}
        return mark_request(request), {}

    async def render_prompt(self, request: ChatRequest, thinking: str = "") -> str | None:
        """The prompt that the daemon makes of a chat, which loads the model; None from one that does not tell it.
        `thinking`: that of the last message, a reply."""
        body = render_body(request, thinking)
        found = read_line(await self._send("POST", "/api/chat", body, None, LARGE_BODY)) or {}
        told = found.get("_debug_info")
        prompt = told.get("rendered_template") if isinstance(told, dict) else None
        return prompt if isinstance(prompt, str) and prompt else None

    async def stream_pull(self, model: str, *, insecure: bool = False) -> AsyncGenerator[PullStreamEvent, None]:
        """Let the host pull a model; ends with one `Pulled` or `Failed`, never raises `Trouble`. Closing the generator
        ends the pull; the host stores the partial download. `insecure` allows a registry without TLS."""
        last: PullStreamEvent | None = None
        values = {"model": model, "insecure": insecure, "stream": True}
        try:
            async with aclosing(self._stream_lines("/api/pull", values, model)) as lines:
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

    async def limit_pulls(self, bytes_per_second: int) -> None:
        """Limit all pulls of the host together, 0 for no limit; only the built-in engine can."""
        await self._send("PUT", "/api/pull-rate", {"bytes_per_second": bytes_per_second}, CHANGE_SECONDS)

    async def stream_creation(self, values: Mapping[str, Any]) -> AsyncGenerator[CreationProgress, None]:
        """Let the host create a model (`values`: the fields of `/api/create`); yields its steps, `success` last. Raises
        `Trouble`."""
        model, status = str(values.get("model", "")), ""
        async with aclosing(self._stream_lines("/api/create", {**values, "stream": True}, model)) as lines:
            async for line in lines:
                if line.get("error") not in (None, ""):
                    raise pull_trouble(line["error"], model)
                if status := clean_text(line.get("status")):
                    total = read_size(line.get("total")) or 0
                    yield CreationProgress(status, min(total, read_size(line.get("completed")) or 0), total)
        if status != "success":
            raise Trouble(Problem.HOST_LOST)

    async def stream_link(self, path: str) -> AsyncGenerator[tuple[int, str], None]:
        """Let the built-in engine make a blob of a file of this computer without a second copy; yields the bytes read
        so far and, at the end, the digest. Raises `Trouble`, HOST_ERROR where the file system cannot do that."""
        async with aclosing(self._stream_lines("/api/link", {"path": path}, "")) as lines:
            async for line in lines:
                if line.get("error") not in (None, ""):
                    raise error_trouble(line["error"], "")
                yield read_size(line.get("completed")) or 0, read_label(line.get("digest"))

    async def copy_model(self, model: str, target: str) -> None:
        """Copy a model to a second name; raises MODEL_MISSING."""
        values = {"model": model, "source": model, "destination": target}
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
        """Upload a blob of `size` bytes, without a time limit; the host refuses it if the digest differs."""
        headers = {"Content-Length": str(size)}
        good = (httpx.codes.OK, httpx.codes.CREATED)
        path = f"/api/blobs/{digest}"
        async with self._open_answer("POST", path, good=good, content=chunks, headers=headers, timeout=HEAD_TIMEOUT):
            pass

    async def discard_blob(self, digest: str) -> bool:
        """Delete a blob that is unfinished or unused; only the built-in engine can. Returns whether it existed.
        Raises HOST_BUSY while it is being pulled."""
        any_status = tuple(range(200, 600))
        path = f"/api/blobs/{digest}"
        async with (
            self._connection.limit_time(CHANGE_SECONDS),
            self._open_answer("DELETE", path, good=any_status) as answer,
        ):
            status = answer.response.status_code
        if status == httpx.codes.CONFLICT:
            raise Trouble(Problem.HOST_BUSY)
        return status == httpx.codes.OK

    async def _stream_lines(
        self, path: str, values: dict[str, Any], model: str
    ) -> AsyncGenerator[dict[str, Any], None]:
        """Yield the objects of a streamed response, one per line; raises `Trouble`."""
        splitter = LineSplitter()
        is_daemon = False  # at least one line was valid
        try:
            async with self._open_answer("POST", path, model, json=values) as answer:
                due = monotonic() + WORK_SECONDS
                async with aclosing(answer.body.read_pieces()) as pieces:
                    while (piece := await _next_piece(pieces, due)) is not None:
                        for line in filter(bytes.strip, splitter.split_chunk(piece)):
                            if (found := read_line(line)) is not None:
                                is_daemon, due = True, monotonic() + WORK_SECONDS
                                yield found
                            elif not is_daemon:  # later invalid lines are ignored: the work continues
                                raise stranger_trouble(line, self.address)
        except TimeoutError:
            raise Trouble(Problem.HOST_STALLED, address=self.address.shown) from None
        if (rest := read_line(splitter.rest)) is not None:
            yield rest
        elif not is_daemon and splitter.rest.strip():
            raise stranger_trouble(splitter.rest, self.address)

    async def _read_list(self, path: str, read: Callable[[Mapping[str, Any]], M | None]) -> tuple[M, ...]:
        """Read a list of models; raises NOT_AN_OLLAMA for another body."""
        reader, first_piece = ModelListReader(read), b""
        async with (
            self._connection.limit_time(LIST_SECONDS),
            self._open_answer("GET", path) as answer,
            aclosing(answer.body.read_pieces()) as pieces,
        ):
            async for piece in pieces:
                first_piece = first_piece or piece
                try:
                    reader.read_chunk(piece)
                except ValueError:
                    raise stranger_trouble(first_piece, self.address) from None
                if reader.ended:
                    break
        if not (reader.ended and reader.understood):
            raise stranger_trouble(first_piece, self.address)
        return reader.models

    async def _send(
        self, method: str, path: str, values: dict[str, Any] | None, seconds: float | None, most: int = SMALL_BODY
    ) -> bytes:
        """The body of a successful response, at most `most` bytes, received within `seconds` (None: within LIST_SECONDS
        after its headers)."""
        model = str((values or {}).get("model", ""))
        async with (
            self._connection.limit_time(seconds),
            self._open_answer(method, path, model, json=values) as answer,
            self._connection.limit_time(LIST_SECONDS),
        ):
            return await answer.body.read_all(most)

    def _open_answer(
        self, method: str, path: str, model: str = "", *, good: tuple[int, ...] = (httpx.codes.OK,), **request: Any
    ) -> AbstractAsyncContextManager[HostAnswer]:
        """`HostConnection.open_answer` for a request about `model`."""

        def read_refusal(response: httpx.Response, body: bytes) -> Trouble:
            target = response.headers.get("Location", "")
            return refusal_trouble(response.status_code, body, self.address, model, target)

        return self._connection.open_answer(method, path, read_refusal, good=good, **request)


async def _next_piece(pieces: AsyncGenerator[bytes, None], due: float | None) -> bytes | None:
    """The next piece, None at the end; raises TimeoutError at `due` (monotonic)."""
    async with asyncio.timeout(None if due is None else max(0.0, due - monotonic())):
        return await anext(pieces, None)
