"""Where a daemon on this computer keeps its models, and what of a model lies there already.

The layout is Ollama's: `blobs/sha256-…`. Only looked at, never written to: the folder is the daemon's.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from teahouse.core.values import dataclass

SERVICE = Path("/usr/share/ollama/.ollama/models")  # where Ollama's installer for Linux lets its service keep them


def ollama_models(environment: Mapping[str, str], home: Path | None = None) -> Path | None:
    """The folder of an Ollama that runs here, as far as can be told from outside; None when there is none."""
    given = environment.get("OLLAMA_MODELS", "").strip().strip("\"'")
    if given:
        return Path(given).expanduser()
    for folder in (SERVICE, (home or Path.home()) / ".ollama" / "models"):
        with suppress(OSError):
            if folder.is_dir():
                return folder
    return None


def bytes_there(folder: Path, blobs: Mapping[str, int]) -> int:
    """How many bytes of these blobs (digest → size) are whole in the folder; those that cannot be seen are not."""
    there = 0
    for digest, size in blobs.items():
        with suppress(OSError):
            if (folder / "blobs" / digest.replace(":", "-")).stat().st_size == size:
                there += size
    return there


@dataclass(frozen=True, slots=True)
class Shares:
    """What a models folder holds: `own` bytes that only this model has, by name (`host/namespace/model:tag`), and so
    come free when it goes alone; `size` bytes of each; `total` of all blobs; `unfinished` of pulls not whole yet."""

    own: Mapping[str, int]
    size: Mapping[str, int]
    total: int
    unfinished: int


def blobs_of(folder: Path) -> dict[str, dict[str, int]]:
    """The blobs (digest → bytes) of every model in a folder; manifests that cannot be read count as none."""
    found: dict[str, dict[str, int]] = {}
    for path in (folder / "manifests").glob("*/*/*/*"):
        with suppress(OSError, ValueError, LookupError, TypeError):
            values = json.loads(path.read_bytes())
            entries = [values["config"], *(values["layers"] or [])]
            host, namespace, model, tag = path.relative_to(folder / "manifests").parts
            found[f"{host}/{namespace}/{model}:{tag}"] = {entry["digest"]: int(entry["size"]) for entry in entries}
    return found


def shares_of(folder: Path) -> Shares:
    """How the models in a folder share its bytes; for another thread: it reads every manifest and lists the blobs."""
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
