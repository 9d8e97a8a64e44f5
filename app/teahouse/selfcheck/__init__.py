"""`teahouse self-check`: is everything here that Teahouse needs, and does it work?

For people whose Teahouse does not start, and for the smoke tests of every package. Importing this costs nothing; each
check imports what it checks. Nothing is written but in a temporary folder, and nothing is asked of any network.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

# What to install when a system library is missing: the one thing no package of ours can bring along.
PACKAGES = {
    "libGL.so": "libgl1 (Debian, Ubuntu), libglvnd-glx (Fedora)",
    "libEGL.so": "libegl1 (Debian, Ubuntu), libglvnd-egl (Fedora)",
    "libxcb-cursor.so": "libxcb-cursor0 (Debian, Ubuntu), xcb-util-cursor (Fedora)",
    "libxkbcommon-x11.so": "libxkbcommon-x11-0 (Debian, Ubuntu), libxkbcommon-x11 (Fedora)",
    "libxkbcommon.so": "libxkbcommon0 (Debian, Ubuntu), libxkbcommon (Fedora)",
    "libX11-xcb.so": "libx11-xcb1 (Debian, Ubuntu), libX11-xcb (Fedora)",
    "libX11.so": "libx11-6 (Debian, Ubuntu), libX11 (Fedora)",
    "libxcb.so": "libxcb1 (Debian, Ubuntu), libxcb (Fedora)",
    "libfontconfig.so": "libfontconfig1 (Debian, Ubuntu), fontconfig (Fedora)",
    "libfreetype.so": "libfreetype6 (Debian, Ubuntu), freetype (Fedora)",
    "libdbus-1.so": "libdbus-1-3 (Debian, Ubuntu), dbus-libs (Fedora)",
    "libglib-2.0.so": "libglib2.0-0 or libglib2.0-0t64 (Debian, Ubuntu), glib2 (Fedora)",
    "libgthread-2.0.so": "libglib2.0-0 or libglib2.0-0t64 (Debian, Ubuntu), glib2 (Fedora)",
    "libwayland-client.so": "libwayland-client0 (Debian, Ubuntu), libwayland-client (Fedora)",
    "libwayland-cursor.so": "libwayland-cursor0 (Debian, Ubuntu), libwayland-cursor (Fedora)",
    "libgomp.so": "libgomp1 (Debian, Ubuntu), libgomp (Fedora)",
    "libstdc++.so": "libstdc++6 (Debian, Ubuntu), libstdc++ (Fedora)",
}

_LIBRARY = re.compile(r"(lib[\w+-]+(?:\.\d+)?\.so)")  # regex: the linker's messages are short
_NO_SCREEN = "no Qt platform plugin could be initialized"
_GLIBC = re.compile(r"version `(GLIBC_[\d.]+)' not found")

USAGE = "usage: teahouse self-check\n"


def main(arguments: Sequence[str]) -> int:
    """Run every check and print a table; 0 when Teahouse can work here, 1 when something is broken or missing."""
    match list(arguments):
        case ["--screen"]:  # a process of its own, because Qt aborts where it finds no screen
            from teahouse.selfcheck.screen import main as screen

            return screen()
        case []:
            return _check_all()
    print(USAGE, end="", file=sys.stderr)
    return 2


def _check_all() -> int:
    from teahouse.selfcheck.checks import CHECKS, CheckState, run

    broken = 0
    with TemporaryDirectory(prefix="teahouse-check-", ignore_cleanup_errors=True) as folder:
        for name, check in CHECKS:
            began = time.perf_counter()
            state, said = run(check, Path(folder))
            took = time.perf_counter() - began
            first, *rest = said.splitlines() or [""]
            print(f"{state:<7} {name:<14} {took:6.2f} s  {first}", flush=True)
            for line in rest:
                print(f"{'':<32}{line}", flush=True)
            broken += state is CheckState.BROKEN
    print("everything works" if not broken else f"{broken} of {len(CHECKS)} checks failed", flush=True)
    return 1 if broken else 0


def hint(message: str) -> str:
    """The message with a line that says which package to install, where we know."""
    too_old = _GLIBC.search(message)
    if too_old:
        return f"{message}\nthis system is too old: Teahouse needs {too_old[1].replace('_', ' ')} or newer"
    library = _LIBRARY.search(message)
    if library and library[1] in PACKAGES:
        return f"{message}\ninstall {PACKAGES[library[1]]}"
    if _NO_SCREEN in message:
        return f"{message}\nthere is a DISPLAY or WAYLAND_DISPLAY, but no window can be opened on it"
    return message
