"""This computer's processor: whether llama.cpp can run on it, and how many threads to give it.

The wheel's code needs AVX2 and FMA on x86 and dies of an illegal instruction without, so it is asked first. Threads
are the physical cores less one: the second hand of a core brings nothing to matrix products, and the last core
belongs to the window that shows the words.
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
    """Linux: read the flags of the first processor; a file that cannot be read accuses nobody."""
    try:
        lines = cpuinfo.read_text(errors="replace").splitlines()
    except OSError:
        return []
    flags = next((set(line.partition(":")[2].split()) for line in lines if line.startswith("flags")), None)
    return [] if flags is None else [name for name in _NEEDED if name not in flags]


def default_threads() -> int:
    """Physical cores this process may use, less one, at least one."""
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
    """One value of macOS's sysctl; empty when it has none of that name."""
    result = subprocess.run(["/usr/sbin/sysctl", "-n", name], capture_output=True, text=True, check=False)
    return result.stdout.strip()
