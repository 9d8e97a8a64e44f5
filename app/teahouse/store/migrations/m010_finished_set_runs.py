"""Version 10: whether a run of a prompt set is finished, so that nobody has to read its answers to know it."""

from __future__ import annotations

import sqlite3


def create_finished_set_runs(connection: sqlite3.Connection) -> None:
    """Create what version 10 adds; of runs that are there it is found out when they are next looked at."""
    connection.execute("ALTER TABLE set_runs ADD COLUMN finished INTEGER NOT NULL DEFAULT 0")
