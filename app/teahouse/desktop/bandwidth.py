"""How fast this computer reads its memory: what bounds a model that runs on the processor.

A short test a person may start: threads compare two equal buffers, far larger than any cache, with the C library's
memcmp, so every byte is read once and nothing is written, as weights are for each token. It tells what these threads
read together just now; other programs at work make it less, and a model reaches a part of it (core/estimate.py).
"""

from __future__ import annotations

import ctypes
import sys
import threading
from time import perf_counter

from teahouse.core.values import dataclass
from teahouse.desktop import hardware

MIB = 1 << 20
BUFFERS = 256 * MIB  # both together: more than the caches of all but the largest server processors
SECONDS = 0.4  # of reading; filling the buffers comes before it
_PIECE = 4 * MIB  # one comparison, so that a thread looks at the clock often enough


@dataclass(frozen=True, slots=True)
class Bandwidth:
    """Bytes read a second by `threads` threads together; `size` bytes were read over and over."""

    rate: float
    threads: int
    size: int


def measure(threads: int | None = None, seconds: float = SECONDS, size: int | None = None) -> Bandwidth | None:
    """Read memory for about `seconds` (and take about as long again to fill it); blocks, so not for Qt's thread or the
    loop's. None when there is not enough free memory for an honest test."""
    count = threads or hardware.physical_cores()
    free = hardware.memory().available
    whole = size or min(BUFFERS, free // 4)
    share = whole // (2 * count) // _PIECE * _PIECE
    if whole < 64 * MIB or share == 0:
        return None
    work = [_Reader(share, seconds) for _ in range(count)]
    for reader in work:
        reader.start()
    for reader in work:
        reader.join()
    rate = sum(reader.read / reader.elapsed for reader in work if reader.elapsed > 0)
    return Bandwidth(rate, count, 2 * share * count) if rate else None


class _Reader(threading.Thread):
    """One thread with two buffers of its own, `size` bytes each. ctypes lets other threads run while C reads."""

    def __init__(self, size: int, seconds: float) -> None:
        super().__init__(daemon=True)
        self._size = size
        self._seconds = seconds
        self.read = 0
        self.elapsed = 0.0

    def run(self) -> None:
        compare = _library().memcmp
        compare.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)
        first, second = (ctypes.create_string_buffer(self._size) for _ in range(2))
        for buffer in (first, second):
            ctypes.memset(buffer, 1, self._size)  # pages nobody wrote to are one and the same page
        begin, other = ctypes.addressof(first), ctypes.addressof(second)
        started = now = perf_counter()
        while now - started < self._seconds:
            for offset in range(0, self._size, _PIECE):
                compare(begin + offset, other + offset, _PIECE)
                self.read += 2 * _PIECE
                now = perf_counter()
                if now - started >= self._seconds:
                    break
        self.elapsed = now - started


def _library() -> ctypes.CDLL:
    return ctypes.CDLL("msvcrt" if sys.platform == "win32" else None)
