"""Reads which architectures the library of the built-in engine knows, without loading it.

llama.cpp has no call for it, but a class for each architecture, and the library contains the classes' names
(`llama_model_glm4_moe` for glm4moe).
"""

from __future__ import annotations

import importlib.util
import mmap
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = "xllamacpp"
# As GCC and Clang, and as MSVC write it.
_CLASS = re.compile(rb"llama_model_([a-z0-9_]{1,64})(?:\0|@@)")  # regex: a name has at most 64 characters
_OTHER_NAMES = {"gpt-oss": "openaimoe"}


def knows_architecture(architecture: str) -> bool | None:
    """Whether the engine's library can load models of an architecture; None where the library is not found."""
    known = _read_classes()
    name = _OTHER_NAMES.get(architecture) or _plain(architecture)
    return name in known if known else None


def _plain(name: str) -> str:
    """A name without the signs in which architecture and class differ."""
    return name.replace("-", "").replace("_", "")


@cache
def _read_classes() -> frozenset[str]:
    """The names of the classes; reads some 100 MB the first time."""
    return frozenset(name for path in _find_libraries() for name in _read_library(path))


def _find_libraries() -> Iterator[Path]:
    spec = importlib.util.find_spec(PACKAGE)
    for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
        for path in Path(folder).iterdir():
            if path.suffix in (".so", ".pyd"):
                yield path


def _read_library(path: Path) -> set[str]:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return {_plain(found[1].decode("ascii")) for found in _CLASS.finditer(data)}
