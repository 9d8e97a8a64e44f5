"""The files of a model read as one: its only one, or all parts of a split one, which have llama.cpp's names."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO, Self

from teahouse.core.gguf import GgufError, GgufHeader, join_headers
from teahouse.core.hub_names import list_part_names
from teahouse.core.values import dataclass
from teahouse.engine.blobs import open_regular, read_header
from teahouse.engine.workshop.abi import NativeLibrary
from teahouse.engine.workshop.failure import JobError
from teahouse.engine.workshop.native import NativeGguf

SPLIT_KEYS = ("split.no", "split.count", "split.tensors.count")
_PIECE = 8 << 20


def find_parts(first: Path) -> list[Path]:
    """All files of a model, by the first one's name."""
    return [Path(name) for name in list_part_names(str(first))]


def measure_size(first: Path) -> int:
    """Bytes of all files of a model. Raises OSError."""
    return sum(part.stat().st_size for part in find_parts(first))


def read_model_header(first: Path) -> GgufHeader:
    """The header of a model with the tensors of all its files. Raises `GgufError`, OSError."""
    return join_headers([read_header(part) for part in find_parts(first)])


@dataclass(frozen=True, slots=True)
class TensorPlace:
    """Where a tensor is: the file, and its bytes in it."""

    name: str
    file: Path
    offset: int
    size: int


class ModelFiles:
    """The metadata and tensors of a model without its weights, by the library's own reader. A context manager.

    `head` is the head of a whole file: the first part's with all tensors and without the keys of a split one.
    `places` are in that file's order. Raises `JobError` file.
    """

    def __init__(self, library: NativeLibrary, first: Path) -> None:
        paths = find_parts(first)
        try:
            read_model_header(first)  # all parts are there, in order
        except GgufError as error:
            raise JobError("file", f"{first.name} cannot be used: {error}.") from error
        self._c = library.c
        with ExitStack() as stack:
            parts = [stack.enter_context(NativeGguf(library, path)) for path in paths]
            self._closing = stack.pop_all()
        self._part_of = {name: part for part in parts for name, _ in part.list_tensors()}
        self.places = tuple(
            TensorPlace(name, path, offset, self._c.ggml_nbytes(part.tensor(name)))
            for path, part in zip(paths, parts, strict=True)
            for name, offset in part.list_tensors()
        )
        self.head = parts[0]
        for place in self.places:
            if (part := self._part_of[place.name]) is not self.head:
                self._c.gguf_add_tensor(self.head.pointer, part.tensor(place.name))
        for key in SPLIT_KEYS:
            self.head.set_value(key, None)
        self.is_split = len(paths) > 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def tensor(self, name: str) -> Any:
        """A pointer to the `TensorStruct` of a name that the model has."""
        return self._part_of[name].tensor(name)

    @property
    def data_size(self) -> int:
        """Bytes of all tensors in a whole file, some more where there is padding."""
        return sum(place.size + 32 for place in self.places)

    def copy_tensors(self, output: BinaryIO, report: Callable[[float], None]) -> None:
        """Write all tensors behind the head, which is written already. Raises `JobError` file, OSError."""
        start, total, done = output.tell(), max(1, sum(place.size for place in self.places)), 0
        for number, place in enumerate(self.places):
            offset = self._c.gguf_get_tensor_offset(self.head.pointer, number)
            output.write(bytes(start + offset - output.tell()))
            with open_regular(place.file) as data:
                data.seek(place.offset)
                left = place.size
                while left:
                    piece = data.read(min(left, _PIECE))
                    if not piece:
                        raise JobError("file", f"{place.file.name} is incomplete.")
                    output.write(piece)
                    left -= len(piece)
                    report((done + place.size - left) / total)
            done += place.size
        output.write(bytes(-(output.tell() - start) % 32))
