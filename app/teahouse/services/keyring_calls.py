"""Calls of the system's keyring: one at a time, each with a deadline, on a thread that nobody waits for.

A keyring answers when the person has typed a password, or never. An executor's threads are waited for at exit, and
there are only few of them; so each call has a daemon thread of its own. While one is still blocked the next waits for
it: they would ask the person for the same password.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")

SECONDS = 60.0  # a person needs some to type a password


class KeyringCalls:
    """Use it on the loop's thread. `seconds` is how long a call may take, the wait for its turn included."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._turn = asyncio.Lock()
        self._waits: set[asyncio.Timeout] = set()

    async def call(self, function: Callable[[], T]) -> T:
        """What `function` returns or raises; TimeoutError when that does not come in time, or after `give_up`."""
        async with asyncio.timeout(self._seconds) as wait:
            self._waits.add(wait)
            try:
                await self._turn.acquire()
                return await self._begin(function)
            finally:
                self._waits.discard(wait)

    def give_up(self) -> None:
        """End all waiting now; a thread that is blocked stays so, and its answer is not heard."""
        for wait in self._waits:
            if not wait.expired():
                wait.reschedule(asyncio.get_running_loop().time())

    def _begin(self, function: Callable[[], T]) -> asyncio.Future[T]:
        """Call on a new thread; the turn is given back when the call is over, not when nobody waits any more."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()

        def finish(give: Callable[[], None]) -> None:
            self._turn.release()
            if not answer.done():
                give()

        def work() -> None:
            give: Callable[[], None]
            try:
                result = function()
            except BaseException as error:
                failure = error
                give = lambda: answer.set_exception(failure)  # noqa: E731
            else:
                give = lambda: answer.set_result(result)  # noqa: E731
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(finish, give)

        threading.Thread(target=work, name="teahouse-keyring", daemon=True).start()
        return answer
