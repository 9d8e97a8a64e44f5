"""Stored conversations: heads for lists, message trees, drafts, and replies while they arrive.

Removing only sets a mark, so that it can be undone; `purge_removed` deletes what was removed long enough ago.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import inf
from types import EllipsisType
from typing import Any

from teahouse.core.conversation import Conversation, ConversationHead, Draft, Earlier, Message
from teahouse.core.values import dataclass
from teahouse.store import path_pages, reply_chunks, rows, search
from teahouse.store.database import Database
from teahouse.store.rows import make_storable

_LOAD = "SELECT * FROM messages WHERE conversation = ? ORDER BY number"
_INSERT = """
    INSERT INTO messages
        (id, conversation, parent, role, model, state, created, problem, facts, figures, text, thinking, attachments,
         calls, depth, above)
    VALUES
        (:id, :conversation, :parent, :role, :model, :state, :created, :problem, :facts, :figures, :text, :thinking,
         :attachments, :calls, :depth, :above)
"""
_LISTED = f"""
    SELECT {rows.HEAD_COLUMNS} FROM conversations
    WHERE removed IS NULL AND lane IS NULL AND pinned = ? AND updated <= ? AND (updated < ? OR id > ?)
    ORDER BY updated DESC, id LIMIT ?
"""
# The path up from one message: for each message its parent ('' for none) and whether it has a newer sibling.
_PATH = """
    WITH RECURSIVE path (id, parent, number) AS (
        SELECT id, parent, number FROM messages WHERE id = :message AND conversation = :conversation
        UNION ALL
        SELECT up.id, up.parent, up.number FROM messages AS up JOIN path ON up.id = path.parent
    )
    SELECT id, coalesce(parent, '') AS parent, EXISTS (
        SELECT 1 FROM messages AS beside WHERE beside.conversation = :conversation
        AND beside.parent IS path.parent AND beside.number > path.number
    ) AS older FROM path
"""


@dataclass(frozen=True, slots=True)
class EarlierPage:
    """The argument of `Conversation.prepend`: messages that precede the loaded ones, parents first."""

    earlier: Earlier
    messages: tuple[Message, ...]
    chosen: tuple[str, ...]


class ConversationRepository:
    """Reads and writes the conversations of one database. Raises KeyError for an unknown id, `Trouble` for disk
    errors."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    def create_conversation(self, conversation: Conversation) -> None:
        """Store a new conversation: head, options, system prompt, think. Its messages are stored by `add_messages`."""
        head = conversation.head
        with self._database.write_transaction() as connection:
            connection.execute(
                "INSERT INTO conversations (id, title, created, updated, pinned, model, system, think, options, leaf)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    head.id,
                    make_storable(head.title),
                    head.created,
                    head.updated,
                    head.pinned,
                    head.model,
                    make_storable(conversation.system),
                    rows.json_text(conversation.think),
                    rows.json_text(conversation.options),
                    path_pages.EMPTY,
                ),
            )

    def list_heads(self, count: int = -1, after: ConversationHead | None = None) -> tuple[ConversationHead, ...]:
        """Conversations that are neither removed nor lanes of a comparison, in the order of `ConversationHead.place`:
        the first `count` of those below the place of `after`, −1 for all."""
        found: list[ConversationHead] = []
        for pinned in (True, False):
            if after is None or after.pinned >= pinned:
                above = after if after is not None and after.pinned == pinned else None
                updated, last = (above.updated, above.id) if above is not None else (inf, "")
                limit = count - len(found) if count >= 0 else -1
                found += map(rows.head_of, self._database.fetch_all(_LISTED, (pinned, updated, updated, last, limit)))
        return tuple(found)

    def load_head(self, conversation_id: str) -> tuple[ConversationHead, bool]:
        """A conversation's head, and whether it is in lists: neither removed nor a lane."""
        row = self._row(conversation_id)
        return rows.head_of(row), row["removed"] is None and row["lane"] is None

    def load_conversation(self, conversation_id: str) -> Conversation:
        """The whole tree with its choices; a reply that is still arriving has the text received so far."""
        row = self._row(conversation_id)
        number = row["number"]
        chosen = self._database.fetch_all("SELECT message FROM choices WHERE conversation = ?", (number,))
        messages = self._messages(number, self._database.iterate_rows(_LOAD, (number,)))
        return _tree(row, messages, (choice["message"] for choice in chosen))

    def load_end(self, conversation_id: str, count: int) -> Conversation:
        """The part of the tree that the last `count` messages of its chosen path begin, with everything below the first
        of them; `load_earlier` reads the messages before it."""
        row = self._row(conversation_id)
        number = row["number"]
        leaf = path_pages.leaf_of(self._database, number, row["leaf"])
        page = path_pages.read_page(self._database, number, leaf, count, row["since"])
        return _tree(row, self._messages(number, page.rows), page.chosen, page.earlier)

    def remember_leaf(self, conversation_id: str) -> None:
        """Store the id of the path's last message unless it is stored: finding it takes time proportional to the
        path."""
        row = self._row(conversation_id)
        if row["leaf"] is None:
            leaf = path_pages.leaf_of(self._database, row["number"], None)
            self._change(conversation_id, {"leaf": leaf})

    def load_earlier(self, conversation_id: str, parent: str, count: int) -> EarlierPage:
        """About `count` more messages of the path, from the message `parent` (included) upwards, and the branches
        beside them. Raises KeyError where the message does not exist."""
        row = self._row(conversation_id)
        number = row["number"]
        page = path_pages.read_page(self._database, number, parent, count, row["since"], until=parent)
        if not page.rows:
            raise KeyError(parent)
        return EarlierPage(page.earlier, tuple(self._messages(number, page.rows)), page.chosen)

    def path_up(self, conversation_id: str, last: str) -> tuple[Message, ...]:
        """The messages of the path down to `last` that are sent to a model: without those that are left out."""
        row = self._row(conversation_id)
        found = path_pages.path_up(self._database, row["number"], last, row["since"])
        return tuple(self._messages(row["number"], found))

    def path_ids(self, conversation_id: str) -> tuple[str, ...]:
        """The ids of all messages of the chosen path."""
        row = self._row(conversation_id)
        leaf = path_pages.leaf_of(self._database, row["number"], row["leaf"])
        return path_pages.path_ids(self._database, row["number"], leaf)

    def message_ids(self, conversation_id: str) -> tuple[str, ...]:
        """The ids of all messages, on the path or not, parents first."""
        number = self._number(conversation_id)
        found = self._database.fetch_all("SELECT id FROM messages WHERE conversation = ? ORDER BY number", (number,))
        return tuple(row["id"] for row in found)

    def load_messages(self, conversation_id: str, ids: Sequence[str]) -> tuple[Message, ...]:
        """These messages, in this order; ids that do not exist are left out."""
        number = self._number(conversation_id)
        marks = ", ".join("?" * len(ids))
        found = self._database.fetch_all(
            f"SELECT * FROM messages WHERE conversation = ? AND id IN ({marks})", (number, *ids)
        )
        known = {message.id: message for message in self._messages(number, found)}
        return tuple(known[message_id] for message_id in ids if message_id in known)

    def describe_earlier(self, conversation_id: str, parent: str) -> Earlier:
        """Counts of the messages above those that follow the message `parent`."""
        row = self._row(conversation_id)
        return path_pages.earlier_of(self._database, row["number"], parent, row["since"])

    def left_out(self, conversation_id: str) -> int:
        """The number of messages at the beginning of the path that are not sent any more."""
        found = self._database.fetch_all(
            "SELECT depth FROM messages JOIN conversations ON messages.id = conversations.since"
            " WHERE conversations.id = ?",
            (conversation_id,),
        )
        return int(found[0]["depth"]) if found else 0

    def _messages(self, number: int, found: Iterable[sqlite3.Row]) -> list[Message]:
        """The messages of these rows; those that are still arriving have the text received so far."""
        chunks: dict[int, list[sqlite3.Row]] = {}
        for chunk in self._database.fetch_all(reply_chunks.OF_CONVERSATION, (number,)):
            chunks.setdefault(chunk["message"], []).append(chunk)
        return [reply_chunks.join_chunks(rows.message_of(row), chunks.get(row["number"], ())) for row in found]

    def add_messages(self, conversation_id: str, *messages: Message) -> None:
        """Store messages, parents first, in one transaction; each becomes the chosen one of its siblings.

        The conversation's time of change becomes the creation time of the newest of them.
        """
        with self._database.write_transaction() as connection:
            number = self._number(conversation_id)
            path_pages.follow_leaf(connection, number, messages)
            for message in messages:
                place = path_pages.place_message(connection, number, message)
                connection.execute(_INSERT, {"conversation": number, **rows.message_values(message), **place})
                connection.execute(
                    "DELETE FROM choices WHERE conversation = ? AND parent = ?", (number, message.parent or "")
                )
            newest = max((message.created for message in messages), default=0.0)
            connection.execute("UPDATE conversations SET updated = max(updated, ?) WHERE number = ?", (newest, number))

    def take_out(self, conversation_id: str, message_ids: Iterable[str]) -> None:
        """Delete messages permanently, in one transaction; messages that follow them must be among them. `add_messages`
        can store them again."""
        with self._database.write_transaction() as connection:
            number = self._number(conversation_id)
            path_pages.forget_leaf(connection, number)
            for message_id in message_ids:
                connection.execute(
                    "DELETE FROM choices WHERE conversation = ? AND (parent = ? OR message = ?)",
                    (number, message_id, message_id),
                )
                connection.execute("DELETE FROM messages WHERE conversation = ? AND id = ?", (number, message_id))

    def append_reply(self, message_id: str, text: str, thinking: str = "") -> None:
        """Store the text that arrived since the last call; the cost depends on the new text only."""
        with self._database.write_transaction() as connection:
            reply_chunks.append_chunk(connection, message_id, text, thinking)

    def finish_reply(self, message: Message) -> None:
        """Store a finished reply: whole text, state, problem and facts, figures. Its place in the tree does not
        change."""
        with self._database.write_transaction() as connection:
            path_pages.reweigh_messages(connection, message)
            reply_chunks.finish_reply(connection, message)

    def recover_replies(self) -> int:
        """Turn replies that a crash left STREAMING into CUT ones with the text received; returns their number.

        Call it once after opening, before any reply is begun.
        """
        if not self._database.fetch_all("SELECT 1 FROM messages WHERE state = 'streaming' LIMIT 1"):
            return 0
        with self._database.write_transaction() as connection:
            return reply_chunks.cut_replies(connection)

    def choose_message(self, conversation_id: str, message_id: str) -> None:
        """Make the path contain this message, as `Conversation.choose` does."""
        with self._database.write_transaction() as connection:
            number = self._number(conversation_id)
            path = self._database.fetch_all(_PATH, {"message": message_id, "conversation": number})
            if not path:
                raise KeyError(message_id)
            path_pages.forget_leaf(connection, number)
            connection.executemany(
                "DELETE FROM choices WHERE conversation = ? AND parent = ?", [(number, row["parent"]) for row in path]
            )
            connection.executemany(
                "INSERT INTO choices (conversation, parent, message) VALUES (?, ?, ?)",
                [(number, row["parent"], row["id"]) for row in path if row["older"]],
            )

    def rename_conversation(self, conversation_id: str, title: str) -> None:
        self._change(conversation_id, {"title": make_storable(title)})

    def set_pinned(self, conversation_id: str, pinned: bool) -> None:
        self._change(conversation_id, {"pinned": pinned})

    def update_settings(
        self,
        conversation_id: str,
        *,
        options: Mapping[str, Any] | None = None,
        system: str | None = None,
        think: bool | str | EllipsisType | None = ...,
        model: str | None = None,
        since: str | None = None,
        summary: str | None = None,
    ) -> None:
        """Change the named settings only. `think` None is a value: the model's own default."""
        changes: dict[str, Any] = {}
        if options is not None:
            changes["options"] = rows.json_text(options)
        if system is not None:
            changes["system"] = make_storable(system)
        if think is not ...:
            changes["think"] = rows.json_text(think)
        if model is not None:
            changes["model"] = model
        if since is not None:
            changes["since"] = since
        if summary is not None:
            changes["summary"] = make_storable(summary)
        self._change(conversation_id, changes)

    def remove_conversation(self, conversation_id: str) -> None:
        """Hide a conversation from lists and searches; `restore_conversation` undoes this until `purge_removed`."""
        self._change(conversation_id, {"removed": self._clock()})

    def restore_conversation(self, conversation_id: str) -> None:
        self._change(conversation_id, {"removed": None})

    def purge_removed(self, older_than_seconds: float) -> tuple[str, ...]:
        """Delete permanently what was removed longer ago than this; returns the ids of the conversations."""
        with self._database.write_transaction() as connection:
            before = self._clock() - older_than_seconds
            removed = connection.execute("SELECT id FROM conversations WHERE removed <= ?", (before,)).fetchall()
            connection.execute(
                "DELETE FROM drafts WHERE conversation IN (SELECT id FROM conversations WHERE removed <= ?)", (before,)
            )
            connection.execute("DELETE FROM conversations WHERE removed <= ?", (before,))
        return tuple(row["id"] for row in removed)

    def search_texts(self, text: str, limit: int = 50) -> tuple[search.SearchHit, ...]:
        """Titles, then messages, that contain every word of `text`, the newest first; see `store.search`."""
        return search.search_texts(self._database, text, limit)

    def save_draft(self, conversation_id: str, draft: Draft) -> None:
        """Store the content of the composer; `conversation_id` "" is the chat that does not exist yet."""
        values = (conversation_id, make_storable(draft.text), rows.attachments_text(draft.attachments))
        with self._database.write_transaction() as connection:
            connection.execute("DELETE FROM drafts WHERE conversation = ?", (conversation_id,))
            if draft:
                connection.execute("INSERT INTO drafts (conversation, text, attachments) VALUES (?, ?, ?)", values)

    def load_draft(self, conversation_id: str) -> Draft:
        """The stored content of the composer; an empty draft where there is none."""
        found = self._database.fetch_all(
            "SELECT text, attachments FROM drafts WHERE conversation = ?", (conversation_id,)
        )
        return Draft(found[0]["text"], rows.attachments_of(found[0]["attachments"])) if found else Draft()

    def _change(self, conversation_id: str, changes: Mapping[str, Any]) -> None:
        if not changes:
            return
        columns = ", ".join(f"{name} = ?" for name in changes)
        with self._database.write_transaction() as connection:
            changed = connection.execute(
                f"UPDATE conversations SET {columns} WHERE id = ?", (*changes.values(), conversation_id)
            )
            if changed.rowcount != 1:
                raise KeyError(conversation_id)

    def _row(self, conversation_id: str) -> sqlite3.Row:
        found = self._database.fetch_all("SELECT * FROM conversations WHERE id = ?", (conversation_id,))
        if not found:
            raise KeyError(conversation_id)
        return found[0]

    def _number(self, conversation_id: str) -> int:
        return int(self._row(conversation_id)["number"])


def _tree(
    row: sqlite3.Row, messages: Iterable[Message], chosen: Iterable[str], earlier: Earlier | None = None
) -> Conversation:
    return Conversation(
        rows.head_of(row),
        messages,
        options=json.loads(row["options"]),
        system=row["system"],
        think=json.loads(row["think"]),
        chosen=chosen,
        since=row["since"],
        summary=row["summary"],
        earlier=earlier,
    )


_NAMED = """
    SELECT json_extract(held.value, '$.id') FROM messages, json_each(messages.attachments) AS held
        WHERE messages.attachments <> '[]'
    UNION SELECT json_extract(held.value, '$.id') FROM drafts, json_each(drafts.attachments) AS held
    UNION SELECT json_extract(held.value, '$.id') FROM sheets, json_each(sheets.attachments) AS held
    UNION SELECT json_extract(held.value, '$.id') FROM evaluation_runs, json_each(evaluation_runs.attachments) AS held
"""


class AttachmentRepository:
    """The contents of attachments, each stored once under its digest while a message, a draft or a sheet refers to
    it. Raises `Trouble` for disk errors."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save_content(self, attachment_id: str, content: bytes) -> None:
        """Store a content unless it is stored."""
        with self._database.write_transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO attachments VALUES (?, ?)", (attachment_id, content))

    def load_contents(self, attachment_ids: Iterable[str]) -> dict[str, bytes]:
        """The contents by id; ids that are not stored are left out."""
        found: dict[str, bytes] = {}
        for attachment_id in set(attachment_ids):
            for row in self._database.fetch_all("SELECT content FROM attachments WHERE id = ?", (attachment_id,)):
                found[attachment_id] = bytes(row["content"])
        return found

    def purge_unnamed(self) -> int:
        """Delete contents that no message, draft or sheet refers to; returns their number. Call it at the start only:
        nothing refers to an attachment that was just added."""
        with self._database.write_transaction() as connection:
            return connection.execute(f"DELETE FROM attachments WHERE id NOT IN ({_NAMED})").rowcount
