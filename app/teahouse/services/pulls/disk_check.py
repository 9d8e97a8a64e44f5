"""Before a pull: how big is it, to the byte, and does it fit on the disk it goes to."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from teahouse.catalogue.registry import fetch_manifest
from teahouse.core.errors import Problem, Trouble
from teahouse.core.model import ModelName
from teahouse.core.values import dataclass
from teahouse.desktop import hardware
from teahouse.desktop.model_folder import bytes_there, ollama_models
from teahouse.desktop.paths import Paths
from teahouse.services.error_reports import as_trouble
from teahouse.services.hosts.service import HostsService

PATIENCE = 8.0  # seconds for a registry to say the size; the pull itself can do without
_TELLING = (  # there is nothing to pull, whoever asks
    Problem.NOT_IN_REGISTRY,
    Problem.REGISTRY_SPLIT,
    Problem.REGISTRY_NO_GGUF,
    Problem.MODEL_NAME_INVALID,
)


@dataclass(frozen=True, slots=True)
class PullSize:
    """`blobs` bytes by digest, empty when not known, for the reason in `trouble`; `missing` bytes are not on the host's
    disk yet, where `free` are left (None: the disk is another computer's)."""

    blobs: Mapping[str, int]
    missing: int | None = None
    free: int | None = None
    folder: Path | None = None
    trouble: Trouble | None = None

    @property
    def size(self) -> int | None:
        return sum(self.blobs.values()) if self.blobs else None

    def too_big(self, promised: int = 0) -> Trouble | None:
        """DISK_TOO_SMALL where what is missing cannot fit; `promised` bytes of what is free are others' already."""
        if self.missing is None or self.free is None or self.missing <= self.free - promised:
            return None
        free = max(0, self.free - promised)
        where = str(self.folder or "")
        return Trouble(Problem.DISK_TOO_SMALL, path=where, needed_bytes=self.missing, free_bytes=free)


class DiskCheck:
    """Asks the registry and looks at the disk; on the loop's thread, never long."""

    def __init__(self, hosts: HostsService, paths: Paths, environment: Mapping[str, str]) -> None:
        self._hosts = hosts
        self._paths = paths
        self._environment = environment

    async def measure_pull(self, name: str, *, insecure: bool, best: Mapping[str, int]) -> PullSize:
        """What a pull of `name` takes; `best` are bytes that earlier attempts brought. Never raises `Trouble`."""
        try:
            async with asyncio.timeout(PATIENCE):
                manifest = await fetch_manifest(ModelName.parse(name), insecure=insecure)
        except TimeoutError:
            registry = ModelName.parse(name).host
            silent = Trouble(Problem.REGISTRY_UNREACHABLE, model=name, registry=registry, message="timeout")
            return PullSize({}, trouble=silent)
        except Exception as failure:
            return PullSize({}, trouble=as_trouble(failure))
        return await asyncio.to_thread(self._on_disk, manifest.sizes, best)

    def _on_disk(self, blobs: Mapping[str, int], best: Mapping[str, int]) -> PullSize:
        folder = self.models_folder()
        if folder is None:
            return PullSize(blobs)
        whole = {digest: size for digest, size in blobs.items() if bytes_there(folder, {digest: size})}
        begun = sum(min(best.get(digest, 0), size) for digest, size in blobs.items() if digest not in whole)
        missing = sum(blobs.values()) - sum(whole.values()) - begun
        return PullSize(blobs, missing, hardware.free_disk(folder), folder)

    def models_folder(self) -> Path | None:
        """The host's models folder, if its disk is this computer's."""
        event = self._hosts.status
        if not event.local:
            return None
        return self._paths.models if event.engine and event.ours else ollama_models(self._environment)


def settles_it(trouble: Trouble | None) -> bool:
    """Whether what a registry told us needs no second opinion by the host."""
    return trouble is not None and trouble.problem in _TELLING
