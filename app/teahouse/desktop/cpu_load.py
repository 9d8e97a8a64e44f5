"""How busy the processor is with other programs, from /proc; unknown on other systems."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import field
from pathlib import Path
from time import monotonic

from teahouse.core.values import dataclass
from teahouse.desktop.files import read_first_line, read_text_lines
from teahouse.desktop.processes import PROC

_BUSY = (0, 1, 2, 5, 6, 7)  # of /proc/stat: user, nice, system, interrupts, and what other virtual machines took
_SHORTEST = 0.2  # seconds: the system counts in hundredths
_PROCESS_TIMES = slice(11, 13)  # of user and system, behind the name in /proc/<pid>/stat


@dataclass(frozen=True, slots=True)
class CpuLoad:
    """Seconds of work of all `processors` until the moment `at`, and those of some processes by id."""

    at: float = 0.0
    busy: float = 0.0
    processors: int = 0
    own: Mapping[int, float] = field(default_factory=dict)

    def others_until(self, later: CpuLoad) -> float | None:
        """The share of the processor (0 to 1) that all other processes used until `later`; None where it is unknown, or
        in less than a moment. A process that began meanwhile counts from its start."""
        seconds = later.at - self.at
        if not (self.processors and later.processors) or seconds < _SHORTEST:
            return None
        own = sum(max(0.0, after - self.own.get(pid, 0.0)) for pid, after in later.own.items())
        return min(1.0, max(0.0, later.busy - self.busy - own) / (seconds * later.processors))


def read_cpu_load(own: Iterable[int], proc: Path = PROC) -> CpuLoad:
    """The work of the processor until now, and that of the processes `own`."""
    if sys.platform == "win32":
        return CpuLoad()
    ticks = os.sysconf("SC_CLK_TCK")
    lines = [line.split() for line in read_text_lines(proc / "stat") if line.startswith("cpu")]
    if not lines or len(lines[0]) < max(_BUSY) + 2:
        return CpuLoad()
    busy = sum(int(lines[0][1 + column]) for column in _BUSY) / ticks
    times = {pid: seconds for pid in own if (seconds := _read_process(proc / str(pid), ticks)) is not None}
    return CpuLoad(monotonic(), busy, len(lines) - 1, times)


def _read_process(folder: Path, ticks: int) -> float | None:
    """Seconds of work of a process; None where it has ended."""
    fields = read_first_line(folder / "stat").rpartition(")")[2].split()
    times = fields[_PROCESS_TIMES]
    return sum(map(int, times)) / ticks if len(times) == 2 else None
