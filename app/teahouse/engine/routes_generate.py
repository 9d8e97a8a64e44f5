"""The routes of Ollama's API that run a model: `/api/generate`, `/api/chat`, `/api/embed`, `/api/embeddings`."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from teahouse.core.conversation import Think
from teahouse.engine import generation, scheduler
from teahouse.engine.asgi import HttpRequest, HttpResponse
from teahouse.engine.decode import read_request
from teahouse.engine.engine import Engine, ReadyModel
from teahouse.engine.errors import ApiError, RunnerError, model_missing, model_to_pull
from teahouse.engine.events import (
    AnswerEncoder,
    ChatEncoder,
    CompletionReader,
    EventStream,
    GenerateEncoder,
    GenerationEnd,
    stream_answer,
)
from teahouse.engine.generation import (
    COMPLETION_PATH,
    FinalFields,
    GenerationRequest,
    chat_events,
    deliver_answer,
    no_extra_fields,
    require_abilities,
)
from teahouse.engine.large import LARGE, run_beside
from teahouse.engine.loader import sampling_options
from teahouse.engine.models import Model
from teahouse.engine.thinking import create_splitter, split_events
from teahouse.engine.translate import NO_VISION, chat_body, completion_body, translate_conversation


async def handle_generate(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`POST /api/generate`: answer a prompt; without one load the model, or unload it where `keep_alive` is 0."""
    started = time.perf_counter()
    fields = await read_request(request.body, "GenerateRequest")
    await answer_prompt(engine, fields, reply, GenerateEncoder(fields.get("model", "")), started)


async def answer_prompt(
    engine: Engine, fields: Mapping[str, Any], reply: HttpResponse, encoder: AnswerEncoder, started: float
) -> None:
    """Answer the fields of a `GenerateRequest`, written by `encoder`; `started`: when it came (perf_counter)."""
    keep_alive = scheduler.parse_keep_alive(fields.get("keep_alive"))
    settings = GenerationRequest.from_request(fields)
    model = await engine.find_model(fields.get("model", ""), empty=model_missing(""))
    prompt = fields.get("prompt", "")
    if not prompt and keep_alive == 0:
        engine.scheduler.expire_model(model)
        await _send_without_text(reply, encoder, "unload", settings)
        return
    _check_fields(fields, model)
    abilities = await engine.read_abilities(model)
    think = settings.choose_thinking(fields["model"], abilities)
    require_abilities(abilities, model, fields, "generate", *(["insert"] if fields.get("suffix") else []))
    async with engine.prepare_model(model, fields, keep_alive, started) as ready:
        if not prompt:
            await _send_without_text(reply, encoder, "load", settings)
            return
        reply.in_stream = reply.in_stream or settings.stream
        if fields.get("images") and "vision" not in abilities:
            raise ApiError(400, NO_VISION)
        if fields.get("_debug_render_only"):
            rendered = await _render_request(model, fields, ready, think)
            await reply.send_json(encoder.build_rendered(rendered), content_type=encoder.answer_type)
            return
        async with ready.acquire_slot() as ready:
            events, ending = await _start_answer(model, fields, ready, settings, think)
            await deliver_answer(reply, events, ready, encoder, stream=settings.stream, ending=ending)


def _check_fields(fields: Mapping[str, Any], model: Model) -> None:
    if fields.get("raw") and (fields.get("template") or fields.get("system") or fields.get("context")):
        raise ApiError(400, "raw mode does not support template, system, or context")
    if fields.get("template", "") not in ("", model.template):
        raise ApiError(400, "this engine runs the model's own template; one in the request cannot be honoured")


async def _start_answer(
    model: Model, fields: Mapping[str, Any], ready: ReadyModel, settings: GenerationRequest, think: Think
) -> tuple[EventStream, FinalFields]:
    """The events of the answer, and the fields of its last line: `context`, the tokens of prompt and answer."""
    sampling = sampling_options(ready.options, ready.lease.load_options.num_ctx)
    runner = ready.lease.runner
    if fields.get("raw"):
        return _complete_prompt(ready, fields["prompt"], sampling, settings), no_extra_fields
    body = chat_body(_build_messages(model, fields), sampling, think=think, form=settings.form, logprobs=settings.tops)
    text = await generation.render_prompt(runner, body)
    if fields.get("context"):
        prompt = [*fields["context"], *await generation.tokenize_text(runner, text, begins=False)]
        events = _complete_prompt(ready, prompt, sampling, settings)
        return split_events(events, create_splitter(text)) if think else events, _context_fields(ready, prompt)
    events = await chat_events(ready, body, settings, think)
    return events, _context_fields(ready, text)


async def _render_request(model: Model, fields: Mapping[str, Any], ready: ReadyModel, think: Think) -> str:
    """The prompt of a generate request, for `_debug_render_only`."""
    if fields.get("raw"):
        return str(fields["prompt"])
    return await generation.render_prompt(
        ready.lease.runner, chat_body(_build_messages(model, fields), {}, think=think)
    )


def _build_messages(model: Model, fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    system = fields.get("system") or model.system
    first = [{"role": "system", "content": system}] if system else []
    before = [] if fields.get("context") else [dict(message) for message in model.messages]
    return [*first, *before, {"role": "user", "content": fields["prompt"], "images": fields.get("images")}]


def _context_fields(ready: ReadyModel, prompt: str | list[int]) -> FinalFields:
    async def ending(said: str) -> Mapping[str, Any]:
        runner = ready.lease.runner
        if isinstance(prompt, str):
            return {"context": await generation.tokenize_text(runner, prompt + said)}
        return {"context": [*prompt, *await generation.tokenize_text(runner, said, begins=False)]}

    return ending


async def _complete_prompt(
    ready: ReadyModel, prompt: str | list[int], sampling: Mapping[str, Any], settings: GenerationRequest
) -> EventStream:
    """Run a rendered prompt (text or tokens); one that exceeds the window is cut where the request allows it."""
    lease, reader = ready.lease, CompletionReader(settings.tops)
    body = completion_body(prompt, sampling, form=settings.form, logprobs=settings.tops)
    try:
        async for bunch in stream_answer(lease, COMPLETION_PATH, body, reader):
            yield bunch
        return
    except RunnerError as error:
        if not (settings.truncate and lease.load_options.shift and generation.is_too_long(error.message)):
            raise
    tokens = await generation.tokenize_text(lease.runner, prompt) if isinstance(prompt, str) else prompt
    shorter = {**body, "prompt": generation.halve_tokens(tokens, lease.load_options.num_ctx, sampling["n_keep"])}
    async for bunch in stream_answer(lease, COMPLETION_PATH, shorter, reader):
        yield bunch


async def _send_without_text(
    reply: HttpResponse, encoder: AnswerEncoder, reason: str, settings: GenerationRequest
) -> None:
    """Answer a request that only loads or unloads the model."""
    end = GenerationEnd(reason, {})
    if settings.stream and encoder.streams_empty_answer:
        await reply.send_lines(encoder.encode_end(end, {}), encoder.stream_type)
        await reply.finish_stream()
    else:
        await reply.send_json(encoder.build_answer(end, "", "", {}), content_type=encoder.answer_type)


async def handle_chat(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`POST /api/chat`: answer a conversation; without messages load or unload the model as `/api/generate`."""
    started = time.perf_counter()
    fields = await read_request(request.body, "ChatRequest")
    encoder = ChatEncoder(fields.get("model", ""))
    await answer_chat(engine, fields, reply, encoder, started, large=len(request.body) >= LARGE)


async def answer_chat(
    engine: Engine,
    fields: Mapping[str, Any],
    reply: HttpResponse,
    encoder: AnswerEncoder,
    started: float,
    *,
    large: bool,
) -> None:
    """Answer the fields of a `ChatRequest`, written by `encoder`.

    `started`: when it came (perf_counter); `large`: its body is translated on another thread.
    """
    messages: list[dict[str, Any]] = fields.get("messages", [])
    keep_alive = scheduler.parse_keep_alive(fields.get("keep_alive"))
    settings = GenerationRequest.from_request(fields)
    model = await engine.find_model(fields.get("model", ""), empty=ApiError(400, "model is required"))
    if not messages and keep_alive == 0:
        engine.scheduler.expire_model(model)
        await _send_without_text(reply, encoder, "unload", settings)
        return
    abilities = await engine.read_abilities(model)
    think = settings.choose_thinking(fields["model"], abilities)
    require_abilities(abilities, model, fields, "chat", *(["tools"] if fields.get("tools") else []))
    async with engine.prepare_model(model, fields, keep_alive, started) as ready:
        if not messages:
            await _send_without_text(reply, encoder, "load", settings)
            return
        reply.in_stream = reply.in_stream or settings.stream
        if any(message.get("images") for message in messages) and "vision" not in abilities:
            raise ApiError(400, NO_VISION)
        build_body = partial(_build_chat_body, model, fields, ready, settings, think)
        body = await run_beside(build_body, large=large)
        if fields.get("_debug_render_only"):
            prompt = await generation.render_prompt(ready.lease.runner, body)
            await reply.send_json(encoder.build_rendered(prompt), content_type=encoder.answer_type)
            return
        async with ready.acquire_slot() as ready:
            events = await chat_events(ready, body, settings, think)
            await deliver_answer(reply, events, ready, encoder, stream=settings.stream, ending=no_extra_fields)


async def count_chat_tokens(engine: Engine, fields: Mapping[str, Any], started: float, *, large: bool) -> int:
    """The number of tokens of a chat's prompt; parameters as `answer_chat`."""
    settings = GenerationRequest.from_request(fields)
    model = await engine.find_model(fields.get("model", ""), empty=ApiError(400, "model is required"))
    abilities = await engine.read_abilities(model)
    think = settings.choose_thinking(fields["model"], abilities)
    require_abilities(abilities, model, fields, "chat", *(["tools"] if fields.get("tools") else []))
    async with engine.prepare_model(model, fields, None, started) as ready:
        build_body = partial(_build_chat_body, model, fields, ready, settings, think)
        prompt = await generation.render_prompt(ready.lease.runner, await run_beside(build_body, large=large))
        return len(await generation.tokenize_text(ready.lease.runner, prompt))


def _build_chat_body(
    model: Model, fields: Mapping[str, Any], ready: ReadyModel, settings: GenerationRequest, think: Think
) -> dict[str, Any]:
    return chat_body(
        translate_conversation(model, fields["messages"]),
        sampling_options(ready.options, ready.lease.load_options.num_ctx),
        tools=fields.get("tools", ()),
        think=think,
        form=settings.form,
        logprobs=settings.tops,
    )


NO_EMBEDDINGS = "This server does not support embeddings. Start it with `--embeddings`"
TOO_LONG = "the input length exceeds the context length"
_TOO_LONG_PHRASES = ("too large", "context size", "context length", "physical batch size")


async def handle_embed(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`POST /api/embed`: embeddings of length one for texts; without any the model is only loaded."""
    started = time.perf_counter()
    fields = await read_request(request.body, "EmbedRequest")
    await reply.send_json(await embed_texts(engine, fields, started))


async def embed_texts(engine: Engine, fields: Mapping[str, Any], started: float) -> dict[str, Any]:
    """The answer to the fields of an `EmbedRequest`; `started`: when it came (perf_counter)."""
    keep_alive = scheduler.parse_keep_alive(fields.get("keep_alive"))
    model = await engine.find_model(fields.get("model", ""), empty=model_missing(""), missing=model_to_pull)
    texts = _read_input(fields.get("input"))
    async with engine.prepare_model(model, fields, keep_alive, started) as ready:
        if not texts:
            return {"model": fields["model"], "embeddings": []}
        await _require_embedding(engine, model, 501)
        async with ready.acquire_slot() as ready:
            results = [await _embed_text(ready, text, truncate=fields.get("truncate", True)) for text in texts]
        width = fields.get("dimensions", 0)
        vectors = [normalise_vector(vector[:width] if width > 0 else vector) for vector, _ in results]
        answer: dict[str, Any] = {"model": fields["model"], "embeddings": vectors, **ready.read_durations()}
        tokens = sum(count for _, count in results)
        return {**answer, "prompt_eval_count": tokens} if tokens else answer


async def handle_embeddings(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`POST /api/embeddings`, the older form: one embedding."""
    started = time.perf_counter()
    fields = await read_request(request.body, "EmbeddingRequest")
    keep_alive = scheduler.parse_keep_alive(fields.get("keep_alive"))
    model = await engine.find_model(
        fields.get("model", ""), empty=ApiError(400, "model is required"), missing=model_to_pull
    )
    async with engine.prepare_model(model, fields, keep_alive, started) as ready:
        if not fields.get("prompt"):
            await reply.send_json({"embedding": []})
            return
        await _require_embedding(engine, model, 500)
        async with ready.acquire_slot() as ready:
            try:
                vector, _ = await _embed_text(ready, fields["prompt"], truncate=False)
            except RunnerError as error:
                raise ApiError(500, error.message) from error
        await reply.send_json({"embedding": vector})


async def _require_embedding(engine: Engine, model: Model, status: int) -> None:
    if "embedding" not in await engine.read_abilities(model):
        raise ApiError(status, NO_EMBEDDINGS)


def _read_input(value: object) -> list[str]:
    if value is None or value == "":
        return []
    if isinstance(value, str):
        return [value]
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return value
    raise ApiError(400, "invalid input type")


async def _embed_text(ready: ReadyModel, text: str, *, truncate: bool) -> tuple[list[float], int]:
    """A text's embedding and number of tokens; too long a text is truncated, or raises `ApiError` 400."""
    try:
        return await _request_embedding(ready, text)
    except RunnerError as error:
        if not any(words in error.message for words in _TOO_LONG_PHRASES):
            raise
        if not truncate:
            raise ApiError(400, TOO_LONG) from error
    tokens = await generation.tokenize_text(ready.lease.runner, text)
    room = ready.lease.load_options.batch  # one input must fit one batch
    return await _request_embedding(ready, [*tokens[: room - 1], tokens[-1]])  # keeps an end token


async def _request_embedding(ready: ReadyModel, text: str | list[int]) -> tuple[list[float], int]:
    answer = await ready.lease.runner.post_json("/v1/embeddings", {"input": text})
    return list(answer["data"][0]["embedding"]), int(answer.get("usage", {}).get("prompt_tokens", 0))


def normalise_vector(vector: Sequence[float]) -> list[float]:
    """The vector scaled to length one; raises `ApiError` 400 where it is not finite."""
    if not all(math.isfinite(value) for value in vector):
        raise ApiError(400, "embedding contains NaN or Inf values")
    length = max(math.sqrt(sum(value * value for value in vector)), 1e-12)
    return [value / length for value in vector]
