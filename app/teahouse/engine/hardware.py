"""This computer: whether its processor supports llama.cpp, how many threads to use, and how much memory is free.

llama.cpp's wheel needs AVX2 and FMA on x86 and crashes without them. Threads are the physical cores less one:
hyper-threads do not speed up matrix products, and one core is left to the window. Free memory is compared with
`core.fit` before a load: llama.cpp touches the whole cache at once, and a clear error is better than swapping.
"""

from __future__ import annotations

import ctypes
import os
import platform
import subprocess
import sys
from pathlib import Path

_NEEDED = ("avx2", "fma")
_WINDOWS_AVX2 = 40  # PF_AVX2_INSTRUCTIONS_AVAILABLE; every processor with AVX2 that Windows runs on has FMA


def missing_instructions() -> list[str]:
    """The needed instruction sets this processor lacks; none on anything but x86."""
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return []
    if sys.platform == "win32":
        return [] if ctypes.windll.kernel32.IsProcessorFeaturePresent(_WINDOWS_AVX2) else ["avx2"]
    if sys.platform == "darwin":
        return [name for name in _NEEDED if _sysctl(f"hw.optional.{'avx2_0' if name == 'avx2' else name}") == "0"]
    return _missing_from(Path("/proc/cpuinfo"))


def _missing_from(cpuinfo: Path) -> list[str]:
    """Linux: check the flags of the first processor; none are missing where the file cannot be read."""
    try:
        lines = cpuinfo.read_text(errors="replace").splitlines()
    except OSError:
        return []
    flags = next((set(line.partition(":")[2].split()) for line in lines if line.startswith("flags")), None)
    return [] if flags is None else [name for name in _NEEDED if name not in flags]


def default_threads() -> int:
    """Physical cores of this process less one, at least one."""
    return max(1, physical_cores() - 1)


def physical_cores() -> int:
    """Cores, hyper-threads not counted; on Apple silicon the fast ones only."""
    if sys.platform == "darwin":
        found = _sysctl("hw.perflevel0.physicalcpu") or _sysctl("hw.physicalcpu")
        return int(found) if found.isdigit() else os.cpu_count() or 1
    if sys.platform == "linux":
        return _linux_cores()
    logical = os.cpu_count() or 1
    return max(1, logical // 2) if logical > 2 else logical


def _linux_cores() -> int:
    if sys.platform != "linux":
        return 1
    allowed = os.sched_getaffinity(0)
    siblings: set[str] = set()
    for processor in allowed:
        path = Path(f"/sys/devices/system/cpu/cpu{processor}/topology/thread_siblings_list")
        try:
            siblings.add(path.read_text().strip())
        except OSError:
            siblings.add(str(processor))
    return max(1, len(siblings))


def _sysctl(name: str) -> str:
    """A value of macOS's sysctl, empty where it does not exist."""
    result = subprocess.run(["/usr/sbin/sysctl", "-n", name], capture_output=True, text=True, check=False)
    return result.stdout.strip()


def available_memory() -> int:
    """Bytes that can be allocated without swapping, within the limit of a container."""
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
    """Bytes left in the control group; `sys.maxsize` without a limit."""
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
    """Free, inactive, speculative and purgeable pages, which macOS uses before it swaps."""
    if sys.platform == "win32":
        return sys.maxsize
    result = subprocess.run(["/usr/bin/vm_stat"], capture_output=True, text=True, check=False)
    pages, size = 0, os.sysconf("SC_PAGE_SIZE")
    for line in result.stdout.splitlines():
        name, _, value = line.partition(":")
        if name in ("Pages free", "Pages inactive", "Pages speculative", "Pages purgeable"):
            pages += int(value.strip().rstrip("."))
    return pages * size or sys.maxsize
