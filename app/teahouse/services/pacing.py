"""News of answers on their way, handed to the window in bunches: many fast ones cost no more wakes than one does.

A flowing answer is read on ticks. Bunches leave midway between two of them, so that each holds the same number of
ticks and text grows evenly; any nearer to a tick, and chance would say on which side of a bunch it falls.
"""

from __future__ import annotations

import asyncio
from time import monotonic

from teahouse.ollama.coalescing import TICK
from teahouse.services.compare_news import LaneNews, LanePieceNews
from teahouse.services.news import PieceNews, Post

PACE = 2 * TICK  # seconds between bunches: how often growing text is drawn


class PacedPost:
    """Posts as `post` does, on the loop's thread and in the same order. Pieces that come within a frame go together;
    the first after a pause, and whatever else is said, goes at once."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._held: list[object] = []
        self._last = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def __call__(self, *news: object) -> None:
        self._held += news
        now = monotonic()
        if self._last + PACE <= now or not all(_can_wait(one) for one in news):
            self._hand_over()
        elif self._timer is None:
            wait = PACE - (now - TICK / 2) % PACE
            self._timer = asyncio.get_running_loop().call_later(wait, self._hand_over)

    def _hand_over(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        held, self._held = self._held, []
        self._last = monotonic()
        self._post(*held)


def _can_wait(news: object) -> bool:
    """Whether it is one of many: a piece, or how a lane fares while it is at work."""
    return isinstance(news, PieceNews | LanePieceNews) or (isinstance(news, LaneNews) and news.rate is not None)
