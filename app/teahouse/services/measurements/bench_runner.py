"""Runs series of speed tests over one setting (`core.bench`): one model after the other, each value several times.

At a depth the context is read first, with the answer measured behind it; then the same prompt with more behind it, of
which only that is read. Every repetition begins with a marker, so that nothing comes from an earlier one. Results are
stored value by value; a model that fails does not stop the others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from time import monotonic, time

from teahouse.core.bench import (
    ANSWER_TOKENS,
    PROMPT_TOKENS,
    REPETITIONS,
    BenchResult,
    BenchSeries,
    estimate_seconds,
    list_values,
    options_of,
)
from teahouse.core.chat_request import ChatRequest
from teahouse.core.conversation import Message, Role, new_id
from teahouse.core.measure import Figures, median
from teahouse.core.model import ModelCard
from teahouse.core.prompt_cache import make_cache_marker
from teahouse.core.run import Hardware
from teahouse.core.values import dataclass
from teahouse.services.error_reports import as_trouble
from teahouse.services.events import EventSink
from teahouse.services.generation.generation import Generation, ignore_events
from teahouse.services.hosts.service import HostsService
from teahouse.services.measurements.events import BenchEvent
from teahouse.services.measurements.run_recorder import RunRecorder
from teahouse.services.measurements.speed_test import TASK, TEXT
from teahouse.services.models.library import LibraryService
from teahouse.services.models.runner_processes import RunnerProcesses, RunnerWatch
from teahouse.services.store_thread import StoreThread

DEFAULT_WINDOW = 4096  # tokens, where the host does not tell
_LONG = TEXT * 4  # for the warm-up, which measures letters per token
_GUESSED_READING = 200.0  # tokens per second, of a host that does not tell


@dataclass(frozen=True, slots=True)
class BenchSample:
    """One repetition: what was counted, and tokens per second where known."""

    prompt_tokens: int
    answer_tokens: int
    depth: int = 0
    reading: float | None = None
    writing: float | None = None


class BenchRunner:
    """`turn` is held while models run, so that nothing else is measured at the same time."""

    def __init__(
        self,
        store_thread: StoreThread,
        hosts: HostsService,
        library: LibraryService,
        recorder: RunRecorder,
        turn: asyncio.Lock,
        post: EventSink,
    ) -> None:
        self._store_thread = store_thread
        self._hosts = hosts
        self._library = library
        self._recorder = recorder
        self._runners = RunnerProcesses(hosts)
        self._turn = turn
        self._post = post
        self._event = BenchEvent(running=False)
        self._letters = 4.0  # of the text for a token of the model
        self._markers = 0
        self._bench_id = ""

    async def run(self, models: Sequence[str], chosen: Sequence[BenchSeries]) -> None:
        """Measure these models; after cancelling, the results so far stay. Threads and batch sizes are left out on
        hosts that do not let clients choose how a model is loaded."""
        self._bench_id, self._markers = new_id(), 0
        able = self._hosts.status.capabilities.loads_models
        series = [one for one in chosen if able or one in (BenchSeries.DEPTH, BenchSeries.PARALLEL)]
        self._post_event(BenchEvent(running=True))
        try:
            async with self._turn:
                for model in models:
                    await self._measure_or_report(model, series)
        finally:
            self._post_event(replace(self._event, running=False, seconds_left=0.0))

    async def _measure_or_report(self, model: str, series: Sequence[BenchSeries]) -> None:
        try:
            await self._measure_model(model, series)
        except Exception as failure:
            trouble = as_trouble(failure)
            self._hosts.mark_unreachable(trouble)
            self._post_event(replace(self._event, failed=(*self._event.failed, (model, trouble))))

    async def _measure_model(self, model: str, series: Sequence[BenchSeries]) -> None:
        self._post_event(replace(self._event, model=model, series=BenchSeries.STANDARD, value=0))
        warm = await self._ask(model, self._mark(_LONG + TASK), {}, answer=16)
        await self._library.read_memory()
        loaded = self._library.find_loaded(model)
        window = (loaded.context_length if loaded else None) or DEFAULT_WINDOW
        if warm.prompt_tokens:
            self._letters = len(_LONG) / max(1, warm.prompt_tokens)
        hardware = await self._recorder.read_hardware()
        values = {one: list_values(one, window, hardware.cores) for one in series}
        reading = warm.prompt_rate or _GUESSED_READING
        left = {one: list(some) for one, some in values.items()}
        total = self._event.done + sum(map(len, values.values()))
        self._post_event(replace(self._event, total=total))
        for one, some in values.items():
            for value in some:
                seconds = estimate_seconds(left, reading, warm.generation_rate or reading / 10)
                self._post_event(replace(self._event, model=model, series=one, value=value, seconds_left=seconds))
                result = await self._measure_value(model, one, value, hardware)
                left[one].remove(value)
                done = self._event.done + 1
                self._post_event(replace(self._event, done=done, results=(*self._event.results, result)))

    async def _measure_value(self, model: str, series: BenchSeries, value: int, hardware: Hardware) -> BenchResult:
        """Measure and store one value."""
        options = options_of(series, value)
        if options:
            await self._ask(model, self._mark(TEXT), options, answer=1)  # loads the model with them
        watch = RunnerWatch(self._runners, model, self._hosts.is_local)
        async with watch.watch_runner():
            samples = [await self._measure_once(model, series, value, options) for _ in range(REPETITIONS)]
        card = self._library.find_card(model) or ModelCard(model)
        status = self._hosts.status
        result = BenchResult(
            series=series,
            value=value,
            model=card.name,
            created=time(),
            prompt_tokens=_middle(sample.prompt_tokens for sample in samples),
            answer_tokens=_middle(sample.answer_tokens for sample in samples),
            depth=_middle(sample.depth for sample in samples),
            reading=tuple(sample.reading for sample in samples if sample.reading is not None),
            writing=tuple(sample.writing for sample in samples if sample.writing is not None),
            digest=card.digest,
            quantization=card.quantization,
            host=status.key,
            host_version=status.version,
            engine=status.engine,
            options={**OPTIONS, **options},
            hardware=hardware if self._hosts.is_local else Hardware(),
            other_load=watch.figures(Figures()).other_load,
            id=new_id(),
        )
        await self._store_thread.write(lambda store: store.bench.add_result(result))
        return result

    async def _measure_once(
        self, model: str, series: BenchSeries, value: int, options: Mapping[str, object]
    ) -> BenchSample:
        match series:
            case BenchSeries.DEPTH:
                return await self._measure_depth(model, value)
            case BenchSeries.PARALLEL:
                return await self._measure_parallel(model, value)
            case _:
                return _sample_of(await self._ask(model, self._mark(self._text(PROMPT_TOKENS) + TASK), options))

    async def _measure_depth(self, model: str, depth: int) -> BenchSample:
        """`tg` behind `depth` tokens, then `pp` of further tokens behind them."""
        before = self._mark(self._text(depth))
        first = await self._ask(model, before, {})
        further = await self._ask(model, before + self._text(PROMPT_TOKENS), {}, answer=1)
        behind, whole = first.prompt_tokens or 0, further.prompt_tokens or 0
        read = whole - (behind if further.prompt_cached is None else further.prompt_cached)
        seconds = further.prompt_seconds
        # A host that keeps nothing reads all again: that is not the speed behind the context.
        known = seconds and 0 < read < 2 * PROMPT_TOKENS
        reading = read / seconds if seconds and known else None
        return BenchSample(max(0, whole - behind), first.tokens or 0, behind, reading, first.generation_rate)

    async def _measure_parallel(self, model: str, count: int) -> BenchSample:
        """All requests together: tokens read until the last has its first word, and written from the first word on."""
        begun = monotonic()
        texts = [self._mark(self._text(PROMPT_TOKENS) + TASK) for _ in range(count)]
        every = await asyncio.gather(*(self._ask(model, text, {}) for text in texts))
        ended = monotonic() - begun
        words = [figures.first_word for figures in every if figures.first_word is not None]
        tokens = sum(figures.tokens or 0 for figures in every)
        prompts = sum(figures.prompt_tokens or 0 for figures in every)
        reading = prompts / max(words) if words and prompts else None
        writing = tokens / (ended - min(words)) if words and ended > min(words) else None
        return BenchSample(round(prompts / count), round(tokens / count), 0, reading, writing)

    async def _ask(
        self, model: str, text: str, options: Mapping[str, object], *, answer: int = ANSWER_TOKENS
    ) -> Figures:
        """The figures of one answer. Raises `Trouble`."""
        client = await self._hosts.client()
        request = ChatRequest(
            model,
            (Message("bench", None, Role.USER, text),),
            options={**OPTIONS, **options, "num_predict": answer},
            keep_alive=self._library.keep_alive_of(model),
        )
        generation = Generation("", Message("", None, Role.ASSISTANT, model=model), ignore_events)
        await generation.run_or_raise(client, request)
        return generation.figures()

    def _text(self, tokens: int) -> str:
        """A text of about so many tokens of the model."""
        letters = round(tokens * self._letters)
        return (TEXT * (letters // len(TEXT) + 1))[:letters]

    def _mark(self, text: str) -> str:
        """The text with a marker that no other prompt of this bench begins with."""
        self._markers += 1
        return f"{make_cache_marker(self._bench_id, self._markers)}\n\n{text}"

    def _post_event(self, event: BenchEvent) -> None:
        self._event = event
        self._post(event)


OPTIONS: dict[str, object] = {"temperature": 0.0, "seed": 1}


def _sample_of(figures: Figures) -> BenchSample:
    counts = figures.prompt_tokens or 0, figures.tokens or 0
    return BenchSample(*counts, 0, figures.prompt_rate, figures.generation_rate)


def _middle(counts: Iterable[int]) -> int:
    return round(median(counts) or 0)
