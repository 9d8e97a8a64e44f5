"""Version 12: an index in the order of the list, so that it is read a page at a time."""

from __future__ import annotations

import sqlite3


def create_listed_conversations(connection: sqlite3.Connection) -> None:
    """Add the index of version 12."""
    connection.execute(
        "CREATE INDEX conversations_listed ON conversations (pinned, updated DESC, id)"
        " WHERE removed IS NULL AND lane IS NULL"
    )
