"""The Windows installer under Wine: installed in silence, checked, talked to, uninstalled.

Wine says nothing about SmartScreen, scaling or fonts, but it runs every byte that is installed. Three libraries that
Wine 8 lacks are stood in for; they are put beside the program after the installation and taken away before its end.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from recipe.places import DIST, size, version
from recipe.windows import TREE
from smoke import wine_stand_ins
from smoke.screen import until
from smoke.visit import give_model, visit

PATIENCE = 300


def steps() -> Iterator[tuple[str, str]]:
    """One (name, finding) after the other; AssertionError ends it."""
    setup = DIST / f"Teahouse-{version()}-setup-x64.exe"
    with tempfile.TemporaryDirectory(prefix="teahouse-wine-", ignore_cleanup_errors=True) as folder:
        wine = Wine(Path(folder) / "prefix")
        try:
            wine.run("wineboot", "--init")
            yield from _installed(wine, setup)
        finally:
            subprocess.run(["wineserver", "--kill"], env=wine.environment, check=False)


class Wine:
    """A Windows of its own in a folder."""

    def __init__(self, prefix: Path) -> None:
        missing = ",".join(wine_stand_ins.MISSING)
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in ("DISPLAY", "PYTHONPATH")},
            "WINEPREFIX": str(prefix),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": f"mscoree,mshtml=;{missing}=n",
        }
        self._users = prefix / "drive_c" / "users"

    @property
    def local(self) -> Path:
        """The person's AppData/Local."""
        return next(path for path in self._users.glob("*/AppData/Local") if path.parts[-3] != "Public")

    def run(self, *words: str) -> str:
        """Run a program to its end; AssertionError with what it said when it fails."""
        done = subprocess.run(
            ["wine", *words], env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors="replace", check=False, timeout=PATIENCE,
        )  # fmt: skip
        assert done.returncode == 0, f"{words[0]} ended with {done.returncode}:\n{done.stdout}"
        return done.stdout

    def files(self) -> set[Path]:
        """Every file of the person's."""
        return {path for path in self._users.rglob("*") if path.is_file()}

    def registry(self) -> str:
        """The person's part of the registry, once it is written down."""
        subprocess.run(["wineserver", "--wait"], env=self.environment, check=False, timeout=PATIENCE)
        return (self._users.parent.parent / "user.reg").read_text(errors="replace")


def _installed(wine: Wine, setup: Path) -> Iterator[tuple[str, str]]:
    before = wine.files()
    wine.run(str(setup), "/S")
    program = wine.local / "Programs" / "Teahouse"
    assert any(program.rglob("*.pyc")), "the installer compiled nothing"
    assert "Uninstall\\\\Teahouse" in wine.registry(), "Windows does not know how to uninstall it"
    yield f"{setup.name} is installed", f"{size(program) / 1e6:.0f} MB"
    stand_ins = [Path(shutil.copy(path, program)) for path in wine_stand_ins.make(TREE)]
    yield "self-check", wine.run(str(program / "teahouse-cli.exe"), "self-check").strip().splitlines()[-1]
    data = wine.local / "teahouse"
    give_model(data)
    words = [f"{name}={wine.environment[name]}" for name in ("WINEPREFIX", "WINEDEBUG", "WINEDLLOVERRIDES")]
    command = [*words, "wine", str(program / "Teahouse.exe")]
    # Microsoft's OpenMP spins while it waits, which Wine makes slow: the first words are enough
    seen = visit(lambda display: ["env", f"DISPLAY={display}", *command], data, "windows", whole=False)
    yield "window and reply", seen
    for path in stand_ins:
        path.unlink()
    wine.run(str(program / "uninstall.exe"), "/S")
    until(lambda: not (program / "uninstall.exe").exists())  # it goes on as a copy of itself
    until(lambda: not program.exists())
    assert (data / "teahouse.db").exists(), "the person's conversations were removed"
    left = [path for path in sorted(wine.files() - before) if data not in path.parents and "Temp" not in path.parts]
    assert not left, f"left behind: {left}"
    assert "Uninstall\\\\Teahouse" not in wine.registry(), "the registry still knows it"
    yield "uninstalled", "nothing is left but the person's own"
