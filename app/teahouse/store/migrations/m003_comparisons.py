"""Version 3: comparisons with their lanes and votes, prompt sets and their runs, and all that tells two runs apart.

A lane's answers are messages of a conversation of its own, hidden from lists and searches by `lane`; so they arrive,
survive a crash and are read like any others. Votes bear the models they were about and outlive their comparison.
Hardware is written once, not with each of a hundred thousand runs. Two wide indexes, one by time and one by model,
answer the Speed room without touching the rows, whose JSON is most of their size.
"""

from __future__ import annotations

import sqlite3

_STATEMENTS = (
    """
    CREATE TABLE comparisons (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        created REAL NOT NULL,
        system TEXT NOT NULL DEFAULT '',
        mode TEXT NOT NULL,
        repetitions INTEGER NOT NULL,
        preload INTEGER NOT NULL,
        options TEXT NOT NULL DEFAULT '{}',
        seed INTEGER,
        blind INTEGER NOT NULL DEFAULT 0,
        reference TEXT NOT NULL DEFAULT '',
        set_run TEXT NOT NULL DEFAULT ''
    )
    """,
    "CREATE INDEX comparisons_of_set_run ON comparisons (set_run, number) WHERE set_run <> ''",
    """
    CREATE TABLE lanes (
        number INTEGER PRIMARY KEY,
        comparison INTEGER NOT NULL REFERENCES comparisons (number) ON DELETE CASCADE,
        id TEXT NOT NULL,
        model TEXT NOT NULL,
        options TEXT NOT NULL DEFAULT '{}',
        think TEXT NOT NULL DEFAULT 'null',
        UNIQUE (comparison, id)
    )
    """,
    "ALTER TABLE conversations ADD COLUMN lane INTEGER REFERENCES lanes (number) ON DELETE CASCADE",
    "CREATE INDEX conversations_of_lane ON conversations (lane) WHERE lane IS NOT NULL",
    """
    CREATE TABLE votes (
        number INTEGER PRIMARY KEY,
        comparison TEXT NOT NULL,
        turn INTEGER NOT NULL,
        lane TEXT NOT NULL,
        blind INTEGER NOT NULL DEFAULT 0,
        created REAL NOT NULL,
        winner TEXT NOT NULL,
        models TEXT NOT NULL,
        UNIQUE (comparison, turn)
    )
    """,
    """
    CREATE TABLE prompt_sets (
        id TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        title_zh TEXT NOT NULL DEFAULT '',
        use TEXT NOT NULL DEFAULT 'own',
        prompts TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE set_runs (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        set_id TEXT NOT NULL,
        title TEXT NOT NULL,
        created REAL NOT NULL,
        models TEXT NOT NULL
    )
    """,
    "CREATE TABLE hardware (number INTEGER PRIMARY KEY, facts TEXT NOT NULL UNIQUE, driver TEXT NOT NULL DEFAULT '')",
    "ALTER TABLE runs ADD COLUMN id TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE runs ADD COLUMN source TEXT NOT NULL DEFAULT 'chat'",
    "ALTER TABLE runs ADD COLUMN power TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE runs ADD COLUMN computer TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE runs ADD COLUMN hardware INTEGER REFERENCES hardware (number)",
    "ALTER TABLE runs ADD COLUMN driver TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE runs ADD COLUMN prompt_rate REAL",
    "ALTER TABLE runs ADD COLUMN first_word REAL",
    "ALTER TABLE runs ADD COLUMN memory_vram INTEGER",
    "ALTER TABLE runs ADD COLUMN context INTEGER",
    """
    UPDATE runs SET id = lower(hex(randomblob(16))),
        prompt_rate = json_extract(figures, '$.prompt_rate'),
        first_word = json_extract(figures, '$.first_word'),
        memory_vram = json_extract(figures, '$.memory_vram'),
        context = json_extract(figures, '$.context_used')
    """,
    "CREATE UNIQUE INDEX runs_by_id ON runs (id)",
    """
    CREATE INDEX runs_by_time ON runs (
        created, model, host, computer, source, quantization, power, cold,
        generation_rate, memory, memory_vram, context, digest, host_version, driver
    )
    """,
    """
    CREATE INDEX runs_by_model ON runs (
        model, computer, created, host, source, quantization, power, cold,
        generation_rate, prompt_rate, first_word, memory, memory_vram
    )
    """,
    # What is usual is asked after every run; another computer's runs do not count for it.
    "DROP INDEX runs_of_model",
    "CREATE INDEX runs_of_model ON runs (computer, host, model, number, generation_rate, memory)",
)


def create_comparisons(connection: sqlite3.Connection) -> None:
    """Create the tables of version 3 and fill the new columns of runs from what they were measured with."""
    for statement in _STATEMENTS:
        connection.execute(statement)
