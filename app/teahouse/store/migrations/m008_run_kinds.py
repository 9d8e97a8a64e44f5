"""Version 8: how many runs there are of each kind, kept by a trigger as they are added, and an index by model and host.

A kind is all that runs are filtered by but their time. There are some hundred kinds of a hundred thousand runs, so the
Speed room counts its filters' runs and lists what there is to choose without reading the runs. Runs are only ever
added.
"""

from __future__ import annotations

import sqlite3

_STATEMENTS = (
    """
    CREATE TABLE run_kinds (
        model TEXT NOT NULL,
        computer TEXT NOT NULL,
        host TEXT NOT NULL,
        source TEXT NOT NULL,
        quantization TEXT NOT NULL,
        power TEXT NOT NULL,
        cold INTEGER NOT NULL,
        runs INTEGER NOT NULL,
        last REAL NOT NULL,
        PRIMARY KEY (model, computer, host, source, quantization, power, cold)
    ) WITHOUT ROWID
    """,
    """
    INSERT INTO run_kinds
        SELECT model, computer, host, source, quantization, power, cold, count(*), max(created)
        FROM runs GROUP BY model, computer, host, source, quantization, power, cold
    """,
    """
    CREATE TRIGGER run_added AFTER INSERT ON runs BEGIN
        INSERT INTO run_kinds VALUES (
            new.model, new.computer, new.host, new.source, new.quantization, new.power, new.cold, 1, new.created
        ) ON CONFLICT DO UPDATE SET runs = runs + 1, last = max(last, excluded.last);
    END
    """,
    "DROP INDEX runs_by_model",
    """
    CREATE INDEX runs_by_model ON runs (
        model, computer, host, created, source, quantization, power, cold,
        generation_rate, prompt_rate, first_word, memory, memory_vram
    )
    """,
)


def create_run_kinds(connection: sqlite3.Connection) -> None:
    """Create what version 8 adds and count the runs there are."""
    for statement in _STATEMENTS:
        connection.execute(statement)
