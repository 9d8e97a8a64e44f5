"""Where a daemon on this computer keeps its models, and what of a model lies there already.

The layout is Ollama's: `blobs/sha256-…`. Only looked at, never written to: the folder is the daemon's.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

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
