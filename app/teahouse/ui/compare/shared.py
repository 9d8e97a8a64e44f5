"""What Compare has in common with other pages, taken from where it stands: the one place that says where that is."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from teahouse.services.models.events import MemoryEvent, ModelEntry
from teahouse.ui.chat.greeting import ExampleCard
from teahouse.ui.style import Theme
from teahouse.ui.switcher import choice
from teahouse.ui.switcher.choice import memory_capacity, think_modes
from teahouse.ui.switcher.popup import Switcher
from teahouse.ui.switcher.words import usually
from teahouse.ui.transcript.blocks.text_style import ViewStyle
from teahouse.ui.transcript.layout.frame_clock import TEXT, FrameClock
from teahouse.ui.transcript.view import TranscriptView
from teahouse.ui.transcript.words import phase as phase_words

LANE = ViewStyle(ground="surface", side=14, pad=8, bare=True, first_question=False)


def lane_view(theme: Theme, clock: FrameClock, parent: QWidget) -> TranscriptView:
    """A transcript as it stands in a lane."""
    return TranscriptView(theme, parent, clock=clock, view_style=LANE)


def leaving(entry: ModelEntry, memory: MemoryEvent | None) -> tuple[str, ...]:
    """Names of the loaded models that must leave so that this one fits."""
    return tuple(loaded.name for loaded in choice.leaving_models(entry, memory))


def with_memory(entries: tuple[ModelEntry, ...], memory: MemoryEvent | None) -> tuple[ModelEntry, ...]:
    """The entries with what is in memory now."""
    return choice.with_memory(entries, memory)


__all__ = [
    "TEXT",
    "ExampleCard",
    "FrameClock",
    "Switcher",
    "TranscriptView",
    "lane_view",
    "leaving",
    "memory_capacity",
    "phase_words",
    "think_modes",
    "usually",
    "with_memory",
]
