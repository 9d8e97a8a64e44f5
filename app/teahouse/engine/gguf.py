"""The head of a GGUF file: what the model is, without its weights.

An own reader, for files that may be cut, hostile or gigantic: every length is checked against the file before it is
believed, long arrays are stepped over and read only when asked for, and nothing is mapped (a file cut while mapped
would end the process). Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, versions 2 and 3.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

SLAB = 4 << 20
LARGEST_HEAD = 512 << 20
LARGEST_STRING = 64 << 20
MOST_KEYS = 1 << 16
MOST_TENSORS = 1 << 20
MOST_DIMENSIONS = 8

_STRING, _ARRAY = 8, 9
NESTED = _ARRAY  # the kind of an array whose items are arrays
_SCALARS = {
    kind: struct.Struct(f"<{code}")
    for kind, code in {
        0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d",
    }.items()
}  # fmt: skip
_COUNT = struct.Struct("<Q")

TENSOR_TYPES = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 6: "Q5_0", 7: "Q5_1", 8: "Q8_0", 9: "Q8_1", 10: "Q2_K", 11: "Q3_K",
    12: "Q4_K", 13: "Q5_K", 14: "Q6_K", 15: "Q8_K", 16: "IQ2_XXS", 17: "IQ2_XS", 18: "IQ3_XXS", 19: "IQ1_S",
    20: "IQ4_NL", 21: "IQ3_S", 22: "IQ2_S", 23: "IQ4_XS", 24: "I8", 25: "I16", 26: "I32", 27: "I64", 28: "F64",
    29: "IQ1_M", 30: "BF16", 34: "TQ1_0", 35: "TQ2_0", 39: "MXFP4",
}  # fmt: skip
FILE_TYPES = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K", 11: "Q3_K_S", 12: "Q3_K_M",
    13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S", 17: "Q5_K_M", 18: "Q6_K", 19: "IQ2_XXS", 20: "IQ2_XS",
    21: "Q2_K_S", 22: "IQ3_XS", 23: "IQ3_XXS", 24: "IQ1_S", 25: "IQ4_NL", 26: "IQ3_S", 27: "IQ3_M", 28: "IQ2_S",
    29: "IQ2_M", 30: "IQ4_XS", 31: "IQ1_M", 32: "BF16", 36: "TQ1_0", 37: "TQ2_0", 38: "MXFP4",
}  # fmt: skip


class GgufError(Exception):
    """The file is not a GGUF, is cut, or says something impossible about itself."""


@dataclass(frozen=True, slots=True)
class Array:
    """An array that was stepped over: where it lies in the file (bytes) and how many items of which kind it has."""

    kind: int
    count: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Tensor:
    name: str
    kind: str
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """Keys (scalars as Python values, arrays as `Array`) and tensors, in the file's order. `size`: file bytes."""

    keys: dict[str, Any]
    tensors: tuple[Tensor, ...]
    size: int

    @property
    def architecture(self) -> str:
        return self.text("general.architecture") or "unknown"

    @property
    def parameters(self) -> int:
        """How many weights all tensors hold together."""
        return sum(math.prod(tensor.shape) for tensor in self.tensors)

    @property
    def quantization(self) -> str:
        return FILE_TYPES.get(self.number("general.file_type") or 0, "unknown")

    @property
    def context_length(self) -> int | None:
        """The window the model was trained with, in tokens."""
        return self.own("context_length")

    @property
    def chat_template(self) -> str | None:
        return self.text("tokenizer.chat_template") or None

    def own(self, key: str) -> int | None:
        """A whole number under the architecture's own prefix."""
        return self.number(f"{self.architecture}.{key}")

    def number(self, key: str) -> int | None:
        value = self.keys.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def text(self, key: str) -> str:
        value = self.keys.get(key)
        return value if isinstance(value, str) else ""


def read_header(path: Path) -> Header:
    """Read the head of `path`; raises `GgufError` with the reason, OSError when it cannot be opened."""
    with path.open("rb") as file:
        size = path.stat().st_size
        cursor = _Cursor(file, size)
        if cursor.take(4) != b"GGUF":
            raise GgufError("invalid file magic")
        version = cursor.scalar(4)
        if version not in (2, 3):
            raise GgufError(f"unsupported GGUF version {version}")
        tensor_count, key_count = cursor.count(MOST_TENSORS), cursor.count(MOST_KEYS)
        keys: dict[str, Any] = {}
        for _ in range(key_count):
            name = cursor.string()
            keys[name] = cursor.value(cursor.scalar(4))
        return Header(keys, tuple(cursor.tensor() for _ in range(tensor_count)), size)


def read_array(path: Path, array: Array) -> list[Any]:
    """All items of an array that `read_header` stepped over."""
    with path.open("rb") as file:
        cursor = _Cursor(file, path.stat().st_size, array.start)
        return [cursor.value(array.kind) for _ in range(array.count)]


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
    """A position in the head of a file, which is read a slab at a time and kept."""

    def __init__(self, file: IO[bytes], size: int, start: int = 0) -> None:
        self._file = file
        self._size = size
        self._base = start
        self._buffer = bytearray()
        self._at = 0
        file.seek(start)

    def _need(self, length: int) -> int:
        """Make `length` more bytes available and step over them; returns where they begin in the buffer."""
        start, self._at = self._at, self._at + length
        if self._base + self._at > self._size:
            raise GgufError("the file ends in the middle of its header: it is incomplete")
        if self._at > LARGEST_HEAD:
            raise GgufError("the header is larger than any model's")
        while self._at > len(self._buffer):
            slab = self._file.read(max(SLAB, self._at - len(self._buffer)))
            if not slab:
                raise GgufError("the file ends in the middle of its header: it is incomplete")
            self._buffer += slab
        return start

    def take(self, length: int) -> bytes:
        start = self._need(length)
        return bytes(self._buffer[start : start + length])

    def scalar(self, kind: int) -> Any:
        packed = _SCALARS.get(kind)
        if packed is None:
            raise GgufError(f"unknown value type {kind}")
        start = self._need(packed.size)
        value = packed.unpack_from(self._buffer, start)[0]
        return shortest_float(value) if kind == 6 else value

    def count(self, most: int) -> int:
        number: int = self.scalar(10)
        if number > most:
            raise GgufError(f"a count of {number} is not believable")
        return number

    def string(self) -> str:
        return self.take(self.count(LARGEST_STRING)).decode(errors="replace")

    def value(self, kind: int, depth: int = 0) -> Any:
        if kind == _STRING:
            return self.string()
        if kind == _ARRAY:
            return self._skip_array(depth)
        return self.scalar(kind)

    def _skip_array(self, depth: int) -> Array:
        kind, count = self.scalar(4), self.count(self._size)
        start = self._base + self._at
        if kind in _SCALARS:
            self._skip(count * _SCALARS[kind].size)
        elif kind == _STRING:
            self._skip_strings(count)
        elif kind == _ARRAY and depth < 2:
            for _ in range(count):
                self._skip_array(depth + 1)
        else:
            raise GgufError(f"unknown array type {kind}")
        return Array(kind, count, start, self._base + self._at)

    def _skip(self, length: int) -> None:
        self._need(length)

    def _skip_strings(self, count: int) -> None:
        """Step over `count` strings: a vocabulary has hundreds of thousands, so no call is made for each."""
        unpack, position = _COUNT.unpack_from, self._at
        for _ in range(count):
            if position + 8 > len(self._buffer):
                self._at = position
                self._need(8)
            position += 8 + unpack(self._buffer, position)[0]
            if position > len(self._buffer):
                self._at = len(self._buffer)
                self._need(position - self._at)
        self._at = position

    def tensor(self) -> Tensor:
        name = self.string()
        dimensions = self.scalar(4)
        if dimensions > MOST_DIMENSIONS:
            raise GgufError(f"a tensor with {dimensions} dimensions is not believable")
        shape = tuple(self.scalar(10) for _ in range(dimensions))
        kind = TENSOR_TYPES.get(self.scalar(4), "unknown")
        self.scalar(10)  # its offset, which only the runner needs
        return Tensor(name, kind, shape)
