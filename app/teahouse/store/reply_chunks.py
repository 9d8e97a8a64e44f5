"""Replies while they arrive: chunks, each written once, joined when the reply is finished.

Rewriting the message every second would write a 64,000-token reply again and again, with its full text index: the cost
of a second would grow with the reply. After a crash the chunks are the text received.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import replace

from teahouse.core.conversation import Message, State
from teahouse.store import rows
from teahouse.store.rows import make_storable

OF_CONVERSATION = """
    SELECT chunks.message, chunks.text, chunks.thinking FROM chunks
    CROSS JOIN messages ON messages.number = chunks.message WHERE messages.conversation = ? ORDER BY chunks.number
"""
_JOIN_ALL = """
    UPDATE messages SET state = 'cut',
        text = text || (SELECT coalesce(group_concat(piece, ''), '') FROM (
            SELECT text AS piece FROM chunks WHERE message = messages.number ORDER BY number)),
        thinking = thinking || (SELECT coalesce(group_concat(piece, ''), '') FROM (
            SELECT thinking AS piece FROM chunks WHERE message = messages.number ORDER BY number))
    WHERE state = 'streaming'
"""


def append_chunk(connection: sqlite3.Connection, message_id: str, text: str, thinking: str) -> None:
    """Store a chunk; KeyError when there is no such message."""
    added = connection.execute(
        "INSERT INTO chunks (message, text, thinking) SELECT number, ?, ? FROM messages WHERE id = ?",
        (make_storable(text), make_storable(thinking), message_id),
    )
    if added.rowcount != 1:
        raise KeyError(message_id)


def finish_reply(connection: sqlite3.Connection, message: Message) -> None:
    """Replace the chunks by the whole reply; KeyError when there is no such message."""
    changed = connection.execute(
        "UPDATE messages SET text = :text, thinking = :thinking, model = :model, state = :state,"
        " problem = :problem, facts = :facts, figures = :figures, calls = :calls WHERE id = :id",
        rows.message_values(message),
    )
    if changed.rowcount != 1:
        raise KeyError(message.id)
    connection.execute("DELETE FROM chunks WHERE message = (SELECT number FROM messages WHERE id = ?)", (message.id,))


def cut_replies(connection: sqlite3.Connection) -> int:
    """Turn every reply that is still arriving into a CUT one with the text received; returns their number."""
    count = connection.execute(_JOIN_ALL).rowcount
    connection.execute("DELETE FROM chunks")
    return count


def join_chunks(message: Message, chunks: Iterable[sqlite3.Row]) -> Message:
    """A message with the text of its chunks so far, in order."""
    if message.state is not State.STREAMING:
        return message
    pieces = list(chunks)
    return replace(
        message,
        text=message.text + "".join(piece["text"] for piece in pieces),
        thinking=message.thinking + "".join(piece["thinking"] for piece in pieces),
    )
