"""Where power comes from, and how much was taken: what the system counts, or nothing.

Energy is the whole processor package's (RAPL) and the whole graphics cards' (NVML): of all programs, not of one. Since
2020 Linux shows RAPL to root alone as a rule, and then there is no figure.
"""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

from teahouse.core.run import Power
from teahouse.core.values import dataclass
from teahouse.desktop.gpus import open_nvml

SUPPLIES = Path("/sys/class/power_supply")
POWERCAP = Path("/sys/class/powercap")


def read_power_source(supplies: Path = SUPPLIES) -> Power:
    """What feeds the computer now. One without a battery runs on mains; where nothing is known it is UNKNOWN."""
    if sys.platform == "linux":
        return _linux_source(supplies)
    if sys.platform == "win32":
        return _windows_source()
    return Power.UNKNOWN


def _linux_source(supplies: Path) -> Power:
    try:
        folders = list(supplies.iterdir())
    except OSError:
        return Power.UNKNOWN
    batteries = False
    for folder in folders:
        kind = _text(folder / "type")
        if kind in ("Mains", "USB", "Wireless") and _text(folder / "online") == "1":
            return Power.MAINS
        # A mouse has a battery, too; its scope says that it does not feed the computer.
        batteries = batteries or (kind == "Battery" and _text(folder / "scope") != "Device")
    return Power.BATTERY if batteries else Power.UNKNOWN


def _windows_source() -> Power:
    class Status(ctypes.Structure):
        """SYSTEM_POWER_STATUS."""

        _fields_ = (
            *((name, ctypes.c_ubyte) for name in ("line", "flag", "percent", "saver")),
            ("left", ctypes.c_ulong),
            ("full", ctypes.c_ulong),
        )

    if sys.platform != "win32":
        return Power.UNKNOWN
    status = Status()
    if not ctypes.windll.kernel32.GetSystemPowerStatus(ctypes.byref(status)):
        return Power.UNKNOWN
    return {0: Power.BATTERY, 1: Power.MAINS}.get(int(status.line), Power.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Energy:
    """Counters as they stand: microjoules of each processor package with where it wraps around, joules of all cards."""

    packages: tuple[tuple[int, int], ...] = ()
    cards: float | None = None

    def until(self, later: Energy) -> float | None:
        """Joules taken from here until `later`; None where nothing is counted. A counter wraps around at most once."""
        joules = 0.0
        for (before, wrap), (after, _) in zip(self.packages, later.packages, strict=False):
            joules += (after - before + (wrap if after < before else 0)) / 1e6
        if self.cards is not None and later.cards is not None:
            joules += later.cards - self.cards
        return joules if self.packages or self.cards is not None else None


def read_energy(powercap: Path = POWERCAP) -> Energy:
    """The counters now."""
    library = open_nvml()
    return Energy(_packages(powercap), None if library is None else library.energy())


def _packages(powercap: Path) -> tuple[tuple[int, int], ...]:
    """Each package's counter; its parts (cores, memory) are within it and not added."""
    try:
        zones = sorted(zone for zone in powercap.glob("intel-rapl:*") if zone.name.count(":") == 1)
    except OSError:
        return ()
    found = []
    for zone in zones:
        now, wrap = _text(zone / "energy_uj"), _text(zone / "max_energy_range_uj")
        if now.isdigit() and _text(zone / "name").startswith("package"):
            found.append((int(now), int(wrap) if wrap.isdigit() else 0))
    return tuple(found)


def _text(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
