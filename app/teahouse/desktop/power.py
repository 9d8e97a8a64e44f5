"""The power source and the energy counters of the system.

Energy is that of whole processor packages (RAPL) and graphics cards (NVML), of all programs. Since 2020 Linux usually
allows only root to read RAPL.
"""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

from teahouse.core.run import Power
from teahouse.core.values import dataclass
from teahouse.desktop.files import read_first_line
from teahouse.desktop.gpus import open_nvml

SUPPLIES = Path("/sys/class/power_supply")
POWERCAP = Path("/sys/class/powercap")


def read_power_source(supplies: Path = SUPPLIES) -> Power:
    """The present power source; UNKNOWN without a reported supply."""
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
        kind = read_first_line(folder / "type")
        if kind in ("Mains", "USB", "Wireless") and read_first_line(folder / "online") == "1":
            return Power.MAINS
        # The battery of a mouse has the scope "Device".
        batteries = batteries or (kind == "Battery" and read_first_line(folder / "scope") != "Device")
    return Power.BATTERY if batteries else Power.UNKNOWN


def _windows_source() -> Power:
    class PowerStatus(ctypes.Structure):
        """SYSTEM_POWER_STATUS."""

        _fields_ = (
            *((name, ctypes.c_ubyte) for name in ("line", "flag", "percent", "saver")),
            ("left", ctypes.c_ulong),
            ("full", ctypes.c_ulong),
        )

    if sys.platform != "win32":
        return Power.UNKNOWN
    status = PowerStatus()
    if not ctypes.windll.kernel32.GetSystemPowerStatus(ctypes.byref(status)):
        return Power.UNKNOWN
    return {0: Power.BATTERY, 1: Power.MAINS}.get(int(status.line), Power.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Energy:
    """The counters at one moment: for each processor package microjoules and the value at which they wrap around, and
    joules of all cards."""

    packages: tuple[tuple[int, int], ...] = ()
    cards: float | None = None

    def joules_until(self, later: Energy) -> float | None:
        """Joules used until `later`; None without counters. A counter may wrap around once."""
        joules = 0.0
        for (before, wrap), (after, _) in zip(self.packages, later.packages, strict=False):
            joules += (after - before + (wrap if after < before else 0)) / 1e6
        if self.cards is not None and later.cards is not None:
            joules += later.cards - self.cards
        return joules if self.packages or self.cards is not None else None


def read_energy(powercap: Path = POWERCAP) -> Energy:
    """The counters now."""
    nvml = open_nvml()
    return Energy(_read_packages(powercap), None if nvml is None else nvml.read_energy())


def _read_packages(powercap: Path) -> tuple[tuple[int, int], ...]:
    """The counter of each package, which includes its parts (cores, memory)."""
    try:
        zones = sorted(zone for zone in powercap.glob("intel-rapl:*") if zone.name.count(":") == 1)
    except OSError:
        return ()
    found = []
    for zone in zones:
        now, wrap = read_first_line(zone / "energy_uj"), read_first_line(zone / "max_energy_range_uj")
        if now.isdigit() and read_first_line(zone / "name").startswith("package"):
            found.append((int(now), int(wrap) if wrap.isdigit() else 0))
    return tuple(found)
