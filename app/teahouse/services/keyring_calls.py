"""Calls of the system's keyring: one at a time, each with a deadline, on a thread that nobody waits for.

A keyring answers when the person has typed a password, or never. While one call is still blocked the next waits for it:
they would ask the person for the same password.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from teahouse.services.deadline import run_with_deadline

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
        loop = asyncio.get_running_loop()

        def in_turn() -> T:
            """The turn is given back when the call is over, not when nobody waits any more."""
            try:
                return function()
            finally:
                with suppress(RuntimeError):  # the loop has ended meanwhile
                    loop.call_soon_threadsafe(self._turn.release)

        async with asyncio.timeout(self._seconds) as wait:
            self._waits.add(wait)
            try:
                await self._turn.acquire()
                return await run_with_deadline(in_turn, self._seconds)
            finally:
                self._waits.discard(wait)

    def give_up(self) -> None:
        """End all waiting now; a thread that is blocked stays so, and its answer is not heard."""
        for wait in self._waits:
            if not wait.expired():
                wait.reschedule(asyncio.get_running_loop().time())
