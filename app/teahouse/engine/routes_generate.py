"""`POST /api/generate`: one prompt, with the model's template around it or raw. `POST /api/chat`: a conversation."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import Any

from teahouse.core.conversation import Think
from teahouse.engine import generation, scheduler
from teahouse.engine.asgi import HttpRequest, HttpResponse
from teahouse.engine.decode import read_request
from teahouse.engine.describe import format_now
from teahouse.engine.engine import Engine, Ready
from teahouse.engine.errors import ApiError, RunnerError, model_missing
from teahouse.engine.events import ChatLines, CompletionReader, Event, GenerateLines, answer
from teahouse.engine.generation import (
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
