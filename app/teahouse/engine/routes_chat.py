"""`POST /api/chat`."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial
from typing import Any

from teahouse.core.conversation import Think
from teahouse.engine import keepalive
from teahouse.engine.asgi import HttpRequest, HttpResponse
from teahouse.engine.decode import read_request
from teahouse.engine.describe import now
from teahouse.engine.engine import Engine, Ready
from teahouse.engine.errors import ApiError
from teahouse.engine.generation import GenerationRequest, chat_events, deliver, nothing_more, require
from teahouse.engine.large import LARGE, run_beside
from teahouse.engine.load_options import sampling
from teahouse.engine.models import Model
from teahouse.engine.response_lines import ChatLines
from teahouse.engine.translate import NO_VISION, chat_body, conversation


async def chat(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """Answer a conversation; without messages load the model, or unload it when it is to be kept for no time."""
    started = time.perf_counter()
    asked = await read_request(request.body, "ChatRequest")
    messages: list[dict[str, Any]] = asked.get("messages", [])
    keep_alive = keepalive.seconds(asked.get("keep_alive"))
    wish = GenerationRequest.of(asked)
    model = await engine.model(asked.get("model", ""), empty=ApiError(400, "model is required"))
    if not messages and keep_alive == 0:
        engine.scheduler.expire(model)
        await reply.json(_silent(asked["model"], "unload"))
        return
    abilities = await engine.abilities(model)
    think = wish.thinking(asked["model"], abilities)
    require(abilities, model, asked, "chat", *(["tools"] if asked.get("tools") else []))
    async with engine.ready(model, asked, keep_alive, started) as ready:
        if not messages:
            await reply.json(_silent(asked["model"], "load"))
            return
        reply.in_stream = wish.stream
        if any(message.get("images") for message in messages) and "vision" not in abilities:
            raise ApiError(400, NO_VISION)
        making = partial(_body, model, asked, ready, wish, think)
        body = await run_beside(making, large=len(request.body) >= LARGE)
        async with ready.turn() as ready:
            events = await chat_events(ready, body, wish, think)
            lines = ChatLines(asked["model"])
            await deliver(reply, events, ready, lines, stream=wish.stream, ending=nothing_more)


def _body(
    model: Model, asked: Mapping[str, Any], ready: Ready, wish: GenerationRequest, think: Think
) -> dict[str, Any]:
    return chat_body(
        conversation(model, asked["messages"]),
        sampling(ready.options, ready.lease.plan.num_ctx),
        tools=asked.get("tools", ()),
        think=think,
        form=wish.form,
        logprobs=wish.tops,
    )


def _silent(name: str, reason: str) -> dict[str, Any]:
    """The answer to a request that only moved the model."""
    message = {"role": "assistant", "content": ""}
    return {"model": name, "created_at": now(), "message": message, "done": True, "done_reason": reason}
