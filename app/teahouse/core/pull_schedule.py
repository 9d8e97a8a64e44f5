"""The hours of the day in which models are pulled."""

from __future__ import annotations

from datetime import datetime, timedelta

from teahouse.core.values import dataclass

MINUTES_OF_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class PullSchedule:
    """A window of every day, in minutes since midnight of the local time: from `begin` up to `end`, on the next day
    where that is not after `begin`. Equal ones are the whole day."""

    begin: int
    end: int

    def is_open(self, now: datetime) -> bool:
        """Whether pulls may run at a local time."""
        length = (self.end - self.begin) % MINUTES_OF_DAY or MINUTES_OF_DAY
        return (now.hour * 60 + now.minute - self.begin) % MINUTES_OF_DAY < length

    def next_opening(self, now: datetime) -> datetime:
        """When the window opens the next time after a local time outside it."""
        opening = now.replace(hour=self.begin // 60, minute=self.begin % 60, second=0, microsecond=0)
        return opening if opening > now else opening + timedelta(days=1)
