"""Schedules which models are loaded: one runner per model, shared by its requests, unloaded after its keep-alive.

A request holds a lease while it uses a runner. Requests that need a load take turns and wait for free memory; other
requests cannot extend the use of a runner that one of them waits for. A load whose clients have all disconnected is
killed. One timer unloads idle runners. A keep-alive is a number of seconds or a Go duration, negative for ever; formats
and error messages are those of Go's `time.ParseDuration` and Ollama 0.33.
"""

from __future__ import annotations

import asyncio
import logging
import math
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

from teahouse.core.fit import Need
from teahouse.core.manifest import CONTROL_VECTOR
from teahouse.core.values import dataclass
from teahouse.engine.errors import BUSY, ApiError
from teahouse.engine.loader import LoadOptions
from teahouse.engine.models import Model
from teahouse.engine.runner import Runner

DEFAULT_KEEP_ALIVE = 300.0
FOREVER = math.inf
_LONGEST = (1 << 63) / 1e9  # Go's longest duration, 292 years

_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_PART = re.compile(r"(\d+\.?\d*|\.\d+)([^\d.]*)")


def parse_keep_alive(value: object) -> float | None:
    """Seconds to keep a model, `FOREVER` for a negative number or one beyond Go's, None where it is not set.

    Raises `ApiError` 400 in Go's words for anything that is neither a number nor a duration.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ApiError(400, f"Unsupported type: '{_go_type(value)}'")
    number = _parse_duration(value) if isinstance(value, str) else float(value)
    return FOREVER if number < 0 or number >= _LONGEST else number


def _parse_duration(text: str) -> float:
    """Seconds of a Go duration such as "1h30m", "-1s", "0"."""
    quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    body = text[1:] if text[:1] in ("-", "+") else text
    if body == "0":
        return 0.0
    if not body:
        raise ApiError(400, f"time: invalid duration {quoted}")
    total, position = 0.0, 0
    while position < len(body):
        part = _PART.match(body, position)
        if part is None:
            raise ApiError(400, f"time: invalid duration {quoted}")
        if not part[2]:
            raise ApiError(400, f"time: missing unit in duration {quoted}")
        if part[2] not in _UNITS:
            raise ApiError(400, f'time: unknown unit "{part[2]}" in duration {quoted}')
        total += float(part[1]) * _UNITS[part[2]]
        position = part.end()
    if total >= _LONGEST:
        raise ApiError(400, f"time: invalid duration {quoted}")
    return -total if text[0] == "-" else total


def _go_type(value: object) -> str:
    return {bool: "bool", list: "[]interface {}", dict: "map[string]interface {}"}.get(type(value), "unknown")


@dataclass(slots=True, eq=False)
class LoadedRunner:
    """A model that is loaded or loading. `load` returns its runner; `refs`: its leases; `expires`: loop time, None
    while it is in use."""

    key: str
    model: Model
    load_options: LoadOptions
    need: Need
    load: asyncio.Task[Runner]
    slots: asyncio.Semaphore  # one for each request that it answers at a time
    keep_alive: float = DEFAULT_KEEP_ALIVE
    refs: int = 0
    expires: float | None = None
    last_used: float = 0.0
    broken: bool = False

    @property
    def runner(self) -> Runner | None:
        """The runner, None until it is loaded."""
        ready = self.load.done() and not self.load.cancelled() and self.load.exception() is None
        return self.load.result() if ready else None

    @property
    def size(self) -> int:
        return (self.runner.size if self.runner else 0) or self.need.shown

    def serves_options(self, load_options: LoadOptions) -> bool:
        """Whether it can serve a request with `load_options`."""
        return not self.broken and self.load_options.serves_options(load_options)

    def expires_at(self, now: float) -> float:
        """Seconds since 1970 at which it is unloaded unless it is used again; inf for never."""
        left = self.keep_alive if self.expires is None else self.expires - now
        return time.time() + left


async def end_loaded(entry: LoadedRunner) -> None:
    """Wait for the end of the load, then end its process."""
    await asyncio.wait({entry.load})
    runner = entry.runner
    if runner is not None:
        await runner.stop()


def runner_key(model: Model) -> str:
    """The key of a runner: models with the same files and template share it."""
    adapters = (str(each.path) for each in model.adapters)
    vector = (layer.digest for layer in model.layers if layer.media_type == CONTROL_VECTOR)
    return "\n".join([str(model.file), *map(str, model.projectors), *adapters, *vector, model.template or ""])


log = logging.getLogger("teahouse.engine")
MAX_QUEUE = 512


@dataclass(frozen=True, slots=True)
class Lease:
    """The use of a runner by one request; `load_options`: those it was loaded with, not the requested ones."""

    runner: Runner
    load_options: LoadOptions
    _scheduler: Scheduler
    _entry: LoadedRunner

    @asynccontextmanager
    async def acquire_slot(self) -> AsyncIterator[Lease]:
        """Hold a slot of the runner; yields the lease to use, which is on a new runner where this one died while
        others waited for it."""
        with self._scheduler.count_as_waiting():
            await self._entry.slots.acquire()
        try:
            await self.runner.wait_for_background()
            if not (self._entry.broken or self.runner.exited.done()):
                yield self
                return
        finally:
            self._entry.slots.release()
        async with (
            self._scheduler.lease_model(self._entry.model, self.load_options, None) as new_lease,
            new_lease.acquire_slot() as lease,
        ):
            yield lease

    def mark_broken(self) -> None:
        """Exclude the runner from further requests, after its connection broke."""
        self._entry.broken = True


class Scheduler:
    """Loads and unloads models. `start` loads one, `need` is the memory that takes, `available` returns the free bytes.
    `parallel`: requests that a runner answers at a time. Event loop only."""

    def __init__(
        self,
        start: Callable[[Model, LoadOptions], Awaitable[Runner]],
        need: Callable[[Model, LoadOptions], Need],
        available: Callable[[], int],
        *,
        max_loaded: int = 3,
        max_queue: int = MAX_QUEUE,
        keep_alive: float = DEFAULT_KEEP_ALIVE,
        parallel: int = 1,
    ) -> None:
        self._start = start
        self._need = need
        self._available = available
        self._max_loaded = max(1, max_loaded)
        self._max_queue = max_queue
        self._keep_alive = keep_alive
        self._parallel = parallel
        self._entries: dict[str, LoadedRunner] = {}
        self._load_lock = asyncio.Lock()
        self._changed = asyncio.Event()
        self._awaited: set[LoadedRunner] = set()  # entries that the load in progress waits for
        self._queue_length = 0
        self._timer: asyncio.TimerHandle | None = None
        self._stopping: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def lease_model(
        self, model: Model, load_options: LoadOptions, keep_alive: float | None
    ) -> AsyncIterator[Lease]:
        """A lease on the model, loaded with `load_options`; raises `ApiError` 503 where too many requests wait, 500
        where the load fails."""
        while True:
            with self.count_as_waiting():
                entry = await self._entry_for(model, load_options)
            try:
                if keep_alive is not None:
                    entry.keep_alive = keep_alive
                runner = await asyncio.shield(entry.load)
                if await runner.is_serving():
                    yield Lease(runner, entry.load_options, self, entry)
                    return
                entry.broken = True  # it died while idle; load another
            finally:
                self._release_entry(entry)

    def list_loaded(self) -> list[LoadedRunner]:
        """The loaded models, the last to expire first."""
        now = asyncio.get_running_loop().time()
        ready = [entry for entry in self._entries.values() if entry.runner is not None]
        return sorted(ready, key=lambda entry: -entry.expires_at(now))

    def expire_model(self, model: Model) -> None:
        """Unload the model now, or when its last lease ends."""
        entry = self._entries.get(runner_key(model))
        if entry is None:
            return
        entry.keep_alive = 0.0
        if entry.refs == 0:
            self._unload_entry(entry)

    def holds_model(self, model: Model) -> bool:
        """Whether the model is loaded or loading."""
        return runner_key(model) in self._entries

    def reassign_model(self, model: Model, replacement: Model | None) -> None:
        """List the runner of `model` under `replacement`, which has the same layers; without one unload it."""
        entry = self._entries.get(runner_key(model))
        if replacement is None:
            self.expire_model(model)
        elif entry is not None:
            entry.model = replacement

    async def close(self) -> None:
        """Kill every runner and load, and wait for their exit."""
        for entry in list(self._entries.values()):
            self._unload_entry(entry)
        if self._timer is not None:
            self._timer.cancel()
        while self._stopping:
            await asyncio.wait(self._stopping)

    @contextmanager
    def count_as_waiting(self) -> Iterator[None]:
        """Count the request as waiting; raises `ApiError` 503 where too many wait already."""
        if self._queue_length >= self._max_queue:
            raise ApiError(503, BUSY)
        self._queue_length += 1
        try:
            yield
        finally:
            self._queue_length -= 1

    async def _entry_for(self, model: Model, load_options: LoadOptions) -> LoadedRunner:
        """The entry to use, with one more reference; its load is started, not awaited."""
        entry = self._entries.get(runner_key(model))
        if entry is None or entry in self._awaited or not entry.serves_options(load_options):
            async with self._load_lock:
                entry = await self._find_or_load(model, load_options)
        entry.refs += 1
        entry.expires = None
        return entry

    async def _find_or_load(self, model: Model, load_options: LoadOptions) -> LoadedRunner:
        """The existing entry where it serves the options, else a new one once the existing one is unloaded."""
        key = runner_key(model)
        while (entry := self._entries.get(key)) is not None:
            if entry.serves_options(load_options):
                return entry
            if entry.broken or entry.refs == 0:
                self._unload_entry(entry)
                await self._wait_for_stopping()
            else:
                await self._wait_for_change({entry})
        need = self._need(model, load_options)
        await self._make_room(need)
        return self._begin_load(key, model, load_options, need)

    def _begin_load(self, key: str, model: Model, load_options: LoadOptions, need: Need) -> LoadedRunner:
        log.info("loading %s with a window of %d tokens", model.name.short, load_options.num_ctx)
        load = asyncio.ensure_future(self._start(model, load_options))
        slots = asyncio.Semaphore(self._parallel)
        entry = LoadedRunner(key, model, load_options, need, load, slots, keep_alive=self._keep_alive)
        self._entries[key] = entry
        load.add_done_callback(lambda _: self._load_ended(entry))
        return entry

    def _load_ended(self, entry: LoadedRunner) -> None:
        runner = entry.runner
        if runner is None:
            self._remove_entry(entry)
        else:
            runner.exited.add_done_callback(lambda _: self._remove_entry(entry))
        self._notify_waiters()

    async def _make_room(self, need: Need) -> None:
        """Unload idle models, the least recently used first, until this one fits; wait for busy ones."""
        while True:
            free = self._available() - self._reserved_bytes()
            if len(self._entries) < self._max_loaded and free >= need.total:
                return
            if self._stopping:  # their memory will be free
                await self._wait_for_stopping()
                continue
            held = sum(entry.size for entry in self._entries.values() if entry.runner)
            if free + held < need.total and all(entry.runner for entry in self._entries.values()):
                raise ApiError(500, _memory_message(need.total, free + held))
            idle = [entry for entry in self._entries.values() if entry.refs == 0]
            if idle:
                self._unload_entry(min(idle, key=lambda entry: entry.last_used))
                await self._wait_for_stopping()
            else:
                await self._wait_for_change(set(self._entries.values()))

    def _reserved_bytes(self) -> int:
        """Bytes that loading models will take."""
        return sum(entry.need.total for entry in self._entries.values() if entry.runner is None)

    def _release_entry(self, entry: LoadedRunner) -> None:
        entry.refs -= 1
        if entry.refs == 0:
            loop = asyncio.get_running_loop()
            entry.last_used = loop.time()
            if entry.runner is None or entry.broken or entry.keep_alive <= 0:
                self._unload_entry(entry)
            else:
                entry.expires = loop.time() + entry.keep_alive
                self._set_expiry_timer()
        self._notify_waiters()

    def _set_expiry_timer(self) -> None:
        """Set the timer to the next expiry."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        times = [entry.expires for entry in self._entries.values() if entry.expires is not None]
        soonest = min(times, default=math.inf)
        if soonest < math.inf:
            self._timer = asyncio.get_running_loop().call_at(soonest, self._expire_due)

    def _expire_due(self) -> None:
        self._timer = None
        now = asyncio.get_running_loop().time()
        for entry in list(self._entries.values()):
            if entry.expires is not None and entry.expires <= now + 0.001:
                self._unload_entry(entry)
        self._set_expiry_timer()

    def _unload_entry(self, entry: LoadedRunner) -> None:
        """Remove the entry and end its process in the background."""
        if self._entries.get(entry.key) is not entry:
            return
        self._remove_entry(entry)
        if not entry.load.done():
            entry.load.cancel()
        log.info("unloading %s", entry.model.name.short)
        task = asyncio.create_task(end_loaded(entry))
        self._stopping.add(task)
        task.add_done_callback(self._stopping.discard)

    def _remove_entry(self, entry: LoadedRunner) -> None:
        if self._entries.get(entry.key) is entry:
            del self._entries[entry.key]
            self._set_expiry_timer()
            self._notify_waiters()

    async def _wait_for_stopping(self) -> None:
        """Wait for the exit of processes that are being ended."""
        if self._stopping:
            await asyncio.wait(set(self._stopping))

    async def _wait_for_change(self, awaited: set[LoadedRunner]) -> None:
        """Wait for a change; requests for one of `awaited` queue meanwhile instead of using it."""
        self._awaited = awaited
        try:
            await self._changed.wait()
        finally:
            self._awaited = set()

    def _notify_waiters(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


def _memory_message(needed: int, free: int) -> str:
    gib = 1 << 30
    return f"model requires more system memory ({needed / gib:.1f} GiB) than is available ({free / gib:.1f} GiB)"
