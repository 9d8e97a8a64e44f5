"""NVIDIA's management library, where its driver is installed: memory per process, memory of a card, energy.

Called through ctypes, so that nothing has to be installed for it. Whatever the driver does not tell is None: in a
container it may see no processes, on Windows' desktop driver it knows no memory per process, old cards count no
energy. Structures and return codes: nvml.h of the driver's documentation.
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from typing import Any

from teahouse.core.values import dataclass

_NAMES = ("nvml.dll",) if sys.platform == "win32" else ("libnvidia-ml.so.1", "libnvidia-ml.so")
_SUCCESS, _INSUFFICIENT_SIZE = 0, 7
_UNAVAILABLE = 2**64 - 1
_TEXT = 96


class _ProcessInfo(ctypes.Structure):
    """nvmlProcessInfo_t of the functions that end in _v3."""

    _fields_ = (
        ("pid", ctypes.c_uint),
        ("used", ctypes.c_ulonglong),
        ("instance", ctypes.c_uint),
        ("compute", ctypes.c_uint),
    )


class _Memory(ctypes.Structure):
    """nvmlMemory_t."""

    _fields_ = (("total", ctypes.c_ulonglong), ("free", ctypes.c_ulonglong), ("used", ctypes.c_ulonglong))


@dataclass(frozen=True, slots=True)
class Gpu:
    """One GPU with memory of its own: its name, bytes it has and bytes free now; both 0 where its driver does not
    say."""

    name: str
    total: int = 0
    free: int = 0


class Nvml:
    """The library, opened; every question is answered from all cards together."""

    def __init__(self, library: Any) -> None:
        self._library = library
        self._devices = self._open_devices()

    def gpus(self) -> tuple[Gpu, ...]:
        return tuple(self._gpu(device) for device in self._devices)

    def driver(self) -> str:
        """The driver's version, empty when it does not say."""
        text = ctypes.create_string_buffer(_TEXT)
        return self._text("nvmlSystemGetDriverVersion", text, text, ctypes.c_uint(_TEXT))

    def memory_of(self, pid: int) -> int | None:
        """Bytes a process takes on all cards; None when the driver does not show it or does not tell how much."""
        found = [used for device in self._devices for owner, used in self._running(device) if owner == pid]
        known = [used for used in found if used is not None]
        return sum(known) if known else None

    def energy(self) -> float | None:
        """Joules all cards took since the driver was loaded; None unless every card counts them."""
        joules = [self._millijoules(device) for device in self._devices]
        counted = [value / 1000 for value in joules if value is not None]
        return sum(counted) if counted and len(counted) == len(joules) else None

    def _open_devices(self) -> list[ctypes.c_void_p]:
        count = ctypes.c_uint(0)
        if not self._done("nvmlDeviceGetCount_v2", ctypes.byref(count)):
            return []
        devices = []
        for index in range(count.value):
            device = ctypes.c_void_p()
            if self._done("nvmlDeviceGetHandleByIndex_v2", ctypes.c_uint(index), ctypes.byref(device)):
                devices.append(device)
        return devices

    def _gpu(self, device: ctypes.c_void_p) -> Gpu:
        text, memory = ctypes.create_string_buffer(_TEXT), _Memory()
        name = self._text("nvmlDeviceGetName", text, device, text, ctypes.c_uint(_TEXT))
        known = self._done("nvmlDeviceGetMemoryInfo", device, ctypes.byref(memory))
        return Gpu(name, int(memory.total), int(memory.free)) if known else Gpu(name)

    def _running(self, device: ctypes.c_void_p) -> list[tuple[int, int | None]]:
        """Processes that compute on a card with the bytes they take. Between two calls there may be more of them."""
        room = 64
        for _ in range(3):
            count, infos = ctypes.c_uint(room), (_ProcessInfo * room)()
            code = self._call("nvmlDeviceGetComputeRunningProcesses_v3", device, ctypes.byref(count), infos)
            if code == _SUCCESS:
                return [(info.pid, _known(info.used)) for info in infos[: count.value]]
            if code != _INSUFFICIENT_SIZE:
                break
            room = count.value * 2
        return []

    def _millijoules(self, device: ctypes.c_void_p) -> int | None:
        value = ctypes.c_ulonglong(0)
        return (
            int(value.value) if self._done("nvmlDeviceGetTotalEnergyConsumption", device, ctypes.byref(value)) else None
        )

    def _text(self, name: str, text: ctypes.Array[ctypes.c_char], *arguments: Any) -> str:
        return text.value.decode(errors="replace") if self._done(name, *arguments) else ""

    def _done(self, name: str, *arguments: Any) -> bool:
        return self._call(name, *arguments) == _SUCCESS

    def _call(self, name: str, *arguments: Any) -> int | None:
        """A function of the library; None when its driver is too old to have it."""
        function = getattr(self._library, name, None)
        return None if function is None else int(function(*arguments))


def _known(used: int) -> int | None:
    return None if used == _UNAVAILABLE else int(used)


@cache
def nvml() -> Nvml | None:
    """The library of this computer, None where there is none or it finds no card; opened once."""
    for name in _NAMES:
        try:
            library = ctypes.CDLL(name)
        except OSError:
            continue
        if getattr(library, "nvmlInit_v2", None) is not None and library.nvmlInit_v2() == _SUCCESS:
            found = Nvml(library)
            return found if found.gpus() else None
    return None
