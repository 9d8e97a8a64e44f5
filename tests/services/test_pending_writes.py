"""Writes that wait for the file: their order, reads meanwhile, and the end of the wait."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from fixtures.conversations import chain, head, question, stored_conversation
from fixtures.locked_database import lock_database
from teahouse.core.conversation import Conversation, Draft, Message
from teahouse.core.errors import Problem, Trouble
from teahouse.services import pending_writes
from teahouse.services.pending_writes import DRAFT, PendingWrites, Repositories
from teahouse.store import opening

PAGE = 4096


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "teahouse.db"
    stored_conversation(path, *chain(2))[0].close()
    return path


@pytest.fixture
def writes(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PendingWrites]:
    monkeypatch.setattr(opening, "PATIENCE", 0.05)
    opened = PendingWrites(path)
    assert opened.open() is None
    yield opened
    opened.close()


def renamed(title: str) -> Callable[[Repositories], None]:
    return lambda found: found.conversations.rename_conversation("c", title)


def asked(*messages: Message) -> Callable[[Repositories], None]:
    return lambda found: found.conversations.add_messages("c", *messages)


def drafted(text: str) -> Callable[[Repositories], None]:
    return lambda found: found.conversations.save_draft("c", Draft(text))


def titles(writes: PendingWrites) -> list[str]:
    return [one.title for one in writes.read(lambda found: found.conversations.list_heads())]


def in_the_file(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def all_written(writes: PendingWrites) -> list[Problem]:
    """Flush until nothing waits; what was told."""
    told = []
    until = time.monotonic() + 20
    while writes.state.trouble is not None:
        assert time.monotonic() < until
        if (trouble := writes.flush()) is not None:
            told.append(trouble.problem)
    return told


def test_what_waits_is_read_meanwhile_and_written_in_its_order(writes: PendingWrites, path: Path) -> None:
    with lock_database(path):
        writes.write(renamed("One"))
        writes.write(asked(question("q", "Why?", "m1")))
        writes.write(lambda found: found.conversations.take_out("c", ["q"]))
        writes.write(renamed("Two"))
        assert writes.state.waiting == 4
        assert writes.state.trouble is not None
        assert writes.state.trouble.problem is Problem.DATABASE_LOCKED
        assert titles(writes) == ["Two"]
        writes.flush()
        assert writes.state.waiting == 4
    assert in_the_file(path, "SELECT title FROM conversations") == [("Tea",)]
    assert all_written(writes) == []
    assert writes.state.waiting == 0
    assert in_the_file(path, "SELECT title FROM conversations") == [("Two",)]
    assert in_the_file(path, "SELECT id FROM messages ORDER BY number") == [("m0",), ("m1",)]


def test_of_drafts_that_wait_only_the_last_is_held(writes: PendingWrites, path: Path) -> None:
    with lock_database(path):
        for number in range(100):
            writes.write(drafted(f"{number}"), replaces=DRAFT.format("c"))
        assert writes.state.waiting == 1
    all_written(writes)
    assert in_the_file(path, "SELECT text FROM drafts") == [("99",)]


def test_a_write_that_is_wrong_by_itself_raises_at_once_and_blocks_nobody(writes: PendingWrites, path: Path) -> None:
    wrong = lambda found: found.conversations.rename_conversation("nobody", "x")  # noqa: E731
    with pytest.raises(KeyError):
        writes.write(wrong)
    assert writes.state.trouble is None
    with lock_database(path):
        writes.write(renamed("Waits"))
        with pytest.raises(KeyError):
            writes.write(wrong)
        assert writes.state.waiting == 1
    all_written(writes)
    assert in_the_file(path, "SELECT title FROM conversations") == [("Waits",)]


def test_a_waiting_write_that_the_file_will_never_take_is_given_up_told_and_the_rest_is_written(
    writes: PendingWrites, path: Path
) -> None:
    """Somebody else removed the conversation meanwhile, which the copy does not know."""
    with lock_database(path):
        writes.write(lambda found: found.conversations.create_conversation(Conversation(head("d"))))
        writes.write(lambda found: found.conversations.add_messages("d", question("q", "Why?")))
        writes.write(renamed("Later"))
    with closing(sqlite3.connect(path)) as other:
        other.execute("INSERT INTO conversations (id, title, created, updated) VALUES ('d', '', 1, 1)")
        other.commit()
    assert all_written(writes) == [Problem.UNEXPECTED]
    assert in_the_file(path, "SELECT id FROM messages WHERE id = 'q'") == [("q",)]
    assert in_the_file(path, "SELECT title FROM conversations WHERE id = 'c'") == [("Later",)]


def test_a_write_of_several_parts_is_in_the_file_as_a_whole_or_not_at_all(writes: PendingWrites, path: Path) -> None:
    def two(found: Repositories) -> None:
        found.conversations.rename_conversation("c", "Half")
        found.conversations.rename_conversation("nobody", "x")

    with pytest.raises(KeyError):
        writes.write(two)
    assert titles(writes) == ["Tea"]


def test_a_write_that_is_no_write_is_refused(writes: PendingWrites) -> None:
    """It would be in the copy alone."""
    with pytest.raises(RuntimeError):
        writes.read(renamed("Lost"))
    assert titles(writes) == ["Tea"]


def test_contents_wait_up_to_a_limit(writes: PendingWrites, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pending_writes, "MOST_CONTENT", 1000)
    with lock_database(path):
        for number in range(2):
            writes.write(
                lambda found, number=number: found.attachments.save_content(f"{number}", b"x" * 500), content=500
            )
        with pytest.raises(Trouble) as caught:
            writes.write(lambda found: found.attachments.save_content("2", b"x" * 500), content=500)
        assert caught.value.problem is Problem.DATABASE_LOCKED
    all_written(writes)
    assert in_the_file(path, "SELECT count(*) FROM attachments") == [(2,)]
    writes.write(lambda found: found.attachments.save_content("2", b"x" * 500), content=500)
    assert in_the_file(path, "SELECT count(*) FROM attachments") == [(3,)]


def test_without_a_copy_what_waits_is_written_all_the_same(
    writes: PendingWrites, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pending_writes, "LARGEST_COPY", 0)
    with lock_database(path):
        writes.write(renamed("Waits"))
        writes.write(asked(question("q", "Why?", "m1")))
        assert titles(writes) == ["Tea"]
    all_written(writes)
    assert titles(writes) == ["Waits"]
    assert in_the_file(path, "SELECT id FROM messages WHERE id = 'q'") == [("q",)]


def test_a_copy_that_cannot_be_made_costs_no_write(
    writes: PendingWrites, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("some new kind of error")

    monkeypatch.setattr(opening, "copy_all", fail)
    with lock_database(path):
        writes.write(renamed("Waits"))
        assert writes.state.waiting == 1
    all_written(writes)
    assert titles(writes) == ["Waits"]


def test_copying_a_file_that_nobody_else_may_read_ends(tmp_path: Path) -> None:
    """SQLite's backup by itself would wait until it can be read."""
    path = tmp_path / "plain.db"
    with closing(sqlite3.connect(path, timeout=0.05)) as mine, closing(sqlite3.connect(":memory:")) as memory:
        mine.execute("CREATE TABLE tea (x)")
        with lock_database(path), pytest.raises(sqlite3.OperationalError) as caught:
            opening.copy_all(mine, memory)
        assert caught.value.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
        opening.copy_all(mine, memory)
        assert memory.execute("SELECT count(*) FROM tea").fetchone() == (0,)


def test_damage_met_by_a_write_is_salvaged_and_what_waited_is_written(writes: PendingWrites, path: Path) -> None:
    writes.write(asked(*chain(400, prefix="n")))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = connection.execute(
            "SELECT pageno FROM dbstat WHERE name = 'drafts' AND pagetype = 'leaf' LIMIT 1"
        ).fetchone()[0]
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(b"\xff" * PAGE)
    writes.write(drafted("Written into a damaged table"))
    assert all_written(writes) == [Problem.DATABASE_DAMAGED]
    assert list(path.parent.glob("teahouse-damaged-*"))
    assert writes.read(lambda found: found.conversations.load_draft("c")) == Draft("Written into a damaged table")
    assert len(writes.read(lambda found: found.conversations.load_conversation("c"))) == 402


def test_many_writes_are_put_into_the_file_in_slices(
    writes: PendingWrites, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pending_writes, "FLUSH_SECONDS", 0.0)
    with lock_database(path):
        for number in range(10):
            writes.write(renamed(f"{number}"))
    before = writes.state.waiting
    writes.flush()
    assert writes.state.waiting == before  # no time at all: nothing was begun
    monkeypatch.setattr(pending_writes, "FLUSH_SECONDS", 0.1)
    all_written(writes)
    assert in_the_file(path, "SELECT title FROM conversations") == [("9",)]
