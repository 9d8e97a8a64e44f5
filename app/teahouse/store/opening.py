"""Opening the file: checks of its type, version, integrity and write access, migrations, and SQLite's errors as
`Trouble`.

Cheap checks come first. The header shows the application and the version without SQLite, so that the file of a newer
version is not even touched. A full integrity check reads the whole file, so it runs only with a reason: the last
session did not end cleanly (its write-ahead log exists) and the file is small enough, or damage was met in use. Errors
a person can act on (disk full, read-only, locked, damaged) become `Trouble`; programming errors, such as wrong SQL, are
raised unchanged.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from teahouse.core.errors import Problem, Trouble
from teahouse.store.schema import STEPS

# Runs the steps of the schema; the file's `user_version` is the number of steps done. Each step runs in one transaction
# with the change of the version, so it is done completely or not at all.

NEWEST = len(STEPS)


def version_of(connection: sqlite3.Connection) -> int:
    """The number of migrations done in this file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def create(connection: sqlite3.Connection, application_id: int) -> None:
    """Run all steps in an empty file, in one transaction with its application id and version: all or none."""
    with _transaction(connection):
        connection.execute(f"PRAGMA application_id = {application_id}")
        for step in STEPS:
            step(connection)
        connection.execute(f"PRAGMA user_version = {len(STEPS)}")


def migrate(connection: sqlite3.Connection, to: int = NEWEST) -> None:
    """Run the missing steps up to version `to`; after sqlite3.Error the file is at the last complete step."""
    for version in range(version_of(connection), to):
        with _transaction(connection):
            STEPS[version](connection)
            connection.execute(f"PRAGMA user_version = {version + 1}")


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


# With less free space than this, an input/output error is reported as a full disk, its usual cause.
ROOM_NEEDED = 1 << 20
PRIMARY_CODE = 0xFF
_NO_TEXT = "Could not decode to UTF-8"  # raised by Python, without an SQLite code: a text column that holds no text


def trouble_of(error: sqlite3.Error, path: Path | None) -> Trouble | None:
    """The trouble an SQLite error means for the database at `path` (None: in memory), or None for a programming
    error."""
    code = getattr(error, "sqlite_errorcode", 0) & PRIMARY_CODE
    where = str(path or "")
    if str(error).startswith(_NO_TEXT):
        return Trouble(Problem.DATABASE_DAMAGED, path=where, backup="")
    match code:
        case sqlite3.SQLITE_FULL:
            return Trouble(Problem.DISK_FULL, path=where)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED | sqlite3.SQLITE_PROTOCOL:
            return Trouble(Problem.DATABASE_LOCKED, path=where)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return Trouble(Problem.FOLDER_READ_ONLY, path=str(path.parent if path else ""))
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return Trouble(Problem.DATABASE_DAMAGED, path=where, backup="")
        case sqlite3.SQLITE_IOERR:
            full = path is not None and not has_room(path.parent)
            return Trouble(Problem.DISK_FULL, path=where) if full else Trouble(Problem.UNEXPECTED, message=str(error))
    return None


def trouble_of_file(error: OSError, path: Path) -> Trouble:
    """The trouble an operating system's error means for a file at `path`."""
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return Trouble(Problem.DISK_FULL, path=str(path))
    return Trouble(Problem.FOLDER_READ_ONLY, path=str(path.parent))


def has_room(folder: Path) -> bool:
    """Whether the disk of `folder` has room for another write."""
    try:
        return shutil.disk_usage(folder).free >= ROOM_NEEDED
    except OSError:
        return False


@contextmanager
def raise_troubles(path: Path | None) -> Iterator[None]:
    """Raise `Trouble` instead of the SQLite errors of the block."""
    try:
        yield
    except sqlite3.Error as error:
        trouble = trouble_of(error, path)
        if trouble is None:
            raise
        raise trouble from error


APPLICATION_ID = 0x54656148
# Seconds to wait for another program that has the file locked.
PATIENCE = 2.0
# The largest file, in bytes, that is checked fully after an unclean end: reading it takes about 0.1 s.
CHECKED_SIZE = 64 << 20

_MAGIC = b"SQLite format 3\0"
_HEADER_SIZE = 100
_VERSION_AT = 60
_APPLICATION_AT = 68


def connect(target: str, *, uri: bool = False, patience: float | None = None) -> sqlite3.Connection:
    """A connection with the settings of all of ours: rows by name, transactions only where begun explicitly."""
    timeout = PATIENCE if patience is None else patience
    connection = sqlite3.connect(target, timeout=timeout, isolation_level=None, check_same_thread=False, uri=uri)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def open_file(path: Path, patience: float | None = None) -> sqlite3.Connection:
    """A connection to the complete, writable database of the newest version at `path`, created where there is none.

    Raises `Trouble`: DATABASE_DAMAGED, DATABASE_NEWER, DATABASE_LOCKED, FOLDER_READ_ONLY, DISK_FULL; and any error of a
    migration.
    """
    _ensure_file(path)
    unclean = _size_of(path, "-wal") > 0
    if _size_of(path, "-journal") == 0:  # with a journal, SQLite must roll the file back first
        _look_at_header(path, unclean)
    with raise_troubles(path):
        connection = _prepared(path, unclean, patience)
        connection.execute(f"PRAGMA busy_timeout = {int(PATIENCE * 1000)}")
        return connection


def build(target: Path, fill: Callable[[sqlite3.Connection], None] = lambda connection: None) -> None:
    """Create a complete database at `target`, where no file is: written to a temporary file, then renamed, so that a
    kill at any moment leaves no file or a usable one. `fill` writes into it before the renaming.

    Raises `Trouble` (DISK_FULL, FOLDER_READ_ONLY); nothing is left behind then.
    """
    unfinished = _unfinished(target)
    try:
        _discard(unfinished)
        os.close(os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise trouble_of_file(error, target) from error
    try:
        with raise_troubles(target), closing(connect(str(unfinished))) as connection:
            connection.execute("PRAGMA journal_mode = MEMORY")
            create(connection, APPLICATION_ID)
            fill(connection)
            connection.execute("PRAGMA journal_mode = WAL")
        _name(unfinished, target)
    except BaseException:
        with suppress(OSError):
            _discard(unfinished)
        raise


def copy_all(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copy a whole database; raises sqlite3.OperationalError when another program has one of them locked (`backup`
    would wait for ever)."""

    def give_up_when_held(status: int, _left: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = status
            raise error

    source.backup(target, progress=give_up_when_held)


def suspect_mark(path: Path) -> Path:
    """The file whose existence means that damage was met in the database at `path`."""
    return path.with_name(path.name + "-suspect")


def salvaged_at(path: Path) -> Path:
    """The path where a database is built from the readable rows of a damaged one at `path`."""
    return path.with_name(path.name + ".salvaged")


def _ensure_file(path: Path) -> None:
    """Create the database unless it exists; remove temporary files of a creation that was killed."""
    if path.exists():
        with suppress(OSError):
            _discard(_unfinished(path))
        return
    if salvaged_at(path).exists():  # killed after the damaged one was moved aside
        _name(salvaged_at(path), path)
        return
    build(path)


def _unfinished(target: Path) -> Path:
    return target.with_name(target.name + ".new")


def _discard(file: Path) -> None:
    for companion in ("", "-journal", "-wal", "-shm"):
        file.with_name(file.name + companion).unlink(missing_ok=True)


def _name(file: Path, target: Path) -> None:
    """Rename a finished file to `target`, unless a file was created there meanwhile."""
    try:
        try:
            os.link(file, target)
        except FileExistsError:
            pass
        except OSError:  # no hard links on this file system
            file.rename(target)
        file.unlink(missing_ok=True)
    except OSError as error:
        raise trouble_of_file(error, target) from error


def _look_at_header(path: Path, unclean: bool) -> None:
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_SIZE)
    except OSError as error:
        raise trouble_of_file(error, path) from error
    if not header and not unclean:
        return  # an earlier version was killed while creating the file
    if len(header) < _HEADER_SIZE or not header.startswith(_MAGIC):
        raise Trouble(Problem.DATABASE_DAMAGED, path=str(path), backup="")
    if int.from_bytes(header[_APPLICATION_AT : _APPLICATION_AT + 4]) == APPLICATION_ID:
        _refuse_newer(path, int.from_bytes(header[_VERSION_AT : _VERSION_AT + 4]))


def _refuse_newer(path: Path, found: int) -> None:
    if found > NEWEST:
        raise Trouble(Problem.DATABASE_NEWER, path=str(path), found=found, known=NEWEST)


def _size_of(path: Path, companion: str) -> int:
    """Bytes of the log or journal that the last session left; 0 after a clean end."""
    try:
        return path.with_name(path.name + companion).stat().st_size
    except FileNotFoundError:
        return 0
    except OSError as error:
        raise trouble_of_file(error, path) from error


def _prepared(path: Path, unclean: bool, patience: float | None) -> sqlite3.Connection:
    connection = connect(str(path), patience=patience)
    try:
        empty = _is_empty(connection)
        if not empty:
            _examine(connection, path, unclean)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        if empty:
            create(connection, APPLICATION_ID)
        else:
            _probe(connection)
            _bring_up_to_date(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _is_empty(connection: sqlite3.Connection) -> bool:
    """Whether nothing was ever created in this file, so that it can be treated as a new one."""
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    return tables == 0 and version_of(connection) == 0


def _examine(connection: sqlite3.Connection, path: Path, unclean: bool) -> None:
    """Raise DATABASE_DAMAGED unless this is our database and, where a check is due, an undamaged one."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION_ID:
        raise Trouble(Problem.DATABASE_DAMAGED, path=str(path), backup="")
    _refuse_newer(path, version_of(connection))
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'conversations'").fetchall():
        raise Trouble(Problem.DATABASE_DAMAGED, path=str(path), backup="")
    suspect = suspect_mark(path)
    if suspect.exists() or (unclean and path.stat().st_size <= CHECKED_SIZE):
        if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise Trouble(Problem.DATABASE_DAMAGED, path=str(path), backup="")
    else:
        connection.execute("SELECT count(*) FROM conversations").fetchone()
    if suspect.exists():
        # The tables are undamaged, so the damage was in the index, which can be rebuilt from them. Where the rebuilding
        # fails, the file is replaced by a new one.
        connection.execute("INSERT INTO found (found) VALUES ('rebuild')")
        suspect.unlink()


def _probe(connection: sqlite3.Connection) -> None:
    """Take the write lock for a moment, so that a file that cannot be written fails now, not at the first message."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("ROLLBACK")


def _bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    """Run missing migrations, after a copy of the file."""
    version = version_of(connection)
    if version == NEWEST:
        return
    if version > 0:
        _copy(connection, path.with_name(f"{path.stem}-v{version}{path.suffix}"))
    migrate(connection)
    # The version must be in the file itself, not in the log: older programs read it there.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _copy(connection: sqlite3.Connection, target: Path) -> None:
    """Copy the whole database to `target`; the file gets this name only when it is complete."""
    unfinished = _unfinished(target)
    try:
        _discard(unfinished)
        os.close(os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite3.connect(unfinished)) as copy:
            copy_all(connection, copy)
        unfinished.replace(target)
    except BaseException as error:
        with suppress(OSError):
            _discard(unfinished)
        if isinstance(error, OSError):
            raise trouble_of_file(error, target) from error
        raise
