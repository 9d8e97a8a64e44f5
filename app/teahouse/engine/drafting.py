"""Speculative decoding with n-grams, and whether it is worthwhile for a model.

llama.cpp's `ngram-simple` looks for the last `NGRAM` tokens earlier in the same prompt and answer and drafts the tokens
that followed them, at most `DRAFT`. The model checks a draft in one batch and keeps the tokens it would have chosen
itself, so the text is the same. A rejected draft costs time: a drafted token takes up to `BREAK_EVEN` of a token's time
(measured on a processor without fast batches). A model whose drafts are mostly rejected is loaded without drafting the
next time. docs/decisions.md has the measurements.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NGRAM = 6
DRAFT = 6  # llama.cpp drops drafts shorter than `NGRAM`
BREAK_EVEN = 0.45
_LEAST_DRAFTED = 256  # drafted tokens from which on the share of accepted ones counts
_MOST_DRAFTED = 4096  # then both counts are halved, so that recent answers count more


class DraftAcceptance:
    """Counts of one model's drafted and accepted tokens, over its runners."""

    def __init__(self) -> None:
        self._drafted = 0
        self._accepted = 0

    @property
    def is_worthwhile(self) -> bool:
        """Whether drafting saves time as far as is known."""
        return self._drafted < _LEAST_DRAFTED or self._accepted >= BREAK_EVEN * self._drafted

    def add_timings(self, timings: Mapping[str, Any]) -> None:
        """Count the drafts of an answer, from llama.cpp's timings."""
        self._drafted += timings.get("draft_n", 0)
        self._accepted += timings.get("draft_n_accepted", 0)
        if self._drafted > _MOST_DRAFTED:
            self._drafted //= 2
            self._accepted //= 2

    def choose_drafting(self) -> bool:
        """Whether the next runner drafts. After a runner without drafting the counts begin anew."""
        if self.is_worthwhile:
            return True
        self._drafted = self._accepted = 0
        return False
