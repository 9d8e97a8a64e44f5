"""Groups the events of arriving answers, so that many of them wake the window no more often than one.

Sockets are read on ticks (`ollama.coalescing`). The events of one answer are posted with each tick, those of several
with every second one, midway between two ticks: then each group has the same number of ticks and text grows evenly.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic

from teahouse.connection.coalescing import TICK
from teahouse.services.events import EventSink
from teahouse.services.generation.events import PieceEvent

PACE = 2 * TICK  # seconds between groups of several answers: how often growing text is drawn
EARLY = TICK / 4  # seconds that a group of one answer may be posted early: ticks are not exact


def is_piece(event: object) -> bool:
    return isinstance(event, PieceEvent)


class PacedSink:
    """An `EventSink` before `post`, on the loop's thread, that preserves the order. Events for which `can_wait` is true
    are grouped; the first after a pause and all others are posted at once. `several`: always use the pace of
    several."""

    def __init__(
        self, post: EventSink, can_wait: Callable[[object], bool] = is_piece, *, several: bool = False
    ) -> None:
        self._post = post
        self._can_wait = can_wait
        self._several = several
        self._waiting: list[object] = []
        self._answers: set[str] = set()  # message ids of waiting pieces
        self._answers_before: set[str] = set()  # message ids of the last group
        self._last = 0.0
        self._handle: asyncio.Handle | None = None

    def __call__(self, *event: object) -> None:
        self._waiting += event
        if not all(map(self._can_wait, event)):
            self._post_waiting()
            return
        self._answers.update(piece.message_id for piece in event if isinstance(piece, PieceEvent))
        if self._handle is None:
            self._schedule_post(monotonic())

    def _schedule_post(self, now: float) -> None:
        loop = asyncio.get_running_loop()
        alone = not self._several and len(self._answers | self._answers_before) == 1
        wait = self._last + (TICK if alone else PACE) - now
        if wait <= (EARLY if alone else 0):
            self._handle = loop.call_soon(self._post_waiting)  # with all pieces of the same read
        else:
            self._handle = loop.call_later(wait if alone else PACE - (now - TICK / 2) % PACE, self._post_waiting)

    def _post_waiting(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
        waiting, self._waiting = self._waiting, []
        self._answers_before, self._answers = self._answers, set()
        self._last = monotonic()
        self._post(*waiting)
