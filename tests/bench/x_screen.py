"""An X server as a person has it: keys and clicks go in by XTEST, pixels come out. Nothing of the app is imported.

Wants libX11 and libXtst, which xdotool brings.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Z_PIXMAP = 2
ALL_PLANES = ctypes.c_ulong(-1).value


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of the screen, in pixels."""

    x: int
    y: int
    width: int
    height: int


class _Image(ctypes.Structure):
    _fields_ = [
        *((name, ctypes.c_int) for name in ("width", "height", "xoffset", "format")),
        ("data", ctypes.c_void_p),
        *((name, ctypes.c_int) for name in ("byte_order", "unit", "bit_order", "pad", "depth", "bytes_per_line")),
    ]


class XScreen:
    """The screen that DISPLAY names."""

    def __init__(self) -> None:
        self._x = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
        self._test = ctypes.CDLL(ctypes.util.find_library("Xtst") or "libXtst.so.6")
        for name, result in (("XOpenDisplay", ctypes.c_void_p), ("XGetImage", ctypes.POINTER(_Image)),
                             ("XDefaultRootWindow", ctypes.c_ulong)):  # fmt: skip
            getattr(self._x, name).restype = result
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(os.environ["DISPLAY"].encode()))
        assert self._display, "no X server"
        self._root = ctypes.c_ulong(self._x.XDefaultRootWindow(self._display))
        self.whole = Area(0, 0, self._x.XDisplayWidth(self._display, 0), self._x.XDisplayHeight(self._display, 0))

    def close(self) -> None:
        self._x.XCloseDisplay(self._display)

    def pixels(self, area: Area) -> bytes:
        """The pixels of an area, four bytes each, row by row."""
        image = self._x.XGetImage(self._display, self._root, area.x, area.y, area.width, area.height,
                                  ctypes.c_ulong(ALL_PLANES), Z_PIXMAP)  # fmt: skip
        found = ctypes.string_at(image.contents.data, image.contents.bytes_per_line * area.height)
        self._x.XDestroyImage(image)
        return found

    def press(self, *names: str) -> None:
        """Press keys by their X names, the last one while the others are held."""
        codes = [self._code(name) for name in names]
        for code in codes:
            self._key(code, down=True)
        for code in reversed(codes):
            self._key(code, down=False)
        self._x.XFlush(self._display)

    def click(self, x: int, y: int) -> None:
        """Click with the left button."""
        self._test.XTestFakeMotionEvent(self._display, -1, x, y, 0)
        for down in (1, 0):
            self._test.XTestFakeButtonEvent(self._display, 1, down, 0)
        self._x.XFlush(self._display)

    def _code(self, name: str) -> int:
        symbol = ctypes.c_ulong(self._x.XStringToKeysym(name.encode()))
        return int(self._x.XKeysymToKeycode(self._display, symbol))

    def _key(self, code: int, *, down: bool) -> None:
        self._test.XTestFakeKeyEvent(self._display, code, int(down), 0)


def wait_until(happened: Callable[[], Any], seconds: float, what: str) -> float:
    """Look again and again, without a pause, until something is so; the clock when it was."""
    late = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > late:
            raise TimeoutError(what)
    return time.monotonic()


def settled(screen: XScreen, area: Area, seconds: float = 0.6, patience: float = 30.0) -> bytes:
    """The pixels of an area once they have not changed for some time."""
    late = time.monotonic() + patience
    seen, since = screen.pixels(area), time.monotonic()
    while time.monotonic() - since < seconds:
        now = screen.pixels(area)
        if now != seen:
            seen, since = now, time.monotonic()
        if time.monotonic() > late:
            raise TimeoutError("the screen does not come to rest")
        time.sleep(0.02)
    return seen


def changed_columns(before: bytes, after: bytes, area: Area) -> list[int]:
    """The columns of an area in which any pixel is another one."""
    row = 4 * area.width
    found = set()
    for y in range(area.height):
        old, new = before[y * row : (y + 1) * row], after[y * row : (y + 1) * row]
        if old != new:
            found |= {at // 4 for at in range(0, row, 4) if old[at : at + 4] != new[at : at + 4]}
    return sorted(found)


def changed_area(before: bytes, after: bytes, area: Area) -> Area | None:
    """The smallest rectangle that holds every pixel that is another one; None where none is."""
    row = 4 * area.width
    rows = [y for y in range(area.height) if before[y * row : (y + 1) * row] != after[y * row : (y + 1) * row]]
    if not rows:
        return None
    columns = changed_columns(before, after, area)
    width, height = columns[-1] - columns[0] + 1, rows[-1] - rows[0] + 1
    return Area(area.x + columns[0], area.y + rows[0], width, height)
