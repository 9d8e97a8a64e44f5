"""Events of the search for models that are on this computer already."""

from __future__ import annotations

from teahouse.core.architecture import Architecture
from teahouse.core.errors import Trouble
from teahouse.core.values import dataclass
from teahouse.desktop.local_models import ModelsFolder


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A model in GGUF files of this computer. `name` is suggested; `program` as in `ModelsFolder`; `files` are its
    parts in order, `projector` its vision file; `size` is bytes of all. `runs`: whether the built-in engine knows its
    architecture (None: unknown); `links`: the engine can link the files, so that it does not need the other program's
    names; `trouble`: why no model can be made of it."""

    name: str
    program: str
    files: tuple[str, ...]
    projector: str = ""
    size: int = 0
    architecture: str = ""
    quantization: str = ""
    parameters: int = 0
    context: int = 0
    build: Architecture | None = None
    runs: bool | None = None
    links: bool = False
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class LocalFoldersEvent:
    """The folders of other programs that exist here; nothing in them was read."""

    folders: tuple[ModelsFolder, ...] = ()
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class LocalSearchEvent:
    """The progress of a search: files found, and how many of them were read; `reading` is a path."""

    found: int
    read: int = 0
    reading: str = ""


@dataclass(frozen=True, slots=True)
class LocalModelsEvent:
    """The end of a search. `stopped`: it was cancelled; `limited`: there is more than is searched; `unreadable`:
    folders that could not be read."""

    models: tuple[LocalModel, ...] = ()
    stopped: bool = False
    limited: bool = False
    unreadable: int = 0
    trouble: Trouble | None = None
