"""Runs generations on one host and stores how they ended: for a chat, a lane of a comparison and a try-out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from time import time
from typing import TYPE_CHECKING

from teahouse.core.conversation import MEASURED, Conversation, Message
from teahouse.core.errors import Problem, Trouble
from teahouse.core.measure import Figures
from teahouse.core.model import LoadedModel, same_model
from teahouse.core.run import Source
from teahouse.core.stream_events import Phase, PhaseSubject
from teahouse.ollama.requests import ChatRequest
from teahouse.services.error_reports import report_errors
from teahouse.services.events import EventSink
from teahouse.services.generation.events import PhaseEvent
from teahouse.services.generation.generation import Generation, GenerationOutcome
from teahouse.services.hosts.service import Host
from teahouse.services.models.library import LibraryService
from teahouse.services.runtime import Runtime
from teahouse.services.store_thread import StoreThread

if TYPE_CHECKING:
    from teahouse.ollama.client import OllamaClient


ASKED_EVERY = 0.3  # seconds
LOOKED_WITHIN = 0.3  # seconds
ASKED_FIRST = 0.15  # seconds: the question itself goes out undisturbed, and many a model has answered by then


class LoadWatcher:
    """Tells what a generation waits for while nothing has arrived yet.

    A daemon says nothing while it loads a model; what it has loaded is asked a few times a second until the first piece
    arrives, and never afterwards.
    """

    def __init__(self, generation: Generation, library: LibraryService, post: EventSink) -> None:
        self._generation = generation
        self._library = library
        self._post = post
        self._ended = asyncio.Event()
        self._last: tuple[Phase, PhaseSubject] | None = None

    def post_phase(self, phase: Phase, subject: PhaseSubject = PhaseSubject()) -> None:  # noqa: B008 - a frozen value
        """Post the phase once, unless a delta has arrived."""
        if self._last == (phase, subject) or self._generation.started or self._ended.is_set():
            return
        self._last = (phase, subject)
        self._post(PhaseEvent(self._generation.conversation_id, self._generation.message.id, phase, subject, time()))

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
            self._post_phase_of(model, loaded)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), ASKED_EVERY)
        if self._generation.started:
            await self._library.read_memory()

    def _post_phase_of(self, model: str, loaded: tuple[LoadedModel, ...]) -> None:
        if any(same_model(model, other.name) for other in loaded):
            self.post_phase(Phase.READING)
            return
        card = self._library.find_card(model)
        size = card.size if card else 0
        leaving = self._library.model_to_unload(size, loaded)
        if leaving:
            self.post_phase(Phase.UNLOADING, PhaseSubject(leaving))
        else:
            self.post_phase(Phase.LOADING, PhaseSubject(model, size))


class GenerationRunner:
    """One for each host. What cannot be stored is told to `post`."""

    def __init__(
        self, runtime: Runtime, store_thread: StoreThread, host: Host, library: LibraryService, post: EventSink
    ) -> None:
        self._runtime = runtime
        self._store_thread = store_thread
        self._host = host
        self._library = library
        self._post = post

    async def run_generation(
        self, generation: Generation, make_request: Callable[[], Awaitable[ChatRequest]], post: EventSink
    ) -> GenerationOutcome:
        """Ask the host and read its answer to the end; the phases before the first delta go to `post`. Raises what
        keeps the host away; cancelling ends the generation at once."""
        watcher = LoadWatcher(generation, self._library, post)
        watcher.post_phase(Phase.WAITING)
        client = await self._host.client()
        if not generation.message.model:
            raise Trouble(Problem.NO_MODEL)
        request = await make_request()
        async with watcher.watch(client, self._runtime):
            outcome = await generation.run(client, request)
        if (trouble := outcome.trouble) is not None:
            self._host.mark_unreachable(trouble)
        return outcome

    async def finish_reply(
        self,
        tree: Conversation,
        generation: Generation,
        outcome: GenerationOutcome,
        figures: Figures | None,
        source: Source,
        on_finished: Callable[[Message], None],
    ) -> None:
        """Put the end of a message of `tree` there, give it to `on_finished`, store it, and record what it measured.
        What the disk refuses is told; the message stands in the tree all the same."""
        message = tree.update_message(generation.message.id, **generation.result_fields(outcome, figures))
        on_finished(message)
        await report_errors(self._store_thread.write(lambda kept: kept.conversations.finish_reply(message)), self._post)
        if figures is not None and figures.tokens and message.state in MEASURED:
            await report_errors(self._library.record_figures(message, figures, source, tree.options), self._post)
