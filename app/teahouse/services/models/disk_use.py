"""How much disk the host's models take: read from its folder, else computed from its list of models."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from teahouse.core.errors import Trouble
from teahouse.core.model import ModelCard, ModelName
from teahouse.desktop import hardware
from teahouse.desktop.model_folder import shares_of
from teahouse.services.models.events import DiskEvent


def measure_folder(folder: Path, cards: Sequence[ModelCard]) -> DiskEvent | None:
    """The bytes of a models folder (blocking); None where it cannot be read or is not the folder of these models."""
    shares = shares_of(folder)
    own, size = ({_short(name): size for name, size in each.items()} for each in (shares.own, shares.size))
    if cards and not any(card.name in size for card in cards):
        return None
    return DiskEvent(str(folder), own, size, shares.total, shares.unfinished, hardware.free_disk(folder))


def estimate_from_list(cards: Sequence[ModelCard]) -> DiskEvent:
    """What the list says: models with equal digests are one on the disk. Others may share data, too, so `own` is only
    the most that a deletion frees."""
    users = Counter(card.digest for card in cards if card.digest)
    once = {card.digest or card.name: card.size for card in cards}
    return DiskEvent(
        own={card.name: 0 if users[card.digest] > 1 else card.size for card in cards},
        size={card.name: card.size for card in cards},
        total=sum(once.values()),
        exact=False,
    )


def _short(full: str) -> str:
    try:
        return ModelName.parse(full).short
    except Trouble:
        return full
