"""Version 1: conversations, their messages, arriving chunks, drafts and the full text index.

The index is FTS5 with trigrams, so it finds parts of words and scripts without spaces alike. It keeps no positions
(`detail=none`): measured on 7 MB of text it is 0.4 times the text's size instead of 2.2, and the reader of a hit looks
at the text anyway, to cut its snippet. The index borrows the text from `messages` (external content) and follows
it by triggers; a reply that is still arriving has an empty `text` and is not in it.

`parent` has no foreign key: its cascade would recurse once per message of a long conversation and SQLite stops
that at 1,000. Times are seconds since the epoch; `options`, `think`, `facts` and `figures` are JSON.
"""

from __future__ import annotations

import sqlite3

_STATEMENTS = (
    """
    CREATE TABLE conversations (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        created REAL NOT NULL,
        updated REAL NOT NULL,
        pinned INTEGER NOT NULL DEFAULT 0,
        model TEXT NOT NULL DEFAULT '',
        system TEXT NOT NULL DEFAULT '',
        think TEXT NOT NULL DEFAULT 'null',
        options TEXT NOT NULL DEFAULT '{}',
        removed REAL
    )
    """,
    """
    CREATE TABLE messages (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        conversation INTEGER NOT NULL REFERENCES conversations (number) ON DELETE CASCADE,
        parent TEXT,
        role TEXT NOT NULL,
        model TEXT NOT NULL DEFAULT '',
        state TEXT NOT NULL,
        created REAL NOT NULL,
        problem TEXT NOT NULL DEFAULT '',
        facts TEXT NOT NULL DEFAULT '{}',
        figures TEXT NOT NULL DEFAULT 'null',
        text TEXT NOT NULL DEFAULT '',
        thinking TEXT NOT NULL DEFAULT ''
    )
    """,
    # The first reads a conversation in order, the second finds siblings.
    "CREATE INDEX messages_of_conversation ON messages (conversation)",
    "CREATE INDEX messages_of_parent ON messages (conversation, parent)",
    "CREATE INDEX messages_arriving ON messages (number) WHERE state = 'streaming'",
    # Only where the chosen sibling is not the newest one; parent '' stands for the root.
    """
    CREATE TABLE choices (
        conversation INTEGER NOT NULL REFERENCES conversations (number) ON DELETE CASCADE,
        parent TEXT NOT NULL,
        message TEXT NOT NULL,
        PRIMARY KEY (conversation, parent)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE chunks (
        number INTEGER PRIMARY KEY,
        message INTEGER NOT NULL REFERENCES messages (number) ON DELETE CASCADE,
        text TEXT NOT NULL,
        thinking TEXT NOT NULL
    )
    """,
    "CREATE INDEX chunks_of_message ON chunks (message)",
    # No foreign key: the conversation '' is the one that does not exist yet.
    "CREATE TABLE drafts (conversation TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID",
    """
    CREATE VIRTUAL TABLE found USING fts5 (
        text, content='messages', content_rowid='number', tokenize='trigram', detail=none, columnsize=0
    )
    """,
    """
    CREATE TRIGGER message_added AFTER INSERT ON messages WHEN new.text <> '' BEGIN
        INSERT INTO found (rowid, text) VALUES (new.number, new.text);
    END
    """,
    """
    CREATE TRIGGER message_removed AFTER DELETE ON messages WHEN old.text <> '' BEGIN
        INSERT INTO found (found, rowid, text) VALUES ('delete', old.number, old.text);
    END
    """,
    # One trigger for both halves: SQLite promises no order between two triggers on one event.
    """
    CREATE TRIGGER message_text_changed AFTER UPDATE OF text ON messages WHEN old.text <> new.text BEGIN
        INSERT INTO found (found, rowid, text) SELECT 'delete', old.number, old.text WHERE old.text <> '';
        INSERT INTO found (rowid, text) SELECT new.number, new.text WHERE new.text <> '';
    END
    """,
)


def create_conversations(connection: sqlite3.Connection) -> None:
    """Create the tables of version 1."""
    for statement in _STATEMENTS:
        connection.execute(statement)
