"""Runs generations on one host and stores their results: for chats, lanes and try-outs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from time import time

from teahouse.core.chat_request import ChatRequest
from teahouse.core.conversation import MEASURED, Conversation, Message, Role
from teahouse.core.errors import Problem, Trouble
from teahouse.core.measure import Figures
from teahouse.core.model import LoadedModel, same_model
from teahouse.core.run import Source
from teahouse.core.stream_events import Phase, PhaseSubject
from teahouse.core.window import room_for_reply
from teahouse.ollama.client import OllamaClient
from teahouse.services.error_reports import report_errors
from teahouse.services.events import EventSink
from teahouse.services.generation.continuation import continue_request
from teahouse.services.generation.events import PhaseEvent
from teahouse.services.generation.generation import Generation, GenerationOutcome, WindowLimit, ignore_events
from teahouse.services.hosts.clients import Host, HostClient
from teahouse.services.models.library import LibraryService
from teahouse.services.runtime import Runtime
from teahouse.services.store_thread import StoreThread

POLL_SECONDS = 0.3
LAST_POLL_SECONDS = 0.3
COUNT_SECONDS = 5.0
FIRST_POLL_SECONDS = 0.15  # many models have answered by then and need no poll


class LoadWatcher:
    """Posts what a generation waits for until its first delta.

    A daemon sends nothing while it loads a model, so its list of loaded models is polled until then.
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
    async def watch(self, client: HostClient, runtime: Runtime, request: ChatRequest) -> AsyncIterator[None]:
        """Post phases until the first delta, then read memory once and limit the reply to the window; nothing on a host
        that does not say what it has loaded. A reply that ends sooner waits LAST_POLL_SECONDS for that, because its
        figures include the memory."""
        if not isinstance(client, OllamaClient):
            yield
            return
        watching = runtime.spawn(self._watch_host(client, request))
        try:
            yield
        finally:
            self._ended.set()
            await asyncio.wait((watching,), timeout=LAST_POLL_SECONDS)

    async def _watch_host(self, client: OllamaClient, request: ChatRequest) -> None:
        model = self._generation.message.model
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ended.wait(), FIRST_POLL_SECONDS)
        while not self._generation.started and not self._ended.is_set():
            try:
                loaded = await client.list_loaded()
            except Trouble:
                return  # the reply's own request fails too
            self._post_phase_of(model, loaded)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), POLL_SECONDS)
        if self._generation.started:
            await self._library.read_memory()
            self._limit_reply(request)

    def _limit_reply(self, request: ChatRequest) -> None:
        loaded = self._library.find_loaded(request.model)
        if loaded is not None and (window := loaded.context_length):
            room = room_for_reply(request.messages, request.system, request.model, window)
            self._generation.end_at(WindowLimit(window, room))

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


async def _count_prompt(client: HostClient, request: ChatRequest) -> int | None:
    """The daemon's count of a prompt that it has just read, from a reply of one token; None where that takes long."""
    asked = replace(request, options={**request.options, "num_predict": 1})
    generation = Generation("", Message("", None, Role.ASSISTANT, model=request.model), ignore_events)
    with suppress(TimeoutError):
        async with asyncio.timeout(COUNT_SECONDS):
            await generation.run(client, asked)
    return generation.figures().prompt_tokens


class GenerationRunner:
    """One for each host. Failed writes are posted to `post`."""

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
        """Send the request and read the reply to its end; phases go to `post`. Raises `Trouble` where the host is not
        reachable; cancelling ends the generation."""
        watcher = LoadWatcher(generation, self._library, post)
        watcher.post_phase(Phase.WAITING)
        client = await self._host.client()
        if not generation.message.model:
            raise Trouble(Problem.NO_MODEL)
        request = await make_request()
        async with watcher.watch(client, self._runtime, request):
            if generation.message.text:
                request = await continue_request(client, request)
            outcome = await generation.run(client, request)
        if generation.fills_window:
            generation.add_prompt_tokens(await _count_prompt(client, request))
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
        """Update the message in `tree`, pass it to `on_finished`, store it and record its figures. A failed write is
        posted; the message stays in the tree."""
        message = tree.update_message(generation.finish_message(tree[generation.message.id], outcome, figures))
        on_finished(message)
        await report_errors(
            self._store_thread.write(lambda store: store.conversations.finish_reply(message)), self._post
        )
        if figures is not None and figures.tokens and message.state in MEASURED:
            await report_errors(self._library.record_figures(message, figures, source, tree.options), self._post)
