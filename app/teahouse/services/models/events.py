"""Events of the services of installed models. The window imports this before its first paint."""

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
    from teahouse.core.lineage import Lineage
    from teahouse.core.model_structure import ModelStructure

TRY_OUT = "try-out"  # the conversation's id in events of a variant's try-out, which is stored nowhere


@dataclass(frozen=True, slots=True)
class UsualFigures:
    """A model's usual figures on this computer: tokens per second, bytes in memory, number of runs, time of the last
    one (seconds since the epoch)."""

    rate: float | None
    memory: int | None
    runs: int
    last: float | None = None


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One row of the switcher."""

    card: ModelCard
    loaded: LoadedModel | None = None
    usual: UsualFigures | None = None


@dataclass(frozen=True, slots=True)
class ModelsEvent:
    """All installed models of the host, by name; `trouble` says why they could not be read."""

    models: tuple[ModelEntry, ...]
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class MemoryEvent:
    """Models in memory, and this computer's memory in bytes (zero where the host is another computer); `vram_…` of GPUs
    with own memory. `others` and `vram_others` are of other programs, where `LibraryService.measure_memory` was called
    and the system has them."""

    loaded: tuple[LoadedModel, ...]
    total: int = 0
    available: int = 0
    vram_total: int = 0
    vram_free: int = 0
    others: int | None = None
    vram_others: int | None = None

    @property
    def free(self) -> int:
        """Bytes for models: a daemon fills GPUs first, and unloads others before it splits a model."""
        return self.vram_free if self.vram_total else self.available

    def freed_by(self, model: LoadedModel) -> int:
        """Bytes that unloading a model frees."""
        return model.size_vram if self.vram_total else model.size_ram or model.size


@dataclass(frozen=True, slots=True)
class DetailsEvent:
    """A model's details, its build (None where the file does not say) and its structure, or `trouble`."""

    model: str
    details: Details | None = None
    build: Architecture | None = None
    trouble: Trouble | None = None
    structure: ModelStructure | None = None


@dataclass(frozen=True, slots=True)
class LineageEvent:
    """What a model was made from and what was made from it, or `trouble`."""

    model: str
    lineage: Lineage | None = None
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class DiskEvent:
    """The host's models on disk, in bytes. By short name: `own` is freed when the model is deleted, `size` includes
    what it shares. Not `exact`: computed from the list of models, and `own` is at most freed; the folder is another
    computer's or cannot be read, so `unfinished` and `free` are None."""

    folder: str = ""
    own: Mapping[str, int] = field(default_factory=dict)
    size: Mapping[str, int] = field(default_factory=dict)
    total: int | None = None
    unfinished: int | None = None
    free: int | None = None
    exact: bool = True


@dataclass(frozen=True, slots=True)
class CopiedEvent:
    """A model was copied, or (`renamed`) renamed."""

    model: str
    to: str
    renamed: bool = False
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class DeletedEvent:
    """These models were deleted, which freed `freed` bytes of disk (None: another computer's); `troubles` by model for
    those that were not."""

    models: tuple[str, ...]
    freed: int | None = None
    troubles: Mapping[str, Trouble] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewerEvent:
    """Whether the registry has a newer version of a model (None: the registry does not have the model). A pull fetches
    at most `size` bytes."""

    model: str
    newer: bool | None = None
    size: int | None = None
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class FileEvent:
    """The header of a GGUF file, or why no model can be made of it. `projector`: it is the vision part of another
    model; `adapter`: it is an adapter for another model; `parts`: the paths of all its parts, if it is split, else its
    own."""

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
    parts: tuple[str, ...] = ()
    trouble: Trouble | None = None


class Making(StrEnum):
    """The steps of making a model."""

    SUMMING = "summing"  # the digest of the file
    SENDING = "sending"  # the file, to the host
    CREATING = "creating"


@dataclass(frozen=True, slots=True)
class MakingEvent:
    """The progress of making `model`: `completed` of `total` bytes in the steps with bytes; `status` is the host's
    own word for its step."""

    model: str
    making: Making
    completed: int = 0
    total: int = 0
    status: str = ""


@dataclass(frozen=True, slots=True)
class MadeEvent:
    """A model was made, or `trouble` says why not (None and not `made`: it was cancelled)."""

    model: str
    made: bool
    trouble: Trouble | None = None
