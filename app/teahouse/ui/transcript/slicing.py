"""Does work that cannot be cut into pieces in slices all the same: what another library computes in one call.

The work runs on a thread of its own, but only while the thread that asked for it waits: they take turns, so nothing
runs at the same time, and the work may use whatever the other thread uses. Every so many calls of functions it looks
at the clock, and hands over when its slice is over.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from inspect import CO_GENERATOR
from threading import Semaphore, Thread
from time import perf_counter
from types import FrameType
from typing import Any, TypeVar

SLICE = 0.004  # seconds of work in one turn
LOOK = 64  # calls and returns of functions between two looks at the clock

Result = TypeVar("Result")


class TooLong(BaseException):
    """The work took more steps than it may, or nobody wants it any more; no `except Exception` catches it."""


def in_slices(work: Callable[[], Result], steps: int) -> Generator[None, None, Result]:
    """Do the work, a slice between two steps of the generator. Raises what it raises, and `TooLong` after so many
    calls and returns of functions: steps are counted, not seconds, so that every computer comes to the same end."""
    turn = _Turn(work, steps)
    try:
        while not turn.take():
            yield
    finally:
        turn.stop()
    if turn.error is not None:
        raise turn.error
    return turn.result


class _Turn:
    """The work and its thread."""

    def __init__(self, work: Callable[[], Any], steps: int) -> None:
        self.result: Any = None
        self.error: BaseException | None = None
        self._work = work
        self._left = steps
        self._until = 0.0
        self._over = self._stopped = False
        self._go, self._paused = Semaphore(0), Semaphore(0)
        self._thread = Thread(target=self._run, name="work in slices", daemon=True)
        self._thread.start()

    def take(self) -> bool:
        """Let it work for a slice; tells whether it has come to its end."""
        self._until = perf_counter() + SLICE
        self._go.release()
        self._paused.acquire()
        return self._over

    def stop(self) -> None:
        """Have it end, wherever it is."""
        if not self._over:
            self._stopped = True
            self._go.release()
        self._thread.join()

    def _run(self) -> None:
        self._go.acquire()
        sys.setprofile(self._count)
        try:
            self.result = self._work()
        except BaseException as error:  # raised where the work is wanted
            self.error = error
        finally:
            sys.setprofile(None)
            self._over = True
            self._paused.release()

    def _count(self, frame: FrameType, event: str, _argument: object) -> None:
        self._left -= 1
        if (self._stopped or self._left < 0) and event == "call" and not frame.f_code.co_flags & CO_GENERATOR:
            raise TooLong  # not in a generator: where one is being closed it would not be heard
        if not self._left % LOOK and not self._stopped and perf_counter() >= self._until:
            self._paused.release()
            self._go.acquire()
