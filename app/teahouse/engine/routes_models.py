"""The routes of models: tags, ps, show, copy, create, delete, pull, push, and blobs."""

from __future__ import annotations

import asyncio
import json
import math
import os
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, suppress
from pathlib import Path
from typing import Any

from teahouse.core.gguf import GgufError
from teahouse.engine.asgi import JSON, HttpRequest, HttpResponse
from teahouse.engine.bandwidth import MOST_RATE
from teahouse.engine.creation import NO_FILES, check_create_fields, run_create_steps
from teahouse.engine.decode import RequestStruct, read_request
from teahouse.engine.describe import describe_details, describe_model, format_timestamp
from teahouse.engine.engine import Engine
from teahouse.engine.errors import INVALID_NAME, ApiError, model_missing
from teahouse.engine.events import encode_line
from teahouse.engine.loader import LoadOptions
from teahouse.engine.models import Model, Models, parse_name
from teahouse.engine.pulls import ProgressLine
from teahouse.engine.pushes import push_model
from teahouse.engine.runner import Runner
from teahouse.engine.scheduler import LoadedRunner

# Go's longest duration, 292 years, is how the answer writes "for ever".
_FOREVER_SECONDS = (1 << 63) / 1e9


def _requested_name(fields: Mapping[str, Any]) -> str:
    """The model a request names, in the current field or the older one; empty for none."""
    return fields.get("model") or fields.get("name") or ""


async def handle_tags(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`GET /api/tags`: every model on disk."""
    await reply.send_body(await asyncio.to_thread(engine.listing.list_tags), 200, JSON)


async def handle_ps(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`GET /api/ps`: every model in memory."""
    clock = asyncio.get_running_loop().time()
    await reply.send_json({"models": [_describe_loaded(entry, clock) for entry in engine.scheduler.list_loaded()]})


def _describe_loaded(entry: LoadedRunner, clock: float) -> dict[str, Any]:
    until = entry.expires_at(clock)
    seconds = time.time() + _FOREVER_SECONDS if math.isinf(until) else until
    failure = entry.runner.binary_failure if entry.runner else ""
    return {
        "name": entry.model.name.short,
        "model": entry.model.name.short,
        "size": entry.size,
        "digest": entry.model.digest,
        "details": describe_details(entry.model),
        "expires_at": format_timestamp(int(seconds * 1e9)),
        "size_vram": entry.runner.size_vram if entry.runner else 0,
        "context_length": entry.load_options.num_ctx,
        **(_describe_acceleration(entry.runner, entry.load_options) if entry.runner else {}),
        **({"card_failure": failure} if failure else {}),  # ours: why the chosen llama-server does not run it
    }


def _describe_acceleration(runner: Runner, load_options: LoadOptions) -> dict[str, Any]:
    """Ours: what makes a loaded model faster or smaller, stated with every measurement."""
    return {
        "kv_cache_type": load_options.kv_cache_type,
        "num_thread": runner.threads,
        "drafts": runner.drafts,
        "prompt_cache": int(runner.log.prompt_cache),  # bytes, part of `size`
    }


async def handle_show(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`POST /api/show`: everything about one model."""
    fields = await read_request(request.body, RequestStruct.SHOW)
    text = _requested_name(fields)
    if not text:
        raise ApiError(400, "model is required")
    name = parse_name(text)
    model = await asyncio.to_thread(engine.models.find_model, name)
    if model is None:
        tagged = text if ":" in text.rpartition("/")[2] else f"{text}:latest"
        raise model_missing(tagged)
    verbose = fields.get("verbose", False)
    try:
        answer = await asyncio.to_thread(_encode_description, engine.models, model, verbose, fields.get("system", ""))
    except (GgufError, OSError) as error:
        raise ApiError(500, str(error)) from error
    await reply.send_body(answer, 200, JSON)


def _encode_description(models: Models, model: Model, verbose: bool, system: str) -> bytes:
    """The JSON of the answer, encoded by field: `json` holds the interpreter's lock, and a vocabulary is long."""
    fields = describe_model(models, model, verbose=verbose, system=system)
    return b"{" + b",".join(map(_encode_field, fields.items())) + b"}"


def _encode_field(item: tuple[str, object]) -> bytes:
    name, value = item
    if name == "model_info" and isinstance(value, dict):
        return b'"model_info":{' + b",".join(map(_encode_field, value.items())) + b"}"
    return f"{json.dumps(name)}:{json.dumps(value, separators=(',', ':'))}".encode("ascii")


async def handle_copy(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`POST /api/copy`: a second name for the same layers."""
    fields = await read_request(request.body, RequestStruct.COPY)
    names = []
    for field in ("source", "destination"):
        try:
            names.append(await asyncio.to_thread(engine.models.resolve_spelling, parse_name(fields.get(field, ""))))
        except ApiError:
            raise ApiError(400, f'{field} "{fields.get(field, "")}" is invalid') from None
    try:
        await asyncio.to_thread(engine.models.copy_model, *names)
    except FileNotFoundError:
        raise ApiError(404, f'model "{fields["source"]}" not found') from None
    await reply.send_empty()


async def handle_delete(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`DELETE /api/delete`: delete a model and the blobs only it uses, and unload it."""
    fields = await read_request(request.body, RequestStruct.DELETE)
    text = _requested_name(fields)
    try:
        name = parse_name(text)
    except ApiError:
        raise ApiError(400, f'name "{text}" is invalid') from None
    stored = await asyncio.to_thread(engine.models.resolve_spelling, name)
    if engine.models.read_stamp(stored) is None:
        raise model_missing(text)
    model: Model | None = None
    with suppress(ApiError):  # a damaged one is not in memory
        model = await asyncio.to_thread(engine.models.find_model, stored)
    await asyncio.to_thread(engine.models.delete_model, stored)
    if model is not None:
        await engine.release_model_name(model)
    await reply.send_empty()


async def handle_push(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`POST /api/push`: push a model to the registry of its name, a line every 60 ms; a disconnect ends it."""
    fields = await read_request(request.body, RequestStruct.PUSH)
    text = _requested_name(fields)
    if not text:
        raise ApiError(400, "model is required")
    lines = push_model(engine.models, parse_name(text), insecure=fields.get("insecure", False))
    await _send_progress(reply, lines, streamed=fields.get("stream", True))


async def _send_progress(reply: HttpResponse, lines: AsyncGenerator[ProgressLine, None], *, streamed: bool) -> None:
    """Answer with the lines of a pull or push, or with the last one."""
    reply.in_stream = True
    line: ProgressLine = {}
    async with aclosing(lines) as running:
        async for line in running:
            if streamed:
                await reply.send_lines(encode_line(line))
    if streamed:
        await reply.finish_stream()
    else:
        await reply.send_json(line, content_type="application/json")


async def handle_status(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`GET /api/status`: whether models run in Ollama's cloud, which this engine has nothing to do with."""
    await reply.send_json({"cloud": {"disabled": True, "source": "config"}})


async def handle_me(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`POST /api/me`: the account at ollama.com; there is none."""
    raise ApiError(503, "account unavailable")


async def handle_pull(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`POST /api/pull`: pull a model, a line every 60 ms; a disconnect ends the pull, partial files stay."""
    fields = await read_request(request.body, RequestStruct.PULL)
    text = _requested_name(fields)
    if not text:
        raise ApiError(400, INVALID_NAME)
    lines = engine.pulls.pull_model(parse_name(text), insecure=fields.get("insecure", False))
    await _send_progress(reply, lines, streamed=fields.get("stream", True))


async def handle_pull_rate(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`PUT /api/pull-rate`, not in Ollama: limit all pulls together to so many bytes a second, 0 for no limit. It holds
    from now on, for running pulls too, until the engine ends."""
    rate = (await read_request(request.body, RequestStruct.PULL_RATE)).get("bytes_per_second", 0)
    if not 0 <= rate <= MOST_RATE:
        raise ApiError(400, f"bytes_per_second must be from 0 to {MOST_RATE}")
    engine.pulls.limit.set_rate(rate)
    await reply.send_empty()


async def handle_blob_delete(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`DELETE /api/blobs/…`, not in Ollama: delete a partial or unused blob. 404 where there is none, 409 while it is
    pulled."""
    if not await engine.pulls.discard_blob(request.path_rest):
        raise ApiError(404, f'no part of blob "{request.path_rest}" is here')
    await reply.send_empty()


async def handle_blob_head(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`HEAD /api/blobs/…`: 200 where the blob exists, 404 where not, 400 for an invalid digest."""
    if not engine.models.blobs.has_blob(request.path_rest):
        raise ApiError(404, f'blob "{request.path_rest}" not found')
    await reply.send_empty()


async def handle_blob_post(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`POST /api/blobs/…`: stream the body to disk; 201, or 400 and nothing stored where the hash differs."""
    if engine.models.blobs.has_blob(request.path_rest):
        await reply.send_empty()
        return
    await engine.models.blobs.receive_blob(request.read_chunks(), request.path_rest)
    await reply.send_empty(201)


async def handle_link(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`POST /api/link`, not in Ollama: make a blob of the file at `path` without a second copy of its bytes. It is read
    once for its digest, which is in the last line. 409 where its file system cannot do that."""
    fields = await read_request(request.body, RequestStruct.LINK)
    path = fields.get("path", "")
    if not engine.opens_files:
        raise ApiError(403, NO_FILES)
    if not os.path.isabs(path):
        raise ApiError(400, f"file path must be absolute: {path}")
    reply.in_stream = True
    async with aclosing(engine.models.blobs.link_blob(Path(path))) as steps:
        async for completed, total, digest in steps:
            status = "success" if digest else "linking file"
            line = {"status": status, "completed": completed, "total": total, "digest": digest}
            await reply.send_lines(encode_line(line))
    await reply.finish_stream()


async def handle_create(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """`POST /api/create`: a model from another model or from GGUF blobs, with its own texts and parameters.

    `local_files`, not in Ollama: absolute paths of files that are used in their places.
    """
    fields = await read_request(request.body, RequestStruct.CREATE)
    name = await asyncio.to_thread(
        engine.models.resolve_spelling, parse_name(fields.get("model") or fields.get("name") or "")
    )
    blobs, opens_files = engine.models.blobs, engine.opens_files
    await asyncio.to_thread(lambda: check_create_fields(blobs, fields, opens_files=opens_files))
    reply.in_stream = True
    streamed, old = fields.get("stream", True), await asyncio.to_thread(engine.models.find_model, name)
    steps = run_create_steps(engine.models, fields, name, old)
    while step := await asyncio.to_thread(next, steps, ""):  # not on the event loop
        if streamed:
            await reply.send_lines(encode_line({"status": step} if isinstance(step, str) else step))
    if old is not None:
        await engine.release_model_name(old)
    if streamed:
        await reply.send_lines(encode_line({"status": "success"}))
        await reply.finish_stream()
    else:
        await reply.send_json({"status": "success"}, content_type="application/json")
