"""One model in memory, or on its way there, as the scheduler knows it; and how long it stays after its last use.

That is a number of seconds or a Go duration, negative for ever. Source of the forms and of the error texts: Go's
`time.ParseDuration` and what an Ollama 0.33 answered.
"""

from __future__ import annotations

import asyncio
import math
import re
import time
from dataclasses import field

from teahouse.core.fit import Need
from teahouse.core.values import dataclass
from teahouse.engine.errors import ApiError
from teahouse.engine.loader import LoadOptions
from teahouse.engine.models import Model
from teahouse.engine.runner import Runner

DEFAULT = 300.0
FOREVER = math.inf
_LONGEST = (1 << 63) / 1e9  # Go's longest duration, 292 years

_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_PART = re.compile(r"(\d+\.?\d*|\.\d+)([^\d.]*)")


def seconds(value: object) -> float | None:
    """Seconds to keep a model, `FOREVER` for a negative number or one beyond Go's, None when nothing was asked.

    Raises `ApiError` 400 with Go's wording for anything that is neither a number nor a duration.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ApiError(400, f"Unsupported type: '{_go_type(value)}'")
    number = _duration(value) if isinstance(value, str) else float(value)
    return FOREVER if number < 0 or number >= _LONGEST else number


def _duration(text: str) -> float:
    """Seconds of a Go duration such as "1h30m", "-1s", "0"."""
    quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    body = text[1:] if text[:1] in ("-", "+") else text
    if body == "0":
        return 0.0
    if not body:
        raise ApiError(400, f"time: invalid duration {quoted}")
    total, position = 0.0, 0
    while position < len(body):
        part = _PART.match(body, position)
        if part is None:
            raise ApiError(400, f"time: invalid duration {quoted}")
        if not part[2]:
            raise ApiError(400, f"time: missing unit in duration {quoted}")
        if part[2] not in _UNITS:
            raise ApiError(400, f'time: unknown unit "{part[2]}" in duration {quoted}')
        total += float(part[1]) * _UNITS[part[2]]
        position = part.end()
    if total >= _LONGEST:
        raise ApiError(400, f"time: invalid duration {quoted}")
    return -total if text[0] == "-" else total


def _go_type(value: object) -> str:
    return {bool: "bool", list: "[]interface {}", dict: "map[string]interface {}"}.get(type(value), "unknown")


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

    def serves_options(self, plan: LoadOptions) -> bool:
        """Whether it does for who asks for `load_options`."""
        return not self.broken and self.plan.serves_options(plan)

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
