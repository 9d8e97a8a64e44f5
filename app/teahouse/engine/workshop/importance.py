"""An importance matrix: for each column of each weight the mean square of what it is multiplied with, over a text.

As llama-imatrix collects it (tools/imatrix/imatrix.cpp in https://github.com/ggml-org/llama.cpp): chunks of 512 tokens,
each of which begins with the begin-of-text token where the model wants one, and the inputs of every matrix
multiplication with a weight of a layer. The sums are computed by ggml.
"""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

from teahouse.engine.workshop.abi import InitParams, NativeLibrary, TensorStruct
from teahouse.engine.workshop.failure import JobError
from teahouse.engine.workshop.native import NativeContext, NativeModel

CHUNK = 512  # tokens
LEAST_TOKENS = 64
MOST_CHUNKS = 128
_LEAST_ROWS = 16  # fewer are ignored, as in llama-imatrix
_F32 = 0
_SPARE = 4 << 20  # bytes of a graph


def collect_importance(
    library: NativeLibrary, path: Path, text: str, threads: int, report: Callable[[float], None]
) -> tuple[dict[str, Any], int]:
    """The importance of columns by the weight's name, a ctypes array of floats (of a mixture of experts one row for
    each expert), and the number of chunks. Raises `JobError` parameter for a text that is too short."""
    with NativeModel(library, path) as model:
        tokens = model.tokenize(text, special=True)[: CHUNK * MOST_CHUNKS]
        if len(tokens) < LEAST_TOKENS:
            raise JobError("parameter", f"The text for the importance matrix is too short: {len(tokens)} tokens.")
        sums = ImportanceSums(library, threads)
        starts = range(0, max(1, len(tokens) - len(tokens) % CHUNK), CHUNK)
        begin = library.c.llama_vocab_bos(model.vocabulary)
        begins = library.c.llama_vocab_get_add_bos(model.vocabulary)
        with NativeContext(model, CHUNK, n_batch=CHUNK, threads=threads, callback=sums.look) as context:
            for number, start in enumerate(starts):
                report(number / len(starts))
                chunk = tokens[start : start + CHUNK]
                if begins:
                    chunk[0] = begin
                context.clear()
                context.decode(chunk, 0, every=True)  # else the last layer would compute one token only
                if sums.failure:
                    raise JobError("failed", f"The importance matrix cannot be computed: {sums.failure}.")
    return sums.averages(), len(starts)


class ImportanceSums:
    """Sums of squares by weight; `look` is the evaluation callback."""

    def __init__(self, library: NativeLibrary, threads: int) -> None:
        self._c = library.c
        self._threads = threads
        self._sums: dict[str, array[float]] = {}
        self._counts: dict[str, list[int]] = {}
        self.failure = ""
        self._c.ggml_cpu_init()

    def look(self, tensor: Any, ask: bool, _: object) -> bool:
        """Called by the library for each tensor: before it is computed (`ask`) and after."""
        fields = tensor.contents
        operation = self._c.ggml_op_name(fields.op)
        if operation not in (b"MUL_MAT", b"MUL_MAT_ID"):
            return not ask
        weight, given = (TensorStruct.from_address(pointer) for pointer in fields.src[:2])
        if not weight.name.startswith(b"blk.") or given.type != _F32:
            return not ask
        if operation == b"MUL_MAT" and given.ne[1] < _LEAST_ROWS:
            return not ask
        if ask:
            return True
        try:
            if operation == b"MUL_MAT":
                self._add_matrices(weight, given)
            else:
                self._add_experts(weight, given, TensorStruct.from_address(fields.src[2]))
        except (ValueError, MemoryError, RuntimeError) as error:  # an exception cannot pass through the library
            self.failure = self.failure or str(error) or type(error).__name__
            return False
        return True

    def averages(self) -> dict[str, Any]:
        """Mean squares; 1 for an expert that was never used."""
        found = {}
        for name, sums in self._sums.items():
            counts = self._counts[name]
            width = len(sums) // len(counts)
            values = (ctypes.c_float * len(sums))(*([1.0] * len(sums)))
            for place, count in enumerate(counts):
                if count:
                    part = sums[place * width : (place + 1) * width]
                    values[place * width : (place + 1) * width] = [value / count for value in part]
            found[name] = values
        return found

    def _add_matrices(self, weight: TensorStruct, given: TensorStruct) -> None:
        """Rows for one matrix, or for each of several."""
        width, rows, matrices = given.ne[0], given.ne[1], weight.ne[2] * weight.ne[3]
        repeated = given.ne[2] * given.ne[3] // max(1, matrices)
        if repeated < 1:
            return
        sums, counts = self._find(weight, width, matrices)
        ones = array("f", [1.0]) * rows
        for place in range(given.ne[2] * given.ne[3]):
            address = given.data + (place % given.ne[2]) * given.nb[2] + (place // given.ne[2]) * given.nb[3]
            matrix = place // repeated
            found = self._sum_squares(self._copy_rows(address, width, rows, given.nb[1]), width, rows, ones, 1)
            _add(sums, matrix * width, found)
            counts[matrix] += rows

    def _add_experts(self, weight: TensorStruct, given: TensorStruct, chosen: TensorStruct) -> None:
        """Rows for those experts that the router chose."""
        width, slots, tokens, experts = given.ne[0], given.ne[1], given.ne[2], weight.ne[2]
        sums, counts = self._find(weight, width, experts)
        used, rows = chosen.ne[0], slots * tokens
        marks = array("f", bytes(4 * rows * experts))
        for token in range(tokens):
            ids = (ctypes.c_int32 * used).from_address(chosen.data + token * chosen.nb[1])
            for slot, expert in enumerate(ids):
                if not 0 <= expert < experts:
                    raise ValueError("an expert that is not there")
                marks[expert * rows + token * slots + slot % slots] += 1.0
                counts[expert] += 1
        data = bytearray()
        for token in range(tokens):
            data += self._copy_rows(given.data + token * given.nb[2], width, slots, given.nb[1])
        _add(sums, 0, self._sum_squares(data, width, rows, marks, experts))

    def _find(self, weight: TensorStruct, width: int, matrices: int) -> tuple[array[float], list[int]]:
        name = weight.name.decode(errors="replace")
        if name not in self._sums:
            self._sums[name] = array("d", bytes(8 * width * matrices))
            self._counts[name] = [0] * matrices
        return self._sums[name], self._counts[name]

    def _copy_rows(self, address: int, width: int, rows: int, stride: int) -> bytes:
        if stride == 4 * width:
            return ctypes.string_at(address, 4 * width * rows)
        return b"".join(ctypes.string_at(address + row * stride, 4 * width) for row in range(rows))

    def _sum_squares(
        self, data: bytes | bytearray, width: int, rows: int, marks: array[float], matrices: int
    ) -> array[float]:
        """For each matrix the sum over the rows of mark · value², a row of `width` sums."""
        c, size = self._c, 4 * width * rows
        context = c.ggml_init(InitParams(5 * size + 4 * (rows + width) * matrices + _SPARE, None, False))
        if not context:
            raise MemoryError
        try:
            given = c.ggml_new_tensor_2d(context, _F32, width, rows)
            marked = c.ggml_new_tensor_2d(context, _F32, rows, matrices)
            ctypes.memmove(c.ggml_get_data(given), bytes(data), size)
            ctypes.memmove(c.ggml_get_data(marked), marks.tobytes(), 4 * rows * matrices)
            columns = c.ggml_cont(context, c.ggml_transpose(context, c.ggml_sqr(context, given)))
            result = c.ggml_mul_mat(context, columns, marked)
            graph = c.ggml_new_graph(context)
            c.ggml_build_forward_expand(graph, result)
            if c.ggml_graph_compute_with_ctx(context, graph, self._threads):
                raise RuntimeError("ggml could not compute")
            return array("f", ctypes.string_at(c.ggml_get_data(result), 4 * width * matrices))
        finally:
            c.ggml_free(context)


def _add(sums: array[float], start: int, values: array[float]) -> None:
    for place, value in enumerate(values, start):
        sums[place] += value
