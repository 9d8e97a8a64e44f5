"""What services tell the window, as values.

Services run on the loop's thread and hand each event to one function, `EventSink`; the window's bridge is the only one
who listens. Here are those that any service tells; each package of services has its own in `events.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from teahouse.core.errors import Trouble
from teahouse.core.values import dataclass


@dataclass(frozen=True, slots=True)
class SavingEvent:
    """Whether all is saved, told when it changes. With `trouble` it is not: `waiting` says that there is something to
    be saved, in memory so far; `opened` False that the file could not even be opened."""

    trouble: Trouble | None = None
    waiting: bool = False
    opened: bool = True


@dataclass(frozen=True, slots=True)
class TroubleEvent:
    """Something else went wrong that a person should know about. `again` is the command that led to it, where giving it
    once more may help."""

    trouble: Trouble
    again: Callable[[Any], None] | None = None


EventSink = Callable[[object], None]  # takes the events of all services
