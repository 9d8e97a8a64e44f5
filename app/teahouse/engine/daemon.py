"""The daemon: constructs the engine, serves it, and ends all runners at shutdown.

uvicorn's main loop wakes ten times a second to check flags; `EngineServer` waits for an event instead.
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
from teahouse.core.conversation_files import FOLDER
from teahouse.core.values import dataclass
from teahouse.engine import routes_anthropic, routes_generate, routes_models, routes_openai
from teahouse.engine.anthropic_api import AnthropicErrors
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
from teahouse.engine.connections import ACCEPTED_AT_ONCE, IDLE_SECONDS, Guard, connection_limit, limited_protocol
from teahouse.engine.conversations import DISK_MIB, ConversationStates
from teahouse.engine.describe import Listing
from teahouse.engine.engine import Engine
from teahouse.engine.errors import ApiError, ErrorFormat, OllamaErrors, log_loop_error
from teahouse.engine.hardware import available_memory
from teahouse.engine.loader import DEFAULT_CONTEXT, KvCacheType, Loader
from teahouse.engine.models import Models
from teahouse.engine.openai_api import OpenAiErrors
from teahouse.engine.processes import die_with_parent, watch_stdin
from teahouse.engine.pulls import EnginePulls
from teahouse.engine.scheduler import DEFAULT_KEEP_ALIVE, Scheduler
from teahouse.engine.starter import install_starter_model
from teahouse.engine.thread_tuning import ThreadChoices, ThreadTuner

OLLAMA_VERSION = "0.33.0"  # the version whose API this is
_BLOBS = "/api/blobs/"
_MODELS = "/v1/models/"

Route = Callable[[Engine, HttpRequest, HttpResponse], Awaitable[None]]


class App:
    """The ASGI application: access control, then the table of routes."""

    def __init__(self, engine: Engine, guard: Guard, build: str) -> None:
        self._guard = guard
        version = {
            "version": OLLAMA_VERSION,
            "engine": {"name": "teahouse", "version": __version__, "llama_cpp": build},
        }

        async def handle_root(_: Engine, request: HttpRequest, reply: HttpResponse) -> None:
            await reply.send_text("Ollama is running")

        async def handle_version(_: Engine, request: HttpRequest, reply: HttpResponse) -> None:
            await reply.send_json(version)

        table: Mapping[str, Mapping[str, Route]] = {
            "/": {"GET": handle_root, "HEAD": handle_root},
            "/api/version": {"GET": handle_version, "HEAD": handle_version},
            "/api/tags": {"GET": routes_models.handle_tags, "HEAD": routes_models.handle_tags},
            "/api/ps": {"GET": routes_models.handle_ps},
            "/api/show": {"POST": routes_models.handle_show},
            "/api/chat": {"POST": routes_generate.handle_chat},
            "/api/generate": {"POST": routes_generate.handle_generate},
            "/api/embed": {"POST": routes_generate.handle_embed},
            "/api/embeddings": {"POST": routes_generate.handle_embeddings},
            "/api/create": {"POST": routes_models.handle_create},
            "/api/link": {"POST": routes_models.handle_link},
            "/api/copy": {"POST": routes_models.handle_copy},
            "/api/delete": {"DELETE": routes_models.handle_delete},
            "/api/pull": {"POST": routes_models.handle_pull},
            "/api/pull-rate": {"PUT": routes_models.handle_pull_rate},
            "/api/push": {"POST": routes_models.handle_push},
            "/api/status": {"GET": routes_models.handle_status},
            "/api/me": {"POST": routes_models.handle_me},
            "/v1/models": {"GET": routes_openai.handle_models},
            _MODELS: {"GET": routes_openai.handle_model},
            "/v1/chat/completions": {"POST": routes_openai.handle_chat_completions},
            "/v1/completions": {"POST": routes_openai.handle_completions},
            "/v1/embeddings": {"POST": routes_openai.handle_embeddings},
            "/v1/responses": {"POST": routes_openai.handle_responses},
            "/v1/messages": {"POST": routes_anthropic.handle_messages},
            "/v1/messages/count_tokens": {"POST": routes_anthropic.handle_count_tokens},
            _BLOBS: {
                "HEAD": routes_models.handle_blob_head,
                "POST": routes_models.handle_blob_post,
                "DELETE": routes_models.handle_blob_delete,
            },
        }
        self._routes: Mapping[str, Mapping[str, Handler]] = {
            path: {method: partial(route, engine) for method, route in methods.items()}
            for path, methods in table.items()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; the server offers neither `lifespan` nor websockets."""
        method = scope["method"]
        values = (header_value(scope, name) for name in (b"host", b"origin", b"authorization", b"x-api-key"))
        verdict = self._guard.check_request(method, *values)
        error_format = _choose_error_format(scope["path"])
        reply = HttpResponse(send, list(verdict.headers), head=method == "HEAD", error_format=error_format)
        if verdict.status == 401:
            await reply.send_error(ApiError(401, "unauthorized"))
        elif verdict.status:
            await reply.send_empty(verdict.status)
        else:
            await self._dispatch_request(method, HttpRequest(scope, receive), reply)

    async def _dispatch_request(self, method: str, request: HttpRequest, reply: HttpResponse) -> None:
        route = request.match_route(_BLOBS, _MODELS)
        methods = self._routes.get(route) if route not in (_BLOBS, _MODELS) or request.path_rest else None
        handler = methods.get(method) if methods is not None else None
        if methods is None:
            await self._refuse_path(method, route, reply)
        elif handler is None:
            reply.add_header("allow", ", ".join(methods))
            await reply.send_text("405 method not allowed", 405, "text/plain")
        elif route == _BLOBS:  # the handler reads the body and so notices a disconnect
            await run_guarded(partial(handler, request, reply), reply)
        else:
            await run_handler(handler, request, reply)

    async def _refuse_path(self, method: str, path: str, reply: HttpResponse) -> None:
        """Redirect to the path without its last slash, where that is a route; else 404."""
        shorter = path.removesuffix("/")
        if path.endswith("/") and shorter in self._routes:
            reply.add_header("location", shorter)
            status, text = (301, "Moved Permanently") if method == "GET" else (307, "Temporary Redirect")
            await reply.send_text(f'<a href="{shorter}">{text}</a>.\n\n', status, "text/html; charset=utf-8")
        else:
            await reply.send_text("404 page not found", 404, "text/plain")


def _choose_error_format(path: str) -> ErrorFormat:
    """The format of the API that a path belongs to."""
    if path.startswith("/v1/messages"):
        return AnthropicErrors()
    return OpenAiErrors() if path.startswith("/v1/") else OllamaErrors()


log = logging.getLogger("teahouse.engine")
_DEFAULT_MAX_LOADED = 3  # in memory at once
_BACKLOG = 2048  # connections that may wait to be accepted
_SHUTDOWN_SECONDS = 1  # seconds for unfinished answers at shutdown


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """Arguments of the command line and Ollama's variables. `port` 0 picks a free one; `threads`, `max_loaded` and
    `context` 0 are the defaults; `measures_threads`: where they are not given; with `spare_wheel` the wheel's runner
    loads what `llama_server` cannot."""

    host: str
    port: int
    models: Path
    owned: bool = False
    threads: int = 0
    max_loaded: int = 0
    llama_server: str = ""
    spare_wheel: bool = False
    starter: bool = True
    token: str = ""
    origins: tuple[str, ...] = ()
    keep_alive: float = DEFAULT_KEEP_ALIVE
    context: int = 0
    parallel: int = 1
    kv_cache_type: KvCacheType = KvCacheType.F16
    states_mib: int = DISK_MIB
    measures_threads: bool = False


async def serve(settings: EngineSettings, build: str) -> None:
    """Listen, print the address, and return after a stop signal. OSError where the port is in use."""
    asyncio.get_running_loop().set_exception_handler(log_loop_error)
    stop = _create_stop_event(owned=settings.owned)
    listener = open_listener(settings.host, settings.port)
    models = Models(settings.models, Blobs(settings.models))
    await asyncio.to_thread(models.blobs.delete_stale_parts)
    if settings.starter:
        await asyncio.to_thread(install_starter_model, models)
    states = ConversationStates(settings.models / FOLDER, settings.states_mib << 20)
    try:
        await asyncio.to_thread(states.prepare_folder)
    except OSError as error:
        log.warning("conversations are not kept on disk: %s", error)
        states = ConversationStates(states.folder, 0)
    choices = ThreadChoices(settings.models)
    measures = settings.measures_threads and not settings.threads and not settings.llama_server
    loader = Loader(
        models,
        settings.threads,
        settings.llama_server,
        states.folder if states.budget > 0 else None,
        spare=settings.spare_wheel,
        context=settings.context or DEFAULT_CONTEXT,
        parallel=settings.parallel,
        kv_cache_type=settings.kv_cache_type,
        measured_threads=choices.find_threads if measures else lambda _weights: 0,
    )
    # The memory of a foreign llama-server may be on a GPU, so it is not limited here.
    free = (lambda: sys.maxsize) if settings.llama_server else available_memory
    scheduler = Scheduler(
        loader.start_runner,
        loader.estimate_need,
        free,
        max_loaded=settings.max_loaded or _DEFAULT_MAX_LOADED,
        keep_alive=settings.keep_alive,
        parallel=settings.parallel,
    )
    pulls = EnginePulls(models, lambda old: engine.release_model_name(old))
    tuner = ThreadTuner(loader, choices) if measures else None
    opens_files = _is_loopback(listener)
    engine = Engine(models, Listing(models), loader, scheduler, pulls, states, tuner, opens_files=opens_files)
    guard = Guard(settings.token, _is_loopback(listener), settings.origins)
    server = EngineServer(App(engine, guard, build), stop, connection_limit())
    announcement = asyncio.create_task(_announce_address(server, listener))
    try:
        await server.serve(sockets=[listener])
    finally:
        announcement.cancel()
        pulls.close()
        if tuner is not None:
            await tuner.close()
        await scheduler.close()


class EngineServer(uvicorn.Server):
    """uvicorn without its polling loop, signal handlers and log."""

    def __init__(self, app: App, stop: asyncio.Event, max_connections: int) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=limited_protocol(max_connections),
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                date_header=False,
                proxy_headers=False,
                timeout_keep_alive=int(IDLE_SECONDS),
                backlog=ACCEPTED_AT_ONCE,
                timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
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


async def _announce_address(server: EngineServer, listener: socket.socket) -> None:
    """Print the address as one line of JSON once the server listens."""
    await server.listening.wait()
    listener.listen(_BACKLOG)  # uvicorn's backlog is the number accepted at once
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    event = {"event": "listening", "url": f"http://{shown}:{port}", "version": OLLAMA_VERSION}
    print(json.dumps(event), flush=True)
    log.info("listening on http://%s:%d", shown, port)


def _create_stop_event(*, owned: bool) -> asyncio.Event:
    """An event set by SIGTERM, SIGINT and, when owned, by the end of stdin or of the parent."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()

    def set_stop(*_: object) -> None:
        loop.call_soon_threadsafe(stop.set)

    for number in (signal.SIGTERM, signal.SIGINT):
        if sys.platform == "win32":
            signal.signal(number, set_stop)
        else:
            loop.add_signal_handler(number, stop.set)
    if owned:
        die_with_parent(None)
        watch_stdin(set_stop)
    return stop


def open_listener(host: str, port: int) -> socket.socket:
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
