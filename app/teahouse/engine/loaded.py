"""One model in memory, or on its way there: what the scheduler knows of it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import field

from teahouse.core.fit import Need
from teahouse.core.values import dataclass
from teahouse.engine.keepalive import DEFAULT
from teahouse.engine.load_options import LoadOptions
from teahouse.engine.models import Model
from teahouse.engine.runner import Runner


@dataclass(slots=True, eq=False)
class Loaded:
    """`load` ends with its runner; `refs`: leases on it; `expires`: loop time, None while it is in use."""

    key: str
    model: Model
    plan: LoadOptions
    need: Need
    load: asyncio.Task[Runner]
    keep_alive: float = DEFAULT
    refs: int = 0
    expires: float | None = None
    last_used: float = 0.0
    broken: bool = False
    slot: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))

    @property
    def runner(self) -> Runner | None:
        """The runner once it serves."""
        ready = self.load.done() and not self.load.cancelled() and self.load.exception() is None
        return self.load.result() if ready else None

    @property
    def size(self) -> int:
        return (self.runner.size if self.runner else 0) or self.need.shown

    def serves(self, plan: LoadOptions) -> bool:
        """Whether it does for who asks for `load_options`."""
        return not self.broken and self.plan.serves(plan)

    def expires_at(self, now: float) -> float:
        """Seconds since 1970 at which it leaves if nobody uses it again; inf for never."""
        left = self.keep_alive if self.expires is None else self.expires - now
        return time.time() + left


async def end(entry: Loaded) -> None:
    """Wait for the load's end, then end its process."""
    await asyncio.wait({entry.load})
    runner = entry.runner
    if runner is not None:
        await runner.stop()


def key_of(model: Model) -> str:
    """Models that share file, projector and template share a runner, whatever their names."""
    return "\n".join([str(model.file), *map(str, model.projectors), model.template or ""])
