"""What the services about installed models tell: the list, the memory, details of one, the disk, one changed or made.

The window imports this before its first paint.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING

from teahouse.core.errors import Trouble
from teahouse.core.model import LoadedModel, ModelCard
from teahouse.core.values import dataclass

if TYPE_CHECKING:
    from teahouse.core.architecture import Architecture
    from teahouse.core.details import Details

TRY_OUT = "try-out"  # the conversation's id in events of a variant's try-out, which is stored nowhere


@dataclass(frozen=True, slots=True)
class UsualFigures:
    """What a model usually measures on this computer: tokens per second, bytes in memory, out of how many runs, and
    when the last of them was (seconds since the epoch)."""

    rate: float | None
    memory: int | None
    runs: int
    last: float | None = None


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One row of the switcher: the model, whether it is loaded, and what it measured here."""

    card: ModelCard
    loaded: LoadedModel | None = None
    usual: UsualFigures | None = None


@dataclass(frozen=True, slots=True)
class ModelsEvent:
    """All installed models of the host, by name. `trouble` says why the list is empty, when it is for a reason."""

    models: tuple[ModelEntry, ...]
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class MemoryEvent:
    """Models in memory, and this computer's memory in bytes (zero when the host is another computer); `vram_…` that of
    graphics cards with memory of their own. `others` and `vram_others` are what other programs take, where it was asked
    for (`LibraryService.measure_memory`) and the system tells."""

    loaded: tuple[LoadedModel, ...]
    total: int = 0
    available: int = 0
    vram_total: int = 0
    vram_free: int = 0
    others: int | None = None
    vram_others: int | None = None

    @property
    def free(self) -> int:
        """Bytes models may take now: a daemon fills cards first, and lets others leave before it splits a model."""
        return self.vram_free if self.vram_total else self.available

    def freed_by(self, model: LoadedModel) -> int:
        """How much more is free once a model has left."""
        return model.size_vram if self.vram_total else model.size_ram or model.size


@dataclass(frozen=True, slots=True)
class DetailsEvent:
    """All about one model, and what its memory depends on (None where its file does not say); or why not."""

    model: str
    details: Details | None = None
    build: Architecture | None = None
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class DiskEvent:
    """The host's models on disk, in bytes. `own` is what comes free when that model goes alone, `size` all it has, both
    by name as lists show it; the rest it shares. None where the disk is another computer's."""

    folder: str = ""
    own: Mapping[str, int] = field(default_factory=dict)
    size: Mapping[str, int] = field(default_factory=dict)
    total: int | None = None
    unfinished: int | None = None
    free: int | None = None


@dataclass(frozen=True, slots=True)
class CopiedEvent:
    """A model has a second name now, or (`renamed`) another one."""

    model: str
    to: str
    renamed: bool = False
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class DeletedEvent:
    """These models are gone; `freed` bytes of disk with them (None: another computer's). `troubles`: those that are
    not, and why."""

    models: tuple[str, ...]
    freed: int | None = None
    troubles: Mapping[str, Trouble] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewerEvent:
    """Whether the registry has a newer version of a model (None: it is not known there, or it was made here). `size`
    bytes would be fetched at most."""

    model: str
    newer: bool | None = None
    size: int | None = None
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class FileEvent:
    """What a GGUF file says of itself before anything is copied; or why no model can be made of it. `projector`: it
    holds the eyes of another model; `adapter`: what another model is to be changed by."""

    path: str
    name: str = ""  # a name to suggest
    size: int = 0
    architecture: str = ""
    quantization: str = ""
    parameters: int = 0
    context_length: int | None = None
    template: str = ""
    projector: bool = False
    adapter: bool = False
    build: Architecture | None = None
    trouble: Trouble | None = None


class Making(StrEnum):
    """What the making of a model does now."""

    SUMMING = "summing"  # the file, to know its digest
    SENDING = "sending"  # the file, to the host
    CREATING = "creating"


@dataclass(frozen=True, slots=True)
class MakingEvent:
    """How far the making of `model` is: `completed` of `total` bytes where bytes are counted."""

    model: str
    making: Making
    completed: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class MadeEvent:
    """A model was made and is listed, or `trouble` says why not (None and not `made`: it was given up)."""

    model: str
    made: bool
    trouble: Trouble | None = None
