"""Control vectors as GGUF files: what one has, and whether it fits a model.

A control vector has a direction for some layers, `direction.N`, which is added, times a scale, to the residual stream
after layer N (`llama_adapter_cvec` in llama.cpp's src/llama-adapter.cpp, `common_control_vector_load_one` in
common/common.cpp). Layer 0 cannot have one.
"""

from __future__ import annotations

import re

from teahouse.core.gguf import GgufHeader
from teahouse.core.values import dataclass

ARCHITECTURE = "controlvector"
LARGEST_VECTOR = 64 << 20  # bytes of a file
MOST_SCALE = 1.0  # of the size of a scale
_NAME = re.compile(r"direction\.([1-9]\d{0,4})", re.ASCII)


class ControlVectorError(Exception):
    """The file is no control vector that can be used, or does not fit the model; the text says why."""


@dataclass(frozen=True, slots=True)
class ControlVector:
    """What the header says: the architecture it was made for ("" where it does not say), numbers of a direction, and
    the layers that have one."""

    architecture: str
    width: int
    layers: tuple[int, ...]


def is_control_vector(header: GgufHeader) -> bool:
    """Whether the file says that it is a control vector."""
    return header.architecture == ARCHITECTURE


def read_control_vector(header: GgufHeader) -> ControlVector:
    """Read the header of a control vector; raises `ControlVectorError`."""
    if not is_control_vector(header):
        raise ControlVectorError("it is not a control vector")
    if header.is_cut:
        raise ControlVectorError("the file is incomplete")
    if header.size > LARGEST_VECTOR:
        raise ControlVectorError(f"it is larger than {LARGEST_VECTOR >> 20} MiB")
    widths, layers = set(), set()
    for tensor in header.tensors:
        found = _NAME.fullmatch(tensor.name)
        if found is None:
            raise ControlVectorError(f"it has the tensor {tensor.name}, which is no direction of a layer")
        if tensor.kind != "F32" or len(tensor.shape) != 1:
            raise ControlVectorError(f"{tensor.name} is not a row of numbers of 32 bits")
        if (layer := int(found[1])) in layers:
            raise ControlVectorError(f"it has {tensor.name} twice")
        layers.add(layer)
        widths.add(tensor.shape[0])
    if not layers:
        raise ControlVectorError("it has no direction")
    if len(widths) > 1:
        raise ControlVectorError("its directions are of different lengths")
    return ControlVector(header.get_text("controlvector.model_hint"), widths.pop(), tuple(sorted(layers)))


def check_vector_fit(vector: ControlVector, base: GgufHeader) -> None:
    """Raise `ControlVectorError` unless it fits the model. The architecture is a hint, and need not be there."""
    if vector.architecture and vector.architecture != base.architecture:
        raise ControlVectorError(f"it is for the architecture {vector.architecture}, the model has {base.architecture}")
    width, layers = base.get_own("embedding_length"), base.get_own("block_count")
    if width != vector.width:
        raise ControlVectorError(f"its directions have {vector.width} numbers, the model has {width}")
    if not isinstance(layers, int) or vector.layers[-1] >= layers:
        raise ControlVectorError(f"it has a direction for layer {vector.layers[-1]}, the model has {layers} layers")


def write_scale(scale: float) -> str:
    """A scale as it is shown: "+0.5", "0", "−1"."""
    return f"{scale:+.2f}".rstrip("0").rstrip(".").replace("-", "−") if scale else "0"
