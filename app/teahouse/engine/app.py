"""The table of routes, and what stands before them: the guard, unknown paths, wrong methods."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from teahouse import __version__
from teahouse.engine.asgi import Handler, HttpRequest, HttpResponse, Receive, Scope, Send, guarded, header, run
from teahouse.engine.engine import Engine
from teahouse.engine.errors import ApiError
from teahouse.engine.guard import Guard
from teahouse.engine.routes_blobs import blob_head, blob_post
from teahouse.engine.routes_chat import chat
from teahouse.engine.routes_create import create
from teahouse.engine.routes_embed import embed, embeddings
from teahouse.engine.routes_generate import generate
from teahouse.engine.routes_models import copy, delete, ps, push, show, tags
from teahouse.engine.routes_openai import openai_chat, openai_models
from teahouse.engine.routes_pull import blob_delete, pull

OLLAMA_VERSION = "0.33.0"  # the version whose API this is
_BLOBS = "/api/blobs/"

Route = Callable[[Engine, HttpRequest, HttpResponse], Awaitable[None]]


class App:
    """The ASGI application."""

    def __init__(self, engine: Engine, guard: Guard, build: str) -> None:
        self._guard = guard
        version = {
            "version": OLLAMA_VERSION,
            "engine": {"name": "teahouse", "version": __version__, "llama_cpp": build},
        }

        async def running(_: Engine, request: HttpRequest, reply: HttpResponse) -> None:
            await reply.text("Ollama is running")

        async def versions(_: Engine, request: HttpRequest, reply: HttpResponse) -> None:
            await reply.json(version)

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
        judged = (header(scope, name) for name in (b"host", b"origin", b"authorization"))
        verdict = self._guard.judge(method, *judged)
        reply = HttpResponse(send, list(verdict.headers), head=method == "HEAD")
        if verdict.status == 401:
            await reply.error(ApiError(401, "unauthorized"))
        elif verdict.status:
            await reply.empty(verdict.status)
        else:
            await self._route(method, HttpRequest(scope, receive), reply)

    async def _route(self, method: str, request: HttpRequest, reply: HttpResponse) -> None:
        methods = self._routes.get(request.route(_BLOBS))
        handler = methods.get(method) if methods is not None else None
        if methods is None:
            await reply.text("404 page not found", 404, "text/plain")
        elif handler is None:
            await reply.text("405 method not allowed", 405, "text/plain")
        elif request.tail:  # a blob: it reads its body itself, and so sees its client leave
            await guarded(partial(handler, request, reply), reply)
        else:
            await run(handler, request, reply)
