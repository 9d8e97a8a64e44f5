"""What becomes of a damaged database: what can still be read is taken over into a new one, and it is set aside whole.

Nothing is ever deleted here, and a kill at any moment leaves the damaged one or the new one to be found. Rows are read
from the start until the damage and then from the end back to it; messages whose conversation is lost get a new one,
messages whose parent is lost continue the one before them.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from teahouse.store import opening, rows
from teahouse.store.opening import trouble_of_file
from teahouse.store.schema import fill_positions

_TABLES = (
    *("comparisons", "lanes", "conversations", "messages", "choices", "chunks", "drafts", "attachments"),
    *("votes", "prompt_sets", "saved_prompts", "set_runs", "hardware", "runs", "pulls"),
)
_COMPANIONS = ("", "-wal", "-shm")

_ADOPT_ORPHANS = """
    INSERT INTO conversations (number, id, title, created, updated, model)
    SELECT conversation, lower(hex(randomblob(16))), substr(max(CASE role WHEN 'user' THEN text ELSE '' END), 1, 60),
           min(created), max(created), max(model)
    FROM messages WHERE conversation NOT IN (SELECT number FROM conversations) GROUP BY conversation
"""
_MEND_PARENTS = """
    UPDATE messages SET parent = (
        SELECT before.id FROM messages AS before
        WHERE before.conversation = messages.conversation AND before.number < messages.number
        ORDER BY before.number DESC LIMIT 1
    )
    WHERE parent IS NOT NULL AND parent NOT IN (SELECT id FROM messages)
"""


def replace(path: Path) -> tuple[Path, int]:
    """Put a new database with all that can be read in the place of the damaged one at `path`; where the damaged one
    went, and how many conversations were taken over. Raises `Trouble` (DISK_FULL, FOLDER_READ_ONLY); then the damaged
    one is still there."""
    salvaged = opening.salvaged_at(path)
    try:
        salvaged.unlink(missing_ok=True)
    except OSError as error:
        raise trouble_of_file(error, path) from error
    saved = 0

    def fill(connection: sqlite3.Connection) -> None:
        nonlocal saved
        connection.execute("BEGIN")
        saved = take_over(path, connection)
        connection.execute("COMMIT")

    opening.build(salvaged, fill)
    backup = set_aside(path)
    return backup, saved  # opening gives the new one its name


def set_aside(path: Path) -> Path:
    """Move the database and its companions to `…-damaged-YYYYMMDD-HHMMSS…` beside it and return where it went.

    Raises `Trouble(FOLDER_READ_ONLY)` when it cannot be moved.
    """
    stamp = time.strftime("%Y%m%d-%H%M%S")
    names = (f"{path.stem}-damaged-{stamp}{count}{path.suffix}" for count in ("", *(f"-{n}" for n in range(2, 1000))))
    backup = next(path.with_name(name) for name in names if not path.with_name(name).exists())
    try:
        for companion in _COMPANIONS:
            with suppress(FileNotFoundError):
                path.with_name(path.name + companion).rename(backup.with_name(backup.name + companion))
        opening.suspect_mark(path).unlink(missing_ok=True)
    except OSError as error:
        raise trouble_of_file(error, path) from error
    return backup


def take_over(damaged: Path, into: sqlite3.Connection) -> int:
    """Copy every readable row of `damaged` into the open transaction of `into`; how many conversations there are."""
    into.execute("PRAGMA defer_foreign_keys = ON")
    with suppress(sqlite3.Error), closing(opening.connect(f"{damaged.as_uri()}?mode=ro", uri=True)) as source:
        source.text_factory = lambda data: data.decode("utf-8", "replace")
        for table in _TABLES:
            _copy_table(source, into, table)
    into.execute(_ADOPT_ORPHANS)
    into.execute(_MEND_PARENTS)
    into.execute("DELETE FROM lanes WHERE comparison NOT IN (SELECT number FROM comparisons)")
    # What a lost comparison's lanes answered is kept as ordinary conversations.
    into.execute("UPDATE conversations SET lane = NULL WHERE lane NOT IN (SELECT number FROM lanes)")
    into.execute("UPDATE runs SET hardware = NULL WHERE hardware NOT IN (SELECT number FROM hardware)")
    into.execute("UPDATE conversations SET leaf = NULL")
    fill_positions(into)
    into.execute("DELETE FROM choices WHERE message NOT IN (SELECT id FROM messages)")
    into.execute("DELETE FROM chunks WHERE message NOT IN (SELECT number FROM messages)")
    return int(into.execute("SELECT count(*) FROM conversations").fetchone()[0])


def _copy_table(source: sqlite3.Connection, into: sqlite3.Connection, table: str) -> None:
    known = {row["name"] for row in into.execute(f"PRAGMA table_info({table})")}
    for row in _readable(source, table):
        columns = [name for name in row.keys() if name in known]  # noqa: SIM118 - a Row is no mapping
        if table == "messages" and not rows.is_message(row):
            continue
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        into.execute(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", [row[name] for name in columns])


def _readable(source: sqlite3.Connection, table: str) -> Iterator[sqlite3.Row]:
    """The rows before the damage, then those behind it; a row may come twice."""
    for order in ("ASC", "DESC"):
        try:
            yield from source.execute(f"SELECT * FROM {table} ORDER BY 1 {order}")
        except sqlite3.DatabaseError:
            continue
        return
