"""Converts a LoRA adapter of PEFT to a GGUF: own code for both formats, so that neither PyTorch nor NumPy is needed.

Numbers of BF16 become F32, which is exact; F16 and F32 stay as they are.
"""

from __future__ import annotations

import array
import os
import struct
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from teahouse.core.adapters import AdapterError, check_fit, read_adapter
from teahouse.core.gguf import GgufError
from teahouse.core.workshop.peft import (
    LARGEST_HEADER,
    ConvertedTensor,
    convert_names,
    order_rows,
    parse_safetensors,
    read_peft_config,
)
from teahouse.engine.blobs import open_regular, read_bounded, read_header
from teahouse.engine.workshop.control import JobControl
from teahouse.engine.workshop.failure import JobError
from teahouse.engine.workshop.model_files import read_model_header

CONFIG, WEIGHTS = "adapter_config.json", "adapter_model.safetensors"
_LARGEST_CONFIG = 1 << 20
_LARGEST_TENSOR = 1 << 30  # bytes, read whole
_ALIGNMENT = 32
_TYPES = {"F32": 0, "F16": 1}  # ggml's numbers
_UINT32, _FLOAT32, _TEXT = 4, 6, 8


def convert_adapter(folder: Path, base: Path, target: Path, name: str, control: JobControl) -> dict[str, Any]:
    """Convert the adapter in `folder` for the model in the GGUF at `base`, and write it to `target`, a new file.
    Returns its rank, alpha and number of changed weights. Raises `AdapterError`, `JobError`, OSError."""
    try:
        config = read_peft_config(read_bounded(folder / CONFIG, _LARGEST_CONFIG))
        header = read_model_header(base)
    except FileNotFoundError:
        raise AdapterError(f"the folder has no {CONFIG}") from None
    except (GgufError, ValueError) as error:
        raise AdapterError(str(error)) from None
    try:
        source = open_regular(folder / WEIGHTS)
    except FileNotFoundError:
        raise AdapterError(f"the folder has no {WEIGHTS}") from None
    with source:
        tensors = convert_names(_read_tensors(source), config, header)
        with control.create_output(target) as file:
            file.write(_encode_head(header.architecture, name, config.alpha, tensors))
            for tensor in tensors:
                data = _read_numbers(source, tensor)
                file.write(data + bytes(-len(data) % _ALIGNMENT))
            file.flush()
            adapter = read_adapter(read_header(Path(file.name)))
            check_fit(adapter, header)
    return {"rank": adapter.rank, "alpha": adapter.alpha, "tensors": len(adapter.pairs), "path": str(target)}


def run_convert_adapter(parameters: Mapping[str, Any], control: JobControl) -> dict[str, Any]:
    """The job `convert-adapter`: `folder`, `base`, `target`, `name`. Raises `JobError`."""
    folder, base, target = (Path(parameters[key]) for key in ("folder", "base", "target"))
    try:
        return convert_adapter(folder, base, target, parameters["name"], control)
    except AdapterError as error:
        raise JobError("adapter", str(error)) from None


def _read_tensors(source: BinaryIO) -> list[Any]:
    size = os.fstat(source.fileno()).st_size
    start = source.read(8)
    length = struct.unpack("<Q", start)[0] if len(start) == 8 else LARGEST_HEADER + 1
    if length > min(LARGEST_HEADER, size - 8):
        raise AdapterError("it is not a safetensors file, or it is incomplete")
    return parse_safetensors(source.read(length), size)


def _read_numbers(source: BinaryIO, tensor: ConvertedTensor) -> bytes:
    """The bytes of a tensor as they are in the GGUF."""
    place = tensor.source
    if place.end - place.start > _LARGEST_TENSOR:
        raise AdapterError(f"{place.name} is too large")
    source.seek(place.start)
    data = source.read(place.end - place.start)
    if place.kind == "BF16":
        widened = bytearray(2 * len(data))
        widened[2::4], widened[3::4] = data[::2], data[1::2]
        data = bytes(widened)
    if tensor.factor != 1:
        data = _multiply(data, _kind_of(tensor), tensor.factor)
    if tensor.heads:
        data = order_rows(data, len(data) // tensor.shape[1], tensor.heads)
    return data


def _kind_of(tensor: ConvertedTensor) -> str:
    return "F16" if tensor.source.kind == "F16" else "F32"


def _multiply(data: bytes, kind: str, factor: float) -> bytes:
    if kind == "F16":
        count = len(data) // 2
        try:
            return struct.pack(f"<{count}e", *(number * factor for number in struct.unpack(f"<{count}e", data)))
        except OverflowError:
            raise AdapterError("a number is too large for 16 bits") from None
    numbers = array.array("f", data)
    if sys.byteorder == "big":
        numbers.byteswap()
    multiplied = array.array("f", (number * factor for number in numbers))
    if sys.byteorder == "big":
        multiplied.byteswap()
    return multiplied.tobytes()


def _encode_head(architecture: str, name: str, alpha: float, tensors: Sequence[ConvertedTensor]) -> bytes:
    """The head of the GGUF, with its padding: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md."""
    keys: Mapping[str, tuple[int, Any]] = {
        "general.architecture": (_TEXT, architecture),
        "general.type": (_TEXT, "adapter"),
        "general.name": (_TEXT, name),
        "general.alignment": (_UINT32, _ALIGNMENT),
        "adapter.type": (_TEXT, "lora"),
        "adapter.lora.alpha": (_FLOAT32, alpha),
    }
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(keys))
    head += b"".join(_encode_text(key) + _encode_value(kind, value) for key, (kind, value) in keys.items())
    head += b"".join(_encode_tensors(tensors))
    return head + bytes(-len(head) % _ALIGNMENT)


def _encode_tensors(tensors: Sequence[ConvertedTensor]) -> Iterator[bytes]:
    offset = 0
    for tensor in tensors:
        kind = _kind_of(tensor)
        yield _encode_text(tensor.name) + struct.pack("<IQQIQ", 2, *tensor.shape, _TYPES[kind], offset)
        size = tensor.shape[0] * tensor.shape[1] * (2 if kind == "F16" else 4)
        offset += -(-size // _ALIGNMENT) * _ALIGNMENT


def _encode_text(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def _encode_value(kind: int, value: Any) -> bytes:
    if kind == _TEXT:
        return struct.pack("<I", kind) + _encode_text(value)
    return struct.pack("<II" if kind == _UINT32 else "<If", kind, value)
