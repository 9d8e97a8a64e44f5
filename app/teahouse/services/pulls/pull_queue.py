"""The queue of pulls: starts, retries, stores and posts them.

`pulls_at_once` of the settings run in parallel. After a failure that may pass (network, restarted host) a pull is
retried at growing intervals, and when the host is ready; other failures end it. A pull belongs to one host and waits
while another is in use. Unfinished pulls are stored; after a restart they are paused unless `continue_pulls` is set.
Outside the hours of the schedule pulls wait in the queue, running ones too. The bandwidth limit is the built-in
engine's own: it is told when it is ready and when the limit changes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from teahouse.core.errors import Problem, Trouble
from teahouse.core.pulls import (
    WANTS_TO_RUN,
    Pull,
    Pulled,
    PullFigures,
    PullProgress,
    PullState,
    PullStreamEvent,
    PullWait,
    retry_after,
)
from teahouse.core.settings import Settings
from teahouse.core.stream_events import Failed
from teahouse.core.values import dataclass
from teahouse.services.error_reports import as_trouble, report_errors
from teahouse.services.events import EventSink
from teahouse.services.hosts.clients import as_ollama
from teahouse.services.hosts.events import HostState
from teahouse.services.hosts.service import HostsService
from teahouse.services.models.library import LibraryService
from teahouse.services.pulls.disk_check import DiskCheck, is_final_refusal
from teahouse.services.pulls.events import PulledEvent, PullEvent, PullsEvent
from teahouse.services.pulls.pull_limits import LONGEST_SLEEP, PullLimits
from teahouse.services.runtime import Runtime
from teahouse.services.store_thread import StoreThread

if TYPE_CHECKING:
    from teahouse.ollama.client import OllamaClient


POST_INTERVAL = 0.25  # seconds between two reads of gathered lines, and two events
LINE_SECONDS = 0.005  # a line that took longer was not in the socket yet: all gathered lines are read
SILENT_SECONDS = 1.0  # between events while the host sends nothing


class PullWorker:
    """Runs one pull and reports its figures to `on_figures` a few times a second.

    A daemon sends a line every 60 ms. A read costs ten times as much as parsing its line, so lines gather in the socket
    between two reads.
    """

    def __init__(self, progress: PullProgress, on_figures: Callable[[PullFigures], None]) -> None:
        self._progress = progress
        self._tell = on_figures
        self._posted_at = 0.0

    async def run(self, client: OllamaClient, name: str, *, insecure: bool) -> Trouble | None:
        """Pull to the end; returns the `Trouble` of a failed pull. After cancelling the host keeps its partial data."""
        self._progress.begin_attempt(monotonic())
        self._post_figures(monotonic())
        looking = asyncio.create_task(self._post_regularly())
        try:
            async with aclosing(client.stream_pull(name, insecure=insecure)) as events:
                return await self._follow_stream(events)
        finally:
            looking.cancel()

    async def _follow_stream(self, events: AsyncGenerator[PullStreamEvent, None]) -> Trouble | None:
        while True:
            asked = monotonic()
            event = await anext(events, None)
            match event:
                case None:
                    return Trouble(Problem.HOST_LOST)
                case Failed(trouble):
                    return trouble
                case Pulled():
                    self._progress.apply_event(event)
                    return None
            self._progress.apply_event(event)
            if monotonic() - asked >= LINE_SECONDS:
                self._post_figures(monotonic())
                await asyncio.sleep(POST_INTERVAL)

    async def _post_regularly(self) -> None:
        while True:
            await asyncio.sleep(SILENT_SECONDS)
            if monotonic() - self._posted_at >= SILENT_SECONDS:
                self._post_figures(monotonic())

    def _post_figures(self, now: float) -> None:
        self._posted_at = now
        self._tell(self._progress.figures_at(now))


SAVED_SECONDS = 3.0  # between two writes of a running pull


@dataclass(slots=True)
class QueuedPull:
    """A pull with its task while it runs and its timer while it waits. `ignores_schedule`: the person asked for it
    outside the hours of the schedule."""

    pull: Pull
    progress: PullProgress
    task: asyncio.Task[None] | None = None
    timer: asyncio.TimerHandle | None = None
    saved_at: float = 0.0
    ignores_schedule: bool = False


class PullQueue:
    """The queue, on the loop's thread. `loaded` is set once `entries` has the stored pulls."""

    def __init__(
        self,
        runtime: Runtime,
        store_thread: StoreThread,
        hosts: HostsService,
        library: LibraryService,
        disk_check: DiskCheck,
        post: EventSink,
        settings: Settings,
    ) -> None:
        self._runtime = runtime
        self._store_thread = store_thread
        self._hosts = hosts
        self._library = library
        self._disk_check = disk_check
        self._post = post
        self._at_once = settings.pulls_at_once
        self._continues = settings.continue_pulls
        self._limits = PullLimits.of(settings)
        self._clock: asyncio.TimerHandle | None = None  # reads the clock again while the schedule matters
        self.entries: dict[str, QueuedPull] = {}
        self.insecure: dict[str, str] = {}  # models that were pulled without TLS, with the id of their stored pull
        self.loaded = asyncio.Event()

    async def open(self) -> None:
        """Load unfinished pulls: when the store is open, and when its file is opened later."""
        try:
            for pull in await self._store_thread.call(lambda store: store.pulls.list_pulls()):
                if pull.state is PullState.DONE:
                    self.insecure[pull.name] = pull.id
                    continue
                if pull.id in self.entries:
                    continue
                held = replace(pull, state=PullState.PAUSED) if pull.state is PullState.QUEUED else pull
                self.entries[pull.id] = QueuedPull(pull if self._continues else held, PullProgress(pull.best))
        finally:
            self.loaded.set()  # new pulls do not need the stored ones
        if self.entries:
            self.post_all()
        await self.start_pulls()
        self._runtime.spawn(self.measure_all_sizes())

    async def measure_all_sizes(self) -> None:
        """Measure the sizes of all queued pulls."""
        for entry in self.ordered_pulls():
            if entry.task is None and entry.pull.state is PullState.QUEUED and not entry.pull.figures.exact:
                await self.measure_size(entry)

    async def resume_waiting(self) -> None:
        """Retry the host's waiting pulls now; it is ready."""
        if self._limits.rate:
            await self._limit_engine()
        for entry in self.entries.values():
            if entry.pull.state is PullState.WAITING and entry.pull.host == self._hosts.status.key:
                self.stop_waiting(entry)
        await self.start_pulls()

    async def close(self) -> None:
        """Stop and store all pulls, to continue them at the next start."""
        self._stop_clock()
        for entry in self.entries.values():
            await self.stop_pull(entry)
            if entry.pull.state in WANTS_TO_RUN:
                await self.save_pull(entry)

    async def set_parallel_pulls(self, number: int) -> None:
        """Set how many pulls run in parallel."""
        self._at_once = number
        await self.start_pulls()

    async def free_slot_for(self, entry: QueuedPull) -> None:
        """Queue the last running pull again where all slots are taken."""
        running = [other for other in self.ordered_pulls() if other.task is not None and other is not entry]
        if entry.task is None and len(running) >= self._at_once:
            await self.stop_pull(running[-1])
            await self.change_pull(running[-1], replace(running[-1].pull, state=PullState.QUEUED))

    async def use_limits(self, limits: PullLimits) -> None:
        """Use another bandwidth limit or schedule."""
        before, self._limits = self._limits, limits
        if limits.rate != before.rate:
            await self._limit_engine()
        if limits.schedule != before.schedule:
            await self.start_pulls()

    async def _limit_engine(self) -> None:
        """Tell our engine its bandwidth limit; other hosts are not ours to limit."""
        status = self._hosts.status
        if status.state is HostState.READY and status.engine and status.ours:
            await report_errors(self._send_limit(), self._post)

    async def _send_limit(self) -> None:
        await as_ollama(await self._hosts.client()).limit_pulls(self._limits.rate)

    async def start_pulls(self) -> None:
        """Start the pulls that may run now, and post what the others wait for; stop those outside the schedule."""
        if not self.loaded.is_set():
            return
        opening = self._limits.find_opening()
        await self._stop_unscheduled(opening)
        running = sum(entry.task is not None for entry in self.entries.values())
        for entry in self.ordered_pulls():
            if entry.task is not None or entry.pull.state is not PullState.QUEUED:
                continue
            wait = self._find_wait(entry, opening, running)
            if wait is None:
                entry.task = self._runtime.spawn(self._run_pull(entry), lasting=True)
                running += 1
            else:
                self._show_wait(entry, wait, opening if wait is PullWait.SCHEDULE else None)
        self._set_clock()

    def _find_wait(self, entry: QueuedPull, opening: float | None, running: int) -> PullWait | None:
        """What a queued pull waits for; None if it may start."""
        if self._hosts.status.state is not HostState.READY:
            return PullWait.HOST
        if entry.pull.host != self._hosts.status.key:
            return PullWait.OTHER_HOST
        if opening is not None and not entry.ignores_schedule:
            return PullWait.SCHEDULE
        return PullWait.TURN if running >= self._at_once else None

    def _show_wait(self, entry: QueuedPull, wait: PullWait, until: float | None) -> None:
        if (entry.pull.waits_for, entry.pull.next_attempt) != (wait, until):
            entry.pull = replace(entry.pull, waits_for=wait, next_attempt=until)
            self._post(PullEvent(entry.pull))

    async def _stop_unscheduled(self, opening: float | None) -> None:
        """Queue running pulls again where the schedule has closed."""
        if opening is None:
            return
        for entry in self.ordered_pulls():
            if entry.task is not None and not entry.ignores_schedule:
                await self.stop_pull(entry)
                if entry.pull.state is PullState.PULLING:  # it was not paused meanwhile
                    await self.change_pull(entry, replace(entry.pull, state=PullState.QUEUED))

    def _set_clock(self) -> None:
        """Read the clock again later while there is a schedule and a pull that it concerns."""
        self._stop_clock()
        if self._limits.schedule is not None and any(
            entry.pull.state in WANTS_TO_RUN and not entry.ignores_schedule for entry in self.entries.values()
        ):
            loop = asyncio.get_running_loop()
            self._clock = loop.call_later(LONGEST_SLEEP, lambda: self._runtime.spawn(self.start_pulls()))

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    async def _run_pull(self, entry: QueuedPull) -> None:
        """Run one attempt at a pull and handle its result."""
        before = entry.progress.received
        try:
            await self.change_pull(
                entry,
                replace(entry.pull, state=PullState.PULLING, problem=None, facts={}, waits_for=None, next_attempt=None),
            )
            trouble = await self._try_pull(entry)
        except Exception as failure:
            trouble = as_trouble(failure)
        entry.task = None
        if trouble is None:
            await self._finish_pull(entry)
        else:
            attempts = 1 if entry.progress.received > before else entry.pull.attempts + 1
            await self._fail_pull(entry, trouble, attempts)
        await self.start_pulls()

    async def _try_pull(self, entry: QueuedPull) -> Trouble | None:
        pull = entry.pull
        measured = await self._disk_check.measure_pull(pull.name, insecure=pull.insecure, best=entry.progress.best)
        if measured.blobs:
            entry.progress.set_sizes(measured.blobs)
        refused = measured.check_space(self._count_remaining_bytes(entry)) or (
            measured.trouble if is_final_refusal(measured.trouble) else None
        )
        if refused is not None:
            return refused
        client = as_ollama(await self._hosts.client())
        if self._hosts.status.key != pull.host:  # another host was chosen meanwhile
            return Trouble(Problem.HOST_LOST)
        return await PullWorker(entry.progress, lambda figures: self._on_figures(entry, figures)).run(
            client, pull.name, insecure=pull.insecure
        )

    async def measure_size(self, entry: QueuedPull) -> None:
        """Measure a queued pull; one that the registry does not have fails now."""
        pull = entry.pull
        measured = await self._disk_check.measure_pull(pull.name, insecure=pull.insecure, best=entry.progress.best)
        if pull.id not in self.entries or entry.pull.state is not PullState.QUEUED or entry.task is not None:
            return
        if measured.trouble is not None and is_final_refusal(measured.trouble):
            await self._fail_pull(entry, measured.trouble, 1)
        elif measured.blobs:
            entry.progress.set_sizes(measured.blobs)
            await self.change_pull(entry, replace(entry.pull, figures=entry.progress.figures_at(time.monotonic())))

    def _count_remaining_bytes(self, entry: QueuedPull) -> int:
        """Bytes that other running pulls still have to write."""
        running = (other.pull.figures for other in self.entries.values() if other is not entry and other.task)
        return sum(figures.total - figures.completed for figures in running)

    def _on_figures(self, entry: QueuedPull, figures: PullFigures) -> None:
        entry.pull = replace(entry.pull, figures=figures)
        self._post(PullEvent(entry.pull))
        now = time.monotonic()
        if now - entry.saved_at >= SAVED_SECONDS:
            entry.saved_at = now
            self._runtime.spawn(self.save_pull(entry))

    async def _finish_pull(self, entry: QueuedPull) -> None:
        figures = entry.progress.figures_at(time.monotonic())
        entry.pull = replace(entry.pull, state=PullState.DONE, figures=figures, attempts=0)
        if entry.pull.insecure and entry.pull.name not in self.insecure:
            self.insecure[entry.pull.name] = entry.pull.id  # a check for a newer version asks its registry in this way
            await self._store_pull(entry.pull)
        else:
            await self.forget_pull(entry.pull.id)
        self._post(PullEvent(entry.pull))
        await self._library.read_models()
        self._post(PulledEvent(entry.pull.name, entry.pull.id))

    async def _fail_pull(self, entry: QueuedPull, trouble: Trouble, attempts: int) -> None:
        seconds = retry_after(trouble.problem, attempts)
        failed = replace(entry.pull, problem=trouble.problem, facts=dict(trouble.facts), attempts=attempts)
        if seconds is None:
            await self.change_pull(entry, replace(failed, state=PullState.FAILED))
            return
        self._hosts.mark_unreachable(trouble)
        await self.change_pull(entry, replace(failed, state=PullState.WAITING, next_attempt=time.time() + seconds))
        entry.timer = asyncio.get_running_loop().call_later(seconds, self._try_again, entry)

    def _try_again(self, entry: QueuedPull) -> None:
        self.stop_waiting(entry)
        self._runtime.spawn(self.start_pulls())

    def stop_waiting(self, entry: QueuedPull) -> None:
        if entry.timer is not None:
            entry.timer.cancel()
            entry.timer = None
        if entry.pull.state is PullState.WAITING:
            entry.pull = replace(entry.pull, state=PullState.QUEUED, next_attempt=None)
            self._post(PullEvent(entry.pull))

    def ordered_pulls(self) -> list[QueuedPull]:
        return sorted(self.entries.values(), key=lambda entry: (entry.pull.position, entry.pull.created))

    async def stop_pull(self, entry: QueuedPull) -> bool:
        """Stop a pull's task and timer; returns whether it is unfinished."""
        if entry.timer is not None:
            entry.timer.cancel()
            entry.timer = None
        task, entry.task = entry.task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        return entry.pull.state is not PullState.DONE

    async def change_pull(self, entry: QueuedPull, pull: Pull) -> None:
        """Replace, post and store a pull."""
        entry.pull = pull
        self._post(PullEvent(entry.pull))
        await self.save_pull(entry)

    async def save_pull(self, entry: QueuedPull) -> None:
        entry.pull = pull = replace(entry.pull, best=entry.progress.best)
        if pull.state is not PullState.DONE and pull.id in self.entries:
            await self._store_pull(pull)

    async def _store_pull(self, pull: Pull) -> None:
        saved = self._store_thread.write(lambda store: store.pulls.save_pull(pull), replaces=f"pull {pull.id}")
        await report_errors(saved, self._post)

    async def forget_pull(self, pull_id: str) -> None:
        await report_errors(self._store_thread.write(lambda store: store.pulls.delete_pull(pull_id)), self._post)

    def post_all(self) -> None:
        self._post(PullsEvent(tuple(entry.pull for entry in self.ordered_pulls())))
