"""HTTP requests and responses of the engine, on ASGI.

A handler runs beside a watcher of the connection, which cancels it when the client disconnects, during a load or a long
prompt too. An error before the first byte becomes a status, after it a last line.
"""

from __future__ import annotations

import asyncio
import json
import logging
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any

from teahouse.engine.errors import ApiError, ErrorFormat, OllamaErrors

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

JSON = "application/json; charset=utf-8"
PLAIN_JSON = "application/json"
LINES = "application/x-ndjson"
EVENT_STREAM = "text/event-stream"
MAX_BODY_BYTES = 256 << 20
MAX_VALUES = 1 << 20  # of a body: each becomes an object of some 100 bytes

log = logging.getLogger("teahouse.engine")


class ClientDisconnected(Exception):
    """The client closed the connection."""


class HttpResponse:
    """The answer to one request: one `send_json`, `send_text`, `send_body` or `send_empty`, or any number of
    `send_lines` and then `finish_stream`.

    `in_stream`: errors from now on belong to a stream; their content type has no charset.
    """

    def __init__(
        self,
        send: Send,
        headers: list[tuple[bytes, bytes]],
        *,
        head: bool = False,
        error_format: ErrorFormat | None = None,
    ) -> None:
        self._send = send
        self._headers = headers
        self._head = head
        self._error_format = error_format or OllamaErrors()
        self.started = False
        self.in_stream = False

    async def send_json(self, value: object, status: int = 200, content_type: str = JSON) -> None:
        await self.send_body(json.dumps(value, separators=(",", ":")).encode(), status, content_type)

    async def send_text(self, text: str, status: int = 200, content_type: str = "text/plain; charset=utf-8") -> None:
        await self.send_body(text.encode(), status, content_type)

    async def send_empty(self, status: int = 200) -> None:
        await self.send_body(b"", status, None)

    async def send_body(self, body: bytes, status: int, content_type: str | None) -> None:
        await self._send_start(status, content_type, len(body))
        await self._send({"type": "http.response.body", "body": b"" if self._head else body})

    async def send_lines(self, data: bytes, content_type: str = LINES) -> None:
        """Send complete lines (with newlines); the first call starts the stream."""
        if not self.started:
            await self._send_start(200, content_type, None)
        await self._send({"type": "http.response.body", "body": data, "more_body": True})

    async def finish_stream(self) -> None:
        await self._send({"type": "http.response.body", "body": b""})

    async def send_error(self, error: ApiError) -> None:
        """Send a status, or the end of a stream that has started."""
        if self.started:
            await self.send_lines(self._error_format.encode_in_stream(error))
            await self.finish_stream()
        else:
            body = self._error_format.build_body(error)
            await self.send_json(body, error.status, PLAIN_JSON if self.in_stream else JSON)

    def add_header(self, name: str, value: str) -> None:
        """Add a header to an answer that has not started; `name` in lower case."""
        self._headers.append((name.encode("ascii"), value.encode("latin-1")))

    def format_errors(self, error_format: ErrorFormat) -> None:
        """Write errors from now on in this format."""
        self._error_format = error_format

    async def _send_start(self, status: int, content_type: str | None, length: int | None) -> None:
        headers = list(self._headers)
        if content_type is not None:
            headers.append((b"content-type", content_type.encode()))
        if length is not None:
            headers.append((b"content-length", str(length).encode()))
        self.started = True
        await self._send({"type": "http.response.start", "status": status, "headers": headers})


class HttpRequest:
    """A request: the rest of its path after the route, and its body, complete or in chunks."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._receive = receive
        self._scope = scope
        self._path: str = scope["path"]
        self.path_rest = ""
        self.body = b""

    def match_route(self, *prefixes: str) -> str:
        """The key of the route: a matching prefix, whose remainder becomes `path_rest`, or the path itself."""
        for prefix in prefixes:
            if self._path.startswith(prefix):
                self.path_rest = self._path[len(prefix) :]
                return prefix
        return self._path

    def header(self, name: str) -> str:
        """The value of a header, empty where it is absent."""
        return header_value(self._scope, name.lower().encode())

    async def read_body(self) -> None:
        """Read the body into `body`; raises `ApiError` 413 above `MAX_BODY_BYTES` or `MAX_VALUES`."""
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
        """The body in chunks; raises `ClientDisconnected` where it is cut."""
        more = True
        while more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnected
            yield message.get("body", b"")
            more = message.get("more_body", False)

    async def wait_for_disconnect(self) -> None:
        """Return when the client has disconnected; only after the body was read."""
        while (await self._receive())["type"] != "http.disconnect":
            continue


Handler = Callable[[HttpRequest, HttpResponse], Awaitable[None]]


async def run_handler(handler: Handler, request: HttpRequest, reply: HttpResponse) -> None:
    """Read the body, then run the handler until it ends or its client disconnects."""
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
    """Run `step` and answer with an error where it raises; returns whether it succeeded.

    Of an unexpected exception only type and place are logged: its message may contain a person's text.
    """
    try:
        await step()
    except ApiError as error:
        await reply.send_error(error)
    except ClientDisconnected:
        log.debug("a client disconnected while sending")
    except OSError as error:  # a disk that is full, a folder that cannot be written
        message = f"{error.filename or 'input/output'}: {(error.strerror or str(error)).lower()}"
        log.error("%s", message)
        await reply.send_error(ApiError(500, message))
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        log.error("unexpected %s in %s:%s", type(error).__name__, place.filename, place.lineno)
        await reply.send_error(ApiError(500, f"internal error: {type(error).__name__}"))
    else:
        return True
    return False


def header_value(scope: Scope, name: bytes) -> str:
    """The value of a header, empty where it is absent; `name` in lower case."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")
