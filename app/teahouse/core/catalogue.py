"""The catalogue: labs, their model families, and the tags of each family.

Facts have a date and a source; unknown ones are None. Sentences, in English and Chinese, are part of the data, so that
a newer catalogue has its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from functools import cached_property

from teahouse.core.values import dataclass


class CatalogueError(Exception):
    """An invalid catalogue: the path of the field (`families[3].tags[0].size`) and the reason."""

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
    """Whether a licence allows business use."""

    YES = "yes"
    CONDITIONAL = "conditional"  # for most; the licence's words name the exceptions
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence. `restrictions`: territory, revenue, users, attribution, use-policy, training, registration,
    non-commercial; `territory` names where it does not apply; `chinese` is its Chinese name, if any."""

    id: str
    name: str
    commercial: Commercial
    restrictions: tuple[str, ...]
    words: Words
    territory: str = ""
    chinese: str = ""


@dataclass(frozen=True, slots=True)
class Lab:
    """A maker of models. `words` are other search words."""

    id: str
    name: str
    chinese: str
    words: tuple[str, ...] = ()


class Thinks(StrEnum):
    """How a model's thinking can be controlled."""

    NEVER = "never"
    ALWAYS = "always"
    SWITCHABLE = "switchable"
    LEVELS = "levels"  # always thinks, at a chosen level
    SWITCHABLE_LEVELS = "switchable-levels"
    TEMPLATE = "template"  # by its chat template: usually switchable, not confirmed


class ListingState(StrEnum):
    """Whether a tag can be pulled, or the reason why not (the catalogue has a sentence for each)."""

    LIBRARY = "library"
    HUB = "hub"  # hf.co, as one GGUF file
    CLOUD = "cloud"
    SPLIT = "split"
    UNSUPPORTED = "unsupported"
    UNCONFIRMED = "unconfirmed"
    MISSING = "missing"


class ModelKind(StrEnum):
    """What a model is made for as a whole. Only CHAT models answer any question; the others have one task."""

    CHAT = "chat"
    TRANSLATION = "translation"
    OCR = "ocr"
    SPEECH = "speech"
    EMBEDDING = "embedding"
    RERANKING = "reranking"


@dataclass(frozen=True, slots=True)
class CacheGroup:
    """Layers with equal caches: `elements` per layer and token (keys and values together); `window` in tokens, 0 for
    the whole context."""

    layers: int
    elements: int
    window: int = 0


@dataclass(frozen=True, slots=True)
class ModelShape:
    """The sizes that determine a model's cache. `state`: bytes of fixed memory; `recalled`: without a source."""

    groups: tuple[CacheGroup, ...]
    state: int = 0
    recalled: bool = False


@dataclass(frozen=True, slots=True)
class Tag:
    """One variant of a model.

    `name` is the name to pull, empty if it cannot be pulled; `reference` is its location; `label` is its size within
    its family ("8B"), `title` both ("Qwen3 8B"). `size` is in bytes (None:
    unknown; `exact`: from the manifest, else rounded); `parameters` and `active` are billions of weights (`active`
    None: all); `context` is in tokens; `month` of release is YYYY-MM; `needs` is the lowest daemon version; `engine`:
    whether the built-in engine runs it (None: unknown), `instead`: the id of the same model in a supported layout.
    `unverified` names fields without a dated source; `sources` has the source of each field.
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
    title: str = ""

    @property
    def downloadable(self) -> bool:
        return self.state in (ListingState.LIBRARY, ListingState.HUB)

    @property
    def kind(self) -> ModelKind:
        """Its one task, or CHAT. The first use of an entry is its main one; a model that speaks and sees chats, too."""
        if "embedding" in self.capabilities:
            return ModelKind.EMBEDDING
        main = self.uses[0] if self.uses else ""
        return next((kind for kind in ModelKind if kind.value == main), ModelKind.CHAT)


@dataclass(frozen=True, slots=True)
class Family:
    """A family of one lab, with a sentence about its best use."""

    id: str
    lab: str
    title: str
    words: Words
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class Retired:
    """A former cloud name; `last_seen` is a date."""

    name: str
    last_seen: str


@dataclass(frozen=True)
class Catalogue:
    """The catalogue, in the order shown. `date` is that of the newest facts, `dates` those of each source; `states` has
    the sentence for each reason why a tag cannot be pulled, `uses` the name of each use."""

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
        """Find a tag by id, pull name or alias."""
        return self._tags_by_name.get(name.casefold())

    def find_gone(self, name: str) -> Retired | None:
        """Find a former cloud name."""
        return next((each for each in self.retired if each.name.casefold() == name.strip().casefold()), None)

    def find_lab(self, lab_id: str) -> Lab | None:
        return next((lab for lab in self.labs if lab.id == lab_id), None)

    def why_not(self, tag: Tag) -> Words | None:
        """The reason why a tag cannot be pulled; None if it can."""
        return None if tag.downloadable else self.states.get(tag.state)

    def engine_runs(self, architecture: str, *, library: bool) -> bool | None:
        """Whether the built-in engine runs files of an architecture, from the tags of it; None if unknown. `library`:
        the file is from Ollama's library, whose layout differs for some."""
        known = {
            tag.engine for tag in self.tags if tag.architecture == architecture and self._is_comparable(tag, library)
        }
        return False if False in known else True if True in known else None

    def _is_comparable(self, tag: Tag, library: bool) -> bool:
        return tag.state is ListingState.LIBRARY if library else tag.engine is True
