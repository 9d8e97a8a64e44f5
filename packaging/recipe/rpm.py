"""The package for Fedora 36 and later and other systems with rpm, made with Debian's rpmbuild.

Its dependencies are the names of libraries, which are the same in all distributions.
"""

from __future__ import annotations

import platform
import re
import shutil
from pathlib import Path

from recipe import tree
from recipe.build_paths import DESCRIPTION, DIST, WORK, epoch, normalize_tree, output, run, version
from recipe.onedir import BUNDLE, GLIBC, elf_files

LIBRARIES = (
    "libX11.so.6", "libX11-xcb.so.1", "libxcb.so.1", "libxkbcommon.so.0", "libxkbcommon-x11.so.0",
    "libfontconfig.so.1", "libfreetype.so.6", "libGL.so.1", "libEGL.so.1", "libdbus-1.so.3", "libglib-2.0.so.0",
    "libgthread-2.0.so.0", "libwayland-client.so.0", "libwayland-cursor.so.0", "libz.so.1", "libuuid.so.1",
    "libstdc++.so.6", "libgcc_s.so.1",
)  # fmt: skip
OF_GLIBC = ("ld-linux", "libc.so", "libm.so", "libdl.so", "libpthread.so", "libresolv.so", "librt.so", "libutil.so")
PACKING = {True: "w3.zstdio", False: "w9.xzdio"}


def make(*, fast: bool = False) -> Path:
    """dist/teahouse-<version>-1.<architecture>.rpm; `fast` packs with zstd, for tests."""
    forgotten = needed_of_host(BUNDLE) - set(LIBRARIES)
    if forgotten:
        raise SystemExit(f"the app needs libraries that no dependency names: {' '.join(sorted(forgotten))}")
    folder = WORK / "rpm"
    root = tree.make(folder / "tree", "rpm")
    licences = root / "usr" / "share" / "licenses" / "teahouse"
    licences.parent.mkdir(parents=True)
    shutil.move(root / "usr" / "lib" / "teahouse" / "licences", licences)
    normalize_tree(root)
    (folder / "teahouse.spec").write_text(_spec(), encoding="utf-8")
    settings = {
        "_topdir": folder,
        "_rpmdir": folder / "made",
        "_buildhost": "teahouse",
        "_binary_payload": PACKING[fast],
        "_build_id_links": "none",
        "__os_install_post": "%{nil}",
        "debug_package": "%{nil}",
        "use_source_date_epoch_as_buildtime": "1",
        "clamp_mtime_to_source_date_epoch": "1",
        "_dbpath": folder / "db",
    }
    defines = [word for name, value in settings.items() for word in ("--define", f"{name} {value}")]
    shutil.rmtree(folder / "made", ignore_errors=True)
    run("rpmbuild", "-bb", "--noprep", "--nodeps", *defines, "--buildroot", _copy(root), folder / "teahouse.spec")
    made = next((folder / "made").rglob("*.rpm"))
    DIST.mkdir(exist_ok=True)
    return Path(shutil.move(made, DIST / f"teahouse-{version()}-1.{platform.machine()}.rpm"))


def needed_of_host(bundle: Path) -> set[str]:
    """The libraries that the app's files need and that are not among them, without those of glibc."""
    # regex: our own files' short lines
    asked = re.findall(r"\(NEEDED\).*\[(.+)\]", output(["readelf", "--dynamic", "--wide", *elf_files(bundle)]))
    brought = {path.name for path in bundle.rglob("*.so*")}
    return {name for name in asked if name not in brought and not name.startswith(OF_GLIBC)}


def _copy(root: Path) -> Path:
    """Copy by links, because rpmbuild empties its build root at its end."""
    target = root.with_name("buildroot")
    shutil.rmtree(target, ignore_errors=True)
    run("cp", "--archive", "--link", root, target)
    return target


def _spec() -> str:
    text = (tree.LINUX / "teahouse.spec.in").read_text(encoding="utf-8")
    needs = [f"libc.so.6(GLIBC_{GLIBC})(64bit)", *(f"{library}()(64bit)" for library in LIBRARIES)]
    values = {
        "VERSION": version(),
        "REQUIRES": "\n".join(f"Requires:       {need}" for need in needs),
        "DESCRIPTION": DESCRIPTION,
        "APPLICATION": tree.APPLICATION,
    }
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return f"%global source_date_epoch {epoch()}\n{text}"
