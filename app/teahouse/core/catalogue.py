"""What can be had: labs, their model families, and for each family the tags that can (or cannot) be fetched.

Facts carry their date and how sure they are; what is not known is None and never guessed. Sentences are ours, one in
English and one in Chinese, and travel with the data, so that a newer catalogue brings its own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from functools import cached_property

from teahouse.core.values import dataclass


class CatalogueError(Exception):
    """A catalogue that cannot be used: `where` in it (`families[3].tags[0].size`) and `why`."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}" if where else why)
        self.where = where
        self.why = why


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence or a name in both languages."""

    english: str
    chinese: str


class Commercial(StrEnum):
    """Whether a licence allows earning money with the model."""

    YES = "yes"
    CONDITIONAL = "conditional"  # for most; the words say for whom not
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence in plain words. `restrictions`: territory, revenue, users, attribution, use-policy, training,
    registration, non-commercial; `territory` names where it does not hold; `chinese` is its name
    in Chinese, where it has one."""

    id: str
    name: str
    commercial: Commercial
    restrictions: tuple[str, ...]
    words: Words
    territory: str = ""
    chinese: str = ""


@dataclass(frozen=True, slots=True)
class Lab:
    """Who makes models. `words` are other names people type."""

    id: str
    name: str
    chinese: str
    words: tuple[str, ...] = ()


class Thinks(StrEnum):
    """How a model's thinking can be steered."""

    NEVER = "never"
    ALWAYS = "always"
    SWITCHABLE = "switchable"
    LEVELS = "levels"  # always thinks, more or less of it
    SWITCHABLE_LEVELS = "switchable-levels"
    TEMPLATE = "template"  # as its own chat template does it: mostly switchable, not confirmed


class ListingState(StrEnum):
    """Whether a tag can be fetched, and if not, why (the catalogue has a sentence for each reason)."""

    LIBRARY = "library"
    HUB = "hub"  # hf.co, as one GGUF file
    CLOUD = "cloud"
    SPLIT = "split"
    UNSUPPORTED = "unsupported"
    UNCONFIRMED = "unconfirmed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class CacheGroup:
    """Layers that keep the same for each token: `elements` numbers per layer and token (keys and values together);
    `window` tokens at most, 0 for the whole context."""

    layers: int
    elements: int
    window: int = 0


@dataclass(frozen=True, slots=True)
class ModelShape:
    """What decides a model's cache. `state`: bytes of its fixed memory; `recalled`: not seen in a file or a config."""

    groups: tuple[CacheGroup, ...]
    state: int = 0
    recalled: bool = False


@dataclass(frozen=True, slots=True)
class Tag:
    """One thing that can be fetched, or honestly cannot.

    `name` is what is pulled, empty when nothing can be; `reference` says where it lives. `size` is bytes (None: not
    known; `exact`: from the manifest, else rounded); `parameters` and `active` are billions of weights (`active` None:
    all of them); `context` tokens; `month` of release as YYYY-MM; `needs` the least daemon version; `engine` whether
    the built-in engine runs it (None: not known), `instead` the id of the same model in a layout it runs.
    `unverified` names fields that were not seen in a dated source; `sources` tells the source of each field.
    """

    id: str
    family: str
    lab: str
    name: str
    reference: str
    label: str
    state: ListingState
    licence: str
    size: int | None = None
    exact: bool = False
    quantization: str = ""
    parameters: float | None = None
    active: float | None = None
    context: int | None = None
    capabilities: frozenset[str] = frozenset()
    thinks: Thinks = Thinks.NEVER
    levels: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    month: str = ""
    needs: str = ""
    architecture: str = ""
    engine: bool | None = None
    instead: str = ""
    shape: ModelShape | None = None
    aliases: tuple[str, ...] = ()
    digest: str = ""
    verified: bool = False
    unverified: tuple[str, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def downloadable(self) -> bool:
        return self.state in (ListingState.LIBRARY, ListingState.HUB)


@dataclass(frozen=True, slots=True)
class Family:
    """A family of one lab, with its sentence: what it is best for."""

    id: str
    lab: str
    title: str
    words: Words
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class Retired:
    """A cloud name that people may still type; `last_seen` is a date."""

    name: str
    last_seen: str


@dataclass(frozen=True)
class Catalogue:
    """All of it, in the order it is shown. `date` is how old the newest facts are, `dates` those of each source;
    `states` has the sentence for each reason why something cannot be fetched, `uses` the name of each use."""

    date: str
    dates: Mapping[str, str]
    labs: tuple[Lab, ...]
    licences: Mapping[str, Licence]
    families: tuple[Family, ...]
    states: Mapping[ListingState, Words]
    uses: Mapping[str, Words]
    retired: tuple[Retired, ...] = ()

    @cached_property
    def tags(self) -> tuple[Tag, ...]:
        return tuple(tag for family in self.families for tag in family.tags)

    @cached_property
    def _tags_by_name(self) -> Mapping[str, Tag]:
        named = {alias.casefold(): tag for tag in self.tags for alias in tag.aliases}
        named |= {tag.name.casefold(): tag for tag in self.tags if tag.name}
        return named | {tag.id.casefold(): tag for tag in self.tags}

    def find_tag(self, name: str) -> Tag | None:
        """The tag of this id, pull name or alias."""
        return self._tags_by_name.get(name.casefold())

    def find_gone(self, name: str) -> Retired | None:
        """The cloud name that once was there and is no more."""
        return next((each for each in self.retired if each.name.casefold() == name.strip().casefold()), None)

    def find_lab(self, lab_id: str) -> Lab | None:
        return next((lab for lab in self.labs if lab.id == lab_id), None)

    def why_not(self, tag: Tag) -> Words | None:
        """Why a tag cannot be fetched; None when it can."""
        return None if tag.downloadable else self.states.get(tag.state)

    def engine_runs(self, architecture: str, *, library: bool) -> bool | None:
        """Whether the built-in engine runs files of an architecture, by those that are known; None: nobody knows.
        `library`: it is Ollama's own library, which has a layout of its own for some."""
        known = {tag.engine for tag in self.tags if tag.architecture == architecture and self._alike(tag, library)}
        return False if False in known else True if True in known else None

    def _alike(self, tag: Tag, library: bool) -> bool:
        return tag.state is ListingState.LIBRARY if library else tag.engine is True
