"""The lock on the data folder: one process at a time opens the database in it.

It is the operating system's own lock on a file (flock; on Windows a byte of the file), so it ends with its process,
also by kill -9. On network file systems flock holds between computers. The lock file is never deleted. It also holds a
note for the next process: who has the lock, and where that one listens.

Where the folder takes no lock (it is read-only, or its file system knows none), a file in the spare folder is locked
instead. Where that fails too, every process is a first one: rather two windows than none.

Imported before the first paint: no Qt, nothing heavy.
"""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from enum import StrEnum
from pathlib import Path

from teahouse.core.values import dataclass

LOCK_NAME = "teahouse.lock"
NOTE_SIZE = 4096  # bytes, always the same, so that a full disk has room for the next note
_MAY_TERMINATE = 0x0001  # Windows: the right to end a process
_LOCKED_BYTE = 1 << 30  # Windows: a locked byte cannot be read, so it lies behind the note
_HELD = frozenset((errno.EAGAIN, errno.EACCES, errno.EWOULDBLOCK, errno.EDEADLK))


class LockPhase(StrEnum):
    """What the holder of the lock is doing."""

    STARTING = "starting"
    RUNNING = "running"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the lock, by its own note: its process and program, its computer's name for a person, and what tells
    that machine from others. `address` is the local socket it listens on, empty before it does."""

    pid: int
    program: str
    computer: str
    machine: str
    address: str = ""
    phase: LockPhase = LockPhase.STARTING

    @property
    def is_here(self) -> bool:
        """Whether it runs on this computer."""
        return self.machine == machine_id()


class DataLock:
    """The lock on `folder`; `spare` is the file to lock where the folder takes none."""

    def __init__(self, folder: Path, spare: Path) -> None:
        self._files = (folder / LOCK_NAME, spare)
        self._descriptor: int | None = None
        self._note = Holder(os.getpid(), program_name(), computer_name(), machine_id())
        self.path = self._files[0]  # the file that is locked, or that another process has locked
        self.left: Holder | None = None  # the note of the holder before, set by `take`

    def take(self) -> bool:
        """Lock the folder; False when another process has it. True as well where no file at all can be locked."""
        for path in self._files:
            self.path = path
            try:
                descriptor = _opened(path)
            except OSError:
                continue
            try:
                _lock(descriptor)
            except OSError as error:
                os.close(descriptor)
                if error.errno in _HELD:
                    return False
                continue  # this file system knows no locks
            if not _is_still(descriptor, path):  # somebody deleted it in this moment
                os.close(descriptor)
                return False
            self._descriptor = descriptor
            self.left = _read(descriptor)
            self.note(LockPhase.STARTING)
            return True
        return True

    @property
    def is_held(self) -> bool:
        """Whether this process holds a lock; False also where none can be made."""
        return self._descriptor is not None

    def note(self, phase: LockPhase, address: str = "") -> None:
        """Write down what this process does and where it listens."""
        if self._descriptor is None:
            return
        self._note = replace(self._note, address=address, phase=phase)
        data = json.dumps(asdict(self._note)).encode(errors="replace")
        with suppress(OSError):  # the lock holds without it
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.write(self._descriptor, data[: NOTE_SIZE - 1].ljust(NOTE_SIZE - 1) + b"\n")

    def holder(self) -> Holder | None:
        """Who holds the lock that could not be taken; None where the note does not say."""
        try:
            descriptor = os.open(self.path, os.O_RDONLY | _NOT_INHERITED)
        except OSError:
            return None
        try:
            return _read(descriptor)
        finally:
            os.close(descriptor)

    def release(self) -> None:
        """Let the next process have the folder."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    def can_end(self, holder: Holder) -> bool:
        """Whether `end` may end the holder: it runs here and is seen to have the lock file open."""
        return holder.is_here and holder.pid not in (0, 1, os.getpid()) and _has_open(holder.pid, self.path)

    def end(self, holder: Holder) -> bool:
        """Kill the process that holds the lock; False, and nothing is killed, unless it certainly is that one."""
        if not self.can_end(holder):
            return False
        try:
            with _pinned(holder.pid) as kill:
                if not self.can_end(holder):
                    return False
                kill()
        except OSError:
            return False
        return True


@contextmanager
def _pinned(pid: int) -> Iterator[Callable[[], None]]:
    """What kills a process. Meanwhile, where the system can promise it, its number means no other one. Raises OSError
    where it may not be ended, or is none."""
    if sys.platform == "win32":
        import _winapi

        process = _winapi.OpenProcess(_MAY_TERMINATE, False, pid)
        try:
            yield lambda: _winapi.TerminateProcess(process, 1)
        finally:
            _winapi.CloseHandle(process)
    elif sys.platform == "linux":
        import signal

        file = os.pidfd_open(pid)
        try:
            yield lambda: signal.pidfd_send_signal(file, signal.SIGKILL)
        finally:
            os.close(file)
    else:
        import signal

        yield lambda: os.kill(pid, signal.SIGKILL)


def program_name() -> str:
    """The program of this process, as a person knows it: the packaged app, or the script that was started."""
    return os.path.abspath(sys.executable if getattr(sys, "frozen", False) or not sys.argv[0] else sys.argv[0])


def computer_name() -> str:
    """This computer's name in its network."""
    return os.environ.get("COMPUTERNAME", "") if sys.platform == "win32" else os.uname().nodename


def machine_id() -> str:
    """What tells this machine from others that see the same folder: how it was started last, where the system says so.
    The name may change while the app runs."""
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return computer_name()


_NOT_INHERITED = getattr(os, "O_NOINHERIT", 0)


def _opened(path: Path) -> int:
    """The lock file, created for this person's eyes only; OSError where it cannot be, or is another person's."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_RDWR | os.O_CREAT | _NOT_INHERITED | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags, 0o600)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a file", str(path))
    return descriptor


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_still(descriptor: int, path: Path) -> bool:
    """Whether the open file is the one of that name."""
    with suppress(OSError):
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    return False


def _read(descriptor: int) -> Holder | None:
    """The note in an open lock file; None where it is none."""
    try:
        os.lseek(descriptor, 0, os.SEEK_SET)
        value = json.loads(os.read(descriptor, NOTE_SIZE))
        pid, phase = value["pid"], LockPhase(value["phase"])
        texts = [value[name] for name in ("program", "computer", "machine", "address")]
        program, computer, machine, address = texts
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(pid, int) or not 0 < pid < 1 << 31 or not all(isinstance(text, str) for text in texts):
        return None
    return Holder(pid, program, computer, machine, address, phase)


def _has_open(pid: int, path: Path) -> bool:
    """Whether a process of this computer has a file open, as far as this person may see."""
    try:
        wanted = path.stat()
        if sys.platform == "linux":
            for descriptor in os.listdir(f"/proc/{pid}/fd"):
                with suppress(FileNotFoundError):  # it was closed meanwhile
                    if os.path.samestat(wanted, os.stat(f"/proc/{pid}/fd/{descriptor}")):
                        return True
        elif sys.platform == "darwin":
            import subprocess

            command = ["/usr/sbin/lsof", "-t", "--", str(path)]
            listed = subprocess.run(command, capture_output=True, text=True, check=False)
            return str(pid) in listed.stdout.split()
        elif sys.platform == "win32":
            from teahouse.desktop import restart_manager

            return restart_manager.has_open(pid, path)
    except OSError:
        return False
    return False
