"""Reads the models folder of a daemon on this computer.

The layout is Ollama's: `blobs/sha256-…`. It is never written to.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from teahouse.core.values import dataclass

SERVICE = Path("/usr/share/ollama/.ollama/models")  # of the service that Ollama's installer for Linux creates


def ollama_models(environment: Mapping[str, str], home: Path | None = None) -> Path | None:
    """The probable models folder of a local Ollama; None if not found."""
    given = environment.get("OLLAMA_MODELS", "").strip().strip("\"'")
    if given:
        return Path(given).expanduser()
    for folder in (SERVICE, (home or Path.home()) / ".ollama" / "models"):
        with suppress(OSError):
            if folder.is_dir():
                return folder
    return None


def bytes_there(folder: Path, blobs: Mapping[str, int]) -> int:
    """The bytes of those blobs (digest → size) that are complete in the folder; unreadable ones count as missing."""
    total = 0
    for digest, size in blobs.items():
        with suppress(OSError):
            if (folder / "blobs" / digest.replace(":", "-")).stat().st_size == size:
                total += size
    return total


@dataclass(frozen=True, slots=True)
class Shares:
    """The bytes of a models folder. By model (`host/namespace/model:tag`): `own`, which only this model uses and its
    deletion frees, and `size`; `total` of all blobs; `unfinished` of incomplete pulls."""

    own: Mapping[str, int]
    size: Mapping[str, int]
    total: int
    unfinished: int


def blobs_of(folder: Path) -> dict[str, dict[str, int]]:
    """The blobs (digest → bytes) of every model in a folder, without those with unreadable manifests."""
    found: dict[str, dict[str, int]] = {}
    for path in (folder / "manifests").glob("*/*/*/*"):
        with suppress(OSError, ValueError, LookupError, TypeError):
            values = json.loads(path.read_bytes())
            entries = [values["config"], *(values["layers"] or [])]
            host, namespace, model, tag = path.relative_to(folder / "manifests").parts
            found[f"{host}/{namespace}/{model}:{tag}"] = {entry["digest"]: int(entry["size"]) for entry in entries}
    return found


def shares_of(folder: Path) -> Shares:
    """How the models in a folder share its bytes. Reads every manifest and lists the blobs: for a separate thread."""
    blobs = blobs_of(folder)
    users = Counter(digest for each in blobs.values() for digest in each)
    whole, unfinished = 0, 0
    for path in (folder / "blobs").glob("*"):
        with suppress(OSError):
            state = path.stat()
            if "partial" in path.name:
                unfinished += min(state.st_size, getattr(state, "st_blocks", 1 << 60) * 512)
            else:
                whole += state.st_size
    return Shares(
        own={name: sum(size for digest, size in each.items() if users[digest] == 1) for name, each in blobs.items()},
        size={name: sum(each.values()) for name, each in blobs.items()},
        total=whole,
        unfinished=unfinished,
    )
