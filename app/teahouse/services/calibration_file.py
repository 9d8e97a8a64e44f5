"""What this computer taught about predictions, kept in one small file: its memory's speed, errors of loads and runs.

Nothing here is dear: a file that cannot be read begins anew, one that cannot be written is done without.
"""

from __future__ import annotations

import json
import logging
from contextlib import suppress
from pathlib import Path

from teahouse.core.calibration import Calibration

LARGEST = 4 << 20  # bytes; a year of use makes some hundred kilobytes


class CalibrationFile:
    """`path` is where it is kept; read when it is first asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = False
        self._speed: float | None = None
        self._learned = Calibration()
        self._until = 0.0

    @property
    def until(self) -> float:
        """When the newest run that taught anything was (seconds since the epoch)."""
        self._load()
        return self._until

    @property
    def speed(self) -> float | None:
        """Bytes of memory read a second, as measured here; None before."""
        self._load()
        return self._speed

    @property
    def learned(self) -> Calibration:
        """Predictions beside their measurements."""
        self._load()
        return self._learned

    def keep_speed(self, rate: float) -> None:
        """Memory was measured."""
        self._load()
        self._speed = rate
        self._save()

    def keep(self, learned: Calibration, until: float) -> None:
        """Something was learned, of all runs until then."""
        self._load()
        self._learned, self._until = learned, until
        self._save()

    def _load(self) -> None:
        if self._read:
            return
        self._read = True
        try:
            with self._path.open("rb") as file:
                value = json.loads(file.read(LARGEST))
        except (OSError, ValueError, RecursionError):
            return  # none yet, or none that can be used
        if not isinstance(value, dict):
            return
        rate = value.get("memory_speed")
        self._speed = float(rate) if isinstance(rate, int | float) and 1e8 < rate < 1e14 else None
        self._learned = Calibration.from_json(value.get("learned"))
        until = value.get("until")
        self._until = float(until) if isinstance(until, int | float) else 0.0

    def _save(self) -> None:
        beside = self._path.with_name(self._path.name + ".new")
        value = {"memory_speed": self._speed, "learned": self._learned.as_json(), "until": self._until}
        try:
            beside.write_text(json.dumps(value))
            beside.replace(self._path)
        except OSError as error:
            logging.getLogger("teahouse").warning("what was learned could not be kept: %s", error.strerror)
            with suppress(OSError):
                beside.unlink(missing_ok=True)
