"""The settings as a JSON file: read forgivingly, written whole."""

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
    """The settings at one path. The folder must be there (`Paths.ensure`)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._unread = False  # there is a file that could not be read: it must not be overwritten

    def load(self) -> tuple[Settings, Trouble | None]:
        """The settings, and what the person must be told; never an exception.

        No file: defaults. A file that is no JSON object: moved aside, defaults, `SETTINGS_DAMAGED` (backup). A value
        of no use: its default; the names of such values are logged.
        """
        try:
            values = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return Settings(), None
        except OSError as error:
            self._unread = True
            return Settings(), trouble_of(error, self._path)
        except (ValueError, RecursionError):  # not JSON, not UTF-8, or nested beyond reason
            return Settings(), self._set_aside()
        if not isinstance(values, dict):
            return Settings(), self._set_aside()
        settings, bad = read_settings(values)
        for name in bad:
            _log.warning("settings: the value of %s is of no use, its default holds", name)
        return settings, None

    def save(self, settings: Settings) -> None:
        """Write the file, whole; raises `Trouble` (DISK_FULL, FOLDER_READ_ONLY) and then the old one stands."""
        if self._unread:
            self._set_aside()
            self._unread = False
        text = json.dumps(write_settings(settings), indent=2)  # ASCII, so that no text in it can be impossible to write
        with suppress(OSError):  # writing says what is wrong with the folder
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # the first change may come before it
        write_whole(self._path, text.encode() + b"\n")

    def _set_aside(self) -> Trouble:
        stamp = time.strftime("%Y%m%d-%H%M%S")
        backup = self._path.with_name(f"{self._path.stem}-damaged-{stamp}{self._path.suffix}")
        try:
            self._path.replace(backup)
        except OSError as error:
            return trouble_of(error, self._path)
        return Trouble(Problem.SETTINGS_DAMAGED, backup=str(backup))
