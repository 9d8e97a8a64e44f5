"""Work that may never end, such as reading a file on a drive that does not answer: beside the loop, with a limit."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, TypeVar

from teahouse.core.errors import Problem, Trouble
from teahouse.desktop.files import open_regular, read_regular

T = TypeVar("T")

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
