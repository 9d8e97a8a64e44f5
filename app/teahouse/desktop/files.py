"""Files a person chose, read without ever waiting for a pipe or a device; small files written so that a reader never
sees half of one; and the operating system's errors in our codes."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from teahouse.core.errors import Problem, Trouble

_NO_ROOM = frozenset(code for code in (errno.ENOSPC, getattr(errno, "EDQUOT", None)) if code is not None)


_OPENING = os.O_RDONLY
for _flag in ("O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY"):  # what each system has of them
    _OPENING |= getattr(os, _flag, 0)
_PIECE = 1 << 20  # bytes read at once


def open_regular(path: Path) -> BinaryIO:
    """A file with content of its own, opened for reading in bytes; whatever else has a name here is refused without
    being opened, and again should it have taken the file's place meanwhile.

    Raises `Trouble`: FILE_MISSING, FILE_FORBIDDEN, FILE_SPECIAL (path), FILE_UNREADABLE (path, message). A file on a
    drive that does not answer blocks all the same: call this where that can be borne.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise Trouble(Problem.FILE_SPECIAL, path=str(path))
        descriptor = os.open(path, _OPENING)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise Trouble(Problem.FILE_SPECIAL, path=str(path))
        return os.fdopen(descriptor, "rb")
    except (OSError, ValueError) as error:
        raise unreadable(error, path) from error


def read_regular(path: Path, limit: int) -> bytes:
    """All bytes of a file with content of its own. Raises `Trouble` as `open_regular` does, and FILE_TOO_LONG (path,
    size_bytes, limit_bytes) for a file that has, or comes to have, more than `limit` bytes."""
    try:
        with open_regular(path) as file:
            size = os.fstat(file.fileno()).st_size
            if size > limit:
                raise Trouble(Problem.FILE_TOO_LONG, path=str(path), size_bytes=size, limit_bytes=limit)
            data = bytearray()
            while piece := file.read(min(_PIECE, limit + 1 - len(data))):
                data += piece
            if len(data) > limit:
                raise Trouble(Problem.FILE_TOO_LONG, path=str(path), size_bytes=len(data), limit_bytes=limit)
            return bytes(data)
    except (OSError, ValueError) as error:
        raise unreadable(error, path) from error


def unreadable(error: OSError | ValueError, path: Path) -> Trouble:
    """FILE_MISSING, FILE_FORBIDDEN or FILE_UNREADABLE for what was said about reading `path`."""
    match error:
        case FileNotFoundError():
            return Trouble(Problem.FILE_MISSING, path=str(path))
        case PermissionError():
            return Trouble(Problem.FILE_FORBIDDEN, path=str(path))
        case OSError():
            return Trouble(Problem.FILE_UNREADABLE, path=str(path), message=error.strerror or "")
    return Trouble(Problem.FILE_UNREADABLE, path=str(path), message=str(error))


def trouble_of(error: OSError, path: Path) -> Trouble:
    """DISK_FULL or FOLDER_READ_ONLY for what the operating system said about `path`."""
    problem = Problem.DISK_FULL if error.errno in _NO_ROOM else Problem.FOLDER_READ_ONLY
    return Trouble(problem, path=str(path))


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` at `path`, all of it or none: written beside it, brought to the disk, then renamed over it.

    The file is for this person's eyes only (0600). A link is followed, so a file kept elsewhere stays there.
    Raises `Trouble` (DISK_FULL, FOLDER_READ_ONLY); the file is then as it was.
    """
    target = path.resolve()
    beside = target.with_name(target.name + ".new")
    try:
        beside.unlink(missing_ok=True)  # of a run that was cut; its mode may be another
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise trouble_of(error, path) from error
