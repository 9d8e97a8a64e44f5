"""The step of the schema that adds usage by day, results of speed tests, and what a vote says; see `store.schema`."""

from __future__ import annotations

import sqlite3

# A run is cold where its model was loaded for it, also before the question; a prompt from a cache has no first word.
_RUNS = (
    "UPDATE runs SET cold = 1 WHERE cold = 0 AND json_extract(figures, '$.preload') > 0.1",
    """
    UPDATE runs SET first_word = NULL
    WHERE json_extract(figures, '$.prompt_cached') > 0.1 * ifnull(json_extract(figures, '$.prompt_tokens'), 0)
    """,
    "CREATE INDEX runs_of_message ON runs (message) WHERE message IS NOT NULL",
)

_KEY = "model, computer, host, source, quantization, power, cold"
_FIGURES = """
    count(*), max(created),
    total(json_extract(figures, '$.prompt_tokens')), total(json_extract(figures, '$.tokens')),
    total(json_extract(figures, '$.thinking_tokens')), total(json_extract(figures, '$.energy')),
    total(iif(json_extract(figures, '$.energy') IS NULL, 0, json_extract(figures, '$.tokens')))
"""
_COUNTED = """
        CAST(new.created / 86400 AS INTEGER), new.model, new.computer, new.host, new.source, new.quantization,
        new.power, new.cold, 1, new.created,
        ifnull(json_extract(new.figures, '$.prompt_tokens'), 0), ifnull(json_extract(new.figures, '$.tokens'), 0),
        ifnull(json_extract(new.figures, '$.thinking_tokens'), 0), ifnull(json_extract(new.figures, '$.energy'), 0),
        iif(json_extract(new.figures, '$.energy') IS NULL, 0, ifnull(json_extract(new.figures, '$.tokens'), 0))
"""
_DAYS = (
    """
    CREATE TABLE run_days (
        day INTEGER NOT NULL,
        model TEXT NOT NULL,
        computer TEXT NOT NULL,
        host TEXT NOT NULL,
        source TEXT NOT NULL,
        quantization TEXT NOT NULL,
        power TEXT NOT NULL,
        cold INTEGER NOT NULL,
        runs INTEGER NOT NULL,
        last REAL NOT NULL,
        tokens_in INTEGER NOT NULL,
        tokens_out INTEGER NOT NULL,
        thinking INTEGER NOT NULL,
        energy REAL NOT NULL,
        energy_tokens INTEGER NOT NULL,
        PRIMARY KEY (day, model, computer, host, source, quantization, power, cold)
    ) WITHOUT ROWID
    """,
    f"""
    INSERT INTO run_days SELECT CAST(created / 86400 AS INTEGER) AS day, {_KEY}, {_FIGURES}
    FROM runs GROUP BY day, {_KEY}
    """,
    "DELETE FROM run_kinds",
    f"INSERT INTO run_kinds SELECT {_KEY}, sum(runs), max(last) FROM run_days GROUP BY {_KEY}",
    f"""
    CREATE TRIGGER run_counted AFTER INSERT ON runs BEGIN
        INSERT INTO run_days VALUES ({_COUNTED})
        ON CONFLICT DO UPDATE SET runs = runs + 1, last = max(last, excluded.last),
            tokens_in = tokens_in + excluded.tokens_in, tokens_out = tokens_out + excluded.tokens_out,
            thinking = thinking + excluded.thinking, energy = energy + excluded.energy,
            energy_tokens = energy_tokens + excluded.energy_tokens;
    END
    """,
)

_BENCH = (
    """
    CREATE TABLE bench_results (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        series TEXT NOT NULL,
        model TEXT NOT NULL,
        digest TEXT NOT NULL DEFAULT '',
        quantization TEXT NOT NULL DEFAULT '',
        host TEXT NOT NULL DEFAULT '',
        host_version TEXT NOT NULL DEFAULT '',
        engine INTEGER NOT NULL DEFAULT 0,
        created REAL NOT NULL,
        test TEXT NOT NULL,
        rates TEXT NOT NULL,
        options TEXT NOT NULL DEFAULT '{}',
        hardware INTEGER REFERENCES hardware (number),
        other_load REAL
    )
    """,
    "CREATE INDEX bench_results_of_model ON bench_results (series, model, host, number)",
)

_VOTES = (
    "ALTER TABLE votes ADD COLUMN all_bad INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE votes ADD COLUMN tags TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE votes ADD COLUMN task TEXT NOT NULL DEFAULT ''",
    # A built-in set has the name of its use; a person's own has it in its row.
    """
    UPDATE votes SET task = ifnull((
        SELECT ifnull(prompt_sets.use, set_runs.set_id) FROM comparisons
        JOIN set_runs ON set_runs.id = comparisons.set_run
        LEFT JOIN prompt_sets ON prompt_sets.id = set_runs.set_id
        WHERE comparisons.id = votes.comparison
    ), '')
    """,
)


def create_usage(connection: sqlite3.Connection) -> None:
    """Version 15: usage by day, results of speed tests, and what a vote says.

    `run_days` has the runs, tokens and joules of each day (UTC, days since the epoch) and kind of run, updated by a
    trigger, so that usage by week is summed from some hundred rows, however many runs there are. `energy_tokens` are
    the tokens of runs whose energy was measured. `test` and `rates` of `bench_results` are JSON (`core.bench`).
    `all_bad`: no answer was good; `task` is the use of the prompt set that was voted on.
    """
    for statement in (*_RUNS, *_DAYS, *_BENCH, *_VOTES):
        connection.execute(statement)
