"""The control vector of a model: checks its file, and chooses the scale of a request.

Everything is checked before a runner gets a file, because llama.cpp allocates as much as a layer's number says, and
computes nonsense with a NaN. The vector is a layer of the manifest of an own media type, which Ollama ignores; its name
is an annotation. The default scale is the parameter `steering` of the model, 1 where there is none. With the scale 0
the vector is not loaded at all, so that the model is the one without it.
"""

from __future__ import annotations

import array
import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from teahouse.core.adapters import name_adapter
from teahouse.core.control_vectors import (
    LARGEST_VECTOR,
    MOST_SCALE,
    ControlVector,
    ControlVectorError,
    check_vector_fit,
    read_control_vector,
)
from teahouse.core.gguf import GgufError, GgufHeader, tensor_places
from teahouse.core.manifest import CONTROL_VECTOR
from teahouse.engine.blobs import open_regular, read_header
from teahouse.engine.errors import ApiError
from teahouse.engine.models import Layer, Model, Models

OPTION = "steering"


def find_vector_layer(model: Model) -> Layer | None:
    """The layer of a model's control vector."""
    return next((layer for layer in model.layers if layer.media_type == CONTROL_VECTOR), None)


def find_vector_file(models: Models, model: Model) -> Path | None:
    """The file of a model's control vector."""
    layer = find_vector_layer(model)
    return None if layer is None else models.blobs.blob_path(layer.digest)


def set_vector(models: Models, vectors: Mapping[str, str], layers: list[Layer], base: GgufHeader) -> list[Layer]:
    """The layers with the one control vector in `vectors`, digests by names of files, in place of the one before; the
    empty digest takes that one away. Raises `ApiError` 400 for one that does not fit the model."""
    if len(vectors) > 1:
        raise ApiError(400, "a model has at most one control vector")
    found = [layer for layer in layers if layer.media_type == CONTROL_VECTOR]
    for file, digest in vectors.items():
        path = models.blobs.blob_path(digest) if digest else None
        size = path.stat().st_size if path is not None and path.is_file() else 0
        title = name_adapter(file)
        found = [Layer(CONTROL_VECTOR, digest.replace("-", ":", 1), size, title=title)] if digest else []
    for layer in found:
        _check_file(models.blobs.blob_path(layer.digest), layer.title, base, 400)
    return [*(layer for layer in layers if layer.media_type != CONTROL_VECTOR), *found]


def check_vector(models: Models, model: Model, base: GgufHeader) -> None:
    """Check the control vector of a model before it is loaded; raises `ApiError` 500."""
    layer = find_vector_layer(model)
    if layer is not None:
        _check_file(models.blobs.blob_path(layer.digest), layer.title, base, 500)


def _check_file(path: Path, name: str, base: GgufHeader, status: int) -> None:
    try:
        check_vector_fit(_read_vector(path), base)
        _check_floats(path)
    except FileNotFoundError:
        raise ApiError(status, f"open {path}: no such file or directory") from None
    except (ControlVectorError, GgufError, OSError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ApiError(status, f'control vector "{name}": {reason}') from None


def _read_vector(path: Path) -> ControlVector:
    if path.stat().st_size > LARGEST_VECTOR:
        raise ControlVectorError(f"it is larger than {LARGEST_VECTOR >> 20} MiB")
    return read_control_vector(read_header(path))


def _check_floats(path: Path) -> None:
    """Raise `ControlVectorError` for an infinite number or NaN; the header was checked."""
    header = read_header(path)
    with open_regular(path) as file:
        for tensor, place in tensor_places(header):
            file.seek(place)
            numbers = array.array("f", file.read(tensor.size))
            if sys.byteorder == "big":
                numbers.byteswap()
            if not math.isfinite(math.fsum(map(abs, numbers))):
                raise ControlVectorError(f"{tensor.name} has a number that is infinite or not a number")


def describe_vector(models: Models, model: Model) -> dict[str, Any] | None:
    """The control vector of a model for `/api/show`, with what its header says where it can be read."""
    layer = find_vector_layer(model)
    if layer is None:
        return None
    own = model.parameters.get(OPTION)
    scale = own if isinstance(own, int | float) and not isinstance(own, bool) else 1.0
    plain = {"name": layer.title, "digest": layer.digest, "size": layer.size, "scale": scale}
    try:
        vector = _read_vector(models.blobs.blob_path(layer.digest))
    except (ControlVectorError, GgufError, OSError) as error:
        return {**plain, "error": str(error)}
    return {**plain, "layers": list(vector.layers), "embedding_length": vector.width}


def choose_steering(model: Model, requested: object, merged: Mapping[str, Any]) -> float:
    """The scale of a request, −1 … 1: its own, else the model's, else 1; 0 for a model without a vector. Raises
    `ApiError` 400 for another one."""
    if find_vector_layer(model) is None:
        if requested:
            raise ApiError(400, f'option "{OPTION}": {model.name.short} has no control vector')
        return 0.0
    scale = float(merged.get(OPTION, 1.0))
    if not -MOST_SCALE <= scale <= MOST_SCALE:
        raise ApiError(400, f'option "{OPTION}" must be from -{MOST_SCALE:g} to {MOST_SCALE:g}')
    return scale
