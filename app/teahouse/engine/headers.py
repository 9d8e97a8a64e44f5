"""The head of a model's file on this disk; how it is read and what it means is `core.gguf`'s affair."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from teahouse.core.gguf import Array, GgufHeader, HeaderParser, read_items
from teahouse.engine.files import open_regular

_SLAB = 4 << 20


def read_header(path: Path) -> GgufHeader:
    """The head of the GGUF at `path`; raises `GgufError` with the reason, OSError when it cannot be read."""
    with open_regular(path) as file:
        parser = HeaderParser(os.fstat(file.fileno()).st_size)
        while (header := parser.feed(file.read(_SLAB))) is None:
            continue
        return header


def read_array(path: Path, array: Array) -> list[Any]:
    """All items of an array that `read_header` stepped over."""
    return read_items(array_bytes(path, array), array)


def array_bytes(path: Path, array: Array) -> bytes:
    """An array as it lies in the file."""
    with open_regular(path) as file:
        file.seek(array.start)
        return file.read(array.end - array.start)
