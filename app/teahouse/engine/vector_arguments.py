"""Sets a control vector in xllamacpp's parameters, which have no name for it.

The object `CommonParams` contains llama.cpp's `common_params` after Python's own head. llama.cpp's parser of arguments
(`common_params_parse` in common/arg.h), which the wheel's library exports under its mangled name, reads
`--control-vector-scaled` into it, so that no layout of a structure is used here. Where the structure begins is checked
with values that Python sets, and afterwards with values that the parser set. Of the engine nothing is imported.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_PARSE = "_Z19common_params_parseiPPcR13common_params13llama_examplePFviS0_E"
_HEAD = object.__basicsize__  # bytes of a Python object's head
_BATCH_AT = 8  # in common_params: n_batch and n_ubatch, after n_predict and n_ctx
_EXAMPLE = 2  # LLAMA_EXAMPLE_COMMON
_MARKS = (4242, 2121)
_LAST_LAYER = 99_999
_UNSUPPORTED = "this build of llama.cpp cannot take a control vector"


def vector_argument(path: str, scale: float) -> list[str]:
    """The arguments for a control vector in the working directory `enter_folder`."""
    return ["--control-vector-scaled", f"{Path(path).name}:{scale:.6f}"]


@contextmanager
def enter_folder(path: str) -> Iterator[None]:
    """Work in the folder of this file: llama.cpp splits its argument at commas and colons, which folders may have."""
    before = Path.cwd()
    os.chdir(Path(path).parent)
    try:
        yield
    finally:
        os.chdir(before)


def add_control_vector(library: str, common: Any, path: str, scale: float) -> None:
    """Set the vector in new, unchanged parameters; they are used in `enter_folder`. Raises RuntimeError where the
    library is another one than expected."""
    parse = getattr(ctypes.CDLL(library), _PARSE, None)
    if parse is None or type(common).__basicsize__ < _HEAD + _BATCH_AT + 8:
        raise _refuse()
    place = id(common) + _HEAD
    common.n_batch, common.n_ubatch = _MARKS
    if struct.unpack("<ii", ctypes.string_at(place + _BATCH_AT, 8)) != _MARKS:
        raise _refuse()
    words = ["", "--model", path, *vector_argument(path, scale), "--control-vector-layer-range", "1", str(_LAST_LAYER)]
    arguments = (ctypes.c_char_p * (len(words) + 1))(*map(os.fsencode, words), None)
    parse.restype = ctypes.c_bool
    parse.argtypes = [
        ctypes.c_int,
        ctypes.POINTER(ctypes.c_char_p),
        ctypes.c_void_p,
        ctypes.c_int,
        ctypes.c_void_p,
    ]
    is_read = parse(len(words), arguments, place, _EXAMPLE, None)
    layers = (common.control_vector_layer_start, common.control_vector_layer_end)
    if not is_read or layers != (1, _LAST_LAYER):
        raise _refuse()


def _refuse() -> RuntimeError:
    """The error, also in the log, where the engine looks for reasons."""
    sys.stderr.write(f"error loading model: {_UNSUPPORTED}\n")
    sys.stderr.flush()
    return RuntimeError(_UNSUPPORTED)
