"""The asyncio loop on its own thread, the store's thread, and file access with a deadline.

The window's thread calls `submit` and never waits for a result. Exceptions of tasks are passed to `on_failure`.

`stop` waits a bounded time for the store. Threads that are blocked in a file or a pipe are not waited for;
`application.end_process` ends the process without them.
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

CLOSE_SECONDS = 20.0  # for the services to close and to write what waits
STORE_SECONDS = 5.0  # for the store's running call after that


class Runtime:
    """One event loop, started by `start` and ended by `stop`."""

    def __init__(self, on_failure: Callable[[BaseException], None]) -> None:
        self._on_failure = on_failure
        self._loop: asyncio.AbstractEventLoop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run_loop, name="teahouse-loop", daemon=True)
        self._store = ThreadPoolExecutor(max_workers=1, thread_name_prefix="teahouse-store")
        self._workers = ThreadPoolExecutor(thread_name_prefix="teahouse-beside")  # what asyncio.to_thread uses
        self._loop.set_default_executor(self._workers)
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
        """Await work; an exception is passed to `on_failure` and not raised."""
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
        """Wait for tasks that are not `lasting`: cancelling one that opens a connection would leave it unclosed."""
        small = self._tasks - self._lasting - {asyncio.current_task()}
        if small:
            await asyncio.wait(small, timeout=seconds)

    def stop(self, closing: Coroutine[Any, Any, None], timeout: float = CLOSE_SECONDS) -> None:
        """Run `closing`, cancel other tasks, finish the store's work and end the threads that are not blocked. Call it
        once, not on the loop's thread; takes `timeout` and STORE_SECONDS at most, and raises what `closing` raises."""
        finished = asyncio.run_coroutine_threadsafe(self._close_all(closing), self._loop)
        try:
            finished.result(timeout)
        except TimeoutError:
            logging.getLogger("teahouse").error("closing took more than %s s and was given up", timeout)
        finally:
            self._workers.shutdown(wait=False, cancel_futures=True)
            last = self._store.submit(lambda: None)
            self._store.shutdown(wait=False)
            if wait((last,), STORE_SECONDS).not_done:
                logging.getLogger("teahouse").error("the store did not finish within %s s", STORE_SECONDS)
            left = asyncio.run_coroutine_threadsafe(self._cancel_remaining(), self._loop)
            wait((left,), 1.0)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(1.0)
            if not self._thread.is_alive():
                self._loop.close()

    async def _close_all(self, closing: Coroutine[Any, Any, None]) -> None:
        await closing
        await self._cancel_remaining()
        await self._loop.shutdown_asyncgens()

    async def _cancel_remaining(self) -> None:
        left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


FILE_SECONDS = 20.0  # for one access to a file: a slow drive reads 100 MB in that time


async def run_with_deadline(work: Callable[[], T], seconds: float) -> T:
    """Run `work` on a thread of its own; returns or raises what it does, or TimeoutError after `seconds`.

    The thread is a daemon and is abandoned then. A thread of a pool would delay the end of the process (see
    `concurrent.futures.thread`).
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
        with suppress(RuntimeError):  # the loop is closed
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
    """The result of `look`, run on another thread. Raises FILE_STALLED (path, seconds) after FILE_SECONDS."""
    try:
        return await run_with_deadline(look, FILE_SECONDS)
    except TimeoutError:
        raise Trouble(Problem.FILE_STALLED, path=str(path), seconds=round(FILE_SECONDS)) from None
