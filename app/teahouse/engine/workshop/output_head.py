"""A model's last steps, from the residual stream to logits, applied to the stream after any layer.

The steps are read from the graph that llama.cpp computes (final norm, output matrix, bias, scale, soft cap, whatever
the architecture has), and repeated on other rows with ggml, on the model's own weights: nothing is copied, and no
architecture is named here. The fields of `ggml_tensor` and the prototypes are checked in `abi` and `abi_check`.
"""

from __future__ import annotations

import ctypes
from ctypes import addressof, c_float, c_int32
from typing import Any, Self

from teahouse.core.values import dataclass
from teahouse.engine.workshop.abi import InitParams, NativeLibrary, TensorStruct
from teahouse.engine.workshop.failure import JobError

ROWS = 32  # rows of the stream that are computed at a time
_MOST_STEPS = 24
_HEADERS = 1 << 20  # bytes of a context beside its tensors' data
_F32 = 0  # enum ggml_type


@dataclass(frozen=True, slots=True)
class HeadStep:
    """One operation: `weight` is the address of a tensor of the model, or 0; `first`, `second`: its numbers."""

    operation: str
    weight: int = 0
    first: float = 0.0
    second: float = 0.0


def read_steps(library: NativeLibrary, output: Any, width: int) -> tuple[HeadStep, ...]:
    """The steps between the last layer's output and `output`, the tensor of logits in the evaluation callback. `width`:
    items of the stream. Raises `JobError` unsupported where they cannot be repeated."""
    steps: list[HeadStep] = []
    tensor = output.contents
    for _ in range(_MOST_STEPS):
        name = tensor.name.decode(errors="replace")
        if name.startswith("l_out-"):
            return tuple(reversed(steps))
        operation = library.c.ggml_op_name(tensor.op).decode()
        sources = [TensorStruct.from_address(source) for source in tensor.src[:2] if source]
        match operation:
            case "GET_ROWS":  # the rows whose logits are asked for: all of them
                follow = sources[0]
            case "RMS_NORM" | "NORM":
                steps.append(HeadStep(operation, first=_read_numbers(tensor)[0]))
                follow = sources[0]
            case "SCALE":
                steps.append(HeadStep(operation, 0, *_read_numbers(tensor)[:2]))
                follow = sources[0]
            case "UNARY":
                steps.append(HeadStep(operation, first=tensor.op_params[0]))
                follow = sources[0]
            case "MUL_MAT":
                steps.append(HeadStep(operation, addressof(sources[0])))
                follow = sources[1]
            case "MUL" | "ADD":
                stream, weight = sources if _is_weight(library, sources[1]) else reversed(sources)
                if not _is_weight(library, weight):
                    break
                steps.append(HeadStep(operation, addressof(weight)))
                follow = stream
            case _:
                break
        tensor = follow
    raise JobError(
        "unsupported",
        f"The layers of this architecture cannot be read: its last step is {operation} of {name or 'a tensor'}.",
    )


def _is_weight(library: NativeLibrary, tensor: TensorStruct) -> bool:
    return bool(library.c.ggml_op_name(tensor.op) == b"NONE")


def _read_numbers(tensor: TensorStruct) -> Any:
    return (c_float * 16).from_buffer_copy(bytes(tensor.op_params))


class OutputHead:
    """Gives the most probable next tokens of rows of the stream. A context manager; close it before its model.

    `width`: items of a row; `vocabulary`: tokens; `top`: how many are given. One thread at a time.
    """

    def __init__(
        self,
        library: NativeLibrary,
        steps: tuple[HeadStep, ...],
        *,
        width: int,
        vocabulary: int,
        top: int,
        threads: int,
    ) -> None:
        self._c = library.c
        self._threads, self._width, self._vocabulary, self._top = threads, width, vocabulary, min(top, vocabulary)
        size = ROWS * 4 * (vocabulary * (_count_wide(steps) + 2) + width * (len(steps) + 1))
        self._context = self._c.ggml_init(InitParams(size + _HEADERS, None, False))
        if not self._context:
            raise MemoryError
        self._work = self._c.ggml_init(InitParams(_HEADERS + threads * (vocabulary * 12 + (1 << 20)), None, False))
        self._build(steps)

    def _build(self, steps: tuple[HeadStep, ...]) -> None:
        c, context = self._c, self._context
        self._input = tensor = c.ggml_new_tensor_2d(context, _F32, self._width, ROWS)
        for step in steps:
            match step.operation:
                case "RMS_NORM":
                    tensor = c.ggml_rms_norm(context, tensor, step.first)
                case "NORM":
                    tensor = c.ggml_norm(context, tensor, step.first)
                case "SCALE":
                    tensor = c.ggml_scale_bias(context, tensor, step.first, step.second)
                case "UNARY":
                    tensor = c.ggml_unary(context, tensor, int(step.first))
                case "MUL_MAT":
                    tensor = c.ggml_mul_mat(context, step.weight, tensor)
                case "MUL":
                    tensor = c.ggml_mul(context, tensor, step.weight)
                case "ADD":
                    tensor = c.ggml_add(context, tensor, step.weight)
        shape = TensorStruct.from_address(tensor).ne
        if (shape[0], shape[1]) != (self._vocabulary, ROWS):
            raise JobError(
                "unsupported", "The layers of this architecture cannot be read: its output has another size."
            )
        self._shares = c.ggml_soft_max(context, tensor)
        self._best = c.ggml_top_k(context, self._shares, self._top)
        self._graph = c.ggml_new_graph(context)
        c.ggml_build_forward_expand(self._graph, self._best)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._c.ggml_free(self._work)
        self._c.ggml_free(self._context)

    def rank_tokens(self, rows: Any, count: int) -> list[list[tuple[int, float]]]:
        """The tokens with their probabilities (0 … 1) after each of `count` rows, the most probable first. `rows`: an
        array of `count` × `width` floats."""
        found: list[list[tuple[int, float]]] = []
        row = self._width * 4
        for first in range(0, count, ROWS):
            part = min(ROWS, count - first)
            ctypes.memmove(self._data(self._input), ctypes.addressof(rows) + first * row, part * row)
            self._c.ggml_reset(self._work)
            if self._c.ggml_graph_compute_with_ctx(self._work, self._graph, self._threads) != 0:
                raise MemoryError
            found += [self._read_row(place) for place in range(part)]
        return found

    def _data(self, tensor: int) -> int:
        address: int = TensorStruct.from_address(tensor).data
        return address

    def _read_row(self, place: int) -> list[tuple[int, float]]:
        best = (c_int32 * self._top).from_address(self._data(self._best) + place * self._top * 4)
        shares = (c_float * self._vocabulary).from_address(self._data(self._shares) + place * self._vocabulary * 4)
        return sorted(((token, shares[token]) for token in best), key=lambda pair: -pair[1])


def _count_wide(steps: tuple[HeadStep, ...]) -> int:
    """Steps whose result has the size of the logits: the output matrix, and what comes after it."""
    first = next((place for place, step in enumerate(steps) if step.operation == "MUL_MAT"), 0)
    return len(steps) - first
