"""A try-out of a variant before it is made: its base is asked as the variant would be, and nothing is kept."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from teahouse.core.conversation import Message, Role
from teahouse.core.modelfile import Modelfile
from teahouse.ollama.requests import ChatRequest
from teahouse.services.events import EventSink
from teahouse.services.generation.events import ReplyEvent
from teahouse.services.generation.generation import Generation, outcome_of
from teahouse.services.generation.runner import GenerationRunner
from teahouse.services.models.events import TRY_OUT
from teahouse.services.models.library import LibraryService
from teahouse.services.runtime import Runtime


class TryOutService:
    """Every method returns at once; answers come as events. One question is asked at a time."""

    def __init__(self, runtime: Runtime, runner: GenerationRunner, library: LibraryService, post: EventSink) -> None:
        self._runtime = runtime
        self._runner = runner
        self._library = library
        self._post = post
        self._task: asyncio.Task[None] | None = None

    # What the window asks.

    def ask_variant(self, modelfile: Modelfile, talk: tuple[Message, ...], reply: Message) -> None:
        """Ask the base what `talk` ends with, with the Modelfile's system prompt, messages and parameters; its template
        and adapter count only once it is made. A question still at work is given up. Posts what a chat posts of a
        reply, with TRY_OUT as the conversation's id."""
        self._runtime.submit(self._begin(modelfile, talk, reply))

    def stop_answer(self) -> None:
        """Give up what is asked, keeping on screen what has come."""
        self._runtime.submit(self._stop())

    # How it is done.

    async def _begin(self, modelfile: Modelfile, talk: tuple[Message, ...], reply: Message) -> None:
        await self._stop()
        self._task = self._runtime.spawn(self._generate(modelfile, talk, reply))

    async def _stop(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _generate(self, modelfile: Modelfile, talk: tuple[Message, ...], reply: Message) -> None:
        async def make_request() -> ChatRequest:
            return self._request(modelfile, talk)

        generation = Generation(TRY_OUT, reply, self._post)
        outcome = await outcome_of(self._runner.run(generation, make_request, self._post))
        self._post(ReplyEvent(TRY_OUT, replace(reply, **generation.result(outcome))))

    def _request(self, modelfile: Modelfile, talk: tuple[Message, ...]) -> ChatRequest:
        examples = (Message("", None, Role(role), text) for role, text in modelfile.messages)
        return ChatRequest(
            modelfile.base,
            (*examples, *talk),
            system=modelfile.system,
            options=modelfile.build_options(),
            keep_alive=self._library.keep_alive or None,
        )
