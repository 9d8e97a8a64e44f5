"""Keeps a daemon of ours running: when it dies it is started again, a little later each time, until that is no use."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from time import monotonic

from teahouse.core.errors import Problem, Trouble
from teahouse.ollama.address import Address
from teahouse.ollama.process import DaemonProcess

DEATHS = 4  # this many within …
WITHIN_SECONDS = 60.0  # … so many seconds, and it is given up
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0


class DaemonSupervisor:
    """`make` gives a fresh `DaemonProcess` for each life."""

    def __init__(self, make: Callable[[], DaemonProcess], *, first_pause: float = FIRST_PAUSE) -> None:
        self._make = make
        self._first_pause = first_pause
        self._deaths: deque[float] = deque(maxlen=DEATHS)
        self._daemon: DaemonProcess | None = None

    @property
    def pid(self) -> int | None:
        """The process of the daemon's present life."""
        return None if self._daemon is None or not self._daemon.alive else self._daemon.pid

    @property
    def token(self) -> str | None:
        """What the daemon wants of its clients in its present life; None where it wants nothing."""
        return None if self._daemon is None else self._daemon.token or None

    async def keep(self, ready: Callable[[Address], None], lost: Callable[[], None]) -> None:
        """Run until cancelled, which stops the daemon: `ready` is called with its address whenever it answers (a new
        port each time), `lost` when it died. Raises `Trouble`: what kept it from its first start, or ENGINE_DIED
        with its last words when it died too often."""
        answered = False
        while True:
            daemon = self._daemon = self._make()
            try:
                ready(await daemon.start())
                answered = True
                await daemon.wait_dead()
            except Trouble:
                if not answered:
                    raise
            finally:
                await daemon.stop()
            lost()
            await self._after_death(daemon)

    async def _after_death(self, daemon: DaemonProcess) -> None:
        """Wait before the next life; raises when there have been too many."""
        now = monotonic()
        self._deaths.append(now)
        recent = sum(1 for death in self._deaths if now - death < WITHIN_SECONDS)
        if recent >= DEATHS:
            raise Trouble(Problem.ENGINE_DIED, message=daemon.last_words)
        await asyncio.sleep(min(self._first_pause * 2.0 ** (recent - 1), LONGEST_PAUSE))
