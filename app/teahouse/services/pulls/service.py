"""Pulls as a person asks for them: begin, pause, go on, give up, put first. The machine behind it is `PullQueue`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any
from uuid import uuid4

from teahouse.core.errors import Problem, Trouble
from teahouse.core.model import same_model
from teahouse.core.pulls import Pull, PullProgress, PullState, read_wanted
from teahouse.services.error_reports import as_trouble, report_errors
from teahouse.services.events import EventSink
from teahouse.services.hosts.events import HostState
from teahouse.services.hosts.service import HostsService
from teahouse.services.pulls.disk_check import DiskCheck
from teahouse.services.pulls.events import CheckedEvent, DiscardedEvent, UnpulledEvent
from teahouse.services.pulls.pull_queue import PullQueue, QueuedPull
from teahouse.services.runtime import Runtime

LETTING_GO = (0.1, 0.2, 0.4, 0.8, 1.6)  # seconds a host may take to notice that a pull was given up


class PullsService:
    """What the window sees of the queue; every method returns at once, answers come as events."""

    def __init__(
        self, runtime: Runtime, hosts: HostsService, queue: PullQueue, room: DiskCheck, post: EventSink
    ) -> None:
        self._runtime = runtime
        self._hosts = hosts
        self._queue = queue
        self._room = room
        self._post = post

    # What the window asks.

    def start_pull(self, text: str) -> None:
        """Pull what was typed or pasted. → `PullsEvent`, or `UnpulledEvent` for what is no name; twice is once."""
        self._submit_work(self._start_pull(text))

    def check_pull(self, text: str) -> None:
        """What a pull would bring, before it is begun. → `CheckedEvent`"""
        self._runtime.submit(self._check_pull(text))

    def pause_pull(self, pull_id: str) -> None:
        self._submit_work(self._halt_pull(pull_id, PullState.PAUSED))

    def resume_pull(self, pull_id: str) -> None:
        """Let a paused, shelved, failed or waiting pull go on."""
        self._submit_work(self._resume_pull(pull_id))

    def resume_all_pulls(self) -> None:
        """Let all paused pulls go on, in their order."""
        self._submit_work(self._resume_all_pulls())

    def retry_pull(self, pull_id: str) -> None:
        """Try again now what failed or waits for its next attempt."""
        self._submit_work(self._resume_pull(pull_id))

    def cancel_pull(self, pull_id: str, keep: bool = True) -> None:
        """Give a pull up. With `keep` what has come stays, and the pull on the shelf; else both go.
        → `DiscardedEvent`, `PullsEvent`"""
        self._submit_work(self._halt_pull(pull_id, PullState.SHELVED) if keep else self._discard_pull(pull_id))

    def dismiss_pull(self, pull_id: str) -> None:
        """Take a finished pull out of sight."""
        self._submit_work(self._dismiss_pull(pull_id))

    def prioritise_pull(self, pull_id: str) -> None:
        """Pull this one first; one that runs makes place for it and goes on later."""
        self._submit_work(self._prioritise_pull(pull_id))

    def set_parallel_pulls(self, number: int) -> None:
        """How many pulls may run side by side (1 to 8)."""
        self._submit_work(self._queue.set_parallel_pulls(max(1, min(8, number))))

    def list_pulls(self) -> None:
        """→ `PullsEvent`"""
        self._submit_work(self._list_pulls())

    # What other services ask; on the loop's thread.

    async def open(self) -> None:
        """Take up what was not finished; once, when the store is open."""
        await self._queue.open()

    async def close(self) -> None:
        await self._queue.close()

    def was_insecure(self, model: str) -> bool:
        """Whether a model's registry was asked without TLS in this session: it will be asked so again."""
        return any(entry.pull.insecure and same_model(entry.pull.name, model) for entry in self._queue.entries.values())

    async def cancel_pulls_of(self, model: str) -> None:
        """A model is being deleted: whatever pulls it ends."""
        for entry in list(self._queue.entries.values()):
            if same_model(entry.pull.name, model) and entry.pull.host == self._hosts.status.key:
                await self._discard_pull(entry.pull.id)

    # The queue.

    def _submit_work(self, work: Coroutine[Any, Any, None]) -> None:
        async def told() -> None:
            await self._queue.loaded.wait()
            await report_errors(work, self._post)

        self._runtime.submit(told())

    async def _start_pull(self, text: str) -> None:
        try:
            wanted = read_wanted(text)
            if self._hosts.status.state is not HostState.READY:
                await self._hosts.client()  # says why there is nobody to pull
        except Exception as failure:
            self._post(UnpulledEvent(text, as_trouble(failure)))
            return
        host, insecure = self._hosts.status.key, wanted.insecure or self.was_insecure(wanted.text)
        for entry in list(self._queue.entries.values()):
            if entry.pull.host == host and same_model(entry.pull.name, wanted.text):
                if entry.pull.state is not PullState.DONE:
                    await self._resume_pull(entry.pull.id)
                    return
                del self._queue.entries[entry.pull.id]
        last = max((entry.pull.position for entry in self._queue.entries.values()), default=0.0)
        pull = Pull(uuid4().hex, wanted.text, host, last + 1.0, time.time(), insecure=insecure)
        self._queue.entries[pull.id] = entry = QueuedPull(pull, PullProgress())
        await self._queue.save_pull(entry)
        await self._queue.start_pulls()
        self._queue.tell_all()
        if entry.task is None:
            await self._queue.measure_size(entry)

    # What a person does to one of them.

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
            entry, replace(entry.pull, state=state, problem=problem, facts=facts, retry_in=None)
        )
        await self._queue.start_pulls()

    async def _resume_pull(self, pull_id: str) -> None:
        entry = self._queue.entries.get(pull_id)
        if entry is None or entry.pull.state in (PullState.DONE, PullState.PULLING):
            return
        self._queue.stop_waiting(entry)
        await self._queue.change_pull(entry, replace(_queued(entry.pull), retry_in=None))
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
        self._queue.tell_all()
        if entry.pull.state is not PullState.DONE:
            self._post(DiscardedEvent(entry.pull.name, kept=not await self._thrown_away(entry)))
        await self._queue.start_pulls()

    async def _thrown_away(self, entry: QueuedPull) -> bool:
        """Have the host throw away what came; whether nothing of it is left."""
        digests = list(entry.progress.best)
        if not digests:
            return True
        if entry.pull.host != self._hosts.status.key or not self._hosts.status.engine:
            return False
        try:
            client = await self._hosts.client()
            for digest in digests:
                await self._let_go(client.discard_blob, digest)
        except Exception as failure:
            as_trouble(failure)
            return False
        return True

    @staticmethod
    async def _let_go(discard: Callable[[str], Awaitable[object]], digest: str) -> None:
        for pause in LETTING_GO:
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
            self._queue.tell_all()

    async def _prioritise_pull(self, pull_id: str) -> None:
        entry = self._queue.entries.get(pull_id)
        if entry is None or entry.pull.state is PullState.DONE:
            return
        first = min(other.pull.position for other in self._queue.entries.values())
        await self._queue.change_pull(entry, replace(entry.pull, position=first - 1.0))
        await self._queue.make_place_for(entry)
        await self._resume_pull(pull_id)
        self._queue.tell_all()

    async def _list_pulls(self) -> None:
        self._queue.tell_all()

    async def _check_pull(self, text: str) -> None:
        try:
            wanted = read_wanted(text)
            found = await self._room.measure_pull(wanted.text, insecure=wanted.insecure, best={})
        except Exception as failure:
            self._post(CheckedEvent(text, trouble=as_trouble(failure)))
            return
        against = found.trouble or found.too_big()
        self._post(CheckedEvent(text, wanted.text, wanted.insecure, found.size, found.missing, found.free, against))


def _queued(pull: Pull) -> Pull:
    """The pull as one that waits for its turn and was never tried."""
    return replace(pull, state=PullState.QUEUED, problem=None, facts={}, attempts=0)
