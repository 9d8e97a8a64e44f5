"""What is kept, while the file cannot be had: whatever is wrong with it, no question to the store waits for ever."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from fixtures.backstage import Backstage
from teahouse.core.conversation import State
from teahouse.desktop.paths import Paths
from teahouse.services.news import TroubleNews
from teahouse.store.database import Database


def _database_at(folder: Path) -> Path:
    path = Paths.of({"TEAHOUSE_HOME": str(folder)}).database
    path.parent.mkdir(parents=True)
    return path


def _answers(folder: Path, daemon, problem: str) -> None:
    """A message is answered, and the person is told what is wrong with the file."""
    with Backstage(folder, host=daemon.url) as stage:
        stage.ready()
        _, reply = stage.ask("Does it still work?")
        assert stage.ended(reply).state is State.DONE
        assert problem in {news.trouble.problem.value for news in stage.of(TroubleNews)}


@pytest.mark.parametrize("failure", [sqlite3.OperationalError("disk I/O"), PermissionError(13, "no"), MemoryError()])
def test_any_failure_while_opening_is_told_and_the_session_goes_on_in_memory(tmp_path, daemon, monkeypatch, failure):
    def fail(path: Path) -> None:
        raise failure

    monkeypatch.setattr(Database, "open", fail)
    _answers(tmp_path, daemon, "unexpected")


def test_a_folder_in_the_place_of_the_file_is_told_and_the_session_goes_on_in_memory(tmp_path, daemon):
    _database_at(tmp_path).mkdir()
    _answers(tmp_path, daemon, "folder_read_only")


def test_a_migration_that_fails_is_told_and_the_session_goes_on_in_memory(tmp_path, daemon):
    """A table that the next step would create is there already: SQLite's own error, of no kind that is foreseen."""
    path = _database_at(tmp_path)
    Database.open(path).database.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 9")
    before = path.read_bytes()
    _answers(tmp_path, daemon, "unexpected")
    assert path.read_bytes() == before
