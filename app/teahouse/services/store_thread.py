"""The store as services use it: opened off the window's thread, every call on the store's one thread, in order.

When the file cannot be opened (a newer version's, locked, a read-only folder) or cannot be written (a full disk), the
app still runs: what is written waits in memory (`pending_writes`), the window is told, and it is tried again, ever
later, until the file has all of it.
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

FIRST_RETRY, LONGEST_RETRY = 0.5, 15.0  # seconds between two attempts to write what waits
LAST_SECONDS = 5.0  # for what waits when the app quits
LAST_RETRY = 0.25


class StoreThread:
    """`on_reopened` is awaited when the file is open that could not be opened at first: lists are to be read anew."""

    def __init__(
        self, runtime: Runtime, path: Path, post: EventSink, on_reopened: Callable[[], Awaitable[None]]
    ) -> None:
        self._runtime = runtime
        self._post = post
        self._on_reopened = on_reopened
        self._writes = PendingWrites(path)
        self._opened = asyncio.Event()
        self._told = SavingEvent()
        self._retry_in = FIRST_RETRY
        self._timer: asyncio.TimerHandle | None = None
        self._flushing = asyncio.Lock()
        self._closed = False

    async def open(self) -> None:
        """Open the database, or one in memory when that cannot be; finish what a crash cut off."""
        try:
            trouble = await self._runtime.run_on_store_thread(self._writes.open)
        finally:
            self._opened.set()
        if trouble is not None:
            self._post(TroubleEvent(trouble))
        self._tell_state()

    async def call(self, function: Callable[[Repositories], T]) -> T:
        """Ask `function` on the store's thread, once it is open; raises what it raises. It may not write."""
        await self._opened.wait()
        return await self._runtime.run_on_store_thread(lambda: self._writes.read(function))

    async def write(self, function: Callable[[Repositories], object], *, replaces: str = "", content: int = 0) -> None:
        """Have `function` write on the store's thread, as one transaction. What the file refuses waits in memory and is
        written later, so that this is no failure; `replaces` names what a later write makes superfluous, `content`
        the bytes of a large one. Cancelling does not take it back.

        Raises what is wrong with the write itself (KeyError), and `Trouble` when too much waits already.
        """
        await self._opened.wait()
        work = self._runtime.begin_on_store_thread(lambda: self._writes.write(function, replaces, content))
        try:
            await asyncio.shield(work)
        finally:
            self._tell_state()

    async def tidy(self, function: Callable[[Repositories], object]) -> None:
        """Write something that is no loss when it is not written."""
        await self._opened.wait()
        await self._runtime.run_on_store_thread(lambda: self._writes.tidy(function))

    async def flush(self) -> bool:
        """Try now to write what waits; whether all is saved."""
        try:
            async with self._flushing:
                while not self._closed:
                    before = self._writes.state
                    told = await self._runtime.run_on_store_thread(self._writes.flush)
                    state = self._writes.state
                    if told is not None:
                        self._post(TroubleEvent(told))
                    if state.opened and not before.opened:
                        await self._tell_what_is_there()
                    if state.trouble is None or (state.waiting, state.opened) == (before.waiting, before.opened):
                        break
                    self._retry_in = FIRST_RETRY  # it went on
        finally:  # whatever happened, what waits is tried again
            self._tell_state()
        return self._writes.state.trouble is None

    async def _tell_what_is_there(self) -> None:
        """The file is open after all."""
        await self._on_reopened()
        if self._writes.earlier_draft:
            self._post(DraftEvent(self._writes.earlier_draft))

    def _tell_state(self) -> None:
        """Tell whether all is saved, when that has changed, and see to it that what waits is tried again."""
        state = self._writes.state
        event = SavingEvent(state.trouble, waiting=state.waiting > 0, opened=state.opened)
        if _facts(event) != _facts(self._told):
            if event.trouble is not None and self._told.trouble is None and state.opened:
                self._post(TroubleEvent(event.trouble))
            self._told = event
            self._post(event)
        if state.trouble is None:
            self._retry_in = FIRST_RETRY
        elif self._timer is None and not self._closed and _may_pass(state.trouble):
            self._timer = asyncio.get_running_loop().call_later(self._retry_in, self._try_again)
            self._retry_in = min(2 * self._retry_in, LONGEST_RETRY)

    def _try_again(self) -> None:
        self._timer = None
        self._runtime.spawn(self.flush())

    def retry_writing(self) -> None:
        """The person wants it tried now; callable from any thread. → `SavingEvent`"""
        self._runtime.submit(self.flush())

    async def close(self) -> None:
        """Write what waits, for a few seconds at most, and close."""
        until = monotonic() + LAST_SECONDS
        while (state := self._writes.state).trouble is not None and state.waiting and _may_pass(state.trouble):
            if not await self.flush():
                if monotonic() > until:
                    break
                await asyncio.sleep(LAST_RETRY)
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        await self._runtime.run_on_store_thread(self._writes.close)


def _may_pass(trouble: Trouble) -> bool:
    """Whether trying again can help: a newer version's file stays one."""
    return trouble.problem is not Problem.DATABASE_NEWER


def _facts(event: SavingEvent) -> tuple[object, ...]:
    """What of it a person can see."""
    return event.trouble and event.trouble.problem, event.waiting, event.opened
