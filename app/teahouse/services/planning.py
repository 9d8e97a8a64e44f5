"""Plans made from what is known of this computer now, and room made for their steps.

A model's need is what the daemon says of it while it is loaded, else what it took here before, else an estimate from
its build and its context. What has left has not given its memory back at once: the next model is loaded only when it
is really back, or the first would be measured with the second's load.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from time import monotonic

from teahouse.core.architecture import described
from teahouse.core.comparison import Mode
from teahouse.core.errors import Trouble
from teahouse.core.fit import need
from teahouse.core.model import ModelCard, ModelName
from teahouse.core.schedule import LaneGroup, MemoryNeed, NeedSource, Schedule, Surroundings, plan
from teahouse.services.hosts.service import Host
from teahouse.services.models import runner_processes
from teahouse.services.models.library import HEADROOM, LibraryService

LOOKED_AGAIN = 0.2  # seconds
GIVEN_UP_AFTER = 15.0  # seconds: somebody else may be taking memory all the time
CONTEXT = 4096  # tokens, where nobody asked for another: the usual of daemons with little graphics memory
STEADY = 32 << 20  # bytes: less than this is not memory coming back


class Planner:
    def __init__(self, host: Host, library: LibraryService) -> None:
        self._host = host
        self._library = library

    async def plan(self, groups: Sequence[LaneGroup], mode: Mode) -> Schedule:
        """The steps for these groups with memory as it is now; group models are `canonical` names."""
        await self._library.look_at_memory()
        loaded = {canonical(model.name): model for model in self._library.loaded}
        needs = {name: MemoryNeed(name, model.size, NeedSource.LOADED) for name, model in loaded.items()}
        for group in groups:
            held = loaded.get(group.model)
            if held is None or group.context not in (None, held.context_length):
                found = await self._need(group)
                needs[group.model] = max(found, needs.get(group.model, found), key=lambda one: one.size)
        if not self._host.is_local:
            return plan(groups, mode, Surroundings(needs, tuple(loaded)))
        here = await asyncio.to_thread(runner_processes.measure_free_memory)
        return plan(groups, mode, Surroundings(needs, tuple(loaded), here.free, here.accelerated))

    async def _need(self, group: LaneGroup) -> MemoryNeed:
        """What it took here before, unless another context is asked for; else what its build says, else its file."""
        usual = self._library.usual(group.model)
        if usual is not None and usual.memory and group.context is None:
            return MemoryNeed(group.model, usual.memory, NeedSource.MEASURED)
        card = self._library.card(group.model)
        size = 0 if card is None else await self._estimate(card, group.context or CONTEXT)
        return MemoryNeed(group.model, size, NeedSource.ESTIMATED)

    async def _estimate(self, card: ModelCard, context: int) -> int:
        """Bytes a model will most likely take with a context of so many tokens."""
        try:
            client = await self._host.client()
            build = described(await client.show(card.name), card.size)
        except Trouble:
            build = None
        return card.size + HEADROOM if build is None else need(build, context).total

    async def unload(self, model: str) -> None:
        """Have a model leave. One that is gone already has left."""
        named = next((other.name for other in self._library.loaded if canonical(other.name) == model), model)
        try:
            client = await self._host.client()
            await client.unload(named)
        except Trouble:
            return  # whoever needs the host next says what is wrong with it

    async def memory_back(self, model: str) -> None:
        """Return when a model that was unloaded is gone and its memory has come back."""
        free = await asyncio.to_thread(_free_bytes)
        until = monotonic() + GIVEN_UP_AFTER
        while monotonic() < until:
            await asyncio.sleep(LOOKED_AGAIN)
            now = await asyncio.to_thread(_free_bytes)
            await self._library.look_at_memory()
            gone = model not in {canonical(other.name) for other in self._library.loaded}
            if gone and now - free < STEADY:
                return
            free = now


def canonical(name: str) -> str:
    """One spelling for all ways to name a model; a name that is none stays as it is, for the host to refuse."""
    try:
        return ModelName.parse(name).short
    except Trouble:
        return name


def _free_bytes() -> int:
    """All memory that is free now, of whatever kind: what comes back shows in it."""
    here = runner_processes.measure_free_memory()
    return here.available + here.vram_free
