"""Stored conversations: list, open, rename, remove and restore, search.

The trees in use are cached here, one per conversation, shared by arriving replies and commands. A tree and the store
change together while the conversation's lock is held: a command reads the tree, waits for the store and then changes
the tree.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TypedDict, Unpack
from weakref import WeakValueDictionary

from teahouse.core.conversation import (
    LONGEST_COPY,
    LONGEST_TITLE,
    Conversation,
    ConversationHead,
    Draft,
    Message,
    Think,
)
from teahouse.desktop.conversation_states import delete_states
from teahouse.services.chat import conversation_export
from teahouse.services.chat.conversation_export import SpeakerNames
from teahouse.services.chat.events import (
    DraftEvent,
    EarlierEvent,
    FoundEvent,
    FoundHit,
    GoneEvent,
    HeadEvent,
    HeadsEvent,
    MarkdownEvent,
    MessagesEvent,
    MoreHeadsEvent,
    OpenedEvent,
    RemovedEvent,
    WrittenEvent,
)
from teahouse.services.error_reports import as_trouble, report_errors
from teahouse.services.events import EventSink
from teahouse.services.generation.generation import Generation
from teahouse.services.pending_writes import DRAFT, Repositories
from teahouse.services.runtime import Runtime
from teahouse.services.store_thread import StoreThread

LISTED = 100  # conversations in one page of the list
PAGE = 200  # messages of the path in one page
REMOVED_FOR_GOOD_AFTER = 7 * 24 * 3600.0  # seconds


class ConversationChanges(TypedDict, total=False):
    """The fields that may be changed; `think` as in `core.conversation`, where None is the model's default."""

    model: str
    think: Think
    options: dict[str, Any]
    system: str
    since: str
    summary: str


class OpenReplies:
    """The replies that are queued or arriving. The chat service adds and removes them; an opened conversation contains
    their text so far. On the loop's thread."""

    def __init__(self) -> None:
        self._replies: dict[str, tuple[Generation, asyncio.Task[None]]] = {}  # by message id

    def add_reply(self, generation: Generation, task: asyncio.Task[None]) -> None:
        self._replies[generation.message.id] = generation, task

    def remove_reply(self, message_id: str) -> None:
        self._replies.pop(message_id, None)

    def __contains__(self, message_id: str) -> bool:
        return message_id in self._replies

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._replies))

    def task_of(self, message_id: str) -> asyncio.Task[None]:
        return self._replies[message_id][1]

    def ids_of(self, conversation_id: str) -> tuple[str, ...]:
        return tuple(
            message_id
            for message_id, (generation, _) in self._replies.items()
            if generation.conversation_id == conversation_id
        )

    def copy_with_text(self, tree: Conversation) -> Conversation:
        """A copy of a tree for the window, with the text of its replies so far."""
        twin = tree.copy_tree()
        for message_id, (generation, _) in self._replies.items():
            if message_id in twin:
                twin.update_message(generation.add_text_to(twin[message_id]))
        twin.chosen_path()  # cached here and not on the window's thread: 2 ms for 10,000 messages
        return twin


class HistoryService:
    def __init__(
        self, runtime: Runtime, store_thread: StoreThread, replies: OpenReplies, post: EventSink, models_folder: Path
    ) -> None:
        self._runtime = runtime
        self._store_thread = store_thread
        self._replies = replies
        self._post = post
        self._models_folder = models_folder
        self._trees: dict[str, Conversation] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    # Called by the window.

    def list_conversations(self) -> None:
        """The first conversations of the list. → `HeadsEvent`"""
        self._submit_work(self.post_heads())

    def list_more_conversations(self, after: ConversationHead) -> None:
        """The next conversations after `after`. → `MoreHeadsEvent`"""
        self._submit_work(self._list_more_conversations(after))

    def open_conversation(self, conversation_id: str, focus: str = "") -> None:
        """Open a conversation at the message `focus`. → `OpenedEvent` or `GoneEvent`"""
        self._submit_work(self._open_conversation(conversation_id, focus))

    def read_earlier_messages(self, conversation_id: str, parent: str, count: int = PAGE) -> None:
        """Read about `count` messages of the path from `parent` up. → `EarlierEvent`"""
        self._submit_work(self._read_earlier_messages(conversation_id, parent, count))

    def export_conversation(self, conversation_id: str, path: Path, names: SpeakerNames) -> None:
        """Write a conversation to a file: JSON where its name ends so, else Markdown. → `WrittenEvent`"""
        self._submit_work(self._export_conversation(conversation_id, path, names))

    def copy_markdown(self, conversation_id: str, names: SpeakerNames) -> None:
        """The path of a conversation as Markdown. → `MarkdownEvent`"""
        self._submit_work(self._copy_markdown(conversation_id, names))

    def rename_conversation(self, conversation_id: str, title: str) -> None:
        """Change the title, cut to `LONGEST_TITLE` characters. → `HeadEvent`"""
        title = title[:LONGEST_TITLE]
        self._submit_work(
            self._change_head(
                conversation_id,
                lambda store: store.conversations.rename_conversation(conversation_id, title),
                lambda head: replace(head, title=title),
            )
        )

    def pin_conversation(self, conversation_id: str, pinned: bool) -> None:
        """Pin a conversation to the top of the list, or unpin it. → `HeadEvent`"""
        self._submit_work(
            self._change_head(
                conversation_id,
                lambda store: store.conversations.set_pinned(conversation_id, pinned),
                lambda head: replace(head, pinned=pinned),
            )
        )

    def remove_conversation(self, conversation_id: str) -> None:
        """Remove it from the list; `restore_conversation` undoes that. → `HeadEvent`"""
        self._submit_work(
            self._change_head(conversation_id, lambda store: store.conversations.remove_conversation(conversation_id))
        )

    def restore_conversation(self, conversation_id: str) -> None:
        """→ `HeadEvent`"""
        self._submit_work(
            self._change_head(conversation_id, lambda store: store.conversations.restore_conversation(conversation_id))
        )

    def put_back_messages(self, conversation_id: str, messages: tuple[Message, ...]) -> None:
        """Restore the messages of a `RemovedEvent`. → `MessagesEvent`"""
        self._submit_work(self._put_back_messages(conversation_id, messages))

    def choose_message(self, conversation_id: str, message_id: str) -> None:
        """Make the path lead through this message."""
        self._submit_work(self._choose_message(conversation_id, message_id))

    def configure_conversation(self, conversation_id: str, **changes: Unpack[ConversationChanges]) -> None:
        """Change these fields of a stored conversation."""
        self._submit_work(self.change_conversation(conversation_id, **changes))

    def search_conversations(self, text: str) -> None:
        """→ `FoundEvent`"""
        self._submit_work(self._search_conversations(text))

    def save_draft(self, conversation_id: str, draft: Draft) -> None:
        """Store a draft; an empty id is a new chat's."""
        self._submit_work(
            self._store_thread.write(
                lambda store: store.conversations.save_draft(conversation_id, draft),
                replaces=DRAFT.format(conversation_id),
            )
        )

    def read_draft(self) -> None:
        """Read the draft of a new chat. → `DraftEvent`, if there is one"""
        self._submit_work(self._read_draft())

    # Called by other services on the loop's thread.

    def lock_of(self, conversation_id: str) -> asyncio.Lock:
        """The lock to hold while the conversation is changed."""
        return self._locks.setdefault(conversation_id, asyncio.Lock())

    async def load_tree(self, conversation_id: str, including: str = "") -> Conversation | None:
        """The cached tree of this conversation, None where it is not stored. A long one has the end of the path, up to
        the message `including` if that is given and stored."""
        if conversation_id not in self._trees:
            try:
                tree = await self._store_thread.call(lambda store: store.conversations.load_end(conversation_id, PAGE))
            except KeyError:
                return None
            self._trees.setdefault(conversation_id, tree)
            self._runtime.spawn(self._store_thread.tidy(lambda store: _remember_leaf(store, conversation_id)))
        tree = self._trees[conversation_id]
        while tree.earlier and including and including not in tree and including != tree.earlier.parent:
            await self._load_above(tree)
        return tree

    async def _load_above(self, tree: Conversation) -> None:
        """Load all messages above the first of `tree`."""
        parent = tree.earlier.parent or ""
        page = await self._store_thread.call(
            lambda store: store.conversations.load_earlier(tree.id, parent, tree.earlier.count)
        )
        if tree.earlier.parent == parent:  # not loaded meanwhile
            tree.prepend_messages(page.earlier, page.messages, page.chosen)

    async def load_sent_above(self, tree: Conversation) -> tuple[Message, ...]:
        """The messages of the path above the first of `tree` that are sent to a model."""
        parent = tree.earlier.parent
        if parent is None or tree.since in tree:
            return ()
        return await self._store_thread.call(lambda store: store.conversations.path_up(tree.id, parent))

    async def count_left_out(self, tree: Conversation) -> int:
        """How many messages at the beginning of the path are not sent."""
        return await self._store_thread.call(lambda store: store.conversations.left_out(tree.id)) if tree.since else 0

    async def create_conversation(self, conversation: Conversation) -> None:
        """Store a new conversation. The caller holds the lock, or the id is new."""
        begun = conversation.copy_tree()  # it may be written after the tree has changed
        await self._store_thread.write(lambda store: store.conversations.create_conversation(begun))
        self._trees[conversation.id] = conversation

    async def delete_messages(self, tree: Conversation, message_id: str) -> None:
        """Delete a message and all below it. The caller holds the lock."""
        ids = [message.id for message in tree.branch_of(message_id)]
        await self._store_thread.write(lambda store: store.conversations.take_out(tree.id, ids))
        self._post(RemovedEvent(tree.id, tree.remove_branch(message_id)))

    async def change_conversation(self, conversation_id: str, **changes: Unpack[ConversationChanges]) -> None:
        """Change these fields of a stored conversation."""
        async with self.lock_of(conversation_id):
            tree = await self.load_tree(conversation_id)
            if tree is None:
                return
            if "model" in changes:
                tree.head = replace(tree.head, model=changes["model"])
            tree.think = changes.get("think", tree.think)
            tree.options = changes.get("options", tree.options)
            tree.system = changes.get("system", tree.system)
            tree.since = changes.get("since", tree.since)
            tree.summary = changes.get("summary", tree.summary)
            with suppress(KeyError):
                await self._store_thread.write(
                    lambda store: store.conversations.update_settings(conversation_id, **changes)
                )
                if "since" in changes:
                    await self._update_earlier(tree)

    async def _update_earlier(self, tree: Conversation) -> None:
        """Update `tree.earlier`: how many of the messages above are sent may have changed."""
        parent = tree.earlier.parent
        if parent is None:
            return
        with suppress(KeyError):  # deleted meanwhile, which has its own event
            earlier = await self._store_thread.call(lambda store: store.conversations.describe_earlier(tree.id, parent))
            if tree.earlier.parent == parent:
                tree.earlier = earlier

    async def post_heads(self) -> None:
        heads = await self._store_thread.call(lambda store: store.conversations.list_heads(LISTED + 1))
        self._post(HeadsEvent(heads[:LISTED], len(heads) > LISTED))

    async def post_head(self, conversation_id: str) -> None:
        """Post the conversation's entry in the list."""
        with suppress(KeyError):  # not stored
            head, listed = await self._store_thread.call(lambda store: store.conversations.load_head(conversation_id))
            self._post(HeadEvent(head, listed))

    async def purge_removed(self) -> None:
        """Delete conversations that were removed long ago, with what the built-in engine keeps of them."""

        def purge(store: Repositories) -> None:
            removed = store.conversations.purge_removed(REMOVED_FOR_GOOD_AFTER)
            with suppress(OSError):
                delete_states(self._models_folder, removed)

        await self._store_thread.tidy(purge)

    def _submit_work(self, work: Coroutine[Any, Any, None]) -> None:
        self._runtime.submit(report_errors(work, self._post))

    async def _open_conversation(self, conversation_id: str, focus: str) -> None:
        event: GoneEvent | OpenedEvent
        try:
            async with self.lock_of(conversation_id):
                tree = await self._prepare_tree(conversation_id, focus)
                draft = await self._store_thread.call(lambda store: store.conversations.load_draft(conversation_id))
                event = (
                    GoneEvent(conversation_id)
                    if tree is None
                    else OpenedEvent(self._replies.copy_with_text(tree), draft, focus)
                )
        except Exception as failure:
            event = GoneEvent(conversation_id, as_trouble(failure))
        self._post(event)

    async def _prepare_tree(self, conversation_id: str, focus: str) -> Conversation | None:
        """The tree with `focus` on its path; trees that are no longer used leave the cache."""
        tree = await self.load_tree(conversation_id, including=focus)
        if tree is None:
            return None
        unused = [known for known in self._trees if known not in self._locks and not self._replies.ids_of(known)]
        for other in unused:
            del self._trees[other]
        if focus in tree and focus not in {message.id for message in tree.chosen_path()}:
            tree.choose_message(focus)
        await self._update_earlier(tree)
        return tree

    async def _list_more_conversations(self, after: ConversationHead) -> None:
        heads = await self._store_thread.call(lambda store: store.conversations.list_heads(LISTED + 1, after))
        self._post(MoreHeadsEvent(after, heads[:LISTED], len(heads) > LISTED))

    async def _export_conversation(self, conversation_id: str, path: Path, names: SpeakerNames) -> None:
        problem = ""
        try:
            await conversation_export.write_conversation(self._store_thread, conversation_id, path, names)
        except OSError as refused:
            problem = refused.strerror or str(refused)
        except KeyError:
            self._post(GoneEvent(conversation_id))
            return
        self._post(WrittenEvent(conversation_id, path, problem))

    async def _copy_markdown(self, conversation_id: str, names: SpeakerNames) -> None:
        try:
            text = await conversation_export.render_markdown(self._store_thread, conversation_id, names, LONGEST_COPY)
        except KeyError:
            self._post(GoneEvent(conversation_id))
            return
        self._post(MarkdownEvent(conversation_id, text))

    async def _read_earlier_messages(self, conversation_id: str, parent: str, count: int) -> None:
        try:
            page = await self._store_thread.call(
                lambda store: store.conversations.load_earlier(conversation_id, parent, count)
            )
        except KeyError:
            return  # deleted meanwhile, which has its own event
        self._post(EarlierEvent(conversation_id, parent, page.earlier, page.messages, page.chosen))

    async def _put_back_messages(self, conversation_id: str, messages: tuple[Message, ...]) -> None:
        async with self.lock_of(conversation_id):
            tree = await self.load_tree(conversation_id, including=messages[0].parent or "")
            if tree is None or messages[0].id in tree:
                return
            if not tree.accepts_message(messages[0]):
                return  # their parent was deleted too
            await self._store_thread.write(lambda store: store.conversations.add_messages(conversation_id, *messages))
            for message in messages:
                tree.add_message(message)
            self._post(MessagesEvent(conversation_id, messages))

    async def _change_head(
        self,
        conversation_id: str,
        change: Callable[[Repositories], None],
        changed: Callable[[ConversationHead], ConversationHead] | None = None,
    ) -> None:
        """Change the stored conversation, and the head of its cached tree."""
        async with self.lock_of(conversation_id):
            await self._store_thread.write(change)
            if conversation_id in self._trees and changed is not None:
                tree = self._trees[conversation_id]
                tree.head = changed(tree.head)
        await self.post_head(conversation_id)

    async def _choose_message(self, conversation_id: str, message_id: str) -> None:
        async with self.lock_of(conversation_id):
            tree = await self.load_tree(conversation_id, including=message_id)
            if tree is not None and message_id in tree:
                tree.choose_message(message_id)
                await self._store_thread.write(
                    lambda store: store.conversations.choose_message(conversation_id, message_id)
                )

    async def _search_conversations(self, text: str) -> None:
        hits = await self._store_thread.call(lambda store: store.conversations.search_texts(text))
        found = tuple(FoundHit(hit.head, hit.message_id or "", hit.snippet, hit.ranges) for hit in hits)
        self._post(FoundEvent(text, found))

    async def _read_draft(self) -> None:
        draft = await self._store_thread.call(lambda store: store.conversations.load_draft(""))
        if draft:
            self._post(DraftEvent(draft))


def _remember_leaf(store: Repositories, conversation_id: str) -> None:
    with suppress(KeyError):
        store.conversations.remember_leaf(conversation_id)
