"""Which version is newer."""

from __future__ import annotations

import pytest

from teahouse import __version__
from teahouse.core.errors import Problem
from teahouse.core.releases import Release, find_refusal, is_newer, read_release, timestamp

DAY = 86_400.0


@pytest.mark.parametrize(
    ("version", "than", "expected"),
    [
        ("0.2.0", "0.1.0", True),
        ("0.10.0", "0.9.9", True),
        ("1.0.0", "0.99.99", True),
        ("0.1.0", "0.1.0", False),
        ("0.0.9", "0.1.0", False),
    ],
)
def test_versions_are_compared_as_numbers(version: str, than: str, expected: bool) -> None:
    assert is_newer(version, than) is expected


def test_this_version_can_be_compared() -> None:
    assert is_newer("999.0.0", __version__)


def test_what_a_later_teahouse_adds_is_passed_over() -> None:
    dates = '"published": "2026-01-01T00:00:00Z", "expires": "2026-06-30T00:00:00Z"'
    text = f'{{"version": "1.2.3", "page": "https://example.org", {dates}, "mood": "good"}}'
    assert read_release(text.encode()).version == "1.2.3"


def of(version: str, published: float, expires: float = 1000.0) -> Release:
    return Release(version, "https://example.org", published * DAY, expires * DAY)


@pytest.mark.parametrize(
    ("release", "seen", "today", "expected"),
    [
        (of("1.0.0", 10), None, 20, None),
        (of("1.0.0", 10), of("1.0.0", 10), 20, None),
        (of("1.0.0", 12), of("1.0.0", 10), 20, None),  # signed again
        (of("1.1.0", 12), of("1.0.0", 10), 20, None),
        (of("1.0.0", 12), of("1.1.0", 10), 20, Problem.RELEASES_OUTDATED),
        (of("1.0.0", 9), of("1.0.0", 10), 20, Problem.RELEASES_OUTDATED),
        (of("1.1.0", 9), of("1.0.0", 10), 20, Problem.RELEASES_OUTDATED),
        (of("1.0.0", 10, 30), None, 29, None),
        (of("1.0.0", 10, 30), None, 30, Problem.RELEASES_EXPIRED),
        (of("1.0.0", 10, 30), of("1.0.0", 10, 30), 40, Problem.RELEASES_EXPIRED),
        (of("1.0.0", 50, 60), of("1.0.0", 10, 30), 20, None),  # a clock that is slow hides no news
        (of("1.0.0", 10), None, 5, None),
        (of("1.1.0", 40, 41), of("1.0.0", 40), 1, None),
    ],
)
def test_old_and_expired_news_is_refused(
    release: Release, seen: Release | None, today: float, expected: Problem | None
) -> None:
    assert find_refusal(release, seen, today * DAY) is expected


def test_a_clock_that_was_set_back_makes_no_expired_news_valid() -> None:
    seen = of("1.0.0", 40, 60)
    assert (
        find_refusal(Release("1.0.0", "https://example.org", 40 * DAY, 40 * DAY), seen, 1) is Problem.RELEASES_EXPIRED
    )


def test_times_are_written_as_they_are_read() -> None:
    assert timestamp(0) == "1970-01-01T00:00:00Z"
