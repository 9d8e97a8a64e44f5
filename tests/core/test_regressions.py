"""Where a model became slower or faster, and what changed then."""

from __future__ import annotations

from teahouse.core.run import RunPoint, find_regressions

OLD, NEW_DAEMON, NEW_DRIVER = ("0.33.0", "550", "ab"), ("0.34.0", "550", "ab"), ("0.33.0", "560", "ab")


def _points(rate: float | None, setting: tuple[str, str, str], start: float, count: int = 5) -> list[RunPoint]:
    return [RunPoint("m", start + at, rate, None, None, None, setting) for at in range(count)]


def test_a_daemon_that_made_it_slower_is_named() -> None:
    (found,) = find_regressions(_points(20.0, OLD, 0.0) + _points(15.0, NEW_DAEMON, 10.0))
    assert (found.at, found.before, found.after, found.changed) == (10.0, 20.0, 15.0, ("daemon",))
    assert found.ratio == 0.75


def test_a_driver_that_made_it_faster_is_named() -> None:
    (found,) = find_regressions(_points(20.0, OLD, 0.0) + _points(30.0, NEW_DRIVER, 10.0))
    assert (found.changed, found.ratio) == (("driver",), 1.5)


def test_a_change_that_changed_nothing_is_none() -> None:
    assert find_regressions(_points(20.0, OLD, 0.0) + _points(21.0, NEW_DAEMON, 10.0)) == ()


def test_slower_without_a_change_is_none() -> None:
    assert find_regressions(_points(20.0, OLD, 0.0) + _points(10.0, OLD, 10.0)) == ()


def test_two_runs_say_nothing() -> None:
    assert find_regressions(_points(20.0, OLD, 0.0) + _points(10.0, NEW_DAEMON, 10.0, count=2)) == ()


def test_runs_without_a_rate_do_not_count() -> None:
    assert find_regressions(_points(20.0, OLD, 0.0) + _points(None, NEW_DAEMON, 10.0)) == ()


def test_models_are_not_held_against_each_other() -> None:
    other = [RunPoint("n", 10.0 + at, 5.0, None, None, None, NEW_DAEMON) for at in range(5)]
    assert find_regressions(_points(20.0, OLD, 0.0) + other) == ()


def test_hosts_are_not_held_against_each_other() -> None:
    here = [RunPoint("a", float(at), 20.0, None, None, None, ("0.14", "", "")) for at in range(6)]
    there = [RunPoint("a", at + 0.5, 60.0, None, None, None, ("0.13", "", ""), host="far:11434") for at in range(6)]
    mixed = sorted([*here, *there], key=lambda point: point.created)
    assert find_regressions(mixed) == ()
