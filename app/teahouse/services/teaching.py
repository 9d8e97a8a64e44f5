"""After each run: what was predicted of the model set beside what it took and how fast it was; the error is kept.

A model's build is asked of the host once in a session, after its first run, and never before an answer.
"""

from __future__ import annotations

from dataclasses import replace

from teahouse.core.architecture import Architecture, from_show
from teahouse.core.errors import Trouble
from teahouse.core.fit import Computer, Place, Room, fit, need
from teahouse.core.learning import Learned
from teahouse.core.measure import Figures
from teahouse.core.model import ModelCard
from teahouse.core.outlook import DIGEST, speed_key
from teahouse.core.speed import Speeds, expected
from teahouse.services.hosts import HostsService
from teahouse.services.learnt import Learnt

LEAST_TOKENS = 32  # fewer say little of a speed
ENDLESS = Room(1 << 60, 1 << 60)


class Teaching:
    def __init__(self, hosts: HostsService, learnt: Learnt) -> None:
        self._hosts = hosts
        self._learnt = learnt
        self._builds: dict[str, Architecture | None] = {}

    async def learn(self, card: ModelCard, figures: Figures) -> None:
        """Learn of one run on this computer; a run that says too little teaches nothing."""
        if not self._hosts.is_local or not card.digest or not figures.memory or not figures.context_length:
            return
        build = await self._build(card)
        if build is not None:
            speeds = Speeds(ram=self._learnt.speed)
            self._learnt.keep(taught(self._learnt.learned, build, card.digest, figures, speeds))

    async def _build(self, card: ModelCard) -> Architecture | None:
        if card.digest not in self._builds:
            self._builds[card.digest] = None
            try:
                client = await self._hosts.client()
                shown = await client.show(card.name)
                found = from_show(shown.get("model_info") or {}, shown.get("tensors") or (), card.size)
            except (Trouble, ValueError, LookupError, TypeError, AttributeError):
                return None  # a daemon that says it otherwise teaches nothing
            if not found.estimated:
                self._builds[card.digest] = found
        return self._builds[card.digest]


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
