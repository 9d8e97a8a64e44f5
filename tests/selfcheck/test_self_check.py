"""`teahouse self-check`: it passes where everything is here, and says what is missing where something is not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from teahouse.selfcheck import checks, main
from teahouse.selfcheck.checks import CheckNote, CheckState, run_check
from teahouse.selfcheck.hints import add_hint


def self_check(home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, at home in a folder of the test's."""
    values = {**os.environ, "TEAHOUSE_HOME": str(home), "QT_QPA_PLATFORM": "offscreen", **environment}
    return subprocess.run(
        [sys.executable, "-m", "teahouse", "self-check"], env=values, capture_output=True, text=True, check=False
    )


def line_of(table: str, name: str) -> str:
    return next(line for line in table.splitlines() if line.split()[1:2] == [name])


@pytest.mark.engine
def test_everything_works_here_also_in_a_home_with_spaces_and_chinese_letters(tmp_path: Path) -> None:
    done = self_check(tmp_path / "王 小明" / "my home", TMPDIR=str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    assert {line.split()[0] for line in done.stdout.splitlines()[:-1]} <= {CheckState.GOOD, CheckState.NOTE}
    assert "1 token" in line_of(done.stdout, "engine")
    assert not list(tmp_path.glob("teahouse-check-*"))


@pytest.mark.engine
def test_a_screen_that_is_not_there_is_named_and_ends_with_1(tmp_path: Path) -> None:
    done = self_check(tmp_path, QT_QPA_PLATFORM="no-such-platform")
    assert done.returncode == 1
    assert "no-such-platform" in line_of(done.stdout, "screen")
    assert line_of(done.stdout, "engine").startswith(CheckState.GOOD)


def test_nothing_is_written_where_the_person_keeps_things(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEAHOUSE_HOME", str(tmp_path / "home"))
    assert run_check(checks.check_folders, tmp_path)[0] is CheckState.GOOD
    assert not (tmp_path / "home").exists()


def test_a_home_that_is_a_file_can_keep_nothing_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").write_text("in the way")
    monkeypatch.setenv("TEAHOUSE_HOME", str(tmp_path / "home"))
    state, said = run_check(checks.check_folders, tmp_path)
    assert state is CheckState.NOTE
    assert str(tmp_path / "home") in said


def test_missing_translations_break_the_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("teahouse.desktop.paths.resources", lambda: tmp_path)
    state, said = run_check(checks.check_resources, tmp_path)
    assert state is CheckState.BROKEN
    assert "teahouse_zh_CN.qm" in said


def test_a_note_breaks_nothing_and_an_error_does(tmp_path: Path) -> None:
    def noted(_: Path) -> str:
        raise CheckNote("can do without")

    def broken(_: Path) -> str:
        raise ImportError("libGL.so.1: cannot open shared object file")

    assert run_check(noted, tmp_path) == (CheckState.NOTE, "can do without")
    state, said = run_check(broken, tmp_path)
    assert state is CheckState.BROKEN
    assert "libgl1" in said


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("libEGL.so.1: cannot open shared object file: No such file or directory", "libegl1"),
        ("libxcb-cursor.so.0: cannot open shared object file", "libxcb-cursor0"),
        ("libglib-2.0.so.0: cannot open shared object file", "libglib2.0-0t64"),
        ("/lib/libm.so.6: version `GLIBC_2.38' not found (required by libx)", "GLIBC 2.38"),
    ],
)
def test_what_to_install_is_named(message: str, expected: str) -> None:
    assert expected in add_hint(message)
    assert message in add_hint(message)


def test_an_error_nobody_knows_is_left_as_it_is() -> None:
    assert add_hint("something else") == "something else"


def test_the_small_model_is_small_and_always_the_same() -> None:
    assert len(checks.small_model_gguf()) < 120_000
    assert checks.small_model_gguf() == checks.small_model_gguf()


def test_an_unknown_word_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--what"]) == 2
    assert "usage" in capsys.readouterr().err


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the app that may be spoilt."""
    package = Path(checks.__file__).parents[1]
    whole = tmp_path / "app" / "teahouse"
    shutil.copytree(package, whole, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(package.parents[1] / "resources" / "i18n", tmp_path / "resources" / "i18n")
    return whole


WITHOUT = """
import sys
class Missing:
    def find_spec(self, name, *_):
        if name in {names}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Missing())
from teahouse.cli import main
sys.exit(main(["self-check", "--screen"]))
"""


def screen_check(app: Path, *missing: str) -> subprocess.CompletedProcess[str]:
    """What `self-check --screen` says of that copy where these modules are not installed."""
    values = {**os.environ, "PYTHONPATH": str(app.parent), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", WITHOUT.format(names=missing)]
    return subprocess.run(command, env=values, cwd=app.parent, capture_output=True, text=True, check=False)


def test_a_part_of_the_app_that_was_not_packed_breaks_the_check(copied: Path) -> None:
    (copied / "ui" / "sidebar" / "page_list.py").unlink()
    done = screen_check(copied)
    assert done.returncode == 1
    assert "No module named 'teahouse.ui.sidebar.page_list'" in done.stderr


def test_what_the_engine_needs_is_told_by_the_engines_own_check_and_the_rest_here(copied: Path) -> None:
    assert screen_check(copied, "uvicorn", "xllamacpp").returncode == 0
    assert "No module named 'pygments'" in screen_check(copied, "pygments").stderr
