"""What runs taught: what was predicted of a model set beside what it took and how fast it was; the error is kept.

Caught up with when somebody wants to know what fits, from the runs that are kept anyway: no reply is held up by it. A
model's build is asked of the host once in a session.
"""

from __future__ import annotations

from dataclasses import replace

from teahouse.core.architecture import Architecture, described
from teahouse.core.errors import Trouble
from teahouse.core.fit import Computer, Place, Room, fit, need
from teahouse.core.learning import Learned
from teahouse.core.measure import Figures
from teahouse.core.model import ModelCard
from teahouse.core.outlook import DIGEST, speed_key
from teahouse.core.run import Run
from teahouse.core.speed import Speeds, expected
from teahouse.services.hosts import HostsService
from teahouse.services.keeping import Keeping
from teahouse.services.learnt import Learnt
from teahouse.services.library import LibraryService

RECENT = 200  # runs; older ones say little of how it is now
LEAST_TOKENS = 32  # fewer say little of a speed
ENDLESS = Room(1 << 60, 1 << 60)


class Teaching:
    def __init__(self, keeping: Keeping, hosts: HostsService, library: LibraryService, learnt: Learnt) -> None:
        self._keeping = keeping
        self._hosts = hosts
        self._library = library
        self._learnt = learnt
        self._builds: dict[str, Architecture | None] = {}

    async def catch_up(self) -> bool:
        """Learn from the runs since the last time, of models that are still here; whether there was anything."""
        if not self._hosts.is_local:
            return False
        runs = await self._keeping.call(lambda kept: kept.runs.recent(RECENT))
        fresh = [run for run in reversed(runs) if self._teaches(run)]
        learned, speeds = self._learnt.learned, Speeds(ram=self._learnt.speed)
        for run in fresh:
            build = await self._build(run)
            if build is not None:
                learned = taught(learned, build, run.digest, run.figures, speeds)
        if fresh:
            self._learnt.keep(learned, fresh[-1].created)
        return bool(fresh)

    def _teaches(self, run: Run) -> bool:
        here = not run.computer and run.host == self._hosts.status.key and run.created > self._learnt.until
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


def taught(learned: Learned, build: Architecture, digest: str, figures: Figures, speeds: Speeds) -> Learned:
    """What is known after a run of a model of this build, whose figures name memory and effective context."""
    memory, context = figures.memory or 0, figures.context_length or 0
    on_gpu = min(figures.memory_vram or 0, memory)
    key = digest.removeprefix("sha256:")[:DIGEST]
    predicted = need(build, context, gpu=on_gpu > 0).shown
    learned = learned.with_memory(key, predicted, memory)
    rate = figures.generation_rate
    if not rate or figures.measured_here or (figures.tokens or 0) < LEAST_TOKENS:
        return learned
    place = Place.RAM if not on_gpu else Place.GPU if on_gpu >= memory else Place.SPLIT
    ran = replace(fit(build, context, Computer(ENDLESS)), place=place, on_gpu=on_gpu)
    likely = expected(build, ran, speeds, filled=figures.prompt_tokens or 0)
    return learned if likely is None else learned.with_speed(speed_key(key, place), likely.likely, rate)
