"""Events of answers on their way, handed to the window in bunches: many fast ones cost no more wakes than one does.

A flowing answer is read on ticks. One alone is handed over with each tick, so that it grows smoothly. Several share
every second one: their bunches leave midway between two ticks, so that each holds the same number of ticks and text
grows evenly; any nearer to a tick, and chance would say on which side of a bunch it falls.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic

from teahouse.ollama.coalescing import TICK
from teahouse.services.events import EventSink
from teahouse.services.generation.events import PieceEvent

PACE = 2 * TICK  # seconds between bunches of several answers: how often growing text is drawn
EARLY = TICK / 4  # seconds that a bunch of one answer may leave early: its ticks come a little sooner or later


def is_piece(event: object) -> bool:
    """Whether an event is one of many."""
    return isinstance(event, PieceEvent)


class PacedSink:
    """Posts as `post` does, on the loop's thread and in the same order. Events that `can_wait` says can wait and that
    come within a frame go together; the first after a pause, and whatever else is said, goes at once. `several`: the
    answers are those of a comparison, whose bunches leave at the pace of several even while one of them is alone."""

    def __init__(
        self, post: EventSink, can_wait: Callable[[object], bool] = is_piece, *, several: bool = False
    ) -> None:
        self._post = post
        self._can_wait = can_wait
        self._several = several
        self._held: list[object] = []
        self._answers: set[str] = set()  # whose pieces are held
        self._answers_before: set[str] = set()  # whose pieces were in the last bunch
        self._last = 0.0
        self._handle: asyncio.Handle | None = None

    def __call__(self, *event: object) -> None:
        self._held += event
        if not all(map(self._can_wait, event)):
            self._hand_over()
            return
        self._answers.update(one.message_id for one in event if isinstance(one, PieceEvent))
        if self._handle is None:
            self._hand_over_soon(monotonic())

    def _hand_over_soon(self, now: float) -> None:
        loop = asyncio.get_running_loop()
        alone = not self._several and len(self._answers | self._answers_before) == 1
        wait = self._last + (TICK if alone else PACE) - now
        if wait <= (EARLY if alone else 0):
            self._handle = loop.call_soon(self._hand_over)  # once all that was read with this piece is here
        else:
            self._handle = loop.call_later(wait if alone else PACE - (now - TICK / 2) % PACE, self._hand_over)

    def _hand_over(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
        held, self._held = self._held, []
        self._answers_before, self._answers = self._answers, set()
        self._last = monotonic()
        self._post(*held)
