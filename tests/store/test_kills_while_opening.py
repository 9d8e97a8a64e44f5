"""Kills while the database is created, migrated or repaired: the next start finds it intact."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from fixtures.conversations import chain, stored_conversation
from fixtures.kill_at_line import kill_at_line
from fixtures.old_databases import OLD_DATABASES
from teahouse.core.conversation import Conversation, ConversationHead
from teahouse.store import opening
from teahouse.store.conversations import ConversationRepository
from teahouse.store.database import Database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "teahouse.db"


def _open_and_close(path: Path) -> None:
    Database.open(path).database.close()


def _is_whole(path: Path) -> None:
    """Opens without complaint, can be written to, and holds together."""
    opened = Database.open(path)
    assert opened.trouble is None
    ConversationRepository(opened.database).create_conversation(Conversation(ConversationHead("new", "New", 1.0, 1.0)))
    assert opened.database.fetch_all("PRAGMA integrity_check")[0][0] == "ok"
    opened.database.close()


def _no_bytes(path: Path) -> None:
    path.touch()


def _marked_only(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA application_id = {opening.APPLICATION_ID}")


def _marked_with_a_log(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA application_id = {opening.APPLICATION_ID}")
        connection.execute("PRAGMA journal_mode = WAL")


def _marked_and_rolled_back(path: Path) -> None:
    """The header was written, the journal that would undo it is still there."""
    script = (
        "import os, sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('PRAGMA cache_size = 1'); c.execute('BEGIN')\n"
        f"c.execute('PRAGMA application_id = {opening.APPLICATION_ID}')\n"
        "c.execute('CREATE TABLE big (x)')\n"
        "for _ in range(200): c.execute('INSERT INTO big VALUES (zeroblob(4000))')\n"
        "os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert path.with_name(path.name + "-journal").stat().st_size > 0


@pytest.mark.parametrize("leave", [_no_bytes, _marked_only, _marked_with_a_log, _marked_and_rolled_back])
def test_what_a_killed_creation_of_an_earlier_version_left_is_a_new_file(
    path: Path, leave: Callable[[Path], None]
) -> None:
    leave(path)
    _is_whole(path)
    assert not list(path.parent.glob("*damaged*"))


def test_a_creation_killed_at_many_lines_leaves_no_file_or_a_usable_one(tmp_path: Path) -> None:
    number, killed = -2, True
    while killed:
        number += 3
        path = tmp_path / str(number) / "teahouse.db"
        path.parent.mkdir()
        killed = kill_at_line(number, lambda path=path: _open_and_close(path))
        if path.exists():
            with closing(sqlite3.connect(path)) as connection:
                assert connection.execute("SELECT count(*) FROM conversations").fetchone()[0] == 0, number
        _is_whole(path)
        assert [item.name for item in path.parent.iterdir()] == ["teahouse.db"]
    assert number > 60  # lines between the first and the last


@pytest.mark.parametrize("version", [1, 9])
def test_a_migration_killed_at_many_lines_loses_nothing(tmp_path: Path, version: int) -> None:
    number, killed = 1 - version % 7, True
    while killed:
        number += 7
        path = tmp_path / str(number) / "teahouse.db"
        path.parent.mkdir()
        OLD_DATABASES[version](path)
        killed = kill_at_line(number, lambda path=path: _open_and_close(path))
        opened = Database.open(path)
        assert opened.trouble is None, number
        conversations = ConversationRepository(opened.database)
        conversations.recover_replies()
        tree = conversations.load_conversation("c")
        assert (tree["q"].text, tree["a1"].text, tree["a2"].text) == ("Why is the sky blue?", "Rayleigh.", "Scattering")
        assert opened.database.fetch_all("PRAGMA integrity_check")[0][0] == "ok"
        opened.database.close()
        assert not list(path.parent.glob("*.new*"))
        for copy in path.parent.glob("teahouse-v*.db"):
            with closing(sqlite3.connect(copy)) as connection:
                assert connection.execute("SELECT count(*) FROM messages").fetchone()[0] == 3
    assert number > 40


def test_a_salvage_killed_at_many_lines_loses_nothing_that_could_be_read(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.db"
    stored_conversation(damaged, *chain(40), title="Long")[0].close()
    with closing(sqlite3.connect(damaged)) as connection:
        page = connection.execute("SELECT pageno FROM dbstat WHERE name = 'runs'").fetchone()[0]
    data = bytearray(damaged.read_bytes())
    data[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    number, killed = 0, True
    while killed:
        number += 1
        path = tmp_path / str(number) / "teahouse.db"
        path.parent.mkdir()
        path.write_bytes(data)
        opening.suspect_mark(path).touch()
        killed = kill_at_line(number, lambda path=path: _open_and_close(path))
        opened = Database.open(path)
        assert len(ConversationRepository(opened.database).load_conversation("c").chosen_path()) == 40, number
        opened.database.close()
        number += number // 8 + 2  # most lines copy rows
    assert number > 100
