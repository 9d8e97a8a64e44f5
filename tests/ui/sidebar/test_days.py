"""Conversations are listed below their day in the person's calendar."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo

import pytest

from teahouse.core.conversation import ConversationHead
from teahouse.ui.sidebar.conversations import Calendar, ConversationsModel, DayGroup, Span

TOKYO = timezone(timedelta(hours=9))
NEW_YORK = timezone(timedelta(hours=-5))


class SpringForward(tzinfo):
    """A zone whose clock went from 02:00 to 03:00 on 29 March 2026: that day had 23 hours."""

    def utcoffset(self, moment):
        return timedelta(hours=1) + self.dst(moment)

    def dst(self, moment):
        return timedelta(hours=1) if moment.replace(tzinfo=None) >= datetime(2026, 3, 29, 2) else timedelta(0)


def head(moment, *, pinned=False, id="a"):
    return ConversationHead(id, "title", 0.0, moment.timestamp(), pinned)


def rows(heads, now):
    """The rows that the list has for these."""
    model = ConversationsModel(lambda: now)
    model.show_heads(heads)
    return model._rows


def group(moment, now):
    return Calendar.at(now).group(head(moment)).span


def test_midnight_parts_the_days():
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert group(datetime(2026, 11, 23, 0, 0, tzinfo=UTC), now) is Span.TODAY
    assert group(datetime(2026, 11, 22, 23, 59, 59, tzinfo=UTC), now) is Span.YESTERDAY
    assert group(datetime(2026, 11, 22, 0, 0, tzinfo=UTC), now) is Span.YESTERDAY
    assert group(datetime(2026, 11, 21, 23, 59, 59, tzinfo=UTC), now) is Span.WEEK
    assert group(datetime(2026, 11, 16, 0, 0, tzinfo=UTC), now) is Span.WEEK
    assert group(datetime(2026, 11, 15, 23, 59, 59, tzinfo=UTC), now) is Span.MONTH


def test_one_moment_belongs_to_different_days_in_different_zones():
    moment = datetime(2026, 11, 22, 18, tzinfo=UTC)  # 03:00 on the 23rd in Tokyo, 13:00 on the 22nd in New York
    now = datetime(2026, 11, 23, 13, tzinfo=UTC)
    assert group(moment, now.astimezone(TOKYO)) is Span.TODAY
    assert group(moment, now.astimezone(NEW_YORK)) is Span.YESTERDAY


def test_a_day_of_23_hours_is_still_one_day():
    zone = SpringForward()
    now = datetime(2026, 3, 29, 12, tzinfo=zone)
    assert group(datetime(2026, 3, 29, 0, 0, tzinfo=zone), now) is Span.TODAY
    assert group(datetime(2026, 3, 28, 23, 59, tzinfo=zone), now) is Span.YESTERDAY
    assert group(datetime(2026, 3, 28, 0, 0, tzinfo=zone), datetime(2026, 3, 29, 12, tzinfo=zone)) is Span.YESTERDAY


def test_older_ones_stand_below_their_month_across_the_turn_of_the_year():
    calendar = Calendar.at(datetime(2026, 1, 10, tzinfo=UTC))
    assert calendar.group(head(datetime(2025, 12, 31, tzinfo=UTC))) == DayGroup(Span.MONTH, 2025, 12)
    assert calendar.group(head(datetime(2026, 1, 1, tzinfo=UTC))) == DayGroup(Span.MONTH, 2026, 1)


def test_a_conversation_dated_after_today_is_not_called_todays():
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert group(datetime(2026, 11, 23, 23, 59, 59, tzinfo=UTC), now) is Span.TODAY  # a clock may be some hours off
    for later in (timedelta(hours=12), timedelta(days=3), timedelta(days=4000)):
        assert group(now + later, now) is Span.LATER
        assert group(now + later, now + later) is Span.TODAY  # once that day has come


def test_what_is_dated_after_today_stands_first_below_a_heading_of_its_own():
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    heads = [head(now, id="now"), head(now + timedelta(days=2), id="soon"), head(now + timedelta(days=900), id="late")]
    found = rows(heads, now)
    names = [row.id if isinstance(row, ConversationHead) else row.span for row in found]
    assert names == [Span.LATER, "late", "soon", Span.TODAY, "now"]


def test_this_computers_own_zone_is_taken_when_none_is_named():
    now = datetime(2026, 11, 23, 12)
    assert Calendar.at(now).group(head(now.replace(hour=0))).span is Span.TODAY
    assert Calendar.at(now).group(head(now - timedelta(hours=12, seconds=1))).span is Span.YESTERDAY


def test_rows_are_pinned_first_then_newest_first_each_below_one_heading():
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    heads = [
        head(now - timedelta(days=1), id="yesterday"),
        head(now - timedelta(days=400), id="old, pinned", pinned=True),
        head(now, id="newest"),
        head(now - timedelta(hours=1), id="earlier"),
    ]
    found = rows(heads, now)
    names = [row.id if isinstance(row, ConversationHead) else row.span for row in found]
    assert names == [
        Span.PINNED, "old, pinned", Span.TODAY, "newest", "earlier", Span.YESTERDAY, "yesterday",
    ]  # fmt: skip


def test_rows_stand_where_the_calendar_puts_each_of_them():
    now = datetime(2026, 3, 29, 12, tzinfo=SpringForward())
    calendar = Calendar.at(now)
    heads = [head(datetime(2026, 3, 29, 11, tzinfo=UTC) - timedelta(hours=7 * n), id=f"{n}") for n in range(400)]
    group = None
    for row in rows(reversed(heads), now):
        if isinstance(row, DayGroup):
            assert row != group
            group = row
        else:
            assert calendar.group(row) == group


@pytest.mark.parametrize("count", [0, 1])
def test_few_heads_need_few_rows(count):
    now = datetime(2026, 11, 23, tzinfo=UTC)
    assert len(rows([head(now)] * count, now)) == 2 * count
