"""The daemon: everything put together, served on loopback, and taken down without leaving a process behind.

uvicorn's own main loop wakes ten times a second to look at flags; ours sleeps until something happens.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import uvicorn

from teahouse import __version__
from teahouse.core.values import dataclass
from teahouse.engine.asgi import (
    Handler,
    HttpRequest,
    HttpResponse,
    Receive,
    Scope,
    Send,
    header_value,
    run_guarded,
    run_handler,
)
from teahouse.engine.blobs import Blobs
from teahouse.engine.connections import ACCEPTED_AT_ONCE, IDLE_SECONDS, BoundedProtocol, Guard, connection_limit
from teahouse.engine.describe import Listing
from teahouse.engine.engine import Engine
from teahouse.engine.errors import ApiError, log_loop_error
from teahouse.engine.hardware import available_memory
from teahouse.engine.loader import Loader
from teahouse.engine.models import Models
from teahouse.engine.processes import die_with_parent, watch_stdin
from teahouse.engine.pulls import EnginePulls
from teahouse.engine.routes_generate import chat, embed, embeddings, generate, openai_chat, openai_models
from teahouse.engine.routes_models import (
    blob_delete,
    blob_head,
    blob_post,
    copy,
    create,
    delete,
    ps,
    pull,
    push,
    show,
    tags,
)
from teahouse.engine.scheduler import Scheduler
from teahouse.engine.starter import offer_starter

OLLAMA_VERSION = "0.33.0"  # the version whose API this is
_BLOBS = "/api/blobs/"

Route = Callable[[Engine, HttpRequest, HttpResponse], Awaitable[None]]


class App:
    """The ASGI application: the table of routes; before them the guard, unknown paths and wrong methods."""

    def __init__(self, engine: Engine, guard: Guard, build: str) -> None:
        self._guard = guard
        version = {
            "version": OLLAMA_VERSION,
            "engine": {"name": "teahouse", "version": __version__, "llama_cpp": build},
        }

        async def running(_: Engine, request: HttpRequest, reply: HttpResponse) -> None:
            await reply.send_text("Ollama is running")

        async def versions(_: Engine, request: HttpRequest, reply: HttpResponse) -> None:
            await reply.send_json(version)

        table: Mapping[str, Mapping[str, Route]] = {
            "/": {"GET": running, "HEAD": running},
            "/api/version": {"GET": versions, "HEAD": versions},
            "/api/tags": {"GET": tags, "HEAD": tags},
            "/api/ps": {"GET": ps},
            "/api/show": {"POST": show},
            "/api/chat": {"POST": chat},
            "/api/generate": {"POST": generate},
            "/api/embed": {"POST": embed},
            "/api/embeddings": {"POST": embeddings},
            "/api/create": {"POST": create},
            "/api/copy": {"POST": copy},
            "/api/delete": {"DELETE": delete},
            "/api/pull": {"POST": pull},
            "/api/push": {"POST": push},
            "/v1/models": {"GET": openai_models},
            "/v1/chat/completions": {"POST": openai_chat},
            _BLOBS: {"HEAD": blob_head, "POST": blob_post, "DELETE": blob_delete},
        }
        self._routes: Mapping[str, Mapping[str, Handler]] = {
            path: {method: partial(route, engine) for method, route in methods.items()}
            for path, methods in table.items()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request. `lifespan` and websockets are never offered by the server this runs in."""
        method = scope["method"]
        judged = (header_value(scope, name) for name in (b"host", b"origin", b"authorization"))
        verdict = self._guard.judge_request(method, *judged)
        reply = HttpResponse(send, list(verdict.headers), head=method == "HEAD")
        if verdict.status == 401:
            await reply.send_error(ApiError(401, "unauthorized"))
        elif verdict.status:
            await reply.send_empty(verdict.status)
        else:
            await self._route(method, HttpRequest(scope, receive), reply)

    async def _route(self, method: str, request: HttpRequest, reply: HttpResponse) -> None:
        methods = self._routes.get(request.match_route(_BLOBS))
        handler = methods.get(method) if methods is not None else None
        if methods is None:
            await reply.send_text("404 page not found", 404, "text/plain")
        elif handler is None:
            await reply.send_text("405 method not allowed", 405, "text/plain")
        elif request.tail:  # a blob: it reads its body itself, and so sees its client leave
            await run_guarded(partial(handler, request, reply), reply)
        else:
            await run_handler(handler, request, reply)


log = logging.getLogger("teahouse.engine")
_MODELS = 3  # in memory at once
_WAITING = 2048  # connections the system keeps until they are accepted
_LAST_WORDS = 1  # seconds for answers under way when the daemon is told to stop


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """What the command line said. `port` 0 picks a free one; `threads` and `max_loaded` 0 are the defaults."""

    host: str
    port: int
    models: Path
    owned: bool = False
    threads: int = 0
    max_loaded: int = 0
    llama_server: str = ""
    starter: bool = True
    token: str = ""


async def serve(settings: EngineSettings, build: str) -> None:
    """Listen, say so in one line on stdout, and return when told to stop. OSError when the port is taken."""
    asyncio.get_running_loop().set_exception_handler(log_loop_error)
    BoundedProtocol.most = connection_limit()
    stop = _stop_signal(owned=settings.owned)
    listener = _listen(settings.host, settings.port)
    models = Models(settings.models, Blobs(settings.models))
    await asyncio.to_thread(models.blobs.sweep_parts)
    if settings.starter:
        await asyncio.to_thread(offer_starter, models)
    loader = Loader(models, settings.threads, settings.llama_server)
    # What a foreign llama-server puts on a GPU is not ours to count.
    free = (lambda: sys.maxsize) if settings.llama_server else available_memory
    scheduler = Scheduler(loader.start_runner, loader.estimate_need, free, max_loaded=settings.max_loaded or _MODELS)
    pulls = EnginePulls(models, lambda old: engine.disown_model(old))
    engine = Engine(models, Listing(models), loader, scheduler, pulls)
    guard = Guard(settings.token, loopback=_is_loopback(listener))
    server = _Server(App(engine, guard, build), stop)
    announcement = asyncio.create_task(_announce(server, listener))
    try:
        await server.serve(sockets=[listener])
    finally:
        announcement.cancel()
        pulls.close()
        await scheduler.close()


class _Server(uvicorn.Server):
    """uvicorn without its clock, its signals and its log."""

    def __init__(self, app: App, stop: asyncio.Event) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=BoundedProtocol,
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                date_header=False,
                proxy_headers=False,
                timeout_keep_alive=int(IDLE_SECONDS),
                backlog=ACCEPTED_AT_ONCE,
                timeout_graceful_shutdown=_LAST_WORDS,
            )
        )
        self._stop = stop
        self.listening = asyncio.Event()

    async def main_loop(self) -> None:
        self.listening.set()
        await self._stop.wait()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _announce(server: _Server, listener: socket.socket) -> None:
    """The one line on stdout that says where we are."""
    await server.listening.wait()
    listener.listen(_WAITING)  # how many may wait to be accepted is not how many are accepted at once
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    event = {"event": "listening", "url": f"http://{shown}:{port}", "version": OLLAMA_VERSION}
    print(json.dumps(event), flush=True)
    log.info("listening on http://%s:%d", shown, port)


def _stop_signal(*, owned: bool) -> asyncio.Event:
    """An event set by SIGTERM, SIGINT, and, when owned, by the end of stdin or of the parent."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()

    def set_from_anywhere(*_: object) -> None:
        loop.call_soon_threadsafe(stop.set)

    for number in (signal.SIGTERM, signal.SIGINT):
        if sys.platform == "win32":
            signal.signal(number, set_from_anywhere)
        else:
            loop.add_signal_handler(number, stop.set)
    if owned:
        die_with_parent(None)
        watch_stdin(set_from_anywhere)
    return stop


def _listen(host: str, port: int) -> socket.socket:
    address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(address[0], socket.SOCK_STREAM)
    if sys.platform != "win32":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(address[4])
    listener.set_inheritable(False)
    return listener


def _is_loopback(listener: socket.socket) -> bool:
    host = str(listener.getsockname()[0])
    return host.startswith("127.") or host == "::1"
