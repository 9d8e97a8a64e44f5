"""Version 9: the host a lane runs on, as its address was typed; empty for the app's own."""

from __future__ import annotations

import sqlite3


def create_hosts_of_lanes(connection: sqlite3.Connection) -> None:
    """Create what version 9 adds."""
    connection.execute("ALTER TABLE lanes ADD COLUMN host TEXT NOT NULL DEFAULT ''")
