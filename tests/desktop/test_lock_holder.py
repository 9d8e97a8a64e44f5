"""Ending a frozen first instance: on every system only the process that has the lock file open."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from teahouse.desktop import data_lock, restart_manager
from teahouse.desktop.data_lock import DataLock, Holder

PID = 4242


class Winapi:
    """Windows' functions about processes, of which one has the number PID."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []

    def module(self) -> Any:
        return SimpleNamespace(
            OpenProcess=self.open,
            TerminateProcess=self.terminate,
            CloseHandle=lambda handle: self.note("close", handle),
        )

    def note(self, *call: Any) -> None:
        self.calls.append(call)

    def open(self, access: int, _inherit: bool, pid: int) -> int:
        if pid != PID:
            raise OSError(87, "no such process")
        self.note("open", access)
        return 7

    def terminate(self, handle: int, _status: int) -> None:
        self.note("terminate", handle)


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Winapi:
    api = Winapi()
    monkeypatch.setitem(sys.modules, "_winapi", api.module())
    monkeypatch.setattr(data_lock, "sys", SimpleNamespace(platform="win32"))
    monkeypatch.setattr(data_lock, "machine_id", lambda: "here")
    return api


def lock_and_holder(folder: Path, pid: int = PID, machine: str = "here") -> tuple[DataLock, Holder]:
    note = Holder(PID, "teahouse", "here", "here")
    lock = DataLock.__new__(DataLock)
    lock.path = folder / "teahouse.lock"
    lock.path.touch()
    lock._note = note
    return lock, Holder(pid, "teahouse", "here", machine)


def test_on_windows_the_process_that_has_the_file_open_is_ended_and_let_go(
    tmp_path: Path, windows: Winapi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restart_manager, "has_open", lambda pid, path: pid == PID and path.name == "teahouse.lock")
    lock, holder = lock_and_holder(tmp_path)
    assert lock.can_kill(holder)
    assert lock.kill_holder(holder)
    assert windows.calls == [("open", 1), ("terminate", 7), ("close", 7)]


@pytest.mark.parametrize(("pid", "machine"), [(PID, "elsewhere"), (PID + 1, "here"), (0, "here"), (1, "here")])
def test_on_windows_no_other_process_is_ended(
    tmp_path: Path, windows: Winapi, monkeypatch: pytest.MonkeyPatch, pid: int, machine: str
) -> None:
    monkeypatch.setattr(restart_manager, "has_open", lambda pid, path: pid == PID)
    lock, holder = lock_and_holder(tmp_path, pid, machine)
    assert not lock.can_kill(holder)
    assert not lock.kill_holder(holder)
    assert windows.calls == []


def test_on_windows_a_number_that_became_another_process_meanwhile_is_not_ended(
    tmp_path: Path, windows: Winapi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is looked at once more when its handle is open: from then on the number cannot change its meaning."""
    monkeypatch.setattr(restart_manager, "has_open", lambda pid, path: not windows.calls)
    lock, holder = lock_and_holder(tmp_path)
    assert not lock.kill_holder(holder)
    assert windows.calls == [("open", 1), ("close", 7)]


def test_on_windows_a_process_that_may_not_be_ended_is_left(
    tmp_path: Path, windows: Winapi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restart_manager, "has_open", lambda pid, path: True)
    lock, holder = lock_and_holder(tmp_path, PID + 1)
    assert not lock.kill_holder(holder)
    assert windows.calls == []


class RestartManager:
    """rstrtmgr.dll, to which these processes have any file open; `error` is what listing them answers."""

    def __init__(self, pids: list[int], *, error: int = 0, session: int = 0) -> None:
        self.pids, self.error, self.session = pids, error, session
        self.paths: list[str] = []
        self.ended = 0

    def RmStartSession(self, session: Any, _flags: int, key: Any) -> int:
        assert len(key) == 33
        session._obj.value = 5
        return self.session

    def RmRegisterResources(self, session: Any, count: int, names: Any, *_none: Any) -> int:
        assert (session.value, count) == (5, 1)
        self.paths.append(names[0])
        return 0

    def RmGetList(self, _session: Any, needed: Any, room: Any, found: Any, _reasons: Any) -> int:
        needed._obj.value = len(self.pids)
        if room._obj.value < len(self.pids):
            return 234
        for place, pid in enumerate(self.pids):
            found[place].process.pid = pid
        room._obj.value = len(self.pids)
        return self.error

    def RmEndSession(self, _session: Any) -> int:
        self.ended += 1
        return 0


@pytest.mark.parametrize("pids", [[PID], [1, 2, 3, 4, 5, 6, PID]], ids=["one", "more than there is room for"])
def test_the_restart_manager_says_who_has_a_file_open(tmp_path: Path, pids: list[int]) -> None:
    library = RestartManager(pids)
    assert restart_manager.has_open(PID, tmp_path / "a.lock", library)
    assert not restart_manager.has_open(PID + 1, tmp_path / "a.lock", library)
    assert library.paths == [str(tmp_path / "a.lock")] * 2
    assert library.ended == 2


@pytest.mark.parametrize("library", [RestartManager([PID], error=5), RestartManager([PID], session=5)])
def test_where_it_does_not_say_nobody_has_it_open(tmp_path: Path, library: RestartManager) -> None:
    assert not restart_manager.has_open(PID, tmp_path / "a.lock", library)


def test_its_values_lie_where_windows_puts_them() -> None:
    """Sizes of rstrtmgr.h, where a character takes two bytes as on Windows."""
    wide = ctypes.sizeof(ctypes.c_wchar)
    assert ctypes.sizeof(restart_manager._UniqueProcess) == 12
    assert restart_manager._RestartProcessInfo.application_type.offset == 12 + 320 * wide
    assert ctypes.sizeof(restart_manager._RestartProcessInfo) == 12 + 320 * wide + 16
