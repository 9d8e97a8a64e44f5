"""Releases the pages of a mapped model file that llama.cpp has read while loading.

llama.cpp copies most quantized weights into another order for the processor and never reads the originals again, but
its mapping keeps them in the process: a model of 4 GB would take 8. A released page that is needed is mapped again from
the system's cache.
"""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

_DONT_NEED = 4  # MADV_DONTNEED, madvise(2)
_LEAST_BYTES = 1 << 20  # smaller mappings are no models
_MAPS = Path("/proc/self/maps")


def release_mapped_pages() -> int:
    """Release the pages of all large files that this process has mapped read-only and shared; returns the bytes of
    these mappings. Linux only; elsewhere the system takes them when it needs memory."""
    if sys.platform != "linux":
        return 0
    try:
        lines = _MAPS.read_text(errors="replace").splitlines()
    except OSError:
        return 0
    advise = ctypes.CDLL(None).madvise
    advise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    released = 0
    for line in lines:
        span, permissions, *rest = line.split(maxsplit=5)
        begin, end = (int(number, 16) for number in span.split("-"))
        if permissions == "r--s" and len(rest) == 4 and end - begin >= _LEAST_BYTES:
            released += (end - begin) if advise(begin, end - begin, _DONT_NEED) == 0 else 0
    return released
