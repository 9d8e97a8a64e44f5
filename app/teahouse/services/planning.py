"""Plans made from what is known of this computer now, and room made for their steps.

A model's need is what the daemon says of it while it is loaded, else what it took here before, else an estimate from
its file. What has left has not given its memory back at once: the next model is loaded only when it is really back,
or the first would be measured with the second's load.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from time import monotonic

from teahouse.core.comparison import Mode
from teahouse.core.errors import Trouble
from teahouse.core.model import ModelName
from teahouse.core.plan import Group, Need, NeedSource, Plan, Surroundings, plan
from teahouse.desktop import graphics, hardware
from teahouse.services.hosts import HostsService
from teahouse.services.library import HEADROOM, LibraryService

LOOKED_AGAIN = 0.2  # seconds
GIVEN_UP_AFTER = 15.0  # seconds: somebody else may be taking memory all the time
STEADY = 32 << 20  # bytes: less than this is not memory coming back


class Planner:
    def __init__(self, hosts: HostsService, library: LibraryService) -> None:
        self._hosts = hosts
        self._library = library

    async def plan(self, groups: Sequence[Group], mode: Mode) -> Plan:
        """The steps for these groups with memory as it is now; group models are `canonical` names."""
        await self._library.look_at_memory()
        loaded = {canonical(model.name): model.size for model in self._library.loaded}
        needs = {name: Need(name, size, NeedSource.LOADED) for name, size in loaded.items()}
        needs |= {group.model: self._need(group.model) for group in groups if group.model not in needs}
        free, accelerated = await asyncio.to_thread(_free) if self._hosts.is_local else (None, False)
        return plan(groups, mode, Surroundings(needs, tuple(loaded), free, accelerated))

    def _need(self, model: str) -> Need:
        usual = self._library.usual(model)
        if usual is not None and usual.memory:
            return Need(model, usual.memory, NeedSource.MEASURED)
        card = self._library.card(model)
        return Need(model, card.size + HEADROOM if card else 0, NeedSource.ESTIMATED)

    async def unload(self, model: str) -> None:
        """Have a model leave. One that is gone already has left."""
        named = next((other.name for other in self._library.loaded if canonical(other.name) == model), model)
        try:
            client = await self._hosts.client()
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


def _free() -> tuple[int | None, bool]:
    """Bytes that models may take now, and whether a GPU computes. On Macs memory is unified and always accelerated."""
    cards = graphics.graphics()
    if cards.total:
        return cards.free, True
    return hardware.memory().available, sys.platform == "darwin"


def _free_bytes() -> int:
    """All memory that is free now, of whatever kind: what comes back shows in it."""
    return hardware.memory().available + (graphics.graphics().free or 0)
