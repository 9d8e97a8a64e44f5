"""Graphics memory of one process and of the cards, from whoever tells: NVIDIA's library, or the kernel (AMD, Intel).

Linux' own drivers write down for each open card how much of its memory a process holds (`drm-memory-vram` and, newer,
`drm-total-vram`, in /proc/<pid>/fdinfo). Where several descriptors are one client it counts once, by its id. On Macs
memory is unified: there is no graphics memory of its own, and so no figure of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from teahouse.desktop.nvml import nvml

PROC = Path("/proc")
CARDS = Path("/sys/class/drm")
_UNITS = {"": 1, "KiB": 1 << 10, "MiB": 1 << 20}
_KEYS = ("drm-total-vram", "drm-memory-vram", "drm-total-vram0", "drm-memory-local0")


@dataclass(frozen=True, slots=True)
class Graphics:
    """What computes beside the processor: names of cards, their driver, bytes they have and bytes free in all."""

    names: tuple[str, ...] = ()
    driver: str = ""
    total: int = 0
    free: int | None = None


def graphics() -> Graphics:
    """The cards of this computer; none where nobody tells."""
    library = nvml()
    if library is not None:
        cards = library.cards()
        free = [card.free for card in cards if card.free is not None]
        names = tuple(card.name for card in cards)
        total = sum(card.total or 0 for card in cards)
        return Graphics(names, library.driver(), total, sum(free) if len(free) == len(cards) else None)
    return amd_graphics(CARDS)


def amd_graphics(cards: Path) -> Graphics:
    """AMD's cards by /sys: their video memory; the kernel is their driver."""
    found = [(_number(path), _number(path.with_name("mem_info_vram_used")), path) for path in _vram_files(cards)]
    known = [(total, used, path) for total, used, path in found if total]
    if not known:
        return Graphics()
    names = tuple(_card_name(path.parent) for _, _, path in known)
    total = sum(total for total, _, _ in known if total)
    return Graphics(names, "amdgpu", total, total - sum(used or 0 for _, used, _ in known))


def memory_of(pid: int) -> int | None:
    """Bytes of graphics memory a process holds; None where nobody tells."""
    library = nvml()
    if library is not None:
        return library.memory_of(pid)
    return drm_memory(pid, PROC)


def drm_memory(pid: int, proc: Path) -> int | None:
    """A process's graphics memory by Linux' own drivers; None when it holds no card open or may not be looked into."""
    clients: dict[str, int] = {}
    try:
        descriptors = list((proc / str(pid) / "fdinfo").iterdir())
    except OSError:
        return None
    for descriptor in descriptors:
        fields = _fields(descriptor)
        key = next((key for key in _KEYS if key in fields), None)
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
    return int(number) * _UNITS.get(unit.strip(), 1) if number.isdigit() else 0


def _vram_files(cards: Path) -> list[Path]:
    try:
        return sorted(cards.glob("card*/device/mem_info_vram_total"))
    except OSError:
        return []


def _card_name(device: Path) -> str:
    try:
        return (device / "product_name").read_text().strip() or "AMD"
    except OSError:
        return "AMD"


def _number(path: Path) -> int | None:
    try:
        text = path.read_text().strip()
    except OSError:
        return None
    return int(text) if text.isdigit() else None
