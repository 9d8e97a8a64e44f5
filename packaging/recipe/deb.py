"""The package for Debian 12 and later, Ubuntu 22.04 and later, and their derivatives."""

from __future__ import annotations

import gzip
import hashlib
import os
import platform
import shutil
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from recipe import tree
from recipe.build_paths import (
    DESCRIPTION,
    DIST,
    MAINTAINER,
    ROOT,
    SUMMARY,
    WORK,
    epoch,
    normalize_tree,
    run,
    size,
    version,
)
from recipe.onedir import GLIBC

# The libraries that have to be the system's (see recipe/trimming.py). Newer releases renamed some for their
# 64-bit time; either name will do.
DEPENDS = (
    f"libc6 (>= {GLIBC})", "libstdc++6 (>= 12)", "libgcc-s1", "zlib1g", "libuuid1",
    "libx11-6", "libx11-xcb1", "libxcb1", "libxkbcommon0", "libxkbcommon-x11-0",
    "libfontconfig1", "libfreetype6", "libgl1", "libegl1",
    "libwayland-client0", "libwayland-cursor0",
    "libdbus-1-3", "libglib2.0-0 | libglib2.0-0t64",
)  # fmt: skip
RECOMMENDS = ("default-dbus-session-bus | dbus-session-bus", "fonts-noto-cjk | fonts-wqy-microhei | fonts-wqy-zenhei")
SUGGESTS = ("gnome-keyring | kwalletmanager", "xdg-desktop-portal")
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def make(*, fast: bool = False) -> Path:
    """dist/teahouse_<version>_<architecture>.deb; `fast` packs with gzip, for tests (lintian does not support zstd)."""
    root = tree.make(WORK / "deb", "deb")
    _write_documents(root)
    normalize_tree(root)
    _write_control(root)
    architecture = ARCHITECTURES[platform.machine()]
    target = DIST / f"teahouse_{version()}_{architecture}.deb"
    DIST.mkdir(exist_ok=True)
    packing = ("-Zgzip", "-z1") if fast else ("-Zxz", "-z9", "-Sextreme")
    run("dpkg-deb", "--root-owner-group", *packing, "--threads-max=1", "--build", root, target)
    return target


def _write_documents(root: Path) -> None:
    documents = root / "usr" / "share" / "doc" / "teahouse"
    documents.mkdir(parents=True)
    licences = root / "usr" / "lib" / "teahouse" / "licences"
    shutil.move(licences, documents / "licences")
    for text in (documents / "licences").glob("*.txt"):  # every Debian has the text of the GPL
        same = COMMON.get(hashlib.sha256(text.read_bytes()).hexdigest())
        if same:
            text.unlink()
            text.symlink_to(f"../../../common-licenses/{same}")
    (documents / "copyright").write_text(_copyright(), encoding="utf-8")
    date = format_datetime(datetime.fromtimestamp(epoch(), UTC))
    entry = f"teahouse ({version()}) unstable; urgency=medium\n\n  * See CHANGELOG.md.\n\n -- {MAINTAINER}  {date}\n"
    (documents / "changelog.gz").write_bytes(gzip.compress(entry.encode(), 9, mtime=0))
    (documents / "CHANGELOG.md.gz").write_bytes(gzip.compress((ROOT / "CHANGELOG.md").read_bytes(), 9, mtime=0))
    overrides = root / "usr" / "share" / "lintian" / "overrides" / "teahouse"
    overrides.parent.mkdir(parents=True)
    shutil.copyfile(tree.LINUX / "lintian-overrides", overrides)


COMMON = {
    hashlib.sha256(path.read_bytes()).hexdigest(): name
    for name in ("LGPL-3", "GPL-3", "Apache-2.0")
    if (path := Path("/usr/share/common-licenses") / name).is_file()
}


def _copyright() -> str:
    return """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Teahouse
Comment: The package brings the libraries it was tested with. What they are and under
 which licences they come is listed in /usr/share/doc/teahouse/licences/INDEX.txt;
 Qt and PySide6 are under the LGPL 3 (see Qt.md there).

Files: *
Copyright: 2026 The Teahouse developers
License: Apache-2.0
 On Debian systems the full text of the Apache License 2.0 is in
 /usr/share/common-licenses/Apache-2.0.
"""


def _write_control(root: Path) -> None:
    control = root / "DEBIAN"
    control.mkdir()
    long = "\n".join(f" {line}" for line in DESCRIPTION.splitlines())
    fields = {
        "Package": "teahouse",
        "Version": version(),
        "Architecture": ARCHITECTURES[platform.machine()],
        "Maintainer": MAINTAINER,
        "Installed-Size": str(size(root) // 1024 + 1),
        "Depends": ", ".join(DEPENDS),
        "Recommends": ", ".join(RECOMMENDS),
        "Suggests": ", ".join(SUGGESTS),
        "Section": "net",
        "Priority": "optional",
        "Description": f"{SUMMARY}\n{long}",
    }
    (control / "control").write_text("".join(f"{key}: {value}\n" for key, value in fields.items()))
    sums = [
        f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(root)}\n"  # what dpkg --verify reads
        for path in sorted((root / "usr").rglob("*"))
        if path.is_file() and not path.is_symlink()
    ]
    (control / "md5sums").write_text("".join(sums))
    shutil.copyfile(tree.LINUX / "postrm", control / "postrm")
    control.chmod(0o755)
    for path in control.iterdir():
        path.chmod(0o755 if path.name == "postrm" else 0o644)
        os.utime(path, (epoch(), epoch()))
    os.utime(control, (epoch(), epoch()))
