"""A model looked at where it lies, before it is pulled: its exact size, and its header read over HTTP Range.

Ollama's registry protocol, which hf.co speaks, too: a manifest names the layers, and of the model's layer only the
first megabytes are fetched, until the header is whole. Redirects to other hosts are followed; nothing of ours goes
along. What a registry says is not believed before it fits together.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from teahouse.core.architecture import Architecture, from_header
from teahouse.core.errors import Problem, Trouble
from teahouse.core.gguf import GgufError, Header, HeaderParser
from teahouse.core.model import ModelName

SECONDS = 15.0  # for a registry to answer
FIRST_PIECE = 1 << 20  # headers with a small vocabulary end here
LARGEST_PIECE = 16 << 20
MOST = 128 << 20  # no header of a real model is longer
LARGEST_MANIFEST = 1 << 20
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_MODEL = "application/vnd.ollama.image.model"
_PROJECTOR = "application/vnd.ollama.image.projector"


@dataclass(frozen=True, slots=True)
class Remote:
    """A model that is not here. `size`: bytes of all its layers, exactly what a pull fetches; `projector`: those of
    vision parts among them; `read`: bytes fetched to know it."""

    name: ModelName
    size: int
    projector: int
    header: Header
    read: int

    @property
    def architecture(self) -> Architecture:
        return from_header(self.header, self.projector)


async def look(name: ModelName, *, plain_http: bool = False) -> Remote:
    """Read manifest and header of `name`; `plain_http` only where the person asked for it.

    Raises `Trouble`: MODEL_MISSING, MODEL_BROKEN (model, message), HOST_REFUSED, HOST_UNREACHABLE, HOST_SILENT,
    HOST_ERROR (address or message).
    """
    base = f"{'http' if plain_http else 'https'}://{name.host}"
    with_ours = {"User-Agent": "Teahouse", "Accept-Encoding": "identity"}
    try:
        async with httpx.AsyncClient(timeout=SECONDS, follow_redirects=True, headers=with_ours) as client:
            return await _Looking(client, name, f"{base}/v2/{name.namespace}/{name.model}").remote()
    except httpx.TimeoutException as error:
        raise Trouble(Problem.HOST_SILENT, address=name.host) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Trouble(Problem.HOST_UNREACHABLE, address=name.host) from error


class _Looking:
    """One look at one model, below one address."""

    def __init__(self, client: httpx.AsyncClient, name: ModelName, below: str) -> None:
        self._client = client
        self._name = name
        self._below = below

    async def remote(self) -> Remote:
        layers = _layers(await self._manifest())
        models = [layer for layer in layers if layer.kind == _MODEL]
        if not models:
            raise self._broken("the manifest names no model")
        header, read = await self._header(models[0])
        projector = sum(layer.size for layer in layers if layer.kind == _PROJECTOR)
        return Remote(self._name, sum(layer.size for layer in layers), projector, header, read)

    async def _manifest(self) -> bytes:
        async with self._get(f"/manifests/{self._name.tag}", {}) as answer:
            data = bytearray()
            async for chunk in answer.aiter_bytes():
                data += chunk
                if len(data) > LARGEST_MANIFEST:
                    raise self._broken("the manifest is larger than any model's")
            return bytes(data)

    async def _header(self, layer: _Layer) -> tuple[Header, int]:
        """Fetch piece after piece, each twice as long as the one before, until the header is whole."""
        parser, length = HeaderParser(layer.size), FIRST_PIECE
        try:
            while parser.header is None:
                if parser.fed >= MOST:
                    raise self._broken("the header is larger than any model's")
                await self._piece(layer, parser, length)
                length = min(LARGEST_PIECE, length * 2)
        except GgufError as error:
            raise self._broken(str(error)) from error
        return parser.header, parser.fed

    async def _piece(self, layer: _Layer, parser: HeaderParser, length: int) -> None:
        start, end = parser.fed, min(layer.size, parser.fed + length)
        async with self._get(f"/blobs/{layer.digest}", {"Range": f"bytes={start}-{end - 1}"}) as answer:
            self._check_range(answer, start, layer.size)
            piece = bytearray()
            async for chunk in answer.aiter_bytes():
                piece += chunk
                if len(piece) >= end - start:  # a server that knows no ranges sends all: leave when it is enough
                    break
            parser.feed(bytes(piece[: end - start]))

    def _check_range(self, answer: httpx.Response, start: int, size: int) -> None:
        if answer.status_code == 200 and start == 0:
            return
        said = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", answer.headers.get("Content-Range", ""))
        if answer.status_code != 206 or said is None or int(said[1]) != start:
            raise self._broken("the registry sent another part than was asked for")
        if said[2] not in ("*", str(size)):
            raise self._broken(f"the registry says two sizes: {size} and {said[2]}")

    @asynccontextmanager
    async def _get(self, path: str, headers: dict[str, str]) -> AsyncIterator[httpx.Response]:
        async with self._client.stream("GET", self._below + path, headers=headers) as answer:
            match answer.status_code:
                case 200 | 206:
                    yield answer
                case 404:
                    raise Trouble(Problem.MODEL_MISSING, model=self._name.short)
                case 401 | 403:
                    raise Trouble(Problem.HOST_REFUSED, address=self._name.host)
                case 429 | 503:
                    raise Trouble(Problem.HOST_BUSY, address=self._name.host)
                case other:
                    said = (await answer.aread())[:500].decode(errors="replace").strip()
                    raise Trouble(Problem.HOST_ERROR, message=said or f"status {other}", address=self._name.host)

    def _broken(self, why: str) -> Trouble:
        return Trouble(Problem.MODEL_BROKEN, model=self._name.short, message=why)


@dataclass(frozen=True, slots=True)
class _Layer:
    kind: str
    digest: str
    size: int


def _layers(manifest: bytes) -> list[_Layer]:
    """The layers a manifest names; those that say nothing sensible of themselves are none."""
    try:
        value: Any = json.loads(manifest)
    except (ValueError, RecursionError):
        return []
    layers = value.get("layers") if isinstance(value, dict) else None
    return [
        _Layer(str(each.get("mediaType")), each["digest"], each["size"])
        for each in (layers if isinstance(layers, list) else ())
        if isinstance(each, dict)
        and isinstance(each.get("digest"), str)
        and _DIGEST.fullmatch(each["digest"])
        and type(each.get("size")) is int
        and 0 <= each["size"] < 1 << 50
    ]
