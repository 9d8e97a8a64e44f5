"""Memory there is for a model. What one needs is `core.fit`'s affair: llama.cpp touches the whole cache at once, and a
computer that swaps is worse than a clear refusal, so both are compared before anything is loaded.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path


def available() -> int:
    """Bytes that can be taken now without swapping; within a container, not beyond its limit."""
    if sys.platform == "linux":
        return min(_linux_available(), _container_left())
    if sys.platform == "win32":
        return _windows_available()
    return _mac_available()


def _linux_available() -> int:
    if sys.platform == "win32":
        return sys.maxsize
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _container_left() -> int:
    """What the control group has left; without one, or without a limit, as good as endless."""
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text().strip()
        used = int(Path("/sys/fs/cgroup/memory.current").read_text())
        cached = Path("/sys/fs/cgroup/memory.stat").read_text().split()
    except (OSError, ValueError):
        return sys.maxsize
    if limit == "max":
        return sys.maxsize
    reclaimable = int(cached[cached.index("inactive_file") + 1]) if "inactive_file" in cached else 0
    return max(0, int(limit) - used + reclaimable)


class _MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX of the Windows API."""

    _fields_ = (
        ("length", ctypes.c_ulong),
        ("load", ctypes.c_ulong),
        *((name, ctypes.c_ulonglong) for name in ("total", "free", "page", "page_free", "virtual", "v_free", "v_ext")),
    )


def _windows_available() -> int:
    if sys.platform != "win32":
        return sys.maxsize
    status = _MemoryStatus(length=ctypes.sizeof(_MemoryStatus))
    ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
    return int(status.free)


def _mac_available() -> int:
    """Free, inactive and purgeable pages: what macOS gives away before it swaps."""
    if sys.platform == "win32":
        return sys.maxsize
    result = subprocess.run(["/usr/bin/vm_stat"], capture_output=True, text=True, check=False)
    pages, size = 0, os.sysconf("SC_PAGE_SIZE")
    for line in result.stdout.splitlines():
        name, _, value = line.partition(":")
        if name in ("Pages free", "Pages inactive", "Pages speculative", "Pages purgeable"):
            pages += int(value.strip().rstrip("."))
    return pages * size or sys.maxsize
