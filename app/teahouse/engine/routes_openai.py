"""The routes of OpenAI's API: models, chat completions, responses, completions and embeddings."""

from __future__ import annotations

import asyncio
import base64
import struct
import time
from collections.abc import Mapping
from typing import Any

from teahouse.engine import openai_api, responses_api
from teahouse.engine.asgi import PLAIN_JSON, HttpRequest, HttpResponse
from teahouse.engine.decode import RequestStruct, read_request
from teahouse.engine.describe import describe_openai_model
from teahouse.engine.engine import Engine
from teahouse.engine.errors import ApiError, model_missing
from teahouse.engine.large import LARGE, run_beside
from teahouse.engine.routes_generate import answer_chat, answer_prompt, embed_texts


async def handle_models(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`GET /v1/models`: every model on disk."""
    await reply.send_body(await asyncio.to_thread(engine.listing.list_openai_models), 200, PLAIN_JSON)


async def handle_model(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`GET /v1/models/…`: one model, under the name as requested."""
    requested = request.path_rest
    if "/" in requested:  # as Ollama, whose route takes one part of a path
        await reply.send_text("404 page not found", 404, "text/plain")
        return
    reply.in_stream = True
    tagged = requested if ":" in requested else f"{requested}:latest"
    try:
        model = await engine.find_model(
            requested, empty=model_missing(requested), missing=lambda _: model_missing(tagged)
        )
    except ApiError as error:
        raise model_missing(tagged) if error.status == 400 else error from None
    answer = {**describe_openai_model(model), "id": requested}
    await reply.send_json(answer, content_type=PLAIN_JSON)


async def handle_chat_completions(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`POST /v1/chat/completions`: answer a conversation as `/api/chat` does."""
    started = time.perf_counter()
    fields = await read_request(request.body, RequestStruct.OPENAI_CHAT)
    large = len(request.body) >= LARGE
    chat = await run_beside(lambda: openai_api.translate_chat(fields), large=large)
    reply.in_stream = True
    encoder = openai_api.ChatCompletionEncoder(chat["model"], usage=_wants_usage(fields))
    await answer_chat(engine, chat, reply, encoder, started)


async def handle_completions(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`POST /v1/completions`: answer a prompt as `/api/generate` does."""
    started = time.perf_counter()
    fields = await read_request(request.body, RequestStruct.OPENAI_COMPLETION)
    prompt = openai_api.translate_completion(fields)
    reply.in_stream = True
    encoder = openai_api.CompletionEncoder(prompt["model"], usage=_wants_usage(fields))
    await answer_prompt(engine, prompt, reply, encoder, started)


async def handle_responses(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`POST /v1/responses`: answer a conversation as `/api/chat` does; without input the model is only loaded."""
    started = time.perf_counter()
    fields = await read_request(request.body, RequestStruct.OPENAI_RESPONSES)
    large = len(request.body) >= LARGE
    chat = await run_beside(lambda: responses_api.translate_response(fields), large=large)
    reply.in_stream = True
    encoder = responses_api.ResponsesEncoder(fields)
    reply.format_errors(responses_api.ResponsesErrors(encoder))
    await answer_chat(engine, chat, reply, encoder, started)


def _wants_usage(fields: Mapping[str, Any]) -> bool:
    return bool(fields.get("stream_options", {}).get("include_usage"))


async def handle_embeddings(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`POST /v1/embeddings`: embeddings of length one, as lists of numbers or as base64 of 32-bit numbers."""
    started = time.perf_counter()
    fields = await read_request(request.body, RequestStruct.OPENAI_EMBED)
    encoding = fields.get("encoding_format", "float").lower()
    if encoding not in ("float", "base64"):
        named = fields["encoding_format"]
        raise ApiError(400, f"Invalid value for 'encoding_format' = {named}. Supported values: ['float', 'base64'].")
    if fields.get("input") is None or fields["input"] == []:
        raise ApiError(400, "invalid input")
    reply.in_stream = True
    answer = await embed_texts(engine, fields, started)
    if not answer["embeddings"]:
        raise ApiError(400, "input exceeds maximum context length and cannot be truncated further")
    data = [
        {"object": "embedding", "embedding": _encode_vector(vector, encoding), "index": index}
        for index, vector in enumerate(answer["embeddings"])
    ]
    tokens = answer.get("prompt_eval_count", 0)
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    body = {"object": "list", "data": data, "model": answer["model"], "usage": usage}
    await reply.send_json(body, content_type=PLAIN_JSON)


def _encode_vector(vector: list[float], encoding: str) -> list[float] | str:
    if encoding == "float":
        return vector
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode("ascii")
