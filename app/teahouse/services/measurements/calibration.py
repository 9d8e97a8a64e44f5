"""Calibrates predictions of memory and speed with the stored runs.

Updated when the window asks what fits, not after each reply. A model's build is read from the host once in a session.
"""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from teahouse.core.architecture import Architecture, read_architecture
from teahouse.core.calibration import Calibration
from teahouse.core.errors import Trouble
from teahouse.core.estimate import DIGEST, Speeds, expected_speed, speed_key
from teahouse.core.fit import CACHE_TYPES, CACHED, Computer, FitPlace, FitRoom, fit_model, memory_need
from teahouse.core.measure import Figures
from teahouse.core.model import ModelCard
from teahouse.core.run import Run
from teahouse.core.untrusted import read_count
from teahouse.desktop import gpus, hardware
from teahouse.services.hosts.clients import as_ollama
from teahouse.services.hosts.service import HostsService
from teahouse.services.models.library import LibraryService
from teahouse.services.store_thread import StoreThread

ENOUGH_TESTS = 4  # of memory, on a computer that was never idle
LARGEST_FILE = 4 << 20  # bytes; a year of use makes a few hundred kilobytes
FORMULA = 2  # the version of `core.estimate.expected_speed`, with whose predictions measured speeds are compared


class CalibrationFile:
    """The stored calibration; `path` is read at the first use."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._is_loaded = False
        self._speed: float | None = None
        self._processor = ""
        self._tests = 0
        self._learned = Calibration()
        self._until = 0.0

    @property
    def until(self) -> float:
        """Time of the newest run that was used (seconds since the epoch)."""
        self._load_file()
        return self._until

    @property
    def speed(self) -> float | None:
        """Measured speed of memory, bytes a second; None before."""
        self._load_file()
        return self._speed

    @property
    def learned(self) -> Calibration:
        self._load_file()
        return self._learned

    def is_measured_on(self, processor: str) -> bool:
        """Whether the speed of memory was measured on the computer with this processor, while it was idle or
        `ENOUGH_TESTS` times."""
        self._load_file()
        return self._speed is not None and self._processor == processor and self._tests >= ENOUGH_TESTS

    def save_speed(self, rate: float, processor: str, *, steady: bool = True) -> None:
        """Store a measured speed of memory, or keep a better one: other programs only ever reduce it. One of another
        processor, and of versions before this one, is replaced. `steady`: the computer was idle. With another speed all
        predictions are others, so that runs must be compared with them again (`CalibrationService`)."""
        self._load_file()
        before, same = self._speed, self._processor == processor
        self._tests = ENOUGH_TESTS if steady else self._tests + 1 if same else 1
        best = max(before or 0.0, rate) if same else rate
        if best != before:
            self._forget_speeds()
        self._speed, self._processor = best, processor
        self._save_file()

    def save_calibration(self, learned: Calibration, until: float) -> None:
        """Store a calibration from all runs up to `until`."""
        self._load_file()
        self._learned, self._until = learned, until
        self._save_file()

    def _forget_speeds(self) -> None:
        """Forget speeds of runs; the runs are in the store and are used again."""
        self._learned, self._until = Calibration(self._learned.memory), 0.0

    def _load_file(self) -> None:
        if self._is_loaded:
            return
        self._is_loaded = True
        try:
            with self._path.open("rb") as file:
                value = json.loads(file.read(LARGEST_FILE))
        except (OSError, ValueError, RecursionError):
            return  # missing or unusable
        if not isinstance(value, dict):
            return
        rate = value.get("memory_speed")
        self._speed = float(rate) if isinstance(rate, int | float) and 1e8 < rate < 1e14 else None
        processor = value.get("processor")
        self._processor = processor if isinstance(processor, str) else ""
        self._tests = read_count(value.get("memory_tests")) or 0
        self._learned = Calibration.from_json(value.get("learned"))
        until = value.get("until")
        self._until = float(until) if isinstance(until, int | float) else 0.0
        if value.get("formula") != FORMULA:
            self._forget_speeds()

    def _save_file(self) -> None:
        beside = self._path.with_name(self._path.name + ".new")
        value = {
            "memory_speed": self._speed,
            "processor": self._processor,
            "memory_tests": self._tests,
            "learned": self._learned.as_json(),
            "until": self._until,
            "formula": FORMULA,
        }
        try:
            beside.write_text(json.dumps(value))
            beside.replace(self._path)
        except OSError as error:
            logging.getLogger("teahouse").warning("the calibration could not be stored: %s", error.strerror)
            with suppress(OSError):
                beside.unlink(missing_ok=True)


RECENT_RUNS = 200  # older ones are not used
FEWEST_TOKENS = 32  # a speed needs at least these
MOST_DRAFTED = 0.1  # of the tokens: a text that copies is written faster than others
UNLIMITED_ROOM = FitRoom(1 << 60, 1 << 60)


class CalibrationService:
    def __init__(
        self, store_thread: StoreThread, hosts: HostsService, library: LibraryService, calibration_file: CalibrationFile
    ) -> None:
        self._store_thread = store_thread
        self._hosts = hosts
        self._library = library
        self._calibration_file = calibration_file
        self._builds: dict[str, Architecture | None] = {}

    async def update_calibration(self) -> bool:
        """Use the runs since the last update, of models that are still installed; returns whether there were any."""
        if not self._hosts.is_local:
            return False
        runs = await self._store_thread.call(lambda store: store.runs.list_recent(RECENT_RUNS))
        fresh = [run for run in reversed(runs) if self._is_useful(run)]
        learned = self._calibration_file.learned
        speeds = await asyncio.to_thread(self.read_speeds) if fresh else Speeds()
        for run in fresh:
            build = await self._read_build(run)
            if build is not None:
                learned = taught(learned, build, run.digest, run.figures, speeds)
        if fresh:
            self._calibration_file.save_calibration(learned, fresh[-1].created)
        return bool(fresh)

    def read_speeds(self) -> Speeds:
        """The speeds of memory and GPUs as far as they are known. Calls drivers, so not for the loop's thread."""
        ram = self._calibration_file.speed
        gpu = ram if gpus.shared_memory_limit() is not None else gpus.read_gpus().bandwidth
        return Speeds(ram, gpu, hardware.model_threads())

    def _is_useful(self, run: Run) -> bool:
        here = not run.computer and run.host == self._hosts.status.key and run.created > self._calibration_file.until
        return here and bool(run.digest and run.figures.memory and run.figures.context_length)

    async def _read_build(self, run: Run) -> Architecture | None:
        card = self._library.find_card(run.model)
        if card is None or card.digest != run.digest:
            return None
        if card.digest not in self._builds:
            self._builds[card.digest] = await self._read_details(card)
        return self._builds[card.digest]

    async def _read_details(self, card: ModelCard) -> Architecture | None:
        try:
            client = as_ollama(await self._hosts.client())
            found = read_architecture(await client.show_model(card.name), card.size)
        except Trouble:
            return None
        return None if found is None or found.estimated else found


def taught(learned: Calibration, build: Architecture, digest: str, figures: Figures, speeds: Speeds) -> Calibration:
    """The calibration with one more run; its figures have memory and effective context."""
    memory, context = (figures.memory or 0) - (figures.prompt_cache or 0), figures.context_length or 0
    on_gpu = min(figures.memory_vram or 0, memory)
    key = digest.removeprefix("sha256:")[:DIGEST]
    cached = CACHE_TYPES.get(figures.kv_cache_type or "", CACHED)
    predicted = memory_need(build, context, gpu=on_gpu > 0, cached=cached).shown
    learned = learned.with_memory(key, predicted, memory)
    rate = figures.generation_rate
    drafted = (figures.drafts_accepted or 0) > MOST_DRAFTED * (figures.tokens or 0)
    if not rate or figures.measured_here or (figures.tokens or 0) < FEWEST_TOKENS or drafted:
        return learned
    place = FitPlace.RAM if not on_gpu else FitPlace.GPU if on_gpu >= memory else FitPlace.SPLIT
    ran = replace(fit_model(build, context, Computer(UNLIMITED_ROOM)), place=place, on_gpu=on_gpu)
    likely = expected_speed(build, ran, speeds.with_assumed, filled=figures.prompt_tokens or 0)
    return learned if likely is None else learned.with_speed(speed_key(key, place), likely.likely, rate)
