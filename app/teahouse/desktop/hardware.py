"""Memory, processor and free disk of this computer, in bytes.

They are read from the system, without psutil. In a container its limits apply. Unknown figures are None or 0.
"""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import subprocess
import sys
import threading
from functools import cache
from pathlib import Path, PurePosixPath
from time import perf_counter, sleep

from teahouse.core.measure import median_of_some
from teahouse.core.values import dataclass
from teahouse.desktop.files import read_first_line, read_text_lines

# Version 1 writes "no limit" as the largest number of whole pages.
UNLIMITED = 1 << 60
_CGROUPS = Path("/sys/fs/cgroup")
_OWN_CGROUP = Path("/proc/self/cgroup")


@dataclass(frozen=True, slots=True)
class CgroupLimit:
    """One group's limit and the unused part of it, in bytes."""

    total: int
    left: int


def cgroup_limits(groups: Path = _CGROUPS, own_cgroup: Path = _OWN_CGROUP) -> tuple[CgroupLimit, ...]:
    """The memory limits of this Linux process by control groups, version 2 and version 1; usually none outside
    containers and slices.

    Each group up to the root may have its own limit. Inactive page cache counts as unused, because the kernel reclaims
    it first.
    """
    found = []
    for line in read_text_lines(own_cgroup):
        hierarchy, _, rest = line.partition(":")
        controllers, _, group = rest.partition(":")
        if hierarchy == "0":
            found += [_version_2(folder) for folder in _group_folders(groups, group)]
        elif "memory" in controllers.split(","):
            found += [_version_1(folder) for folder in _group_folders(groups / "memory", group)]
    return tuple(limit for limit in found if limit is not None)


def _group_folders(root: Path, group: str) -> list[Path]:
    """The folders of a group and of its parents. In a container the group's path may not be mounted; the root is the
    group then."""
    inner = PurePosixPath(group.lstrip("/"))
    return [root / step for step in (inner, *inner.parents) if ".." not in step.parts]


def _version_2(folder: Path) -> CgroupLimit | None:
    return _read_limit(folder / "memory.max", folder / "memory.current", folder / "memory.stat", "inactive_file")


def _version_1(folder: Path) -> CgroupLimit | None:
    return _read_limit(
        folder / "memory.limit_in_bytes",
        folder / "memory.usage_in_bytes",
        folder / "memory.stat",
        "total_inactive_file",
    )


def _read_limit(limit_path: Path, usage_path: Path, statistics_path: Path, reclaimable: str) -> CgroupLimit | None:
    try:
        total, used = int(limit_path.read_text()), int(usage_path.read_text())
        counts = dict(line.split(maxsplit=1) for line in statistics_path.read_text().splitlines() if " " in line)
        reclaimable_bytes = int(counts.get(reclaimable, 0))
    except (OSError, ValueError):  # no such group, or "max"
        return None
    return None if total >= UNLIMITED else CgroupLimit(total, max(0, total - used + reclaimable_bytes))


KIB = 1024
_MEMINFO = Path("/proc/meminfo")
_CPUINFO = Path("/proc/cpuinfo")
_MAC_GIVES_AWAY = ("Pages free", "Pages inactive", "Pages speculative", "Pages purgeable")


@dataclass(frozen=True, slots=True)
class Memory:
    """The total bytes for this process, and the bytes available now without swapping."""

    total: int
    available: int


def read_memory() -> Memory:
    """The computer's memory now; zeros if unknown."""
    match sys.platform:
        case "linux":
            return _apply_limits(read_linux_memory(_MEMINFO), cgroup_limits())
        case "win32":
            return _windows_memory()
        case "darwin":
            return _mac_memory(_run_tool("/usr/bin/vm_stat"), _run_tool("/usr/sbin/sysctl", "-n", "hw.memsize"))
    return Memory(0, 0)


def read_linux_memory(meminfo: Path) -> Memory:
    """Memory from a /proc/meminfo; MemFree is used without MemAvailable (kernels before 3.14)."""
    lines = read_text_lines(meminfo)
    try:
        values = {name: int(rest.split()[0]) * KIB for name, _, rest in (line.partition(":") for line in lines) if rest}
    except (ValueError, IndexError):
        return Memory(0, 0)
    return Memory(values.get("MemTotal", 0), values.get("MemAvailable", values.get("MemFree", 0)))


def _apply_limits(machine: Memory, limits: tuple[CgroupLimit, ...]) -> Memory:
    """The machine's memory, reduced to every limit of this process."""
    return Memory(
        min([machine.total, *(limit.total for limit in limits)]),
        min([machine.available, *(limit.left for limit in limits)]),
    )


def _windows_memory() -> Memory:
    class MemoryStatus(ctypes.Structure):
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
    status = MemoryStatus(length=ctypes.sizeof(MemoryStatus))
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
    """Bytes free for this user on the disk of `path`, which need not exist; None if unknown."""
    for place in (path, *path.parents):
        try:
            return shutil.disk_usage(place).free
        except FileNotFoundError:
            continue
        except OSError:
            return None
    return None


def cpu_name() -> str:
    """The processor's brand name; the architecture if unknown."""
    if sys.platform == "linux":
        name = _linux_cpu_name(_CPUINFO)
    elif sys.platform == "darwin":
        name = _run_tool("/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string").strip()
    else:
        name = platform.processor()
    return name or platform.machine()


def _linux_cpu_name(cpuinfo: Path) -> str:
    lines = read_text_lines(cpuinfo)
    names = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    return names.get("model name") or names.get("Model") or names.get("Hardware") or ""


def physical_cores() -> int:
    """The physical cores that this process may use; at least one."""
    if sys.platform == "linux":
        return _linux_cores(os.sched_getaffinity(0), Path("/sys/devices/system/cpu"))
    if sys.platform == "darwin":
        return _mac_cores()
    # Windows reports physical cores only in a structure of variable length; assume two threads a core.
    logical = os.cpu_count() or 1
    return logical // 2 if logical > 2 else logical


def model_threads() -> int:
    """The threads with which the built-in engine runs a model, unless it measured that others are faster."""
    return max(1, physical_cores() - 1)


@cache
def _mac_cores() -> int:
    count = _run_tool("/usr/sbin/sysctl", "-n", "hw.physicalcpu").strip()
    return int(count) if count.isdigit() else os.cpu_count() or 1


def _linux_cores(allowed: set[int], processors: Path) -> int:
    cores = set()
    for processor in allowed:
        siblings = read_first_line(processors / f"cpu{processor}/topology/thread_siblings_list")
        cores.add(siblings or f"cpu{processor}")
    return max(1, len(cores))


def _run_tool(*command: str) -> str:
    """The output of a system tool; empty if it is missing or fails."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=5).stdout
    except (OSError, subprocess.SubprocessError):
        return ""


MIB = 1 << 20
BUFFERS = 256 * MIB  # both together: more than the caches of all but the largest server processors
BANDWIDTH_SAMPLES = 12
BANDWIDTH_SECONDS = 0.04  # of reading for one sample
STEADY = 1.25  # the best sample by the median one, at most, on an idle computer
BETWEEN_SAMPLES = 0.06  # seconds without work, in which other programs run
_PIECE = 4 * MIB  # of one comparison, after which the time is checked


@dataclass(frozen=True, slots=True)
class Bandwidth:
    """Bytes read a second by `threads` threads together, repeatedly from `size` bytes: the best of `samples`."""

    rate: float
    threads: int
    size: int
    samples: tuple[float, ...] = ()

    @property
    def steady(self) -> bool:
        """Whether most samples are near the best one: the computer did nothing else."""
        return not self.samples or median_of_some(self.samples) * STEADY >= self.rate


def measure_bandwidth(
    threads: int | None = None,
    seconds: float = BANDWIDTH_SECONDS,
    size: int | None = None,
    samples: int = BANDWIDTH_SAMPLES,
) -> Bandwidth | None:
    """Measure this computer's memory bandwidth, which limits a model on the CPU.

    Threads compare two equal buffers, larger than any cache, with memcmp of the C library: every byte is read once and
    nothing is written, as weights are for each token. Other running programs only ever reduce a sample, so the best of
    several short ones is used; a model reaches a part of it (`core.estimate`). It takes about 1.5 seconds, a third of
    them with all cores but one busy, and 256 MiB of memory. Not for Qt's thread or the loop's; the GIL is free
    meanwhile. None without enough free memory."""
    count = threads or model_threads()
    free = read_memory().available
    whole = size or min(BUFFERS, free // 4)
    share = whole // (2 * count) // _PIECE * _PIECE
    if whole < 64 * MIB or share == 0:
        return None
    buffers = [_EqualBuffers(share) for _ in range(count)]
    rates = []
    for number in range(samples):
        if number:
            sleep(BETWEEN_SAMPLES)
        rates.append(_sample_bandwidth(buffers, seconds))
    best = max(rates, default=0.0)
    return Bandwidth(best, count, 2 * share * count, tuple(rates)) if best else None


def _sample_bandwidth(buffers: list[_EqualBuffers], seconds: float) -> float:
    readers = [_MemoryReader(pair, seconds) for pair in buffers]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return sum(reader.read / reader.elapsed for reader in readers if reader.elapsed > 0)


class _EqualBuffers:
    """Two buffers of `size` bytes. They are written, because unwritten pages share one physical page."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._buffers = tuple(ctypes.create_string_buffer(size) for _ in range(2))
        for buffer in self._buffers:
            ctypes.memset(buffer, 1, size)

    @property
    def addresses(self) -> tuple[int, int]:
        first, second = self._buffers
        return ctypes.addressof(first), ctypes.addressof(second)


class _MemoryReader(threading.Thread):
    """A thread that compares two buffers for some time. ctypes releases the GIL during memcmp."""

    def __init__(self, buffers: _EqualBuffers, seconds: float) -> None:
        super().__init__(daemon=True)
        self._buffers = buffers
        self._seconds = seconds
        self.read = 0
        self.elapsed = 0.0

    def run(self) -> None:
        compare = _c_library().memcmp
        compare.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)
        begin, other = self._buffers.addresses
        started = now = perf_counter()
        while now - started < self._seconds:
            for offset in range(0, self._buffers.size, _PIECE):
                compare(begin + offset, other + offset, _PIECE)
                self.read += 2 * _PIECE
                now = perf_counter()
                if now - started >= self._seconds:
                    break
        self.elapsed = now - started


def _c_library() -> ctypes.CDLL:
    return ctypes.CDLL("msvcrt" if sys.platform == "win32" else None)
