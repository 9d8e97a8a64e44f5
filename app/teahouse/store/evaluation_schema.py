"""The step of `store.schema` that creates the tables of sheets and their runs."""

from __future__ import annotations

import sqlite3

_SHEETS = (
    """
    CREATE TABLE sheets (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        content TEXT NOT NULL,
        attachments TEXT NOT NULL DEFAULT '[]'
    )
    """,
    """
    CREATE TABLE evaluation_runs (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        sheet_id TEXT NOT NULL,
        sheet_name TEXT NOT NULL,
        created REAL NOT NULL,
        state TEXT NOT NULL,
        mode TEXT NOT NULL,
        sheet TEXT NOT NULL,
        configurations TEXT NOT NULL,
        judge TEXT NOT NULL DEFAULT 'null',
        setting TEXT NOT NULL DEFAULT '{}',
        attachments TEXT NOT NULL DEFAULT '[]'
    )
    """,
    """
    CREATE TABLE evaluation_cells (
        number INTEGER PRIMARY KEY,
        run INTEGER NOT NULL REFERENCES evaluation_runs (number) ON DELETE CASCADE,
        prompt TEXT NOT NULL,
        configuration TEXT NOT NULL,
        state TEXT NOT NULL,
        passed INTEGER,
        score REAL,
        excerpt TEXT NOT NULL DEFAULT '',
        seconds REAL,
        tokens INTEGER,
        generation_rate REAL,
        first_word REAL,
        memory INTEGER,
        vote INTEGER,
        disagrees INTEGER NOT NULL DEFAULT 0,
        problem TEXT NOT NULL DEFAULT '',
        asked INTEGER NOT NULL DEFAULT 0,
        created REAL NOT NULL DEFAULT 0,
        UNIQUE (run, prompt, configuration)
    )
    """,
    """
    CREATE TABLE evaluation_answers (
        cell INTEGER PRIMARY KEY REFERENCES evaluation_cells (number) ON DELETE CASCADE,
        content TEXT NOT NULL
    )
    """,
    # After a kill the few cells that were being asked are found without reading all.
    "CREATE INDEX evaluation_cells_asking ON evaluation_cells (number) WHERE state = 'asking'",
)


def create_sheets(connection: sqlite3.Connection) -> None:
    """Version 13: the person's sheets, and runs of sheets with a cell for each prompt and configuration.

    A run contains its sheet as it was. Whole answers are in a table of their own, so that the grid of some thousand
    cells is read without them. `attachments` repeats those of the sheet's prompts, so that their contents are kept.
    """
    for statement in _SHEETS:
        connection.execute(statement)
