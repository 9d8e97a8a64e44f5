"""Which ways of thinking a model offers, told by its capability and its name.

A daemon says only that a model can think, not whether it can be asked not to; the exceptions are known by name:
gpt-oss takes levels and no off, the distills of R1 and some others always think.
"""

from __future__ import annotations

from teahouse.core.conversation import Think
from teahouse.core.labs import base_name
from teahouse.core.model import Capability, ModelCard

ON_OFF: tuple[Think, ...] = (True, False)
LEVELS: tuple[Think, ...] = ("low", "medium", "high")
ALWAYS: tuple[Think, ...] = (True,)

_LEVELLED = ("gpt-oss",)
_ALWAYS = ("deepseek-r1", "qwq", "phi4-reasoning", "phi4-mini-reasoning", "olmo-3")


def ways(card: ModelCard | None) -> tuple[Think, ...]:
    """What can be chosen for this model; empty where it cannot think, one way where it cannot do otherwise."""
    if card is None or not card.can(Capability.THINKING):
        return ()
    base = base_name(card.name)
    if base.startswith(_LEVELLED):
        return LEVELS
    tag = card.name.rpartition(":")[2].casefold()
    if base.startswith(_ALWAYS) or "thinking" in base or "thinking" in tag:
        return ALWAYS
    return ON_OFF


def effective(think: Think, offered: tuple[Think, ...]) -> Think:
    """What a wish comes to with this model: a wish it cannot fulfil falls back to its default."""
    if think in offered:
        return think
    if offered == LEVELS:
        return "medium"
    return offered[0] if offered else None
