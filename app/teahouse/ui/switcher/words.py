"""Texts about models on several pages: badges and measurements."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from teahouse.core.model import Capability, ModelCard
from teahouse.services.models.events import ModelEntry
from teahouse.ui.i18n import numbers

translate = QCoreApplication.translate


def badges(card: ModelCard) -> list[str]:
    """The capabilities of a model besides chatting, in words."""
    words = {
        Capability.THINKING: translate("Models", "thinking"),
        Capability.TOOLS: translate("Models", "tools"),
        Capability.VISION: translate("Models", "vision"),
    }
    return [word for capability, word in words.items() if card.has_capability(capability)]


def usually(entry: ModelEntry) -> str:
    """Its measurements on this computer: "usually 21 tok/s, 5.2 GB"; empty where it never ran here."""
    if entry.usual is None or entry.usual.rate is None:
        return ""
    rate = numbers.rate(entry.usual.rate)
    if not entry.usual.memory:
        return translate("Models", "usually {rate}").format(rate=rate)
    memory = numbers.size(entry.usual.memory)
    return translate("Models", "usually {rate}, {memory}").format(rate=rate, memory=memory)


def in_memory(entry: ModelEntry) -> str:
    """The secondary text of the header: "5.2 GB in memory · usually 21 tok/s here"."""
    parts = []
    if entry.loaded is not None:
        size = numbers.size(entry.loaded.size)
        parts.append(translate("Models", "{size} in memory").format(size=size))
    if entry.usual is not None and entry.usual.rate is not None:
        rate = numbers.rate(entry.usual.rate)
        parts.append(translate("Models", "usually {rate} here").format(rate=rate))
    return " · ".join(parts)


def row_facts(entry: ModelEntry) -> list[str]:
    """The second line of a switcher row, part by part: size, quantisation, loaded, measurements."""
    card = entry.card
    parts = [numbers.size(card.size) if card.size else "", card.quantization]
    if entry.loaded is not None:
        parts.append(translate("Models", "loaded"))
    parts.append(usually(entry))
    return [part for part in parts if part]


def memory_warning(*, too_big: bool, names: tuple[str, ...]) -> str:
    """A warning before a model is loaded: that it does not fit, or which models are unloaded for it; empty for none."""
    return translate("Models", "too big for this computer") if too_big else unload_words(names)


def unload_words(names: tuple[str, ...]) -> str:
    """The models to unload first: "unloads qwen3:8b first"; empty for none."""
    if not names:
        return ""
    return translate("Models", "unloads {models} first").format(models=numbers.in_a_row(names))
