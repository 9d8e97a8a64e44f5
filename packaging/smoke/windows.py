"""The Windows installer under Wine: installed silently, checked, used, uninstalled.

Wine does not cover SmartScreen, scaling or fonts, but it runs every installed file. Three libraries that Wine 8 lacks
are replaced by stubs, which are put beside the program after the installation and removed before the end.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from recipe.build_paths import DIST, size, version
from recipe.windows import TREE
from smoke import wine_stand_ins
from smoke.clean_root import NO_OLLAMA
from smoke.desktop import IMPORT
from smoke.screen import Screen, until
from smoke.visit import PICTURES, give_model, visit

from fixtures.models import smollm2_file

PATIENCE = 300
REGISTERED = ("Uninstall\\\\Teahouse", "Classes\\\\Teahouse.gguf", "OpenWithProgids", '\\Teahouse.exe\\" \\"%1\\""')


def steps() -> Iterator[tuple[str, str]]:
    """The steps as (name, finding), in order; AssertionError ends them."""
    setup = DIST / f"Teahouse-{version()}-setup-x64.exe"
    with tempfile.TemporaryDirectory(prefix="teahouse-wine-", ignore_cleanup_errors=True) as folder:
        wine = Wine(Path(folder) / "prefix")
        try:
            wine.run("wineboot", "--init")
            yield from _installed(wine, setup)
            yield from _elsewhere(wine, setup)
        finally:
            subprocess.run(["wineserver", "--kill"], env=wine.environment, check=False)


class Wine:
    """A Windows of its own in a folder."""

    def __init__(self, prefix: Path) -> None:
        missing = ",".join(wine_stand_ins.MISSING)
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in ("DISPLAY", "PYTHONPATH")},
            **NO_OLLAMA,
            "WINEPREFIX": str(prefix),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": f"mscoree,mshtml=;{missing}=n",
        }
        self.drive = prefix / "drive_c"
        self._users = self.drive / "users"

    @property
    def local(self) -> Path:
        """The user's AppData/Local."""
        return next(path for path in self._users.glob("*/AppData/Local") if path.parts[-3] != "Public")

    def run(self, *words: str, display: str = "") -> str:
        """Run a program to its end; AssertionError with its output when it fails."""
        environment = self.environment | ({"DISPLAY": display} if display else {})
        done = subprocess.run(
            ["wine", *words], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors="replace", check=False, timeout=PATIENCE,
        )  # fmt: skip
        assert done.returncode == 0, f"{words[0]} ended with {done.returncode}:\n{done.stdout}"
        return done.stdout

    def files(self) -> set[Path]:
        """Every file of the user's."""
        return {path for path in self._users.rglob("*") if path.is_file()}

    def registry(self) -> str:
        """The user's part of the registry, once Wine has written it."""
        subprocess.run(["wineserver", "--wait"], env=self.environment, check=False, timeout=PATIENCE)
        return (self._users.parent.parent / "user.reg").read_text(errors="replace")


def _installed(wine: Wine, setup: Path) -> Iterator[tuple[str, str]]:
    before = wine.files()
    wine.run(str(setup), "/S")
    program = wine.local / "Programs" / "Teahouse"
    assert any(program.rglob("*.pyc")), "the installer compiled nothing"
    registry = wine.registry()
    missing = [words for words in REGISTERED if words not in registry]
    assert not missing, f"not in the registry: {missing}"
    yield f"{setup.name} is installed", f"{size(program) / 1e6:.0f} MB"
    stand_ins = _stand_in(program)
    yield "self-check", wine.run(str(program / "teahouse-cli.exe"), "self-check").strip().splitlines()[-1]
    data = wine.local / "teahouse"
    give_model(data)
    passed_on = ("WINEPREFIX", "WINEDEBUG", "WINEDLLOVERRIDES", *NO_OLLAMA)
    words = [f"{name}={wine.environment[name]}" for name in passed_on]
    command = [*words, "wine", str(program / "Teahouse.exe")]
    # Microsoft's OpenMP spins while it waits, which Wine makes slow: the first words are enough
    opened = partial(_open_file, wine, program)
    seen = visit(lambda display: ["env", f"DISPLAY={display}", *command], data, "windows", whole=False, then=opened)
    yield "window, reply, a file for the running one", seen
    _uninstall(wine, program, stand_ins)
    assert (data / "teahouse.db").exists(), "the person's conversations were removed"
    left = [path for path in sorted(wine.files() - before) if data not in path.parents and "Temp" not in path.parts]
    assert not left, f"left behind: {left}"
    registry = wine.registry()
    assert not [words for words in REGISTERED if words in registry], "the registry still knows it"
    yield "uninstalled", "nothing is left but the person's own"


def _elsewhere(wine: Wine, setup: Path) -> Iterator[tuple[str, str]]:
    """A folder with a space and Chinese letters, chosen by the user."""
    program = wine.drive / "王 小明" / "Teahouse"
    wine.run(str(setup), "/S", "/D=C:\\王", "小明\\Teahouse")  # NSIS accepts it without quotation marks only
    stand_ins = _stand_in(program)
    said = wine.run(str(program / "teahouse-cli.exe"), "self-check").strip().splitlines()[-1]
    _uninstall(wine, program, stand_ins)
    yield "in a folder with a space and Chinese letters", f"{said}; uninstalled"


def _open_file(wine: Wine, program: Path, screen: Screen) -> None:
    """Open a file as Explorer does, with the registry's command; the running instance opens it."""
    file = wine.local / "一个 模型.gguf"
    shutil.copyfile(smollm2_file(), file)
    wine.run(str(program / "Teahouse.exe"), str(file), display=screen.display)
    screen.wait_for_window(IMPORT)
    time.sleep(3.0)
    screen.picture(PICTURES / "import-windows.png")
    screen.press("Escape")  # a window of Wine gets no keys while its dialog has the focus
    file.unlink()


def _stand_in(program: Path) -> list[Path]:
    return [Path(shutil.copy(path, program)) for path in wine_stand_ins.make(TREE)]


def _uninstall(wine: Wine, program: Path, stand_ins: list[Path]) -> None:
    for path in stand_ins:
        path.unlink()
    wine.run(str(program / "uninstall.exe"), "/S")
    until(lambda: not (program / "uninstall.exe").exists())  # it continues as a copy of itself
    until(lambda: not program.exists())
