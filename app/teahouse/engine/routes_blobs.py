"""`HEAD` and `POST /api/blobs/sha256:…`: is a file there, and take one in."""

from __future__ import annotations

from teahouse.engine.asgi import HttpRequest, HttpResponse
from teahouse.engine.engine import Engine
from teahouse.engine.errors import ApiError


async def blob_head(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """200 when the blob is there, 404 when it is not, 400 when the path names none."""
    if not engine.models.blobs.has(request.tail):
        raise ApiError(404, f'blob "{request.tail}" not found')
    await reply.empty()


async def blob_post(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """Stream the body to disk; 201 when its sum is the one in the path, 400 and nothing kept otherwise."""
    if engine.models.blobs.has(request.tail):
        await reply.empty()
        return
    await engine.models.blobs.receive(request.chunks(), request.tail)
    await reply.empty(201)
