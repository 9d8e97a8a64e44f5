"""The adapters of a model: checks their files, and chooses the scales of a request.

Everything is checked before a runner gets a file, because llama.cpp ends its process for a wrong one, and computes
nonsense with a NaN. An adapter's layer has its name in an annotation of the manifest, as OCI registries name files.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from teahouse.core.adapters import MOST_ADAPTERS, Adapter, AdapterError, check_fit, read_adapter, read_scales
from teahouse.core.gguf import GgufError, GgufHeader, tensor_places
from teahouse.engine.blobs import open_regular, read_header
from teahouse.engine.errors import ApiError
from teahouse.engine.models import Model

_READ_SIZE = 4 << 20
_NO_GGUF = "supplied file was not in GGUF format"  # Ollama's words

# A number is infinite or NaN if all bits of its exponent are set: these tell it from two bytes, or one.
_F16_TOP = bytes((byte & 0x7C) == 0x7C for byte in range(256))
_F32_TOP = bytes((byte & 0x7F) == 0x7F for byte in range(256))
_F32_NEXT = bytes(byte >= 0x80 for byte in range(256))


def read_adapter_file(path: Path, base: GgufHeader) -> Adapter:
    """Read the header of an adapter and check that it fits; raises `AdapterError`, OSError."""
    try:
        adapter = read_adapter(read_header(path))
    except GgufError as error:
        raise AdapterError(str(error)) from None
    check_fit(adapter, base)
    return adapter


def check_new_adapter(path: Path, name: str, base: GgufHeader) -> None:
    """Read an adapter's whole file and check it; raises `ApiError` 400."""
    try:
        read_header(path)
    except FileNotFoundError:
        raise ApiError(400, f"open {path}: no such file or directory") from None
    except (GgufError, OSError):
        raise ApiError(400, _NO_GGUF) from None
    try:
        read_adapter_file(path, base)
        check_numbers(path)
    except (AdapterError, GgufError, OSError) as error:
        raise ApiError(400, f'adapter "{name}": {error}') from None


def check_numbers(path: Path) -> None:
    """Raise `AdapterError` for an infinite number or NaN in an adapter, whose header was checked."""
    header = read_header(path)
    with open_regular(path) as file:
        for tensor, place in tensor_places(header):
            file.seek(place)
            left = tensor.size
            while left:
                data = file.read(min(left, _READ_SIZE // 34 * 34))
                if not data:
                    raise AdapterError("the file is incomplete")
                left -= len(data)
                if _has_infinite(tensor.kind, data):
                    raise AdapterError(f"{tensor.name} has a number that is infinite or not a number")


def _has_infinite(kind: str, data: bytes) -> bool:
    if kind in ("F16", "Q8_0"):  # of a block of Q8_0 the first two bytes are its scale
        return 1 in data[1 :: 2 if kind == "F16" else 34].translate(_F16_TOP)
    step = 2 if kind == "BF16" else 4
    top, following = data[step - 1 :: step].translate(_F32_TOP), data[step - 2 :: step].translate(_F32_NEXT)
    return int.from_bytes(top) & int.from_bytes(following) != 0


def check_adapters(model: Model, base: GgufHeader) -> None:
    """Check the headers of a model's adapters before it is loaded; raises `ApiError` 500."""
    if len(model.adapters) > MOST_ADAPTERS:
        raise ApiError(500, f"{model.name.short} has more than {MOST_ADAPTERS} adapters")
    for each in model.adapters:
        try:
            read_adapter_file(each.path, base)
        except (AdapterError, OSError) as error:
            reason = getattr(error, "strerror", None) or error
            raise ApiError(500, f'unable to load model {model.name.short}: adapter "{each.name}": {reason}') from error


def choose_scales(model: Model, requested: Mapping[str, float]) -> dict[str, float]:
    """The scale of each adapter of a model in their order: the request's, the model's own, or 1. Raises `ApiError` 400
    for the name of one that it does not have."""
    names = [each.name for each in model.adapters]
    if unknown := [name for name in requested if name not in names]:
        has = ", ".join(names) or "none"
        raise ApiError(400, f'option "adapters": {model.name.short} has no adapter "{unknown[0]}" (it has: {has})')
    own: Mapping[str, float] = {}
    with suppress(ValueError):
        own = read_scales(model.parameters.get("adapters", {}))
    return {name: requested.get(name, own.get(name, 1.0)) for name in names}


def describe_adapters(model: Model) -> list[dict[str, Any]]:
    """The adapters of a model for `/api/show`, with what their headers say where they can be read."""
    scales = choose_scales(model, {})
    return [
        {
            "name": each.name,
            "digest": each.digest,
            "size": each.size,
            "scale": scales[each.name],
            **_describe_header(each.path),
        }
        for each in model.adapters
    ]


def _describe_header(path: Path) -> dict[str, Any]:
    try:
        adapter = read_adapter(read_header(path))
    except (AdapterError, GgufError, OSError) as error:
        return {"error": str(error)}
    return {"rank": adapter.rank, "alpha": adapter.alpha, "tensors": len(adapter.pairs)}
