"""The one definition of every figure shown for a run.

Sources: the daemon's own counters where it gave them (nanoseconds and tokens, on the last line of a stream), our
clock otherwise (seconds, monotonic, taken when the bytes arrived), marked as measured here. No figure is better
than a wrong one: a rate needs at least `MIN_TOKENS` tokens over at least `MIN_SECONDS`.
"""

from __future__ import annotations

from dataclasses import dataclass

MIN_TOKENS = 16
MIN_SECONDS = 0.1
NANOSECONDS = 1e9


@dataclass(frozen=True, slots=True)
class Counters:
    """What a daemon counted for one run; None is a counter it did not send (it leaves zeros out).

    Durations are nanoseconds as they came. Source: the last line of `/api/chat` or `/api/generate`.
    """

    total_duration: int | None = None
    load_duration: int | None = None
    prompt_eval_count: int | None = None
    prompt_eval_cached_count: int | None = None
    prompt_eval_duration: int | None = None
    eval_count: int | None = None
    eval_duration: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one run, kept with its reply. Seconds, tokens, tokens per second, bytes; None is unknown.

    `generation_rate` is tokens generated (thinking included) per second of generating; `prompt_rate` counts only
    prompt tokens that were really read, not the cached ones; `first_word` runs from the request's sending to the
    first byte of text (thinking or answer); `measured_here` marks counts and rates that are ours because the
    reply ended before the daemon's counters came (one piece of a stream is counted as one token).
    """

    generation_rate: float | None = None
    prompt_rate: float | None = None
    first_word: float | None = None
    first_answer: float | None = None
    load: float | None = None
    total: float | None = None
    tokens: int | None = None
    prompt_tokens: int | None = None
    thinking_seconds: float | None = None
    context_used: int | None = None
    context_length: int | None = None
    memory: int | None = None
    memory_vram: int | None = None
    measured_here: bool = False


def rate(tokens: int | None, seconds: float | None) -> float | None:
    """Tokens per second, or None when there is too little of either to say."""
    if tokens is None or seconds is None or tokens < MIN_TOKENS or seconds < MIN_SECONDS:
        return None
    return tokens / seconds


def _seconds(nanoseconds: int | None) -> float | None:
    return None if nanoseconds is None else nanoseconds / NANOSECONDS


class Meter:
    """Our own clock and count for one run: fed with times as they were taken, never takes one itself."""

    def __init__(self, sent: float) -> None:
        self._sent = sent
        self._first_thinking: float | None = None
        self._first_answer: float | None = None
        self._last: float | None = None
        self._pieces = 0

    def piece(self, at: float, *, thinking: bool) -> None:
        """One piece of text arrived at `at` seconds; a daemon sends one token a piece."""
        self._pieces += 1
        self._last = at
        if thinking and self._first_thinking is None:
            self._first_thinking = at
        if not thinking and self._first_answer is None:
            self._first_answer = at

    @property
    def pieces(self) -> int:
        return self._pieces

    @property
    def first_piece(self) -> float | None:
        """When the first text of any kind arrived."""
        times = [at for at in (self._first_thinking, self._first_answer) if at is not None]
        return min(times) if times else None

    def thinking_seconds(self, now: float) -> float | None:
        """How long it has thought: from its first thought to its first answer, or to `now` while it still does."""
        if self._first_thinking is None:
            return None
        return max(0.0, (now if self._first_answer is None else self._first_answer) - self._first_thinking)

    def live_rate(self) -> float | None:
        """Tokens per second so far, from the first piece to the last."""
        first = self.first_piece
        if first is None or self._last is None:
            return None
        return rate(self._pieces - 1, self._last - first)

    def figures(self, counters: Counters | None, ended: float) -> Figures:
        """The run's figures: the daemon's counters where it gave them, ours for the rest."""
        first = self.first_piece
        ours = Figures(
            generation_rate=self.live_rate(),
            first_word=None if first is None else first - self._sent,
            first_answer=None if self._first_answer is None else self._first_answer - self._sent,
            total=ended - self._sent,
            tokens=self._pieces or None,
            thinking_seconds=self.thinking_seconds(ended if self._last is None else self._last),
            measured_here=True,
        )
        return ours if counters is None else _with_counters(ours, counters)


def _with_counters(ours: Figures, counters: Counters) -> Figures:
    cached = counters.prompt_eval_cached_count or 0
    read = None if counters.prompt_eval_count is None else counters.prompt_eval_count - cached
    used = None
    if counters.prompt_eval_count is not None:
        used = counters.prompt_eval_count + (counters.eval_count or 0)
    return Figures(
        generation_rate=rate(counters.eval_count, _seconds(counters.eval_duration)),
        prompt_rate=rate(read, _seconds(counters.prompt_eval_duration)),
        first_word=ours.first_word,
        first_answer=ours.first_answer,
        load=_seconds(counters.load_duration),
        total=_seconds(counters.total_duration) or ours.total,
        tokens=counters.eval_count if counters.eval_count is not None else ours.tokens,
        prompt_tokens=counters.prompt_eval_count,
        thinking_seconds=ours.thinking_seconds,
        context_used=used,
    )
