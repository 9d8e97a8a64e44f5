"""Sends messages, retries, continues and stops replies.

A message is stored before it is sent. A conversation has at most one arriving reply; others are queued. A reply that
ends for any reason (the model, the person, the host, closing) is stored with text, state and figures and then posted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from time import time
from typing import Any
from weakref import WeakValueDictionary

from teahouse.core.chat_request import ChatRequest
from teahouse.core.conversation import Conversation, ConversationHead, Draft, Message, Role, State, Think, new_id
from teahouse.core.run import Source
from teahouse.core.stream_events import Phase
from teahouse.core.token_probabilities import ALTERNATIVES
from teahouse.services.chat.events import MessagesEvent, ResumedEvent, UnsentEvent
from teahouse.services.chat.history import HistoryService, OpenReplies
from teahouse.services.chat.probabilities import ProbabilitiesService
from teahouse.services.error_reports import as_trouble, report_errors, trouble_event
from teahouse.services.events import EventSink
from teahouse.services.generation.events import PhaseEvent, ReplyEvent
from teahouse.services.generation.generation import Generation, GenerationOutcome, await_outcome
from teahouse.services.generation.runner import GenerationRunner
from teahouse.services.models.library import LibraryService
from teahouse.services.runtime import Runtime
from teahouse.services.store_thread import StoreThread


class ChatService:
    def __init__(
        self,
        runtime: Runtime,
        store_thread: StoreThread,
        history: HistoryService,
        replies: OpenReplies,
        library: LibraryService,
        runner: GenerationRunner,
        probabilities: ProbabilitiesService,
        post: EventSink,
    ) -> None:
        self._runtime = runtime
        self._store_thread = store_thread
        self._history = history
        self._replies = replies
        self._library = library
        self._post = post
        self._runner = runner
        self._probabilities = probabilities
        # One reply at a time in a conversation.
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._stopping: set[str] = set()  # ids of replies that end: they must not be cancelled again
        self._closing = False

    # Called by the window.

    def send_message(
        self,
        conversation_id: str,
        draft: Draft,
        *,
        model: str,
        think: Think = None,
        system: str = "",
        options: Mapping[str, Any] | None = None,
        parent: str | None = None,
        branch: bool = False,
    ) -> None:
        """Store and send a message, at the end of the path or with `branch` as a new child of `parent`. A new
        conversation is created with `system` and `options`."""
        self._runtime.submit(
            self._send_message(conversation_id, draft, model, think, system, options or {}, parent, branch)
        )

    def retry_reply(self, conversation_id: str, message_id: str, model: str | None = None) -> None:
        """Generate another reply beside `message_id`, with the same model or another."""
        self._runtime.submit(self._retry_reply(conversation_id, message_id, model))

    def continue_reply(self, conversation_id: str, message_id: str) -> None:
        """Continue a reply that was stopped, cut off or ended by its limit."""
        self._runtime.submit(self._continue_reply(conversation_id, message_id))

    def branch_reply(self, conversation_id: str, message_id: str, token: int, alternative: str) -> None:
        """Generate another reply beside this one: its text before a token, `alternative` in that token's place, and
        what follows from there."""
        self._runtime.submit(self._branch_reply(conversation_id, message_id, token, alternative))

    def delete_message(self, conversation_id: str, message_id: str) -> None:
        """Stop the replies at and below a message, then delete them; `history.put_back_messages` undoes that."""
        self._runtime.submit(report_errors(self._delete_message(conversation_id, message_id), self._post))

    def stop_replies(self, conversation_id: str) -> None:
        """Stop all queued and arriving replies of the conversation; their text so far stays."""
        self._runtime.submit(self._stop_replies(conversation_id))

    async def close(self) -> None:
        """Store arriving replies as cut off; the app quits."""
        self._closing = True
        await asyncio.sleep(0)  # a task that has not begun could not end its reply
        tasks = [self._replies.task_of(message_id) for message_id in self._replies]
        self._cancel_replies(self._replies)
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _send_message(
        self,
        conversation_id: str,
        draft: Draft,
        model: str,
        think: Think,
        system: str,
        options: Mapping[str, Any],
        parent: str | None,
        branch: bool,
    ) -> None:
        try:
            now = time()
            head = ConversationHead(conversation_id, draft.suggest_title(), created=now, updated=now, model=model)
            fresh = Conversation(head, system=system, options=dict(options))
            async with self._history.lock_of(conversation_id):
                tree = await self._load_or_create(fresh, parent if branch and parent else "")
                above = parent if branch else tree.leaf_id()
                user = Message(new_id(), above, Role.USER, draft.text, created=time(), attachments=draft.attachments)
                reply = self._empty_reply(user.id, model)
                await self._store_messages(tree, model, think, user, reply)
                self._start_reply(tree, reply, think)
        except Exception as failure:
            self._post(UnsentEvent(conversation_id, draft, as_trouble(failure)))
            return
        await report_errors(self._history.post_head(conversation_id), self._post)

    async def _retry_reply(self, conversation_id: str, message_id: str, model: str | None) -> None:
        try:
            async with self._history.lock_of(conversation_id):
                tree = await self._history.load_tree(conversation_id, including=message_id)
                if tree is None or message_id not in tree:
                    return
                old = tree[message_id]
                reply = self._empty_reply(old.parent, model or old.model)
                await self._store_messages(tree, reply.model, tree.think, reply)
                self._start_reply(tree, reply, tree.think)
        except Exception as failure:
            self._post(trouble_event(failure))
            return
        await report_errors(self._history.post_head(conversation_id), self._post)

    async def _continue_reply(self, conversation_id: str, message_id: str) -> None:
        async with self._history.lock_of(conversation_id):
            tree = await self._history.load_tree(conversation_id, including=message_id)
            if tree is None or message_id not in tree or message_id in self._replies:
                return
            old = tree[message_id]
            if old.role is not Role.ASSISTANT or old.state is State.DONE or not old.text.strip():
                return
            message = tree.update_message(replace(old, state=State.STREAMING, problem="", facts={}))
            self._post(ResumedEvent(conversation_id, message))
            self._start_reply(tree, message, tree.think)
            await report_errors(
                self._store_thread.write(lambda store: store.conversations.finish_reply(message)), self._post
            )

    async def _branch_reply(self, conversation_id: str, message_id: str, token: int, alternative: str) -> None:
        try:
            async with self._history.lock_of(conversation_id):
                tree = await self._history.load_tree(conversation_id, including=message_id)
                known = await self._probabilities.load_probabilities(message_id)
                if tree is None or message_id not in tree or known is None or not 0 <= token < len(known):
                    return
                old = tree[message_id]
                text = old.text[: known.start_of(token)] + alternative
                reply = replace(self._empty_reply(old.parent, old.model), text=text, thinking=old.thinking)
                branch = known.branch_at(token, alternative)
                await self._store_messages(tree, reply.model, tree.think, reply)
                await self._store_thread.write(
                    lambda store: store.token_probabilities.save_probabilities(reply.id, branch)
                )
                self._start_reply(tree, reply, tree.think)
        except Exception as failure:
            self._post(trouble_event(failure))
            return
        await report_errors(self._history.post_head(conversation_id), self._post)

    async def _delete_message(self, conversation_id: str, message_id: str) -> None:
        async with self._history.lock_of(conversation_id):
            tree = await self._history.load_tree(conversation_id, including=message_id)
            if tree is None or message_id not in tree:
                return
            await asyncio.sleep(0)  # a task that has not begun could not end its reply
            arriving = [message.id for message in tree.branch_of(message_id) if message.id in self._replies]
            tasks = [self._replies.task_of(reply_id) for reply_id in arriving]
            self._cancel_replies(arriving)
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._history.delete_messages(tree, message_id)

    async def _load_or_create(self, fresh: Conversation, including: str) -> Conversation:
        """The stored conversation with the message `including`, else `fresh`, stored now."""
        tree = await self._history.load_tree(fresh.id, including)
        if tree is None:
            tree = fresh
            await self._history.create_conversation(tree)
        return tree

    async def _store_messages(self, tree: Conversation, model: str, think: Think, *messages: Message) -> None:
        conversation_id = tree.id
        await self._store_thread.write(lambda store: store.conversations.add_messages(conversation_id, *messages))
        for message in messages:
            tree.add_message(message)
        self._post(MessagesEvent(conversation_id, messages))
        if (tree.head.model, tree.think) != (model, think):
            tree.head, tree.think = replace(tree.head, model=model), think
            configured = self._store_thread.write(
                lambda store: store.conversations.update_settings(conversation_id, model=model, think=think)
            )
            await report_errors(configured, self._post)  # the messages are stored in any case

    def _empty_reply(self, parent: str | None, model: str) -> Message:
        return Message(new_id(), parent, Role.ASSISTANT, model=model, state=State.STREAMING, created=time())

    def _start_reply(self, tree: Conversation, message: Message, think: Think) -> None:
        generation = Generation(tree.id, message, self._post, self._store_thread)
        task = self._runtime.spawn(self._generate_reply(tree, generation, think))
        self._replies.add_reply(generation, task)

    async def _generate_reply(self, tree: Conversation, generation: Generation, think: Think) -> None:
        with ExitStack() as turn:
            outcome = await await_outcome(self._run_generation(tree, generation, think, turn), lambda: self._closing)
            self._stopping.add(generation.message.id)
            await self._finish_reply(tree, generation, outcome, turn)
            self._stopping.discard(generation.message.id)

    async def _run_generation(
        self, tree: Conversation, generation: Generation, think: Think, turn: ExitStack
    ) -> GenerationOutcome:
        """Wait for the earlier replies of the conversation, and run the generation. `turn` is closed when the reply is
        in the tree: the next request has it in its history."""
        lock = self._turns.setdefault(tree.id, asyncio.Lock())
        if lock.locked():
            self._post(PhaseEvent(tree.id, generation.message.id, Phase.QUEUED, since=time()))
        await lock.acquire()
        turn.callback(lock.release)
        above = await self._history.load_sent_above(tree)

        async def make_request() -> ChatRequest:
            request = await self._library.build_request(tree, generation.message, think, above)
            return replace(request, top_logprobs=ALTERNATIVES) if self._probabilities.wanted else request

        return await self._runner.run_generation(generation, make_request, self._post)

    async def _finish_reply(
        self, tree: Conversation, generation: Generation, outcome: GenerationOutcome, turn: ExitStack
    ) -> None:
        await self._runtime.attempt(generation.stop_storing())
        figures = None
        try:
            if generation.started:
                figures = await self._library.complete_figures(
                    generation.message.model,
                    generation.figures(),
                    generation.expected_tokens,
                    goes_on=_has_replies(tree, generation.message),
                )
        except Exception as failure:  # the reply is finished without figures
            as_trouble(failure)

        def on_finished(message: Message) -> None:
            turn.close()
            self._replies.remove_reply(message.id)
            self._post(ReplyEvent(tree.id, message))

        await self._runner.finish_reply(tree, generation, outcome, figures, Source.CHAT, on_finished)
        await report_errors(self._probabilities.store_probabilities(generation), self._post)
        if generation.started and not self._closing:
            self._runtime.spawn(self._library.read_memory())  # the model stays longer now

    async def _stop_replies(self, conversation_id: str) -> None:
        await asyncio.sleep(0)  # a task that has not begun could not end its reply
        self._cancel_replies(self._replies.ids_of(conversation_id))

    def _cancel_replies(self, message_ids: Iterable[str]) -> None:
        for message_id in message_ids:
            if message_id not in self._stopping:
                self._stopping.add(message_id)
                self._replies.task_of(message_id).cancel()


def _has_replies(tree: Conversation, reply: Message) -> bool:
    """Whether the model has replied above this reply, which makes the prompt go on from one it has read."""
    above = () if reply.parent is None else tree.path_to(reply.parent)
    return any(message.role is Role.ASSISTANT and message.model == reply.model for message in above)
