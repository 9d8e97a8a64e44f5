"""Work that is too slow for a frame, done a little at a time between frames: typesetting formulas, colouring code.

A job is a generator that yields often; what it returns is kept. Nothing runs while there are no jobs. Results are
kept for the view's life, the oldest go first.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Generator, Hashable
from time import perf_counter
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

TURN = 0.006  # seconds of work between two looks at what else there is to do
PAUSE = 2  # milliseconds for everything else in between
KEPT = 600  # results

Job = Generator[None, None, Any]


class Workbench(QObject):
    """`made` is emitted after turns in which something was finished, `turned` after each."""

    made = Signal()
    turned = Signal()  # a turn is over

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._results: OrderedDict[Hashable, Any] = OrderedDict()
        self._jobs: dict[Hashable, Job] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._turn)

    @property
    def busy(self) -> bool:
        return bool(self._jobs)

    def has(self, key: Hashable) -> bool:
        """Whether the result for a key is there."""
        return key in self._results

    def works_on(self, key: Hashable) -> bool:
        """Whether the job of a key is not done yet."""
        return key in self._jobs

    def drop(self, key: Hashable) -> None:
        """Forget a job and its result."""
        self._jobs.pop(key, None)
        self._results.pop(key, None)

    def ask(self, key: Hashable, begin: Callable[[], Job]) -> Any | None:
        """The result for a key; None while it is not there, which begins the job."""
        if key in self._results:
            self._results.move_to_end(key)
            return self._results[key]
        if key not in self._jobs:
            self._jobs[key] = begin()
            if not self._timer.isActive():
                self._timer.start()
        return None

    def _turn(self) -> None:
        until = perf_counter() + TURN
        finished = False
        while self._jobs and perf_counter() < until:
            finished = self._step(next(iter(self._jobs)), until) or finished
        if not self._jobs:
            self._timer.stop()
        if finished:
            self.made.emit()
        self.turned.emit()

    def _step(self, key: Hashable, until: float) -> bool:
        job = self._jobs[key]
        try:
            while perf_counter() < until:
                next(job)
        except StopIteration as done:
            del self._jobs[key]
            self._results[key] = done.value
            while len(self._results) > KEPT:
                self._results.popitem(last=False)
            return True
        return False
