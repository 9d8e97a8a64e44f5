"""Small files written so that a reader never sees half of one, and the operating system's errors in our codes."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from teahouse.core.errors import Problem, Trouble

_NO_ROOM = frozenset(code for code in (errno.ENOSPC, getattr(errno, "EDQUOT", None)) if code is not None)


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
