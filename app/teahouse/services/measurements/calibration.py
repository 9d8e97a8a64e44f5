"""What runs taught: what was predicted of a model set beside what it took and how fast it was; the error is kept.

Caught up with when somebody wants to know what fits, from the runs that are kept anyway: no reply is held up by it. A
model's build is asked of the host once in a session.
"""

from __future__ import annotations

import json
import logging
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from teahouse.core.architecture import Architecture, read_architecture
from teahouse.core.calibration import Calibration
from teahouse.core.errors import Trouble
from teahouse.core.estimate import DIGEST, Speeds, expected_speed, speed_key
from teahouse.core.fit import Computer, FitPlace, FitRoom, fit_model, memory_need
from teahouse.core.measure import Figures
from teahouse.core.model import ModelCard
from teahouse.core.run import Run
from teahouse.services.hosts.service import HostsService
from teahouse.services.models.library import LibraryService
from teahouse.services.store_thread import StoreThread

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
        self._load_file()
        return self._until

    @property
    def speed(self) -> float | None:
        """Bytes of memory read a second, as measured here; None before."""
        self._load_file()
        return self._speed

    @property
    def learned(self) -> Calibration:
        """Predictions beside their measurements."""
        self._load_file()
        return self._learned

    def keep_speed(self, rate: float) -> None:
        """Memory was measured."""
        self._load_file()
        self._speed = rate
        self._save_file()

    def keep(self, learned: Calibration, until: float) -> None:
        """Something was learned, of all runs until then."""
        self._load_file()
        self._learned, self._until = learned, until
        self._save_file()

    def _load_file(self) -> None:
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

    def _save_file(self) -> None:
        beside = self._path.with_name(self._path.name + ".new")
        value = {"memory_speed": self._speed, "learned": self._learned.as_json(), "until": self._until}
        try:
            beside.write_text(json.dumps(value))
            beside.replace(self._path)
        except OSError as error:
            logging.getLogger("teahouse").warning("what was learned could not be kept: %s", error.strerror)
            with suppress(OSError):
                beside.unlink(missing_ok=True)


RECENT = 200  # runs; older ones say little of how it is now
LEAST_TOKENS = 32  # fewer say little of a speed
ENDLESS = FitRoom(1 << 60, 1 << 60)


class CalibrationService:
    def __init__(
        self, store_thread: StoreThread, hosts: HostsService, library: LibraryService, calibration_file: CalibrationFile
    ) -> None:
        self._store_thread = store_thread
        self._hosts = hosts
        self._library = library
        self._calibration_file = calibration_file
        self._builds: dict[str, Architecture | None] = {}

    async def catch_up(self) -> bool:
        """Learn from the runs since the last time, of models that are still here; whether there was anything."""
        if not self._hosts.is_local:
            return False
        runs = await self._store_thread.call(lambda kept: kept.runs.list_recent(RECENT))
        fresh = [run for run in reversed(runs) if self._is_useful(run)]
        learned, speeds = self._calibration_file.learned, Speeds(ram=self._calibration_file.speed)
        for run in fresh:
            build = await self._read_build(run)
            if build is not None:
                learned = taught(learned, build, run.digest, run.figures, speeds)
        if fresh:
            self._calibration_file.keep(learned, fresh[-1].created)
        return bool(fresh)

    def _is_useful(self, run: Run) -> bool:
        here = not run.computer and run.host == self._hosts.status.key and run.created > self._calibration_file.until
        return here and bool(run.digest and run.figures.memory and run.figures.context_length)

    async def _read_build(self, run: Run) -> Architecture | None:
        card = self._library.find_card(run.model)
        if card is None or card.digest != run.digest:
            return None
        if card.digest not in self._builds:
            self._builds[card.digest] = await self._read_shown(card)
        return self._builds[card.digest]

    async def _read_shown(self, card: ModelCard) -> Architecture | None:
        try:
            client = await self._hosts.client()
            found = read_architecture(await client.show_model(card.name), card.size)
        except Trouble:
            return None
        return None if found is None or found.estimated else found


def taught(learned: Calibration, build: Architecture, digest: str, figures: Figures, speeds: Speeds) -> Calibration:
    """What is known after a run of a model of this build, whose figures name memory and effective context."""
    memory, context = figures.memory or 0, figures.context_length or 0
    on_gpu = min(figures.memory_vram or 0, memory)
    key = digest.removeprefix("sha256:")[:DIGEST]
    predicted = memory_need(build, context, gpu=on_gpu > 0).shown
    learned = learned.with_memory(key, predicted, memory)
    rate = figures.generation_rate
    if not rate or figures.measured_here or (figures.tokens or 0) < LEAST_TOKENS:
        return learned
    place = FitPlace.RAM if not on_gpu else FitPlace.GPU if on_gpu >= memory else FitPlace.SPLIT
    ran = replace(fit_model(build, context, Computer(ENDLESS)), place=place, on_gpu=on_gpu)
    likely = expected_speed(build, ran, speeds, filled=figures.prompt_tokens or 0)
    return learned if likely is None else learned.with_speed(speed_key(key, place), likely.likely, rate)
