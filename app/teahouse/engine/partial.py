"""A blob that is not whole yet, on disk: the bytes so far, and which of its parts are there.

The layout is an Ollama daemon's own, so that either program goes on where the other stopped: `sha256-…-partial` is
the file at its full length, with holes, and `sha256-…-partial-N` one JSON line for each part. A line is rewritten in
place in one write, so that a program killed in the middle leaves the one before.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from io import FileIO
from pathlib import Path
from time import monotonic

from teahouse.core.values import dataclass

SMALLEST_PART = 16 << 20
MAX_PARTS = 256
SAVE_BYTES = 4 << 20  # bytes of a part that a killed program may have to fetch again …
SAVE_SECONDS = 0.5  # … or as many as come in this time
_LINE = 120


@dataclass(slots=True)
class PartialRange:
    """`size` bytes from `offset` on, of which the first `completed` are on disk."""

    number: int
    offset: int
    size: int
    completed: int = 0
    saved: int = 0
    saved_at: float = 0.0

    @property
    def at(self) -> int:
        """The position of the next byte."""
        return self.offset + self.completed

    @property
    def left(self) -> int:
        return self.size - self.completed


class Partial:
    """The partial of the blob at `target`, `size` bytes long when whole. `open` it before anything else."""

    def __init__(self, target: Path, size: int) -> None:
        self._target = target
        self.size = size
        self.path = target.with_name(f"{target.name}-partial")
        self.parts: list[PartialRange] = []

    @property
    def completed(self) -> int:
        return sum(part.completed for part in self.parts)

    @property
    def is_whole(self) -> bool:
        """Whether the blob itself is here, in its full length."""
        with suppress(OSError):
            return self._target.stat().st_size == self.size
        return False

    def count_present(self) -> int:
        """Bytes that are already there, without touching anything."""
        return sum(part.completed for part in self._read_parts() or ())

    def open_or_create(self) -> None:
        """Take up what is there, or begin. OSError where that cannot be written."""
        self.parts = self._read_parts() or self._create_parts()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab") as file:
            file.truncate(self.size)
        for part in self.parts:
            self.save_part(part)

    def open_file(self) -> FileIO:
        """The file itself, for one thread to read or write; to be closed before `finish_stream`."""
        return self.path.open("r+b", buffering=0)

    def write_bytes(self, file: FileIO, part: PartialRange, data: bytes) -> None:
        """Put the next bytes of a part where they belong. Each part has one writer."""
        view = memoryview(data)
        file.seek(part.at)
        while view:
            written = file.write(view)
            view = view[written:]
            part.completed += written
        if part.completed - part.saved >= SAVE_BYTES or monotonic() - part.saved_at >= SAVE_SECONDS:
            self.save_part(part)

    def save_part(self, part: PartialRange) -> None:
        """Note how far a part is."""
        values = {"N": part.number, "Offset": part.offset, "Size": part.size, "Completed": part.completed}
        line = json.dumps(values, separators=(",", ":")).ljust(_LINE).encode() + b"\n"
        path = self._part_path(part.number)
        with path.open("r+b" if path.exists() else "wb", buffering=0) as file:
            file.write(line)
        part.saved, part.saved_at = part.completed, monotonic()

    def restart_as_one_part(self) -> None:
        """Begin again as one part: the server gives the file only as a whole."""
        self._delete_part_files()
        self.parts = [PartialRange(0, 0, self.size)]
        self.save_part(self.parts[0])

    def save_and_close(self) -> None:
        """Note how far everything is."""
        with suppress(OSError):  # on a full disk the lines before stand
            for part in self.parts:
                if part.completed != part.saved:
                    self.save_part(part)

    def finish_file(self) -> None:
        """Give the whole file its name."""
        self.path.replace(self._target)
        self._delete_part_files()
        self.parts = []

    def discard_files(self) -> bool:
        """Delete all of it; whether there was any."""
        self.parts = []
        existed = self.path.exists()
        self._delete_part_files()
        self.path.unlink(missing_ok=True)
        return existed

    def _read_parts(self) -> list[PartialRange] | None:
        """The parts as they were left, None unless they make up the whole file and it is there."""
        try:
            if self.path.stat().st_size != self.size:
                return None
            parts = sorted((_read_part(path) for path in self._part_paths()), key=lambda part: part.offset)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        at = 0
        for part in parts:
            if part.offset != at or part.size <= 0 or not 0 <= part.completed <= part.size:
                return None
            at += part.size
        return parts if at == self.size else None

    def _create_parts(self) -> list[PartialRange]:
        self._delete_part_files()
        size = max(SMALLEST_PART, -(-self.size // MAX_PARTS))
        starts = range(0, self.size, size)
        return [PartialRange(number, start, min(size, self.size - start)) for number, start in enumerate(starts)]

    def _part_path(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.name}-{number}")

    def _part_paths(self) -> list[Path]:
        return list(self.path.parent.glob(f"{self.path.name}-*"))

    def _delete_part_files(self) -> None:
        for path in self._part_paths():
            path.unlink(missing_ok=True)


def _read_part(path: Path) -> PartialRange:
    values = json.loads(path.read_bytes()[:4096])
    number, offset, size, completed = (values[name] for name in ("N", "Offset", "Size", "Completed"))
    if not all(isinstance(value, int) for value in (number, offset, size, completed)):
        raise ValueError(path.name)
    return PartialRange(number, offset, size, completed, saved=completed)


class PartialLock:
    """The right to write the partial at `path`, where two processes share a models folder: the second waits for the
    first. The lock is the system's own on the file, so that a process that is killed holds nobody up. Windows lets
    nobody rename a file that another process has open, so nothing is lost there without it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def try_acquire(self) -> bool:
        """Take the turn if nobody has it; the file is there from then on. OSError where it cannot be made."""
        if sys.platform == "win32":
            return True
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        if _try_lock(file) and self._is_same_file(file):
            self._descriptor = file
            return True
        os.close(file)
        return False

    def _is_same_file(self, file: int) -> bool:
        """Whether the open file is the one of that name: another may have finished it in this very moment."""
        with suppress(FileNotFoundError):
            return os.path.samestat(os.fstat(file), self._path.stat())
        return False

    def release(self) -> None:
        """Let the next one have it."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


def _try_lock(file: int) -> bool:
    """Lock an open file; False when another process has. Where a file system knows no locks, nobody waits."""
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
