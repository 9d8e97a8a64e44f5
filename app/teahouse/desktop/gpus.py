"""The GPUs of this computer and their memory, in bytes, as far as the system tells without a library of a maker's.

NVIDIA by `nvidia-smi`, AMD on Linux by the kernel's own files; others are not seen, and a model then counts as running
in memory, which is never too hopeful. On a Mac with Apple's chips the GPU uses the computer's memory.
"""

from __future__ import annotations

import platform
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from teahouse.desktop import hardware

MIB = 1 << 20
SECONDS = 5.0  # nvidia-smi wakes a sleeping card, which takes a while
_CARDS = Path("/sys/class/drm")
_APPLE_SHARE = 0.75  # of all memory, which macOS lets the GPU have unless told otherwise


@dataclass(frozen=True, slots=True)
class Gpu:
    """One GPU with memory of its own."""

    name: str
    total: int
    free: int


def gpus() -> tuple[Gpu, ...]:
    """The GPUs with memory of their own; takes up to seconds, so not for Qt's thread or the loop's."""
    return (*nvidia(_nvidia_smi()), *(amd(_CARDS) if sys.platform == "linux" else ()))


def shared() -> int | None:
    """The most a GPU that uses the computer's memory may take of it; None where there is none that counts."""
    if sys.platform == "darwin" and platform.machine() == "arm64":
        return int(hardware.memory().total * _APPLE_SHARE)
    return None


def nvidia(listing: str) -> tuple[Gpu, ...]:
    """GPUs from `nvidia-smi --query-gpu=name,memory.total,memory.free --format=csv,noheader,nounits` (MiB)."""
    found = []
    for line in listing.splitlines():
        name, *sizes = (part.strip() for part in line.rsplit(",", 2))
        if len(sizes) == 2 and all(size.isdigit() for size in sizes):
            found.append(Gpu(name, int(sizes[0]) * MIB, int(sizes[1]) * MIB))
    return tuple(found)


def amd(cards: Path) -> tuple[Gpu, ...]:
    """GPUs the amdgpu driver describes below /sys/class/drm."""
    found = []
    for device in sorted(cards.glob("card[0-9]*/device")):
        try:
            total, used = (int((device / f"mem_info_vram_{name}").read_text()) for name in ("total", "used"))
        except (OSError, ValueError):
            continue  # another maker's
        found.append(Gpu(_amd_name(device), total, max(0, total - used)))
    return tuple(found)


def _amd_name(device: Path) -> str:
    try:
        return (device / "product_name").read_text().strip() or "AMD"
    except OSError:
        return "AMD"


def _nvidia_smi() -> str:
    command = ["nvidia-smi", "--query-gpu=name,memory.total,memory.free", "--format=csv,noheader,nounits"]
    flags = 0x08000000 if sys.platform == "win32" else 0  # CREATE_NO_WINDOW: no console flashes up
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=SECONDS, creationflags=flags)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout
