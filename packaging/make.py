"""Makes Teahouse's packages: `python packaging/make.py [WHAT …]`; by default all that can be made on this system.

onedir    the folder that the other packages contain (made first where it is missing)
deb rpm appimage windows dmg wheel
sums      SHA256SUMS and the bills of materials, last
--fast    pack quickly, for tests; such packages are not for publishing
--keep    use the existing folder
"""

from __future__ import annotations

import importlib
import os
import sys
import time

from recipe import onedir
from recipe.build_paths import epoch, size

WRAPPED = ("deb", "rpm", "appimage", "dmg")
HERE = {"linux": ("wheel", "deb", "rpm", "appimage", "windows"), "darwin": ("wheel", "dmg"), "win32": ("wheel",)}


def main(words: list[str]) -> int:
    """Make the requested packages, in order, and print the results."""
    os.environ.setdefault("SOURCE_DATE_EPOCH", str(epoch()))  # one time stamp for all packages
    fast, keep = "--fast" in words, "--keep" in words
    wanted = [word for word in words if not word.startswith("--")] or [*HERE[sys.platform], "sums"]
    if ({*WRAPPED, "onedir"} & {*wanted}) and not (keep and onedir.BUNDLE.is_dir()):
        _timed("onedir", onedir.make)
    for name in wanted:
        if name != "onedir":
            recipe = importlib.import_module(f"recipe.{name}")
            _timed(name, (lambda make=recipe.make: make(fast=fast)) if name in WRAPPED else recipe.make)
    return 0


def _timed(name: str, make) -> None:
    print(f"{name} …", flush=True)
    began = time.monotonic()
    made = make()
    print(f"  {made}: {size(made) / 1e6:.1f} MB in {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
