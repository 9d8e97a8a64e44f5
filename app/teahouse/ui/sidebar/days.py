"""Which group a conversation belongs to: pinned, later than today, today, yesterday, the last seven days, or its month.

Days are those of the person's calendar, from midnight to midnight, with the clock changes of their time zone.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo
from enum import Enum, auto
from math import inf

from teahouse.core.conversation import ConversationHead
from teahouse.core.values import dataclass


class Span(Enum):
    PINNED = auto()
    LATER = auto()  # dated after today: the clock was set back since
    TODAY = auto()
    YESTERDAY = auto()
    WEEK = auto()
    MONTH = auto()


@dataclass(frozen=True, slots=True)
class DayGroup:
    """A heading of the list; `year` and `month` are set for MONTH."""

    span: Span
    year: int = 0
    month: int = 0


@dataclass(frozen=True, slots=True)
class Calendar:
    """Where the days begin, in seconds since the epoch, as seen from one moment."""

    tomorrow: float
    today: float
    yesterday: float
    week: float
    zone: tzinfo | None

    @classmethod
    def at(cls, now: datetime) -> Calendar:
        """The calendar at a moment: of its time zone, or of this computer's when it names none."""

        def midnight(days: int) -> float:
            return datetime.combine(now.date() - timedelta(days), time(), now.tzinfo).timestamp()

        return cls(midnight(-1), midnight(0), midnight(1), midnight(7), now.tzinfo)

    def group(self, head: ConversationHead) -> DayGroup:
        """The group this conversation stands in."""
        if head.pinned:
            return DayGroup(Span.PINNED)
        if head.updated >= self.tomorrow:
            return DayGroup(Span.LATER)
        if head.updated >= self.today:
            return DayGroup(Span.TODAY)
        if head.updated >= self.yesterday:
            return DayGroup(Span.YESTERDAY)
        if head.updated >= self.week:
            return DayGroup(Span.WEEK)
        day = datetime.fromtimestamp(head.updated, self.zone)
        return DayGroup(Span.MONTH, day.year, day.month)

    def ceiling(self, group: DayGroup) -> float:
        """Where a group's time ends, in seconds since the epoch."""
        match group.span:
            case Span.PINNED | Span.LATER:
                return inf
            case Span.TODAY:
                return self.tomorrow
            case Span.YESTERDAY:
                return self.today
            case Span.WEEK:
                return self.yesterday
            case Span.MONTH:
                year, month = divmod(12 * group.year + group.month, 12)
                return min(self.week, datetime(year, month + 1, 1, tzinfo=self.zone).timestamp())
