"""Heights one below the other: where each begins, and which one is at a place, by bisection.

A change costs nothing until somebody asks, and then only what lies below the change is summed again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate


class MenuRows:
    """A column of rows with heights in pixels, from 0 down."""

    def __init__(self, heights: Iterable[int] = ()) -> None:
        self._heights = list(heights)
        self._tops = [0]  # _tops[i] is where row i begins; right up to and including index _known
        self._known = 0

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, row: int) -> int:
        return self._heights[row]

    def __setitem__(self, row: int, height: int) -> None:
        if self._heights[row] != height:
            self._heights[row] = height
            self._known = min(self._known, row)

    def replace(self, heights: Iterable[int], start: int = 0) -> None:
        """All rows from `start` on are these now."""
        self._heights[start:] = heights
        self._known = min(self._known, start)

    def prepend(self, heights: Sequence[int]) -> None:
        """Rows that stand above the first one."""
        self._heights[:0] = heights
        self._known = 0

    def top(self, row: int) -> int:
        """Where this row begins; `top(len(rows))` is the height of all."""
        if row > self._known:
            self._sum()
        return self._tops[row]

    @property
    def total(self) -> int:
        return self.top(len(self._heights))

    def at(self, y: int) -> int:
        """The row at this place; the first above all, the last below all, -1 when there is none."""
        self._sum()
        last = len(self._heights) - 1
        return min(last, max(0, bisect_right(self._tops, y) - 1))

    def _sum(self) -> None:
        if self._known < len(self._heights) or len(self._tops) != len(self._heights) + 1:
            known = self._known
            self._tops[known:] = accumulate(self._heights[known:], initial=self._tops[known])
            self._known = len(self._heights)
