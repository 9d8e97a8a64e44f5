"""Shortens what is sent of a conversation that exceeds its context: leaves out or summarises the oldest messages.

Nothing is deleted: `Conversation.since` is the first message that is sent, `summary` replaces those before it. Then the
reply that did not fit is retried or continued.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress

from teahouse.core.chat_request import ChatRequest
from teahouse.core.conversation import Conversation, Message, Role, State
from teahouse.core.errors import Problem, Trouble
from teahouse.core.options import reloading_options
from teahouse.core.window import first_sent, is_overflowed, pieces_of
from teahouse.services.chat.events import ContextEvent
from teahouse.services.chat.history import HistoryService
from teahouse.services.chat.service import ChatService
from teahouse.services.error_reports import as_trouble
from teahouse.services.events import EventSink
from teahouse.services.generation.generation import Generation, ignore_events
from teahouse.services.hosts.clients import HostClient
from teahouse.services.hosts.service import HostsService
from teahouse.services.models.library import LibraryService
from teahouse.services.runtime import Runtime

SUMMARY_SHARE = 0.15  # of the window, for a summary
READ_SHARE = 0.6  # of the window, for the text of one request
LONGEST_SUMMARY = 800  # tokens
_ASK = (
    "Summarise the conversation below for somebody who has to continue it. Keep names, facts, numbers, decisions and "
    "open questions. Write only the summary, in the language of the conversation.\n\n"
)


class ContextService:
    def __init__(
        self,
        runtime: Runtime,
        history: HistoryService,
        hosts: HostsService,
        library: LibraryService,
        chat: ChatService,
        post: EventSink,
    ) -> None:
        self._runtime = runtime
        self._history = history
        self._hosts = hosts
        self._library = library
        self._chat = chat
        self._post = post
        self._working: dict[str, asyncio.Task[None]] = {}  # by conversation

    # Called by the window. → `ContextEvent`

    def leave_out_messages(self, conversation_id: str, reply_id: str, window: int, *, summed_up: bool = False) -> None:
        """Send from now on only what fits `window` tokens, counted at this reply; `summed_up`: with its model's summary
        of what is left out. A reply that did not fit is retried, one that was cut off is continued."""
        self._start_work(conversation_id, self._leave_out_messages(conversation_id, reply_id, window, summed_up))

    def send_all_messages(self, conversation_id: str) -> None:
        """Send all messages again."""
        self._start_work(conversation_id, self._store_context(conversation_id, "", ""))

    def stop_summary(self, conversation_id: str) -> None:
        """Cancel the summary in progress."""
        self._runtime.submit(self._stop_work(conversation_id))

    def _start_work(self, conversation_id: str, work: Coroutine[None, None, None]) -> None:
        self._runtime.submit(self._run_alone(conversation_id, work))

    async def _run_alone(self, conversation_id: str, work: Coroutine[None, None, None]) -> None:
        """Run the work, or drop it where the conversation has some already."""
        if conversation_id in self._working:
            work.close()
            return
        task = self._working[conversation_id] = self._runtime.spawn(self._run_and_post(conversation_id, work))
        task.add_done_callback(lambda _: self._working.pop(conversation_id, None))

    async def _stop_work(self, conversation_id: str) -> None:
        if (task := self._working.get(conversation_id)) is not None:
            task.cancel()

    async def _run_and_post(self, conversation_id: str, work: Coroutine[None, None, None]) -> None:
        trouble: Trouble | None = None
        try:
            await work
        except Exception as failure:
            trouble = as_trouble(failure)
        finally:
            await self._post_context(conversation_id, trouble=trouble)

    async def _post_context(
        self, conversation_id: str, *, working: bool = False, trouble: Trouble | None = None
    ) -> None:
        tree = await self._history.load_tree(conversation_id)
        if tree is not None:
            left_out = 0
            try:
                left_out = await self._history.count_left_out(tree)
            except Exception as failure:
                trouble = trouble or as_trouble(failure)
            self._post(ContextEvent(conversation_id, tree.since, tree.summary, working, trouble, left_out))

    async def _leave_out_messages(self, conversation_id: str, reply_id: str, window: int, summed_up: bool) -> None:
        tree = await self._history.load_tree(conversation_id, including=reply_id)
        if tree is None or reply_id not in tree:
            return
        reply = tree[reply_id]
        path = (*await self._history.load_sent_above(tree), *tree.sent_to(reply_id))
        asked = path[:-1] if not reply.text else path
        first = first_sent(asked, tree.system_beside(asked), _count_prompt_tokens(reply), window)
        if not first:
            raise Trouble(Problem.QUESTION_TOO_LONG, available=window)
        summary = tree.summary
        if summed_up:
            await self._post_context(conversation_id, working=True)
            summary = await self._summarise_messages(tree, reply, asked[:first], window)
        await self._store_context(conversation_id, asked[first].id, summary)
        if not is_overflowed(reply):
            return
        if reply.state is State.FAILED:
            self._chat.retry_reply(conversation_id, reply_id)
        else:
            self._chat.continue_reply(conversation_id, reply_id)

    async def _store_context(self, conversation_id: str, since: str, summary: str) -> None:
        await self._history.change_conversation(conversation_id, since=since, summary=summary)

    async def _summarise_messages(
        self, tree: Conversation, reply: Message, old: tuple[Message, ...], window: int
    ) -> str:
        """A summary of the messages, made part by part, each with the summary of the parts before."""
        client = await self._hosts.client()
        said = [f"{message.role.value}: {message.text}" for message in old if message.text.strip()]
        summary = tree.summary
        for piece in pieces_of(said, int(window * READ_SHARE)):
            before = f"{summary}\n\n" if summary else ""
            summary = await self._ask_model(client, tree, reply.model, f"{_ASK}{before}{piece}", window)
        return summary

    async def _ask_model(self, client: HostClient, tree: Conversation, model: str, text: str, window: int) -> str:
        card = self._library.find_card(model)
        request = ChatRequest(
            model=model,
            messages=(Message("", None, Role.USER, text),),
            options={
                **reloading_options(tree.options),
                "num_predict": min(LONGEST_SUMMARY, int(window * SUMMARY_SHARE)),
            },
            think=False if card is not None and card.can_think else None,
            keep_alive=tree.options.get("keep_alive") or self._library.keep_alive or None,
        )
        generation = Generation("", Message("", None, Role.ASSISTANT, model=model), ignore_events)
        await generation.run_or_raise(client, request)
        summary = generation.text.strip()
        if not summary:
            raise Trouble(Problem.SUMMARY_EMPTY, model=model)
        return summary

    async def close(self) -> None:
        """Cancel all summaries; the app quits."""
        tasks = list(self._working.values())
        for task in tasks:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks, return_exceptions=True)


def _count_prompt_tokens(reply: Message) -> int:
    """Tokens of the whole prompt as the host counted them, else 0."""
    needed = reply.facts.get("needed")
    if isinstance(needed, int) and needed:
        return needed
    return reply.figures.context_used or 0 if reply.figures else 0
