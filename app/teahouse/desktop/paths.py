"""The app's folders: the system's standard ones, or those below `$TEAHOUSE_HOME`.

Used before the first paint, so platformdirs is imported only if needed (5 ms).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Self
from zlib import crc32

from teahouse.core.errors import Problem, Trouble
from teahouse.core.values import dataclass
from teahouse.desktop.files import trouble_of

APPLICATION = "teahouse"
HOME = "TEAHOUSE_HOME"

_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Paths:
    """The user's four folders, and the files in them."""

    data: Path
    config: Path
    cache: Path
    logs: Path

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """The folders for an environment; nothing is created."""
        home = environment.get(HOME, "").strip()
        if home:
            base = Path(home).expanduser().absolute()
            return cls(base / "data", base / "config", base / "cache", base / "logs")
        from platformdirs import PlatformDirs  # noqa: PLC0415 - needed once, by Qt's thread

        dirs = PlatformDirs(APPLICATION, appauthor=False)
        return cls(dirs.user_data_path, dirs.user_config_path, dirs.user_cache_path, dirs.user_log_path)

    @property
    def database(self) -> Path:
        return self.data / "teahouse.db"

    @property
    def models(self) -> Path:
        """The built-in engine's models, in Ollama's layout."""
        return self.data / "models"

    @property
    def settings(self) -> Path:
        return self.config / "settings.json"

    @property
    def log(self) -> Path:
        return self.logs / "teahouse.log"

    @property
    def engine_log(self) -> Path:
        return self.logs / "engine.log"

    @property
    def socket_name(self) -> str:
        """The name of the socket between instances: one per data folder, short enough for any system."""
        return f"{APPLICATION}-{crc32(str(self.data).encode(errors='surrogateescape')):08x}"

    def create_folders(self) -> None:
        """Create the folders with mode 0700.

        Raises `Trouble` (FOLDER_READ_ONLY, DISK_FULL; path) for the first unusable one, after all were tried.
        """
        troubles = [
            trouble for folder in (self.data, self.config, self.cache, self.logs) for trouble in _create_folder(folder)
        ]
        if troubles:
            raise troubles[0]


def _create_folder(folder: Path) -> list[Trouble]:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        return [trouble_of(error, folder)]
    effective = os.access in os.supports_effective_ids
    writable = os.access(folder, os.W_OK | os.X_OK, effective_ids=effective)
    return [] if writable else [Trouble(Problem.FOLDER_READ_ONLY, path=str(folder))]


def resources(package: Path = _PACKAGE, frozen: str | None = getattr(sys, "_MEIPASS", None)) -> Path:
    """The folder of icons, themes and other data: of a frozen app, of an installed wheel, or of the checkout.

    Raises FileNotFoundError if the installation is broken.
    """
    places = [package / "resources", package.parent.parent / "resources"]
    if frozen is not None:
        places.insert(0, Path(frozen) / "resources")
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"no resources beside {package}")
