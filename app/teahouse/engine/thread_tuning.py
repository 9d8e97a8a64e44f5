"""Measures with how many threads a model generates fastest: once for each size of model, while nobody uses the engine.

A runner for each candidate writes a few tokens in turns, beside a load like that of the window, so that taking the last
core is not rewarded by an idle desktop. A request ends the measurement at once; it is tried again later. The result
applies to the next load. Nothing is measured where the number of threads was given, or with a foreign llama-server.
"""

from __future__ import annotations

import asyncio
import logging
import os
import platform
import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

from teahouse.core.thread_choices import FILE, LONGEST, read_choices, size_class, write_choices
from teahouse.engine.blobs import read_bounded
from teahouse.engine.drafting import DraftAcceptance
from teahouse.engine.errors import ApiError
from teahouse.engine.hardware import available_memory, default_threads, physical_cores
from teahouse.engine.loader import Loader, LoadOptions
from teahouse.engine.models import Model
from teahouse.engine.runner import Runner

log = logging.getLogger("teahouse.engine")

QUIET_SECONDS = 20.0  # without a request, before measuring
LONGEST_SECONDS = 10.0  # of a measurement, loads included
_ROUNDS = 3
_TOKENS = 16
_WINDOW = 512
_GAIN = 1.05  # of the default's speed, from which on another number is chosen
_SPIN_SECONDS, _REST_SECONDS = 0.004, 0.02  # of the load beside


class ThreadChoices:
    """The measured numbers of threads in a file of the models folder; valid for this computer only."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._machine = f"{platform.machine()} {platform.processor()} {physical_cores()} {os.cpu_count()}"

    def find_threads(self, weights: int) -> int:
        """The threads for a model with so many bytes of weights; 0 where they were not measured."""
        return self._read().get(size_class(weights), 0)

    def save_threads(self, weights: int, threads: int) -> None:
        """Store a result; OSError where the folder refuses."""
        choices = {**self._read(), size_class(weights): threads}
        beside = self._path.with_name(f"{FILE}.new")
        beside.write_bytes(write_choices(choices, self._machine))
        beside.replace(self._path)

    def _read(self) -> dict[int, int]:
        try:
            return read_choices(read_bounded(self._path, LONGEST), self._machine)
        except (OSError, ValueError):
            return {}


def thread_candidates(cores: int, default: int) -> list[int]:
    """The numbers of threads to compare, the default first: with one core more, and half of many cores, which is enough
    where memory is the limit."""
    return list(dict.fromkeys([default, cores, *([cores // 2] if cores >= 8 else [])]))


def choose_threads(rates: Mapping[int, float], default: int) -> int:
    """The fastest number of threads by tokens per second; the default unless another one is clearly faster."""
    best = max(rates, key=lambda threads: rates[threads])
    return best if rates[best] >= _GAIN * rates[default] else default


class ThreadTuner:
    """Measures when asked for it and nobody uses the engine. `count_request` tells who does. Event loop only."""

    def __init__(
        self, loader: Loader, choices: ThreadChoices, candidates: Sequence[int] = (), quiet: float = QUIET_SECONDS
    ) -> None:
        self._loader = loader
        self._choices = choices
        self._default = default_threads()
        self._candidates = candidates or thread_candidates(physical_cores(), self._default)
        self._quiet_seconds = quiet
        self._requests = 0
        self._busy, self._free = asyncio.Event(), asyncio.Event()
        self._free.set()
        self._tried: set[int] = set()  # classes that took too long, or whose model does not load
        self._task: asyncio.Task[None] | None = None

    @contextmanager
    def count_request(self) -> Iterator[None]:
        """Count a request from its beginning to its end."""
        self._requests += 1
        self._busy.set()
        self._free.clear()
        try:
            yield
        finally:
            self._requests -= 1
            if not self._requests:
                self._busy.clear()
                self._free.set()

    def request_measurement(self, model: Model, load_options: LoadOptions) -> None:
        """Measure the class of this model later, unless that was done, or is not possible."""
        running = self._task is not None and not self._task.done()
        chosen = load_options.num_thread or load_options.embedding or len(self._candidates) < 2
        if running or chosen or load_options.use_mmap is False:
            return
        self._task = asyncio.create_task(self._measure_when_quiet(model, load_options))

    async def close(self) -> None:
        """End a measurement and its processes."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _measure_when_quiet(self, model: Model, load_options: LoadOptions) -> None:
        try:
            need = await asyncio.to_thread(self._loader.estimate_need, model, load_options)
            measured = self._choices.find_threads(need.weights) or size_class(need.weights) in self._tried
            while not measured:
                await self._wait_for_quiet()
                if available_memory() < need.total * len(self._candidates):
                    return
                measured = await self._measure_undisturbed(model, load_options, need.weights)
        except (ApiError, OSError) as error:
            log.warning("the number of threads was not measured: %s", error)

    async def _wait_for_quiet(self) -> None:
        """Return when nobody has used the engine for a while."""
        while True:
            await self._free.wait()
            try:
                async with asyncio.timeout(self._quiet_seconds):
                    await self._busy.wait()
            except TimeoutError:
                return

    async def _measure_undisturbed(self, model: Model, load_options: LoadOptions, weights: int) -> bool:
        """Measure and store; False where a request came in between."""
        measuring = asyncio.create_task(self._measure_rates(model, load_options))
        disturbed = asyncio.create_task(self._busy.wait())
        try:
            await asyncio.wait({measuring, disturbed}, return_when=asyncio.FIRST_COMPLETED, timeout=LONGEST_SECONDS)
            if not measuring.done():
                if not disturbed.done():
                    self._tried.add(size_class(weights))
                return not disturbed.done()
            rates = measuring.result()
        except ApiError:
            self._tried.add(size_class(weights))
            raise
        finally:
            for task in (measuring, disturbed):
                task.cancel()
            await asyncio.wait({measuring, disturbed})
        threads = choose_threads(rates, self._default)
        log.info("%d threads are used for models like %s: %s", threads, model.name.short, rates)
        await asyncio.to_thread(self._choices.save_threads, weights, threads)
        return True

    async def _measure_rates(self, model: Model, load_options: LoadOptions) -> dict[int, float]:
        """The best tokens per second with each number of threads."""
        parameters = await asyncio.to_thread(self._loader.build_parameters, model, load_options)
        small = {"num_ctx": _WINDOW, "parallel": 1, "draft": 0, "states": "", "prompt_cache_mib": 0, "shift": True}
        rates = dict.fromkeys(self._candidates, 0.0)
        async with AsyncExitStack() as loaded:
            runners = [
                (threads, await loaded.enter_async_context(_run_model({**parameters, **small, "threads": threads})))
                for threads in self._candidates
            ]
            with _load_like_a_window():
                for _ in range(_ROUNDS):
                    for threads, runner in runners:
                        rates[threads] = max(rates[threads], await _measure_rate(runner))
        return rates


@asynccontextmanager
async def _run_model(parameters: Mapping[str, Any]) -> AsyncIterator[Runner]:
    runner = await Runner.start(parameters, DraftAcceptance())
    try:
        yield runner
    finally:
        await asyncio.shield(runner.stop())


async def _measure_rate(runner: Runner) -> float:
    """Tokens per second of a few tokens; the prompt is cached after the first time."""
    body = {"prompt": "Once upon a time", "n_predict": _TOKENS, "temperature": 0, "ignore_eos": True}
    answer = await runner.post_json("/completion", body)
    return float(answer["timings"]["predicted_per_second"])


@contextmanager
def _load_like_a_window() -> Iterator[None]:
    """Compute on another thread for a sixth of the time."""
    ended = threading.Event()

    def compute() -> None:
        while not ended.wait(_REST_SECONDS):
            until = time.perf_counter() + _SPIN_SECONDS
            while time.perf_counter() < until:
                pass

    thread = threading.Thread(target=compute, name="load beside a measurement", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        with suppress(RuntimeError):
            thread.join()
