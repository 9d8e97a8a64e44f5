"""Events of the catalogue service."""

from __future__ import annotations

from teahouse.catalogue.search import Search
from teahouse.core.architecture import Architecture
from teahouse.core.catalogue import Catalogue, CatalogueError
from teahouse.core.errors import Trouble
from teahouse.core.estimate import Circumstances
from teahouse.core.recommendation import Recommendation
from teahouse.core.values import dataclass


@dataclass(frozen=True, slots=True)
class CatalogueEvent:
    """The current catalogue with its search index (usable on any thread); None where not even the built-in one could be
    read. `trouble`: why another one was refused; `replaced`: it has just changed; `newest`: the signed catalogue is not
    newer; `unsigned`: the date of another one that is not signed and waits for the person's consent. `has_feed`: there
    is an address of a signed one."""

    search: Search | None
    trouble: Trouble | CatalogueError | None = None
    replaced: bool = False
    newest: bool = False
    unsigned: str = ""
    has_feed: bool = False

    @property
    def catalogue(self) -> Catalogue | None:
        return None if self.search is None else self.search.catalogue


@dataclass(frozen=True, slots=True)
class ComputerEvent:
    """The host's computer. `circumstances` is None where that is another computer; `engine`: the host is the built-in
    engine; `total` bytes of memory; `testing`: the speed of memory is being measured, or soon will be."""

    circumstances: Circumstances | None
    engine: bool = False
    total: int = 0
    testing: bool = False


@dataclass(frozen=True, slots=True)
class RecommendedEvent:
    """What is recommended for the host's computer, with a context of so many tokens. `known` False: the host is another
    computer, and an ordinary one was assumed; `testing` as in `ComputerEvent`: it is only a preview."""

    picks: tuple[Recommendation, ...]
    context: int
    known: bool = True
    testing: bool = False


@dataclass(frozen=True, slots=True)
class DistantEvent:
    """A model in a registry, read from the header of its file; `text` as typed. `build` decides memory and speed,
    `engine` is whether the built-in engine runs it (None: unknown). `trouble` says why it could not be read."""

    text: str
    build: Architecture | None = None
    quantization: str = ""
    parameters: int = 0
    engine: bool | None = None
    trouble: Trouble | None = None
