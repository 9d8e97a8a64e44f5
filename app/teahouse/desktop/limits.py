"""Limits of this process that the system enforces: not on Windows, and on macOS the memory is not counted."""

from __future__ import annotations

import sys
import time


def limit_memory(most: int) -> None:
    """Have at most so many bytes of addresses, and write no core file."""
    if sys.platform != "win32":
        import resource

        _limit(resource.RLIMIT_AS, most)
        _limit(resource.RLIMIT_CORE, 0)


def limit_time(seconds: int) -> None:
    """Be ended after at least so many seconds of processor time from now on, and at most one more."""
    if sys.platform != "win32":
        import resource

        _limit(resource.RLIMIT_CPU, int(time.process_time()) + seconds + 1)


if sys.platform != "win32":

    def _limit(what: int, most: int) -> None:
        import resource

        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
