"""Reads regular files without blocking on pipes and devices, writes small files atomically, and translates OSError."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from teahouse.core.errors import Problem, Trouble

_DISK_FULL = frozenset(code for code in (errno.ENOSPC, getattr(errno, "EDQUOT", None)) if code is not None)


_OPENING = os.O_RDONLY
for _flag in ("O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY"):  # those that the system has
    _OPENING |= getattr(os, _flag, 0)
_PIECE = 1 << 20  # bytes of one read


def read_text_lines(path: Path) -> list[str]:
    """The lines of a small file of the system, such as those of /proc; none if it cannot be read."""
    try:
        return path.read_text(errors="replace").splitlines()
    except OSError:
        return []


def read_first_line(path: Path) -> str:
    """The first line of a small file of the system; empty if it cannot be read."""
    return next(iter(read_text_lines(path)), "").strip()


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading bytes. Other kinds are refused before they are opened, and again afterwards in
    case the file was replaced.

    Raises `Trouble`: FILE_MISSING, FILE_FORBIDDEN, FILE_SPECIAL (path), FILE_UNREADABLE (path, message). It may block
    on a drive that does not respond.
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
        raise unreadable_trouble(error, path) from error


def read_regular(path: Path, limit: int) -> bytes:
    """All bytes of a regular file. Raises `Trouble` as `open_regular` does, and FILE_TOO_LONG (path, size_bytes,
    limit_bytes) for a file that has, or grows to, more than `limit` bytes."""
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
        raise unreadable_trouble(error, path) from error


def unreadable_trouble(error: OSError | ValueError, path: Path) -> Trouble:
    """FILE_MISSING, FILE_FORBIDDEN or FILE_UNREADABLE for an error while reading `path`."""
    match error:
        case FileNotFoundError():
            return Trouble(Problem.FILE_MISSING, path=str(path))
        case PermissionError():
            return Trouble(Problem.FILE_FORBIDDEN, path=str(path))
        case OSError():
            return Trouble(Problem.FILE_UNREADABLE, path=str(path), message=error.strerror or "")
    return Trouble(Problem.FILE_UNREADABLE, path=str(path), message=str(error))


def trouble_of(error: OSError, path: Path) -> Trouble:
    """DISK_FULL or FOLDER_READ_ONLY for an error while writing `path`."""
    problem = Problem.DISK_FULL if error.errno in _DISK_FULL else Problem.FOLDER_READ_ONLY
    return Trouble(problem, path=str(path))


def write_whole(path: Path, data: bytes) -> None:
    """Replace the file at `path` atomically: write a new file beside it, sync, rename.

    Its mode is 0600. A symbolic link is followed. Raises `Trouble` (DISK_FULL, FOLDER_READ_ONLY); the old file is
    unchanged then.
    """
    target = path.resolve()
    new_path = target.with_name(target.name + ".new")
    try:
        new_path.unlink(missing_ok=True)  # left by an interrupted write; its mode may differ
        with os.fdopen(os.open(new_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new_path.replace(target)
    except OSError as error:
        with suppress(OSError):
            new_path.unlink(missing_ok=True)
        raise trouble_of(error, path) from error
