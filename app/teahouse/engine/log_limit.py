"""What the daemon logs, within bounds: no client can fill a disk with it."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import Any


class LogLimit(logging.Filter):
    """Lets through so many records in so many seconds, then counts, and says how many were left out."""

    def __init__(self, most: int = 100, seconds: float = 10.0) -> None:
        super().__init__()
        self._most = most
        self._seconds = seconds
        self._times: deque[float] = deque(maxlen=most)
        self._left_out = 0

    def filter(self, record: logging.LogRecord) -> bool:
        if len(self._times) == self._most and record.created - self._times[0] < self._seconds:
            self._left_out += 1
            return False
        self._times.append(record.created)
        if self._left_out:
            record.msg = f"({self._left_out} lines before this one were left out) {record.getMessage()}"
            record.args = ()
            self._left_out = 0
        return True


def log_loop_error(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """An event loop's exception handler: one line, no traceback, no words of a request."""
    error = context.get("exception")
    kind = "" if error is None else f": {type(error).__name__}"
    logging.getLogger("teahouse.engine").error("%s%s", context.get("message", "unforeseen"), kind)
