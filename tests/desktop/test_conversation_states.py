"""The engine's cached state of a conversation is deleted with it."""

from __future__ import annotations

from pathlib import Path

from teahouse.core.conversation_files import CHECK, FOLDER, STATE, file_stem
from teahouse.desktop.conversation_states import delete_all_states, delete_states, measure_states


def test_the_files_of_a_deleted_conversation_go_and_others_stay(tmp_path: Path) -> None:
    delete_states(tmp_path, ["tea"])  # no engine has run yet
    folder = tmp_path / FOLDER
    folder.mkdir()
    for conversation in ("tea", "sea"):
        for runner in ("one model", "another"):
            for suffix in (STATE, CHECK):
                (folder / (file_stem(conversation, runner) + suffix)).touch()
    delete_states(tmp_path, ["tea"])
    assert {path.stem for path in folder.iterdir()} == {file_stem("sea", name) for name in ("one model", "another")}
    delete_states(tmp_path, ["../sea", "*", ""])
    assert len(list(folder.iterdir())) == 4


def test_names_tell_nothing_of_the_conversation() -> None:
    assert "tea" not in file_stem("tea", "model")
    assert file_stem("tea", "a") != file_stem("tea", "b") != file_stem("sea", "b")


def test_all_of_them_are_measured_and_deleted_and_nothing_else(tmp_path: Path) -> None:
    assert measure_states(tmp_path) == 0
    folder = tmp_path / FOLDER
    folder.mkdir()
    for suffix in (STATE, CHECK):
        (folder / (file_stem("tea", "model") + suffix)).write_bytes(b"x" * 100)
    other = folder / "notes.txt"
    other.write_text("mine")
    assert measure_states(tmp_path) == 204
    delete_all_states(tmp_path)
    assert list(folder.iterdir()) == [other]
