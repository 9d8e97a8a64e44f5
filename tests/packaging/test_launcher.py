"""The packaged app's first lines: children get their environment back, a missing library becomes a sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import launcher
import pytest


def test_children_get_the_library_path_back_that_was_there_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/bundle/_internal")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/opt/mine")
    monkeypatch.setenv("PYINSTALLER_RESET_ENVIRONMENT", "")
    launcher.restore_environment()
    assert os.environ["LD_LIBRARY_PATH"] == "/opt/mine"
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ
    assert os.environ["PYINSTALLER_RESET_ENVIRONMENT"] == "1"


def test_where_there_was_none_there_is_none_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/bundle/_internal")
    monkeypatch.setenv("PYINSTALLER_RESET_ENVIRONMENT", "")
    monkeypatch.delenv("LD_LIBRARY_PATH_ORIG", raising=False)
    launcher.restore_environment()
    assert "LD_LIBRARY_PATH" not in os.environ


@pytest.mark.parametrize(("asked", "given"), [("fcitx", "ibus"), ("fcitx5", "ibus"), ("ibus", "ibus"), ("xim", "xim")])
def test_fcitx_is_spoken_to_as_ibus(asked: str, given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_IM_MODULE", asked)
    launcher.choose_input_method()
    assert os.environ["QT_IM_MODULE"] == given


def test_a_missing_system_library_is_named_and_ends_with_1(tmp_path: Path) -> None:
    shadow = tmp_path / "PySide6"
    shadow.mkdir()
    (shadow / "__init__.py").write_text("raise ImportError('libEGL.so.1: cannot open shared object file')")
    done = subprocess.run(
        [sys.executable, launcher.__file__],
        env={**os.environ, "PYTHONPATH": str(tmp_path), "DISPLAY": "", "WAYLAND_DISPLAY": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "install libegl1" in done.stderr
    assert "Traceback" not in done.stderr
