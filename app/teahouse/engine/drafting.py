"""Speculative decoding with n-grams, and whether it is worthwhile for a model.

llama.cpp's `ngram-simple` looks for the last `NGRAM` tokens earlier in the same prompt and answer and drafts the tokens
that followed them, at most `DRAFT`. The model checks a draft in one batch and keeps the tokens it would have chosen
itself, so the text is the same. Checking takes longer than a step without a draft, so the time of a token is measured
in both kinds of step; until there are enough of both, the share of accepted tokens decides, with the time of a drafted
token that was measured on a processor without fast batches (`BREAK_EVEN`). A model that drafts slow down is loaded
without them the next time: llama.cpp's server cannot switch them off for one request. docs/decisions.md has the
measurements.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from teahouse.core.values import dataclass

NGRAM = 6
DRAFT = 6  # llama.cpp drops drafts shorter than `NGRAM`
BREAK_EVEN = 0.45
_LEAST_DRAFTED = 256  # drafted tokens from which on a model is judged
_MOST_DRAFTED = 4096  # then all counts are halved, so that recent answers count more
_LEAST_TOKENS = 32  # of each kind of step, for a time per token


@dataclass(slots=True)
class TokenTime:
    """Tokens and the milliseconds they took."""

    tokens: float = 0.0
    milliseconds: float = 0.0

    def add(self, tokens: float, milliseconds: float) -> None:
        self.tokens += tokens
        self.milliseconds += milliseconds

    def halve(self) -> None:
        self.tokens /= 2
        self.milliseconds /= 2

    @property
    def mean(self) -> float | None:
        """Milliseconds of a token; None for too few tokens."""
        return self.milliseconds / self.tokens if self.tokens >= _LEAST_TOKENS else None


class StepTimes:
    """The steps of one answer with and without a draft, from the timings that llama.cpp sends with each token. All
    tokens of a step have the same time; the first token belongs to reading the prompt."""

    def __init__(self) -> None:
        self.plain = TokenTime()
        self.drafted = TokenTime()
        self._before = (0, 0.0, 0)  # tokens, milliseconds and drafted tokens at the end of the step before
        self._now = (0, 0.0, 0)

    def add_timings(self, timings: Mapping[str, Any]) -> None:
        """Add the timings of one token."""
        if not timings:
            return
        reached = (timings.get("predicted_n", 0), timings.get("predicted_ms", 0.0), timings.get("draft_n", 0))
        if reached[1] != self._now[1]:
            self._end_step()
        self._now = reached

    def _end_step(self) -> None:
        (tokens, milliseconds, drafts), before = self._now, self._before
        if before[0] and tokens > before[0]:
            kind = self.drafted if drafts > before[2] else self.plain
            kind.add(tokens - before[0], milliseconds - before[1])
        self._before = self._now


@dataclass(slots=True)
class DraftAcceptance:
    """Counts of one model's drafted and accepted tokens, and the times of its steps, over its runners."""

    _drafted: int = 0
    _accepted: int = 0
    _plain_time: TokenTime = field(default_factory=TokenTime)
    _draft_time: TokenTime = field(default_factory=TokenTime)

    @property
    def is_worthwhile(self) -> bool:
        """Whether drafting saves time as far as is known."""
        if self._drafted < _LEAST_DRAFTED:
            return True
        plain, drafted = self._plain_time.mean, self._draft_time.mean
        if plain is None or drafted is None:
            return self._accepted >= BREAK_EVEN * self._drafted
        return drafted <= plain

    def add_answer(self, timings: Mapping[str, Any], steps: StepTimes) -> None:
        """Count the drafts of an answer, from llama.cpp's timings at its end, and its steps."""
        self._drafted += timings.get("draft_n", 0)
        self._accepted += timings.get("draft_n_accepted", 0)
        self._plain_time.add(steps.plain.tokens, steps.plain.milliseconds)
        self._draft_time.add(steps.drafted.tokens, steps.drafted.milliseconds)
        if self._drafted > _MOST_DRAFTED:
            self._drafted //= 2
            self._accepted //= 2
            self._plain_time.halve()
            self._draft_time.halve()

    def choose_drafting(self) -> bool:
        """Whether the next runner drafts. After a runner without drafting the counts begin anew."""
        if self.is_worthwhile:
            return True
        self._drafted = self._accepted = 0
        self._plain_time, self._draft_time = TokenTime(), TokenTime()
        return False
