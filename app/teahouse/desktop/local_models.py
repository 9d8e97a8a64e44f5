"""The folders in which other programs keep GGUF files, and a search for such files.

Places as documented by each program (November 2026). Only names and sizes are read here, no file is opened; nothing is
ever written. A folder is entered once, however many links lead to it.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from teahouse.core.values import dataclass

MOST_DEPTH = 10  # folders below one that is searched
MOST_ENTRIES = 500_000  # of all folders
MOST_FILES = 5_000


@dataclass(frozen=True, slots=True)
class ModelsFolder:
    """A folder to search; `program` is the name of the program it belongs to, empty for one that a person chose."""

    program: str
    path: str


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A GGUF file: its path as found, bytes, and what identifies the file itself (device and inode)."""

    folder: ModelsFolder
    path: str
    size: int
    identity: tuple[int, int]


def find_program_folders(
    environment: Mapping[str, str], home: Path | None = None, platform: str = sys.platform
) -> tuple[ModelsFolder, ...]:
    """The documented folders that exist, each once."""
    found: dict[str, ModelsFolder] = {}
    for program, path in _list_candidates(environment, home or Path.home(), platform):
        with suppress(OSError):
            if path.is_dir():
                found.setdefault(os.path.realpath(path), ModelsFolder(program, str(path)))
    return tuple(found.values())


def _list_candidates(environment: Mapping[str, str], home: Path, platform: str) -> Iterator[tuple[str, Path]]:
    def given(name: str, *below: str) -> Iterator[Path]:
        if value := environment.get(name, "").strip():
            yield Path(value).expanduser().joinpath(*below)

    data, local, cache = _system_folders(environment, home, platform)
    yield "LM Studio", home / ".lmstudio" / "models"
    yield "LM Studio", home / ".cache" / "lm-studio" / "models"
    yield "Jan", data / "Jan" / "data" / "llamacpp" / "models"
    yield "Jan", data / "Jan" / "data" / "models"
    yield "Jan", home / "jan" / "models"
    yield "GPT4All", local / "nomic.ai" / "GPT4All"
    yield "GPT4All", home / ".cache" / "gpt4all"
    hubs = [*given("HF_HUB_CACHE"), *given("HUGGINGFACE_HUB_CACHE"), *given("HF_HOME", "hub")]
    hubs += given("XDG_CACHE_HOME", "huggingface", "hub")
    for hub in [*hubs, home / ".cache" / "huggingface" / "hub"]:
        yield "Hugging Face", hub
    for folder in (*given("LLAMA_CACHE"), cache / "llama.cpp"):
        yield "llama.cpp", folder
    for folder in (*given("UNSLOTH_STUDIO_HOME"), home / ".unsloth" / "studio"):
        yield "Unsloth", folder
    storage = (home / ".config" if platform == "linux" else data) / "anythingllm-desktop" / "storage"
    yield "AnythingLLM", storage / "models" / "downloaded"
    for folder in (*given("MODELSCOPE_CACHE"), home / ".cache" / "modelscope"):
        yield "ModelScope", folder


def _system_folders(environment: Mapping[str, str], home: Path, platform: str) -> tuple[Path, Path, Path]:
    """The folders of programs' data, of data that stays on this computer, and of caches."""
    if platform == "win32":
        roaming = Path(environment.get("APPDATA") or home / "AppData" / "Roaming")
        local = Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local")
        return roaming, local, local
    if platform == "darwin":
        support = home / "Library" / "Application Support"
        return support, support, home / "Library" / "Caches"
    data = Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")
    return data, data, Path(environment.get("XDG_CACHE_HOME") or home / ".cache")


class GgufSearch:
    """Finds the GGUF files below folders; `stopped` is asked at every folder. `is_limited`: there are more files or
    folders than are searched; `unreadable` counts folders that could not be read."""

    def __init__(self, folders: Iterable[ModelsFolder], stopped: Callable[[], bool]) -> None:
        self._folders = tuple(folders)
        self._stopped = stopped
        self._entered: set[tuple[int, int]] = set()
        self._seen: set[tuple[int, int]] = set()
        self._entries = 0
        self.is_limited = False
        self.unreadable = 0

    def find_files(self) -> Iterator[FoundFile]:
        """Each file once, though several links lead to it."""
        for folder in self._folders:
            yield from self._search_folder(folder, folder.path, 0)

    def _search_folder(self, folder: ModelsFolder, path: str, depth: int) -> Iterator[FoundFile]:
        if self._stopped() or not self._enter(path, depth):
            return
        try:
            with os.scandir(path) as listed:
                entries = sorted(listed, key=lambda entry: entry.name)
        except OSError:
            self.unreadable += 1
            return
        self._entries += len(entries)
        below = []
        for entry in entries:
            if _is_folder(entry):
                below.append(entry.path)
            elif entry.name.casefold().endswith(".gguf"):
                yield from self._take_file(folder, entry)
        for each in below:
            yield from self._search_folder(folder, each, depth + 1)

    def _enter(self, path: str, depth: int) -> bool:
        """Whether a folder is searched: not twice, and not beyond the limits."""
        if depth > MOST_DEPTH or self._entries >= MOST_ENTRIES or len(self._seen) >= MOST_FILES:
            self.is_limited = True
            return False
        try:
            status = os.stat(path)
        except OSError:
            self.unreadable += 1
            return False
        identity = (status.st_dev, status.st_ino)
        is_new = identity not in self._entered
        self._entered.add(identity)
        return is_new

    def _take_file(self, folder: ModelsFolder, entry: os.DirEntry[str]) -> Iterator[FoundFile]:
        if len(self._seen) >= MOST_FILES:
            self.is_limited = True
            return
        with suppress(OSError):  # a link to nothing
            status = os.stat(entry.path)
            identity = (status.st_dev, status.st_ino)
            if stat.S_ISREG(status.st_mode) and identity not in self._seen and _is_text(entry.path):
                self._seen.add(identity)
                yield FoundFile(folder, entry.path, status.st_size, identity)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_text(path: str) -> bool:
    """Whether a path can be written as text, as the engine is told it."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def device_of(path: Path) -> int | None:
    """The file system of a folder that may not exist yet; None if unknown."""
    for existing in (path, *path.parents):
        with suppress(OSError):
            return existing.stat().st_dev
    return None
