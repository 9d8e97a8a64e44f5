from __future__ import annotations

from dataclasses import replace

import pytest

from teahouse.core.architecture import Architecture
from teahouse.core.catalogue import CacheGroup
from teahouse.core.core_rates import CORE_RATES, core_seconds
from teahouse.core.estimate import Speeds, expected_speed, token_bytes
from teahouse.core.fit import GIB, Computer, Fit, FitPlace, FitRoom, fit_model

DENSE = Architecture("qwen3", 5 * GIB, 5 * GIB, (CacheGroup(36, 2048),), width=4096, inner=12288)
EXPERTS = Architecture("qwen3moe", 17 * GIB, 2 * GIB, (CacheGroup(48, 1024),), width=2048, inner=6144)
MEMORY = Speeds(ram=40e9)


def gib(amount: float) -> FitRoom:
    return FitRoom(round(amount * GIB), round(amount * GIB))


def in_memory(model: Architecture) -> Fit:
    return fit_model(model, 4096, Computer(gib(64)))


def rate(model: Architecture, found: Fit, speeds: Speeds, filled: int = 0) -> float:
    guess = expected_speed(model, found, speeds, filled=filled)
    assert guess is not None
    assert 0 < guess.low < guess.likely < guess.high
    return guess.likely


def test_memory_read_for_a_token_bounds_the_rate() -> None:
    assert rate(DENSE, in_memory(DENSE), MEMORY) < 40e9 / DENSE.active
    doubled = rate(DENSE, in_memory(DENSE), Speeds(ram=80e9)) / rate(DENSE, in_memory(DENSE), MEMORY)
    assert 1.8 < doubled < 2


def test_experts_that_rest_cost_memory_but_no_time() -> None:
    assert in_memory(EXPERTS).need.total > in_memory(DENSE).need.total
    assert rate(EXPERTS, in_memory(EXPERTS), MEMORY) > rate(DENSE, in_memory(DENSE), MEMORY)


def test_a_full_context_slows_it_down() -> None:
    assert token_bytes(DENSE, 4096) == DENSE.active + 36 * 2048 * 4096 * 2
    assert rate(DENSE, in_memory(DENSE), MEMORY, filled=32768) < rate(DENSE, in_memory(DENSE), MEMORY)


def test_a_window_is_all_that_is_read_of_a_long_context() -> None:
    sliding = Architecture("gemma3", GIB, GIB, (CacheGroup(10, 512, 1024),))
    assert token_bytes(sliding, 100_000) == token_bytes(sliding, 1024)


def test_a_model_on_both_runs_between_the_two() -> None:
    speeds = Speeds(ram=40e9, gpu=500e9)
    gpu = fit_model(DENSE, 4096, Computer(gib(64), (gib(24),)))
    split = fit_model(DENSE, 4096, Computer(gib(64), (gib(4),)))
    assert (gpu.place, split.place) == (FitPlace.GPU, FitPlace.SPLIT)
    rates = [rate(DENSE, found, speeds) for found in (in_memory(DENSE), split, gpu)]
    assert rates == sorted(rates)
    assert rates[2] > 5 * rates[0]


def test_few_cores_limit_what_memory_would_allow() -> None:
    model = replace(DENSE, arithmetic=core_seconds("Q5_0", DENSE.active))
    reading = rate(model, in_memory(model), MEMORY)
    one, two, many = (rate(model, in_memory(model), replace(MEMORY, cores=cores)) for cores in (1, 2, 64))
    assert 1.7 < two / one < 1.9
    assert two < reading == many
    gpu = fit_model(model, 4096, Computer(gib(64), (gib(24),)))
    assert rate(model, gpu, Speeds(40e9, 500e9, 1)) == rate(model, gpu, Speeds(40e9, 500e9)), "a GPU needs no core"


@pytest.mark.parametrize(
    ("name", "kind"), [("Q4_K_M", "Q4_K"), ("q5_K_S", "Q5_K"), ("UD-IQ4_XS", "IQ4_XS"), ("", "Q4_K"), ("new", "Q4_K")]
)
def test_a_quantisation_takes_the_time_of_its_main_type(name: str, kind: str) -> None:
    assert core_seconds(name, 1e9) == 1e9 / CORE_RATES[kind]


def test_nothing_is_said_where_a_speed_is_not_known_or_it_does_not_fit() -> None:
    gpu = fit_model(DENSE, 4096, Computer(gib(64), (gib(24),)))
    split = fit_model(DENSE, 4096, Computer(gib(64), (gib(4),)))
    assert expected_speed(DENSE, gpu, MEMORY) is None
    assert expected_speed(DENSE, split, MEMORY) is None
    assert expected_speed(DENSE, in_memory(DENSE), Speeds()) is None
    assert expected_speed(DENSE, fit_model(DENSE, 4096, Computer(gib(1))), MEMORY) is None
