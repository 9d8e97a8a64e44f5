"""The GPUs of this computer, their driver and memory, from NVIDIA's library or from the kernel (AMD).

Other GPUs are not detected: a model then counts as running in main memory, which is pessimistic. On a Mac with Apple's
chips the GPU uses the computer's memory.
"""

from __future__ import annotations

import ctypes
import platform
import sys
from functools import cache
from pathlib import Path
from typing import Any

from teahouse.core.values import dataclass
from teahouse.desktop import hardware
from teahouse.desktop.files import read_first_line, read_text_lines

_NAMES = ("nvml.dll",) if sys.platform == "win32" else ("libnvidia-ml.so.1", "libnvidia-ml.so")
_SUCCESS, _INSUFFICIENT_SIZE = 0, 7
_UNAVAILABLE = 2**64 - 1
_TEXT = 96
_MEMORY_CLOCK = 2  # NVML_CLOCK_MEM


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
    """One GPU with its own memory: name, total bytes and free bytes; both 0 if unknown. `bandwidth` is its memory's
    nominal rate in bytes a second; None if the driver does not report it."""

    name: str
    total: int = 0
    free: int = 0
    bandwidth: float | None = None


class Nvml:
    """NVIDIA's management library; figures are for all cards together.

    It is called through ctypes, without an installed package. Figures that the driver does not provide are None:
    processes in a container, memory per process on Windows, energy of old cards. Structures and return codes: nvml.h of
    the driver's documentation.
    """

    def __init__(self, nvml: Any) -> None:
        self._library = nvml
        self._devices = self._open_devices()

    def read_gpus(self) -> tuple[Gpu, ...]:
        return tuple(self._read_gpu(device) for device in self._devices)

    def read_driver_version(self) -> str:
        """The driver's version, empty if unknown."""
        text = ctypes.create_string_buffer(_TEXT)
        return self._read_text("nvmlSystemGetDriverVersion", text, text, ctypes.c_uint(_TEXT))

    def memory_of(self, pid: int) -> int | None:
        """Bytes of a process on all cards; None if unknown."""
        found = [used for device in self._devices for owner, used in self._list_running(device) if owner == pid]
        known = [used for used in found if used is not None]
        return sum(known) if known else None

    def read_energy(self) -> float | None:
        """Joules of all cards since the driver was loaded; None unless every card counts them."""
        joules = [self._read_millijoules(device) for device in self._devices]
        counted = [value / 1000 for value in joules if value is not None]
        return sum(counted) if counted and len(counted) == len(joules) else None

    def _open_devices(self) -> list[ctypes.c_void_p]:
        count = ctypes.c_uint(0)
        if not self._call_succeeds("nvmlDeviceGetCount_v2", ctypes.byref(count)):
            return []
        devices = []
        for index in range(count.value):
            device = ctypes.c_void_p()
            if self._call_succeeds("nvmlDeviceGetHandleByIndex_v2", ctypes.c_uint(index), ctypes.byref(device)):
                devices.append(device)
        return devices

    def _read_gpu(self, device: ctypes.c_void_p) -> Gpu:
        text, memory = ctypes.create_string_buffer(_TEXT), _Memory()
        name = self._read_text("nvmlDeviceGetName", text, device, text, ctypes.c_uint(_TEXT))
        known = self._call_succeeds("nvmlDeviceGetMemoryInfo", device, ctypes.byref(memory))
        return Gpu(name, int(memory.total), int(memory.free), self._read_bandwidth(device)) if known else Gpu(name)

    def _read_bandwidth(self, device: ctypes.c_void_p) -> float | None:
        """Two transfers per clock over the bus: 10,501 MHz and 384 bits are 1,008 GB/s (RTX 4090), 1,215 MHz and 5,120
        bits are 1,555 GB/s (A100)."""
        megahertz, bits = ctypes.c_uint(0), ctypes.c_uint(0)
        known = self._call_succeeds(
            "nvmlDeviceGetMaxClockInfo", device, ctypes.c_uint(_MEMORY_CLOCK), ctypes.byref(megahertz)
        ) and self._call_succeeds("nvmlDeviceGetMemoryBusWidth", device, ctypes.byref(bits))
        return 2e6 * megahertz.value * bits.value / 8 or None if known else None

    def _list_running(self, device: ctypes.c_void_p) -> list[tuple[int, int | None]]:
        """The compute processes of a card with their bytes. Their number may grow between two calls."""
        room = 64
        for _ in range(3):
            count, infos = ctypes.c_uint(room), (_ProcessInfo * room)()
            code = self._call_function("nvmlDeviceGetComputeRunningProcesses_v3", device, ctypes.byref(count), infos)
            if code == _SUCCESS:
                return [(info.pid, _read_used_bytes(info.used)) for info in infos[: count.value]]
            if code != _INSUFFICIENT_SIZE:
                break
            room = count.value * 2
        return []

    def _read_millijoules(self, device: ctypes.c_void_p) -> int | None:
        value = ctypes.c_ulonglong(0)
        return (
            int(value.value)
            if self._call_succeeds("nvmlDeviceGetTotalEnergyConsumption", device, ctypes.byref(value))
            else None
        )

    def _read_text(self, name: str, text: ctypes.Array[ctypes.c_char], *arguments: Any) -> str:
        return text.value.decode(errors="replace") if self._call_succeeds(name, *arguments) else ""

    def _call_succeeds(self, name: str, *arguments: Any) -> bool:
        return self._call_function(name, *arguments) == _SUCCESS

    def _call_function(self, name: str, *arguments: Any) -> int | None:
        """Call a function of the library; None if the driver is too old to have it."""
        function = getattr(self._library, name, None)
        return None if function is None else int(function(*arguments))


def _read_used_bytes(used: int) -> int | None:
    return None if used == _UNAVAILABLE else int(used)


@cache
def open_nvml() -> Nvml | None:
    """The library of this computer, None without one or without a card; opened once."""
    for name in _NAMES:
        try:
            nvml = ctypes.CDLL(name)
        except OSError:
            continue
        if getattr(nvml, "nvmlInit_v2", None) is not None and nvml.nvmlInit_v2() == _SUCCESS:
            found = Nvml(nvml)
            return found if found.read_gpus() else None
    return None


CARDS = Path("/sys/class/drm")
_APPLE_SHARE = 0.75  # of all memory, which macOS allows the GPU by default


@dataclass(frozen=True, slots=True)
class Gpus:
    """The GPUs with their own memory, and their driver."""

    cards: tuple[Gpu, ...] = ()
    driver: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(card.name for card in self.cards)

    @property
    def total(self) -> int:
        """Bytes of all cards together."""
        return sum(card.total for card in self.cards)

    @property
    def free(self) -> int:
        """Free bytes of all cards together."""
        return sum(card.free for card in self.cards)

    @property
    def bandwidth(self) -> float | None:
        """Bytes a second of the slowest card, which a model on several of them waits for; None if one is unknown."""
        rates = [card.bandwidth for card in self.cards if card.total]
        known = [rate for rate in rates if rate is not None]
        return min(known) if known and len(known) == len(rates) else None


def read_gpus() -> Gpus:
    """The present state of the GPUs. Calls drivers, so not for Qt's thread or the loop's."""
    nvml = open_nvml()
    if nvml is not None:
        return Gpus(nvml.read_gpus(), nvml.read_driver_version())
    return read_amd_gpus(CARDS)


def shared_memory_limit() -> int | None:
    """The most bytes of main memory for a GPU without its own memory; None without such a GPU."""
    if sys.platform == "darwin" and platform.machine() == "arm64":
        return int(hardware.read_memory().total * _APPLE_SHARE)
    return None


def read_amd_gpus(cards: Path) -> Gpus:
    """The GPUs of the kernel's amdgpu driver, from /sys/class/drm."""
    found = []
    for device in sorted(cards.glob("card[0-9]*/device")):
        total = _read_number(device / "mem_info_vram_total")
        if total:  # 0 for other vendors
            used = _read_number(device / "mem_info_vram_used")
            name = read_first_line(device / "product_name") or "AMD"
            found.append(Gpu(name, total, max(0, total - used)))
    return Gpus(tuple(found), "amdgpu") if found else Gpus()


def _read_number(path: Path) -> int:
    text = read_first_line(path)
    return int(text) if text.isdigit() else 0


PROC = Path("/proc")
_DRM_UNITS = {"": 1, "KiB": 1 << 10, "MiB": 1 << 20}
_DRM_KEYS = ("drm-total-vram", "drm-memory-vram", "drm-total-vram0", "drm-memory-local0")


def gpu_memory_of(pid: int) -> int | None:
    """Bytes of GPU memory of a process; None if unknown."""
    nvml = open_nvml()
    if nvml is not None:
        return nvml.memory_of(pid)
    return drm_memory(pid, PROC)


def drm_memory(pid: int, proc: Path) -> int | None:
    """A process's GPU memory from Linux' drivers; None if it has no card open or may not be inspected.

    The drivers write it for each open card to /proc/<pid>/fdinfo (`drm-memory-vram` and, newer, `drm-total-vram`).
    Several descriptors with the same client id count once.
    """
    clients: dict[str, int] = {}
    try:
        descriptors = list((proc / str(pid) / "fdinfo").iterdir())
    except OSError:
        return None
    for descriptor in descriptors:
        fields = _read_fields(descriptor)
        key = next((key for key in _DRM_KEYS if key in fields), None)
        if key is not None:
            client = f"{fields.get('drm-pdev', '')}/{fields.get('drm-client-id', descriptor.name)}"
            clients[client] = max(clients.get(client, 0), _parse_bytes(fields[key]))
    return sum(clients.values()) if clients else None


def _read_fields(path: Path) -> dict[str, str]:
    parts = (line.partition(":") for line in read_text_lines(path))
    return {name.strip(): value.strip() for name, _, value in parts}


def _parse_bytes(text: str) -> int:
    number, _, unit = text.partition(" ")
    return int(number) * _DRM_UNITS.get(unit.strip(), 1) if number.isdigit() else 0
