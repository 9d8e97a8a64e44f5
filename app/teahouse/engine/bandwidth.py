"""The limit of bytes a second that all downloads of the engine share."""

from __future__ import annotations

import threading
from time import monotonic

MOST_RATE = 1 << 40  # bytes a second that a limit may be
SHARES = 16  # of a second: a worker takes at most so much at once, so that parts and pulls take turns
SMALLEST_SHARE = 1 << 10
LONGEST_WAIT = 0.2  # seconds until a waiting worker looks at the rate again, so that a change takes effect at once


class BandwidthLimit:
    """Bytes a second for all workers together; 0 is no limit. Its methods may be called on any thread.

    A worker pays for bytes after it has received them, and the debt is shared: the next ones wait until it is paid off.
    What is not received meanwhile stays in the socket, so that the sender slows down.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rate = 0
        self._paid_at = 0.0  # when all bytes received so far are paid for

    @property
    def rate(self) -> int:
        return self._rate

    def set_rate(self, bytes_per_second: int) -> None:
        """Use another limit; bytes that were not paid for count at the new rate."""
        with self._lock:
            now = monotonic()
            debt = max(0.0, self._paid_at - now) * self._rate
            self._rate = bytes_per_second
            self._paid_at = now + debt / bytes_per_second if bytes_per_second else 0.0

    def limit_read(self, most: int) -> int:
        """How many bytes a worker may read at once, at most `most`."""
        rate = self._rate
        return min(most, max(SMALLEST_SHARE, rate // SHARES)) if rate else most

    def wait_for_turn(self, stop: threading.Event) -> None:
        """Wait until the bytes received so far are paid for, or `stop` is set."""
        while not stop.is_set() and (left := self._paid_at - monotonic()) > 0:
            stop.wait(min(left, LONGEST_WAIT))

    def add_bytes(self, count: int) -> None:
        """Count bytes that were received."""
        with self._lock:
            if self._rate:
                self._paid_at = max(self._paid_at, monotonic()) + count / self._rate
