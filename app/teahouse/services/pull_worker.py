"""One pull at work: asks the host, follows what it says, and tells of it a few times a second.

A daemon says a line every 60 ms. Each read costs ten times what its line does, so lines are left to gather in the
socket between two looks.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from time import monotonic
from typing import TYPE_CHECKING

from teahouse.core.errors import Problem, Trouble
from teahouse.core.pulls import Pulled, PullFigures, PullProgress, PullStreamEvent
from teahouse.core.stream_events import Failed

if TYPE_CHECKING:
    from teahouse.ollama.client import OllamaClient

TOLD_SECONDS = 0.25  # between two looks, and two events
WAITED_SECONDS = 0.005  # for a line that had not come yet: all that had gathered is read
LOOKED_SECONDS = 1.0  # a host that says nothing at all is looked at so often


class PullWorker:
    """One attempt. `tell` gets the figures; `run` returns None once the model is there, or why it is not."""

    def __init__(self, progress: PullProgress, tell: Callable[[PullFigures], None]) -> None:
        self._progress = progress
        self._tell = tell
        self._told_at = 0.0

    async def run(self, client: OllamaClient, name: str, *, insecure: bool) -> Trouble | None:
        """Pull until it ends, one way or the other; cancelling leaves what has come with the host."""
        self._progress.begin(monotonic())
        self._say(monotonic())
        looking = asyncio.create_task(self._look())
        try:
            async with aclosing(client.pull(name, insecure=insecure)) as events:
                return await self._follow(events)
        finally:
            looking.cancel()

    async def _follow(self, events: AsyncGenerator[PullStreamEvent, None]) -> Trouble | None:
        while True:
            asked = monotonic()
            event = await anext(events, None)
            match event:
                case None:
                    return Trouble(Problem.HOST_LOST)
                case Failed(trouble):
                    return trouble
                case Pulled():
                    self._progress.feed(event)
                    return None
            self._progress.feed(event)
            if monotonic() - asked >= WAITED_SECONDS:
                self._say(monotonic())
                await asyncio.sleep(TOLD_SECONDS)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOKED_SECONDS)
            if monotonic() - self._told_at >= LOOKED_SECONDS:
                self._say(monotonic())

    def _say(self, now: float) -> None:
        self._told_at = now
        self._tell(self._progress.figures(now))
