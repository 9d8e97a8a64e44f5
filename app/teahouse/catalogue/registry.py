"""Reads a model's manifest and parts of its blobs from a registry, before it is pulled.

Uses Ollama's registry protocol, which hf.co supports too. Redirects to other hosts are followed; no identifying data is
sent. The host pulls a model, and it may reach other registries than this computer does. So errors other than
NOT_IN_REGISTRY only mean that nothing is known about the model before the pull.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import httpx

from teahouse import bounded_http
from teahouse.bounded_http import open_client
from teahouse.core.architecture import Architecture, from_header
from teahouse.core.errors import Problem, Trouble
from teahouse.core.gguf import GgufError, GgufHeader, HeaderParser
from teahouse.core.manifest import (
    ACCEPTED,
    LARGEST,
    MODEL,
    PROJECTOR,
    Blob,
    Manifest,
    problem_of_refusal,
    read_manifest,
)
from teahouse.core.model import ModelName
from teahouse.core.values import dataclass

SECONDS = 15.0  # for a response
SLOWEST = 1 << 14  # bytes a second; a slower registry is a timeout
_MOST_MESSAGE = 1000  # bytes of a refusal's body
_LOCAL = re.compile(r"(?:localhost|127\.[\d.]+|\[::1\])(?::\d+)?", re.IGNORECASE)
_HEADERS = {"User-Agent": "Teahouse", "Accept": ACCEPTED, "Accept-Encoding": "identity"}


async def fetch_manifest(name: ModelName, *, insecure: bool = False) -> Manifest:
    """Fetch the manifest of `name`; raises as `open_registry` does."""
    async with open_registry(name, insecure=insecure) as registry:
        return await registry.fetch_manifest()


@asynccontextmanager
async def open_registry(name: ModelName, *, insecure: bool = False) -> AsyncIterator[ModelRegistry]:
    """Open the registry of `name`, without TLS if `insecure`.

    Raises `Trouble`, with model and registry: NOT_IN_REGISTRY, REGISTRY_SPLIT, REGISTRY_NO_GGUF, REGISTRY_REFUSED,
    REGISTRY_UNTRUSTED, REGISTRY_PLAIN, REGISTRY_UNREACHABLE, DOWNLOAD_DAMAGED (inconsistent data).
    """
    trust_env = _LOCAL.fullmatch(name.host) is None
    try:
        async with open_client(timeout=SECONDS, follow_redirects=True, headers=_HEADERS, trust_env=trust_env) as client:
            yield ModelRegistry(client, name, insecure=insecure)
    except (Trouble, GgufError):
        raise
    except Exception as error:  # not only httpx's: a redirect to port 99999 raises an ExceptionGroup
        raise _failure_trouble(error, name) from error


class ModelRegistry:
    """The registry of one model."""

    def __init__(self, client: httpx.AsyncClient, name: ModelName, *, insecure: bool) -> None:
        self._client = client
        self._name = name
        self._root = f"{'http' if insecure else 'https'}://{name.host}/v2/{name.namespace}/{name.model}"

    async def fetch_manifest(self) -> Manifest:
        async with self._get_path(f"/manifests/{self._name.tag}") as answer:
            raw = await _read_body(answer, LARGEST + 1, SECONDS)
        try:
            return read_manifest(raw)
        except ValueError as error:
            raise self.damage_trouble(f"the manifest is not believable: {error}") from error

    async def fetch_part(self, blob: Blob, start: int, end: int) -> bytes:
        """The bytes of a blob from `start` up to `end`."""
        async with self._get_path(f"/blobs/{blob.digest}", Range=f"bytes={start}-{end - 1}") as answer:
            self._check_range(answer, start, blob.size)
            # A server without support for ranges sends the whole blob, of which no more than this is read.
            return await _read_body(answer, end - start, SECONDS + (end - start) / SLOWEST)

    def damage_trouble(self, reason: str) -> Trouble:
        """The trouble to raise for inconsistent data."""
        return Trouble(Problem.DOWNLOAD_DAMAGED, model=self._name.short, registry=self._name.host, message=reason)

    @asynccontextmanager
    async def _get_path(self, path: str, **headers: str) -> AsyncIterator[httpx.Response]:
        async with asyncio.timeout(2 * SECONDS):  # redirects included
            request = self._client.build_request("GET", self._root + path, headers=headers)
            answer = await self._client.send(request, stream=True)
        async with aclosing(answer):
            if answer.status_code not in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
                message = (await _read_body(answer, _MOST_MESSAGE, SECONDS)).decode(errors="replace")
                raise _refusal_trouble(answer.status_code, message, self._name)
            yield answer

    def _check_range(self, answer: httpx.Response, start: int, size: int) -> None:
        if answer.status_code == httpx.codes.OK and start == 0:
            return
        content_range = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", answer.headers.get("Content-Range", ""))
        if answer.status_code != httpx.codes.PARTIAL_CONTENT or content_range is None or int(content_range[1]) != start:
            raise self.damage_trouble("the registry sent another part than was asked for")
        if content_range[2] not in ("*", str(size)):
            raise self.damage_trouble(f"the registry says two sizes: {size} and {content_range[2]}")


async def _read_body(answer: httpx.Response, most: int, seconds: float) -> bytes:
    """Up to `most` bytes, not decompressed, because a small body may decompress to any size. Raises TimeoutError after
    `seconds`."""
    data = bytearray()
    async with asyncio.timeout(seconds):
        async for chunk in answer.aiter_raw():
            data += chunk
            if len(data) >= most:
                break
            await asyncio.sleep(0)  # a server may send thousands of one-byte chunks: let other tasks run
    return bytes(data[:most])


def _refusal_trouble(status: int, message: str, name: ModelName) -> Trouble:
    if status in (401, 403):
        return Trouble(Problem.REGISTRY_REFUSED, model=name.short, registry=name.host)
    if status in (400, 404):
        return Trouble(problem_of_refusal(message) or Problem.NOT_IN_REGISTRY, model=name.short, registry=name.host)
    return Trouble(Problem.REGISTRY_UNREACHABLE, model=name.short, registry=name.host, message=f"HTTP {status}")


def _failure_trouble(error: Exception, name: ModelName) -> Trouble:
    facts = {"model": name.short, "registry": name.host, "message": str(error)[:300] or type(error).__name__}
    match bounded_http.tls_problem(error):
        case None:
            return Trouble(Problem.REGISTRY_UNREACHABLE, **facts)
        case Problem.HOST_WITHOUT_TLS:
            return Trouble(Problem.REGISTRY_PLAIN, **facts)
    return Trouble(Problem.REGISTRY_UNTRUSTED, **facts)


FIRST_PIECE = 1 << 20  # bytes; enough for headers with a small vocabulary
LARGEST_PIECE = 16 << 20
MOST = 128 << 20  # no header of a real model is longer


@dataclass(frozen=True, slots=True)
class RemoteModel:
    """A model in a registry: its header, and the bytes of its separate vision layers."""

    header: GgufHeader
    projector: int

    @property
    def architecture(self) -> Architecture:
        return from_header(self.header, self.projector)


async def read_remote_model(name: ModelName, *, insecure: bool = False) -> RemoteModel:
    """Read a model's manifest and header from its registry. Of the model's layer only the first megabytes are fetched
    with HTTP Range, until the header is complete. Raises as `open_registry` does, DOWNLOAD_DAMAGED also if it is not
    GGUF."""
    async with open_registry(name, insecure=insecure) as registry:
        manifest = await registry.fetch_manifest()
        header = await _read_header(registry, manifest.layers_of(MODEL)[0])
    return RemoteModel(header, sum(blob.size for blob in manifest.layers_of(PROJECTOR)))


async def _read_header(registry: ModelRegistry, blob: Blob) -> GgufHeader:
    """Fetch pieces of growing length until the header is complete."""
    parser, length = HeaderParser(blob.size), FIRST_PIECE
    try:
        while parser.header is None:
            if parser.fed >= MOST:
                raise registry.damage_trouble("the header is larger than any model's")
            parser.parse_bytes(await registry.fetch_part(blob, parser.fed, min(blob.size, parser.fed + length)))
            length = min(LARGEST_PIECE, length * 2)
    except GgufError as error:
        raise registry.damage_trouble(str(error)) from error
    return parser.header


SLAB = 4 << 20  # bytes of one read of a file


def read_gguf_header(path: Path) -> GgufHeader:
    """The header of a GGUF file; blocks while reading a few MB. Raises `Trouble` (MODEL_BROKEN; model, message) if the
    file is not GGUF, is cut or cannot be read."""
    try:
        with path.open("rb") as file:
            parser = HeaderParser(path.stat().st_size)
            while (header := parser.parse_bytes(file.read(SLAB))) is None:
                pass
            return header
    except GgufError as error:
        raise Trouble(Problem.MODEL_BROKEN, model=path.name, message=str(error)) from error
    except OSError as error:
        raise Trouble(Problem.MODEL_BROKEN, model=path.name, message=error.strerror or "") from error
