"""GPU memory of one process, from whoever tells: NVIDIA's library, or the kernel's own drivers (AMD, Intel).

Linux' own drivers write down for each open card how much of its memory a process holds (`drm-memory-vram` and, newer,
`drm-total-vram`, in /proc/<pid>/fdinfo). Where several descriptors are one client it counts once, by its id. On Macs
memory is unified: there is no GPU memory of its own, and so no figure of it.
"""

from __future__ import annotations

from pathlib import Path

from teahouse.desktop.nvml import nvml

PROC = Path("/proc")
_UNITS = {"": 1, "KiB": 1 << 10, "MiB": 1 << 20}
_KEYS = ("drm-total-vram", "drm-memory-vram", "drm-total-vram0", "drm-memory-local0")


def memory_of(pid: int) -> int | None:
    """Bytes of GPU memory a process holds; None where nobody tells."""
    library = nvml()
    if library is not None:
        return library.memory_of(pid)
    return drm_memory(pid, PROC)


def drm_memory(pid: int, proc: Path) -> int | None:
    """A process's GPU memory by Linux' own drivers; None when it holds no card open or may not be looked into."""
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
