"""One process locks the data folder; another one learns its id, and ends it only when it certainly is that process."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from teahouse.desktop import data_lock
from teahouse.desktop.data_lock import LOCK_NAME, NOTE_SIZE, DataLock, LockPhase

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="who has a file open is read from /proc")


def lock(folder: Path) -> DataLock:
    return DataLock(folder / "data", folder / "spare" / "lock")


@pytest.fixture
def other(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the lock."""
    code = f"""
        from pathlib import Path
        from teahouse.desktop.data_lock import DataLock, LockPhase
        lock = DataLock(Path({str(tmp_path / "data")!r}), Path({str(tmp_path / "spare" / "lock")!r}))
        assert lock.acquire()
        lock.write_note(LockPhase.RUNNING, "there")
        print("taken", flush=True)
        input()
    """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "taken\n"
        yield process
        process.kill()


def test_the_second_one_gets_no_lock_and_learns_who_has_it(tmp_path: Path) -> None:
    first, second = lock(tmp_path), lock(tmp_path)
    assert first.acquire()
    assert first.is_held
    assert first.previous_holder is None
    assert not second.acquire()
    assert not second.is_held
    holder = second.read_holder()
    assert holder is not None
    assert (holder.pid, holder.program) == (os.getpid(), data_lock.program_name())
    assert (holder.address, holder.phase) == ("", LockPhase.STARTING)
    assert holder.is_here
    first.write_note(LockPhase.RUNNING, "a-socket")
    assert second.read_holder() == replace(holder, address="a-socket", phase=LockPhase.RUNNING)
    assert (tmp_path / "data" / LOCK_NAME).stat().st_size == NOTE_SIZE
    first.release()


def test_once_it_is_released_the_next_one_takes_it_and_knows_the_one_before(tmp_path: Path) -> None:
    first, second = lock(tmp_path), lock(tmp_path)
    first.acquire()
    first.write_note(LockPhase.CLOSING, "a-socket")
    first.release()
    assert not first.is_held
    first.release()  # a second time is no harm
    first.write_note(LockPhase.RUNNING)  # and one that holds nothing writes nothing
    assert second.acquire()
    assert second.previous_holder is not None
    assert (second.previous_holder.phase, second.previous_holder.address) == (LockPhase.CLOSING, "a-socket")
    second.release()


def test_a_lock_ends_with_its_process(tmp_path: Path, other: subprocess.Popen[str]) -> None:
    mine = lock(tmp_path)
    assert not mine.acquire()
    other.kill()
    other.wait()
    assert mine.acquire()
    assert mine.previous_holder is not None
    assert mine.previous_holder.pid == other.pid
    mine.release()


def test_children_of_the_holder_do_not_hold_it(tmp_path: Path) -> None:
    first, second = lock(tmp_path), lock(tmp_path)
    first.acquire()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        first.release()
        assert second.acquire()
        assert child.stdin is not None
        child.stdin.close()
    second.release()


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        b'{"pid": 1}',
        b'{"pid": "1", "program": "", "computer": "", "address": "", "phase": "running"}',
        b'{"pid": 1, "program": 2, "computer": "", "address": "", "phase": "running"}',
        b'{"pid": 1, "program": "", "computer": "", "address": "", "phase": "dreaming"}',
        b"[" * NOTE_SIZE,
    ],
)
def test_a_note_that_says_nothing_names_nobody(tmp_path: Path, note: bytes) -> None:
    first, second = lock(tmp_path), lock(tmp_path)
    first.acquire()
    (tmp_path / "data" / LOCK_NAME).write_bytes(note)
    assert not second.acquire()
    assert second.read_holder() is None
    first.release()


def test_where_the_folder_takes_no_lock_the_spare_file_does(tmp_path: Path) -> None:
    (tmp_path / "data" / LOCK_NAME).mkdir(parents=True)
    first, second = lock(tmp_path), lock(tmp_path)
    assert first.acquire()
    assert first.is_held
    assert first.path == tmp_path / "spare" / "lock"
    assert not second.acquire()
    first.release()


def test_where_nothing_can_be_locked_everybody_is_the_first(tmp_path: Path) -> None:
    (tmp_path / "data" / LOCK_NAME).mkdir(parents=True)
    (tmp_path / "spare" / "lock").mkdir(parents=True)
    first, second = lock(tmp_path), lock(tmp_path)
    assert first.acquire()
    assert second.acquire()
    assert not first.is_held
    assert first.read_holder() is None


@linux_only
def test_only_a_process_here_that_has_the_file_open_can_be_ended(tmp_path: Path, other: subprocess.Popen[str]) -> None:
    mine = lock(tmp_path)
    assert not mine.acquire()
    holder = mine.read_holder()
    assert holder is not None
    assert holder.pid == other.pid
    assert mine.can_kill(holder)
    assert not mine.can_kill(replace(holder, machine="elsewhere"))
    for pid in (0, 1, os.getpid(), 1 << 22):
        assert not mine.can_kill(replace(holder, pid=pid))
        assert not mine.kill_holder(replace(holder, pid=pid))
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as bystander:
        assert not mine.kill_holder(replace(holder, pid=bystander.pid))
        assert bystander.poll() is None
        assert bystander.stdin is not None
        bystander.stdin.close()
    assert other.poll() is None
    assert mine.kill_holder(holder)
    assert other.wait(60) != 0
    assert mine.acquire()
    mine.release()
