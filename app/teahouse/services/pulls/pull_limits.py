"""When pulls may run, and how many bytes a second the built-in engine may pull."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from teahouse.core.pull_schedule import PullSchedule
from teahouse.core.settings import Settings
from teahouse.core.values import dataclass

LONGEST_SLEEP = 30.0  # seconds until the clock is read again: it may be set, and timers stop while a computer sleeps


@dataclass(frozen=True, slots=True)
class PullLimits:
    """`rate` is bytes a second, 0 for no limit; `schedule` None is always."""

    rate: int = 0
    schedule: PullSchedule | None = None

    @classmethod
    def of(cls, settings: Settings) -> Self:
        schedule = PullSchedule(settings.pull_begin, settings.pull_end) if settings.pull_schedule else None
        return cls(settings.pull_rate, schedule)

    def find_opening(self) -> float | None:
        """When pulls may run again, seconds since the epoch; None while they may."""
        now = datetime.now()
        if self.schedule is None or self.schedule.is_open(now):
            return None
        return self.schedule.next_opening(now).timestamp()
