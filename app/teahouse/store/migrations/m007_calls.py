"""Version 7: the tools that a reply asked for, as JSON (`core.conversation.Call`)."""

from __future__ import annotations

import sqlite3


def create_calls(connection: sqlite3.Connection) -> None:
    """Create what version 7 adds."""
    connection.execute("ALTER TABLE messages ADD COLUMN calls TEXT NOT NULL DEFAULT '[]'")
