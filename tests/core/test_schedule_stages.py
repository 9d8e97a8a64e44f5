"""Merged schedules of several hosts: which steps run in parallel, and how they are described."""

from __future__ import annotations

import pytest

from teahouse.core.comparison import Mode
from teahouse.core.schedule import MemoryNeed, NeedSource, Schedule, ScheduleStep, Why, describe_merged, merge_schedules


def _plan(lanes: str, *, unload: str = "", why: Why = Why.ASKED) -> Schedule:
    """A step for each lane; before the first `unload` leaves."""
    steps = [ScheduleStep((lane,), (f"model-{lane}",), tuple(unload) if lane == lanes[0] else ()) for lane in lanes]
    return Schedule(tuple(steps), why, (MemoryNeed("model", 10, NeedSource.LOADED),), 30)


def _shape(plans: dict[str, Schedule], mode: Mode, local: str = "") -> list[str]:
    return [
        "".join(lane for part in stage for lane in part.step.lanes)
        for stage in merge_schedules(plans, mode, ["", *local])
    ]


@pytest.mark.parametrize(
    ("mode", "local", "stages"),
    [
        (Mode.AUTO, "", ["a", "b", "c", "d"]),
        (Mode.ONE_AFTER_ANOTHER, "", ["a", "b", "c", "d"]),
        (Mode.AT_ONCE, "x", ["ac", "bd"]),
        (Mode.AS_MANY_AS_FIT, "", ["ac", "bd"]),
        (Mode.AS_MANY_AS_FIT, "x", ["a", "b", "c", "d"]),
    ],
)
def test_hosts_take_turns_in_the_fair_way_and_where_they_share_a_computer(
    mode: Mode, local: str, stages: list[str]
) -> None:
    assert _shape({"": _plan("ab"), "x": _plan("cd")}, mode, local) == stages


def test_a_host_with_more_to_do_goes_on_alone_and_hosts_elsewhere_need_no_own_one() -> None:
    assert _shape({"": _plan("abc"), "x": _plan("d")}, Mode.AS_MANY_AS_FIT) == ["ad", "b", "c"]
    assert _shape({"x": _plan("ab"), "y": _plan("c")}, Mode.AS_MANY_AS_FIT) == ["ac", "b"]


def test_what_is_said_of_one_host_alone_is_its_own_plan() -> None:
    plans = {"": _plan("ab", unload="u", why=Why.MEMORY_HOLDS_ONE)}
    assert describe_merged(plans, Mode.AUTO, merge_schedules(plans, Mode.AUTO, [""])) == plans[""]


@pytest.mark.parametrize(
    ("mode", "why"),
    [
        (Mode.AUTO, Why.HOSTS_IN_TURN),
        (Mode.AS_MANY_AS_FIT, Why.HOSTS_TOGETHER),
        (Mode.AT_ONCE, Why.ASKED),
        (Mode.ONE_AFTER_ANOTHER, Why.ASKED),
    ],
)
def test_what_is_said_of_several_hosts_names_them_and_adds_nothing_up(mode: Mode, why: Why) -> None:
    plans = {"": _plan("a", unload="u"), "http://box:11434": _plan("b", unload="v")}
    found = describe_merged(plans, mode, merge_schedules(plans, mode, [""]))
    assert (found.why, found.needs, found.room) == (why, (), None)
    assert [name for step in found.steps for name in step.unload] == ["u", "v · box:11434"]
    assert [name for step in found.steps for name in step.models] == ["model-a", "model-b · box:11434"]
