"""Files that a person chose, read beside the loop: only those with content of their own, and never waited for long."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TypeVar

from teahouse.core.errors import Problem, Trouble
from teahouse.desktop.files import open_regular, read_regular
from teahouse.services.deadline import run_with_deadline

T = TypeVar("T")

STALLED = 20.0  # seconds for one look at a file: a slow drive reads 100 MB in that time


async def read_file(path: Path, limit: int) -> bytes:
    """All bytes of a file. Raises `Trouble` as `desktop.files.read_regular` does, and FILE_STALLED (path, seconds)."""
    return await within(path, lambda: read_regular(path, limit))


async def open_file(path: Path) -> BinaryIO:
    """A file opened for reading in bytes. Raises `Trouble` as `desktop.files.open_regular` does, and FILE_STALLED."""
    return await within(path, lambda: open_regular(path))


async def within(path: Path, look: Callable[[], T]) -> T:
    """What one look at a file finds. Raises FILE_STALLED (path, seconds) for a drive that does not answer."""
    try:
        return await run_with_deadline(look, STALLED)
    except TimeoutError:
        raise Trouble(Problem.FILE_STALLED, path=str(path), seconds=round(STALLED)) from None
