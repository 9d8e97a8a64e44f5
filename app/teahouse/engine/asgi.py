"""HTTP as the engine speaks it, on ASGI: a request's body, an answer that is one JSON or a stream of lines.

A client that leaves is noticed while nothing is being sent, in a load or a long prompt: the handler runs beside a
watcher of the connection and is cancelled by it. An error before the first byte is a status, after it a last line.
"""

from __future__ import annotations

import asyncio
import json
import logging
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any

from teahouse.engine.errors import ApiError

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

JSON = "application/json; charset=utf-8"
PLAIN_JSON = "application/json"
LINES = "application/x-ndjson"
MAX_BODY_BYTES = 256 << 20
MAX_VALUES = 1 << 20  # of a body: each becomes an object of some 100 bytes, and takes its time

log = logging.getLogger("teahouse.engine")


class ClientDisconnected(Exception):
    """The client closed the connection."""


class HttpResponse:
    """The answer to one request; `json`, `text` or `empty` once, or any number of `line`s and then `finish_stream`.

    `in_stream`: an error from here on is one of a stream, and names no charset even where it comes before all lines.
    """

    def __init__(self, send: Send, headers: list[tuple[bytes, bytes]], *, head: bool = False) -> None:
        self._send = send
        self._headers = headers
        self._head = head
        self.started = False
        self.in_stream = False

    async def send_json(self, value: object, status: int = 200, content_type: str = JSON) -> None:
        await self._send_whole(status, content_type, json.dumps(value, separators=(",", ":")).encode())

    async def send_text(self, text: str, status: int = 200, content_type: str = "text/plain; charset=utf-8") -> None:
        await self._send_whole(status, content_type, text.encode())

    async def send_empty(self, status: int = 200) -> None:
        await self._send_whole(status, None, b"")

    async def send_body(self, body: bytes, status: int, content_type: str) -> None:
        await self._send_whole(status, content_type, body)

    async def send_lines(self, data: bytes, content_type: str = LINES) -> None:
        """Send whole lines (newlines included) of a stream, which the first call begins."""
        if not self.started:
            await self._send_start(200, content_type, None)
        await self._send({"type": "http.response.body", "body": data, "more_body": True})

    async def finish_stream(self) -> None:
        await self._send({"type": "http.response.body", "body": b""})

    async def send_error(self, error: ApiError) -> None:
        """A status while that is possible, a last line afterwards."""
        if self.started:
            await self.send_lines(json.dumps({"error": error.message}, separators=(",", ":")).encode() + b"\n")
            await self.finish_stream()
        else:
            await self.send_json({"error": error.message}, error.status, PLAIN_JSON if self.in_stream else JSON)

    async def _send_whole(self, status: int, content_type: str | None, body: bytes) -> None:
        await self._send_start(status, content_type, len(body))
        await self._send({"type": "http.response.body", "body": b"" if self._head else body})

    async def _send_start(self, status: int, content_type: str | None, length: int | None) -> None:
        headers = list(self._headers)
        if content_type is not None:
            headers.append((b"content-type", content_type.encode()))
        if length is not None:
            headers.append((b"content-length", str(length).encode()))
        self.started = True
        await self._send({"type": "http.response.start", "status": status, "headers": headers})


class HttpRequest:
    """A request as a handler sees it: how its path ended, its body at once or in pieces."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._receive = receive
        self._path: str = scope["path"]
        self.path_rest = ""
        self.body = b""

    def match_route(self, *prefixes: str) -> str:
        """The path to look up: a prefix ending in a slash stands for all below it, and the rest becomes `path_rest`."""
        for prefix in prefixes:
            if self._path.startswith(prefix):
                self.path_rest = self._path[len(prefix) :]
                return prefix
        return self._path

    async def read_body(self) -> None:
        """Take in the whole body; raises `ApiError` 413 when it is larger than any honest one, or of more values."""
        parts: list[bytes] = []
        size = values = 0
        async for chunk in self.read_chunks():
            size += len(chunk)
            values += chunk.count(b",") + chunk.count(b"[") + chunk.count(b"{")
            if size > MAX_BODY_BYTES or values > MAX_VALUES:
                raise ApiError(413, "http: request body too large")
            parts.append(chunk)
        self.body = b"".join(parts)

    async def read_chunks(self) -> AsyncIterator[bytes]:
        """The body as it comes; raises `ClientDisconnected` when the client leaves in the middle."""
        more = True
        while more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnected
            yield message.get("body", b"")
            more = message.get("more_body", False)

    async def wait_for_disconnect(self) -> None:
        """Return when the client has left; only for a body that was read to its end."""
        while (await self._receive())["type"] != "http.disconnect":
            continue


Handler = Callable[[HttpRequest, HttpResponse], Awaitable[None]]


async def run_handler(handler: Handler, request: HttpRequest, reply: HttpResponse) -> None:
    """Read the body, then run the handler for as long as its client is there."""
    if not await run_guarded(lambda: request.read_body(), reply):
        return
    work = asyncio.ensure_future(run_guarded(lambda: handler(request, reply), reply))
    watcher = asyncio.ensure_future(request.wait_for_disconnect())
    try:
        await asyncio.wait({work, watcher}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        work.cancel()
        watcher.cancel()
        await asyncio.gather(work, watcher, return_exceptions=True)


async def run_guarded(step: Callable[[], Awaitable[None]], reply: HttpResponse) -> bool:
    """Take a step and turn what it raises into an answer; returns whether it went well.

    What nobody foresaw is logged by its kind and place, never by its words, which may be the person's.
    """
    try:
        await step()
    except ApiError as error:
        await reply.send_error(error)
    except ClientDisconnected:
        log.debug("a client left while sending")
    except OSError as error:  # a disk that is full, a folder that cannot be written
        message = f"{error.filename or 'input/output'}: {(error.strerror or str(error)).lower()}"
        log.error("%s", message)
        await reply.send_error(ApiError(500, message))
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        log.error("unforeseen %s in %s:%s", type(error).__name__, place.filename, place.lineno)
        await reply.send_error(ApiError(500, f"internal error: {type(error).__name__}"))
    else:
        return True
    return False


def header_value(scope: Scope, name: bytes) -> str:
    """One header's value, empty when it is not there; `name` in lower case."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")
