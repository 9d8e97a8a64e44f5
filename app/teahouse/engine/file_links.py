"""A second name for a file without a second copy of its bytes: a reflink, else a hard link.

A reflink is a file of its own that shares the bytes on disk until one of the two is changed (Btrfs, XFS), a hard link
is the same file under another name. Both work within one file system only and write no bytes.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

_FICLONE = 0x40049409  # ioctl_ficlone(2)


def link_file(source: Path, target: Path) -> bool:
    """Make `target`, which must not exist, a reflink or hard link to the file at `source`; links are followed. Returns
    False, without a target, where the file system can do neither."""
    real = Path(os.path.realpath(source))
    if _reflink(real, target):
        return True
    try:
        os.link(real, target)
    except OSError:
        return False
    return True


def _reflink(source: Path, target: Path) -> bool:
    if sys.platform != "linux":
        return False
    import fcntl

    try:
        with source.open("rb") as source_file, target.open("xb") as new:
            try:
                fcntl.ioctl(new.fileno(), _FICLONE, source_file.fileno())
            except OSError:
                target.unlink()
                return False
            status = os.fstat(source_file.fileno())
            os.utime(new.fileno(), ns=(status.st_atime_ns, status.st_mtime_ns))
    except OSError:
        return False
    return True


def name_file(source: Path, target: Path) -> None:
    """Give a file of our own a second name: a symbolic link, which keeps no bytes when the file is deleted; a hard link
    where there are none. Raises OSError where neither is possible."""
    with suppress(OSError, NotImplementedError):
        target.symlink_to(source)
        return
    os.link(source, target)
