"""Ends child processes with their parent, and limits a runner's work before it computes.

Linux: the kernel sends a signal when the parent's thread ends. Windows: children belong to a job that is closed with
the parent. All systems: the end of stdin, also after kill -9 of the parent (but not during a load, in which llama.cpp
holds the interpreter's lock).
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_job: int | None = None  # handle of the Windows job


def die_with_parent(parent: int | None, *, at_once: bool = False) -> None:
    """Linux: end this process with its parent; `parent`: the parent's id, to detect that it has ended already.

    The kernel watches the thread that started this process, so that thread must live as long as the parent.
    """
    if sys.platform != "linux":
        return
    signal_number = signal.SIGKILL if at_once else signal.SIGTERM
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal_number)
    if parent is not None and os.getppid() != parent:
        os._exit(1)


def watch_stdin(on_end: Callable[[], None]) -> None:
    """Call `on_end` on another thread when stdin closes; input is discarded."""

    def wait() -> None:
        try:
            while os.read(0, 4096):
                continue
        except OSError:
            on_end()  # stdin cannot be read: the parent has ended
        else:
            on_end()

    threading.Thread(target=wait, name="stdin", daemon=True).start()


def bind_to_this_process(pid: int) -> None:
    """Windows: add a child to the one job whose handle is closed by the end of this process. Elsewhere the child calls
    `die_with_parent`."""
    global _job
    if sys.platform != "win32":
        return
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    kernel.OpenProcess.restype = ctypes.c_void_p
    if _job is None:
        _job = kernel.CreateJobObjectW(None, None)
        limits = (ctypes.c_byte * 144)()  # JOBOBJECT_EXTENDED_LIMIT_INFORMATION on 64 bits
        ctypes.c_uint32.from_buffer(limits, 16).value = 0x2000  # LimitFlags: kill on job close
        kernel.SetInformationJobObject(ctypes.c_void_p(_job), 9, ctypes.byref(limits), len(limits))
    handle = kernel.OpenProcess(0x0101, False, pid)  # terminate, set quota
    kernel.AssignProcessToJobObject(ctypes.c_void_p(_job), ctypes.c_void_p(handle))
    kernel.CloseHandle(ctypes.c_void_p(handle))


def private_memory(pid: int) -> int:
    """Bytes of private memory of a process, without mapped files where the system separates them; 0 where it is not
    known."""
    if sys.platform == "linux":
        try:
            fields = Path(f"/proc/{pid}/statm").read_bytes().split()
        except OSError:
            return 0
        return (int(fields[1]) - int(fields[2])) * os.sysconf("SC_PAGE_SIZE")
    return _windows_memory(pid) if sys.platform == "win32" else _mac_memory(pid)


def _windows_memory(pid: int) -> int:
    """PrivateUsage of PROCESS_MEMORY_COUNTERS_EX: two 32-bit numbers, then nine pointer-sized ones."""
    if sys.platform != "win32":
        return 0
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.OpenProcess.restype = ctypes.c_void_p
    handle = kernel.OpenProcess(0x1000, False, pid)  # limited information
    if not handle:
        return 0
    counters = (ctypes.c_size_t * 10)()
    succeeded = kernel.K32GetProcessMemoryInfo(ctypes.c_void_p(handle), ctypes.byref(counters), ctypes.sizeof(counters))
    kernel.CloseHandle(ctypes.c_void_p(handle))
    return int(counters[9]) if succeeded else 0


def _mac_memory(pid: int) -> int:
    """Resident bytes: the second number of proc_taskinfo (PROC_PIDTASKINFO, 96 bytes)."""
    if sys.platform != "darwin":
        return 0
    info = (ctypes.c_uint64 * 12)()
    succeeded = ctypes.CDLL("/usr/lib/libproc.dylib").proc_pidinfo(
        pid, 4, ctypes.c_uint64(0), info, ctypes.sizeof(info)
    )
    return int(info[1]) if succeeded > 0 else 0


PREPARATION_SECONDS = 10.0  # real templates take milliseconds, long conversations some tens of them
PREPARATION_GROWTH = 512 << 20  # bytes
CHECK_SECONDS = 0.05
_BYTES_PER_SECOND = 1 << 20  # of a request, which has to be parsed and tokenized
_GROWTH_PER_BYTE = 32  # of a request, of which llama.cpp has several copies


class PreparationLimit:
    """Limits the time and memory of a runner's work before it computes: rendering a chat template, turning a schema
    into a grammar, decoding images, tokenizing. llama.cpp cannot cancel this work and a template may never end, so only
    ending the process stops it. The end of a load is limited too: llama.cpp then renders the template several times.

    Watching ends at `has_begun()`, `stop_watching` or a limit; then `on_exceeded` is called once with a description.
    `size`: bytes of the request. Time during which the process `is_busy()` with another request does not count. Event
    loop only; one timer while it watches.
    """

    def __init__(
        self,
        pid: int,
        on_exceeded: Callable[[str], None],
        *,
        has_begun: Callable[[], bool] = lambda: False,
        is_busy: Callable[[], bool] = lambda: False,
        size: int = 0,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._pid = pid
        self._has_begun = has_begun
        self._is_busy = is_busy
        self._on_exceeded = on_exceeded
        self._seconds = PREPARATION_SECONDS + size / _BYTES_PER_SECOND
        self._growth = PREPARATION_GROWTH + size * _GROWTH_PER_BYTE
        self._until = self._loop.time() + self._seconds
        self._most = private_memory(pid) + self._growth
        self._timer: asyncio.TimerHandle | None = self._loop.call_later(CHECK_SECONDS, self._check_limits)

    def stop_watching(self) -> None:
        """Stop watching; may be called again."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _check_limits(self) -> None:
        self._timer = None
        if self._has_begun():
            return
        if self._is_busy():
            self._until = self._loop.time() + self._seconds
        if private_memory(self._pid) > self._most:
            self._on_exceeded(f"took more than {self._growth >> 20} MiB of memory")
        elif self._loop.time() >= self._until:
            self._on_exceeded(f"took longer than {self._seconds:.0f} s")
        else:
            self._timer = self._loop.call_later(CHECK_SECONDS, self._check_limits)
