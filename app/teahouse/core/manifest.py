"""A registry's manifest of a model: its blobs with their sizes; and the reasons of a registry that has none.

The protocol is OCI, as of registry.ollama.ai, hf.co and Docker registries. A manifest is untrusted: it is checked so
that it cannot write outside a folder, fill the memory, or create a model that cannot be listed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from teahouse.core.errors import Problem
from teahouse.core.values import dataclass

IMAGE = "application/vnd.ollama.image."  # begins the media types of a model's layers
MODEL, PROJECTOR, ADAPTER = f"{IMAGE}model", f"{IMAGE}projector", f"{IMAGE}adapter"
CONTROL_VECTOR = "application/vnd.teahouse.control-vector"  # ours: Ollama ignores such a layer
LOCAL = "application/vnd.teahouse.file."  # the same of a file in another place; never from a registry
MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
ACCEPTED = f"{MANIFEST}, application/vnd.oci.image.manifest.v1+json;q=0.9"
LARGEST = 4 << 20  # bytes of a manifest
MOST_LAYERS = 256
LARGEST_TEXT = 4 << 20  # template, licence, parameters: read into memory whenever the model is looked at
LARGEST_FILE = 1 << 44
_FILES = (MODEL, PROJECTOR, ADAPTER, CONTROL_VECTOR)
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Blob:
    """One blob a manifest asks for: its digest ("sha256:…"), bytes, and what it is."""

    digest: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`raw` as it came; `blobs` it asks for: layers first, the config last, each once."""

    raw: bytes
    blobs: tuple[Blob, ...]

    @property
    def digest(self) -> str:
        """The manifest's own, in hex, as lists of models show it."""
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def size(self) -> int:
        """Bytes of all blobs."""
        return sum(blob.size for blob in self.blobs)

    @property
    def sizes(self) -> Mapping[str, int]:
        """Bytes of each blob by its digest."""
        return {blob.digest: blob.size for blob in self.blobs}

    def layers_of(self, media_type: str) -> tuple[Blob, ...]:
        return tuple(blob for blob in self.blobs if blob.media_type == media_type)


def read_manifest(raw: bytes) -> Manifest:
    """Read and check a manifest; raises ValueError with the reason."""
    if len(raw) > LARGEST:
        raise ValueError("it is larger than any model's")
    try:
        blobs = _blobs(json.loads(raw))
    except (LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"it cannot be read: {error}") from error
    return Manifest(raw, blobs)


def _blobs(values: Any) -> tuple[Blob, ...]:
    layers = values["layers"]
    if not isinstance(layers, list) or len(layers) > MOST_LAYERS:
        raise ValueError("its layers are no list, or too many")
    if not any(layer["mediaType"] == MODEL for layer in layers):
        raise ValueError("it has no model layer")
    found: dict[str, Blob] = {}
    for blob in map(_blob, [*layers, values["config"]]):
        if found.setdefault(blob.digest, blob).size != blob.size:
            raise ValueError(f"it gives {blob.digest} two sizes")
    return tuple(found.values())


def _blob(entry: Mapping[str, Any]) -> Blob:
    digest, size, kind = entry["digest"], entry["size"], entry["mediaType"]
    if not isinstance(digest, str) or type(size) is not int or not isinstance(kind, str):
        raise ValueError("a layer without digest, size or media type")
    if kind.startswith(LOCAL):
        raise ValueError("a layer that names a file of this computer")
    if _DIGEST.fullmatch(digest) is None:
        raise ValueError("a layer whose digest is no sha256")
    if not 0 <= size <= (LARGEST_FILE if kind in _FILES else LARGEST_TEXT):
        raise ValueError(f"a {kind.removeprefix(IMAGE)} of {size} bytes is not believable")
    return Blob(digest, size, kind)


_REFUSALS = (  # hf.co's, which says 400 to all of them; the first has been worded in three ways so far
    (re.compile(r"sharded GGUF", re.IGNORECASE), Problem.REGISTRY_SPLIT),
    (re.compile(r"is not GGUF", re.IGNORECASE), Problem.REGISTRY_NO_GGUF),
)


def problem_of_refusal(words: str) -> Problem | None:
    """The problem of a registry that has the model, but no manifest of it; None if its message is unknown."""
    return next((problem for pattern, problem in _REFUSALS if pattern.search(words)), None)
