"""A registry, asked about a model before it is pulled: its manifest, and parts of its blobs.

Ollama's registry protocol, which hf.co speaks, too. Redirects to other hosts are followed; nothing of ours goes along.
The host pulls, not we: it may reach registries that this computer does not, and the other way round. So whatever goes
wrong here but a plain "there is none" means only that the model is not known beforehand.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import httpx

from teahouse import web
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
from teahouse.web import open_client

SECONDS = 15.0  # for a registry to answer
SLOWEST = 1 << 14  # bytes a second; a registry that is slower is as good as not there
_MOST_WORDS = 1000  # bytes read of why it refuses
_LOCAL = re.compile(r"(?:localhost|127\.[\d.]+|\[::1\])(?::\d+)?", re.IGNORECASE)
_HEADERS = {"User-Agent": "Teahouse", "Accept": ACCEPTED, "Accept-Encoding": "identity"}


async def fetch_manifest(name: ModelName, *, insecure: bool = False) -> Manifest:
    """The manifest of `name`; raises as `asked` does."""
    async with asked(name, insecure=insecure) as registry:
        return await registry.fetch_manifest()


@asynccontextmanager
async def asked(name: ModelName, *, insecure: bool = False) -> AsyncIterator[ModelRegistry]:
    """The registry that holds `name`, without TLS only where `insecure`.

    Raises `Trouble`, with model and registry: NOT_IN_REGISTRY, REGISTRY_SPLIT, REGISTRY_NO_GGUF, REGISTRY_REFUSED,
    REGISTRY_UNTRUSTED, REGISTRY_PLAIN, REGISTRY_UNREACHABLE, DOWNLOAD_DAMAGED (what it says does not fit together).
    """
    trust_env = _LOCAL.fullmatch(name.host) is None
    try:
        async with open_client(timeout=SECONDS, follow_redirects=True, headers=_HEADERS, trust_env=trust_env) as client:
            yield ModelRegistry(client, name, insecure=insecure)
    except (Trouble, GgufError):
        raise
    except Exception as error:  # besides httpx's own there are others: a redirect to port 99999 is an ExceptionGroup
        raise _failure(error, name) from error


class ModelRegistry:
    """One model's registry, over one client."""

    def __init__(self, client: httpx.AsyncClient, name: ModelName, *, insecure: bool) -> None:
        self._client = client
        self._name = name
        self._root = f"{'http' if insecure else 'https'}://{name.host}/v2/{name.namespace}/{name.model}"

    async def fetch_manifest(self) -> Manifest:
        async with self._get_path(f"/manifests/{self._name.tag}") as answer:
            raw = await _read(answer, LARGEST + 1, SECONDS)
        try:
            return read_manifest(raw)
        except ValueError as error:
            raise self.damage(f"the manifest is not believable: {error}") from error

    async def fetch_part(self, blob: Blob, start: int, end: int) -> bytes:
        """The bytes of a blob from `start` up to `end`."""
        async with self._get_path(f"/blobs/{blob.digest}", Range=f"bytes={start}-{end - 1}") as answer:
            self._check_range(answer, start, blob.size)
            return await _read(
                answer, end - start, SECONDS + (end - start) / SLOWEST
            )  # a server that knows no ranges sends all: leave when it is enough

    def damage(self, why: str) -> Trouble:
        """What to raise where something that came cannot be so."""
        return Trouble(Problem.DOWNLOAD_DAMAGED, model=self._name.short, registry=self._name.host, message=why)

    @asynccontextmanager
    async def _get_path(self, path: str, **headers: str) -> AsyncIterator[httpx.Response]:
        async with asyncio.timeout(2 * SECONDS):  # redirects included
            request = self._client.build_request("GET", self._root + path, headers=headers)
            answer = await self._client.send(request, stream=True)
        async with aclosing(answer):
            if answer.status_code not in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
                words = (await _read(answer, _MOST_WORDS, SECONDS)).decode(errors="replace")
                raise _refused(answer.status_code, words, self._name)
            yield answer

    def _check_range(self, answer: httpx.Response, start: int, size: int) -> None:
        if answer.status_code == httpx.codes.OK and start == 0:
            return
        said = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", answer.headers.get("Content-Range", ""))
        if answer.status_code != httpx.codes.PARTIAL_CONTENT or said is None or int(said[1]) != start:
            raise self.damage("the registry sent another part than was asked for")
        if said[2] not in ("*", str(size)):
            raise self.damage(f"the registry says two sizes: {size} and {said[2]}")


async def _read(answer: httpx.Response, most: int, seconds: float) -> bytes:
    """Up to `most` bytes as they came: nothing is unpacked, since a small answer may unpack to anything. Raises
    TimeoutError when they are not there within `seconds`."""
    data = bytearray()
    async with asyncio.timeout(seconds):
        async for chunk in answer.aiter_raw():
            data += chunk
            if len(data) >= most:
                break
            await asyncio.sleep(0)  # chunks of one byte come by the thousand: others have their turn in between
    return bytes(data[:most])


def _refused(status: int, words: str, name: ModelName) -> Trouble:
    if status in (401, 403):
        return Trouble(Problem.REGISTRY_REFUSED, model=name.short, registry=name.host)
    if status in (400, 404):
        return Trouble(problem_of_refusal(words) or Problem.NOT_IN_REGISTRY, model=name.short, registry=name.host)
    return Trouble(Problem.REGISTRY_UNREACHABLE, model=name.short, registry=name.host, message=f"HTTP {status}")


def _failure(error: Exception, name: ModelName) -> Trouble:
    facts = {"model": name.short, "registry": name.host, "message": str(error)[:300] or type(error).__name__}
    match web.tls_problem(error):
        case None:
            return Trouble(Problem.REGISTRY_UNREACHABLE, **facts)
        case Problem.HOST_WITHOUT_TLS:
            return Trouble(Problem.REGISTRY_PLAIN, **facts)
    return Trouble(Problem.REGISTRY_UNTRUSTED, **facts)


FIRST_PIECE = 1 << 20  # bytes; headers with a small vocabulary end here
LARGEST_PIECE = 16 << 20
MOST = 128 << 20  # no header of a real model is longer


@dataclass(frozen=True, slots=True)
class RemoteModel:
    """A model that is not here: its header, and bytes of vision parts that lie beside it."""

    header: GgufHeader
    projector: int

    @property
    def architecture(self) -> Architecture:
        return from_header(self.header, self.projector)


async def read_remote_model(name: ModelName, *, insecure: bool = False) -> RemoteModel:
    """Look at a model where it lies, before it is pulled: its manifest and its header, read over HTTP Range. Of the
    model's layer only the first megabytes are fetched, until the header is whole. Raises as `registry.asked` does,
    DOWNLOAD_DAMAGED also for what is no GGUF."""
    async with asked(name, insecure=insecure) as registry:
        manifest = await registry.fetch_manifest()
        header = await _header(registry, manifest.layers_of(MODEL)[0])
    return RemoteModel(header, sum(blob.size for blob in manifest.layers_of(PROJECTOR)))


async def _header(registry: ModelRegistry, blob: Blob) -> GgufHeader:
    """Fetch piece after piece, each twice as long as the one before, until the header is whole."""
    parser, length = HeaderParser(blob.size), FIRST_PIECE
    try:
        while parser.header is None:
            if parser.fed >= MOST:
                raise registry.damage("the header is larger than any model's")
            parser.parse_bytes(await registry.fetch_part(blob, parser.fed, min(blob.size, parser.fed + length)))
            length = min(LARGEST_PIECE, length * 2)
    except GgufError as error:
        raise registry.damage(str(error)) from error
    return parser.header


SLAB = 4 << 20  # bytes of a file that are read at once


def read_gguf_header(path: Path) -> GgufHeader:
    """The header of a GGUF file; blocks for as long as reading a few MB takes. Raises `Trouble` (MODEL_BROKEN; model,
    message) when it is none, is cut or cannot be read."""
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
