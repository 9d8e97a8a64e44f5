"""What the catalogue service tells: what can be had, and what this computer could do with it."""

from __future__ import annotations

from teahouse.catalogue.search import Search
from teahouse.core.architecture import Architecture
from teahouse.core.catalogue import Catalogue, CatalogueError
from teahouse.core.errors import Trouble
from teahouse.core.estimate import Circumstances
from teahouse.core.values import dataclass


@dataclass(frozen=True, slots=True)
class CatalogueEvent:
    """The catalogue that holds, with what finds in it (safe on any thread). `trouble`: why another one was refused or
    passed over; `replaced`: a newer one was just taken. Without a catalogue even ours could not be read."""

    search: Search | None
    trouble: Trouble | CatalogueError | None = None
    replaced: bool = False

    @property
    def catalogue(self) -> Catalogue | None:
        return None if self.search is None else self.search.catalogue


@dataclass(frozen=True, slots=True)
class ComputerEvent:
    """What the host's computer has to offer. `circumstances` is None where that is another computer; `engine`: the
    host is the built-in engine; `total` bytes of memory; `testing`: how fast it reads is being
    measured now (`circumstances` has what was measured)."""

    circumstances: Circumstances | None
    engine: bool = False
    total: int = 0
    testing: bool = False


@dataclass(frozen=True, slots=True)
class DistantEvent:
    """A model that is not here, read from the head of its file where it lies; `text` is what somebody typed.

    `build` decides memory and speed, `parameters` counts weights, `engine` is None where nobody knows whether the
    built-in engine runs it. `trouble` says why nothing is known.
    """

    text: str
    build: Architecture | None = None
    quantization: str = ""
    parameters: int = 0
    engine: bool | None = None
    trouble: Trouble | None = None
