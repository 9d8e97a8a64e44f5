"""The routes of Anthropic's API: messages, and the count of their tokens."""

from __future__ import annotations

import time

from teahouse.engine import anthropic_api
from teahouse.engine.asgi import PLAIN_JSON, HttpRequest, HttpResponse
from teahouse.engine.decode import RequestStruct, read_request
from teahouse.engine.engine import Engine
from teahouse.engine.large import LARGE, run_beside
from teahouse.engine.routes_generate import answer_chat, count_chat_tokens


async def handle_messages(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`POST /v1/messages`: answer a conversation as `/api/chat` does."""
    started = time.perf_counter()
    fields = await read_request(request.body, RequestStruct.ANTHROPIC_MESSAGES)
    large = len(request.body) >= LARGE
    chat = await run_beside(lambda: anthropic_api.translate_messages(fields), large=large)
    reply.in_stream = True
    encoder = anthropic_api.MessagesEncoder(chat["model"], anthropic_api.estimate_input(chat))
    await answer_chat(engine, chat, reply, encoder, started)


async def handle_count_tokens(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`POST /v1/messages/count_tokens`, not in Ollama: the tokens of a conversation's prompt; loads the model."""
    started = time.perf_counter()
    fields = await read_request(request.body, RequestStruct.ANTHROPIC_MESSAGES)
    large = len(request.body) >= LARGE
    chat = await run_beside(lambda: anthropic_api.translate_messages(fields, counts=True), large=large)
    reply.in_stream = True
    count = await count_chat_tokens(engine, chat, started)
    await reply.send_json({"input_tokens": count}, content_type=PLAIN_JSON)
