"""Chosen files: only regular files are read, up to a limit."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from fixtures.refusals import refusal
from teahouse.core.errors import Problem, Trouble
from teahouse.desktop.files import open_regular, read_regular

LIMIT = 1 << 20


def problem_with(path: Path, limit: int = LIMIT) -> Problem:
    trouble = refusal(lambda: read_regular(path, limit))
    assert trouble is not None
    assert trouble.facts["path"] == str(path)
    return trouble.problem


def test_the_bytes_of_a_file_are_read_through_links_too(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"tea" * 100_000)
    (tmp_path / "link").symlink_to(path)
    assert read_regular(path, LIMIT) == read_regular(tmp_path / "link", LIMIT) == b"tea" * 100_000
    (tmp_path / "empty").touch()
    assert read_regular(tmp_path / "empty", LIMIT) == b""


def test_missing_forbidden_and_unusable_names_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert problem_with(tmp_path / "gone") is Problem.FILE_MISSING
    assert problem_with(tmp_path / "loop") is Problem.FILE_UNREADABLE
    assert problem_with(tmp_path / "a\0b") is Problem.FILE_UNREADABLE
    assert problem_with(tmp_path / ("long" * 100)) is Problem.FILE_UNREADABLE


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_what_may_not_be_read_is_said(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("x")
    path.chmod(0)
    assert problem_with(path) is Problem.FILE_FORBIDDEN


@pytest.mark.skipif(sys.platform == "win32", reason="pipes, devices and sockets with a name are Unix's")
def test_what_is_no_file_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        for name in ("pipe", "socket", "."):
            assert problem_with(tmp_path / name) is Problem.FILE_SPECIAL
    for device in ("/dev/zero", "/dev/random", "/dev/tty"):
        if Path(device).exists():
            assert problem_with(Path(device)) is Problem.FILE_SPECIAL


@pytest.mark.skipif(sys.platform == "win32", reason="pipes with a name are Unix's")
def test_a_pipe_that_takes_the_place_of_a_file_meanwhile_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_text("tea")
    opening = os.open

    def swapped(name: Path, flags: int) -> int:
        path.unlink()
        os.mkfifo(path)
        return opening(name, flags)

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", swapped)
        with pytest.raises(Trouble) as raised:
            open_regular(path)
    assert raised.value.problem is Problem.FILE_SPECIAL


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    sparse = tmp_path / "sparse"
    with sparse.open("wb") as file:
        file.truncate(10 << 30)
    assert problem_with(sparse) is Problem.FILE_TOO_LONG


def test_a_file_that_grows_while_it_is_read_is_read_no_further_than_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "growing"
    path.write_bytes(b"x" * LIMIT)
    measuring, measured = os.fstat, 0

    def grown(descriptor: int) -> os.stat_result:
        nonlocal measured
        found, measured = measuring(descriptor), measured + 1
        if measured == 2:  # at the first it is seen to be a file, at the second how large it is
            with path.open("ab") as file:
                file.write(b"x" * LIMIT)
        return found

    monkeypatch.setattr(os, "fstat", grown)
    trouble = refusal(lambda: read_regular(path, LIMIT))
    assert trouble is not None
    assert (trouble.problem, trouble.facts["size_bytes"]) == (Problem.FILE_TOO_LONG, LIMIT + 1)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_files_of_the_system_that_say_they_are_empty_are_read_and_endless_ones_are_cut() -> None:
    assert b"processor" in read_regular(Path("/proc/cpuinfo"), LIMIT)
    assert problem_with(Path("/proc/kallsyms"), 1000) in (Problem.FILE_TOO_LONG, Problem.FILE_FORBIDDEN)
    assert problem_with(Path("/proc/self/mem")) in (Problem.FILE_UNREADABLE, Problem.FILE_FORBIDDEN)
