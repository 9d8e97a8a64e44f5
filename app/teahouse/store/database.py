"""One SQLite file and the one connection to it, used by one thread at a time.

WAL with synchronous=NORMAL: what is committed survives the death of the program, at once; only a power cut may take
the last moments. Every call is wrapped, so that above this floor there are values and `Trouble`, nothing of SQLite.
After a `Trouble` the transaction is rolled back and the object stays usable: a full disk may have room again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from teahouse.core.errors import Problem, Trouble
from teahouse.core.values import dataclass
from teahouse.store import migrations, opening, repair
from teahouse.store.opening import raise_troubles, trouble_of


@dataclass(frozen=True, slots=True)
class Opened:
    """A usable database, and what the person must be told about how it was opened."""

    database: Database
    trouble: Trouble | None = None


class Database:
    """The connection with its transactions. Make one with `open` or `in_memory`."""

    def __init__(self, connection: sqlite3.Connection, path: Path | None) -> None:
        self._connection = connection
        self._path = path
        self._may_write = True

    def allow_writes(self, allowed: bool) -> None:
        """Whether `writing` may be used from now on, or raises RuntimeError."""
        self._may_write = allowed

    @property
    def path(self) -> Path | None:
        """Where the file lies; None in memory."""
        return self._path

    @classmethod
    def open(cls, path: Path, patience: float | None = None) -> Opened:
        """Open the file at `path`, creating it and taking missing migrations; `patience` is how long to wait for
        another program that holds it (seconds, None: `opening.PATIENCE`).

        A damaged file is moved aside with its -wal and -shm, what can be read of it is taken over into a fresh one,
        and `Opened.trouble` is `DATABASE_DAMAGED` (backup: where it went; saved: conversations taken over).
        Raises `Trouble`: DATABASE_NEWER (the file is untouched), DATABASE_LOCKED, FOLDER_READ_ONLY, DISK_FULL; and
        whatever else a migration met.
        """
        try:
            return Opened(cls(opening.open_file(path, patience), path))
        except Trouble as trouble:
            if trouble.problem is not Problem.DATABASE_DAMAGED:
                raise
        backup, saved = repair.replace(path)
        database = cls(opening.open_file(path, patience), path)
        return Opened(database, Trouble(Problem.DATABASE_DAMAGED, backup=str(backup), saved=saved))

    @classmethod
    def in_memory(cls) -> Self:
        """A database that lasts as long as the program: for a read-only folder or a full disk."""
        connection = opening.connect(":memory:")
        migrations.create(connection, opening.APPLICATION_ID)
        return cls(connection, None)

    def copy_to_memory(self) -> Database:
        """All that is kept, in memory; as fast as memory is copied, with the interpreter's lock let go."""
        connection = opening.connect(":memory:")
        try:
            with self._watched():
                opening.copy_all(self._connection, connection)
        except BaseException:
            connection.close()
            raise
        return Database(connection, None)

    def count_bytes(self) -> int:
        """Bytes of all that is kept."""
        pages, page = self.fetch_all("PRAGMA page_count")[0][0], self.fetch_all("PRAGMA page_size")[0][0]
        return int(pages) * int(page)

    @contextmanager
    def limit_patience(self, seconds: float | None) -> Iterator[None]:
        """Wait only so long for another program that holds the file, meanwhile; None: as long as ever."""
        if seconds is None:
            yield
            return
        self._connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
        try:
            yield
        finally:
            self._connection.execute(f"PRAGMA busy_timeout = {int(opening.PATIENCE * 1000)}")

    def close(self) -> None:
        """Close the file; SQLite folds the write-ahead log into it."""
        with raise_troubles(self._path):
            self._connection.close()

    def fetch_all(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[sqlite3.Row]:
        """All rows of a query."""
        with self._watched():
            return self._connection.execute(sql, parameters).fetchall()

    def iterate_rows(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> Iterator[sqlite3.Row]:
        """The rows of a query one by one, for whoever stops early; nothing may be written meanwhile."""
        with self._watched():
            yield from self._connection.execute(sql, parameters)

    @contextmanager
    def write_transaction(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is kept, or after any exception none. Inside another it is a part of that."""
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
                # SQLite has rolled back by itself after some errors, a full disk among them.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Raise `Trouble` for SQLite's errors; damage is also marked, for the next start to look into."""
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
