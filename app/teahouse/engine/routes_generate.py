"""`POST /api/generate`: one prompt, with the model's template around it or raw. `POST /api/chat`: a conversation.

And `POST /api/embed`, `/api/embeddings` and the OpenAI routes, which ask the same runner.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import partial
from typing import Any

from teahouse.core.conversation import Think
from teahouse.engine import generation, scheduler
from teahouse.engine.asgi import JSON, HttpRequest, HttpResponse
from teahouse.engine.decode import read_request
from teahouse.engine.describe import format_now
from teahouse.engine.engine import Engine, Ready
from teahouse.engine.errors import ApiError, RunnerError, model_missing, model_to_pull
from teahouse.engine.events import ChatLines, CompletionReader, Event, GenerateLines, answer
from teahouse.engine.generation import (
    CHAT_PATH,
    COMPLETION_PATH,
    Ending,
    GenerationRequest,
    chat_events,
    deliver_answer,
    nothing_more,
    require_abilities,
)
from teahouse.engine.large import LARGE, run_beside
from teahouse.engine.loader import sampling_options
from teahouse.engine.models import Model
from teahouse.engine.runner_http import Cut, RunnerExchange, TooLong
from teahouse.engine.thinking import opened_by, split_events
from teahouse.engine.translate import NO_VISION, chat_body, completion_body, translate_conversation


async def generate(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """Answer a prompt; without one load the model, or unload it when it is to be kept for no time."""
    started = time.perf_counter()
    asked = await read_request(request.body, "GenerateRequest")
    keep_alive = scheduler.parse_keep_alive(asked.get("keep_alive"))
    wish = GenerationRequest.from_request(asked)
    model = await engine.find_model(asked.get("model", ""), empty=model_missing(""))
    prompt = asked.get("prompt", "")
    if not prompt and keep_alive == 0:
        engine.scheduler.expire_model(model)
        await reply.send_json(_silent(asked["model"], "unload"))
        return
    _check(asked, model)
    abilities = await engine.read_abilities(model)
    think = wish.choose_thinking(asked["model"], abilities)
    require_abilities(abilities, model, asked, "generate", *(["insert"] if asked.get("suffix") else []))
    async with engine.ready_model(model, asked, keep_alive, started) as ready:
        if not prompt:
            await reply.send_json(_silent(asked["model"], "load"))
            return
        reply.in_stream = wish.stream
        if asked.get("images") and "vision" not in abilities:
            raise ApiError(400, NO_VISION)
        async with ready.take_turn() as ready:
            events, ending = await _run(model, asked, ready, wish, think)
            lines = GenerateLines(asked["model"])
            await deliver_answer(reply, events, ready, lines, stream=wish.stream, ending=ending)


def _check(asked: Mapping[str, Any], model: Model) -> None:
    if asked.get("raw") and (asked.get("template") or asked.get("system") or asked.get("context")):
        raise ApiError(400, "raw mode does not support template, system, or context")
    if asked.get("template", "") not in ("", model.template):
        raise ApiError(400, "this engine runs the model's own template; one in the request cannot be honoured")


async def _run(
    model: Model, asked: Mapping[str, Any], ready: Ready, wish: GenerationRequest, think: Think
) -> tuple[AsyncIterator[list[Event]], Ending]:
    """The events of the answer, and what its last line adds: `context`, the tokens of all that was said."""
    chosen = sampling_options(ready.options, ready.lease.load_options.num_ctx)
    runner = ready.lease.runner
    if asked.get("raw"):
        return _completion(ready, asked["prompt"], chosen, wish), nothing_more
    body = chat_body(_messages(model, asked), chosen, think=think, form=wish.form, logprobs=wish.tops)
    text = await generation.render_prompt(runner, body)
    if asked.get("context"):
        prompt = [*asked["context"], *await generation.tokens_of(runner, text, begins=False)]
        events = _completion(ready, prompt, chosen, wish)
        return split_events(events, opened_by(text)) if think else events, _context(ready, prompt)
    events = await chat_events(ready, body, wish, think)
    return events, _context(ready, text)


def _messages(model: Model, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    system = asked.get("system") or model.system
    first = [{"role": "system", "content": system}] if system else []
    before = [] if asked.get("context") else [dict(message) for message in model.messages]
    return [*first, *before, {"role": "user", "content": asked["prompt"], "images": asked.get("images")}]


def _context(ready: Ready, prompt: str | list[int]) -> Ending:
    async def ending(said: str) -> Mapping[str, Any]:
        runner = ready.lease.runner
        if isinstance(prompt, str):
            return {"context": await generation.tokens_of(runner, prompt + said)}
        return {"context": [*prompt, *await generation.tokens_of(runner, said, begins=False)]}

    return ending


async def _completion(
    ready: Ready, prompt: str | list[int], chosen: Mapping[str, Any], wish: GenerationRequest
) -> AsyncIterator[list[Event]]:
    """Run a finished prompt, text or tokens; one that is too long is cut in its middle where that was wished."""
    lease, reader = ready.lease, CompletionReader(wish.tops)
    body = completion_body(prompt, chosen, form=wish.form, logprobs=wish.tops)
    try:
        async for bunch in answer(lease, COMPLETION_PATH, body, reader):
            yield bunch
        return
    except RunnerError as error:
        if not (wish.truncate and lease.load_options.shift and generation.is_too_long(error.message)):
            raise
    tokens = await generation.tokens_of(lease.runner, prompt) if isinstance(prompt, str) else prompt
    shorter = {**body, "prompt": generation.halve_tokens(tokens, lease.load_options.num_ctx, chosen["n_keep"])}
    async for bunch in answer(lease, COMPLETION_PATH, shorter, reader):
        yield bunch


def _silent(name: str, reason: str) -> dict[str, Any]:
    return {"model": name, "created_at": format_now(), "response": "", "done": True, "done_reason": reason}


async def chat(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """Answer a conversation; without messages load the model, or unload it when it is to be kept for no time."""
    started = time.perf_counter()
    asked = await read_request(request.body, "ChatRequest")
    messages: list[dict[str, Any]] = asked.get("messages", [])
    keep_alive = scheduler.parse_keep_alive(asked.get("keep_alive"))
    wish = GenerationRequest.from_request(asked)
    model = await engine.find_model(asked.get("model", ""), empty=ApiError(400, "model is required"))
    if not messages and keep_alive == 0:
        engine.scheduler.expire_model(model)
        await reply.send_json(_silent_message(asked["model"], "unload"))
        return
    abilities = await engine.read_abilities(model)
    think = wish.choose_thinking(asked["model"], abilities)
    require_abilities(abilities, model, asked, "chat", *(["tools"] if asked.get("tools") else []))
    async with engine.ready_model(model, asked, keep_alive, started) as ready:
        if not messages:
            await reply.send_json(_silent_message(asked["model"], "load"))
            return
        reply.in_stream = wish.stream
        if any(message.get("images") for message in messages) and "vision" not in abilities:
            raise ApiError(400, NO_VISION)
        making = partial(_chat_body, model, asked, ready, wish, think)
        body = await run_beside(making, large=len(request.body) >= LARGE)
        async with ready.take_turn() as ready:
            events = await chat_events(ready, body, wish, think)
            lines = ChatLines(asked["model"])
            await deliver_answer(reply, events, ready, lines, stream=wish.stream, ending=nothing_more)


def _chat_body(
    model: Model, asked: Mapping[str, Any], ready: Ready, wish: GenerationRequest, think: Think
) -> dict[str, Any]:
    return chat_body(
        translate_conversation(model, asked["messages"]),
        sampling_options(ready.options, ready.lease.load_options.num_ctx),
        tools=asked.get("tools", ()),
        think=think,
        form=wish.form,
        logprobs=wish.tops,
    )


def _silent_message(name: str, reason: str) -> dict[str, Any]:
    """The answer to a request that only moved the model."""
    message = {"role": "assistant", "content": ""}
    return {"model": name, "created_at": format_now(), "message": message, "done": True, "done_reason": reason}


# `POST /api/embed` and its elder `/api/embeddings`: texts as vectors of length one.
#
# And the two OpenAI routes most clients need: the list of models, and a chat handed through to llama.cpp as it is,
# whose server speaks this protocol itself.

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
