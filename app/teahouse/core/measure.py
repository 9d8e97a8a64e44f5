"""The definition of every figure shown for a run.

There are three sources: the daemon's counters, from the last line of a stream (nanoseconds and tokens); our clock and
count without these (monotonic seconds when the bytes arrived), marked `measured_here`; memory (bytes) and energy
(joules) from `/api/ps` and the system. A rate needs at least `MIN_TOKENS` tokens over at least `MIN_SECONDS`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from teahouse.core.untrusted import read_count
from teahouse.core.values import dataclass

N = TypeVar("N", int, float)

MIN_TOKENS = 16
MIN_SECONDS = 0.1
MOST_RATE = 1e6  # tokens a second, also of a prompt
NANOSECONDS = 1e9
COLD_SECONDS = 0.1  # a daemon with the model loaded reports a few milliseconds of loading
CACHED_SHARE = 0.1  # of the prompt: with more from a cache the times until the first word are not those of reading it
LEAST_LOAD = 0.1  # seconds of a load; less is the daemon's look at a model that is loaded
BUSY_SHARE = 0.15  # of the processor: used by other programs it changes what is measured


@dataclass(frozen=True, slots=True)
class Counters:
    """The counters of a server for one run; None is a counter it did not send (a daemon omits zeros; OpenAI-compatible
    servers count tokens and measure no times).

    Durations are nanoseconds. Source: the last line of `/api/chat` or `/api/generate`.
    """

    total_duration: int | None = None
    load_duration: int | None = None
    prompt_eval_count: int | None = None
    prompt_eval_cached_count: int | None = None
    prompt_eval_restored_count: int | None = None
    prompt_eval_duration: int | None = None
    eval_count: int | None = None
    eval_duration: int | None = None
    thinking_count: int | None = None
    draft_count: int | None = None
    draft_accepted_count: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one run, stored with its reply. Seconds, tokens, tokens per second, bytes, joules; None is
    unknown.

    From the daemon's counters: `generation_rate` eval_count / eval_duration: tokens generated (thinking included) per
    second of generating; `prompt_rate` (prompt_eval_count − cached) / prompt_eval_duration: only tokens that were
    really read; `load` load_duration, which includes waiting for another model to be unloaded; `total` total_duration;
    `tokens` eval_count, thinking included; `prompt_tokens` prompt_eval_count; `prompt_cached` those of them that came
    from the daemon's cache; `queued` total − (load + prompt + eval): the wait for a free slot; `context_used` prompt
    and reply together, of `context_length`, the effective window (`/api/ps`); `drafted` tokens that the daemon guessed
    ahead and `drafts_accepted` those that the model confirmed, None where there were none; `prompt_restored` those of
    the cached tokens that were read from disk for this run.

    From our clock: `first_word` request sent → first byte of text (thinking or answer), `first_thinking` and
    `first_answer` → the first of each kind; `thinking_seconds` first thought → first answer; `thinking_tokens` counts
    text events of thinking, since no daemon counts them separately; `preload` a separate load before the question,
    where there was one.

    `prompt_seconds` is prompt_eval_duration. `cache_detected`: the host reports no cached tokens, but has read the
    prompt too fast (`core.prompt_cache`).

    From `/api/ps`: `memory` and `memory_vram` (its part on GPUs), as the runner reported at load; of the built-in
    engine `kv_cache_type` (the type of the context's numbers), `threads`, `drafts`: whether the model could draft, and
    `prompt_cache`: the bytes of `memory` with computed prompts of other conversations.

    From the system, during the run: `system_memory` the runner's proportional set at the end (resident set where there
    is no other) and `system_memory_peak` its largest; `gpu_memory` and `gpu_memory_peak` the graphics driver's figures
    for the runner's process; `energy` the consumption of processor and graphics in all, including other programs;
    `other_load` the share of the processor (0 to 1) that other programs used.

    `measured_here` marks counts and rates from our clock, because the reply ended before the daemon's counters arrived
    (one text event counts as one token).
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
    first_thinking: float | None = None
    thinking_tokens: int | None = None
    prompt_cached: int | None = None
    queued: float | None = None
    system_memory: int | None = None
    system_memory_peak: int | None = None
    gpu_memory: int | None = None
    gpu_memory_peak: int | None = None
    energy: float | None = None
    preload: float | None = None
    drafted: int | None = None
    drafts_accepted: int | None = None
    prompt_restored: int | None = None
    kv_cache_type: str | None = None
    threads: int | None = None
    drafts: bool | None = None
    prompt_cache: int | None = None
    prompt_seconds: float | None = None
    cache_detected: bool = False
    other_load: float | None = None

    @property
    def gpu_share(self) -> float | None:
        """The part of the model on GPUs, 0 to 1, as reported by the daemon."""
        if not self.memory or self.memory_vram is None:
            return None
        return min(1.0, self.memory_vram / self.memory)

    @property
    def cold(self) -> bool:
        """Whether the model was loaded for this run, before the question or within the run, and nothing of its prompt
        came from disk. All pages and exports use this definition."""
        return self.loading is not None and not self.prompt_restored

    @property
    def loading(self) -> float | None:
        """Seconds the model took to load for this run; None for a warm run, whose model was loaded already."""
        known = [seconds for seconds in (self.preload, self.load) if is_load(seconds)]
        return next(iter(known), None)

    @property
    def is_cached(self) -> bool:
        """Whether so much of the prompt came from the host's cache that `CACHE_FIGURES` are not those of reading it."""
        return self.cache_detected or (self.prompt_cached or 0) > CACHED_SHARE * (self.prompt_tokens or 0)

    @property
    def is_disturbed(self) -> bool:
        """Whether other programs kept the computer busy during the run."""
        return self.other_load is not None and self.other_load > BUSY_SHARE

    @property
    def energy_rate(self) -> float | None:
        """Joules for 1,000 tokens of the reply; None without a measurement."""
        return 1000 * self.energy / self.tokens if self.energy is not None and self.tokens else None


CACHE_FIGURES = frozenset(("prompt_rate", "first_word", "first_answer", "total", "energy", "energy_rate"))


def is_load(seconds: float | None) -> bool:
    """Whether a host's load time is that of a real load."""
    return seconds is not None and seconds > COLD_SECONDS


def rate(tokens: int | None, seconds: float | None) -> float | None:
    """Tokens per second; None if there are too few tokens or seconds, or for an impossible rate."""
    if tokens is None or seconds is None or tokens < MIN_TOKENS or seconds < MIN_SECONDS:
        return None
    found = tokens / seconds
    return found if found <= MOST_RATE else None


def join_figures(first: Figures, rest: Figures) -> Figures:
    """The figures of a whole reply that was continued: tokens and times of both parts, first word and prompt of the
    first part, window and memory after the last."""
    tokens = _sum(first.tokens, rest.tokens)
    seconds = _sum_known(_generating(first), _generating(rest))
    return replace(
        rest,
        generation_rate=rate(tokens, seconds) if seconds is not None else rest.generation_rate or first.generation_rate,
        prompt_rate=first.prompt_rate,
        first_word=first.first_word,
        first_answer=first.first_answer,
        first_thinking=first.first_thinking,
        load=_sum(first.load, rest.load),
        total=_sum(first.total, rest.total),
        tokens=tokens,
        prompt_tokens=first.prompt_tokens,
        prompt_cached=first.prompt_cached,
        prompt_restored=first.prompt_restored,
        drafted=_sum(first.drafted, rest.drafted),
        drafts_accepted=_sum(first.drafts_accepted, rest.drafts_accepted),
        prompt_seconds=first.prompt_seconds,
        cache_detected=first.cache_detected,
        thinking_seconds=_sum(first.thinking_seconds, rest.thinking_seconds),
        thinking_tokens=_sum(first.thinking_tokens, rest.thinking_tokens),
        queued=_sum(first.queued, rest.queued),
        measured_here=first.measured_here or rest.measured_here,
        memory=rest.memory or first.memory,
        context_length=rest.context_length or first.context_length,
        preload=_sum(first.preload, rest.preload),
    )


def _generating(figures: Figures) -> float | None:
    """Seconds of generating."""
    return figures.tokens / figures.generation_rate if figures.tokens and figures.generation_rate else None


def _sum(first: N | None, second: N | None) -> N | None:
    """The sum of the values that are known."""
    if first is None or second is None:
        return second if first is None else first
    return first + second


def _sum_known(first: float | None, second: float | None) -> float | None:
    """The sum of two values if both are known."""
    return None if first is None or second is None else first + second


@dataclass(frozen=True, slots=True)
class Spread:
    """One figure over several runs: its median, smallest and largest, over the `count` runs that have it."""

    median: float
    low: float
    high: float
    count: int


def median(values: Iterable[float]) -> float | None:
    """The middle value; None for no values."""
    known = list(values)
    return median_of_some(known) if known else None


def median_of_some(values: Iterable[float]) -> float:
    """The middle value of at least one. The standard library's imports fractions and decimals: 7 ms of each start."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def spread(values: Iterable[float | None]) -> Spread | None:
    """Median and range of the values that are not None; None when all are."""
    known = [value for value in values if value is not None]
    middle = median(known)
    return None if middle is None else Spread(middle, min(known), max(known), len(known))


def _seconds(nanoseconds: int | None) -> float | None:
    return None if nanoseconds is None else nanoseconds / NANOSECONDS


class Meter:
    """Times and counts of one run by our clock; the caller passes all times."""

    def __init__(self, sent: float) -> None:
        self._sent = sent
        self._first_thinking: float | None = None
        self._first_answer: float | None = None
        self._last: float | None = None
        self._tokens = 0
        self._thoughts = 0

    def count_piece(self, at: float, *, thinking: bool) -> None:
        """Count one text event that arrived at `at` seconds; a daemon sends one token per event (`set_tokens`)."""
        self._tokens += 1
        self._thoughts += thinking
        self._last = at
        if thinking and self._first_thinking is None:
            self._first_thinking = at
        if not thinking and self._first_answer is None:
            self._first_answer = at

    def set_tokens(self, tokens: int) -> None:
        """Take the server's count of the tokens so far in place of the events; the difference is of the last kind."""
        if self._thoughts and self._first_answer is None:
            self._thoughts = max(0, self._thoughts + tokens - self._tokens)
        self._tokens = tokens

    def recount_as_thinking(self) -> None:
        """Count all text events so far as thinking."""
        self._first_thinking, self._first_answer = self.first_piece, None
        self._thoughts = self._tokens

    @property
    def tokens(self) -> int:
        """The tokens so far: one for each text event unless the server counted them."""
        return self._tokens

    @property
    def first_piece(self) -> float | None:
        """The time of the first text of any kind."""
        times = [at for at in (self._first_thinking, self._first_answer) if at is not None]
        return min(times) if times else None

    @property
    def first_word(self) -> float | None:
        """Seconds from the request to the first text."""
        return self._seconds_after(self.first_piece)

    def thinking_seconds(self, now: float) -> float | None:
        """Seconds of thinking: from the first thought to the first answer, or to `now` while there is no answer."""
        if self._first_thinking is None:
            return None
        return max(0.0, (now if self._first_answer is None else self._first_answer) - self._first_thinking)

    def live_rate(self) -> float | None:
        """Tokens per second so far, from the first text to the last."""
        first = self.first_piece
        if first is None or self._last is None:
            return None
        return rate(self._tokens - 1, self._last - first)

    def build_figures(self, counters: Counters | None, ended: float) -> Figures:
        """The run's figures: the daemon's counters where it sent them, ours for the rest."""
        measured = Figures(
            generation_rate=self.live_rate(),
            first_word=self.first_word,
            first_answer=self._seconds_after(self._first_answer),
            first_thinking=self._seconds_after(self._first_thinking),
            total=ended - self._sent,
            tokens=self._tokens or None,
            thinking_tokens=self._thoughts or None,
            thinking_seconds=self.thinking_seconds(ended if self._last is None else self._last),
            measured_here=True,
        )
        if counters is None:
            return measured
        return _with_counters(measured, counters, self._rate_of(counters))

    def _rate_of(self, counters: Counters) -> float | None:
        """Tokens per second by the server's count and our clock, for a server that measures no times. Thinking that it
        counts and does not send was generated before the first piece."""
        first = self.first_piece
        if counters.eval_count is None or first is None or self._last is None:
            return self.live_rate()
        hidden = 0 if self._thoughts else counters.thinking_count or 0
        return rate(counters.eval_count - hidden - 1, self._last - first)

    def _seconds_after(self, at: float | None) -> float | None:
        return None if at is None else at - self._sent


def _with_counters(measured: Figures, counters: Counters, measured_rate: float | None) -> Figures:
    """`measured_rate` is used if the counters have no times."""
    is_timed = counters.eval_duration is not None or counters.total_duration is not None
    cached, read = counters.prompt_eval_cached_count, counters.prompt_eval_count
    if read is not None:
        read -= cached or 0
    used = None
    if counters.prompt_eval_count is not None:
        used = read_count(counters.prompt_eval_count + (counters.eval_count or 0))
    return Figures(
        generation_rate=rate(counters.eval_count, _seconds(counters.eval_duration)) if is_timed else measured_rate,
        prompt_rate=rate(read, _seconds(counters.prompt_eval_duration)),
        first_word=measured.first_word,
        first_answer=measured.first_answer,
        first_thinking=measured.first_thinking,
        load=_seconds(counters.load_duration),
        total=_seconds(counters.total_duration) or measured.total,
        tokens=counters.eval_count if counters.eval_count is not None else measured.tokens,
        prompt_tokens=counters.prompt_eval_count,
        prompt_cached=cached,
        prompt_seconds=_seconds(counters.prompt_eval_duration),
        drafted=counters.draft_count,
        drafts_accepted=counters.draft_accepted_count,
        prompt_restored=counters.prompt_eval_restored_count,
        thinking_tokens=measured.thinking_tokens if counters.thinking_count is None else counters.thinking_count,
        thinking_seconds=measured.thinking_seconds,
        context_used=used,
        measured_here=not is_timed,
        queued=_queued(counters),
    )


def _queued(counters: Counters) -> float | None:
    """Seconds a request waited in the daemon's queue: the rest of the total; None without a total."""
    if counters.total_duration is None:
        return None
    parts = (counters.load_duration, counters.prompt_eval_duration, counters.eval_duration)
    return max(0, counters.total_duration - sum(part or 0 for part in parts)) / NANOSECONDS
