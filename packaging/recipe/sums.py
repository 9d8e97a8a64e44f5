"""The files beside the packages: the bills of materials and SHA256SUMS."""

from __future__ import annotations

import hashlib
import platform
import shutil
import sys
from pathlib import Path

from recipe import onedir, windows
from recipe.build_paths import DIST, version

NAME = "SHA256SUMS"


def make() -> Path:
    """dist/SHA256SUMS over everything in dist/, in the form `sha256sum --check` reads."""
    for bill, system in ((onedir.BILL, f"{sys.platform}-{platform.machine()}"), (windows.BILL, "windows-x64")):
        if bill.exists():
            shutil.copyfile(bill, DIST / f"teahouse-{version()}-{system}.cdx.json")
    sums = []
    for path in sorted(DIST.iterdir()):
        if path.name != NAME and path.is_file():
            with path.open("rb") as file:
                sums.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.name}\n")
    target = DIST / NAME
    target.write_text("".join(sums))
    return target
