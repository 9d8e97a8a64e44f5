"""Where a model fits: on one GPU, on several, in memory, nowhere; now, and after unloading other models."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teahouse.core.architecture import Architecture
from teahouse.core.catalogue import CacheGroup
from teahouse.core.fit import GIB, STEP, Computer, FitPlace, FitRoom, fit_model, largest_context, memory_need

EIGHT = Architecture("qwen3", 5 * GIB, 5 * GIB, (CacheGroup(36, 2048),), context=40960, width=4096, inner=12288)


def gib(amount: float) -> FitRoom:
    return FitRoom(round(amount * GIB), round(amount * GIB))


@pytest.mark.parametrize(
    ("computer", "place"),
    [
        (Computer(gib(32), (gib(24),)), FitPlace.GPU),
        (Computer(gib(32), (gib(4),)), FitPlace.SPLIT),
        (Computer(gib(32), (gib(0.5),)), FitPlace.RAM),
        (Computer(gib(32)), FitPlace.RAM),
        (Computer(gib(4)), FitPlace.NOWHERE),
        (Computer(gib(4), (gib(8),)), FitPlace.GPU),
        (Computer(gib(1), (gib(2),)), FitPlace.NOWHERE),
        (Computer(gib(16), shared=gib(12)), FitPlace.GPU),
        (Computer(gib(8), shared=gib(6)), FitPlace.RAM),
        (Computer(gib(4), (gib(4), gib(4))), FitPlace.GPU),
    ],
)
def test_a_model_of_five_gigabytes_finds_its_place(computer: Computer, place: FitPlace) -> None:
    found = fit_model(EIGHT, 4096, computer)
    assert found.place is place
    assert found.fits is (place is not FitPlace.NOWHERE)
    assert found.on_gpu + found.in_ram == found.need.total


def test_what_it_needs_there_has_a_driver_beside_it_only_where_a_gpu_helps() -> None:
    helped, alone = memory_need(EIGHT, 4096, gpu=True), memory_need(EIGHT, 4096, gpu=False)
    assert helped.total > alone.total
    assert fit_model(EIGHT, 4096, Computer(gib(32))).need == alone
    assert fit_model(EIGHT, 4096, Computer(gib(4), (gib(8),))).need == helped
    assert fit_model(EIGHT, 4096, Computer(gib(32), (gib(2),))).need == helped


def test_memory_a_gpu_shares_is_counted_once() -> None:
    both = Computer(gib(5), shared=gib(5))
    assert fit_model(EIGHT, 4096, both).place is FitPlace.NOWHERE
    assert both.room_in(FitPlace.SPLIT, after=True) == 0


def test_a_second_gpu_costs_a_driver_of_its_own() -> None:
    one, two = Computer(gib(0), (gib(8),)), Computer(gib(0), (gib(4), gib(4)))
    assert two.gpu_room(after=True) < one.gpu_room(after=True)


def test_what_must_leave_first_is_said() -> None:
    computer = Computer(FitRoom(now=2 * GIB, after=12 * GIB))
    found = fit_model(EIGHT, 4096, computer)
    assert (found.now, found.place, found.must_unload) == (FitPlace.NOWHERE, FitPlace.RAM, True)
    assert found.free == 12 * GIB
    assert not fit_model(EIGHT, 4096, Computer(gib(12))).must_unload


def test_nothing_leaves_where_it_would_not_help() -> None:
    computer = Computer(FitRoom(now=10 * GIB, after=12 * GIB))
    assert fit_model(EIGHT, 4096, computer).now is FitPlace.RAM
    assert not fit_model(EIGHT, 4096, computer).must_unload


def test_a_model_moves_to_the_gpu_once_that_is_free() -> None:
    computer = Computer(gib(32), (FitRoom(now=2 * GIB, after=16 * GIB),))
    found = fit_model(EIGHT, 4096, computer)
    assert (found.now, found.place) == (FitPlace.SPLIT, FitPlace.GPU)


def test_tight_is_said_before_it_is_too_big() -> None:
    needed = memory_need(EIGHT, 4096).total
    for free, tight, fits in (
        (needed * 2, False, True),
        (round(needed * 1.05), True, True),
        (needed - 1, False, False),
    ):
        found = fit_model(EIGHT, 4096, Computer(FitRoom(free, free)))
        assert (found.tight, found.fits) == (tight, fits)


def test_how_much_is_missing_is_said() -> None:
    found = fit_model(EIGHT, 4096, Computer(gib(4)))
    assert found.missing == found.need.total - 4 * GIB
    assert found.free == 4 * GIB


def test_a_learned_figure_takes_the_place_of_the_predicted_one() -> None:
    computer = Computer(gib(32))
    predicted = fit_model(EIGHT, 4096, computer)
    learned = fit_model(EIGHT, 4096, computer, correct=lambda shown: shown + GIB)
    assert learned.need.total == predicted.need.total + GIB
    assert learned.need.cache == predicted.need.cache


def test_the_largest_context_stays_where_it_is_and_one_step_more_does_not() -> None:
    computer = Computer(gib(64), (gib(8),))
    largest = largest_context(EIGHT, computer, FitPlace.GPU)
    assert 0 < largest < 40960
    assert largest % STEP == 0
    assert fit_model(EIGHT, largest, computer).place is FitPlace.GPU
    assert fit_model(EIGHT, largest + STEP, computer).place is FitPlace.SPLIT


def test_the_largest_context_is_never_more_than_the_trained_one() -> None:
    assert largest_context(EIGHT, Computer(gib(900)), FitPlace.RAM) == 40960


def test_there_is_no_context_where_the_weights_alone_are_too_much() -> None:
    assert largest_context(EIGHT, Computer(gib(3)), FitPlace.RAM) == 0
    assert largest_context(EIGHT, Computer(gib(64)), FitPlace.GPU) == 0


_ROOMS = st.builds(lambda now, more: FitRoom(now, now + more), st.integers(0, 64 * GIB), st.integers(0, 32 * GIB))
_COMPUTERS = st.builds(Computer, _ROOMS, st.lists(_ROOMS, max_size=3).map(tuple))


@given(computer=_COMPUTERS, context=st.integers(1, 200_000), more=st.integers(0, 200_000))
def test_a_longer_context_never_finds_a_better_place(computer: Computer, context: int, more: int) -> None:
    order = list(FitPlace)
    assert order.index(fit_model(EIGHT, context, computer).place) <= order.index(
        fit_model(EIGHT, context + more, computer).place
    )


@given(computer=_COMPUTERS, context=st.integers(1, 200_000))
def test_bytes_add_up_and_fit_where_they_are_put(computer: Computer, context: int) -> None:
    found = fit_model(EIGHT, context, computer)
    assert found.on_gpu + found.in_ram == found.need.total
    if found.fits:
        assert found.need.total <= found.free
        assert found.on_gpu <= computer.gpu_room(after=True)
        assert found.missing == 0
    else:
        assert found.missing > 0
