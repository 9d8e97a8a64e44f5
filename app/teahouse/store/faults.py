"""SQLite's errors in the house's own codes.

The kinds a person can do something about (disk full, read-only, locked, damaged) become `Trouble`; mistakes of ours,
such as wrong SQL, stay what they are, so that they are seen.
"""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from teahouse.core.errors import Problem, Trouble

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
def faults(path: Path | None) -> Iterator[None]:
    """Raise `Trouble` in place of the SQLite errors that happen inside."""
    try:
        yield
    except sqlite3.Error as error:
        trouble = trouble_of(error, path)
        if trouble is None:
            raise
        raise trouble from error
