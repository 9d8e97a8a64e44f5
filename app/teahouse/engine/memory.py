"""Memory: what a model will need, and what there is.

The estimate is made from the GGUF's header before anything is loaded, because llama.cpp touches the whole cache at
once and a computer that swaps is worse than a clear refusal. The formula gave llama.cpp's own figures in the cases
measured (SmolLM2: 92 + 90 + 18 MiB); after a load its own figure is used.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from teahouse.engine.gguf import Array, Header, read_array

MIB = 1 << 20
_COMPUTE = 64 * MIB  # graph buffers at a batch of 512, generously
_PROCESS = 96 * MIB  # the interpreter and llama.cpp itself
_F16 = 2


@dataclass(frozen=True, slots=True)
class Need:
    """Bytes a model will take: its weights, its cache for the whole window, and the rest."""

    weights: int
    cache: int
    rest: int

    @property
    def total(self) -> int:
        return self.weights + self.cache + self.rest


def need(header: Header, file: Path, projectors: int, num_ctx: int, num_batch: int) -> Need:
    """What loading will take; `projectors` are bytes of vision parts, `num_ctx` and `num_batch` tokens."""
    layers = header.own("block_count") or 0
    window = header.own("attention.sliding_window") or 0
    local = _sliding_layers(header, layers) if window else 0
    heads = _kv_heads(header, file, layers)
    width = _head_width(header, "key_length") + _head_width(header, "value_length")
    per_layer = heads / max(1, layers) * width * _F16
    cells = (layers - local) * num_ctx + local * min(num_ctx, window + num_batch)
    rest = _COMPUTE * max(1, num_batch // 512) + _PROCESS + (num_ctx >> 12) * 8 * MIB
    return Need(header.size + projectors, int(per_layer * cells), rest)


def _kv_heads(header: Header, file: Path, layers: int) -> int:
    """Key/value heads of all layers together; a few families say it layer by layer."""
    value = header.keys.get(f"{header.architecture}.attention.head_count_kv")
    if isinstance(value, Array):
        return sum(item for item in read_array(file, value)[:layers] if isinstance(item, int))
    return (value if isinstance(value, int) else header.own("attention.head_count") or 1) * layers


def _head_width(header: Header, key: str) -> int:
    named = header.own(f"attention.{key}")
    if named:
        return named
    return (header.own("embedding_length") or 0) // max(1, header.own("attention.head_count") or 1)


def _sliding_layers(header: Header, layers: int) -> int:
    """How many layers see a window only: Gemma 3 five of six, Gemma 2, gpt-oss and others every second."""
    every = header.own("attention.sliding_window_pattern") or (6 if header.architecture == "gemma3" else 2)
    return layers - layers // every


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
