"""The AppImage: one file for any Linux with glibc 2.35, a small head program of our own and a squashfs image.

With `APPIMAGE_RUNTIME` set to the AppImage project's own runtime (which a release runner can fetch and check), that one
is the head instead; it mounts the image by FUSE.
"""

from __future__ import annotations

import os
import platform
import shutil
from pathlib import Path

from recipe import tree
from recipe.build_paths import DIST, WORK, epoch, normalize_tree, run, version
from recipe.onedir import GLIBC

HEAD = tree.LINUX / "appimage.c"
LIBRARIES = ("-lsquashfuse", "-lz", "-lzstd", "-llzma", "-llz4", "-llzo2")
MAGIC_AT, MAGIC = 8, b"AI\x02"  # the mark that desktops recognise an AppImage by


def make(*, fast: bool = False) -> Path:
    """dist/Teahouse-<version>-<architecture>.AppImage; `fast` compresses less, for tests."""
    folder = WORK / "appimage"
    root = tree.make(folder / "tree", "appimage")
    (root / "AppRun").symlink_to("usr/lib/teahouse/teahouse")
    (root / "teahouse.desktop").symlink_to("usr/share/applications/teahouse.desktop")
    (root / "teahouse.png").symlink_to("usr/share/icons/hicolor/256x256/apps/teahouse.png")
    (root / ".DirIcon").symlink_to("teahouse.png")
    normalize_tree(root)
    image = folder / "image"
    image.unlink(missing_ok=True)
    level = "3" if fast else "22"
    packing = ("-comp", "zstd", "-Xcompression-level", level, "-b", "1M", "-processors", "1")
    # mksquashfs takes the time from SOURCE_DATE_EPOCH, which `run` has set
    run("mksquashfs", root, image, "-root-owned", "-noappend", "-no-xattrs", "-quiet", "-no-progress", *packing)
    DIST.mkdir(exist_ok=True)
    target = DIST / f"Teahouse-{version()}-{platform.machine()}.AppImage"
    target.write_bytes(_head(folder) + image.read_bytes())
    target.chmod(0o755)
    os.utime(target, (epoch(), epoch()))
    return target


def _head(folder: Path) -> bytes:
    """The program in front of the image, marked as an AppImage."""
    given = os.environ.get("APPIMAGE_RUNTIME", "")
    if given:
        return Path(given).read_bytes()
    made = folder / "head"
    options = ("-std=c11", "-Os", "-Wall", "-Wextra", "-Werror", "-static", "-s", "-D_FILE_OFFSET_BITS=64")
    run(shutil.which("gcc") or "cc", *options, f'-DGLIBC="{GLIBC}"', "-o", made, HEAD, *LIBRARIES)
    data = bytearray(made.read_bytes())
    data[MAGIC_AT : MAGIC_AT + len(MAGIC)] = MAGIC
    return bytes(data)
