"""Version 6: what of a conversation is not sent any more.

`since` is the id of the first message that is still sent, empty where all are; `summary` stands for those before it.
"""

from __future__ import annotations

import sqlite3

_STATEMENTS = (
    "ALTER TABLE conversations ADD COLUMN since TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE conversations ADD COLUMN summary TEXT NOT NULL DEFAULT ''",
)


def leave_out(connection: sqlite3.Connection) -> None:
    """Add the columns of version 6."""
    for statement in _STATEMENTS:
        connection.execute(statement)
