"""Bounds on what a runner does before it computes: rendering a chat template, turning a schema into a grammar, decoding
images, making tokens.

None of that ends by itself when a template never ends, and none of it can be cancelled: llama.cpp works on it in a
thread of its own, which only the end of the process stops. A load is bounded the same way from the moment the weights
are there, since llama.cpp then renders the template several times to find out what it can do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from teahouse.engine.processes import private_memory

SECONDS = 10.0  # honest templates take milliseconds, long conversations some tens of them
GROWTH = 512 << 20  # bytes
LOOK_SECONDS = 0.05
_BYTES_PER_SECOND = 1 << 20  # of a request: more to read, more to make tokens of
_GROWTH_PER_BYTE = 32  # of a request: llama.cpp keeps several copies of it, as JSON and as tokens


def never() -> bool:
    return False


class PreparationLimit:
    """Watches a process from now on until `begun()`, `end`, or a limit; then `exceed` is called, once, with what went
    beyond it in words. `size`: bytes of the request; the time during which it is `busy()` with something else does not
    count. Event loop only; costs a timer while it watches."""

    def __init__(
        self,
        pid: int,
        exceed: Callable[[str], None],
        *,
        begun: Callable[[], bool] = never,
        busy: Callable[[], bool] = never,
        size: int = 0,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._pid = pid
        self._begun = begun
        self._busy = busy
        self._exceed = exceed
        self._seconds = SECONDS + size / _BYTES_PER_SECOND
        self._growth = GROWTH + size * _GROWTH_PER_BYTE
        self._until = self._loop.time() + self._seconds
        self._most = private_memory(pid) + self._growth
        self._timer: asyncio.TimerHandle | None = self._loop.call_later(LOOK_SECONDS, self._look)

    def end(self) -> None:
        """Watch no longer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        self._timer = None
        if self._begun():
            return
        if self._busy():
            self._until = self._loop.time() + self._seconds
        if private_memory(self._pid) > self._most:
            self._exceed(f"took more than {self._growth >> 20} MiB of memory")
        elif self._loop.time() >= self._until:
            self._exceed(f"took longer than {self._seconds:.0f} s")
        else:
            self._timer = self._loop.call_later(LOOK_SECONDS, self._look)
