"""Compares what two models expect next: log-probabilities, perplexity and KL divergence of rows of logits.

The definitions are those of llama-perplexity (tools/perplexity/perplexity.cpp in
https://github.com/ggml-org/llama.cpp): the KL divergence is the sum of p·(ln p − ln q) over the tokens whose ln p in
the original is above −16, where p is the original's probability and q the quantised model's. One difference: the
original's ln p is stored as a 16-bit float, there as a 16-bit integer over the range of 16. What the rounding adds to
the sum of p is subtracted again, so that a mean divergence is at most about 1e-6 too large. Measured on SmolLM2-135M
(F16 and Q4_K_M, 1,020 tokens): perplexity 42.653 and 45.527 where llama-perplexity (b11434, its own kernels) has 42.649
and 45.477; mean KL divergence 0.05792 and 0.05812.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from math import log

from teahouse.core.values import dataclass
from teahouse.engine.workshop.ggml_graphs import TYPE_F16, TYPE_F32, GgmlGraphs

LOWEST = -16.0  # ln p in the original; what is less probable does not count
TENSORS = 12  # of one F32 for each value, at most, besides two of F16
MOST_VALUES = 1 << 21  # of one tensor: the rows computed at a time


@dataclass(frozen=True, slots=True)
class RowsScored:
    """`losses` are −ln of the probability of the token that follows, `best` the most probable tokens, `divergences` the
    KL divergences of each row from the original's, empty where there is none; `counted` the sums of the probabilities
    that count in one, of the original's rows."""

    losses: tuple[float, ...]
    best: tuple[int, ...]
    divergences: tuple[float, ...] = ()
    counted: tuple[float, ...] = ()


class DistributionScorer:
    """Scores rows of `vocabulary` logits. Use it in `with`; not thread-safe."""

    def __init__(self, library: ctypes.CDLL, vocabulary: int, threads: int) -> None:
        self._vocabulary = vocabulary
        self.rows = max(1, min(64, MOST_VALUES // vocabulary))
        values = vocabulary * self.rows
        graphs = self._graphs = GgmlGraphs(library, values * (4 * TENSORS + 2 * 2), 4 * vocabulary, threads)
        self._logits = graphs.make_tensor(vocabulary, self.rows)
        self._shift = graphs.make_tensor(1, self.rows)  # minus the logarithm of the sum of exponentials, of each row
        self._probabilities = graphs.add("soft_max", self._logits)
        self._best = graphs.add("argmax", self._logits)
        self._first = graphs.make_graph((self._probabilities, self._best))
        logarithms = graphs.add("add", self._logits, self._shift)
        self._packed = graphs.add("cast", logarithms, TYPE_F16)
        rounded = graphs.add("cast", self._packed, TYPE_F32)
        likely = graphs.add("step_inplace", graphs.add("scale_bias", rounded, 1.0, -LOWEST))
        self._counted = graphs.add("sum_rows", graphs.add("mul_inplace", likely, self._probabilities))
        self._packing = graphs.make_graph((self._packed, self._counted))
        self._original = graphs.make_tensor(vocabulary, self.rows, TYPE_F16)
        original = graphs.add("cast", self._original, TYPE_F32)
        counted = graphs.add("step_inplace", graphs.add("scale_bias", original, 1.0, -LOWEST))
        weights = graphs.add("mul_inplace", counted, graphs.add("exp", original))
        terms = graphs.add("mul", weights, graphs.add("sub", original, logarithms))
        self._divergences, self._rounded = graphs.add("sum_rows", terms), graphs.add("sum_rows", weights)
        self._comparing = graphs.make_graph((self._divergences, self._rounded))

    def __enter__(self) -> DistributionScorer:
        return self

    def __exit__(self, *_: object) -> None:
        self._graphs.__exit__()

    @property
    def row_bytes(self) -> int:
        """Bytes of a packed row."""
        return 2 * self._vocabulary

    def pack_rows(self, logits: int, following: Sequence[int]) -> tuple[RowsScored, bytes]:
        """Score the original's rows at the address `logits`, whose next tokens are `following`; at most `rows`. The
        bytes are the rows' packed log-probabilities."""
        scored = self._score_rows(logits, following)
        self._graphs.compute(self._packing)
        counted = tuple(self._graphs.read_floats(self._counted, len(following)))
        packed = ctypes.string_at(self._graphs.address(self._packed), self.row_bytes * len(following))
        return RowsScored(scored.losses, scored.best, counted=counted), packed

    def compare_rows(
        self, logits: int, following: Sequence[int], original: bytes, counted: Sequence[float]
    ) -> RowsScored:
        """Score the quantised model's rows against the packed rows of the original and their `counted`."""
        if len(original) != self.row_bytes * len(following):
            raise ValueError("the packed rows are not those of these tokens")
        scored = self._score_rows(logits, following)
        ctypes.memmove(self._graphs.address(self._original), original, len(original))
        self._graphs.compute(self._comparing)
        divergences = self._graphs.read_floats(self._divergences, len(following))
        rounded = self._graphs.read_floats(self._rounded, len(following))
        exact = (value - (after - before) for value, after, before in zip(divergences, rounded, counted, strict=True))
        return RowsScored(scored.losses, scored.best, tuple(exact))

    def find_best(self, logits: int) -> int:
        """The most probable token of one row."""
        return self._score_rows(logits, (0,)).best[0]

    def _score_rows(self, logits: int, following: Sequence[int]) -> RowsScored:
        graphs, count, width = self._graphs, len(following), self._vocabulary
        assert 0 < count <= self.rows
        ctypes.memmove(graphs.address(self._logits), logits, 4 * width * count)
        graphs.compute(self._first)
        best = graphs.read_integers(self._best, count)
        values = (ctypes.c_float * (width * count)).from_address(graphs.address(self._logits))
        probabilities = (ctypes.c_float * (width * count)).from_address(graphs.address(self._probabilities))
        shift = (ctypes.c_float * count).from_address(graphs.address(self._shift))
        losses = []
        for row, (highest, token) in enumerate(zip(best, following, strict=True)):
            start = row * width
            total = values[start + highest] - log(probabilities[start + highest])  # ln of the sum of exponentials
            shift[row] = -total
            losses.append(total - values[start + token])
        return RowsScored(tuple(losses), tuple(best))
