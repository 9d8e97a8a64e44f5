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
from pathlib import Path

from teahouse.core.values import dataclass
from teahouse.desktop import cgroup

KIB = 1024
_MEMINFO = Path("/proc/meminfo")
_CPUINFO = Path("/proc/cpuinfo")
_MAC_GIVES_AWAY = ("Pages free", "Pages inactive", "Pages speculative", "Pages purgeable")


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes this process could have in all, and bytes that can be taken now without swapping."""

    total: int
    available: int


def memory() -> Memory:
    """The computer's memory now; zeros where the system does not say."""
    match sys.platform:
        case "linux":
            return _within(linux_memory(_MEMINFO), cgroup.limits())
        case "win32":
            return _windows_memory()
        case "darwin":
            return _mac_memory(_output("/usr/bin/vm_stat"), _output("/usr/sbin/sysctl", "-n", "hw.memsize"))
    return Memory(0, 0)


def linux_memory(meminfo: Path) -> Memory:
    """Memory from a /proc/meminfo; kernels without MemAvailable (before 3.14) count as having what is free."""
    try:
        lines = meminfo.read_text().splitlines()
        values = {name: int(rest.split()[0]) * KIB for name, _, rest in (line.partition(":") for line in lines) if rest}
    except (OSError, ValueError, IndexError):
        return Memory(0, 0)
    return Memory(values.get("MemTotal", 0), values.get("MemAvailable", values.get("MemFree", 0)))


def _within(machine: Memory, limits: tuple[cgroup.Limit, ...]) -> Memory:
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
