"""Whose turn it is to write a partial, where two processes share a models folder: the second waits for the first.

The lock is the system's own on the file, so that a process that is killed holds nobody up. Windows lets nobody rename
a file that another process has open, so nothing is lost there without it.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path


class PartialLock:
    """The right to write the partial at `path`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held: int | None = None

    def take(self) -> bool:
        """Take the turn if nobody has it; the file is there from then on. OSError where it cannot be made."""
        if sys.platform == "win32":
            return True
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        if _locked(file) and self._is_still(file):
            self._held = file
            return True
        os.close(file)
        return False

    def _is_still(self, file: int) -> bool:
        """Whether the open file is the one of that name: another may have finished it in this very moment."""
        with suppress(FileNotFoundError):
            return os.path.samestat(os.fstat(file), self._path.stat())
        return False

    def give_back(self) -> None:
        """Let the next one have it."""
        held, self._held = self._held, None
        if held is not None:
            os.close(held)


def _locked(file: int) -> bool:
    """Lock an open file; False when another process has. Where a file system knows no locks, nobody waits."""
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
