"""Which lanes run when, and which models are unloaded for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teahouse.core.comparison import Mode
from teahouse.core.schedule import (
    LaneGroup,
    MemoryNeed,
    NeedSource,
    Schedule,
    ScheduleStep,
    Surroundings,
    Why,
    plan_schedule,
)


def _around(free: int | None, loaded: str = "", *, gpu: bool = True, **sizes: int) -> Surroundings:
    needs = {name: MemoryNeed(name, size, NeedSource.MEASURED) for name, size in sizes.items()}
    return Surroundings(needs, tuple(loaded), free, gpu)


def _groups(models: str) -> list[LaneGroup]:
    return [LaneGroup(model, (f"lane-{model}",)) for model in models]


def _shape(found: Schedule) -> list[tuple[str, str]]:
    return [("".join(step.models), "".join(step.unload)) for step in found.steps]


def test_one_after_another_is_one_step_each_and_unloads_nothing_while_there_is_room() -> None:
    found = plan_schedule(_groups("abc"), Mode.ONE_AFTER_ANOTHER, _around(30, a=10, b=10, c=10))
    assert _shape(found) == [("a", ""), ("b", ""), ("c", "")]
    assert (found.why, found.room) == (Why.ASKED, 30)


def test_where_memory_holds_one_each_leaves_for_the_next() -> None:
    found = plan_schedule(_groups("abc"), Mode.ONE_AFTER_ANOTHER, _around(12, a=10, b=10, c=10))
    assert _shape(found) == [("a", ""), ("b", "a"), ("c", "b")]


def test_a_model_that_is_loaded_comes_first_and_is_not_loaded_again() -> None:
    found = plan_schedule(_groups("abc"), Mode.ONE_AFTER_ANOTHER, _around(2, "c", a=10, b=10, c=10))
    assert _shape(found) == [("c", ""), ("a", "c"), ("b", "a")]


def test_what_is_not_compared_leaves_before_what_is_needed_later() -> None:
    found = plan_schedule(_groups("ab"), Mode.ONE_AFTER_ANOTHER, _around(0, "bx", a=10, b=10, x=10))
    assert _shape(found) == [("b", ""), ("a", "x")]


def test_as_many_as_fit_packs_them_in_order() -> None:
    found = plan_schedule(_groups("abcd"), Mode.AS_MANY_AS_FIT, _around(25, a=10, b=10, c=10, d=10))
    assert _shape(found) == [("ab", ""), ("cd", "ab")]
    assert found.why is Why.MEMORY_HOLDS_SOME


@pytest.mark.parametrize(
    ("free", "steps", "why"),
    [(30, 1, Why.ALL_FIT), (15, 3, Why.MEMORY_HOLDS_ONE), (None, 3, Why.UNKNOWN), (1, 3, Why.MEMORY_HOLDS_ONE)],
)
def test_as_many_as_fit_says_why(free: int | None, steps: int, why: Why) -> None:
    found = plan_schedule(_groups("abc"), Mode.AS_MANY_AS_FIT, _around(free, a=10, b=10, c=10))
    assert (len(found.steps), found.why) == (steps, why)


@pytest.mark.parametrize(
    ("free", "gpu", "steps", "why"),
    [
        (30, True, 1, Why.ALL_FIT),
        (30, False, 3, Why.PROCESSOR),
        (12, True, 3, Why.MEMORY_HOLDS_ONE),
        (20, True, 3, Why.MEMORY_HOLDS_SOME),
        (None, True, 3, Why.UNKNOWN),
    ],
)
def test_without_a_mode_the_fair_one_is_chosen(free: int | None, gpu: bool, steps: int, why: Why) -> None:
    found = plan_schedule(_groups("abc"), Mode.AUTO, _around(free, gpu=gpu, a=10, b=10, c=10))
    assert (len(found.steps), found.why) == (steps, why)


def test_at_once_is_one_step_whatever_there_is_room_for() -> None:
    found = plan_schedule(_groups("abc"), Mode.AT_ONCE, _around(5, "x", a=10, b=10, c=10, x=10))
    assert found.steps == (ScheduleStep(("lane-a", "lane-b", "lane-c"), ("a", "b", "c"), ("x",)),)


@given(
    sizes=st.lists(st.integers(1, 20), min_size=1, max_size=6),
    loaded=st.integers(0, 6),
    free=st.integers(0, 60),
    mode=st.sampled_from(Mode),
)
def test_every_lane_runs_once_and_only_what_is_loaded_leaves(
    sizes: list[int], loaded: int, free: int, mode: Mode
) -> None:
    names = "abcdef"[: len(sizes)]
    around = _around(free, names[:loaded], **dict(zip(names, sizes, strict=True)))
    found = plan_schedule(_groups(names), mode, around)
    assert sorted(lane for step in found.steps for lane in step.lanes) == [f"lane-{name}" for name in names]
    held = set(around.loaded)
    for step in found.steps:
        assert set(step.unload) <= held
        assert not set(step.unload) & set(step.models)
        held = (held - set(step.unload)) | set(step.models)
