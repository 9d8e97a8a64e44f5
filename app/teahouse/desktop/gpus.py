"""The GPUs of this computer, their driver and their memory, from whoever tells: NVIDIA's library, or the kernel (AMD).

Others are not seen, and a model then counts as running in memory, which is never too hopeful. On a Mac with Apple's
chips the GPU uses the computer's memory. What one process takes of a GPU is in `gpu_memory`.
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
    """NVIDIA's management library, opened; every question is answered from all cards together.

    Called through ctypes, so that nothing has to be installed for it. Whatever the driver does not tell is None: in a
    container it may see no processes, on Windows' desktop driver it knows no memory per process, old cards count no
    energy. Structures and return codes: nvml.h of the driver's documentation.
    """

    def __init__(self, library: Any) -> None:
        self._library = library
        self._devices = self._open_devices()

    def read_gpus(self) -> tuple[Gpu, ...]:
        return tuple(self._read_gpu(device) for device in self._devices)

    def driver(self) -> str:
        """The driver's version, empty when it does not say."""
        text = ctypes.create_string_buffer(_TEXT)
        return self._read_text("nvmlSystemGetDriverVersion", text, text, ctypes.c_uint(_TEXT))

    def memory_of(self, pid: int) -> int | None:
        """Bytes a process takes on all cards; None when the driver does not show it or does not tell how much."""
        found = [used for device in self._devices for owner, used in self._list_running(device) if owner == pid]
        known = [used for used in found if used is not None]
        return sum(known) if known else None

    def energy(self) -> float | None:
        """Joules all cards took since the driver was loaded; None unless every card counts them."""
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
        return Gpu(name, int(memory.total), int(memory.free)) if known else Gpu(name)

    def _list_running(self, device: ctypes.c_void_p) -> list[tuple[int, int | None]]:
        """Processes that compute on a card with the bytes they take. Between two calls there may be more of them."""
        room = 64
        for _ in range(3):
            count, infos = ctypes.c_uint(room), (_ProcessInfo * room)()
            code = self._call_function("nvmlDeviceGetComputeRunningProcesses_v3", device, ctypes.byref(count), infos)
            if code == _SUCCESS:
                return [(info.pid, _known(info.used)) for info in infos[: count.value]]
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
        """A function of the library; None when its driver is too old to have it."""
        function = getattr(self._library, name, None)
        return None if function is None else int(function(*arguments))


def _known(used: int) -> int | None:
    return None if used == _UNAVAILABLE else int(used)


@cache
def open_nvml() -> Nvml | None:
    """The library of this computer, None where there is none or it finds no card; opened once."""
    for name in _NAMES:
        try:
            library = ctypes.CDLL(name)
        except OSError:
            continue
        if getattr(library, "nvmlInit_v2", None) is not None and library.nvmlInit_v2() == _SUCCESS:
            found = Nvml(library)
            return found if found.read_gpus() else None
    return None


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


def read_gpus() -> Gpus:
    """The GPUs as they are now; none where nobody tells. Asks drivers, so not for Qt's thread or the loop's."""
    library = open_nvml()
    if library is not None:
        return Gpus(library.read_gpus(), library.driver())
    return read_amd_gpus(CARDS)


def shared_memory_limit() -> int | None:
    """The most a GPU that uses the computer's memory may take of it; None where there is none that counts."""
    if sys.platform == "darwin" and platform.machine() == "arm64":
        return int(hardware.read_memory().total * _APPLE_SHARE)
    return None


def read_amd_gpus(cards: Path) -> Gpus:
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


PROC = Path("/proc")
_DRM_UNITS = {"": 1, "KiB": 1 << 10, "MiB": 1 << 20}
_DRM_KEYS = ("drm-total-vram", "drm-memory-vram", "drm-total-vram0", "drm-memory-local0")


def gpu_memory_of(pid: int) -> int | None:
    """Bytes of GPU memory a process holds; None where nobody tells."""
    library = open_nvml()
    if library is not None:
        return library.memory_of(pid)
    return drm_memory(pid, PROC)


def drm_memory(pid: int, proc: Path) -> int | None:
    """A process's GPU memory by Linux' own drivers; None when it holds no card open or may not be looked into.

    They write down for each open card how much of its memory a process holds (`drm-memory-vram` and, newer,
    `drm-total-vram`, in /proc/<pid>/fdinfo). Where several descriptors are one client it counts once, by its id.
    """
    clients: dict[str, int] = {}
    try:
        descriptors = list((proc / str(pid) / "fdinfo").iterdir())
    except OSError:
        return None
    for descriptor in descriptors:
        fields = _fields(descriptor)
        key = next((key for key in _DRM_KEYS if key in fields), None)
        if key is not None:
            client = f"{fields.get('drm-pdev', '')}/{fields.get('drm-client-id', descriptor.name)}"
            clients[client] = max(clients.get(client, 0), _bytes(fields[key]))
    return sum(clients.values()) if clients else None


def _fields(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text(errors="replace").splitlines()
    except OSError:
        return {}
    return {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


def _bytes(text: str) -> int:
    number, _, unit = text.partition(" ")
    return int(number) * _DRM_UNITS.get(unit.strip(), 1) if number.isdigit() else 0
