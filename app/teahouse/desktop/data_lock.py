"""The lock on the data folder: only one process at a time opens the database in it.

It is a file lock of the operating system (flock; on Windows a byte of the file), which ends with its process, even with
kill -9. On network file systems flock works between computers. The lock file is never deleted. It contains a note about
the process that has the lock and its socket.

If the folder cannot be locked (it is read-only, or its file system has no locks), a spare file is locked. If that fails
too, every process counts as the first one.

Imported before the first paint: no Qt, few imports.
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
NOTE_SIZE = 4096  # bytes; constant, so that a note can be replaced on a full disk
_MAY_TERMINATE = 0x0001  # Windows: the right to end a process
_LOCKED_BYTE = 1 << 30  # Windows: a locked byte cannot be read, so it is behind the note
_HELD = frozenset((errno.EAGAIN, errno.EACCES, errno.EWOULDBLOCK, errno.EDEADLK))


class LockPhase(StrEnum):
    """What the holder of the lock is doing."""

    STARTING = "starting"
    RUNNING = "running"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Holder:
    """The holder of the lock, from its note: process id, program, computer name, and the machine's unique id.
    `address` is its local socket, empty until it listens."""

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
    """The lock on `folder`; `spare` is the file to lock if the folder cannot be locked."""

    def __init__(self, folder: Path, spare: Path) -> None:
        self._files = (folder / LOCK_NAME, spare)
        self._descriptor: int | None = None
        self._note = Holder(os.getpid(), program_name(), computer_name(), machine_id())
        self.path = self._files[0]  # the file that is locked, or that another process has locked
        self.previous_holder: Holder | None = None  # the note of the previous holder, set by `acquire`

    def acquire(self) -> bool:
        """Lock the folder; False if another process has it. Also True if no file can be locked."""
        for path in self._files:
            self.path = path
            try:
                descriptor = _open_lock_file(path)
            except OSError:
                continue
            try:
                _lock_file(descriptor)
            except OSError as error:
                os.close(descriptor)
                if error.errno in _HELD:
                    return False
                continue  # the file system has no locks
            if not _is_same_file(descriptor, path):  # it was deleted at this moment
                os.close(descriptor)
                return False
            self._descriptor = descriptor
            self.previous_holder = _read_note(descriptor)
            self.write_note(LockPhase.STARTING)
            return True
        return True

    @property
    def is_held(self) -> bool:
        """Whether this process has a lock; also False if no file can be locked."""
        return self._descriptor is not None

    def write_note(self, phase: LockPhase, address: str = "") -> None:
        """Write this process's phase and socket to the lock file."""
        if self._descriptor is None:
            return
        self._note = replace(self._note, address=address, phase=phase)
        data = json.dumps(asdict(self._note)).encode(errors="replace")
        with suppress(OSError):  # the lock works without a note
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.write(self._descriptor, data[: NOTE_SIZE - 1].ljust(NOTE_SIZE - 1) + b"\n")

    def read_holder(self) -> Holder | None:
        """The holder of the lock that could not be acquired; None without a valid note."""
        try:
            descriptor = os.open(self.path, os.O_RDONLY | _NOT_INHERITED)
        except OSError:
            return None
        try:
            return _read_note(descriptor)
        finally:
            os.close(descriptor)

    def release(self) -> None:
        """Unlock the folder."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    def can_kill(self, holder: Holder) -> bool:
        """Whether `kill_holder` may kill it: it runs on this computer and has the lock file open."""
        return holder.is_here and holder.pid not in (0, 1, os.getpid()) and _has_open(holder.pid, self.path)

    def kill_holder(self, holder: Holder) -> bool:
        """Kill the process that has the lock; False, without a kill, unless it is certainly that process."""
        if not self.can_kill(holder):
            return False
        try:
            with _pin_process(holder.pid) as kill:
                if not self.can_kill(holder):
                    return False
                kill()
        except OSError:
            return False
        return True


@contextmanager
def _pin_process(pid: int) -> Iterator[Callable[[], None]]:
    """Yield a function that kills a process. Where the system supports it, the id cannot be reused meanwhile. Raises
    OSError if the process does not exist or may not be ended."""
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
    """The path of this program: the packaged app, or the script that was started."""
    return os.path.abspath(sys.executable if getattr(sys, "frozen", False) or not sys.argv[0] else sys.argv[0])


def computer_name() -> str:
    """This computer's name in its network."""
    return os.environ.get("COMPUTERNAME", "") if sys.platform == "win32" else os.uname().nodename


def machine_id() -> str:
    """An id of this machine among those that share the folder: the boot id, else the computer's name, which may change
    while the app runs."""
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return computer_name()


_NOT_INHERITED = getattr(os, "O_NOINHERIT", 0)


def _open_lock_file(path: Path) -> int:
    """Open the lock file, created with mode 0600; raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_RDWR | os.O_CREAT | _NOT_INHERITED | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags, 0o600)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a file", str(path))
    return descriptor


def _lock_file(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_same_file(descriptor: int, path: Path) -> bool:
    """Whether the open file is the one at `path`."""
    with suppress(OSError):
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    return False


def _read_note(descriptor: int) -> Holder | None:
    """The note in an open lock file; None if it is invalid."""
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
    """Whether a process of this computer has a file open; False if that may not be read."""
    try:
        status = path.stat()
        if sys.platform == "linux":
            for descriptor in os.listdir(f"/proc/{pid}/fd"):
                with suppress(FileNotFoundError):  # it was closed meanwhile
                    if os.path.samestat(status, os.stat(f"/proc/{pid}/fd/{descriptor}")):
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
