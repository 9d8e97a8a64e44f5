"""A try-out of a variant before it is made: its base is asked as the variant would be, and nothing is kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace

from teahouse.core.conversation import Message, Role, State
from teahouse.core.errors import Problem, Trouble
from teahouse.core.events import Failed, Finished, Phase, StreamEvent, TextPiece, TextWasThinking, ThinkingPiece
from teahouse.core.modelfile import Modelfile
from teahouse.ollama.requests import ChatRequest
from teahouse.services.hosts import HostsService
from teahouse.services.library import LibraryService
from teahouse.services.models_news import TriedNews
from teahouse.services.news import PhaseNews, PieceNews, Post, ReplyNews, RethoughtNews
from teahouse.services.runtime import Runtime
from teahouse.services.telling import as_trouble
from teahouse.services.waiting import Waiting

TALK = ""  # the id of a conversation that nobody keeps


@dataclass(slots=True)
class _Reply:
    """The reply as it stands, as `Waiting` wants to know it."""

    message: Message
    conversation_id: str = TALK
    started: bool = False


class TryingService:
    """Every method returns at once; answers come as news. One question is asked at a time."""

    def __init__(self, runtime: Runtime, hosts: HostsService, library: LibraryService, post: Post) -> None:
        self._runtime = runtime
        self._hosts = hosts
        self._library = library
        self._post = post
        self._task: asyncio.Task[None] | None = None

    # What the window asks.

    def ask(self, modelfile: Modelfile, talk: tuple[Message, ...], reply: Message) -> None:
        """Ask the base what `talk` ends with, with the Modelfile's system prompt, messages and parameters; its template
        and adapter count only once it is made. A question still at work is given up. → `TriedNews`"""
        self._runtime.submit(self._begin(modelfile, talk, reply))

    def stop(self) -> None:
        """Give up what is asked, keeping on screen what has come. → `TriedNews`"""
        self._runtime.submit(self._stop())

    # How it is done.

    async def _begin(self, modelfile: Modelfile, talk: tuple[Message, ...], reply: Message) -> None:
        await self._stop()
        self._task = self._runtime.spawn(self._ask(modelfile, talk, _Reply(reply)))

    async def _stop(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _ask(self, modelfile: Modelfile, talk: tuple[Message, ...], reply: _Reply) -> None:
        state, trouble = State.STOPPED, None
        try:
            waiting = Waiting(reply, self._library, self._tell)
            waiting.say(Phase.WAITING)
            request = self._request(modelfile, talk)
            client = await self._hosts.client()
            async with waiting.watch(client, self._runtime):
                state = await self._take(client.chat(request), reply)
        except Exception as failure:
            state, trouble = State.FAILED, as_trouble(failure)
            self._hosts.doubt(trouble)
        finally:
            problem, facts = ("", {}) if trouble is None else (trouble.problem.value, dict(trouble.facts))
            self._tell(ReplyNews(TALK, replace(reply.message, state=state, problem=problem, facts=facts)))

    def _request(self, modelfile: Modelfile, talk: tuple[Message, ...]) -> ChatRequest:
        examples = (Message("", None, Role(role), text) for role, text in modelfile.messages)
        return ChatRequest(
            modelfile.base,
            (*examples, *talk),
            system=modelfile.system,
            options=modelfile.options(),
            keep_alive=self._library.keep_alive or None,
        )

    async def _take(self, events: AsyncGenerator[StreamEvent, None], reply: _Reply) -> State:
        """Tell what comes until it ends; raises what ended it before its time."""
        async with aclosing(events):
            async for event in events:
                match event:
                    case TextPiece(text):
                        self._piece(reply, text, "")
                    case ThinkingPiece(thinking):
                        self._piece(reply, "", thinking)
                    case TextWasThinking():
                        before = reply.message
                        reply.message = replace(before, text="", thinking=before.thinking + before.text)
                        self._tell(RethoughtNews(TALK, before.id))
                    case Finished(reason):
                        return State.LENGTH if reason == "length" else State.DONE
                    case Failed(trouble):
                        raise trouble
        raise Trouble(Problem.HOST_LOST)

    def _piece(self, reply: _Reply, text: str, thinking: str) -> None:
        reply.started = True
        before = reply.message
        reply.message = replace(before, text=before.text + text, thinking=before.thinking + thinking)
        self._tell(PieceNews(TALK, before.id, text, thinking))

    def _tell(self, news: object) -> None:
        """Hand on a reply's news as the try-out's own; what is not about the reply goes on as it is."""
        match news:
            case PieceNews() | RethoughtNews() | PhaseNews() | ReplyNews():
                self._post(TriedNews(news))
            case _:
                self._post(news)
