"""A frame clock that runs only while callbacks are requested.

A callback requested several times is called once per frame. Growing text gets 30 frames per second, half the cost of
60; motion gets 60. The first frame after a pause is immediate.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer

TEXT = 1 / 30  # seconds between frames of growing text
MOTION = 1 / 60  # seconds between frames of motion
REST = 3.0  # a frame that took t seconds is followed by at least REST · t for everything else
TURN = 0.002  # seconds after which the remaining callbacks wait for painting and input events
BREATH = 1  # milliseconds of that wait; 0 would run before the painting


class FrameClock(QObject):
    """Calls each requested callback once per frame. `text`: seconds between frames of growing text, more where several
    views share the clock."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.text = TEXT
        self._due: dict[Callable[[], None], None] = {}
        self._left: list[Callable[[], None]] = []  # remaining callbacks of the current frame
        self._last = 0.0
        self._cost = 0.0
        self._pace = TEXT
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._run_frame)

    @property
    def running(self) -> bool:
        return self._timer.isActive()

    def request_frame(self, callback: Callable[[], None], pace: float | None = None) -> None:
        """Call `callback` in the next frame, `pace` seconds after the last; None: the pace of text."""
        pace = self.text if pace is None else pace
        self._due[callback] = None
        if self._left:
            self._pace = min(pace, self._pace)
        elif not self._timer.isActive() or pace < self._pace:
            self._pace = pace
            self._start_timer()

    def cancel_frame(self, callback: Callable[[], None]) -> None:
        """Cancel a request."""
        self._due.pop(callback, None)
        if callback in self._left:
            self._left.remove(callback)
        if not self._due and not self._left:
            self._timer.stop()

    def _start_timer(self) -> None:
        wait = self._last + max(self._pace, REST * self._cost) - perf_counter()
        self._timer.start(max(0, round(wait * 1000)))

    def _run_frame(self) -> None:
        began = perf_counter()
        if not self._left:
            self._left, self._due = list(self._due), {}
            self._last, self._cost, self._pace = began, 0.0, TEXT
        try:
            while self._left and perf_counter() - began < TURN:
                self._left.pop(0)()
        finally:
            self._cost += perf_counter() - began
            if self._left:
                self._timer.start(BREATH)
            elif self._due:
                self._start_timer()
