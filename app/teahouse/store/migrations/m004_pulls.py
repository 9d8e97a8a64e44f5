"""Version 4: pulls that are not finished, in their order.

`best` is JSON, bytes shown by digest, so that a bar goes on after a restart where it was; `problem` is empty where
nothing went wrong. A finished pull leaves the table.
"""

from __future__ import annotations

import sqlite3

_STATEMENTS = (
    """
    CREATE TABLE pulls (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        host TEXT NOT NULL DEFAULT '',
        position REAL NOT NULL,
        created REAL NOT NULL,
        insecure INTEGER NOT NULL DEFAULT 0,
        state TEXT NOT NULL,
        completed INTEGER NOT NULL DEFAULT 0,
        total INTEGER NOT NULL DEFAULT 0,
        best TEXT NOT NULL DEFAULT '{}',
        problem TEXT NOT NULL DEFAULT '',
        facts TEXT NOT NULL DEFAULT '{}'
    ) WITHOUT ROWID
    """,
)


def create_pulls(connection: sqlite3.Connection) -> None:
    """Create the table of version 4."""
    for statement in _STATEMENTS:
        connection.execute(statement)
