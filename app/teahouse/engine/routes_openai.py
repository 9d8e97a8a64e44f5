"""The two OpenAI routes most clients need: the list of models, and a chat handed through to llama.cpp as it is.

llama.cpp's server speaks this protocol itself, so nothing is translated but the model's name, and errors on the way.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any

from teahouse.engine.asgi import JSON, HttpRequest, HttpResponse
from teahouse.engine.decode import read_request
from teahouse.engine.engine import Engine
from teahouse.engine.errors import ApiError, model_missing
from teahouse.engine.generation import CHAT_PATH
from teahouse.engine.runner_http import Cut, RunnerExchange, TooLong

EVENTS = "text/event-stream"
_KINDS = {400: "invalid_request_error", 404: "not_found_error"}


async def openai_models(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`GET /v1/models`."""
    await reply.raw(await asyncio.to_thread(engine.listing.openai), 200, JSON)


async def openai_chat(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`POST /v1/chat/completions`."""
    try:
        await _hand_through(engine, request, reply)
    except ApiError as error:
        if reply.started:
            await reply.finish()
            return
        kind = _KINDS.get(error.status, "api_error")
        body = {"message": error.message, "type": kind, "param": None, "code": None}
        await reply.json({"error": body}, error.status, "application/json")


async def _hand_through(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    started = time.perf_counter()
    asked = await read_request(request.body, "ChatCompletionRequest")
    model = await engine.model(asked.get("model", ""), empty=model_missing(""))
    if "completion" not in await engine.abilities(model):
        raise ApiError(400, f'"{asked["model"]}" does not support chat')
    async with engine.ready(model, {}, None, started) as waiting, waiting.turn() as ready:
        try:
            await _pass_on(ready.lease.runner.exchange("POST", CHAT_PATH, _body(model.parameters, asked)), reply)
        except (Cut, OSError):
            ready.lease.mark_broken()
            raise await ready.lease.runner.lost() from None
        except TooLong:
            raise ready.lease.runner.too_long(CHAT_PATH) from None


def _body(parameters: Mapping[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    """The request, with what the model's own parameters say where it says nothing."""
    own = {name: parameters[name] for name in ("temperature", "top_p", "stop") if name in parameters}
    return {**own, **asked}


async def _pass_on(exchange: RunnerExchange, reply: HttpResponse) -> None:
    async with exchange:
        content_type = exchange.headers.get("content-type", JSON)
        if exchange.status != 200 or EVENTS not in content_type:
            await reply.raw(await exchange.read(), exchange.status, content_type)
            return
        async for lines in exchange.lines():
            await reply.line(b"".join(line + b"\n" for line in lines), EVENTS)
        await reply.finish()
