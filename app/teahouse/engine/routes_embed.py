"""`POST /api/embed` and its elder `/api/embeddings`: texts as vectors of length one.

And the two OpenAI routes most clients need: the list of models, and a chat handed through to llama.cpp as it is, whose
server speaks this protocol itself.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Mapping, Sequence
from typing import Any

from teahouse.engine import generation, scheduler
from teahouse.engine.asgi import JSON, HttpRequest, HttpResponse
from teahouse.engine.decode import read_request
from teahouse.engine.engine import Engine, Ready
from teahouse.engine.errors import ApiError, RunnerError, model_missing, model_to_pull
from teahouse.engine.generation import CHAT_PATH
from teahouse.engine.models import Model
from teahouse.engine.runner_http import Cut, RunnerExchange, TooLong

CANNOT = "This server does not support embeddings. Start it with `--embeddings`"
TOO_LONG = "the input length exceeds the context length"
_TOO_LONG_WORDS = ("too large", "context size", "context length", "physical batch size")


async def embed(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """Vectors for one text or several; without any, the model is only loaded."""
    started = time.perf_counter()
    asked = await read_request(request.body, "EmbedRequest")
    keep_alive = scheduler.parse_keep_alive(asked.get("keep_alive"))
    model = await engine.find_model(asked.get("model", ""), empty=model_missing(""), missing=model_to_pull)
    texts = _texts(asked.get("input"))
    async with engine.ready_model(model, asked, keep_alive, started) as ready:
        if not texts:
            await reply.send_json({"model": asked["model"], "embeddings": []})
            return
        await _require(engine, model, 501)
        async with ready.take_turn() as ready:
            found = [await _vector(ready, text, truncate=asked.get("truncate", True)) for text in texts]
        width = asked.get("dimensions", 0)
        vectors = [normalised(vector[:width] if width > 0 else vector) for vector, _ in found]
        answer: dict[str, Any] = {"model": asked["model"], "embeddings": vectors, **ready.read_durations()}
        tokens = sum(count for _, count in found)
        await reply.send_json({**answer, "prompt_eval_count": tokens} if tokens else answer)


async def embeddings(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """The elder form: one text, one vector."""
    started = time.perf_counter()
    asked = await read_request(request.body, "EmbeddingRequest")
    keep_alive = scheduler.parse_keep_alive(asked.get("keep_alive"))
    model = await engine.find_model(
        asked.get("model", ""), empty=ApiError(400, "model is required"), missing=model_to_pull
    )
    async with engine.ready_model(model, asked, keep_alive, started) as ready:
        if not asked.get("prompt"):
            await reply.send_json({"embedding": []})
            return
        await _require(engine, model, 500)
        async with ready.take_turn() as ready:
            try:
                vector, _ = await _vector(ready, asked["prompt"], truncate=False)
            except RunnerError as error:
                raise ApiError(500, error.message) from error
        await reply.send_json({"embedding": vector})


async def _require(engine: Engine, model: Model, status: int) -> None:
    if "embedding" not in await engine.read_abilities(model):
        raise ApiError(status, CANNOT)


def _texts(value: object) -> list[str]:
    if value is None or value == "":
        return []
    if isinstance(value, str):
        return [value]
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return value
    raise ApiError(400, "invalid input type")


async def _vector(ready: Ready, text: str, *, truncate: bool) -> tuple[list[float], int]:
    """A text's vector and its number of tokens; too long a text is cut to the window, or refused with 400."""
    try:
        return await _ask(ready, text)
    except RunnerError as error:
        if not any(words in error.message for words in _TOO_LONG_WORDS):
            raise
        if not truncate:
            raise ApiError(400, TOO_LONG) from error
    tokens = await generation.tokens_of(ready.lease.runner, text)
    room = ready.lease.load_options.batch  # one input must fit one batch
    return await _ask(ready, [*tokens[: room - 1], tokens[-1]])  # a model's own end stays the end


async def _ask(ready: Ready, text: str | list[int]) -> tuple[list[float], int]:
    answer = await ready.lease.runner.call("/v1/embeddings", {"input": text})
    return list(answer["data"][0]["embedding"]), int(answer.get("usage", {}).get("prompt_tokens", 0))


def normalised(vector: Sequence[float]) -> list[float]:
    """The vector scaled to length one; raises `ApiError` 400 when it holds no numbers."""
    if not all(math.isfinite(value) for value in vector):
        raise ApiError(400, "embedding contains NaN or Inf values")
    length = max(math.sqrt(sum(value * value for value in vector)), 1e-12)
    return [value / length for value in vector]


EVENTS = "text/event-stream"
_KINDS = {400: "invalid_request_error", 404: "not_found_error"}


async def openai_models(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`GET /v1/models`."""
    await reply.send_body(await asyncio.to_thread(engine.listing.list_openai_models), 200, JSON)


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
        await reply.send_json({"error": body}, error.status, "application/json")


async def _hand_through(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    started = time.perf_counter()
    asked = await read_request(request.body, "ChatCompletionRequest")
    model = await engine.find_model(asked.get("model", ""), empty=model_missing(""))
    if "completion" not in await engine.read_abilities(model):
        raise ApiError(400, f'"{asked["model"]}" does not support chat')
    async with engine.ready_model(model, {}, None, started) as waiting, waiting.take_turn() as ready:
        try:
            await _pass_on(ready.lease.runner.exchange("POST", CHAT_PATH, _body(model.parameters, asked)), reply)
        except (Cut, OSError):
            ready.lease.mark_broken()
            raise await ready.lease.runner.explain_loss() from None
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
            await reply.send_body(await exchange.read_body(), exchange.status, content_type)
            return
        async for lines in exchange.read_lines():
            await reply.send_lines(b"".join(line + b"\n" for line in lines), EVENTS)
        await reply.finish()
