"""Events that any service posts; each package of services has its own in `events.py`.

Services run on the loop's thread and pass each event to one function, `EventSink`, which the window's bridge provides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from teahouse.core.errors import Trouble
from teahouse.core.values import dataclass


@dataclass(frozen=True, slots=True)
class SavingEvent:
    """Whether everything is saved; posted when that changes. With `trouble` it is not: `waiting` is whether writes wait
    in memory, `opened` whether the file could be opened."""

    trouble: Trouble | None = None
    waiting: bool = False
    opened: bool = True


@dataclass(frozen=True, slots=True)
class TroubleEvent:
    """A failure without an event of its own. `again` is the failed command where repeating it may help."""

    trouble: Trouble
    again: Callable[[Any], None] | None = None


EventSink = Callable[[object], None]  # takes the events of all services
