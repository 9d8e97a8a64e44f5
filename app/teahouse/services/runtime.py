"""The asyncio loop on its own thread, and the one thread beside it that may touch the store.

The window's thread calls `submit` and goes on; it never waits for a result. What fails inside a submitted task
is handed to `on_failure`, so that no error disappears with its task.

At the end the store's work is finished within a bounded time. Other threads that are blocked, in a file or a pipe that
does not answer, are not waited for: whoever quits ends the process without them (`application.end_process`).
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from teahouse.core.errors import Problem, Trouble
from teahouse.desktop.files import open_regular, read_regular

T = TypeVar("T")

CLOSE_SECONDS = 20.0  # for the services to close and write what waits
STORE_SECONDS = 5.0  # for what the store has begun by then


class Runtime:
    """One event loop, started by `start` and ended by `stop`."""

    def __init__(self, on_failure: Callable[[BaseException], None]) -> None:
        self._on_failure = on_failure
        self._loop: asyncio.AbstractEventLoop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run_loop, name="teahouse-loop", daemon=True)
        self._store = ThreadPoolExecutor(max_workers=1, thread_name_prefix="teahouse-store")
        self._beside = ThreadPoolExecutor(thread_name_prefix="teahouse-beside")  # what asyncio.to_thread uses
        self._loop.set_default_executor(self._beside)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._lasting: set[asyncio.Task[Any]] = set()

    def start(self) -> None:
        self._thread.start()

    def _run_loop(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def submit(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        """Run a coroutine on the loop; callable from any thread, returns at once."""
        self._loop.call_soon_threadsafe(self.spawn, coroutine)

    def spawn(self, coroutine: Coroutine[Any, Any, Any], *, lasting: bool = False) -> asyncio.Task[Any]:
        """Run a coroutine as a task; on the loop's thread only. A `lasting` one ends only when it is cancelled."""
        task = self._loop.create_task(coroutine)
        self._tasks.add(task)
        if lasting:
            self._lasting.add(task)
        task.add_done_callback(self._on_done)
        return task

    def _on_done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        self._lasting.discard(task)
        if not task.cancelled() and (failure := task.exception()) is not None:
            self._on_failure(failure)

    async def attempt(self, work: Awaitable[object]) -> None:
        """Wait for work; what it fails with is handed to `on_failure`, and whoever called goes on."""
        try:
            await work
        except Exception as failure:
            self._on_failure(failure)

    async def run_on_store_thread(self, function: Callable[[], T]) -> T:
        """Run a function on the store's thread and wait for it; calls keep their order."""
        return await self.begin_on_store_thread(function)

    def begin_on_store_thread(self, function: Callable[[], T]) -> asyncio.Future[T]:
        """The same, begun at once; on the loop's thread."""
        return self._loop.run_in_executor(self._store, function)

    async def settle(self, seconds: float) -> None:
        """Let small tasks end by themselves: a connection that is cancelled while it opens is left to the collector."""
        small = self._tasks - self._lasting - {asyncio.current_task()}
        if small:
            await asyncio.wait(small, timeout=seconds)

    def stop(self, closing: Coroutine[Any, Any, None], timeout: float = CLOSE_SECONDS) -> None:
        """Run `closing`, cancel what is left, finish the store's work, end the threads that are not blocked. Called
        once, by the thread that quits; takes `timeout` and STORE_SECONDS at most, and raises what `closing` raises."""
        finished = asyncio.run_coroutine_threadsafe(self._close_all(closing), self._loop)
        try:
            finished.result(timeout)
        except TimeoutError:
            logging.getLogger("teahouse").error("closing took more than %s s and was given up", timeout)
        finally:
            self._beside.shutdown(wait=False, cancel_futures=True)
            last = self._store.submit(lambda: None)
            self._store.shutdown(wait=False)
            if wait((last,), STORE_SECONDS).not_done:
                logging.getLogger("teahouse").error("the store did not finish within %s s", STORE_SECONDS)
            left = asyncio.run_coroutine_threadsafe(self._cancel_left(), self._loop)
            wait((left,), 1.0)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(1.0)
            if not self._thread.is_alive():
                self._loop.close()

    async def _close_all(self, closing: Coroutine[Any, Any, None]) -> None:
        await closing
        await self._cancel_left()
        await self._loop.shutdown_asyncgens()

    async def _cancel_left(self) -> None:
        left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


STALLED = 20.0  # seconds for one look at a file: a slow drive reads 100 MB in that time


async def run_with_deadline(work: Callable[[], T], seconds: float) -> T:
    """What `work` returns or raises, run on a thread of its own; TimeoutError after `seconds`.

    The thread is a daemon and is left behind then: it holds up neither the loop nor the end of the process, which one
    of a pool would (see `concurrent.futures.thread`).
    """
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, failure: BaseException | None) -> None:
        if outcome.done():
            return
        if failure is not None:
            outcome.set_exception(failure)
        else:
            outcome.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result: T | None = None
        failure: BaseException | None = None
        try:
            result = work()
        except BaseException as error:
            failure = error
        with suppress(RuntimeError):  # the loop is gone: nobody waits any more
            loop.call_soon_threadsafe(settle, result, failure)

    threading.Thread(target=run, name="teahouse-deadline", daemon=True).start()
    async with asyncio.timeout(seconds):
        return await outcome


async def read_file(path: Path, limit: int) -> bytes:
    """All bytes of a file. Raises `Trouble` as `desktop.files.read_regular` does, and FILE_STALLED (path, seconds)."""
    return await read_within_deadline(path, lambda: read_regular(path, limit))


async def open_file(path: Path) -> BinaryIO:
    """A file opened for reading in bytes. Raises `Trouble` as `desktop.files.open_regular` does, and FILE_STALLED."""
    return await read_within_deadline(path, lambda: open_regular(path))


async def read_within_deadline(path: Path, look: Callable[[], T]) -> T:
    """What one look at a file finds. Raises FILE_STALLED (path, seconds) for a drive that does not answer."""
    try:
        return await run_with_deadline(look, STALLED)
    except TimeoutError:
        raise Trouble(Problem.FILE_STALLED, path=str(path), seconds=round(STALLED)) from None
