from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import teahouse
from fixtures.unwritable_folders import readable_folder, without_permission
from teahouse.core.errors import Problem, Trouble
from teahouse.desktop.paths import Paths, resources


def _home(folder: Path) -> Paths:
    return Paths.from_environment({"TEAHOUSE_HOME": str(folder)})


def test_everything_lies_below_the_home_that_is_named(tmp_path: Path) -> None:
    paths = _home(tmp_path)
    for path in (paths.database, paths.models, paths.settings, paths.cache, paths.log, paths.engine_log):
        assert path.is_relative_to(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_relative_home_does_not_move_with_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    paths = _home(Path("here"))
    monkeypatch.chdir("/")
    assert paths.data == tmp_path / "here" / "data"


def test_a_home_may_begin_with_a_tilde(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert _home(Path("~/tea")).data == tmp_path / "tea" / "data"


@pytest.mark.parametrize("environment", [{}, {"TEAHOUSE_HOME": ""}, {"TEAHOUSE_HOME": "  "}])
def test_without_a_home_the_systems_own_places_hold(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    paths = Paths.from_environment(environment)
    if sys.platform == "linux":
        assert paths.database == tmp_path / "data" / "teahouse" / "teahouse.db"
        assert paths.settings == tmp_path / "config" / "teahouse" / "settings.json"
    assert "teahouse" in str(paths.log.parent)


def test_the_folders_are_made_for_this_person_alone(tmp_path: Path) -> None:
    paths = _home(tmp_path / "new")
    paths.create_folders()
    paths.create_folders()
    for folder in (paths.data, paths.config, paths.cache, paths.logs):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_is_named() -> None:
    with readable_folder() as folder, without_permission(folder):
        paths = _home(folder)
        with pytest.raises(Trouble) as caught:
            paths.create_folders()
    assert caught.value.problem is Problem.FOLDER_READ_ONLY
    assert caught.value.facts["path"] == str(paths.data)


def test_a_folder_that_cannot_be_written_is_named_and_the_others_are_made() -> None:
    with readable_folder() as folder:
        paths = _home(folder)
        paths.data.mkdir()
        folder.chmod(0o777)
        with without_permission(paths.data), pytest.raises(Trouble) as caught:
            paths.create_folders()
        assert caught.value.problem is Problem.FOLDER_READ_ONLY
        assert caught.value.facts["path"] == str(paths.data)
        assert paths.logs.is_dir()


def test_a_file_in_the_place_of_a_folder_is_a_trouble(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(Trouble):
        _home(tmp_path).create_folders()


def test_two_homes_have_two_sockets_and_one_home_always_the_same(tmp_path: Path) -> None:
    first, second = _home(tmp_path / "a"), _home(tmp_path / "b")
    assert first.socket_name == _home(tmp_path / "a").socket_name
    assert first.socket_name != second.socket_name
    assert len(_home(tmp_path / ("long" * 60)).socket_name) < 40


def test_resources_are_found_in_the_checkout_the_wheel_and_the_frozen_app(tmp_path: Path) -> None:
    package = tmp_path / "app" / "teahouse"
    package.mkdir(parents=True)
    with pytest.raises(FileNotFoundError):
        resources(package, frozen=None)
    (tmp_path / "resources").mkdir()
    assert resources(package, frozen=None) == tmp_path / "resources"
    (package / "resources").mkdir()
    assert resources(package, frozen=None) == package / "resources"
    frozen = tmp_path / "frozen"
    (frozen / "resources").mkdir(parents=True)
    assert resources(package, frozen=str(frozen)) == frozen / "resources"


def test_this_checkout_has_resources() -> None:
    assert resources().name == "resources"


def test_reading_paths_loads_nothing_heavy() -> None:
    """It happens before the first paint. Without site, so that what is counted is what we import ourselves."""
    program = """
import sys
sys.path.insert(0, sys.argv[1])
from teahouse.desktop.paths import Paths
Paths.from_environment({"TEAHOUSE_HOME": "/nowhere"})
print(*sorted({"platformdirs", "logging", "tempfile", "json", "ctypes", "sqlite3", "subprocess"} & set(sys.modules)))
"""
    app = Path(teahouse.__file__ or "").parent.parent
    result = subprocess.run([sys.executable, "-S", "-c", program, app], capture_output=True, text=True, check=True)
    assert result.stdout.split() == []
