"""Runs generations on one host and stores how they ended: for a chat, a lane of a comparison and a try-out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from teahouse.core.conversation import MEASURED, Conversation, Message
from teahouse.core.errors import Problem, Trouble
from teahouse.core.measure import Figures
from teahouse.core.run import Source
from teahouse.core.stream_events import Phase
from teahouse.ollama.requests import ChatRequest
from teahouse.services.error_reports import report_errors
from teahouse.services.events import EventSink
from teahouse.services.generation.generation import Generation, GenerationOutcome
from teahouse.services.generation.load_watcher import LoadWatcher
from teahouse.services.hosts.service import Host
from teahouse.services.models.library import LibraryService
from teahouse.services.runtime import Runtime
from teahouse.services.store_thread import StoreThread


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
        watcher.emit_phase(Phase.WAITING)
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
