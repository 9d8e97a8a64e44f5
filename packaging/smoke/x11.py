"""Measures when an X server shows a window, to the millisecond, by its events instead of polling."""

from __future__ import annotations

import ctypes
import select
import time
from typing import Self

MAP_NOTIFY = 19
SUBSTRUCTURE_NOTIFY_MASK = 1 << 19
PATIENCE = 30.0


class Watcher:
    """A context manager that watches a display."""

    def __init__(self, display: str) -> None:
        self._x11 = ctypes.CDLL("libX11.so.6")
        self._x11.XOpenDisplay.restype = ctypes.c_void_p
        self._x11.XDefaultRootWindow.restype = ctypes.c_ulong
        self._display = ctypes.c_void_p(self._x11.XOpenDisplay(display.encode()))
        if not self._display:
            raise OSError(f"no display {display}")

    def __enter__(self) -> Self:
        root = ctypes.c_ulong(self._x11.XDefaultRootWindow(self._display))
        self._x11.XSelectInput(self._display, root, ctypes.c_long(SUBSTRUCTURE_NOTIFY_MASK))
        self._x11.XSync(self._display, 0)
        return self

    def __exit__(self, *exc: object) -> None:
        self._x11.XCloseDisplay(self._display)

    def wait_for_window(self) -> float:
        """The time (`time.monotonic`) at which the next window was shown; AssertionError when none is."""
        connection = self._x11.XConnectionNumber(self._display)
        event = (ctypes.c_long * 24)()  # an XEvent; its first int is its type
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            while self._x11.XPending(self._display):
                self._x11.XNextEvent(self._display, event)
                if ctypes.cast(event, ctypes.POINTER(ctypes.c_int))[0] == MAP_NOTIFY:
                    return time.monotonic()
            select.select([connection], [], [], 1.0)
        raise AssertionError("no window came")
