"""The exact size of a pull, and whether it fits on the host's disk."""

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

PATIENCE = 8.0  # seconds for a registry; a pull works without its size
_FINAL_PROBLEMS = (  # a host cannot pull it either
    Problem.NOT_IN_REGISTRY,
    Problem.REGISTRY_SPLIT,
    Problem.REGISTRY_NO_GGUF,
    Problem.MODEL_NAME_INVALID,
)


@dataclass(frozen=True, slots=True)
class PullSize:
    """`blobs` is bytes by digest, empty where `trouble` says why; `missing` bytes are not on the host's disk yet, which
    has `free` bytes (None: another computer's disk)."""

    blobs: Mapping[str, int]
    missing: int | None = None
    free: int | None = None
    folder: Path | None = None
    trouble: Trouble | None = None

    @property
    def size(self) -> int | None:
        return sum(self.blobs.values()) if self.blobs else None

    def check_space(self, promised: int = 0) -> Trouble | None:
        """DISK_TOO_SMALL where it does not fit; `promised` free bytes are needed by other pulls."""
        if self.missing is None or self.free is None or self.missing <= self.free - promised:
            return None
        free = max(0, self.free - promised)
        where = str(self.folder or "")
        return Trouble(Problem.DISK_TOO_SMALL, path=where, needed_bytes=self.missing, free_bytes=free)


class DiskCheck:
    """Reads sizes from registries and disk; on the loop's thread."""

    def __init__(self, hosts: HostsService, paths: Paths, environment: Mapping[str, str]) -> None:
        self._hosts = hosts
        self._paths = paths
        self._environment = environment

    async def measure_pull(self, name: str, *, insecure: bool, best: Mapping[str, int]) -> PullSize:
        """The size of a pull; `best` are bytes of earlier attempts by digest. Never raises `Trouble`."""
        try:
            async with asyncio.timeout(PATIENCE):
                manifest = await fetch_manifest(ModelName.parse(name), insecure=insecure)
        except TimeoutError:
            registry = ModelName.parse(name).host
            silent = Trouble(Problem.REGISTRY_UNREACHABLE, model=name, registry=registry, message="timeout")
            return PullSize({}, trouble=silent)
        except Exception as failure:
            trouble = as_trouble(failure)
            if trouble.problem is Problem.REGISTRY_SPLIT and self._hosts.status.engine:
                return PullSize({})  # which finds the files by itself
            return PullSize({}, trouble=trouble)
        return await asyncio.to_thread(self._measure_on_disk, manifest.sizes, best)

    def _measure_on_disk(self, blobs: Mapping[str, int], best: Mapping[str, int]) -> PullSize:
        folder = self.models_folder()
        if folder is None:
            return PullSize(blobs)
        whole = {digest: size for digest, size in blobs.items() if bytes_there(folder, {digest: size})}
        begun = sum(min(best.get(digest, 0), size) for digest, size in blobs.items() if digest not in whole)
        missing = sum(blobs.values()) - sum(whole.values()) - begun
        return PullSize(blobs, missing, hardware.free_disk(folder), folder)

    def models_folder(self) -> Path | None:
        """The host's models folder where that is on this computer."""
        event = self._hosts.status
        if not event.local:
            return None
        return self._paths.models if event.engine and event.ours else ollama_models(self._environment)


def is_final_refusal(trouble: Trouble | None) -> bool:
    """Whether the host would fail in the same way."""
    return trouble is not None and trouble.problem in _FINAL_PROBLEMS
