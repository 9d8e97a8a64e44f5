"""A job's folder among the system's temporary files. It is deleted where the job is cancelled, too; one that a killed
job has left is deleted by a later one."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import time

_PREFIX = "teahouse-workshop-"
_OLD = 3600.0  # seconds: no job needs its folder for so long
_open: set[Path] = set()


@contextmanager
def create_folder() -> Iterator[Path]:
    """A new folder, which is deleted at the end of the block."""
    _delete_old_folders()
    with tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        _open.add(folder)
        try:
            yield folder
        finally:
            _open.discard(folder)


def delete_folders() -> None:
    """Delete the folders of this process, which is about to end."""
    for folder in tuple(_open):
        shutil.rmtree(folder, ignore_errors=True)


def _delete_old_folders() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if time() - folder.lstat().st_mtime > _OLD:
                shutil.rmtree(folder)
