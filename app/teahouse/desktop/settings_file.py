"""Reads and writes the settings as a JSON file."""

from __future__ import annotations

import json
import logging
import time
from contextlib import suppress
from pathlib import Path

from teahouse.core.errors import Problem, Trouble
from teahouse.core.settings import Settings, read_settings, write_settings
from teahouse.desktop.files import trouble_of, write_whole

_log = logging.getLogger(__name__)


class SettingsFile:
    """The settings file at one path."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._is_unreadable = False  # the file exists and could not be read: it must not be overwritten

    def load(self) -> tuple[Settings, Trouble | None]:
        """The settings, and a trouble to report; raises nothing.

        No file: defaults. A file that is not a JSON object: renamed, defaults, `SETTINGS_DAMAGED` (backup). An invalid
        value: its default; its name is logged.
        """
        try:
            values = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return Settings(), None
        except OSError as error:
            self._is_unreadable = True
            return Settings(), trouble_of(error, self._path)
        except (ValueError, RecursionError):  # not JSON, not UTF-8, or nested too deep
            return Settings(), self._set_aside()
        if not isinstance(values, dict):
            return Settings(), self._set_aside()
        settings, invalid = read_settings(values)
        for name in invalid:
            _log.warning("settings: the value of %s is of no use, its default holds", name)
        return settings, None

    def save(self, settings: Settings) -> None:
        """Replace the file; raises `Trouble` (DISK_FULL, FOLDER_READ_ONLY), and the old one is unchanged then."""
        if self._is_unreadable:
            self._set_aside()
            self._is_unreadable = False
        text = json.dumps(write_settings(settings), indent=2)  # ASCII: every text can be encoded
        with suppress(OSError):  # write_whole raises the error
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # the backend creates it later
        write_whole(self._path, text.encode() + b"\n")

    def _set_aside(self) -> Trouble:
        stamp = time.strftime("%Y%m%d-%H%M%S")
        backup = self._path.with_name(f"{self._path.stem}-damaged-{stamp}{self._path.suffix}")
        try:
            self._path.replace(backup)
        except OSError as error:
            return trouble_of(error, self._path)
        return Trouble(Problem.SETTINGS_DAMAGED, backup=str(backup))
