"""Adds the product of two small matrices to rows of a weight, in any of ggml's types, with ggml itself."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

from teahouse.core.adapters import AdapterError
from teahouse.core.gguf import TENSOR_TYPES, Tensor, tensor_size
from teahouse.core.values import dataclass
from teahouse.engine.workshop.abi import InitParams, NativeLibrary, default_threads
from teahouse.engine.workshop.abi_check import check_library

_TYPE_NUMBERS = {name: number for number, (name, *_) in TENSOR_TYPES.items()}
_F32 = 0
_SPARE = 16 << 20  # bytes of a context for its graph and the work of its operations


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


class RowAdder:
    """Adds changes to rows. One thread. Raises `JobError` where the library is not the one that `abi` knows."""

    def __init__(self) -> None:
        library = NativeLibrary()
        check_library(library)
        self._ggml = library.c

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
        context = ggml.ggml_init(InitParams(memory, None, False))
        if not context:
            raise MemoryError
        try:
            weight = self._place(context, kind, rows, width, count)
            total = weight if number == _F32 else ggml.ggml_cast(context, weight, _F32)
            for change in changes:
                total = ggml.ggml_add(context, total, self._multiply(context, change, width, first, count))
            graph = ggml.ggml_new_graph(context)
            ggml.ggml_build_forward_expand(graph, total)
            if ggml.ggml_graph_compute_with_ctx(context, graph, default_threads()) != 0:
                raise RuntimeError("ggml could not compute")
            result = ctypes.create_string_buffer(len(rows))
            data = ggml.ggml_get_data(total)
            written = ggml.ggml_quantize_chunk(number, data, result, 0, count, width, None)
            if written != len(rows):
                raise RuntimeError(f"ggml wrote {written} bytes instead of {len(rows)}")
            return result.raw
        finally:
            ggml.ggml_free(context)

    def _place(self, context: Any, kind: str, data: bytes, width: int, count: int) -> Any:
        """A tensor with this data."""
        ggml = self._ggml
        if tensor_size(kind, (width, count)) != len(data):
            raise RuntimeError("a tensor of another size")
        tensor = ggml.ggml_new_tensor_2d(context, _TYPE_NUMBERS[kind], width, count)
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
        tensor = self._place(context, kind, data, width, count)
        return tensor if kind == "F32" else self._ggml.ggml_cast(context, tensor, _F32)
