"""Reads and writes while the file is not available: no question to the store waits for ever."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from fixtures.backend_session import BackendSession
from fixtures.every_write import KINDS, saving, set_scene
from fixtures.locked_database import lock_database, wait_for
from fixtures.unwritable_folders import fill_disk, small_disk
from teahouse.core.conversation import Draft, State
from teahouse.desktop.paths import Paths
from teahouse.services.chat.events import DraftEvent, HeadsEvent
from teahouse.services.events import TroubleEvent
from teahouse.services.pending_writes import Repositories
from teahouse.store import opening
from teahouse.store.database import Database


def _database_at(folder: Path) -> Path:
    path = Paths.from_environment({"TEAHOUSE_HOME": str(folder)}).database
    path.parent.mkdir(parents=True)
    return path


def _answers(folder: Path, daemon, problem: str) -> None:
    """A message is answered, and the person is told what is wrong with the file."""
    with BackendSession(folder, host=daemon.url) as session:
        session.ready()
        _, reply = session.ask("Does it still work?")
        assert session.ended(reply).state is State.DONE
        assert problem in {event.trouble.problem.value for event in session.of(TroubleEvent)}


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


@contextmanager
def _kept(folder: Path) -> Iterator[Repositories]:
    """What the file holds once the application has gone."""
    with closing(Database.open(Paths.from_environment({"TEAHOUSE_HOME": str(folder)}).database).database) as database:
        assert database.fetch_all("PRAGMA integrity_check")[0][0] == "ok"
        yield Repositories.of(database)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_lost_that_is_written_while_another_program_holds_the_file(tmp_path, daemon, monkeypatch, kind):
    monkeypatch.setattr(opening, "PATIENCE", 0.05)
    with BackendSession(tmp_path / "home", host=daemon.url) as session:
        scene = set_scene(session, daemon, tmp_path)
        with lock_database(Paths.from_environment({"TEAHOUSE_HOME": str(tmp_path / "home")}).database):
            check = KINDS[kind](scene)
            wait_for(lambda: saving(session).waiting)
        wait_for(lambda: saving(session).trouble is None)
    with _kept(tmp_path / "home") as kept:
        assert check(kept)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_lost_that_is_written_while_the_disk_is_full(tmp_path, daemon, kind):
    with small_disk(8 << 20) as disk:
        with BackendSession(disk, host=daemon.url) as session:
            scene = set_scene(session, daemon, tmp_path)
            session.services.history.save_draft("full", Draft("x" * 300_000))  # more than a log may have room for
            filler = fill_disk(disk)
            session.services.history.save_draft("full", Draft("y" * 3_000_000))
            wait_for(lambda: saving(session).waiting)
            check = KINDS[kind](scene)
            filler.unlink()
            wait_for(lambda: saving(session).trouble is None)
        with _kept(disk) as kept:
            assert check(kept)
            assert kept.conversations.load_draft("full").text == "y" * 3_000_000


def test_a_session_that_began_without_the_file_moves_into_it_when_it_can_be_opened(tmp_path, daemon, monkeypatch):
    """What the file held is there again, too: conversations are listed, a draft comes before the new one."""
    monkeypatch.setattr(opening, "PATIENCE", 0.05)
    path = Paths.from_environment({"TEAHOUSE_HOME": str(tmp_path)}).database
    with BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
        earlier, reply = session.ask("Before?")
        session.ended(reply)
        session.services.history.save_draft("", Draft("An old thought"))
    with lock_database(path) as let_go, BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
        wait_for(lambda: not saving(session).opened)
        conversation, reply = session.ask("During?")
        ended = session.ended(reply)
        session.services.history.save_draft("", Draft("A new thought"))
        wait_for(lambda: saving(session).waiting)
        let_go()
        session.services.store_thread.retry_writing()
        assert session.wait(DraftEvent).draft.text == "An old thought"
        wait_for(lambda: saving(session).trouble is None)
        assert {head.id for head in session.of(HeadsEvent)[-1].heads} == {earlier, conversation}
    with _kept(tmp_path) as kept:
        assert {head.id for head in kept.conversations.list_heads()} == {earlier, conversation}
        assert kept.conversations.load_conversation(conversation)[reply] == ended
        assert kept.conversations.load_draft("").text == "An old thought\n\nA new thought"
