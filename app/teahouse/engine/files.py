"""Files that others wrote: regular ones only, since a pipe or a device would hold its reader for ever, and no more of
them than was agreed."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

_AT_ONCE = getattr(os, "O_NONBLOCK", 0)  # a pipe without a writer would be waited for


def open_regular(path: Path) -> BinaryIO:
    """The file at `path` for reading; OSError where it is none, or no regular one."""
    file = os.fdopen(os.open(path, os.O_RDONLY | _AT_ONCE | getattr(os, "O_BINARY", 0)), "rb")
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        return file
    file.close()
    raise OSError(errno.EINVAL, "not a regular file", str(path))


def read_bounded(path: Path, most: int) -> bytes:
    """The whole file at `path`; ValueError where it is longer than `most` bytes, OSError as `open_regular`."""
    with open_regular(path) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise ValueError(f"{path.name} is longer than {most} bytes")
    return data
