"""Version 6: what of a conversation is not sent any more, and prompts that are kept to be used again.

`since` is the id of the first message that is still sent, empty where all are; `summary` stands for those before it.
"""

from __future__ import annotations

import sqlite3

_STATEMENTS = (
    "ALTER TABLE conversations ADD COLUMN since TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE conversations ADD COLUMN summary TEXT NOT NULL DEFAULT ''",
    "CREATE TABLE saved_prompts (id TEXT PRIMARY KEY, name TEXT NOT NULL, text TEXT NOT NULL) WITHOUT ROWID",
)


def create_context_and_prompts(connection: sqlite3.Connection) -> None:
    """Create what version 6 adds."""
    for statement in _STATEMENTS:
        connection.execute(statement)
