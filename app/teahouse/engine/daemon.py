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
from collections.abc import Iterator
from pathlib import Path

import uvicorn

from teahouse.core.values import dataclass
from teahouse.engine.app import OLLAMA_VERSION, App
from teahouse.engine.blobs import Blobs
from teahouse.engine.connections import (
    ACCEPTED_AT_ONCE,
    IDLE_SECONDS,
    BoundedProtocol,
    connection_limit,
)
from teahouse.engine.engine import Engine
from teahouse.engine.guard import Guard
from teahouse.engine.listing import Listing
from teahouse.engine.loader import Loader
from teahouse.engine.log_limit import log_loop_error
from teahouse.engine.memory import available
from teahouse.engine.models import Models
from teahouse.engine.processes import die_with_parent, watch_stdin
from teahouse.engine.pulls import EnginePulls
from teahouse.engine.scheduler import Scheduler
from teahouse.engine.starter import offer_starter

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
    await asyncio.to_thread(models.blobs.sweep)
    if settings.starter:
        await asyncio.to_thread(offer_starter, models)
    loader = Loader(models, settings.threads, settings.llama_server)
    # What a foreign llama-server puts on a GPU is not ours to count.
    free = (lambda: sys.maxsize) if settings.llama_server else available
    scheduler = Scheduler(loader.start, loader.need, free, max_loaded=settings.max_loaded or _MODELS)
    pulls = EnginePulls(models, lambda old: engine.disown(old))
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
