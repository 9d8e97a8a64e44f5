"""Opening the file: is it ours, is it whole, may we write, and which version is it; and SQLite's errors as `Trouble`.

Cheap questions come first. The header answers "is it ours" and "is it newer" without SQLite, so that a newer file
is not even touched. A whole check reads everything, so it runs only where there is a reason: the last end was not
a clean one (its write-ahead log is still there) and the file is small enough, or damage was met while it was used.
Errors a person can do something about (disk full, read-only, locked, damaged) become `Trouble`; mistakes of ours, such
as wrong SQL, stay what they are, so that they are seen.
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

# Runs the steps of the schema; the file's `user_version` says how many of them it has taken.
#
# Each step runs in one transaction together with the version it leads to, so it either happened or did not.

NEWEST = len(STEPS)


def version_of(connection: sqlite3.Connection) -> int:
    """How many migrations this file has taken."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def create(connection: sqlite3.Connection, application_id: int) -> None:
    """Take all steps in an empty file, in one transaction with its marks: afterwards it has all of them, or none."""
    with _transaction(connection):
        connection.execute(f"PRAGMA application_id = {application_id}")
        for step in STEPS:
            step(connection)
        connection.execute(f"PRAGMA user_version = {len(STEPS)}")


def migrate(connection: sqlite3.Connection, to: int = NEWEST) -> None:
    """Take the missing steps up to version `to`; sqlite3.Error leaves the file at the last whole step."""
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


# Under this, an input/output error is taken for what it almost always is: no room left.
ROOM_NEEDED = 1 << 20
PRIMARY_CODE = 0xFF
_NO_TEXT = "Could not decode to UTF-8"  # Python's own: a column of text that holds no text has no code


def trouble_of(error: sqlite3.Error, path: Path | None) -> Trouble | None:
    """The trouble an SQLite error means for the database at `path` (None: in memory), or None for a mistake of ours."""
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
    """Whether the disk below `folder` has room for another write."""
    try:
        return shutil.disk_usage(folder).free >= ROOM_NEEDED
    except OSError:
        return False


@contextmanager
def raise_troubles(path: Path | None) -> Iterator[None]:
    """Raise `Trouble` in place of the SQLite errors that happen inside."""
    try:
        yield
    except sqlite3.Error as error:
        trouble = trouble_of(error, path)
        if trouble is None:
            raise
        raise trouble from error


APPLICATION_ID = 0x54656148
# Seconds to wait for another program that holds the file.
PATIENCE = 2.0
# Bytes up to which an unclean end costs a whole check; reading that much takes about a tenth of a second.
CHECKED_SIZE = 64 << 20

_MAGIC = b"SQLite format 3\0"
_HEADER_SIZE = 100
_VERSION_AT = 60
_APPLICATION_AT = 68


def connect(target: str, *, uri: bool = False, patience: float | None = None) -> sqlite3.Connection:
    """A connection as all of ours are: rows by name, transactions only where we begin them."""
    timeout = PATIENCE if patience is None else patience
    connection = sqlite3.connect(target, timeout=timeout, isolation_level=None, check_same_thread=False, uri=uri)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def open_file(path: Path, patience: float | None = None) -> sqlite3.Connection:
    """A connection to the whole, writable database of the newest version at `path`, created where there is none.

    Raises `Trouble`: DATABASE_DAMAGED, DATABASE_NEWER, DATABASE_LOCKED, FOLDER_READ_ONLY, DISK_FULL; and what a
    migration raises.
    """
    _ensure_file(path)
    unclean = _size_of(path, "-wal") > 0
    if _size_of(path, "-journal") == 0:  # else the file is not what it was before SQLite has rolled it back
        _look_at_header(path, unclean)
    with raise_troubles(path):
        connection = _prepared(path, unclean, patience)
        connection.execute(f"PRAGMA busy_timeout = {int(PATIENCE * 1000)}")
        return connection


def build(target: Path, fill: Callable[[sqlite3.Connection], None] = lambda connection: None) -> None:
    """Create a whole database at `target`, where nothing lies: built beside it, then renamed, so that a kill at any
    moment leaves either no file or a usable one. `fill` writes into it before it gets its name.

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
    """Copy a whole database; raises sqlite3.OperationalError when another program holds one of them, for which
    `backup` by itself would wait without end."""

    def give_up_when_held(status: int, _left: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = status
            raise error

    source.backup(target, progress=give_up_when_held)


def suspect_mark(path: Path) -> Path:
    """The file whose presence says that damage was met in the database at `path`."""
    return path.with_name(path.name + "-suspect")


def salvaged_at(path: Path) -> Path:
    """Where a database is built from what a damaged one at `path` still holds."""
    return path.with_name(path.name + ".salvaged")


def _ensure_file(path: Path) -> None:
    """Create the database unless it is there; take away what a killed creation left."""
    if path.exists():
        with suppress(OSError):
            _discard(_unfinished(path))
        return
    if salvaged_at(path).exists():  # killed between setting the damaged one aside and this
        _name(salvaged_at(path), path)
        return
    build(path)


def _unfinished(target: Path) -> Path:
    return target.with_name(target.name + ".new")


def _discard(file: Path) -> None:
    for companion in ("", "-journal", "-wal", "-shm"):
        file.with_name(file.name + companion).unlink(missing_ok=True)


def _name(file: Path, target: Path) -> None:
    """Give a finished file its name; one that is there meanwhile stays."""
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
        return  # an earlier version was killed while it created the file
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
    """Whether nothing was ever created in this file: as good as a new one."""
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    return tables == 0 and version_of(connection) == 0


def _examine(connection: sqlite3.Connection, path: Path, unclean: bool) -> None:
    """Raise DATABASE_DAMAGED unless this is our database and, where there is reason to doubt, whole."""
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
    version = version_of(connection)
    if version == NEWEST:
        return
    if version > 0:
        _copy(connection, path.with_name(f"{path.stem}-v{version}{path.suffix}"))
    migrate(connection)
    # The version must stand in the file itself, where an older program looks for it.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _copy(connection: sqlite3.Connection, target: Path) -> None:
    """Copy the whole database to `target`; the copy has this name only when it is whole."""
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
