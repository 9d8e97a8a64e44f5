"""`POST /api/pull`, and `DELETE /api/blobs/sha256:…`: bring a model here, and throw away what came of one."""

from __future__ import annotations

from contextlib import aclosing

from teahouse.engine.asgi import HttpRequest, HttpResponse
from teahouse.engine.decode import read_request
from teahouse.engine.engine import Engine
from teahouse.engine.errors import INVALID_NAME, ApiError
from teahouse.engine.models import parse_name
from teahouse.engine.pulls import Line
from teahouse.engine.response_lines import encoded


async def pull(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """Pull a model, a line every 60 ms; a client that leaves ends the pull and keeps its partials."""
    asked = await read_request(request.body, "PullRequest")
    text = asked.get("model") or asked.get("name") or ""
    if not text:
        raise ApiError(400, INVALID_NAME)
    lines = engine.pulls.pull(parse_name(text), insecure=asked.get("insecure", False))
    streamed = asked.get("stream", True)
    reply.in_stream = True
    line: Line = {}
    async with aclosing(lines) as pulling:
        async for line in pulling:
            if streamed:
                await reply.line(encoded(line))
    if streamed:
        await reply.finish()
    else:
        await reply.json(line, content_type="application/json")


async def blob_delete(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """Discard a blob that is unfinished or nobody's: our own, no Ollama daemon has it. 404 when there is nothing to
    discard, 409 while it is pulled."""
    if not await engine.pulls.discard(request.tail):
        raise ApiError(404, f'no part of blob "{request.tail}" is here')
    await reply.empty()
