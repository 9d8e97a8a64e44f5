"""Memory that models may take of this computer, and what takes the rest of it: looked at when somebody asks."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from teahouse.core.values import dataclass
from teahouse.desktop import gpu_memory, gpus, hardware, processes


@dataclass(frozen=True, slots=True)
class FreeMemory:
    """Bytes. `total` and `available` of the computer's own memory; `vram_total` and `vram_free` of GPUs with memory
    of their own, 0 where there are none."""

    total: int = 0
    available: int = 0
    vram_total: int = 0
    vram_free: int = 0

    @property
    def free(self) -> int:
        """What models may take now: a daemon fills cards first, and lets others leave before it splits a model."""
        return self.vram_free if self.vram_total else self.available

    @property
    def accelerated(self) -> bool:
        """Whether a GPU computes; on Macs it shares the memory."""
        return self.vram_total > 0 or sys.platform == "darwin"


@dataclass(frozen=True, slots=True)
class OtherPrograms:
    """Bytes that programs other than models' runners take; None where the system does not tell."""

    memory: int | None = None
    vram: int | None = None


def look() -> FreeMemory:
    """As it is now; reads files and asks drivers, so not for the loop's thread."""
    memory, found = hardware.memory(), gpus.gpus()
    return FreeMemory(memory.total, memory.available, found.total, found.free)


def others(runners: Iterable[int]) -> OtherPrograms:
    """What is taken by neither of these processes. A model's file that is only mapped is not taken: it can be dropped
    at any time."""
    pids = tuple(runners)
    room = look()
    own = [processes.own(pid) for pid in pids]
    known = [size for size in own if size is not None]
    memory = room.total - room.available - sum(known) if room.total and len(known) == len(own) else None
    if not room.vram_total:
        return OtherPrograms(None if memory is None else max(0, memory))
    vram = room.vram_total - room.vram_free - sum(gpu_memory.memory_of(pid) or 0 for pid in pids)
    return OtherPrograms(None if memory is None else max(0, memory), max(0, vram))
