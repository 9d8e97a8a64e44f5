"""The step of the schema that adds the records of the Workshop; see `store.schema`."""

from __future__ import annotations

import sqlite3

_RECORDS = (
    """
    CREATE TABLE workshop_records (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        model TEXT NOT NULL DEFAULT '',
        made_from TEXT NOT NULL,
        kind TEXT NOT NULL,
        parameters TEXT NOT NULL DEFAULT '{}',
        measurements TEXT NOT NULL DEFAULT '{}',
        created REAL NOT NULL
    )
    """,
    "CREATE INDEX workshop_records_of_model ON workshop_records (model) WHERE model <> ''",
)


def create_workshop_records(connection: sqlite3.Connection) -> None:
    """Version 16: what the Workshop made of a model, with its parameters and measurements as JSON.

    `kind` is a `core.workshop.records.RecordKind`. `model` is empty while the result is only a file.
    """
    for statement in _RECORDS:
        connection.execute(statement)
