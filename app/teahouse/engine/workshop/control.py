"""What a job gets besides its parameters: the library, a way to report progress, and safe output files."""

from __future__ import annotations

import errno
import json
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import IO, Any, BinaryIO

from teahouse.engine.workshop.abi import NativeLibrary
from teahouse.engine.workshop.abi_check import check_library
from teahouse.engine.workshop.failure import JobError

PARTIAL = ".teahouse-partial"  # the end of the name of an unfinished output, as of the engine's blobs
_REPORT_SECONDS = 0.05


class JobControl:
    """Of one job; `events` is where lines of JSON go. Threads: `report_progress` may be called from any."""

    def __init__(self, events: IO[str]) -> None:
        self._events = events
        self._lock = threading.Lock()
        self._reported = 0.0
        self._status = ""
        self._partials: set[Path] = set()

    @cached_property
    def library(self) -> NativeLibrary:
        """The verified library. Raises `JobError` cpu, missing or abi."""
        library = NativeLibrary()
        check_library(library)
        return library

    def report_progress(self, fraction: float, status: str = "") -> None:
        """Report progress, 0 … 1, and what is done now; at most 20 lines a second unless `status` changes."""
        now = monotonic()
        with self._lock:
            if status == self._status and now - self._reported < _REPORT_SECONDS:
                return
            self._reported, self._status = now, status
        self.write_event({"progress": round(min(max(fraction, 0.0), 1.0), 4), "status": status})

    def write_event(self, event: dict[str, Any]) -> None:
        with self._lock, suppress(BrokenPipeError):
            self._events.write(json.dumps(event) + "\n")
            self._events.flush()

    @contextmanager
    def create_output(self, target: Path, size: int = 0) -> Iterator[BinaryIO]:
        """A file to write that appears as `target` when the block ends without an exception, complete and on disk.

        It can be read too. Until then it has a temporary name in the same folder, and is deleted where the job fails or
        is cancelled.
        `size`: its expected bytes. Raises `JobError` parameter where `target` exists, disk where there is no room.
        """
        if target.exists():
            raise JobError("parameter", f"{target.name} exists already.")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            if size > shutil.disk_usage(target.parent).free:
                raise JobError("disk", f"{target.parent} has no room for {size} bytes.")
            partial = target.with_name(f"{target.name}.{os.getpid()}{PARTIAL}")
            self._partials.add(partial)
            with partial.open("x+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            partial.rename(target)
            _sync_folder(target.parent)
        except OSError as error:
            raise _explain_write(error, target) from error
        finally:
            self.delete_partials()

    def delete_partials(self) -> None:
        """Delete unfinished outputs; called too where the job is cancelled."""
        for partial in tuple(self._partials):
            with suppress(OSError):
                partial.unlink(missing_ok=True)
        self._partials.clear()


def _sync_folder(folder: Path) -> None:
    """Write the new name to disk, where folders can be synchronized."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _explain_write(error: OSError, target: Path) -> JobError:
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG):
        return JobError("disk", f"The disk of {target.parent} is full.")
    return JobError("disk", f"{target} cannot be written: {error.strerror or error}.")


def read_path(parameters: Any, name: str) -> Path:
    """A path among a job's parameters. Raises `JobError` parameter."""
    value = parameters.get(name)
    if not isinstance(value, str) or not os.path.isabs(value):
        raise JobError("parameter", f"{name} must be an absolute path.")
    return Path(value)
