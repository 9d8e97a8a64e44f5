"""Which processes have a file open on Windows, from its Restart Manager (since Windows Vista).

https://learn.microsoft.com/windows/win32/rstmgr/restart-manager-portal
"""

from __future__ import annotations

import ctypes
from ctypes import c_int, c_uint32, c_wchar, c_wchar_p
from pathlib import Path
from typing import Any

_SESSION_KEY = 33  # characters, the NUL included
_MORE_DATA = 234  # error: the list is longer than the capacity
_MOST_TRIES = 3  # the list may grow between two calls


class _UniqueProcess(ctypes.Structure):
    """RM_UNIQUE_PROCESS."""

    _fields_ = (("pid", c_uint32), ("started", c_uint32 * 2))


class _RestartProcessInfo(ctypes.Structure):
    """RM_PROCESS_INFO."""

    _fields_ = (
        ("process", _UniqueProcess),
        ("app_name", c_wchar * 256),
        ("service_name", c_wchar * 64),
        ("application_type", c_int),
        ("app_status", c_uint32),
        ("session", c_uint32),
        ("restartable", c_int),
    )


def has_open(pid: int, path: Path, library: Any = None) -> bool:
    """Whether a process has a file open; False if unknown. `library`: rstrtmgr.dll."""
    return pid in _list_processes(path, library or _load_library())


def _load_library() -> Any:
    loader: Any = getattr(ctypes, "WinDLL")  # noqa: B009 - mypy knows it on Windows alone
    return loader("rstrtmgr")


def _list_processes(path: Path, library: Any) -> set[int]:
    """The processes that have a file open; none if the Restart Manager fails."""
    session, key = c_uint32(), (c_wchar * _SESSION_KEY)()
    if library.RmStartSession(ctypes.byref(session), 0, key):
        return set()
    try:
        names = (c_wchar_p * 1)(str(path))
        if library.RmRegisterResources(session, 1, names, 0, None, 0, None):
            return set()
        return _read_list(session, library)
    finally:
        library.RmEndSession(session)


def _read_list(session: c_uint32, library: Any) -> set[int]:
    needed, capacity, reasons = c_uint32(4), c_uint32(), c_uint32()
    for _ in range(_MOST_TRIES):
        capacity.value = needed.value
        found = (_RestartProcessInfo * capacity.value)()
        error = library.RmGetList(session, ctypes.byref(needed), ctypes.byref(capacity), found, ctypes.byref(reasons))
        if error != _MORE_DATA:
            return set() if error else {info.process.pid for info in found[: capacity.value]}
    return set()
