"""Choosing the model for the next message, and the models to unload for it.

The choice is the conversation's own model, else the one last chosen anywhere, else the first installed one that can
chat. Pure functions; the page reads and writes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from teahouse.core.conversation import Think
from teahouse.core.labs import base_name
from teahouse.core.model import LoadedModel, ModelCard, leaving_order, same_model
from teahouse.services.models.events import MemoryEvent, ModelEntry

GIB = 1024**3
RECENT_KEPT = 8


def find_entry(models: Iterable[ModelEntry], name: str) -> ModelEntry | None:
    """The entry with that name, as typed or as listed."""
    entries = tuple(models)
    exact = next((entry for entry in entries if entry.card.name == name), None)
    return exact or next((entry for entry in entries if name and same_model(entry.card.name, name)), None)


def choose_model(models: tuple[ModelEntry, ...] | None, *wished: str) -> str:
    """The first of these models that is installed, else the one that chats and was installed first, else none: a model
    that was added later is not used before it was chosen.

    While the list of models is unknown (None) the first of them is returned: it is most likely installed.
    """
    names = [name for name in wished if name]
    if models is None:
        return names[0] if names else ""
    for name in names:
        if (entry := find_entry(models, name)) is not None and entry.card.chats:
            return entry.card.name
    chatting = [entry.card for entry in models if entry.card.chats]
    return min(chatting, key=lambda card: card.modified_at).name if chatting else ""


def recent_with(model: str, recent: tuple[str, ...]) -> tuple[str, ...]:
    """The recent models with this one first."""
    return (model, *(name for name in recent if name != model))[:RECENT_KEPT]


def with_memory(entries: tuple[ModelEntry, ...], memory: MemoryEvent | None) -> tuple[ModelEntry, ...]:
    """The entries with the current loaded models; events about these come more often than lists of installed models."""
    if memory is None:
        return entries
    loaded: dict[str, LoadedModel] = {}
    for model in memory.loaded:
        if (entry := find_entry(entries, model.name)) is not None:
            loaded[entry.card.name] = model
    return tuple(replace(entry, loaded=loaded.get(entry.card.name)) for entry in entries)


def needed_memory(card: ModelCard, usual: int | None) -> int:
    """Bytes of memory a model will take: the last measurement here, else its file and a gibibyte for working memory."""
    return usual or card.size + GIB


def memory_capacity(memory: MemoryEvent | None) -> int:
    """The most bytes models can have on this computer; 0 where that is unknown (the host is another one)."""
    return memory.total + memory.vram_total if memory is not None else 0


def is_too_big(entry: ModelEntry, whole: int) -> bool:
    """Whether a model needs more than this computer has, with nothing else loaded; `whole` is its `capacity`."""
    return 0 < whole < needed_memory(entry.card, entry.usual.memory if entry.usual else None) and entry.loaded is None


def leaving_models(entry: ModelEntry, memory: MemoryEvent | None) -> tuple[LoadedModel, ...]:
    """The loaded models to unload so that this one fits, those that expire first coming first; empty where none has to
    be or this computer's memory is unknown (the host is another computer)."""
    if memory is None or memory.total == 0 or not memory.loaded or entry.loaded is not None:
        return ()
    missing = needed_memory(entry.card, entry.usual.memory if entry.usual else None) - memory.free
    found: list[LoadedModel] = []
    for loaded in leaving_order(memory.loaded, datetime.now(UTC)):
        if missing <= 0:
            break
        found.append(loaded)
        missing -= memory.freed_by(loaded)
    return tuple(found)


# The thinking modes of a model, from its capability and its name. A daemon reports only whether a model can think, not
# whether thinking can be turned off; the exceptions are known by name: gpt-oss has levels and no off, the distills of
# R1 and some others always think.

ON_OFF: tuple[Think, ...] = (True, False)
LEVELS: tuple[Think, ...] = ("low", "medium", "high")
ALWAYS: tuple[Think, ...] = (True,)

_LEVELLED = ("gpt-oss", "gpt-5", "o1", "o3", "o4")
_ALWAYS = ("deepseek-r1", "qwq", "phi4-reasoning", "phi4-mini-reasoning", "olmo-3")


def think_modes(card: ModelCard | None) -> tuple[Think, ...]:
    """The thinking modes of this model; empty where it cannot think, one where it always thinks."""
    if card is None or not card.can_think:
        return ()
    base = base_name(card.name)
    if base.startswith(_LEVELLED):
        return LEVELS
    tag = card.name.rpartition(":")[2].casefold()
    if base.startswith(_ALWAYS) or "thinking" in base or "thinking" in tag:
        return ALWAYS
    return ON_OFF


def effective_think(think: Think, offered: tuple[Think, ...]) -> Think:
    """The effective mode for this model: the chosen one, or its default where it does not have that mode."""
    if think in offered:
        return think
    if offered == LEVELS:
        return "medium"
    return offered[0] if offered else None
