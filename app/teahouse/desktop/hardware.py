"""What this computer is and has: memory, processor, disk. Bytes everywhere.

Read from the system itself, so that nothing needs psutil. Inside a container its limit counts, not the machine's.
A figure the system does not give is None, or as good as endless where only a limit is meant.
"""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import subprocess
import sys
import threading
from pathlib import Path, PurePosixPath
from time import perf_counter

from teahouse.core.values import dataclass

# Version 1 writes "no limit" as the largest number of whole pages; nothing that large is meant as a limit.
UNLIMITED = 1 << 60
_CGROUPS = Path("/sys/fs/cgroup")
_OWN_CGROUP = Path("/proc/self/cgroup")


@dataclass(frozen=True, slots=True)
class CgroupLimit:
    """One group's limit and what is left of it, in bytes."""

    total: int
    left: int


def cgroup_limits(groups: Path = _CGROUPS, own: Path = _OWN_CGROUP) -> tuple[CgroupLimit, ...]:
    """Every memory limit that control groups, version 2 and version 1, set this Linux process; none outside containers
    and slices, as a rule.

    Each group on the way up to the root may have its own limit, and the tightest holds. Page cache that has not been
    used for a while counts as left, since the kernel takes it back before anything else.
    """
    try:
        lines = own.read_text().splitlines()
    except OSError:
        return ()
    found = []
    for line in lines:
        hierarchy, _, rest = line.partition(":")
        controllers, _, group = rest.partition(":")
        if hierarchy == "0":
            found += [_version_2(folder) for folder in _upward(groups, group)]
        elif "memory" in controllers.split(","):
            found += [_version_1(folder) for folder in _upward(groups / "memory", group)]
    return tuple(limit for limit in found if limit is not None)


def _upward(root: Path, group: str) -> list[Path]:
    """The folders of a group and of those above it. In a container the group's own path may lie outside of what is
    mounted, and then the root is the group."""
    inner = PurePosixPath(group.lstrip("/"))
    return [root / step for step in (inner, *inner.parents) if ".." not in step.parts]


def _version_2(folder: Path) -> CgroupLimit | None:
    return _limit(folder / "memory.max", folder / "memory.current", folder / "memory.stat", "inactive_file")


def _version_1(folder: Path) -> CgroupLimit | None:
    return _limit(
        folder / "memory.limit_in_bytes",
        folder / "memory.usage_in_bytes",
        folder / "memory.stat",
        "total_inactive_file",
    )


def _limit(most: Path, used: Path, statistics: Path, reclaimable: str) -> CgroupLimit | None:
    try:
        total, taken = int(most.read_text()), int(used.read_text())
        counts = dict(line.split(maxsplit=1) for line in statistics.read_text().splitlines() if " " in line)
        given_back = int(counts.get(reclaimable, 0))
    except (OSError, ValueError):  # no such group here, or "max"
        return None
    return None if total >= UNLIMITED else CgroupLimit(total, max(0, total - taken + given_back))


KIB = 1024
_MEMINFO = Path("/proc/meminfo")
_CPUINFO = Path("/proc/cpuinfo")
_MAC_GIVES_AWAY = ("Pages free", "Pages inactive", "Pages speculative", "Pages purgeable")


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes this process could have in all, and bytes that can be taken now without swapping."""

    total: int
    available: int


def read_memory() -> Memory:
    """The computer's memory now; zeros where the system does not say."""
    match sys.platform:
        case "linux":
            return _within(read_linux_memory(_MEMINFO), cgroup_limits())
        case "win32":
            return _windows_memory()
        case "darwin":
            return _mac_memory(_output("/usr/bin/vm_stat"), _output("/usr/sbin/sysctl", "-n", "hw.memsize"))
    return Memory(0, 0)


def read_linux_memory(meminfo: Path) -> Memory:
    """Memory from a /proc/meminfo; kernels without MemAvailable (before 3.14) count as having what is free."""
    try:
        lines = meminfo.read_text().splitlines()
        values = {name: int(rest.split()[0]) * KIB for name, _, rest in (line.partition(":") for line in lines) if rest}
    except (OSError, ValueError, IndexError):
        return Memory(0, 0)
    return Memory(values.get("MemTotal", 0), values.get("MemAvailable", values.get("MemFree", 0)))


def _within(machine: Memory, limits: tuple[CgroupLimit, ...]) -> Memory:
    """The machine's memory, cut by every limit this process lives under."""
    return Memory(
        min([machine.total, *(limit.total for limit in limits)]),
        min([machine.available, *(limit.left for limit in limits)]),
    )


def _windows_memory() -> Memory:
    class Status(ctypes.Structure):
        """MEMORYSTATUSEX."""

        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            ("total", ctypes.c_ulonglong),
            ("available", ctypes.c_ulonglong),
            *((name, ctypes.c_ulonglong) for name in ("page", "page_free", "virtual", "virtual_free", "extended")),
        )

    if sys.platform != "win32":
        return Memory(0, 0)
    status = Status(length=ctypes.sizeof(Status))
    done = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
    return Memory(int(status.total), int(status.available)) if done else Memory(0, 0)


def _mac_memory(vm_stat: str, memsize: str) -> Memory:
    """Memory from the output of `vm_stat` (pages, their size in its first line) and `sysctl -n hw.memsize`."""
    head, _, rest = vm_stat.partition("\n")
    size = next((int(word) for word in head.split() if word.isdigit()), 4096)
    pages = 0
    for line in rest.splitlines():
        name, _, value = line.partition(":")
        count = value.strip().rstrip(".")
        if name in _MAC_GIVES_AWAY and count.isdigit():
            pages += int(count)
    return Memory(int(memsize) if memsize.strip().isdigit() else 0, pages * size)


def free_disk(path: Path) -> int | None:
    """Bytes free for this person on the disk that holds `path`, or will hold it; None when nothing is to be known."""
    for place in (path, *path.parents):
        try:
            return shutil.disk_usage(place).free
        except FileNotFoundError:
            continue
        except OSError:
            return None
    return None


def cpu_name() -> str:
    """The processor as its maker calls it; the architecture where no name is to be had."""
    if sys.platform == "linux":
        name = _linux_cpu_name(_CPUINFO)
    elif sys.platform == "darwin":
        name = _output("/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string").strip()
    else:
        name = platform.processor()
    return name or platform.machine()


def _linux_cpu_name(cpuinfo: Path) -> str:
    try:
        lines = cpuinfo.read_text(errors="replace").splitlines()
    except OSError:
        return ""
    names = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    return names.get("model name") or names.get("Model") or names.get("Hardware") or ""


def physical_cores() -> int:
    """Cores this process may use, hyper-threads not counted; at least one."""
    if sys.platform == "linux":
        return _linux_cores(os.sched_getaffinity(0), Path("/sys/devices/system/cpu"))
    if sys.platform == "darwin":
        count = _output("/usr/sbin/sysctl", "-n", "hw.physicalcpu").strip()
        return int(count) if count.isdigit() else os.cpu_count() or 1
    # Windows tells cores apart from threads only through a structure of variable length; two threads a core is the
    # rule where there are more than two.
    logical = os.cpu_count() or 1
    return logical // 2 if logical > 2 else logical


def _linux_cores(allowed: set[int], processors: Path) -> int:
    cores = set()
    for processor in allowed:
        try:
            cores.add((processors / f"cpu{processor}/topology/thread_siblings_list").read_text().strip())
        except OSError:
            cores.add(f"cpu{processor}")
    return max(1, len(cores))


def _output(*command: str) -> str:
    """What a system tool prints; empty when it is not there or fails."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=5).stdout
    except (OSError, subprocess.SubprocessError):
        return ""


MIB = 1 << 20
BUFFERS = 256 * MIB  # both together: more than the caches of all but the largest server processors
BANDWIDTH_SECONDS = 0.4  # of reading; filling the buffers comes before it
_PIECE = 4 * MIB  # one comparison, so that a thread looks at the clock often enough


@dataclass(frozen=True, slots=True)
class Bandwidth:
    """Bytes read a second by `threads` threads together; `size` bytes were read over and over."""

    rate: float
    threads: int
    size: int


def measure_bandwidth(
    threads: int | None = None, seconds: float = BANDWIDTH_SECONDS, size: int | None = None
) -> Bandwidth | None:
    """How fast this computer reads its memory, which bounds a model that runs on the processor.

    A short test a person may start: threads compare two equal buffers, far larger than any cache, with the C library's
    memcmp, so every byte is read once and nothing is written, as weights are for each token. It tells what these
    threads read together just now; other programs at work make it less, and a model reaches a part of it
    (core/speed.py). Reads for about `seconds` (and take about as long again to fill it); blocks, so not for Qt's
    thread or the loop's. None when there is not enough free memory for an honest test."""
    count = threads or physical_cores()
    free = read_memory().available
    whole = size or min(BUFFERS, free // 4)
    share = whole // (2 * count) // _PIECE * _PIECE
    if whole < 64 * MIB or share == 0:
        return None
    work = [_MemoryReader(share, seconds) for _ in range(count)]
    for reader in work:
        reader.start()
    for reader in work:
        reader.join()
    rate = sum(reader.read / reader.elapsed for reader in work if reader.elapsed > 0)
    return Bandwidth(rate, count, 2 * share * count) if rate else None


class _MemoryReader(threading.Thread):
    """One thread with two buffers of its own, `size` bytes each. ctypes lets other threads run while C reads."""

    def __init__(self, size: int, seconds: float) -> None:
        super().__init__(daemon=True)
        self._size = size
        self._seconds = seconds
        self.read = 0
        self.elapsed = 0.0

    def run(self) -> None:
        compare = _c_library().memcmp
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


def _c_library() -> ctypes.CDLL:
    return ctypes.CDLL("msvcrt" if sys.platform == "win32" else None)
