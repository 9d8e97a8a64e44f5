"""Version 2: every measured run.

`generation_rate` (tokens per second) and `memory` (bytes) stand beside the JSON they come from, because the model
switcher asks for them of every model at once.
"""

from __future__ import annotations

import sqlite3

_STATEMENTS = (
    """
    CREATE TABLE runs (
        number INTEGER PRIMARY KEY,
        model TEXT NOT NULL,
        digest TEXT NOT NULL DEFAULT '',
        quantization TEXT NOT NULL DEFAULT '',
        host TEXT NOT NULL DEFAULT '',
        host_version TEXT NOT NULL DEFAULT '',
        engine INTEGER NOT NULL DEFAULT 0,
        created REAL NOT NULL,
        cold INTEGER NOT NULL DEFAULT 0,
        message TEXT,
        options TEXT NOT NULL DEFAULT '{}',
        figures TEXT NOT NULL,
        generation_rate REAL,
        memory INTEGER
    )
    """,
    "CREATE INDEX runs_of_model ON runs (host, model, number)",
)


def create_runs(connection: sqlite3.Connection) -> None:
    """Create the table of version 2."""
    for statement in _STATEMENTS:
        connection.execute(statement)
