"""A registry of models: where a name's manifest and blobs are, and what a manifest may say.

The protocol is the OCI one that registry.ollama.ai, hf.co and any Docker registry speak. A manifest comes from
strangers: nothing in it is believed that could write outside the blobs folder, fill the memory, or leave a model
behind that cannot be listed.
"""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from teahouse.core.model import ModelName
from teahouse.engine.errors import ApiError
from teahouse.engine.fetch import Client, Tokens, words
from teahouse.engine.models import IMAGE
from teahouse.engine.ways import FetchError

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
_ACCEPTED = f"{MANIFEST}, application/vnd.oci.image.manifest.v1+json"
_LARGEST_MANIFEST = 4 << 20
_LARGEST_TEXT = 64 << 20  # template, licence, parameters: read into memory whenever the model is looked at
_LARGEST_BLOB = 1 << 44
_MOST_LAYERS = 256
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_FILES = ("model", "projector", "adapter")


@dataclass(frozen=True, slots=True)
class Blob:
    """One blob a manifest asks for: its digest ("sha256:…") and bytes."""

    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The manifest as it came, and the blobs it asks for: layers first, the config last, each once."""

    raw: bytes
    blobs: tuple[Blob, ...]


class Registry:
    """The registry that holds `name`. `insecure` speaks plain http, as the daemon's option of that name."""

    def __init__(self, name: ModelName, tokens: Tokens, *, insecure: bool, seconds: float = 30.0) -> None:
        self._tokens = tokens
        self._insecure = insecure
        self._seconds = seconds
        self._root = f"{'http' if insecure else 'https'}://{name.host}/v2/{name.namespace}/{name.model}"
        self._tag = name.tag

    def client(self) -> Client:
        return Client(self._tokens, plain=self._insecure, seconds=self._seconds)

    def blob_url(self, digest: str) -> str:
        return f"{self._root}/blobs/{digest}"

    def manifest(self) -> Manifest:
        """Fetch the manifest (blocking); raises `ApiError` 500 with the daemon's words for why not."""
        url, client = f"{self._root}/manifests/{self._tag}", self.client()
        try:
            answer = client.get(url, {"Accept": _ACCEPTED})
            raw = answer.read(_LARGEST_MANIFEST + 1)
        except (FetchError, OSError, http.client.HTTPException) as error:
            raise _refused(f'Get "{url}": {words(error, url)}') from error
        finally:
            client.close()
        if answer.status in (401, 403):
            raise _refused("unauthorized: access denied")
        if answer.status == 404:
            raise _refused("file does not exist")
        if answer.status != 200:
            raise _refused(f"{answer.status}: {raw[:1000].decode(errors='replace').strip()}")
        try:
            return read_manifest(raw)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise _refused(f"invalid manifest: {error}") from error


def read_manifest(raw: bytes) -> Manifest:
    """Believe a manifest as far as it deserves; ValueError and its kin say why it does not."""
    if len(raw) > _LARGEST_MANIFEST:
        raise ValueError("it is too large")
    values = json.loads(raw)
    layers = values["layers"]
    if not isinstance(layers, list) or len(layers) > _MOST_LAYERS:
        raise ValueError("its layers are no list, or too many")
    if sum(layer["mediaType"] == f"{IMAGE}model" for layer in layers) == 0:
        raise ValueError("it has no model layer")
    found: dict[str, Blob] = {}
    for entry in [*layers, values["config"]]:
        blob = _blob(entry)
        if found.setdefault(blob.digest, blob) != blob:
            raise ValueError(f"it gives {blob.digest} two sizes")
    return Manifest(raw, tuple(found.values()))


def _blob(entry: Mapping[str, Any]) -> Blob:
    digest, size, kind = entry["digest"], entry["size"], entry["mediaType"].removeprefix(IMAGE)
    if not isinstance(digest, str) or not isinstance(size, int) or isinstance(size, bool):
        raise ValueError("a layer without digest or size")
    if _DIGEST.fullmatch(digest) is None:
        raise ValueError("a layer whose digest is no sha256")
    if not 0 <= size <= (_LARGEST_BLOB if kind in _FILES else _LARGEST_TEXT):
        raise ValueError(f"a {kind} of {size} bytes is not believable")
    return Blob(digest, size)


def _refused(why: str) -> ApiError:
    return ApiError(500, f"pull model manifest: {why}")
