"""The GPUs of this computer, their driver and their memory, from whoever tells: NVIDIA's library, or the kernel (AMD).

Others are not seen, and a model then counts as running in memory, which is never too hopeful. On a Mac with Apple's
chips the GPU uses the computer's memory. What one process takes of a GPU is in `gpu_memory`.
"""

from __future__ import annotations

import platform
import sys
from pathlib import Path

from teahouse.core.values import dataclass
from teahouse.desktop import hardware
from teahouse.desktop.nvml import Gpu, nvml

CARDS = Path("/sys/class/drm")
_APPLE_SHARE = 0.75  # of all memory, which macOS lets the GPU have unless told otherwise


@dataclass(frozen=True, slots=True)
class Gpus:
    """The GPUs with memory of their own, and the driver they share."""

    cards: tuple[Gpu, ...] = ()
    driver: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(card.name for card in self.cards)

    @property
    def total(self) -> int:
        """Bytes they have together."""
        return sum(card.total for card in self.cards)

    @property
    def free(self) -> int:
        """Bytes free now on all of them together."""
        return sum(card.free for card in self.cards)


def gpus() -> Gpus:
    """The GPUs as they are now; none where nobody tells. Asks drivers, so not for Qt's thread or the loop's."""
    library = nvml()
    if library is not None:
        return Gpus(library.gpus(), library.driver())
    return amd(CARDS)


def shared() -> int | None:
    """The most a GPU that uses the computer's memory may take of it; None where there is none that counts."""
    if sys.platform == "darwin" and platform.machine() == "arm64":
        return int(hardware.memory().total * _APPLE_SHARE)
    return None


def amd(cards: Path) -> Gpus:
    """GPUs the amdgpu driver, which comes with the kernel, describes below /sys/class/drm."""
    found = []
    for device in sorted(cards.glob("card[0-9]*/device")):
        total = _number(device / "mem_info_vram_total")
        if total:  # else another maker's
            used = _number(device / "mem_info_vram_used")
            found.append(Gpu(_name(device), total, max(0, total - used)))
    return Gpus(tuple(found), "amdgpu") if found else Gpus()


def _name(device: Path) -> str:
    return _text(device / "product_name") or "AMD"


def _number(path: Path) -> int:
    text = _text(path)
    return int(text) if text.isdigit() else 0


def _text(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
