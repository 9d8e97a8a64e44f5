"""One folder with the whole app, made by PyInstaller; every package except the Windows one contains it."""

from __future__ import annotations

import platform
import re
import shutil
import sys
from pathlib import Path

from recipe import components, environment, icons
from recipe.build_paths import PACKAGING, WORK, normalize_tree, output, run
from recipe.components import Component
from recipe.licence_files import without_text, write_bill, write_licences

SPEC = PACKAGING / "teahouse.spec"
BUNDLE = WORK / "onedir" / "teahouse"
SCRATCH = WORK / "pyinstaller"
GLIBC = "2.35"  # the oldest that packages are for: Debian 12, Ubuntu 22.04, Fedora 36
BILL = WORK / "onedir" / "sbom.cdx.json"


def make() -> Path:
    """Build the folder anew and return it; its licences are inside, its bill of materials beside it."""
    python = environment.python()
    icons.make()
    shutil.rmtree(BUNDLE.parent, ignore_errors=True)
    options = ("--noconfirm", "--clean", "--distpath", BUNDLE.parent, "--workpath", SCRATCH)
    run(python, "-m", "PyInstaller", *options, SPEC, environment={"PYINSTALLER_CONFIG_DIR": str(SCRATCH / "cache")})
    found = inside(python)
    missing = without_text(found)
    if missing:
        raise SystemExit(f"no licence text found for: {' '.join(missing)}")
    if sys.platform == "linux":
        _forget_build_paths()
        _check_glibc()
    write_licences(found, BUNDLE / "licences")
    write_bill(found, BILL, "onedir")
    normalize_tree(BUNDLE)
    return BUNDLE


def _forget_build_paths() -> None:
    """Remove the paths of the build machine's Python from the libraries' search paths; relative ones stay."""
    for path in elf_files(BUNDLE):
        places = output(["patchelf", "--print-rpath", path]).strip().split(":")
        kept = [place for place in places if place.startswith("$ORIGIN")]
        if places != [""] and kept != places:
            run("patchelf", *(("--set-rpath", ":".join(kept)) if kept else ("--remove-rpath",)), path)


def _check_glibc() -> None:
    """Check that no file needs a newer glibc than the packages declare."""
    told = output(["readelf", "--version-info", "--wide", *elf_files(BUNDLE)])
    newest = max(int(minor) for minor in re.findall(r"GLIBC_2\.(\d+)", told))
    if newest > int(GLIBC.partition(".")[2]):
        raise SystemExit(f"the app needs glibc 2.{newest}, and packages are for {GLIBC}: make them on an older system")


def elf_files(folder: Path) -> list[Path]:
    """The Linux programs and libraries in a folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    return [path for path in files if _is_elf(path)]


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def inside(python: Path) -> list[Component]:
    """The components of other makers in the folder."""
    site = Path(output([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]).strip())
    contents = SCRATCH / "teahouse"
    modules = components.bundled_modules(contents / "PYZ-00.toc")
    files = components.bundled_files(contents / "COLLECT-00.toc")
    modules |= {place.partition("/")[0].partition(".")[0] for place in files}
    names = components.distributions_of(modules, site) - {"setuptools", "pip", "teahouse"} | {"pyinstaller"}
    outside = [source for source in files.values() if not source.is_relative_to(site)]
    found = [*components.of_site_packages(site, names), *components.of_system(outside)]
    licence = Path(sys.base_prefix) / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "LICENSE.txt"
    if not licence.is_file():
        licence = Path(f"/usr/share/doc/python{sys.version_info[0]}.{sys.version_info[1]}/copyright")
    return [*found, *components.list_vendored(found), components.of_python(platform.python_version(), licence)]
