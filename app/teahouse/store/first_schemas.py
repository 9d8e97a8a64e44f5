"""The schema functions of the versions 1 to 6. They are released and never edited; `store.schema` runs them first.

Times are seconds since the epoch; `options`, `think`, `facts` and `figures` are JSON. `parent` of a message has no
foreign key: its cascade would recurse once for each message of a long conversation, and SQLite stops that at 1,000.
"""

from __future__ import annotations

import sqlite3


def execute_all(connection: sqlite3.Connection, statements: tuple[str, ...]) -> None:
    """Execute statements in order."""
    for statement in statements:
        connection.execute(statement)


_CONVERSATIONS = (
    """
    CREATE TABLE conversations (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        created REAL NOT NULL,
        updated REAL NOT NULL,
        pinned INTEGER NOT NULL DEFAULT 0,
        model TEXT NOT NULL DEFAULT '',
        system TEXT NOT NULL DEFAULT '',
        think TEXT NOT NULL DEFAULT 'null',
        options TEXT NOT NULL DEFAULT '{}',
        removed REAL
    )
    """,
    """
    CREATE TABLE messages (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        conversation INTEGER NOT NULL REFERENCES conversations (number) ON DELETE CASCADE,
        parent TEXT,
        role TEXT NOT NULL,
        model TEXT NOT NULL DEFAULT '',
        state TEXT NOT NULL,
        created REAL NOT NULL,
        problem TEXT NOT NULL DEFAULT '',
        facts TEXT NOT NULL DEFAULT '{}',
        figures TEXT NOT NULL DEFAULT 'null',
        text TEXT NOT NULL DEFAULT '',
        thinking TEXT NOT NULL DEFAULT ''
    )
    """,
    # The first reads a conversation in order, the second finds siblings.
    "CREATE INDEX messages_of_conversation ON messages (conversation)",
    "CREATE INDEX messages_of_parent ON messages (conversation, parent)",
    "CREATE INDEX messages_arriving ON messages (number) WHERE state = 'streaming'",
    # Only where the chosen sibling is not the newest one; parent '' is the root.
    """
    CREATE TABLE choices (
        conversation INTEGER NOT NULL REFERENCES conversations (number) ON DELETE CASCADE,
        parent TEXT NOT NULL,
        message TEXT NOT NULL,
        PRIMARY KEY (conversation, parent)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE chunks (
        number INTEGER PRIMARY KEY,
        message INTEGER NOT NULL REFERENCES messages (number) ON DELETE CASCADE,
        text TEXT NOT NULL,
        thinking TEXT NOT NULL
    )
    """,
    "CREATE INDEX chunks_of_message ON chunks (message)",
    # No foreign key: the conversation '' is the one that does not exist yet.
    "CREATE TABLE drafts (conversation TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID",
    """
    CREATE VIRTUAL TABLE found USING fts5 (
        text, content='messages', content_rowid='number', tokenize='trigram', detail=none, columnsize=0
    )
    """,
    """
    CREATE TRIGGER message_added AFTER INSERT ON messages WHEN new.text <> '' BEGIN
        INSERT INTO found (rowid, text) VALUES (new.number, new.text);
    END
    """,
    """
    CREATE TRIGGER message_removed AFTER DELETE ON messages WHEN old.text <> '' BEGIN
        INSERT INTO found (found, rowid, text) VALUES ('delete', old.number, old.text);
    END
    """,
    # One trigger for both halves: SQLite promises no order between two triggers on one event.
    """
    CREATE TRIGGER message_text_changed AFTER UPDATE OF text ON messages WHEN old.text <> new.text BEGIN
        INSERT INTO found (found, rowid, text) SELECT 'delete', old.number, old.text WHERE old.text <> '';
        INSERT INTO found (rowid, text) SELECT new.number, new.text WHERE new.text <> '';
    END
    """,
)


def create_conversations(connection: sqlite3.Connection) -> None:
    """Version 1: conversations, their messages, arriving chunks, drafts and the full text index.

    The index is FTS5 with trigrams, so it finds parts of words and scripts without spaces alike. It has no positions
    (`detail=none`): measured on 7 MB of text it is 0.4 times the text's size instead of 2.2, and the text of a hit is
    read anyway, for its snippet. The index uses the text of `messages` (external content) and is updated by triggers; a
    reply that is still arriving has an empty `text` and is not in it.

    `parent` has no foreign key, times are seconds and `options`, `think`, `facts` and `figures` are JSON: see the
    module.
    """
    execute_all(connection, _CONVERSATIONS)


_RUNS = (
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
    """Version 2: every measured run.

    `generation_rate` (tokens per second) and `memory` (bytes) are columns besides the JSON they come from, because the
    model switcher reads them for all models at once.
    """
    execute_all(connection, _RUNS)


_COMPARISONS = (
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
    # The usual figures are queried after every run; runs of another computer are not part of them.
    "DROP INDEX runs_of_model",
    "CREATE INDEX runs_of_model ON runs (computer, host, model, number, generation_rate, memory)",
)


def create_comparisons(connection: sqlite3.Connection) -> None:
    """Version 3: comparisons with their lanes and votes, prompt sets, and the columns that distinguish runs.

    A lane's answers are messages of a conversation of its own, hidden from lists and searches by `lane`; so they are
    received, recovered after a crash and read like any others. Votes contain the names of their models and outlive
    their comparison. Hardware is stored once, not with each of a hundred thousand runs. Two wide indexes, one by time
    and one by model, answer the queries of the Speed page without reading the rows, whose JSON is most of their size.
    """
    execute_all(connection, _COMPARISONS)


_PULLS = (
    """
    CREATE TABLE pulls (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        host TEXT NOT NULL DEFAULT '',
        position REAL NOT NULL,
        created REAL NOT NULL,
        insecure INTEGER NOT NULL DEFAULT 0,
        state TEXT NOT NULL,
        completed INTEGER NOT NULL DEFAULT 0,
        total INTEGER NOT NULL DEFAULT 0,
        best TEXT NOT NULL DEFAULT '{}',
        problem TEXT NOT NULL DEFAULT '',
        facts TEXT NOT NULL DEFAULT '{}'
    ) WITHOUT ROWID
    """,
)


def create_pulls(connection: sqlite3.Connection) -> None:
    """Version 4: pulls that are not finished, in their order.

    `best` is JSON, the most bytes shown by digest, so that a progress bar continues after a restart; `problem` is empty
    where nothing went wrong. A finished pull is deleted.
    """
    execute_all(connection, _PULLS)


_ATTACHMENTS = (
    "CREATE TABLE attachments (id TEXT PRIMARY KEY, content BLOB NOT NULL)",
    "ALTER TABLE messages ADD COLUMN attachments TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE drafts ADD COLUMN attachments TEXT NOT NULL DEFAULT '[]'",
    "CREATE INDEX messages_with_attachments ON messages (number) WHERE attachments <> '[]'",
)


def create_attachments(connection: sqlite3.Connection) -> None:
    """Version 5: attachments of messages.

    The content is stored once, under its digest; messages and drafts refer to their attachments as JSON
    (`core.attachment`), so that a conversation is read without the contents.
    """
    execute_all(connection, _ATTACHMENTS)


_CONTEXT_AND_PROMPTS = (
    "ALTER TABLE conversations ADD COLUMN since TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE conversations ADD COLUMN summary TEXT NOT NULL DEFAULT ''",
    "CREATE TABLE saved_prompts (id TEXT PRIMARY KEY, name TEXT NOT NULL, text TEXT NOT NULL) WITHOUT ROWID",
)


def create_context_and_prompts(connection: sqlite3.Connection) -> None:
    """Version 6: the part of a conversation that is not sent any more, and saved prompts.

    `since` is the id of the first message that is still sent, empty where all are; `summary` is sent in place of those
    before it.
    """
    execute_all(connection, _CONTEXT_AND_PROMPTS)
