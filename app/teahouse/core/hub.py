"""Model hubs (Hugging Face, ModelScope): search results and the files of a repository.

A repository has many GGUF files. `group_files` makes quantisations of them: the parts of a split file belong together,
a vision file (mmproj) belongs to all quantisations. Pure functions; what a hub answers is checked in
`catalogue.hub_search`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from enum import StrEnum
from urllib.parse import urlsplit

from teahouse.core.architecture import Architecture, estimate_architecture
from teahouse.core.hub_names import (
    HUGGING_FACE_MIRROR,
    HUGGING_FACE_REGISTRY,
    MODELSCOPE_REGISTRY,
    read_quantization,
    split_name,
)
from teahouse.core.values import dataclass


class Hub(StrEnum):
    """A hub with its own API."""

    HUGGING_FACE = "huggingface"
    MODELSCOPE = "modelscope"

    @property
    def display_name(self) -> str:
        return "Hugging Face" if self is Hub.HUGGING_FACE else "ModelScope"

    @property
    def endpoint(self) -> str:
        """The address of its own API, without a slash at the end."""
        return "https://huggingface.co" if self is Hub.HUGGING_FACE else "https://modelscope.cn"

    @property
    def registry(self) -> str:
        """The host in the names of its models."""
        return HUGGING_FACE_REGISTRY if self is Hub.HUGGING_FACE else MODELSCOPE_REGISTRY

    @property
    def mirror_variable(self) -> str:
        """The environment variable with the address of a mirror."""
        return "HF_ENDPOINT" if self is Hub.HUGGING_FACE else "MODELSCOPE_ENDPOINT"

    def registry_at(self, endpoint: str) -> str:
        """The host in the names of models found at an endpoint; the mirror of Hugging Face serves pulls, too."""
        host = urlsplit(endpoint).netloc
        return host if self is Hub.HUGGING_FACE and host == HUGGING_FACE_MIRROR else self.registry


class HubOrder(StrEnum):
    """The order of search results."""

    BEST = "best"
    DOWNLOADS = "downloads"
    NEWEST = "newest"


class HubLicence(StrEnum):
    """The licence of search results."""

    ANY = ""
    APACHE = "apache-2.0"
    MIT = "mit"

    def matches(self, licence: str) -> bool:
        """Whether a hub means this licence: "apache-2.0", "Apache License 2.0"."""
        words = re.findall(r"[a-z]+", licence.casefold())
        return self is HubLicence.ANY or words[:1] == [self.value.partition("-")[0]]


@dataclass(frozen=True, slots=True)
class HubQuery:
    """A search on one hub; `text` may be empty."""

    hub: Hub
    text: str = ""
    order: HubOrder = HubOrder.BEST
    licence: HubLicence = HubLicence.ANY


@dataclass(frozen=True, slots=True)
class HubModel:
    """A repository as a search lists it. `id` is "owner/name"; `modified` is RFC 3339; `gated`: only for accounts that
    accepted its terms; `parameters`: number of weights. Unknown texts are empty, unknown numbers None or 0."""

    hub: Hub
    id: str
    downloads: int | None = None
    likes: int | None = None
    licence: str = ""
    modified: str = ""
    gated: bool = False
    architecture: str = ""
    parameters: int = 0
    context: int = 0


@dataclass(frozen=True, slots=True)
class HubPage:
    """One page of results; `next_page` is what the hub named as the next one, empty at the end."""

    models: tuple[HubModel, ...]
    next_page: str = ""


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a repository: its path, bytes, and SHA-256 in hex (empty if the hub does not say)."""

    path: str
    size: int
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class HubQuantization:
    """One quantisation of a repository. `label` for people ("Q4_K_M"); `tag` as after the colon of a name; `files` are
    its parts, more than one of a split file; `parts`: how many there should be; `projector`: the vision file."""

    label: str
    tag: str
    files: tuple[HubFile, ...]
    parts: int = 1
    projector: HubFile | None = None

    @property
    def size(self) -> int:
        """Bytes of all files, including the vision file."""
        return sum(file.size for file in self.files) + (self.projector.size if self.projector else 0)

    @property
    def is_split(self) -> bool:
        return self.parts > 1

    @property
    def is_complete(self) -> bool:
        """Whether all parts are there."""
        return len(self.files) == self.parts


_PROJECTOR_ORDER = ("f16", "bf16", "f32", "q8_0")  # of several vision files the first of these


def group_files(files: Iterable[HubFile]) -> tuple[HubQuantization, ...]:
    """The quantisations in a repository's files, smallest first; other files are ignored."""
    projectors: list[HubFile] = []
    groups: defaultdict[tuple[str, int], dict[int, HubFile]] = defaultdict(dict)
    for file in files:
        stem, number, count = split_name(file.path)
        if not stem or _is_calibration(stem):
            continue
        if "mmproj" in stem.rpartition("/")[2].casefold():
            projectors.append(file)
        elif 1 <= number <= count:
            groups[stem, count].setdefault(number, file)
    projector = min(projectors, key=_rank_projector, default=None)
    quantizations = {stem: read_quantization(stem) for stem, _ in groups}
    uses = Counter(quantizations[stem].casefold() for stem, _ in groups)
    found = []
    for (stem, count), parts in groups.items():
        quantization, name = quantizations[stem], stem.rpartition("/")[2]
        single = bool(quantization) and uses[quantization.casefold()] == 1
        in_order = tuple(parts[number] for number in sorted(parts))
        label, tag = (quantization, quantization) if single else (name, f"{name}.gguf")
        found.append(HubQuantization(label, tag, in_order, count, projector))
    return tuple(sorted(found, key=lambda each: (each.size, each.label)))


def _is_calibration(stem: str) -> bool:
    """Whether it has the data that quantisation was calibrated with, which is no model."""
    return "imatrix" in stem.rpartition("/")[2].casefold() and not read_quantization(stem)


def _rank_projector(file: HubFile) -> tuple[int, int]:
    quantization = read_quantization(split_name(file.path)[0]).casefold()
    known = quantization in _PROJECTOR_ORDER
    return (_PROJECTOR_ORDER.index(quantization) if known else len(_PROJECTOR_ORDER), file.size)


_ACTIVE = re.compile(r"[-_.]A(\d{1,3}(?:\.\d{1,2})?)B(?![A-Za-z])", re.IGNORECASE)
_WEIGHTS = re.compile(r"(?<![A-Za-z0-9.])(\d{1,4}(?:\.\d{1,2})?)B(?![A-Za-z])", re.IGNORECASE)


def build_of(model: HubModel, quantization: HubQuantization) -> Architecture | None:
    """What memory and speed are estimated from, before the file itself is read; None where its size is unknown. Number
    of weights and active weights come from the hub, else from the name ("30B-A3B")."""
    if not quantization.size:
        return None
    name = model.id.rpartition("/")[2]
    billions = model.parameters / 1e9 or _number_in(_WEIGHTS, name)
    active = _number_in(_ACTIVE, name)
    return estimate_architecture(
        model.architecture or "unknown",
        quantization.size,
        billions,
        share=min(1.0, active / billions) if active and billions else 1.0,
        context=model.context or None,
        vision=quantization.projector is not None,
        quantization=quantization.label,
    )


USUAL_WEIGHT = 0.6  # bytes of a weight in the quantisation that most people take, Q4_K_M


def likely_build(model: HubModel) -> Architecture | None:
    """What a repository would need in its usual quantisation, before its files are known; None where neither the hub
    nor the name says how many weights it has."""
    billions = model.parameters / 1e9 or _number_in(_WEIGHTS, model.id.rpartition("/")[2])
    if not billions:
        return None
    file = HubFile("", round(billions * 1e9 * USUAL_WEIGHT))
    return build_of(model, HubQuantization("", "", (file,)))


def _number_in(pattern: re.Pattern[str], name: str) -> float:
    found = pattern.search(name)
    return float(found[1]) if found else 0.0
