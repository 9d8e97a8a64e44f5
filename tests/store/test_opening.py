from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from fixtures.conversations import answer, chain, head, question, stored_conversation
from fixtures.unwritable_folders import fill_disk, readable_folder, small_disk, without_permission
from teahouse.core.conversation import Conversation, Draft, State
from teahouse.core.errors import Problem, Trouble
from teahouse.core.measure import Figures
from teahouse.store import opening
from teahouse.store.conversations import ConversationRepository
from teahouse.store.database import Database
from teahouse.store.runs import Run, RunRepository

PAGE = 4096
_LEAVES = "SELECT pageno FROM dbstat WHERE name = 'messages' AND pagetype = 'leaf'"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "teahouse.db"


def _write(path: Path, *, at: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(data)


def _fill_with_messages(path: Path, count: int = 400) -> None:
    database, conversations = stored_conversation(path, *chain(count), title="Long")
    conversations.save_draft("c", Draft("unsent"))
    RunRepository(database).add_runs(Run("m:1b", 1.0, Figures(tokens=1)))
    database.close()


def test_a_fresh_file_is_for_this_person_alone(path: Path) -> None:
    Database.open(path).database.close()
    assert path.stat().st_mode & 0o777 == 0o600


def test_closing_leaves_one_file(path: Path) -> None:
    stored_conversation(path, *chain(3))[0].close()
    assert [item.name for item in path.parent.iterdir()] == ["teahouse.db"]


def test_opening_again_finds_everything_and_complains_of_nothing(path: Path) -> None:
    _fill_with_messages(path)
    opened = Database.open(path)
    assert opened.trouble is None
    assert len(ConversationRepository(opened.database).load_conversation("c")) == 400
    opened.database.close()


def _random_bytes(path: Path) -> None:
    path.write_bytes(bytes((at * 7919) % 251 for at in range(10_000)))


def _zero_bytes(path: Path) -> None:
    path.write_bytes(b"")


def _short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:50])


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: 5 * PAGE + 17])


def _wrong_header(path: Path) -> None:
    _write(path, at=0, data=b"PK\x03\x04")


def _another_programs(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url)")
        connection.commit()


def _schema_torn(path: Path) -> None:
    _write(path, at=100, data=b"\xff" * 200)


@pytest.mark.parametrize(
    "damage",
    [_random_bytes, _short, _truncated, _wrong_header, _another_programs, _schema_torn],
)
def test_a_damaged_file_is_moved_aside_whole_and_a_fresh_one_works(path: Path, damage: Callable[[Path], None]) -> None:
    _fill_with_messages(path)
    damage(path)
    before = path.read_bytes()

    opened = Database.open(path)

    assert opened.trouble is not None
    assert opened.trouble.problem is Problem.DATABASE_DAMAGED
    backup = Path(str(opened.trouble.facts["backup"]))
    assert backup.parent == path.parent
    assert backup.name.startswith("teahouse-damaged-")
    assert backup.read_bytes() == before
    conversations = ConversationRepository(opened.database)
    conversations.create_conversation(Conversation(head("new")))
    conversations.add_messages("new", question("new", "Still here?"))
    opened.database.close()
    again = Database.open(path)
    assert again.trouble is None
    assert ConversationRepository(again.database).load_conversation("new")["new"].text == "Still here?"
    again.database.close()


def test_the_write_ahead_log_goes_aside_with_its_file(path: Path) -> None:
    _random_bytes(path)
    path.with_name("teahouse.db-wal").write_bytes(b"log")
    opened = Database.open(path)
    opened.database.close()
    trouble = opened.trouble
    assert trouble is not None
    assert Path(f"{trouble.facts['backup']}-wal").read_bytes() == b"log"


def test_two_damaged_files_in_one_second_are_both_kept(path: Path) -> None:
    backups = set()
    for _ in range(2):
        _random_bytes(path)
        trouble = (opened := Database.open(path)).trouble
        opened.database.close()
        assert trouble is not None
        backups.add(trouble.facts["backup"])
    assert len(backups) == 2


def test_what_can_be_read_of_a_damaged_file_is_taken_over(path: Path) -> None:
    """A hole in the middle of the messages: those before it and those behind it are kept, in one conversation."""
    _fill_with_messages(path)
    with closing(sqlite3.connect(path)) as connection:
        leaves = connection.execute(_LEAVES).fetchall()
    _write(path, at=(leaves[len(leaves) // 2][0] - 1) * PAGE, data=b"\xff" * PAGE)
    opening.suspect_mark(path).touch()  # as left behind by the session that met the hole

    opened = Database.open(path)

    assert opened.trouble is not None
    assert opened.trouble.facts["saved"] == 1
    conversations = ConversationRepository(opened.database)
    tree = conversations.load_conversation("c")
    assert 0.5 * 400 < len(tree) < 400
    assert {"m0", "m399"} <= {message.id for message in tree.chosen_path()}
    assert tree.head.title == "Long"
    assert conversations.load_draft("c") == Draft("unsent")
    assert len(RunRepository(opened.database).list_recent()) == 1
    assert conversations.search_texts("number 399")[0].message_id == "m399"
    opened.database.close()


def test_after_an_end_that_was_not_clean_the_file_is_looked_through(tmp_path: Path, path: Path) -> None:
    """The same hole is met at once when the log of the last session still lies there, and not looked for otherwise."""
    _fill_with_messages(path)
    opened = Database.open(path)
    ConversationRepository(opened.database).rename_conversation("c", "In the log")
    after_crash = tmp_path / "crashed" / "teahouse.db"
    after_crash.parent.mkdir()
    for name in ("teahouse.db", "teahouse.db-wal"):
        shutil.copy(path.with_name(name), after_crash.with_name(name))
    opened.database.close()
    with closing(sqlite3.connect(path)) as connection:
        leaves = connection.execute(_LEAVES).fetchall()
    for file, told in ((path, False), (after_crash, True)):
        _write(file, at=(leaves[len(leaves) // 2][0] - 1) * PAGE, data=b"\xff" * PAGE)
        again = Database.open(file)
        assert (again.trouble is not None) is told
        assert [item.title for item in ConversationRepository(again.database).list_heads()] == ["In the log"]
        again.database.close()


def test_messages_whose_conversation_is_lost_get_a_new_one(path: Path) -> None:
    _fill_with_messages(path, 4)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM conversations")
        connection.commit()
        page = connection.execute("SELECT pageno FROM dbstat WHERE name = 'runs'").fetchone()[0]
    _write(path, at=(page - 1) * PAGE, data=b"\xff" * PAGE)
    opening.suspect_mark(path).touch()
    opened = Database.open(path)
    conversations = ConversationRepository(opened.database)
    found = conversations.list_heads()
    assert [item.title for item in found] == ["a leaf of tea number 2"]
    assert [message.id for message in conversations.load_conversation(found[0].id).chosen_path()] == [
        "m0",
        "m1",
        "m2",
        "m3",
    ]
    opened.database.close()


def test_damage_met_while_running_is_a_trouble_and_mends_at_the_next_start(path: Path) -> None:
    _fill_with_messages(path)
    database = Database.open(path).database
    with closing(sqlite3.connect(path)) as connection:
        leaves = connection.execute(_LEAVES).fetchall()
    _write(path, at=(leaves[len(leaves) // 2][0] - 1) * PAGE, data=b"\xff" * PAGE)
    with pytest.raises(Trouble) as caught:
        ConversationRepository(database).load_conversation("c")
    assert caught.value.problem is Problem.DATABASE_DAMAGED
    database.close()

    opened = Database.open(path)

    assert opened.trouble is not None
    assert len(ConversationRepository(opened.database).load_conversation("c")) > 200
    opened.database.close()
    again = Database.open(path)
    assert again.trouble is None
    again.database.close()


@pytest.mark.parametrize(("torn", "told"), [("id > 10", False), ("id = 10", True)], ids=["leaves", "root"])
def test_a_torn_index_is_made_again_from_the_messages(path: Path, torn: str, told: bool) -> None:
    """With its root gone the index cannot even be emptied: then it takes a fresh file, into which all is taken over."""
    _fill_with_messages(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"UPDATE found_data SET block = ? WHERE {torn}", (b"\xff" * 40,))
        connection.commit()
    database = Database.open(path).database
    with pytest.raises(Trouble) as caught:
        ConversationRepository(database).search_texts("number")
    assert caught.value.problem is Problem.DATABASE_DAMAGED
    database.close()
    opened = Database.open(path)
    assert (opened.trouble is not None) is told
    assert len(ConversationRepository(opened.database).search_texts("number", limit=1000)) == 400
    assert len(ConversationRepository(opened.database).load_conversation("c")) == 400
    opened.database.close()


def test_a_newer_database_is_refused_and_not_touched(path: Path) -> None:
    _fill_with_messages(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {opening.NEWEST + 5}")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before, changed = path.read_bytes(), path.stat().st_mtime_ns
    with pytest.raises(Trouble) as caught:
        Database.open(path)
    assert caught.value.problem is Problem.DATABASE_NEWER
    assert dict(caught.value.facts) == {
        "path": str(path),
        "found": opening.NEWEST + 5,
        "known": opening.NEWEST,
    }
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, changed)
    assert [item.name for item in path.parent.iterdir()] == ["teahouse.db"]


def test_a_newer_database_with_its_log_is_left_with_its_log(tmp_path: Path, path: Path) -> None:
    """Merely opening and closing it with SQLite would fold the log into the file."""
    _fill_with_messages(path)
    after_crash = tmp_path / "crashed" / "teahouse.db"
    after_crash.parent.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as newer:
        newer.execute(f"PRAGMA user_version = {opening.NEWEST + 1}")
        newer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        newer.execute("UPDATE conversations SET title = 'In the log'")
        for name in ("teahouse.db", "teahouse.db-wal"):
            shutil.copy(path.with_name(name), after_crash.with_name(name))
    before = {item.name: item.read_bytes() for item in after_crash.parent.iterdir()}
    with pytest.raises(Trouble):
        Database.open(after_crash)
    assert {item.name: item.read_bytes() for item in after_crash.parent.iterdir()} == before


def test_a_newer_version_that_stands_in_the_log_alone_is_refused_too(path: Path) -> None:
    _fill_with_messages(path)
    with closing(sqlite3.connect(path)) as newer:
        newer.execute(f"PRAGMA user_version = {opening.NEWEST + 1}")
        with pytest.raises(Trouble) as caught:
            Database.open(path)
        assert caught.value.problem is Problem.DATABASE_NEWER


def test_a_file_another_program_holds_is_locked(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _fill_with_messages(path)
    monkeypatch.setattr(opening, "PATIENCE", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Trouble) as caught:
            Database.open(path)
        assert caught.value.problem is Problem.DATABASE_LOCKED
        assert caught.value.facts["path"] == str(path)
        other.execute("ROLLBACK")
    opened = Database.open(path)
    assert opened.trouble is None
    opened.database.close()


def test_a_read_only_folder_is_refused_and_memory_serves() -> None:
    with readable_folder() as folder, without_permission(folder):
        with pytest.raises(Trouble) as caught:
            Database.open(folder / "teahouse.db")
        assert caught.value.problem is Problem.FOLDER_READ_ONLY
        assert caught.value.facts["path"] == str(folder)
        with closing(Database.in_memory()) as memory:
            ConversationRepository(memory).create_conversation(Conversation(head()))
            assert len(ConversationRepository(memory).list_heads()) == 1


def test_a_database_in_a_read_only_folder_is_refused_and_not_touched() -> None:
    with readable_folder() as folder:
        path = folder / "teahouse.db"
        _fill_with_messages(path)
        before = path.read_bytes()
        with without_permission(folder, path), pytest.raises(Trouble) as caught:
            Database.open(path)
        assert caught.value.problem is Problem.FOLDER_READ_ONLY
        assert path.read_bytes() == before


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Trouble) as caught:
        Database.open(tmp_path / "missing" / "teahouse.db")
    assert caught.value.problem is Problem.FOLDER_READ_ONLY


def test_when_sqlite_may_grow_no_more_the_write_is_undone_and_the_next_can_succeed(path: Path) -> None:
    database, conversations = stored_conversation(path, question("q", "Why?"), answer("a", "", "q", State.STREAMING))
    pages = database.fetch_all("PRAGMA page_count")[0][0]
    database.fetch_all(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(Trouble) as caught:
        conversations.add_messages("c", question("big", "x" * 1_000_000))
    assert caught.value.problem is Problem.DISK_FULL
    assert caught.value.facts["path"] == str(path)
    assert "big" not in conversations.load_conversation("c")

    database.fetch_all("PRAGMA max_page_count = 1000000")
    conversations.append_reply("a", "on")
    conversations.add_messages("c", question("big", "x" * 1_000_000))
    assert conversations.load_conversation("c")["a"].text == "on"
    database.close()


def test_a_disk_that_fills_up_loses_nothing_that_was_kept() -> None:
    with small_disk(4 << 20) as disk:
        database, conversations = stored_conversation(
            disk / "teahouse.db", question("q", "Why?"), answer("a", "", "q", State.STREAMING)
        )
        conversations.append_reply("a", "before ")
        filler = fill_disk(disk)
        with pytest.raises(Trouble) as caught:
            conversations.append_reply("a", "x" * (5 << 20))
        assert caught.value.problem is Problem.DISK_FULL
        text = conversations.load_conversation("c")["a"].text
        filler.unlink()
        conversations.append_reply("a", "after")
        assert conversations.load_conversation("c")["a"].text == text + "after"
        assert text.startswith("before ")
        database.close()


def test_a_first_start_on_a_full_disk_leaves_nothing_that_looks_damaged() -> None:
    with small_disk(1 << 20) as disk:
        filler = fill_disk(disk)
        with pytest.raises(Trouble) as caught:
            Database.open(disk / "teahouse.db")
        assert caught.value.problem is Problem.DISK_FULL
        filler.unlink()
        opened = Database.open(disk / "teahouse.db")
        assert opened.trouble is None
        opened.database.close()
