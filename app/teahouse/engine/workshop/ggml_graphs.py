"""Small graphs of ggml, computed on the CPU: arithmetic over whole vocabularies without numpy.

A softmax over 262,144 values takes 80 ms in Python and about 1 ms here. This file and `abi` have all that is known of
the C library's functions; here only scalars and opaque pointers are passed, besides the three fields of
`ggml_init_params`, which have not changed since 2023.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence

TYPE_F32, TYPE_F16 = 0, 1
OVERHEAD = 1 << 20  # bytes of a context beside its tensors: their headers and the graphs
WORK = 1 << 20  # bytes for each thread beside a row: what an operation needs while it runs

_P, _I, _L, _F = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64, ctypes.c_float


class _InitParameters(ctypes.Structure):
    """`struct ggml_init_params`."""

    _fields_ = (("mem_size", ctypes.c_size_t), ("mem_buffer", _P), ("no_alloc", ctypes.c_bool))


# name: (result, arguments)
_FUNCTIONS: dict[str, tuple[type | None, tuple[type, ...]]] = {
    "ggml_init": (_P, (_InitParameters,)),
    "ggml_free": (None, (_P,)),
    "ggml_reset": (None, (_P,)),
    "ggml_new_tensor_2d": (_P, (_P, _I, _L, _L)),
    "ggml_get_data": (_P, (_P,)),
    "ggml_soft_max": (_P, (_P, _P)),
    "ggml_argmax": (_P, (_P, _P)),
    "ggml_add": (_P, (_P, _P, _P)),
    "ggml_sub": (_P, (_P, _P, _P)),
    "ggml_mul": (_P, (_P, _P, _P)),
    "ggml_mul_inplace": (_P, (_P, _P, _P)),
    "ggml_exp": (_P, (_P, _P)),
    "ggml_step_inplace": (_P, (_P, _P)),
    "ggml_scale_bias": (_P, (_P, _P, _F, _F)),
    "ggml_sum_rows": (_P, (_P, _P)),
    "ggml_cast": (_P, (_P, _P, _I)),
    "ggml_new_graph": (_P, (_P,)),
    "ggml_build_forward_expand": (None, (_P, _P)),
    "ggml_graph_compute_with_ctx": (_I, (_P, _P, _I)),
}


class GgmlGraphs:
    """Tensors and graphs in one context of `size` bytes of tensors, computed by `threads` threads. Use it in `with`."""

    def __init__(self, library: ctypes.CDLL, size: int, row: int, threads: int) -> None:
        self._functions: dict[str, Callable[..., int | None]] = {}
        for name, (result, arguments) in _FUNCTIONS.items():
            function = library[name]
            function.restype, function.argtypes = result, arguments
            self._functions[name] = function
        self._threads = threads
        self._context = self.call("init", _InitParameters(size + OVERHEAD, None, False))
        self._work = self.call("init", _InitParameters(threads * (row + WORK), None, False))

    def __enter__(self) -> GgmlGraphs:
        return self

    def __exit__(self, *_: object) -> None:
        self.call("free", self._work)
        self.call("free", self._context)

    def call(self, name: str, *arguments: object) -> int:
        """The result of the function `ggml_…`."""
        return self._functions[f"ggml_{name}"](*arguments) or 0

    def add(self, name: str, *arguments: object) -> int:
        """A tensor that is the result of an operation on tensors."""
        return self.call(name, self._context, *arguments)

    def make_tensor(self, width: int, rows: int, kind: int = TYPE_F32) -> int:
        """A tensor to be filled by the caller."""
        return self.add("new_tensor_2d", kind, width, rows)

    def make_graph(self, results: Sequence[int]) -> int:
        """A graph that computes these tensors."""
        graph = self.add("new_graph")
        for tensor in results:
            self.call("build_forward_expand", graph, tensor)
        return graph

    def compute(self, graph: int) -> None:
        """Compute a graph; its results are in its tensors."""
        self.call("reset", self._work)
        if self.call("graph_compute_with_ctx", self._work, graph, self._threads) != 0:
            raise MemoryError("ggml could not compute the graph")

    def address(self, tensor: int) -> int:
        """Where the values of a tensor are."""
        return self.call("get_data", tensor)

    def read_floats(self, tensor: int, count: int) -> list[float]:
        """The first values of a tensor of F32."""
        return list((ctypes.c_float * count).from_address(self.address(tensor)))

    def read_integers(self, tensor: int, count: int) -> list[int]:
        """The first values of a tensor of I32."""
        return list((ctypes.c_int32 * count).from_address(self.address(tensor)))
