"""Opening the file: is it ours, is it whole, may we write, and which version is it.

Cheap questions come first. The header answers "is it ours" and "is it newer" without SQLite, so that a newer file
is not even touched. A whole check reads everything, so it runs only where there is a reason: the last end was not
a clean one (its write-ahead log is still there) and the file is small enough, or damage was met while it was used.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from teahouse.core.errors import Problem, Trouble
from teahouse.store import migrations
from teahouse.store.faults import faults, trouble_of_file

APPLICATION_ID = 0x54656148
# Seconds to wait for another program that holds the file.
PATIENCE = 2.0
# Bytes up to which an unclean end costs a whole check; reading that much takes about a tenth of a second.
CHECKED_SIZE = 64 << 20

_MAGIC = b"SQLite format 3\0"
_HEADER_SIZE = 100
_VERSION_AT = 60
_APPLICATION_AT = 68


def connect(target: str, *, uri: bool = False) -> sqlite3.Connection:
    """A connection as all of ours are: rows by name, transactions only where we begin them."""
    connection = sqlite3.connect(target, timeout=PATIENCE, isolation_level=None, check_same_thread=False, uri=uri)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def open_file(path: Path) -> sqlite3.Connection:
    """A connection to the whole, writable database of the newest version at `path`.

    Raises `Trouble`: DATABASE_DAMAGED, DATABASE_NEWER, DATABASE_LOCKED, FOLDER_READ_ONLY, DISK_FULL.
    """
    fresh = _create(path)
    if not fresh:
        _look_at_header(path)
    unclean = not fresh and _unclean(path)
    try:
        with faults(path):
            return _prepared(path, fresh, unclean)
    except Trouble:
        if fresh:  # An empty file would look like a lost one at the next start.
            path.unlink(missing_ok=True)
        raise


def suspect_mark(path: Path) -> Path:
    """The file whose presence says that damage was met in the database at `path`."""
    return path.with_name(path.name + "-suspect")


def _create(path: Path) -> bool:
    """Create the file, for this person's eyes only, unless it is there; whether it was created."""
    try:
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        return False
    except OSError as error:
        raise trouble_of_file(error, path) from error
    return True


def _look_at_header(path: Path) -> None:
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_SIZE)
    except OSError as error:
        raise trouble_of_file(error, path) from error
    if len(header) < _HEADER_SIZE or not header.startswith(_MAGIC):
        raise Trouble(Problem.DATABASE_DAMAGED, path=str(path), backup="")
    if int.from_bytes(header[_APPLICATION_AT : _APPLICATION_AT + 4]) == APPLICATION_ID:
        _refuse_newer(path, int.from_bytes(header[_VERSION_AT : _VERSION_AT + 4]))


def _refuse_newer(path: Path, found: int) -> None:
    if found > migrations.NEWEST:
        raise Trouble(Problem.DATABASE_NEWER, path=str(path), found=found, known=migrations.NEWEST)


def _unclean(path: Path) -> bool:
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _prepared(path: Path, fresh: bool, unclean: bool) -> sqlite3.Connection:
    connection = connect(str(path))
    try:
        if fresh:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        else:
            _examine(connection, path, unclean)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        _probe(connection)
        _bring_up_to_date(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _examine(connection: sqlite3.Connection, path: Path, unclean: bool) -> None:
    """Raise DATABASE_DAMAGED unless this is our database and, where there is reason to doubt, whole."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION_ID:
        raise Trouble(Problem.DATABASE_DAMAGED, path=str(path), backup="")
    _refuse_newer(path, migrations.version_of(connection))
    suspect = suspect_mark(path)
    if suspect.exists() or (unclean and path.stat().st_size <= CHECKED_SIZE):
        if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise Trouble(Problem.DATABASE_DAMAGED, path=str(path), backup="")
    else:
        connection.execute("SELECT count(*) FROM conversations").fetchone()
    if suspect.exists():
        # The tables are whole, so what was met lay in the index, which the tables can always make again.
        # Where even that fails, the damage is of the kind that ends in a fresh file.
        connection.execute("INSERT INTO found (found) VALUES ('rebuild')")
        suspect.unlink()


def _probe(connection: sqlite3.Connection) -> None:
    """Take the writer's place for a moment: fails now, not at the first message, if the file may not be written."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("ROLLBACK")


def _bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    """Take missing migrations, after a copy of the file as it was."""
    version = migrations.version_of(connection)
    if version == migrations.NEWEST:
        return
    if version > 0:
        _copy(connection, path.with_name(f"{path.stem}-v{version}{path.suffix}"))
    migrations.migrate(connection)
    # The version must stand in the file itself, where an older program looks for it.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _copy(connection: sqlite3.Connection, target: Path) -> None:
    try:
        target.unlink(missing_ok=True)
        target.touch(mode=0o600)
    except OSError as error:
        raise trouble_of_file(error, target) from error
    with closing(sqlite3.connect(target)) as copy:
        connection.backup(copy)
