"""The wheel, installed with its engine into an empty environment as pipx does, and run outside of the sources."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from recipe.build_paths import DIST, version
from smoke.clean_root import NO_OLLAMA
from smoke.visit import give_model, visit

DATA = ("teahouse/resources/i18n/teahouse_en.qm", "teahouse/resources/i18n/teahouse_zh_CN.qm",
        "teahouse/resources/i18n/teahouse_zh_TW.qm", "teahouse/resources/i18n/teahouse_zh_HK.qm",
        "teahouse/resources/icons/teahouse.svg")  # fmt: skip


def steps() -> Iterator[tuple[str, str]]:
    """The steps as (name, finding), in order; AssertionError ends them."""
    wheel = DIST / f"teahouse-{version()}-py3-none-any.whl"
    inside = set(zipfile.ZipFile(wheel).namelist())
    assert inside.issuperset(DATA), f"not in the wheel: {set(DATA) - inside}"
    yield "resources and translations are inside", f"{len(inside)} files"
    with tempfile.TemporaryDirectory(prefix="teahouse-wheel-") as folder:
        yield from _installed(wheel, Path(folder))


def _installed(wheel: Path, folder: Path) -> Iterator[tuple[str, str]]:
    venv, home = folder / "venv", folder / "home"
    _run(folder, sys.executable, "-m", "venv", str(venv))
    pip = (str(venv / "bin/pip"), "--disable-pip-version-check")
    _run(folder, *pip, "install", "--quiet", f"{wheel}[engine]")
    yield "installs with its engine", "from the index, nothing pinned"
    program = str(venv / "bin/teahouse")
    yield "self-check", _run(folder, program, "self-check").splitlines()[-1]
    data = home / "data"
    give_model(data)
    elsewhere = [f"{name}={value}" for name, value in NO_OLLAMA.items()]
    command = ("env", *elsewhere, f"TEAHOUSE_HOME={home}", f"PATH={venv / 'bin'}:/usr/bin:/bin", "PYTHONPATH=", program)
    yield "window and reply", visit(lambda display: ["env", f"DISPLAY={display}", *command[1:]], data, "wheel")
    _run(folder, *pip, "uninstall", "--quiet", "--yes", "teahouse")
    left = [path for path in venv.rglob("*teahouse*") if "__pycache__" not in path.parts]
    assert not left, f"left behind: {left}"
    yield "uninstalls", "nothing is left but the person's own"


def _run(folder: Path, *command: str) -> str:
    values = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        command, cwd=folder, env={**values, "TEAHOUSE_HOME": str(folder / "home")},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}"
    return done.stdout
