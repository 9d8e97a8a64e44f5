"""Work that may never end, such as reading a file on a drive that does not answer: beside the loop, with a limit."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


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
