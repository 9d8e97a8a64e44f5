"""The lineage of a model: what it was made from, what was made from it, and what uses the same weights."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from teahouse.core.details import Details, read_details
from teahouse.core.model import ModelCard, same_model
from teahouse.core.values import dataclass
from teahouse.core.workshop.records import RecordKind, WorkshopRecord

MOST_STEPS = 16  # of a chain of parents
_FROM = re.compile(r"^FROM[ \t](?P<source>.*)$", re.MULTILINE)
_DIGEST = re.compile(r"sha256[-:]([0-9a-f]{64})$")


@dataclass(frozen=True, slots=True)
class Origin:
    """What a host tells about where a model comes from: the name of its parent, and its weights: digests of blobs, or
    paths of files in other places."""

    parent: str = ""
    weights: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relative:
    """A model in a lineage, `depth` steps below its first ancestor. `installed` False: it is not on this host. `same`:
    its weights are those of the model whose lineage it is. `kind`: how the Workshop made it, at `created` (seconds
    since the epoch); None for what it did not make."""

    name: str
    depth: int = 0
    size: int = 0
    quantization: str = ""
    installed: bool = True
    same: bool = False
    kind: RecordKind | None = None
    created: float = 0.0


@dataclass(frozen=True, slots=True)
class Lineage:
    """`tree`: the first known ancestor and all that was made from it, each below its parent. `siblings`: other models
    with the same weights that are not in the tree. `unread` models may be related too: the host was not asked about
    them."""

    model: str
    tree: tuple[Relative, ...] = ()
    siblings: tuple[Relative, ...] = ()
    unread: int = 0

    @property
    def is_alone(self) -> bool:
        """Whether no other model is known to be related."""
        return len(self.tree) < 2 and not self.siblings


def read_origin(shown: Mapping[str, Any]) -> Origin:
    """Read the body of `/api/show`."""
    return origin_of(read_details("", {key: shown[key] for key in ("details", "modelfile") if key in shown}))


def origin_of(details: Details) -> Origin:
    """Where a model comes from: its parent, and the FROM lines of its Modelfile."""
    sources = [found["source"].strip() for found in _FROM.finditer(details.modelfile)]
    weights = [f"sha256:{digest[1]}" if (digest := _DIGEST.search(source)) else source for source in sources]
    parent = (
        details.parent if not re.search(r"^/|sha256-|\\", details.parent) else ""
    )  # older daemons have a path there
    return Origin(parent, tuple(each for each in weights if "sha256:" in each or "/" in each or "\\" in each))


def candidates(model: ModelCard, cards: Iterable[ModelCard]) -> list[ModelCard]:
    """The models that may be related to a model: with its architecture and about its number of parameters, those with
    the same size first."""
    found = [
        card
        for card in cards
        if not same_model(card.name, model.name)
        and (card.digest == model.digest or (card.family, card.parameters) == (model.family, model.parameters))
    ]
    return sorted(found, key=lambda card: (abs(card.size - model.size), card.name))


def build_lineage(
    model: str,
    origins: Mapping[str, Origin],
    cards: Iterable[ModelCard],
    records: Iterable[WorkshopRecord] = (),
    *,
    unread: int = 0,
) -> Lineage:
    """Build the lineage of a model; `origins` by name has it and those that may be related to it. `records` of the
    Workshop tell more: a host knows no parent of a model that was made of a file."""
    by_name = {card.name: card for card in cards}
    made = {record.model: record for record in records if record.model}
    origins = dict(origins)
    for name, record in made.items():
        known = _find(name, origins) or _find(name, by_name)
        if known is not None and not origins.get(known, Origin()).parent:
            origins[known] = replace(origins.get(known, Origin()), parent=record.made_from)
    own = _find(model, origins)
    weights = set(origins[own].weights) if own is not None else set()

    def relative(name: str, depth: int) -> Relative:
        known = _find(name, by_name)
        card = by_name[known] if known is not None else None
        there = _find(name, origins)
        same = there is not None and bool(weights & set(origins[there].weights))
        noted = _find(name, made)
        kind, created = (made[noted].kind, made[noted].created) if noted is not None else (None, 0.0)
        if card is None:
            return Relative(name, depth, installed=False, kind=kind, created=created)
        return Relative(card.name, depth, card.size, card.quantization, same=same, kind=kind, created=created)

    chain = [model]
    while (parent := _parent_of(chain[0], origins)) and len(chain) < MOST_STEPS:
        if any(same_model(parent, name) for name in chain):
            break
        chain.insert(0, parent)
    tree: list[Relative] = []
    placed: list[str] = []

    def place(name: str, depth: int) -> None:
        placed.append(name)
        tree.append(relative(name, depth))
        for child in sorted(origins) if depth < MOST_STEPS else ():
            parent = origins[child].parent
            if parent and same_model(parent, name) and not any(same_model(child, other) for other in placed):
                place(child, depth + 1)

    place(chain[0], 0)
    others = [name for name in sorted(origins) if not any(same_model(name, other) for other in placed)]
    siblings = tuple(relative(name, 0) for name in others if weights & set(origins[name].weights))
    return Lineage(model, tuple(tree), siblings, unread)


def _parent_of(name: str, origins: Mapping[str, Origin]) -> str:
    known = _find(name, origins)
    return origins[known].parent if known is not None else ""


def _find(name: str, names: Iterable[str]) -> str | None:
    """The name among `names` that names the same model."""
    return next((other for other in names if same_model(other, name)), None)
