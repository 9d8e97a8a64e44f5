"""Version 5: what goes with a message beside its words.

The content is kept once, under its digest; messages and drafts name what they hold as JSON (`core.attachment`), so that
a conversation is read without it.
"""

from __future__ import annotations

import sqlite3

_STATEMENTS = (
    "CREATE TABLE attachments (id TEXT PRIMARY KEY, content BLOB NOT NULL)",
    "ALTER TABLE messages ADD COLUMN attachments TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE drafts ADD COLUMN attachments TEXT NOT NULL DEFAULT '[]'",
    "CREATE INDEX messages_with_attachments ON messages (number) WHERE attachments <> '[]'",
)


def create_attachments(connection: sqlite3.Connection) -> None:
    """Create what version 5 adds."""
    for statement in _STATEMENTS:
        connection.execute(statement)
