"""Access to the store for services: every call runs on the store's one thread, in order.

When the file cannot be opened (a newer version's, locked, a read-only folder) or written (a full disk), writes wait in
memory (`pending_writes`), `SavingEvent` is posted, and writing is retried at growing intervals.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import monotonic
from typing import TypeVar

from teahouse.core.errors import Problem, Trouble
from teahouse.services.chat.events import DraftEvent
from teahouse.services.events import EventSink, SavingEvent, TroubleEvent
from teahouse.services.pending_writes import PendingWrites, Repositories
from teahouse.services.runtime import Runtime

T = TypeVar("T")

FIRST_RETRY, LONGEST_RETRY = 0.5, 15.0  # seconds between two attempts to write
LAST_SECONDS = 5.0  # for pending writes when the app quits
LAST_RETRY = 0.25


class StoreThread:
    """`on_reopened` is awaited when a file that could not be opened at first is open: lists have to be read again."""

    def __init__(
        self, runtime: Runtime, path: Path, post: EventSink, on_reopened: Callable[[], Awaitable[None]]
    ) -> None:
        self._runtime = runtime
        self._post = post
        self._on_reopened = on_reopened
        self._writes = PendingWrites(path)
        self._opened = asyncio.Event()
        self._posted = SavingEvent()
        self._retry_in = FIRST_RETRY
        self._timer: asyncio.TimerHandle | None = None
        self._flushing = asyncio.Lock()
        self._closed = False

    async def open(self) -> None:
        """Open the database, or one in memory where that fails; finish replies that a crash interrupted."""
        try:
            trouble = await self._runtime.run_on_store_thread(self._writes.open)
        finally:
            self._opened.set()
        if trouble is not None:
            self._post(TroubleEvent(trouble))
        self._post_state()

    async def call(self, function: Callable[[Repositories], T]) -> T:
        """The result of `function` on the store's thread, once the store is open. It must not write."""
        await self._opened.wait()
        return await self._runtime.run_on_store_thread(lambda: self._writes.read(function))

    async def write(self, function: Callable[[Repositories], object], *, replaces: str = "", content: int = 0) -> None:
        """Run `function` on the store's thread as one transaction. A write that the file refuses waits in memory, which
        is no failure; a later one with the same `replaces` replaces it. `content`: its size in bytes if large.
        Cancelling does not undo it. Raises KeyError for a bad id, and `Trouble` when too much waits already."""
        await self._opened.wait()
        work = self._runtime.begin_on_store_thread(lambda: self._writes.write(function, replaces, content))
        try:
            await asyncio.shield(work)
        finally:
            self._post_state()

    async def tidy(self, function: Callable[[Repositories], object]) -> None:
        """Write something that may be skipped."""
        await self._opened.wait()
        await self._runtime.run_on_store_thread(lambda: self._writes.tidy(function))

    async def flush(self) -> bool:
        """Try to write what waits; returns whether everything is saved."""
        try:
            async with self._flushing:
                while not self._closed:
                    before = self._writes.state
                    trouble = await self._runtime.run_on_store_thread(self._writes.flush)
                    state = self._writes.state
                    if trouble is not None:
                        self._post(TroubleEvent(trouble))
                    if state.opened and not before.opened:
                        await self._handle_reopened()
                    if state.trouble is None or (state.waiting, state.opened) == (before.waiting, before.opened):
                        break
                    self._retry_in = FIRST_RETRY  # it went on
        finally:  # what still waits is retried
            self._post_state()
        return self._writes.state.trouble is None

    async def _handle_reopened(self) -> None:
        await self._on_reopened()
        if self._writes.earlier_draft:
            self._post(DraftEvent(self._writes.earlier_draft))

    def _post_state(self) -> None:
        """Post whether everything is saved, if that has changed, and schedule the next attempt."""
        state = self._writes.state
        event = SavingEvent(state.trouble, waiting=state.waiting > 0, opened=state.opened)
        if _visible_state(event) != _visible_state(self._posted):
            if event.trouble is not None and self._posted.trouble is None and state.opened:
                self._post(TroubleEvent(event.trouble))
            self._posted = event
            self._post(event)
        if state.trouble is None:
            self._retry_in = FIRST_RETRY
        elif self._timer is None and not self._closed and _is_retryable(state.trouble):
            self._timer = asyncio.get_running_loop().call_later(self._retry_in, self._try_again)
            self._retry_in = min(2 * self._retry_in, LONGEST_RETRY)

    def _try_again(self) -> None:
        self._timer = None
        self._runtime.spawn(self.flush())

    def retry_writing(self) -> None:
        """Try to write now; callable from any thread. → `SavingEvent`"""
        self._runtime.submit(self.flush())

    async def close(self) -> None:
        """Write what waits, for LAST_SECONDS at most, and close."""
        until = monotonic() + LAST_SECONDS
        while (state := self._writes.state).trouble is not None and state.waiting and _is_retryable(state.trouble):
            if not await self.flush():
                if monotonic() > until:
                    break
                await asyncio.sleep(LAST_RETRY)
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        await self._runtime.run_on_store_thread(self._writes.close)


def _is_retryable(trouble: Trouble) -> bool:
    """Whether trying again can help; it cannot with a file of a newer version."""
    return trouble.problem is not Problem.DATABASE_NEWER


def _visible_state(event: SavingEvent) -> tuple[object, ...]:
    """The parts that the window shows."""
    return event.trouble and event.trouble.problem, event.waiting, event.opened
