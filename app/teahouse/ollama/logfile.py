"""The log of a daemon of ours: on disk within bounds, its last lines at hand."""

from __future__ import annotations

from collections import deque
from pathlib import Path

LARGEST = 1_000_000  # bytes; one older file of the same size is kept beside it
LAST_LINES = 40


class LogFile:
    """Appends to `path`; full, it becomes `path` + ".1" and a new one begins. A disk that cannot be written costs
    the log on disk, not the daemon."""

    def __init__(self, path: Path, largest: int = LARGEST) -> None:
        self._path = path
        self._largest = largest
        self._last: deque[str] = deque(maxlen=LAST_LINES)
        self._part = b""
        self._writable = True

    @property
    def last_words(self) -> str:
        """The last lines, newest last."""
        return "\n".join([*self._last, self._text(self._part)] if self._part else self._last)

    def write(self, data: bytes) -> None:
        """Append what came."""
        *lines, self._part = (self._part + data).split(b"\n")
        self._part = self._part[-10_000:]
        self._last.extend(self._text(line) for line in lines if line.strip())
        if self._writable:
            try:
                self._append(data)
            except OSError:
                self._writable = False

    def _append(self, data: bytes) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab") as file:
            file.write(data)
            full = file.tell() >= self._largest
        if full:
            self._path.replace(self._path.with_name(self._path.name + ".1"))

    @staticmethod
    def _text(line: bytes) -> str:
        return line.decode("utf-8", "replace").rstrip("\r")
