"""The pulls service: starts, pauses, resumes, cancels and reorders pulls of the `PullQueue`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any
from uuid import uuid4

from teahouse.core.errors import Problem, Trouble
from teahouse.core.model import same_model
from teahouse.core.pulls import Pull, PullProgress, PullState, PullWait, read_wanted
from teahouse.core.settings import Settings
from teahouse.services.error_reports import as_trouble, report_errors
from teahouse.services.events import EventSink
from teahouse.services.hosts.clients import as_ollama
from teahouse.services.hosts.events import HostState
from teahouse.services.hosts.service import HostsService
from teahouse.services.pulls.disk_check import DiskCheck
from teahouse.services.pulls.events import CheckedEvent, DiscardedEvent, UnpulledEvent
from teahouse.services.pulls.pull_limits import PullLimits
from teahouse.services.pulls.pull_queue import PullQueue, QueuedPull
from teahouse.services.runtime import Runtime

DISCARD_PAUSES = (0.1, 0.2, 0.4, 0.8, 1.6)  # seconds until the host has ended a cancelled pull


class PullsService:
    """Methods for the window; they return at once and post events."""

    def __init__(
        self, runtime: Runtime, hosts: HostsService, queue: PullQueue, disk_check: DiskCheck, post: EventSink
    ) -> None:
        self._runtime = runtime
        self._hosts = hosts
        self._queue = queue
        self._disk_check = disk_check
        self._post = post

    def start_pull(self, text: str) -> None:
        """Pull a model by its typed or pasted name, once. → `PullsEvent` or `UnpulledEvent`"""
        self._submit_work(self._start_pull(text))

    def check_pull(self, text: str) -> None:
        """Check size and space of a pull before it starts. → `CheckedEvent`"""
        self._runtime.submit(self._check_pull(text))

    def pause_pull(self, pull_id: str) -> None:
        self._submit_work(self._halt_pull(pull_id, PullState.PAUSED))

    def resume_pull(self, pull_id: str) -> None:
        """Resume a paused, shelved, failed or waiting pull now; one that waits for the schedule does so no longer."""
        self._submit_work(self._resume_pull(pull_id))

    def resume_all_pulls(self) -> None:
        """Resume all paused pulls, in order."""
        self._submit_work(self._resume_all_pulls())

    def cancel_pull(self, pull_id: str, keep: bool = True) -> None:
        """Cancel a pull. With `keep` it is shelved with its data, else both are deleted. → `DiscardedEvent`,
        `PullsEvent`"""
        self._submit_work(self._halt_pull(pull_id, PullState.SHELVED) if keep else self._discard_pull(pull_id))

    def dismiss_pull(self, pull_id: str) -> None:
        """Remove a finished pull from the list."""
        self._submit_work(self._dismiss_pull(pull_id))

    def prioritise_pull(self, pull_id: str) -> None:
        """Move a pull to the front and run it, queueing a running one where necessary."""
        self._submit_work(self._prioritise_pull(pull_id))

    def set_parallel_pulls(self, number: int) -> None:
        """Set how many pulls run in parallel (1 to 8)."""
        self._submit_work(self._queue.set_parallel_pulls(max(1, min(8, number))))

    def use_settings(self, settings: Settings) -> None:
        """Use another bandwidth limit or schedule, also for running pulls."""
        self._submit_work(self._queue.use_limits(PullLimits.of(settings)))

    def list_pulls(self) -> None:
        """→ `PullsEvent`"""
        self._submit_work(self._list_pulls())

    # Called by other services on the loop's thread.

    async def open(self) -> None:
        await self._queue.open()

    async def close(self) -> None:
        await self._queue.close()

    def was_insecure(self, model: str) -> bool:
        """Whether a model was pulled without TLS, or is being pulled so."""
        names = [entry.pull.name for entry in self._queue.entries.values() if entry.pull.insecure]
        return any(same_model(name, model) for name in (*names, *self._queue.insecure))

    async def cancel_pulls_of(self, model: str) -> None:
        """Discard the pulls of a model that is deleted, and how its registry is asked."""
        for name in [name for name in self._queue.insecure if same_model(name, model)]:
            await self._queue.forget_pull(self._queue.insecure.pop(name))
        for entry in list(self._queue.entries.values()):
            if same_model(entry.pull.name, model) and entry.pull.host == self._hosts.status.key:
                await self._discard_pull(entry.pull.id)

    def _submit_work(self, work: Coroutine[Any, Any, None]) -> None:
        async def run_when_loaded() -> None:
            await self._queue.loaded.wait()
            await report_errors(work, self._post)

        self._runtime.submit(run_when_loaded())

    async def _start_pull(self, text: str) -> None:
        try:
            parsed = read_wanted(text)
            if self._hosts.status.state is not HostState.READY or not self._hosts.status.capabilities.manages_models:
                as_ollama(await self._hosts.client())  # raises why there is no host that pulls
        except Exception as failure:
            self._post(UnpulledEvent(text, as_trouble(failure)))
            return
        host, insecure = self._hosts.status.key, parsed.insecure or self.was_insecure(parsed.text)
        for entry in list(self._queue.entries.values()):
            if entry.pull.host == host and same_model(entry.pull.name, parsed.text):
                if entry.pull.state is not PullState.DONE:
                    await self._resume_pull(entry.pull.id)
                    return
                del self._queue.entries[entry.pull.id]
        last = max((entry.pull.position for entry in self._queue.entries.values()), default=0.0)
        pull = Pull(uuid4().hex, parsed.text, host, last + 1.0, time.time(), insecure=insecure)
        self._queue.entries[pull.id] = entry = QueuedPull(pull, PullProgress())
        await self._queue.save_pull(entry)
        await self._queue.start_pulls()
        self._queue.post_all()
        if entry.task is None:
            await self._queue.measure_size(entry)

    async def _halt_pull(self, pull_id: str, state: PullState) -> None:
        entry = self._queue.entries.get(pull_id)
        if entry is None or entry.pull.state in (PullState.DONE, state):
            return
        if not await self._queue.stop_pull(entry):
            return
        problem, facts = entry.pull.problem, entry.pull.facts
        if entry.pull.state is not PullState.FAILED:
            problem, facts = None, {}
        await self._queue.change_pull(
            entry, replace(entry.pull, state=state, problem=problem, facts=facts, next_attempt=None)
        )
        await self._queue.start_pulls()

    async def _resume_pull(self, pull_id: str) -> None:
        entry = self._queue.entries.get(pull_id)
        if entry is None or entry.pull.state in (PullState.DONE, PullState.PULLING):
            return
        entry.ignores_schedule |= entry.pull.waits_for is PullWait.SCHEDULE
        self._queue.stop_waiting(entry)
        await self._queue.change_pull(entry, _queued(entry.pull))
        await self._queue.start_pulls()

    async def _resume_all_pulls(self) -> None:
        for entry in self._queue.ordered_pulls():
            if entry.pull.state is PullState.PAUSED:
                await self._queue.change_pull(entry, _queued(entry.pull))
        await self._queue.start_pulls()
        self._runtime.spawn(self._queue.measure_all_sizes())

    async def _discard_pull(self, pull_id: str) -> None:
        entry = self._queue.entries.pop(pull_id, None)
        if entry is None:
            return
        await self._queue.stop_pull(entry)
        await self._queue.forget_pull(pull_id)
        self._queue.post_all()
        if entry.pull.state is not PullState.DONE:
            self._post(DiscardedEvent(entry.pull.name, kept=not await self._discard_blobs(entry)))
        await self._queue.start_pulls()

    async def _discard_blobs(self, entry: QueuedPull) -> bool:
        """Delete the partial data on the host; returns whether nothing is left."""
        digests = list(entry.progress.best)
        if not digests:
            return True
        if entry.pull.host != self._hosts.status.key or not self._hosts.status.engine:
            return False
        try:
            client = as_ollama(await self._hosts.client())
            for digest in digests:
                await self._discard_when_free(client.discard_blob, digest)
        except Exception as failure:
            as_trouble(failure)
            return False
        return True

    @staticmethod
    async def _discard_when_free(discard: Callable[[str], Awaitable[object]], digest: str) -> None:
        for pause in DISCARD_PAUSES:
            try:
                await discard(digest)
            except Trouble as trouble:
                if trouble.problem is not Problem.HOST_BUSY:
                    raise
                await asyncio.sleep(pause)
            else:
                return

    async def _dismiss_pull(self, pull_id: str) -> None:
        entry = self._queue.entries.get(pull_id)
        if entry is not None and entry.pull.state is PullState.DONE:
            del self._queue.entries[pull_id]
            self._queue.post_all()

    async def _prioritise_pull(self, pull_id: str) -> None:
        entry = self._queue.entries.get(pull_id)
        if entry is None or entry.pull.state is PullState.DONE:
            return
        first = min(other.pull.position for other in self._queue.entries.values())
        await self._queue.change_pull(entry, replace(entry.pull, position=first - 1.0))
        await self._queue.free_slot_for(entry)
        await self._resume_pull(pull_id)
        self._queue.post_all()

    async def _list_pulls(self) -> None:
        self._queue.post_all()

    async def _check_pull(self, text: str) -> None:
        try:
            parsed = read_wanted(text)
            found = await self._disk_check.measure_pull(parsed.text, insecure=parsed.insecure, best={})
        except Exception as failure:
            self._post(CheckedEvent(text, trouble=as_trouble(failure)))
            return
        reason = found.trouble or found.check_space()
        self._post(CheckedEvent(text, parsed.text, parsed.insecure, found.size, found.missing, found.free, reason))


def _queued(pull: Pull) -> Pull:
    """The pull as queued and never tried."""
    return replace(pull, state=PullState.QUEUED, problem=None, facts={}, attempts=0, waits_for=None, next_attempt=None)
