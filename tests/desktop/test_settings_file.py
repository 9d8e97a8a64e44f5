from __future__ import annotations

import json
import logging
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.unwritable_folders import fill_disk, readable_folder, small_disk, without_permission
from teahouse.core.errors import Problem, Trouble
from teahouse.core.settings import Settings
from teahouse.desktop.settings_file import SettingsFile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def test_without_a_file_the_defaults_hold_and_none_is_made(path: Path) -> None:
    assert SettingsFile(path).load() == (Settings(), None)
    assert not path.exists()


def test_what_was_saved_is_loaded(path: Path) -> None:
    settings = Settings(theme="dark", recent=("qwen3:8b", "茶:1b"), zoom=1.25, unknown={"later": [1, {"x": None}]})
    SettingsFile(path).save(settings)
    assert SettingsFile(path).load() == (settings, None)


def test_the_file_can_be_read_and_changed_by_a_person(path: Path) -> None:
    SettingsFile(path).save(Settings(theme="dark"))
    lines = path.read_text(encoding="ascii").splitlines()
    assert (lines[0], lines[-1]) == ("{", "}")
    assert '  "theme": "dark",' in lines


def test_a_change_that_comes_before_the_folder_is_kept(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "config" / "teahouse" / "settings.json")
    file.save(Settings(zoom=2.0))
    assert file.load() == (Settings(zoom=2.0), None)


@given(text=st.text(st.characters(), max_size=30))
def test_any_text_can_be_a_setting(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = SettingsFile(tmp_path_factory.getbasetemp() / "any.json")
    settings = Settings(host=text, favourites=(text,))
    file.save(settings)
    assert file.load() == (settings, None)


def test_the_file_is_for_this_person_alone_even_if_an_older_one_was_not(path: Path) -> None:
    path.write_text("{}")
    path.chmod(0o644)
    SettingsFile(path).save(Settings())
    assert path.stat().st_mode & 0o777 == 0o600


def test_saving_leaves_one_file(path: Path) -> None:
    path.with_name("settings.json.new").write_text("of a run that was cut")
    SettingsFile(path).save(Settings())
    assert [item.name for item in path.parent.iterdir()] == ["settings.json"]


def test_a_link_to_settings_kept_elsewhere_stays_a_link(path: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    path.symlink_to(elsewhere / "settings.json")
    SettingsFile(path).save(Settings(theme="light"))
    assert path.is_symlink()
    assert json.loads((elsewhere / "settings.json").read_text())["theme"] == "light"


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"null", b"\xff\xfe\x00", b'{"theme": "dark"', b"[" * 100_000, b"\0" * 500]
)
def test_a_damaged_file_is_moved_aside_and_the_defaults_hold(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    settings, trouble = SettingsFile(path).load()
    assert settings == Settings()
    assert trouble is not None
    assert trouble.problem is Problem.SETTINGS_DAMAGED
    backup = Path(str(trouble.facts["backup"]))
    assert backup.read_bytes() == data
    assert not path.exists()
    assert backup.name.startswith("settings-damaged-")


def test_one_bad_value_costs_no_other_and_is_named_in_the_log(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path.write_text('{"theme": "mauve", "zoom": 1.5, "recent": "a secret", "later": 3}')
    with caplog.at_level(logging.WARNING):
        settings, trouble = SettingsFile(path).load()
    assert trouble is None
    assert settings == Settings(zoom=1.5, unknown={"later": 3})
    assert [record.args[0] for record in caplog.records if isinstance(record.args, tuple)] == ["theme", "recent"]
    assert "a secret" not in caplog.text


def test_settings_in_a_read_only_folder_can_be_read_and_not_saved() -> None:
    with readable_folder() as folder:
        path = folder / "settings.json"
        SettingsFile(path).save(Settings(theme="dark"))
        with without_permission(folder, path):
            assert SettingsFile(path).load() == (Settings(theme="dark"), None)
            with pytest.raises(Trouble) as caught:
                SettingsFile(path).save(Settings(theme="light"))
        assert caught.value.problem is Problem.FOLDER_READ_ONLY
        assert SettingsFile(path).load()[0].theme == "dark"


def test_a_file_that_may_not_be_read_is_told_and_left_where_it_is() -> None:
    with readable_folder() as folder:
        path = folder / "settings.json"
        path.mkdir()
        settings, trouble = SettingsFile(path).load()
        assert settings == Settings()
        assert trouble is not None
        assert trouble.problem is Problem.FOLDER_READ_ONLY
        assert path.is_dir()
        path.rmdir()


def test_a_full_disk_leaves_the_old_settings() -> None:
    with small_disk(64 << 10) as disk:
        file = SettingsFile(disk / "settings.json")
        file.save(Settings(theme="dark"))
        fill_disk(disk)
        with pytest.raises(Trouble) as caught:
            file.save(Settings(theme="light", window="x" * 10_000))
        assert caught.value.problem is Problem.DISK_FULL
        assert file.load() == (Settings(theme="dark"), None)
        assert sorted(item.name for item in disk.iterdir()) == ["filler", "settings.json"]


def test_the_new_file_is_on_the_disk_before_it_takes_the_old_ones_place(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut in between must leave one of the two whole."""
    steps: list[str] = []
    sync, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda number: (steps.append("sync"), sync(number))[1])
    monkeypatch.setattr(Path, "replace", lambda self, target: (steps.append("replace"), replace(self, target))[1])
    SettingsFile(path).save(Settings())
    assert steps == ["sync", "replace"]


def test_settings_that_could_not_be_read_are_not_overwritten(tmp_path):
    path = tmp_path / "settings.json"
    path.write_text('{"theme": "dark"}')
    file = SettingsFile(path)
    path.chmod(0)
    with without_permission():
        assert file.load()[1] is not None
    file.save(Settings(theme="light"))
    assert SettingsFile(path).load()[0].theme == "light"
    (aside,) = tmp_path.glob("settings-damaged-*.json")
    aside.chmod(0o600)
    assert aside.read_text() == '{"theme": "dark"}'
