"""A registry's manifest of a model: what a pull will bring, to the byte, and whether there is a newer one.

The host pulls, not we: the host may reach registries that this computer does not, and the other way round. So whatever
goes wrong here but a plain "there is none" means only that the size is not known beforehand.
"""

from __future__ import annotations

import hashlib
import json
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from teahouse.core.errors import Problem, Trouble
from teahouse.core.model import ModelName

SECONDS = 15.0  # for a registry to answer
LARGEST = 4 << 20
_ACCEPTED = "application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json;q=0.9"
_MODEL = "application/vnd.ollama.image.model"
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_LOCAL = re.compile(r"(?:localhost|127\.[\d.]+|\[::1\])(?::\d+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Manifest:
    """`digest` is the manifest's own (hex, as lists of models show it); `blobs` bytes by digest ("sha256:…"), the
    config among them; `model` the digests of its weights."""

    digest: str
    blobs: Mapping[str, int]
    model: tuple[str, ...]

    @property
    def size(self) -> int:
        return sum(self.blobs.values())


async def fetch_manifest(name: ModelName, *, insecure: bool = False) -> Manifest:
    """The manifest of `name`, without TLS only where `insecure`.

    Raises `Trouble`: NOT_IN_REGISTRY, REGISTRY_REFUSED, REGISTRY_UNTRUSTED, REGISTRY_PLAIN, REGISTRY_UNREACHABLE,
    DOWNLOAD_DAMAGED (it is no manifest of a model).
    """
    url = f"{'http' if insecure else 'https'}://{name.host}/v2/{name.namespace}/{name.model}/manifests/{name.tag}"
    trust_env = _LOCAL.fullmatch(name.host) is None
    headers = {"User-Agent": "Teahouse", "Accept": _ACCEPTED, "Accept-Encoding": "identity"}
    try:
        async with (
            httpx.AsyncClient(timeout=SECONDS, follow_redirects=True, headers=headers, trust_env=trust_env) as client,
            client.stream("GET", url) as answer,
        ):
            if answer.status_code != httpx.codes.OK:
                raise _refusal(answer.status_code, name)
            data = bytearray()
            async for chunk in answer.aiter_raw():  # nothing is unpacked: a small answer may unpack to anything
                data += chunk
                if len(data) > LARGEST:
                    raise _damaged(name, "the manifest is larger than any model's")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _failure(error, name) from error
    return read_manifest(bytes(data), name)


def read_manifest(data: bytes, name: ModelName) -> Manifest:
    """A manifest's bytes as a value; raises DOWNLOAD_DAMAGED for what is none of a model."""
    try:
        values: Any = json.loads(data)
        entries = [*values["layers"], values["config"]]
        blobs = {entry["digest"]: entry["size"] for entry in entries}
        model = tuple(entry["digest"] for entry in entries if entry["mediaType"] == _MODEL)
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise _damaged(name, "the manifest cannot be read") from error
    honest = all(
        isinstance(digest, str) and _DIGEST.fullmatch(digest) and type(size) is int and 0 <= size < 1 << 50
        for digest, size in blobs.items()
    )
    if not honest or not model:
        raise _damaged(name, "the manifest is not one of a model")
    return Manifest(hashlib.sha256(data).hexdigest(), blobs, model)


def _refusal(status: int, name: ModelName) -> Trouble:
    if status in (401, 403):
        return Trouble(Problem.REGISTRY_REFUSED, model=name.short, registry=name.host)
    if status in (400, 404):
        return Trouble(Problem.NOT_IN_REGISTRY, model=name.short, registry=name.host)
    return Trouble(Problem.REGISTRY_UNREACHABLE, model=name.short, registry=name.host, message=f"HTTP {status}")


def _failure(error: Exception, name: ModelName) -> Trouble:
    facts = {"model": name.short, "registry": name.host, "message": str(error)[:300] or type(error).__name__}
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Trouble(Problem.REGISTRY_UNTRUSTED, **facts)
        if isinstance(cause, ssl.SSLError) and "WRONG_VERSION" in str(cause):
            return Trouble(Problem.REGISTRY_PLAIN, **facts)
        cause = cause.__cause__ or cause.__context__
    return Trouble(Problem.REGISTRY_UNREACHABLE, **facts)


def _damaged(name: ModelName, why: str) -> Trouble:
    return Trouble(Problem.DOWNLOAD_DAMAGED, model=name.short, message=why)
