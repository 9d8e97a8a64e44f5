"""Parses the header of a GGUF file: keys and tensors, without the weights.

The input (a file, or parts of it over HTTP) may be cut, malicious or very large: the parser takes pieces in order,
checks every length, skips long arrays and does no I/O. Format:
https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, versions 2 and 3.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from teahouse.core.untrusted import read_count
from teahouse.core.values import dataclass

MOST_DIMENSIONS = 8
MOST_WEIGHTS = 1 << 50  # of a tensor

# Name, weights in a block, bytes of a block: ggml's table of types (ggml.h and ggml-common.h in
# https://github.com/ggml-org/ggml).
TENSOR_TYPES = {
    0: ("F32", 1, 4), 1: ("F16", 1, 2), 2: ("Q4_0", 32, 18), 3: ("Q4_1", 32, 20), 6: ("Q5_0", 32, 22),
    7: ("Q5_1", 32, 24), 8: ("Q8_0", 32, 34), 9: ("Q8_1", 32, 36), 10: ("Q2_K", 256, 84), 11: ("Q3_K", 256, 110),
    12: ("Q4_K", 256, 144), 13: ("Q5_K", 256, 176), 14: ("Q6_K", 256, 210), 15: ("Q8_K", 256, 292),
    16: ("IQ2_XXS", 256, 66), 17: ("IQ2_XS", 256, 74), 18: ("IQ3_XXS", 256, 98), 19: ("IQ1_S", 256, 50),
    20: ("IQ4_NL", 32, 18), 21: ("IQ3_S", 256, 110), 22: ("IQ2_S", 256, 82), 23: ("IQ4_XS", 256, 136),
    24: ("I8", 1, 1), 25: ("I16", 1, 2), 26: ("I32", 1, 4), 27: ("I64", 1, 8), 28: ("F64", 1, 8),
    29: ("IQ1_M", 256, 56), 30: ("BF16", 1, 2), 34: ("TQ1_0", 256, 54), 35: ("TQ2_0", 256, 66), 39: ("MXFP4", 32, 17),
}  # fmt: skip
_SIZES = {name: (block, size) for name, block, size in TENSOR_TYPES.values()}
FILE_TYPES = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K", 11: "Q3_K_S", 12: "Q3_K_M",
    13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S", 17: "Q5_K_M", 18: "Q6_K", 19: "IQ2_XXS", 20: "IQ2_XS",
    21: "Q2_K_S", 22: "IQ3_XS", 23: "IQ3_XXS", 24: "IQ1_S", 25: "IQ4_NL", 26: "IQ3_S", 27: "IQ3_M", 28: "IQ2_S",
    29: "IQ2_M", 30: "IQ4_XS", 31: "IQ1_M", 32: "BF16", 36: "TQ1_0", 37: "TQ2_0", 38: "MXFP4",
}  # fmt: skip


def tensor_size(kind: str, shape: Sequence[int]) -> int:
    """Bytes of a tensor; 0 for an unknown kind and for an invalid shape."""
    block, size = _SIZES.get(kind.upper(), (1, 0))
    return math.prod(shape) // block * size if is_believable(shape) else 0


def is_believable(shape: Sequence[int]) -> bool:
    """Whether a tensor may have this shape."""
    return (
        len(shape) <= MOST_DIMENSIONS
        and all(0 < each < MOST_WEIGHTS for each in shape)
        and (math.prod(shape) < MOST_WEIGHTS)
    )


LARGEST_HEAD = 256 << 20
_MOST_ALIGNMENT = 1 << 16
LARGEST_STRING = 64 << 20
MOST_KEYS = 1 << 16
MOST_TENSORS = 1 << 17
KEPT_ITEMS = 4096  # arrays up to here (one value a layer, say) are kept, vocabularies are not

_STRING, _ARRAY, _FLOAT = 8, 9, 6
NESTED = _ARRAY  # the kind of an array whose items are arrays
_SCALARS = {
    kind: struct.Struct(f"<{code}")
    for kind, code in {
        0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d",
    }.items()
}  # fmt: skip
_COUNT = struct.Struct("<Q")


class GgufError(Exception):
    """The file is not GGUF, is cut or inconsistent."""


class NoGgufError(GgufError):
    """The file is of another kind."""


class CutError(GgufError):
    """The file ends too early."""


@dataclass(frozen=True, slots=True)
class Array:
    """An array: its byte range in the file, number and kind of items; `items` only for a few numbers."""

    kind: int
    count: int
    start: int
    end: int
    items: tuple[Any, ...] | None = None


@dataclass(frozen=True, slots=True)
class Tensor:
    """One tensor; `kind` is a name such as Q4_K, `size` is in bytes (0 for an unknown kind)."""

    name: str
    kind: str
    shape: tuple[int, ...]
    size: int


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """Keys (scalars as Python values, arrays as `Array`) and tensors, in the file's order. `size`: bytes of the file,
    `length`: bytes of its head."""

    keys: Mapping[str, Any]
    tensors: tuple[Tensor, ...]
    size: int
    length: int

    @property
    def architecture(self) -> str:
        return self.get_text("general.architecture") or "unknown"

    @property
    def parameters(self) -> int:
        """The number of weights of all tensors."""
        return sum(math.prod(tensor.shape) for tensor in self.tensors)

    @property
    def quantization(self) -> str:
        return FILE_TYPES.get(self.get_count("general.file_type") or 0, "unknown")

    @property
    def context_length(self) -> int | None:
        """The window the model was trained with, in tokens."""
        return self.get_own("context_length")

    @property
    def chat_template(self) -> str | None:
        return self.get_text("tokenizer.chat_template") or None

    @property
    def is_projector(self) -> bool:
        """Whether it is the vision part of another model."""
        return self.architecture == "clip" or self.get_text("general.type") in ("mmproj", "projector")

    @property
    def part(self) -> tuple[int, int]:
        """Of a split file the number of this part, from 0, and how many there are; (0, 1) of a whole one."""
        return self.get_count("split.no") or 0, self.get_count("split.count") or 1

    @property
    def is_cut(self) -> bool:
        """Whether the file ends before its last tensor."""
        return self.length + sum(tensor.size for tensor in self.tensors) > self.size

    def get_own(self, key: str) -> int | None:
        """A whole number under the architecture's own prefix."""
        return self.get_count(f"{self.architecture}.{key}")

    def get_count(self, key: str) -> int | None:
        """A whole number that is a count of something; None where it cannot be."""
        return read_count(self.keys.get(key))

    def get_text(self, key: str) -> str:
        value = self.keys.get(key)
        return value if isinstance(value, str) else ""


def join_headers(headers: Sequence[GgufHeader]) -> GgufHeader:
    """The header of a model: its file's, or of a split one the first part's with the tensors and bytes of all. Raises
    `GgufError` unless they are all parts, in order. A file that is not split is used alone."""
    first, count = headers[0], headers[0].part[1]
    if count == 1 and first.part[0] == 0:
        return first
    if [header.part for header in headers] != [(number, count) for number in range(count)]:
        raise GgufError(f"{len(headers)} of {count} parts of a split file are here, or in another order")
    tensors = tuple(tensor for header in headers for tensor in header.tensors)
    return GgufHeader(first.keys, tensors, sum(header.size for header in headers), first.length)


def tensor_places(header: GgufHeader) -> Iterator[tuple[Tensor, int]]:
    """Each tensor with the place of its first byte in the file. Raises `GgufError` for an unknown type or alignment.
    llama.cpp refuses a file whose tensors are in other places."""
    alignment = header.keys.get("general.alignment", 32)
    if not isinstance(alignment, int) or not 0 < alignment <= _MOST_ALIGNMENT:
        raise GgufError("an alignment that is not believable")
    place = -(-header.length // alignment) * alignment
    for tensor in header.tensors:
        if not tensor.size:
            raise GgufError(f"the size of {tensor.name} is not known")
        yield tensor, place
        place += -(-tensor.size // alignment) * alignment


class HeaderParser:
    """Parses the file from its first byte, in pieces of any size, until `header` is set.

    A cut item is parsed again from its start with the next piece; use large pieces (a megabyte or more), because a
    vocabulary is one item. `size`: bytes of the whole file.
    """

    def __init__(self, size: int) -> None:
        self.header: GgufHeader | None = None
        self.fed = 0  # bytes so far: where the next piece begins
        self._size = size
        self._cursor = _Cursor(size)
        self._mark = 0  # where the item being read begins
        self._counts: tuple[int, int] | None = None
        self._keys: dict[str, Any] = {}
        self._read = 0  # keys so far
        self._tensors: list[Tensor] = []

    def parse_bytes(self, piece: bytes) -> GgufHeader | None:
        """Return the header once it is complete; raises `GgufError`. An empty piece means the end of the file."""
        self._cursor.buffer += piece
        self.fed += len(piece)
        try:
            while self.header is None:
                self._parse_item()
        except _ShortRead as short:
            self._cursor.at = self._mark
            if not piece or self.fed >= self._size:
                raise CutError("the file ends in the middle of its header: it is incomplete") from None
            if self.fed > LARGEST_HEAD or short.end > LARGEST_HEAD:
                raise GgufError("the header is larger than any model's") from None
        return self.header

    def _parse_item(self) -> None:
        cursor = self._cursor
        self._mark = cursor.at
        if self._counts is None:
            self._counts = cursor.read_counts()
        elif self._read < self._counts[1]:
            name = cursor.read_string()
            self._keys[name] = cursor.read_value(cursor.read_scalar(4))
            self._read += 1
        elif len(self._tensors) < self._counts[0]:
            self._tensors.append(cursor.read_tensor())
        else:
            self.header = GgufHeader(self._keys, tuple(self._tensors), self._size, cursor.at)


class _ShortRead(Exception):
    """The buffer ends before byte `end`."""

    def __init__(self, end: int) -> None:
        self.end = end


def read_items(data: bytes, array: Array) -> list[Any]:
    """All items of an array that was stepped over; `data` are the file's bytes from `array.start` to `array.end`."""
    cursor = _Cursor(len(data))
    cursor.buffer += data
    try:
        return [cursor.read_value(array.kind) for _ in range(array.count)]
    except _ShortRead:
        raise CutError("the file ends in the middle of an array: it is incomplete") from None


def shortest_float(value: float) -> float | int:
    """A 32-bit float as the shortest decimal that reads back as it, whole ones as int: the way Go prints it."""
    if not math.isfinite(value):
        return 0
    if value.is_integer() and abs(value) < 1e21:
        return int(value)
    packed = struct.pack("<f", value)
    return next(
        (short for digits in range(1, 9) if struct.pack("<f", short := float(f"{value:.{digits}g}")) == packed), value
    )


class _Cursor:
    """A position in the bytes received so far."""

    def __init__(self, size: int) -> None:
        self.buffer = bytearray()
        self.at = 0
        self._size = size

    def _skip_bytes(self, length: int) -> int:
        """Step over `length` bytes; returns where they begin."""
        start, end = self.at, self.at + length
        if end > self._size:
            raise CutError("the file ends in the middle of its header: it is incomplete")
        if end > LARGEST_HEAD:
            raise GgufError("the header is larger than any model's")
        if end > len(self.buffer):
            raise _ShortRead(end)
        self.at = end
        return start

    def read_counts(self) -> tuple[int, int]:
        """Counts of tensors and of keys."""
        if (magic := self.buffer[:4]) != b"GGUF"[: len(magic)]:
            raise NoGgufError("invalid file magic")
        self._skip_bytes(4)
        version = self.read_scalar(4)
        if version not in (2, 3):
            raise GgufError(f"unsupported GGUF version {version}")
        return self.read_length(MOST_TENSORS), self.read_length(MOST_KEYS)

    def read_scalar(self, kind: int) -> Any:
        packed = _SCALARS.get(kind)
        if packed is None:
            raise GgufError(f"unknown value type {kind}")
        value = packed.unpack_from(self.buffer, self._skip_bytes(packed.size))[0]
        return shortest_float(value) if kind == _FLOAT else value

    def read_length(self, most: int) -> int:
        number: int = self.read_scalar(10)
        if number > most:
            raise GgufError(f"a count of {number} is not believable")
        return number

    def read_string(self) -> str:
        length = self.read_length(LARGEST_STRING)
        start = self._skip_bytes(length)
        return self.buffer[start : start + length].decode(errors="replace")

    def read_value(self, kind: int, depth: int = 0) -> Any:
        if kind == _STRING:
            return self.read_string()
        if kind == _ARRAY:
            return self._read_array(depth)
        return self.read_scalar(kind)

    def _read_array(self, depth: int) -> Array:
        kind, count = self.read_scalar(4), self.read_length(self._size)
        start, items = self.at, None
        if kind in _SCALARS:
            self._skip_bytes(count * _SCALARS[kind].size)
            if count <= KEPT_ITEMS:
                items = tuple(value for (value,) in _SCALARS[kind].iter_unpack(bytes(self.buffer[start : self.at])))
        elif kind == _STRING:
            self._skip_strings(count)
        elif kind == _ARRAY and depth < 2:
            for _ in range(count):
                self._read_array(depth + 1)
        else:
            raise GgufError(f"unknown array type {kind}")
        return Array(kind, count, start, self.at, items)

    def _skip_strings(self, count: int) -> None:
        """Step over `count` strings: a vocabulary has hundreds of thousands, so no call is made for each."""
        unpack, position, length = _COUNT.unpack_from, self.at, len(self.buffer)
        for _ in range(count):
            if position + 8 > length:
                self._skip_bytes(position + 8 - self.at)
            position += 8 + unpack(self.buffer, position)[0]
        self._skip_bytes(position - self.at)

    def read_tensor(self) -> Tensor:
        name = self.read_string()
        dimensions = self.read_scalar(4)
        if dimensions > MOST_DIMENSIONS:
            raise GgufError(f"a tensor with {dimensions} dimensions is not believable")
        shape = tuple(self.read_scalar(10) for _ in range(dimensions))
        if dimensions and 0 not in shape and not is_believable(shape):
            raise GgufError("a tensor of that shape is not believable")
        kind, *_ = TENSOR_TYPES.get(self.read_scalar(4), ("unknown",))
        self.read_scalar(10)  # its offset, which only the runner needs
        return Tensor(name, kind, shape, tensor_size(kind, shape))
