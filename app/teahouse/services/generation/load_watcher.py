"""What a generation waits for, told while nothing has arrived yet.

A daemon says nothing while it loads a model; what it has loaded is asked a few times a second until the first
piece arrives, and never afterwards.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from time import time
from typing import TYPE_CHECKING, Any

from teahouse.core.errors import Trouble
from teahouse.core.model import LoadedModel, same_model
from teahouse.core.stream_events import Phase
from teahouse.services.events import EventSink
from teahouse.services.generation.events import PhaseEvent
from teahouse.services.generation.generation import Generation
from teahouse.services.models.library import LibraryService
from teahouse.services.runtime import Runtime

if TYPE_CHECKING:
    from teahouse.ollama.client import OllamaClient

ASKED_EVERY = 0.3  # seconds
LOOKED_WITHIN = 0.3  # seconds
ASKED_FIRST = 0.15  # seconds: the question itself goes out undisturbed, and many a model has answered by then


class LoadWatcher:
    def __init__(self, generation: Generation, library: LibraryService, post: EventSink) -> None:
        self._generation = generation
        self._library = library
        self._post = post
        self._ended = asyncio.Event()
        self._last: tuple[Phase, dict[str, Any]] | None = None

    def emit_phase(self, phase: Phase, **facts: Any) -> None:
        """Tell the phase, once, unless the first delta is there."""
        if self._last == (phase, facts) or self._generation.started or self._ended.is_set():
            return
        self._last = (phase, facts)
        self._post(PhaseEvent(self._generation.conversation_id, self._generation.message.id, phase, facts, time()))

    @asynccontextmanager
    async def watch(self, client: OllamaClient, runtime: Runtime) -> AsyncIterator[None]:
        """While inside, tell what the host does until the first piece is there, then look at memory once. A reply that
        is over sooner waits a moment for that look: its figures would tell of the memory before it."""
        watching = runtime.spawn(self._watch_host(client))
        try:
            yield
        finally:
            self._ended.set()
            await asyncio.wait((watching,), timeout=LOOKED_WITHIN)

    async def _watch_host(self, client: OllamaClient) -> None:
        model = self._generation.message.model
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ended.wait(), ASKED_FIRST)
        while not self._generation.started and not self._ended.is_set():
            try:
                loaded = await client.list_loaded()
            except Trouble:
                return  # the reply's own request will say what is wrong
            self._emit_phase_of(model, loaded)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), ASKED_EVERY)
        if self._generation.started:
            await self._library.read_memory()

    def _emit_phase_of(self, model: str, loaded: tuple[LoadedModel, ...]) -> None:
        if any(same_model(model, other.name) for other in loaded):
            self.emit_phase(Phase.READING)
            return
        card = self._library.find_card(model)
        size = card.size if card else 0
        leaving = self._library.model_to_unload(size, loaded)
        if leaving:
            self.emit_phase(Phase.UNLOADING, model=leaving)
        else:
            self.emit_phase(Phase.LOADING, model=model, size=size)
