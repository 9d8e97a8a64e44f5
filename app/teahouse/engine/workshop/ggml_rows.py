"""Adds the product of two small matrices to rows of a weight, in any of ggml's types, with ggml itself."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

from teahouse.core.adapters import AdapterError
from teahouse.core.gguf import TENSOR_TYPES, Tensor, tensor_size
from teahouse.core.values import dataclass

_TYPE_NUMBERS = {name: number for number, (name, *_) in TENSOR_TYPES.items()}
_F32 = 0
_SPARE = 16 << 20  # bytes of a context for its graph and the work of its operations
_THREADS = 2


@dataclass(frozen=True, slots=True)
class LowRank:
    """A change of a weight: factor · rows · columns. `rows` has `rank` numbers for each row of the weight, `columns` a
    row of numbers for each rank; `is_transposed`: `rank` numbers for each column of the weight."""

    rank: int
    factor: float
    rows_kind: str
    rows: bytes
    columns_kind: str
    columns: bytes
    is_transposed: bool


class _InitParams(ctypes.Structure):
    """`ggml_init_params` of ggml.h."""

    _fields_ = [("mem_size", ctypes.c_size_t), ("mem_buffer", ctypes.c_void_p), ("no_alloc", ctypes.c_bool)]


def _load_functions() -> Any:
    """The functions of ggml.h that are used here, with their prototypes."""
    import xllamacpp.xllamacpp as wheel

    library = ctypes.CDLL(str(wheel.__file__))
    pointer, integer, size = ctypes.c_void_p, ctypes.c_int64, ctypes.c_size_t
    prototypes: dict[str, tuple[Any, list[Any]]] = {
        "ggml_init": (pointer, [_InitParams]),
        "ggml_free": (None, [pointer]),
        "ggml_new_tensor_2d": (pointer, [pointer, ctypes.c_int, integer, integer]),
        "ggml_get_data": (pointer, [pointer]),
        "ggml_nbytes": (size, [pointer]),
        "ggml_cast": (pointer, [pointer, pointer, ctypes.c_int]),
        "ggml_transpose": (pointer, [pointer, pointer]),
        "ggml_cont": (pointer, [pointer, pointer]),
        "ggml_mul_mat": (pointer, [pointer, pointer, pointer]),
        "ggml_scale": (pointer, [pointer, pointer, ctypes.c_float]),
        "ggml_add": (pointer, [pointer, pointer, pointer]),
        "ggml_new_graph": (pointer, [pointer]),
        "ggml_build_forward_expand": (None, [pointer, pointer]),
        "ggml_graph_compute_with_ctx": (ctypes.c_int, [pointer, pointer, ctypes.c_int]),
        "ggml_quantize_requires_imatrix": (ctypes.c_bool, [ctypes.c_int]),
        "ggml_quantize_chunk": (size, [ctypes.c_int, pointer, pointer, integer, integer, integer, pointer]),
        "ggml_cpu_init": (None, []),
    }
    for name, (result, arguments) in prototypes.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    library.ggml_cpu_init()
    return library


class RowAdder:
    """Adds changes to rows. One thread."""

    def __init__(self) -> None:
        self._ggml = _load_functions()

    def require_writable(self, tensor: Tensor) -> None:
        """Raise `AdapterError` for a weight whose type cannot be written without an importance matrix."""
        number = _TYPE_NUMBERS.get(tensor.kind)
        if number is None or self._ggml.ggml_quantize_requires_imatrix(number):
            raise AdapterError(
                f"{tensor.name} is of the type {tensor.kind}, which cannot be written again; "
                "merge into the model in F16 or another type"
            )

    def add_to_rows(
        self, kind: str, rows: bytes, width: int, first: int, count: int, changes: Sequence[LowRank]
    ) -> bytes:
        """The bytes of `count` rows of a weight, from its row `first` on, with the changes."""
        ggml, number = self._ggml, _TYPE_NUMBERS[kind]
        inner = sum(len(each.columns) * 8 + 8 * each.rank * (width + count) for each in changes)
        memory = len(rows) + 4 * width * count * (2 + 2 * len(changes)) + inner + _SPARE
        context = ggml.ggml_init(_InitParams(memory, None, False))
        if not context:
            raise MemoryError
        try:
            weight = self._place(context, number, rows, width, count)
            total = weight if number == _F32 else ggml.ggml_cast(context, weight, _F32)
            for change in changes:
                total = ggml.ggml_add(context, total, self._multiply(context, change, width, first, count))
            graph = ggml.ggml_new_graph(context)
            ggml.ggml_build_forward_expand(graph, total)
            if ggml.ggml_graph_compute_with_ctx(context, graph, _THREADS) != 0:
                raise RuntimeError("ggml could not compute")
            result = ctypes.create_string_buffer(len(rows))
            data = ggml.ggml_get_data(total)
            written = ggml.ggml_quantize_chunk(number, data, result, 0, count, width, None)
            if written != len(rows):
                raise RuntimeError(f"ggml wrote {written} bytes instead of {len(rows)}")
            return result.raw
        finally:
            ggml.ggml_free(context)

    def _place(self, context: Any, number: int, data: bytes, width: int, count: int) -> Any:
        """A tensor with this data."""
        ggml = self._ggml
        tensor = ggml.ggml_new_tensor_2d(context, number, width, count)
        if ggml.ggml_nbytes(tensor) != len(data):
            raise RuntimeError("a tensor of another size")
        ctypes.memmove(ggml.ggml_get_data(tensor), data, len(data))
        return tensor

    def _multiply(self, context: Any, change: LowRank, width: int, first: int, count: int) -> Any:
        """The change of some rows: numbers of 32 bits, `width` for each row."""
        ggml, rank = self._ggml, change.rank
        row = tensor_size(change.rows_kind, (rank,))
        part = change.rows[first * row : (first + count) * row]
        rows = self._widen(context, change.rows_kind, part, rank, count)
        if change.is_transposed:
            columns = self._widen(context, change.columns_kind, change.columns, rank, width)
        else:
            columns = self._widen(context, change.columns_kind, change.columns, width, rank)
            columns = ggml.ggml_cont(context, ggml.ggml_transpose(context, columns))
        product = ggml.ggml_mul_mat(context, columns, rows)
        return ggml.ggml_scale(context, product, change.factor)

    def _widen(self, context: Any, kind: str, data: bytes, width: int, count: int) -> Any:
        tensor = self._place(context, _TYPE_NUMBERS[kind], data, width, count)
        return tensor if kind == "F32" else self._ggml.ggml_cast(context, tensor, _F32)
