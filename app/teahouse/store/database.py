"""One SQLite file and its one connection, used by one thread at a time.

WAL with synchronous=NORMAL: committed data survives the end of the program; only a power cut may lose the last moments.
Every call is wrapped: callers get values and `Trouble`, no SQLite types. After a `Trouble` the transaction is rolled
back and the object stays usable: a full disk may have room again.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from teahouse.core.errors import Problem, Trouble
from teahouse.core.values import dataclass
from teahouse.store import opening, rows
from teahouse.store.opening import raise_troubles, trouble_of, trouble_of_file
from teahouse.store.schema import fill_positions

# Repair of a damaged database: readable rows are copied into a new one, and the damaged file is moved aside whole.
# Nothing is deleted here, and after a kill at any moment the damaged or the new one is at its path. Rows are read from
# the start to the damage and then from the end back to it. Messages whose conversation is lost get a new one, messages
# whose parent is lost follow the message before them.

_TABLES = (
    *("comparisons", "lanes", "conversations", "messages", "choices", "chunks", "drafts", "attachments"),
    "token_probabilities",
    *("votes", "prompt_sets", "saved_prompts", "set_runs", "hardware", "runs", "pulls"),
    *("sheets", "evaluation_runs", "evaluation_cells", "evaluation_answers"),
    "workshop_records",
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
    """Replace the damaged database at `path` by a new one with all readable rows; returns the path of the damaged one
    and the number of conversations copied. Raises `Trouble` (DISK_FULL, FOLDER_READ_ONLY); the damaged one is then
    still in place."""
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
    return backup, saved  # `open_file` gives the new one its name


def set_aside(path: Path) -> Path:
    """Move the database and its companions to `…-damaged-YYYYMMDD-HHMMSS…` in the same folder; returns the new path.

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
    """Copy every readable row of `damaged` into the open transaction of `into`; returns the number of conversations."""
    into.execute("PRAGMA defer_foreign_keys = ON")
    with suppress(sqlite3.Error), closing(opening.connect(f"{damaged.as_uri()}?mode=ro", uri=True)) as source:
        source.text_factory = lambda data: data.decode("utf-8", "replace")
        for table in _TABLES:
            _copy_table(source, into, table)
    into.execute(_ADOPT_ORPHANS)
    into.execute(_MEND_PARENTS)
    into.execute("DELETE FROM lanes WHERE comparison NOT IN (SELECT number FROM comparisons)")
    # The answers of a lost comparison's lanes become ordinary conversations.
    into.execute("UPDATE conversations SET lane = NULL WHERE lane NOT IN (SELECT number FROM lanes)")
    into.execute("UPDATE runs SET hardware = NULL WHERE hardware NOT IN (SELECT number FROM hardware)")
    into.execute("DELETE FROM evaluation_cells WHERE run NOT IN (SELECT number FROM evaluation_runs)")
    into.execute("DELETE FROM evaluation_answers WHERE cell NOT IN (SELECT number FROM evaluation_cells)")
    into.execute("UPDATE conversations SET leaf = NULL")
    fill_positions(into)
    into.execute("DELETE FROM choices WHERE message NOT IN (SELECT id FROM messages)")
    into.execute("DELETE FROM chunks WHERE message NOT IN (SELECT number FROM messages)")
    return int(into.execute("SELECT count(*) FROM conversations").fetchone()[0])


def _copy_table(source: sqlite3.Connection, into: sqlite3.Connection, table: str) -> None:
    known = {row["name"] for row in into.execute(f"PRAGMA table_info({table})")}
    for row in _readable(source, table):
        columns = [name for name in row.keys() if name in known]  # noqa: SIM118 - a Row is not a mapping
        if table == "messages" and not rows.is_message(row):
            continue
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        into.execute(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", [row[name] for name in columns])


def _readable(source: sqlite3.Connection, table: str) -> Iterator[sqlite3.Row]:
    """The rows before the damage, then those after it; a row may occur twice."""
    for order in ("ASC", "DESC"):
        try:
            yield from source.execute(f"SELECT * FROM {table} ORDER BY 1 {order}")
        except sqlite3.DatabaseError:
            continue
        return


@dataclass(frozen=True, slots=True)
class Opened:
    """A usable database, and the trouble to show to the person, if opening met one."""

    database: Database
    trouble: Trouble | None = None


class Database:
    """The connection with its transactions. Create it with `open` or `in_memory`."""

    def __init__(self, connection: sqlite3.Connection, path: Path | None) -> None:
        self._connection = connection
        self._path = path
        self._may_write = True

    def allow_writes(self, allowed: bool) -> None:
        """Allow `write_transaction`, or make it raise RuntimeError."""
        self._may_write = allowed

    @property
    def path(self) -> Path | None:
        """The path of the file; None in memory."""
        return self._path

    @classmethod
    def open(cls, path: Path, patience: float | None = None) -> Opened:
        """Open the file at `path`, creating it and running missing migrations; `patience` is how long to wait for
        another program that has it locked (seconds, None: `opening.PATIENCE`).

        A damaged file is moved aside with its -wal and -shm, its readable rows are copied into a new file, and
        `Opened.trouble` is `DATABASE_DAMAGED` (backup: path of the damaged file; saved: conversations copied). Raises
        `Trouble`: DATABASE_NEWER (the file is untouched), DATABASE_LOCKED, FOLDER_READ_ONLY, DISK_FULL; and any error
        of a migration.
        """
        try:
            return Opened(cls(opening.open_file(path, patience), path))
        except Trouble as trouble:
            if trouble.problem is not Problem.DATABASE_DAMAGED:
                raise
        backup, saved = replace(path)
        database = cls(opening.open_file(path, patience), path)
        return Opened(database, Trouble(Problem.DATABASE_DAMAGED, backup=str(backup), saved=saved))

    @classmethod
    def in_memory(cls) -> Self:
        """A database in memory, lost at the end of the program: for a read-only folder or a full disk."""
        connection = opening.connect(":memory:")
        opening.create(connection, opening.APPLICATION_ID)
        return cls(connection, None)

    def copy_to_memory(self) -> Database:
        """A copy of all data in memory. The interpreter's lock is released while SQLite copies."""
        connection = opening.connect(":memory:")
        try:
            with self._watched():
                opening.copy_all(self._connection, connection)
        except BaseException:
            connection.close()
            raise
        return Database(connection, None)

    def count_bytes(self) -> int:
        """Bytes of all stored data."""
        pages, page = self.fetch_all("PRAGMA page_count")[0][0], self.fetch_all("PRAGMA page_size")[0][0]
        return int(pages) * int(page)

    @contextmanager
    def limit_patience(self, seconds: float | None) -> Iterator[None]:
        """Within the block, wait at most so many seconds for another program that has the file locked; None: as
        usual."""
        if seconds is None:
            yield
            return
        self._connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
        try:
            yield
        finally:
            self._connection.execute(f"PRAGMA busy_timeout = {int(opening.PATIENCE * 1000)}")

    def close(self) -> None:
        """Close the file; SQLite writes the write-ahead log into it."""
        with raise_troubles(self._path):
            self._connection.close()

    def fetch_all(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[sqlite3.Row]:
        """All rows of a query."""
        with self._watched():
            return self._connection.execute(sql, parameters).fetchall()

    def iterate_rows(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> Iterator[sqlite3.Row]:
        """The rows of a query one by one, for callers that stop early; nothing may be written meanwhile."""
        with self._watched():
            yield from self._connection.execute(sql, parameters)

    @contextmanager
    def write_transaction(self) -> Iterator[sqlite3.Connection]:
        """One transaction: committed as a whole, rolled back after any exception. Inside another one it is a part of
        it."""
        if not self._may_write:
            raise RuntimeError("this write would not wait for the file, where the file has to be waited for")
        if self._connection.in_transaction:
            yield self._connection
            return
        with self._watched():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                # SQLite rolls back by itself after some errors, a full disk among them.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Raise `Trouble` for SQLite's errors; damage is also marked, so that the next start checks the file."""
        try:
            yield
        except sqlite3.Error as error:
            trouble = trouble_of(error, self._path)
            if trouble is None:
                raise
            if trouble.problem is Problem.DATABASE_DAMAGED and self._path is not None:
                with suppress(OSError):
                    opening.suspect_mark(self._path).touch()
            raise trouble from error
