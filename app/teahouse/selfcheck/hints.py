"""Names the system package to install for a missing library. Imported when little else can be imported."""

from __future__ import annotations

import re

# System packages by library; they are not part of our packages.
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


def add_hint(message: str) -> str:
    """Add a line with the package to install, if it is known."""
    too_old = _GLIBC.search(message)
    if too_old:
        return f"{message}\nthis system is too old: Teahouse needs {too_old[1].replace('_', ' ')} or newer"
    library = _LIBRARY.search(message)
    if library and library[1] in PACKAGES:
        return f"{message}\ninstall {PACKAGES[library[1]]}"
    if _NO_SCREEN in message:
        return f"{message}\nthere is a DISPLAY or WAYLAND_DISPLAY, but no window can be opened on it"
    return message
