"""What runs taught: what was predicted of a model set beside what it took and how fast it was; the error is kept.

Caught up with when somebody wants to know what fits, from the runs that are kept anyway: no reply is held up by it. A
model's build is asked of the host once in a session.
"""

from __future__ import annotations

from dataclasses import replace

from teahouse.core.architecture import Architecture, described
from teahouse.core.calibration import Calibration
from teahouse.core.errors import Trouble
from teahouse.core.estimate import DIGEST, speed_key
from teahouse.core.fit import Computer, FitPlace, FitRoom, fit, need
from teahouse.core.measure import Figures
from teahouse.core.model import ModelCard
from teahouse.core.run import Run
from teahouse.core.speed import Speeds, expected
from teahouse.services.calibration_file import CalibrationFile
from teahouse.services.hosts.service import HostsService
from teahouse.services.models.library import LibraryService
from teahouse.services.store_thread import StoreThread

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
        runs = await self._store_thread.call(lambda kept: kept.runs.recent(RECENT))
        fresh = [run for run in reversed(runs) if self._teaches(run)]
        learned, speeds = self._calibration_file.learned, Speeds(ram=self._calibration_file.speed)
        for run in fresh:
            build = await self._build(run)
            if build is not None:
                learned = taught(learned, build, run.digest, run.figures, speeds)
        if fresh:
            self._calibration_file.keep(learned, fresh[-1].created)
        return bool(fresh)

    def _teaches(self, run: Run) -> bool:
        here = not run.computer and run.host == self._hosts.status.key and run.created > self._calibration_file.until
        return here and bool(run.digest and run.figures.memory and run.figures.context_length)

    async def _build(self, run: Run) -> Architecture | None:
        card = self._library.card(run.model)
        if card is None or card.digest != run.digest:
            return None
        if card.digest not in self._builds:
            self._builds[card.digest] = await self._shown(card)
        return self._builds[card.digest]

    async def _shown(self, card: ModelCard) -> Architecture | None:
        try:
            client = await self._hosts.client()
            found = described(await client.show(card.name), card.size)
        except Trouble:
            return None
        return None if found is None or found.estimated else found


def taught(learned: Calibration, build: Architecture, digest: str, figures: Figures, speeds: Speeds) -> Calibration:
    """What is known after a run of a model of this build, whose figures name memory and effective context."""
    memory, context = figures.memory or 0, figures.context_length or 0
    on_gpu = min(figures.memory_vram or 0, memory)
    key = digest.removeprefix("sha256:")[:DIGEST]
    predicted = need(build, context, gpu=on_gpu > 0).shown
    learned = learned.with_memory(key, predicted, memory)
    rate = figures.generation_rate
    if not rate or figures.measured_here or (figures.tokens or 0) < LEAST_TOKENS:
        return learned
    place = FitPlace.RAM if not on_gpu else FitPlace.GPU if on_gpu >= memory else FitPlace.SPLIT
    ran = replace(fit(build, context, Computer(ENDLESS)), place=place, on_gpu=on_gpu)
    likely = expected(build, ran, speeds, filled=figures.prompt_tokens or 0)
    return learned if likely is None else learned.with_speed(speed_key(key, place), likely.likely, rate)
