"""The whole text of a reply as the model has it: the rendered prompt and what it has written."""

from __future__ import annotations

from dataclasses import replace

from teahouse.core.errors import Problem, Trouble
from teahouse.core.model import Capability
from teahouse.core.window import tokens_of
from teahouse.core.workshop.layer_inspection import MOST_CHARACTERS, MOST_TOKENS, ReplyPlace
from teahouse.services.chat.events import RenderedReplyEvent
from teahouse.services.chat.history import HistoryService
from teahouse.services.error_reports import as_trouble
from teahouse.services.events import EventSink
from teahouse.services.generation.continuation import render_reply
from teahouse.services.hosts.clients import Host, as_ollama
from teahouse.services.models.library import LibraryService
from teahouse.services.runtime import Runtime


class RenderedRepliesService:
    """The prompt is rendered anew, with the system prompt and the settings that the conversation has now."""

    def __init__(
        self, runtime: Runtime, history: HistoryService, library: LibraryService, host: Host, post: EventSink
    ) -> None:
        self._runtime = runtime
        self._history = history
        self._library = library
        self._host = host
        self._post = post

    def render_reply(self, ticket: str, place: ReplyPlace) -> None:
        """Render a stored reply for its model. A long text is cut after the place. → `RenderedReplyEvent`"""
        self._runtime.submit(self._post_reply(ticket, place))

    async def _post_reply(self, ticket: str, place: ReplyPlace) -> None:
        try:
            event = await self._render_reply(ticket, place)
        except Exception as failure:
            event = RenderedReplyEvent(ticket, trouble=as_trouble(failure))
        self._post(event)

    async def _render_reply(self, ticket: str, place: ReplyPlace) -> RenderedReplyEvent:
        tree = await self._history.load_tree(place.conversation_id, including=place.message_id)
        if tree is None or place.message_id not in tree:
            raise Trouble(Problem.PROMPT_UNKNOWN, model=place.model)
        reply = replace(tree[place.message_id], model=place.model)
        above = await self._history.load_sent_above(tree)
        request = await self._library.build_request(tree, reply, tree.think, above)
        card = self._library.find_card(place.model)
        if reply.thinking and (card is None or not card.lacks_capability(Capability.THINKING)):
            request = replace(request, think=tree.think or True)
        text = await render_reply(as_ollama(await self._host.client()), request, reply.thinking)
        if text is None:
            raise Trouble(Problem.PROMPT_UNKNOWN, model=place.model)
        rest = reply.text[place.end :]
        if len(text) > MOST_CHARACTERS or tokens_of(text) > MOST_TOKENS:
            text, rest = text.removesuffix(rest), ""
        return RenderedReplyEvent(ticket, text, len(rest.encode(errors="replace")))
