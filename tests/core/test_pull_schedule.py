"""The hours in which models are pulled."""

from datetime import datetime, timedelta

import pytest

from teahouse.core.pull_schedule import MINUTES_OF_DAY, PullSchedule

MIDNIGHT = datetime(2026, 11, 30)


@pytest.mark.parametrize(
    ("begin", "end", "open_at", "closed_at"),
    [
        (60, 120, ("01:00", "01:59"), ("00:59", "02:00", "23:59")),
        (22 * 60, 7 * 60, ("22:00", "23:59", "00:00", "06:59"), ("07:00", "21:59", "12:00")),
        (0, 0, ("00:00", "12:00", "23:59"), ()),
    ],
)
def test_a_window_may_go_over_midnight(
    begin: int, end: int, open_at: tuple[str, ...], closed_at: tuple[str, ...]
) -> None:
    schedule = PullSchedule(begin, end)

    def is_open(text: str) -> bool:
        return schedule.is_open(datetime.fromisoformat(f"2026-11-30T{text}:30"))

    assert [text for text in (*open_at, *closed_at) if is_open(text)] == list(open_at)


def test_the_next_opening_is_the_first_open_minute_for_every_window_and_time() -> None:
    for begin in range(0, MINUTES_OF_DAY, 97):
        for end in range(0, MINUTES_OF_DAY, 89):
            schedule = PullSchedule(begin, end)
            for minute in range(0, MINUTES_OF_DAY, 61):
                now = MIDNIGHT + timedelta(minutes=minute, seconds=17)
                if schedule.is_open(now):
                    continue
                opening = schedule.next_opening(now)
                assert now < opening <= now + timedelta(days=1)
                assert schedule.is_open(opening)
                assert not schedule.is_open(opening - timedelta(minutes=1))
