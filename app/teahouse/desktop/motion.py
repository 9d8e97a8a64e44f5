"""Whether animations are enabled in the system's settings, read without another process.

`PORTAL` is the command that asks a Linux desktop's settings portal, which may take long.
"""

from __future__ import annotations

import configparser
import ctypes
import plistlib
import sys
from collections.abc import Mapping
from pathlib import Path

PORTAL = (
    "gdbus", "call", "--session", "--timeout", "2", "--dest", "org.freedesktop.portal.Desktop",
    "--object-path", "/org/freedesktop/portal/desktop", "--method", "org.freedesktop.portal.Settings.Read",
    "org.gnome.desktop.interface", "enable-animations",
)  # fmt: skip
_CLIENT_AREA_ANIMATION = 0x1042  # SPI_GETCLIENTAREAANIMATION


def wants_motion(environment: Mapping[str, str], platform: str = sys.platform) -> bool | None:
    """Whether animations are enabled; None if unknown."""
    home = Path(environment.get("HOME") or environment.get("USERPROFILE") or "/")
    try:
        if platform == "win32":
            return _read_windows_setting()
        if platform == "darwin":
            return _read_macos_setting(home / "Library" / "Preferences" / "com.apple.universalaccess.plist")
        return _read_linux_settings(Path(environment.get("XDG_CONFIG_HOME") or home / ".config"))
    except (OSError, ValueError, configparser.Error):
        return None


def has_portal(environment: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether there is a session bus for `PORTAL`."""
    if not platform.startswith("linux"):
        return False
    runtime = environment.get("XDG_RUNTIME_DIR", "")
    return bool(environment.get("DBUS_SESSION_BUS_ADDRESS")) or bool(runtime and Path(runtime, "bus").exists())


def parse_portal_answer(answer: str) -> bool | None:
    """Parse the portal's answer: `(<<true>>,)`."""
    return {"(<<true>>,)": True, "(<<false>>,)": False}.get(answer.strip())


def _read_windows_setting() -> bool | None:
    if sys.platform != "win32":
        return None
    found = ctypes.c_int(0)
    read = ctypes.windll.user32.SystemParametersInfoW(_CLIENT_AREA_ANIMATION, 0, ctypes.byref(found), 0)
    return bool(found.value) if read else None


def _read_macos_setting(path: Path) -> bool | None:
    try:
        values = plistlib.loads(path.read_bytes())
    except plistlib.InvalidFileException:
        return None
    return not values.get("reduceMotion", False)


def _read_linux_settings(folder: Path) -> bool | None:
    """Read GTK's and KDE's settings; False if any of them disables animations."""
    values = [
        _read_ini_value(folder / "gtk-4.0" / "settings.ini", "Settings", "gtk-enable-animations"),
        _read_ini_value(folder / "gtk-3.0" / "settings.ini", "Settings", "gtk-enable-animations"),
        _read_ini_value(folder / "kdeglobals", "KDE", "AnimationDurationFactor"),
    ]
    enabled = [value.strip().lower() not in ("0", "false", "0.0") for value in values if value is not None]
    return all(enabled) if enabled else None


def _read_ini_value(path: Path, section: str, key: str) -> str | None:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    if not path.is_file():
        return None
    parser.read_string(path.read_text(encoding="utf-8", errors="replace"))
    return parser.get(section, key, fallback=None)
