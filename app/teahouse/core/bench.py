"""Series of speed tests over one setting, with the definitions of llama.cpp's llama-bench.

`pp N` is the speed of reading a prompt of N tokens, `tg N` that of writing N tokens, both `@ d D` behind D tokens of
context that were read before. Of parallel requests (as in llama-batched-bench) both are of all together. A result has
the numbers of tokens that the host counted, which differ a little from those wished for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from enum import StrEnum
from typing import Any

from teahouse.core.measure import Spread, spread
from teahouse.core.run import Hardware
from teahouse.core.values import dataclass

PROMPT_TOKENS, ANSWER_TOKENS = 512, 128
REPETITIONS = 3
MARGIN = 96  # tokens of a window that stay free: of the template, and because texts are measured roughly


class BenchSeries(StrEnum):
    """What is varied; STANDARD is the speed test with nothing varied."""

    STANDARD = "standard"
    DEPTH = "depth"  # tokens of context before the prompt
    PARALLEL = "parallel"  # requests at the same time
    THREADS = "threads"
    BATCH = "batch"


VARIED = (BenchSeries.DEPTH, BenchSeries.PARALLEL, BenchSeries.THREADS, BenchSeries.BATCH)
_OPTION_OF = {BenchSeries.THREADS: "num_thread", BenchSeries.BATCH: "num_batch"}


def list_values(series: BenchSeries, window: int, cores: int) -> tuple[int, ...]:
    """The values of a series, for a context window and a number of cores."""
    match series:
        case BenchSeries.DEPTH:
            deepest = window - PROMPT_TOKENS - ANSWER_TOKENS - MARGIN
            steps = [512 << number for number in range(12) if 512 << number < deepest]
            return (*steps, deepest) if deepest > 0 else ()
        case BenchSeries.PARALLEL:
            return (1, 2, 4, 8)
        case BenchSeries.THREADS:
            steps = [1 << number for number in range(10) if 1 << number < cores]
            return (*steps, max(1, cores))
        case BenchSeries.BATCH:
            return tuple(size for size in (32, 64, 128, 256, 512, 1024, 2048) if size <= max(32, window))
        case BenchSeries.STANDARD:
            return ()


def options_of(series: BenchSeries, value: int) -> dict[str, object]:
    """The options of a request that set the value."""
    option = _OPTION_OF.get(series)
    return {} if option is None else {option: value}


def estimate_seconds(values: Mapping[BenchSeries, Sequence[int]], reading: float, writing: float) -> float:
    """How long series take at so many tokens per second of one request."""
    once = PROMPT_TOKENS / reading + ANSWER_TOKENS / writing
    seconds = 0.0
    for series, some in values.items():
        if series is BenchSeries.DEPTH:
            seconds += sum(depth / reading + ANSWER_TOKENS / writing + once for depth in some)
        elif series is BenchSeries.PARALLEL:
            seconds += sum(some) * once
        else:
            seconds += len(some) * once
    return REPETITIONS * seconds


@dataclass(frozen=True, slots=True)
class BenchResult:
    """The result of a series at one value. `prompt_tokens`, `answer_tokens` and `depth` are what the host counted;
    `reading` and `writing` tokens per second of each repetition, empty where unknown. `options` are those of the
    requests; provenance as in `core.run.Run`."""

    series: BenchSeries
    value: int
    model: str
    created: float
    prompt_tokens: int = 0
    answer_tokens: int = 0
    depth: int = 0
    reading: tuple[float, ...] = ()
    writing: tuple[float, ...] = ()
    digest: str = ""
    quantization: str = ""
    host: str = ""
    host_version: str = ""
    engine: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    hardware: Hardware = Hardware()
    other_load: float | None = None
    id: str = ""

    @property
    def reading_spread(self) -> Spread | None:
        return spread(self.reading)

    @property
    def writing_spread(self) -> Spread | None:
        return spread(self.writing)

    @property
    def names(self) -> tuple[str, str]:
        """The names of its two tests in llama-bench: "pp512 @ d4096", "tg128"."""
        behind = f" @ d{self.depth}" if self.depth else ""
        return f"pp{self.prompt_tokens}{behind}", f"tg{self.answer_tokens}{behind}"


def latest_results(results: Iterable[BenchResult]) -> tuple[BenchResult, ...]:
    """The newest result of each model, host, series and value."""
    found: dict[tuple[str, str, BenchSeries, int], BenchResult] = {}
    for one in sorted(results, key=lambda each: each.created):
        found[one.model, one.host, one.series, one.value] = one
    return tuple(sorted(found.values(), key=lambda each: (each.model.casefold(), each.host, each.value)))
