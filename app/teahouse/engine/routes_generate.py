"""The routes of Ollama's API that run a model: `/api/generate`, `/api/chat`, `/api/embed`, `/api/embeddings`."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from teahouse.core.conversation import Think
from teahouse.core.conversation_files import HEADER as CONVERSATION_HEADER
from teahouse.engine import generation, scheduler
from teahouse.engine.asgi import HttpRequest, HttpResponse
from teahouse.engine.chat_answers import (
    ChatInput,
    append_text,
    embed_images,
    render_chat,
    render_template,
    separate_answer,
    start_chat,
    tag_images,
)
from teahouse.engine.decode import RequestStruct, read_request
from teahouse.engine.engine import Engine, ReadyModel
from teahouse.engine.errors import ApiError, RunnerError, model_missing, model_to_pull
from teahouse.engine.events import (
    AnswerEncoder,
    ChatEncoder,
    EventStream,
    GenerateEncoder,
    GenerationEnd,
)
from teahouse.engine.generation import (
    FinalFields,
    GenerationRequest,
    complete_prompt,
    deliver_answer,
    halve_prompt,
    no_extra_fields,
    require_abilities,
)
from teahouse.engine.go_template.errors import GoTemplateError
from teahouse.engine.loader import sampling_options
from teahouse.engine.models import Model
from teahouse.engine.prompt_template import PromptInput, PromptTemplate
from teahouse.engine.thinking import create_splitter, split_events
from teahouse.engine.translate import require_vision, translate_conversation
from teahouse.engine.webp import convert_images


async def handle_generate(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`POST /api/generate`: answer a prompt; without one load the model, or unload it where `keep_alive` is 0."""
    started = time.perf_counter()
    fields = await read_request(request.body, RequestStruct.GENERATE)
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
    if fields.get("raw") and (fields.get("template") or fields.get("system") or fields.get("context")):
        raise ApiError(400, "raw mode does not support template, system, or context")
    abilities = await engine.read_abilities(model)
    think = settings.choose_thinking(fields["model"], abilities)
    require_abilities(abilities, model, fields, "generate", *(["insert"] if fields.get("suffix") else []))
    async with engine.prepare_model(model, fields, keep_alive, started) as ready:
        if not prompt:
            await _send_without_text(reply, encoder, "load", settings)
            return
        reply.in_stream = reply.in_stream or settings.stream
        require_vision(fields.get("images") or (), abilities)
        fields = {**fields, "images": await convert_images(fields.get("images") or ())}
        chat = ChatInput.for_model(
            model, engine.models.find_prompt_template(model), _build_messages(model, fields), [], think
        )
        async with ready.acquire_slot() as ready:
            if fields.get("_debug_render_only"):
                await _send_prompt(reply, encoder, await _render_generate(ready, chat, fields, settings), chat)
                return
            events, ending = await _start_generate(ready, chat, fields, settings)
            await deliver_answer(reply, events, ready, encoder, stream=settings.stream, ending=ending)


def _build_messages(model: Model, fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    system = fields.get("system") or model.system
    first = [{"role": "system", "content": system}] if system else []
    before = [] if fields.get("context") else [dict(message) for message in model.messages]
    return [*first, *before, {"role": "user", "content": fields["prompt"], "images": fields.get("images")}]


async def _render_generate(
    ready: ReadyModel, chat: ChatInput, fields: Mapping[str, Any], settings: GenerationRequest
) -> str:
    """The prompt of a generate request: raw, by the template of the request, by that for a suffix, or as a chat."""
    if fields.get("raw"):
        return str(fields["prompt"])
    context = fields.get("context")
    chat = replace(chat, prefix=await generation.detokenize(ready.lease.runner, context) if context else "")
    template, suffix = chat.template, fields.get("suffix", "")
    if fields.get("template"):
        try:
            template = await asyncio.to_thread(PromptTemplate, fields["template"])
        except GoTemplateError as error:
            raise ApiError(500, error.message) from None
    if template is None or not (fields.get("template") or suffix):
        return await render_chat(ready, chat, settings)
    messages = () if suffix else tag_images(chat.messages)[0]
    given = PromptInput(messages, None, chat.think, fields["prompt"] if suffix else "", suffix)
    return chat.prefix + await render_template(template, given)


async def _start_generate(
    ready: ReadyModel, chat: ChatInput, fields: Mapping[str, Any], settings: GenerationRequest
) -> tuple[EventStream, FinalFields]:
    """The events of the answer, and the fields of its last line: `context`, the tokens of prompt and answer."""
    if chat.template is None and not (fields.get("raw") or fields.get("template")):
        return await _start_runner_chat(ready, chat, fields, settings)
    text = await _render_generate(ready, chat, fields, settings)
    if not (fields.get("raw") or fields.get("template") or fields.get("suffix") or fields.get("context")):
        return await start_chat(ready, chat, settings), _context_fields(ready, text)
    sampling = sampling_options(ready.options, ready.lease.load_options.num_ctx)
    images = fields.get("images") or () if fields.get("raw") else tag_images(chat.messages)[1]
    prompt = await embed_images(ready, text, images)

    def complete(more: str, run_settings: GenerationRequest) -> EventStream:
        return complete_prompt(
            ready,
            append_text(prompt, more),
            sampling,
            run_settings,
            lambda: halve_prompt(ready, text, sampling["n_keep"]),
        )

    if fields.get("raw"):
        return complete("", settings), no_extra_fields
    return separate_answer(complete, text, chat, settings), _context_fields(ready, text)


async def _start_runner_chat(
    ready: ReadyModel, chat: ChatInput, fields: Mapping[str, Any], settings: GenerationRequest
) -> tuple[EventStream, FinalFields]:
    """As `_start_generate`, for a prompt that the runner renders; a context stays as the tokens it is."""
    text = await chat.render(ready, chat.messages)
    if not fields.get("context"):
        return await start_chat(ready, chat, settings), _context_fields(ready, text)
    prompt = [*fields["context"], *await generation.tokenize_text(ready.lease.runner, text, begins=False)]
    sampling = sampling_options(ready.options, ready.lease.load_options.num_ctx)
    events = complete_prompt(ready, prompt, sampling, settings, lambda: halve_prompt(ready, prompt, sampling["n_keep"]))
    return split_events(events, create_splitter(text)) if chat.think else events, _context_fields(ready, prompt)


def _context_fields(ready: ReadyModel, prompt: str | list[int]) -> FinalFields:
    async def ending(said: str) -> Mapping[str, Any]:
        runner = ready.lease.runner
        if isinstance(prompt, str):
            return {"context": await generation.tokenize_text(runner, prompt + said)}
        return {"context": [*prompt, *await generation.tokenize_text(runner, said, begins=False)]}

    return ending


async def _send_prompt(reply: HttpResponse, encoder: AnswerEncoder, prompt: str, chat: ChatInput) -> None:
    """Answer a request with `_debug_render_only`."""
    images = sum(len(message.get("images") or ()) for message in chat.messages)
    await reply.send_json(encoder.build_rendered(prompt, images), content_type=encoder.answer_type)


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
    fields = await read_request(request.body, RequestStruct.CHAT)
    encoder = ChatEncoder(fields.get("model", ""))
    await answer_chat(engine, fields, reply, encoder, started, request.header(CONVERSATION_HEADER))


async def answer_chat(
    engine: Engine,
    fields: Mapping[str, Any],
    reply: HttpResponse,
    encoder: AnswerEncoder,
    started: float,
    conversation: str = "",
) -> None:
    """Answer the fields of a `ChatRequest`, written by `encoder`; `started`: when it came (perf_counter);
    `conversation`: the id under which the runner's state is kept, if any."""
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
        fields = {**fields, "messages": [await _convert_images(message, abilities) for message in messages]}
        chat = _build_chat(engine, model, fields, think)
        async with ready.acquire_slot() as ready:
            if fields.get("_debug_render_only"):
                await _send_prompt(reply, encoder, await render_chat(ready, chat, settings), chat)
                return
            async with engine.states.use_state(ready.lease, conversation):
                events = await start_chat(ready, chat, settings)
                await deliver_answer(reply, events, ready, encoder, stream=settings.stream, ending=no_extra_fields)


async def _convert_images(message: dict[str, Any], abilities: Sequence[str]) -> dict[str, Any]:
    """The message with images that llama.cpp can decode."""
    images = message.get("images") or ()
    require_vision(images, abilities)
    return {**message, "images": await convert_images(images)} if images else message


async def count_chat_tokens(engine: Engine, fields: Mapping[str, Any], started: float) -> int:
    """The number of tokens of a chat's prompt; parameters as `answer_chat`."""
    settings = GenerationRequest.from_request(fields)
    model = await engine.find_model(fields.get("model", ""), empty=ApiError(400, "model is required"))
    abilities = await engine.read_abilities(model)
    think = settings.choose_thinking(fields["model"], abilities)
    require_abilities(abilities, model, fields, "chat", *(["tools"] if fields.get("tools") else []))
    chat = _build_chat(engine, model, fields, think)
    async with engine.prepare_model(model, fields, None, started) as ready:
        prompt = await chat.render(ready, chat.messages)
        return len(await generation.tokenize_text(ready.lease.runner, prompt))


def _build_chat(engine: Engine, model: Model, fields: Mapping[str, Any], think: Think) -> ChatInput:
    template = engine.models.find_prompt_template(model)
    conversation = translate_conversation(model, fields["messages"])
    return ChatInput.for_model(model, template, conversation, fields.get("tools"), think)


NO_EMBEDDINGS = "This server does not support embeddings. Start it with `--embeddings`"
TOO_LONG = "the input length exceeds the context length"
_TOO_LONG_PHRASES = ("too large", "context size", "context length", "physical batch size")


async def handle_embed(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`POST /api/embed`: embeddings of length one for texts; without any the model is only loaded."""
    started = time.perf_counter()
    fields = await read_request(request.body, RequestStruct.EMBED)
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
    fields = await read_request(request.body, RequestStruct.EMBEDDING)
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
