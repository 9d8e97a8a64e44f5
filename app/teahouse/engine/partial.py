"""The files of an incomplete blob: its bytes so far, and the progress of its parts.

The layout is Ollama's, so that either program can continue a download: `sha256-…-partial` is a sparse file of full
length, `sha256-…-partial-N` has one JSON line per part. A line is rewritten in place by one write, so that a killed
process leaves the old or the new one.
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
SAVE_BYTES = 4 << 20  # bytes of a part after which its progress is saved …
SAVE_SECONDS = 0.5  # … or seconds
_LINE = 120


@dataclass(slots=True)
class PartialRange:
    """A part: `size` bytes from `offset`, of which the first `completed` are on disk."""

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
    """The partial files of the blob at `target` of `size` bytes. Call `open_or_create` before writing."""

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
        """Whether the complete blob exists."""
        with suppress(OSError):
            return self._target.stat().st_size == self.size
        return False

    def count_present(self) -> int:
        """Bytes on disk; changes nothing."""
        return sum(part.completed for part in self._read_parts() or ())

    def open_or_create(self) -> None:
        """Continue the partial files, or create them. OSError where that fails."""
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
        """Write the next bytes of a part. Each part has one writer."""
        view = memoryview(data)
        file.seek(part.at)
        while view:
            written = file.write(view)
            view = view[written:]
            part.completed += written
        if part.completed - part.saved >= SAVE_BYTES or monotonic() - part.saved_at >= SAVE_SECONDS:
            self.save_part(part)

    def save_part(self, part: PartialRange) -> None:
        """Save the progress of a part."""
        values = {"N": part.number, "Offset": part.offset, "Size": part.size, "Completed": part.completed}
        line = json.dumps(values, separators=(",", ":")).ljust(_LINE).encode() + b"\n"
        path = self._part_path(part.number)
        with path.open("r+b" if path.exists() else "wb", buffering=0) as file:
            file.write(line)
        part.saved, part.saved_at = part.completed, monotonic()

    def restart_as_one_part(self) -> None:
        """Start again with a single part, for a server that ignores ranges."""
        self._delete_part_files()
        self.parts = [PartialRange(0, 0, self.size)]
        self.save_part(self.parts[0])

    def save_and_close(self) -> None:
        """Save the progress of all parts."""
        with suppress(OSError):  # on a full disk the saved progress stays
            for part in self.parts:
                if part.completed != part.saved:
                    self.save_part(part)

    def finish_file(self) -> None:
        """Rename the complete file to the blob and delete the progress files."""
        self.path.replace(self._target)
        self._delete_part_files()
        self.parts = []

    def discard_files(self) -> bool:
        """Delete the partial files; returns whether there were any."""
        self.parts = []
        existed = self.path.exists()
        self._delete_part_files()
        self.path.unlink(missing_ok=True)
        return existed

    def _read_parts(self) -> list[PartialRange] | None:
        """The saved parts, None unless they cover the whole file and it exists."""
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
    """A file lock on the partial at `path`, for processes that share a models folder. The system releases it when a
    process is killed. Not used on Windows, where a file that another process has open cannot be renamed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def try_acquire(self) -> bool:
        """Lock the file, which is created, unless another process has. OSError where it cannot be created."""
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
        """Whether `path` is still the open file; another process may have renamed it before the lock."""
        with suppress(FileNotFoundError):
            return os.path.samestat(os.fstat(file), self._path.stat())
        return False

    def release(self) -> None:
        """Release the lock, if it is held."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


def _try_lock(file: int) -> bool:
    """Lock an open file; False where another process has. True on file systems without locks."""
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
