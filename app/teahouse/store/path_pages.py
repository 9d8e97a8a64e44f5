"""Reads a conversation's path from its end, a page at a time, at a cost that does not depend on its length.

Invariant: a page has every message below one message of the path (`Earlier.parent`), on the path or not, and nothing
above or beside that message. So siblings and branches of the loaded messages are complete.

This is cheap because `messages.depth` and `messages.above` (migration 11) are written when a message is added, and
`conversations.leaf` is the id of the last message of the chosen path.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from teahouse.core.conversation import Earlier, Message, Role
from teahouse.core.values import dataclass
from teahouse.core.window import weight_of
from teahouse.store import rows
from teahouse.store.database import Database

EMPTY = ""  # the leaf of a conversation that has no message

# From the root down along chosen siblings, the newest ones where none is chosen; the last row is the leaf.
_LEAF = """
    WITH RECURSIVE down (step, id) AS (
        SELECT 0, NULL
        UNION ALL
        SELECT step + 1, coalesce(
            (SELECT message FROM choices WHERE conversation = :conversation AND parent = coalesce(down.id, '')),
            (SELECT id FROM messages WHERE conversation = :conversation AND parent IS down.id
                ORDER BY number DESC LIMIT 1)
        ) FROM down WHERE step = 0 OR id IS NOT NULL
    )
    SELECT id FROM down WHERE id IS NOT NULL ORDER BY step DESC LIMIT 1
"""
_UP = """
    WITH RECURSIVE up (step, id, parent, role) AS (
        SELECT 1, id, parent, role FROM messages WHERE id = :message AND conversation = :conversation
        UNION ALL
        SELECT up.step + 1, messages.id, messages.parent, messages.role
        FROM up JOIN messages ON messages.id = up.parent WHERE up.step < :count
    )
    SELECT id, parent, role FROM up
"""
_BELOW = """
    WITH RECURSIVE below (id, number) AS (
        SELECT id, number FROM messages WHERE conversation = :conversation AND parent IS :parent
        UNION ALL
        SELECT messages.id, messages.number FROM below
        JOIN messages ON messages.conversation = :conversation AND messages.parent = below.id
        WHERE below.id IS NOT :until
    )
    SELECT messages.* FROM below JOIN messages ON messages.number = below.number ORDER BY messages.number
"""
_PATH_UP = """
    WITH RECURSIVE up (step, id, parent, number) AS (
        SELECT 1, id, parent, number FROM messages WHERE id = :message AND conversation = :conversation
        UNION ALL
        SELECT up.step + 1, messages.id, messages.parent, messages.number
        FROM up JOIN messages ON messages.id = up.parent WHERE up.id <> :since
    )
    SELECT messages.* FROM up JOIN messages ON messages.number = up.number ORDER BY up.step DESC
"""
_PATH_IDS = """
    WITH RECURSIVE up (step, id, parent) AS (
        SELECT 1, id, parent FROM messages WHERE id = :message AND conversation = :conversation
        UNION ALL
        SELECT up.step + 1, messages.id, messages.parent FROM up JOIN messages ON messages.id = up.parent
    )
    SELECT id FROM up ORDER BY step DESC
"""
_ADD_ABOVE = """
    WITH RECURSIVE below (id, number) AS (
        SELECT id, number FROM messages WHERE conversation = :conversation AND parent = :parent
        UNION ALL
        SELECT messages.id, messages.number FROM below
        JOIN messages ON messages.conversation = :conversation AND messages.parent = below.id
    )
    UPDATE messages SET above = above + :more WHERE number IN (SELECT number FROM below)
"""


@dataclass(frozen=True, slots=True)
class PathPage:
    """Messages below `earlier.parent`, parents first, and which of their siblings are chosen."""

    earlier: Earlier
    rows: tuple[sqlite3.Row, ...]
    chosen: tuple[str, ...]


def leaf_of(database: Database, number: int, known: str | None) -> str:
    """The id of the last message of the chosen path of conversation `number`; `known` is `conversations.leaf`."""
    if known is not None:
        return known
    found = database.fetch_all(_LEAF, {"conversation": number})
    return str(found[0]["id"]) if found else EMPTY


def read_page(database: Database, number: int, last: str, count: int, since: str, until: str | None = None) -> PathPage:
    """The page that ends with the message `last` and has about `count` messages of its path; it begins with a question
    where there is one. Messages below `until` are not read again. `since` is the id of the first message that is still
    sent to a model, empty for all."""
    chain = database.fetch_all(_UP, {"message": last, "conversation": number, "count": count})
    begin = len(chain) - 1
    while begin > 0 and chain[begin]["role"] != Role.USER:
        begin -= 1
    top = chain[begin if begin > 0 else len(chain) - 1]["parent"] if chain else None
    found = database.fetch_all(_BELOW, {"conversation": number, "parent": top, "until": until})
    choices = database.fetch_all("SELECT message FROM choices WHERE conversation = ?", (number,))
    here = {row["id"] for row in found}
    chosen = tuple(choice["message"] for choice in choices if choice["message"] in here)
    return PathPage(earlier_of(database, number, top, since), tuple(found), chosen)


def path_ids(database: Database, number: int, last: str) -> tuple[str, ...]:
    """The ids of the path down to the message `last`."""
    found = database.fetch_all(_PATH_IDS, {"message": last, "conversation": number})
    return tuple(row["id"] for row in found)


def path_up(database: Database, number: int, last: str, since: str) -> list[sqlite3.Row]:
    """The rows of the path down to the message `last`, from the message `since` where that is on the path, else from
    the first."""
    return database.fetch_all(_PATH_UP, {"message": last, "conversation": number, "since": since})


def earlier_of(database: Database, number: int, top: str | None, since: str) -> Earlier:
    """Counts of the messages above the message `top`, itself included."""
    if top is None:
        return Earlier()
    found = database.fetch_all("SELECT * FROM messages WHERE id = ?", (top,))
    if not found:
        raise KeyError(top)
    row = found[0]
    count, tokens = row["depth"] + 1, row["above"] + weight_of(rows.message_of(row))
    first = database.fetch_all("SELECT depth, above FROM messages WHERE id = ? AND conversation = ?", (since, number))
    if first and first[0]["depth"] <= row["depth"] and _is_above(database, number, since, top):
        return Earlier(top, count, tokens - first[0]["above"], first[0]["depth"])
    if first and first[0]["depth"] > row["depth"] and _is_above(database, number, top, since):
        return Earlier(top, count, 0, count)
    return Earlier(top, count, tokens)


def _is_above(database: Database, number: int, above: str, below: str) -> bool:
    """Whether the message `above` is on the path down to the message `below`."""
    chain = database.iterate_rows(_UP, {"message": below, "conversation": number, "count": 1 << 62})
    return any(row["id"] == above for row in chain)


def place_message(connection: sqlite3.Connection, number: int, message: Message) -> dict[str, int]:
    """The columns `depth` and `above` of a message that is added; KeyError where its parent does not exist."""
    if message.parent is None:
        return {"depth": 0, "above": 0}
    found = connection.execute(
        "SELECT * FROM messages WHERE id = ? AND conversation = ?", (message.parent, number)
    ).fetchone()
    if found is None:
        raise KeyError(message.parent)
    return {"depth": found["depth"] + 1, "above": found["above"] + weight_of(rows.message_of(found))}


def follow_leaf(connection: sqlite3.Connection, number: int, messages: Iterable[Message]) -> None:
    """Update `conversations.leaf` after messages were added: to the last of them where they follow the leaf or are its
    siblings, else to NULL."""
    leaf = connection.execute("SELECT leaf FROM conversations WHERE number = ?", (number,)).fetchone()["leaf"]
    for message in messages:
        if leaf is None:
            return
        if (message.parent or EMPTY) != leaf and not _are_siblings(connection, leaf, message.parent):
            leaf = None
            break
        leaf = message.id
    connection.execute("UPDATE conversations SET leaf = ? WHERE number = ?", (leaf, number))


def _are_siblings(connection: sqlite3.Connection, message_id: str, parent: str | None) -> bool:
    found = connection.execute("SELECT parent FROM messages WHERE id = ?", (message_id,)).fetchone()
    return found is not None and found["parent"] == parent


def reweigh_messages(connection: sqlite3.Connection, message: Message) -> None:
    """Update `above` of the messages that follow `message` before its text is replaced."""
    found = connection.execute("SELECT * FROM messages WHERE id = ?", (message.id,)).fetchone()
    if (
        found is None
        or not connection.execute(
            "SELECT 1 FROM messages WHERE conversation = ? AND parent = ? LIMIT 1", (found["conversation"], message.id)
        ).fetchone()
    ):
        return
    more = weight_of(message) - weight_of(rows.message_of(found))
    below = {"conversation": found["conversation"], "parent": message.id, "more": more}
    connection.execute(_ADD_ABOVE, below)


def forget_leaf(connection: sqlite3.Connection, number: int) -> None:
    """Set the leaf to NULL after the path changed; it is looked up when it is needed."""
    connection.execute("UPDATE conversations SET leaf = NULL WHERE number = ?", (number,))
