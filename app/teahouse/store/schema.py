"""The schema as numbered functions: the first creates the tables of version 1, each later one changes them.

To change the schema, write the next function at the end, add it to `STEPS`, and add a database of the version before to
tests/fixtures/old_databases.py. A function changes the schema and nothing else. A released one is never edited: the
next one corrects it. `store.opening` runs them. Versions 1 to 6 are in `store.first_schemas`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from teahouse.store.evaluation_schema import create_sheets
from teahouse.store.first_schemas import (
    create_attachments,
    create_comparisons,
    create_context_and_prompts,
    create_conversations,
    create_pulls,
    create_runs,
    execute_all,
)
from teahouse.store.schema_measurements import create_usage
from teahouse.store.workshop_schema import create_workshop_records

SchemaStep = Callable[[sqlite3.Connection], None]


def create_calls(connection: sqlite3.Connection) -> None:
    """Version 7: the tool calls of a reply, as JSON (`core.conversation.Call`)."""
    connection.execute("ALTER TABLE messages ADD COLUMN calls TEXT NOT NULL DEFAULT '[]'")


_RUN_KINDS = (
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
    """Version 8: the number of runs of each kind, updated by a trigger, and an index by model and host.

    A kind is everything that runs are filtered by except the time. A hundred thousand runs have some hundred kinds, so
    the Speed page counts the matching runs and lists the filter values without reading the runs. Runs are only ever
    added.
    """
    execute_all(connection, _RUN_KINDS)


def create_hosts_of_lanes(connection: sqlite3.Connection) -> None:
    """Version 9: the host a lane runs on, as its address was typed; empty for the app's host."""
    connection.execute("ALTER TABLE lanes ADD COLUMN host TEXT NOT NULL DEFAULT ''")


def create_finished_set_runs(connection: sqlite3.Connection) -> None:
    """Version 10: whether a run of a prompt set is finished, so that its answers need not be read for this."""
    connection.execute("ALTER TABLE set_runs ADD COLUMN finished INTEGER NOT NULL DEFAULT 0")


# Tokens as `core.window.tokens_of` estimates them: four letters a token, one and a half characters of wide scripts
# (three bytes in UTF-8), and six tokens for each message.
_WIDE = "(length(CAST(messages.text AS BLOB)) - length(messages.text)) / 2.0"
_FILL = f"""
    WITH RECURSIVE down (number, id, conversation, depth, above, below) AS (
        SELECT number, id, conversation, 0, 0,
            CAST((length(messages.text) - {_WIDE}) / 4 + {_WIDE} / 1.5 + 6.5 AS INTEGER)
        FROM messages WHERE parent IS NULL
        UNION ALL
        SELECT messages.number, messages.id, messages.conversation, down.depth + 1, down.below,
            down.below + CAST((length(messages.text) - {_WIDE}) / 4 + {_WIDE} / 1.5 + 6.5 AS INTEGER)
        FROM down JOIN messages ON messages.conversation = down.conversation AND messages.parent = down.id
    )
    UPDATE messages SET depth = down.depth, above = down.above FROM down WHERE messages.number = down.number
"""


def create_path_positions(connection: sqlite3.Connection) -> None:
    """Version 11: the position of each message on its path, so that a long conversation can be read from its end.

    `depth` is the number of messages above a message, `above` about how many tokens those have. `leaf` is the id of the
    last message of a conversation's chosen path: '' where it has no message, NULL where it must be looked up.
    """
    connection.execute("ALTER TABLE messages ADD COLUMN depth INTEGER NOT NULL DEFAULT 0")
    connection.execute("ALTER TABLE messages ADD COLUMN above INTEGER NOT NULL DEFAULT 0")
    connection.execute("ALTER TABLE conversations ADD COLUMN leaf TEXT")
    fill_positions(connection)


def fill_positions(connection: sqlite3.Connection) -> None:
    """Compute `depth` and `above` of every message."""
    connection.execute(_FILL)


def create_listed_conversations(connection: sqlite3.Connection) -> None:
    """Version 12: an index in the order of the list, so that it can be read a page at a time."""
    connection.execute(
        "CREATE INDEX conversations_listed ON conversations (pinned, updated DESC, id)"
        " WHERE removed IS NULL AND lane IS NULL"
    )


def create_token_probabilities(connection: sqlite3.Connection) -> None:
    """Version 14: the probabilities of a reply's tokens, packed (`core.token_probabilities`), by the message's id.

    They are not a column of `messages`, which are read whole; and without a foreign key, so that a deleted message gets
    them back with "Undo". What no message refers to is deleted at the start.
    """
    connection.execute("CREATE TABLE token_probabilities (message TEXT PRIMARY KEY, content BLOB NOT NULL)")


STEPS: tuple[SchemaStep, ...] = (
    create_conversations,
    create_runs,
    create_comparisons,
    create_pulls,
    create_attachments,
    create_context_and_prompts,
    create_calls,
    create_run_kinds,
    create_hosts_of_lanes,
    create_finished_set_runs,
    create_path_positions,
    create_listed_conversations,
    create_sheets,
    create_token_probabilities,
    create_usage,
    create_workshop_records,
)
