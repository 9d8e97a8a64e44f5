"""The lock on the data folder on unusual folders and file systems."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fixtures.waits import wait_until
from teahouse.desktop import data_lock
from teahouse.desktop.data_lock import LOCK_NAME, NOTE_SIZE, DataLock, Holder, LockPhase

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="flock")


def lock(folder: Path) -> DataLock:
    return DataLock(folder / "data", folder / "spare.lock")


def without_locks(folder: Path, code: int) -> Callable[[int], None]:
    """A file system at `folder` that knows no locks, and says so with `code`."""
    usual = data_lock._lock_file

    def refuse(descriptor: int) -> None:
        if any(os.path.samestat(path.stat(), os.fstat(descriptor)) for path in folder.iterdir()):
            raise OSError(code, os.strerror(code))
        usual(descriptor)

    return refuse


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.ENOTSUP, errno.EINVAL, errno.ENOSYS, errno.EIO])
def test_on_a_file_system_without_locks_the_spare_file_is_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr(data_lock, "_lock_file", without_locks(tmp_path / "data", code))
    first, second = lock(tmp_path), lock(tmp_path)
    assert first.acquire()
    assert first.is_held
    assert not second.acquire()
    assert second.path == tmp_path / "spare.lock"
    first.release()
    assert second.acquire()
    second.release()


@pytest.mark.parametrize("made", ["folder", "pipe", "link", "dangling"])
def test_what_is_no_file_of_ours_is_not_locked_and_not_waited_for(tmp_path: Path, made: str) -> None:
    place = tmp_path / "data" / LOCK_NAME
    place.parent.mkdir()
    elsewhere = tmp_path / "elsewhere"
    if made == "folder":
        place.mkdir()
    elif made == "pipe":
        os.mkfifo(place)
    else:
        if made == "link":
            elsewhere.write_text("mine")
        place.symlink_to(elsewhere)
    first = lock(tmp_path)
    assert first.acquire()
    assert first.path == tmp_path / "spare.lock"
    assert elsewhere.read_text() == "mine" if made == "link" else not elsewhere.exists()
    first.release()


def test_a_child_of_the_holder_does_not_hold_the_lock(tmp_path: Path) -> None:
    first, second = lock(tmp_path), lock(tmp_path)
    assert first.acquire()
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, close_fds=False)
    try:
        first.release()
        assert wait_until(second.acquire)  # the system closes the child's copy in the moment in which it starts
        assert child.poll() is None
    finally:
        child.communicate(b"\n")
        second.release()


def test_a_lock_file_that_was_deleted_in_the_same_moment_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = data_lock._lock_file
    path = tmp_path / "data" / LOCK_NAME

    def delete_first(descriptor: int) -> None:
        path.unlink(missing_ok=True)
        usual(descriptor)

    first = lock(tmp_path)
    monkeypatch.setattr(data_lock, "_lock_file", delete_first)
    assert not first.acquire()
    monkeypatch.setattr(data_lock, "_lock_file", usual)
    assert first.acquire()
    assert path.exists()
    first.release()


def test_the_note_says_who_what_and_where_and_never_grows(tmp_path: Path) -> None:
    first, second = lock(tmp_path), lock(tmp_path)
    assert first.acquire()
    assert first.previous_holder is None
    for phase, address in ((LockPhase.RUNNING, "/run/" + "x" * 60), (LockPhase.CLOSING, "")):
        first.write_note(phase, address)
        assert not second.acquire()
        holder = second.read_holder()
        assert holder == Holder(
            os.getpid(), data_lock.program_name(), data_lock.computer_name(), data_lock.machine_id(), address, phase
        )
        assert (tmp_path / "data" / LOCK_NAME).stat().st_size == NOTE_SIZE
    first.release()
    assert second.acquire()
    assert second.previous_holder is not None
    assert second.previous_holder.phase is LockPhase.CLOSING
    second.release()
    assert (tmp_path / "data" / LOCK_NAME).stat().st_mode & 0o077 == 0


def test_a_computer_that_got_another_name_is_still_this_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = lock(tmp_path), lock(tmp_path)
    assert first.acquire()
    monkeypatch.setattr(data_lock, "computer_name", lambda: "renamed")
    holder = second.read_holder()
    assert holder is not None
    assert holder.is_here or sys.platform != "linux"
    first.release()


def test_without_room_for_the_note_the_lock_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr(data_lock.os, "write", full)
    first, second = lock(tmp_path), lock(tmp_path)
    assert first.acquire()
    assert not second.acquire()
    assert second.read_holder() is None
    first.release()


@pytest.mark.parametrize("pid", [0, 1, -1, 2**40])
def test_a_number_that_is_no_process_of_ours_is_never_ended(tmp_path: Path, pid: int) -> None:
    first = lock(tmp_path)
    assert first.acquire()
    for number in (pid, os.getpid()):
        holder = Holder(number, "teahouse", "here", data_lock.machine_id())
        assert not first.can_kill(holder)
        assert not first.kill_holder(holder)
    first.release()
