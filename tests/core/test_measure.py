from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teahouse.core.measure import MIN_SECONDS, MIN_TOKENS, Counters, Figures, Meter, median, rate, spread

RECORDINGS = Path(__file__).parent.parent / "fixtures" / "recordings"


def _recorded(name: str) -> Counters:
    last = json.loads((RECORDINGS / name).read_text(encoding="utf-8").splitlines()[-1])
    return Counters(**{item.name: last[item.name] for item in fields(Counters) if item.name in last})


def test_the_figures_of_a_recorded_reply_are_those_its_last_line_counts() -> None:
    counters = _recorded("chat-stream.ndjson")
    meter = Meter(sent=100.0)
    meter.count_piece(104.5, thinking=False)
    figures = meter.build_figures(counters, ended=111.0)
    assert figures.generation_rate == pytest.approx(54 / 6.788001)
    assert figures.prompt_rate == pytest.approx(37 / 1.576136)
    assert figures.load == pytest.approx(2.879844951)
    assert figures.total == pytest.approx(11.247136266)
    assert (figures.tokens, figures.prompt_tokens, figures.context_used) == (54, 37, 91)
    assert figures.first_word == pytest.approx(4.5)
    assert not figures.measured_here


@pytest.mark.parametrize(
    ("tokens", "seconds"),
    [(MIN_TOKENS - 1, 1.0), (1000, MIN_SECONDS * 0.99), (None, 1.0), (1000, None), (0, 0.0), (-5, 1.0), (1000, 0.0)],
)
def test_too_little_gives_no_rate(tokens: int | None, seconds: float | None) -> None:
    assert rate(tokens, seconds) is None


def test_just_enough_gives_a_rate() -> None:
    assert rate(MIN_TOKENS, MIN_SECONDS) == pytest.approx(MIN_TOKENS / MIN_SECONDS)


@given(tokens=st.integers(), seconds=st.floats(allow_nan=False))
def test_no_rate_is_ever_absurd(tokens: int, seconds: float) -> None:
    found = rate(tokens, seconds)
    assert found is None or 0 <= found <= tokens / MIN_SECONDS


def test_cached_prompt_tokens_were_not_read() -> None:
    figures = Meter(0.0).build_figures(
        Counters(prompt_eval_count=1000, prompt_eval_cached_count=900, prompt_eval_duration=10**9, eval_count=1), 1.0
    )
    assert figures.prompt_rate == pytest.approx(100.0)
    assert (figures.prompt_tokens, figures.context_used) == (1000, 1001)


def test_a_prompt_from_the_cache_has_no_speed() -> None:
    counters = Counters(prompt_eval_count=1000, prompt_eval_cached_count=999, prompt_eval_duration=10**9)
    assert Meter(0.0).build_figures(counters, 1.0).prompt_rate is None


def test_a_stopped_reply_is_measured_here_from_its_first_piece_to_its_last() -> None:
    meter = Meter(sent=10.0)
    for piece in range(21):
        meter.count_piece(12.0 + piece * 0.1, thinking=False)
    figures = meter.build_figures(None, ended=20.0)
    assert figures.generation_rate == pytest.approx(10.0)
    assert (figures.tokens, figures.first_word, figures.total) == (21, 2.0, 10.0)
    assert figures.measured_here
    assert figures.prompt_rate is None


def test_thinking_and_answer_have_their_own_first_words() -> None:
    meter = Meter(sent=0.0)
    meter.count_piece(1.0, thinking=True)
    meter.count_piece(2.0, thinking=True)
    assert meter.thinking_seconds(now=3.0) == 2.0
    meter.count_piece(4.0, thinking=False)
    figures = meter.build_figures(None, ended=5.0)
    assert (figures.first_word, figures.first_answer, figures.thinking_seconds) == (1.0, 4.0, 3.0)


def test_a_reply_stopped_while_it_thought_has_thought_until_its_last_piece() -> None:
    meter = Meter(sent=-3.0)
    meter.count_piece(-2.0, thinking=True)
    meter.count_piece(0.0, thinking=True)  # a clock may well show zero
    figures = meter.build_figures(None, ended=9.0)
    assert figures.thinking_seconds == 2.0
    assert figures.first_answer is None


def test_nothing_that_arrived_gives_no_figures_but_the_time_it_took() -> None:
    figures = Meter(sent=1.0).build_figures(None, ended=3.0)
    assert (figures.tokens, figures.first_word, figures.generation_rate, figures.total) == (None, None, None, 2.0)


def test_counters_a_daemon_left_out_are_unknown_not_zero() -> None:
    figures = Meter(0.0).build_figures(Counters(eval_count=20, eval_duration=10**9), 1.0)
    assert figures.generation_rate == 20.0
    assert (figures.load, figures.prompt_tokens, figures.context_used) == (None, None, None)


@pytest.mark.parametrize(("cached", "marked"), [(None, False), (0, False), (3, False), (4, True), (32, True)])
def test_a_run_is_marked_when_more_than_a_tenth_of_its_prompt_came_from_a_cache(
    cached: int | None, marked: bool
) -> None:
    assert Figures(prompt_tokens=33, prompt_cached=cached).is_cached is marked


def test_a_run_is_cold_when_its_model_was_loaded_for_it_before_the_question_or_within_the_run() -> None:
    assert [Figures(load=load, preload=preload).cold for load, preload in ((3.4, None), (0.02, 3.4), (0.02, None))] == [
        True,
        True,
        False,
    ]
    assert Figures(load=0.02, preload=3.4).loading == 3.4
    assert Figures(load=0.02).loading is None
    assert Figures(load=0.02, preload=0.004).loading is None, "a daemon with the model loaded reports milliseconds"


def test_energy_is_given_for_a_thousand_tokens_and_is_unknown_where_it_was_not_measured() -> None:
    assert Figures(energy=50.0, tokens=200).energy_rate == 250.0
    assert Figures(tokens=200).energy_rate is None
    assert Figures(energy=50.0).energy_rate is None


def test_drafted_tokens_are_part_of_the_record() -> None:
    counters = Counters(eval_count=20, eval_duration=10**9, draft_count=12, draft_accepted_count=9)
    figures = Meter(0.0).build_figures(counters, 1.0)
    assert (figures.drafted, figures.drafts_accepted) == (12, 9)


def test_text_that_turns_out_to_be_thinking_is_measured_as_thinking() -> None:
    meter = Meter(sent=0.0)
    meter.count_piece(1.0, thinking=False)
    meter.count_piece(2.0, thinking=False)
    meter.recount_as_thinking()
    meter.count_piece(5.0, thinking=False)
    figures = meter.build_figures(None, ended=6.0)
    assert (figures.first_thinking, figures.first_answer, figures.thinking_seconds) == (1.0, 5.0, 4.0)
    assert (figures.thinking_tokens, figures.tokens) == (2, 3)


def test_the_wait_for_a_slot_is_what_no_counter_names() -> None:
    counters = Counters(
        total_duration=10 * 10**9, load_duration=10**9, prompt_eval_duration=2 * 10**9, eval_duration=3 * 10**9
    )
    assert Meter(0.0).build_figures(counters, 10.0).queued == pytest.approx(4.0)
    assert Meter(0.0).build_figures(Counters(eval_duration=1), 10.0).queued is None


def test_a_warm_model_has_no_load_and_a_preload_counts_as_one() -> None:
    assert (Figures(load=0.02).cold, Figures(load=0.02).loading) == (False, None)
    assert (Figures(load=2.0).cold, Figures(load=2.0).loading) == (True, 2.0)
    assert Figures(load=0.02, preload=3.0).loading == 3.0


def test_the_gpus_share_is_of_what_the_daemon_says() -> None:
    assert Figures(memory=10, memory_vram=5).gpu_share == 0.5
    assert Figures(memory=10, memory_vram=0).gpu_share == 0.0
    assert Figures(memory=10).gpu_share is None


def test_a_spread_is_of_the_known_values() -> None:
    found = spread([3.0, None, 1.0, 2.0])
    assert found is not None
    assert (found.median, found.low, found.high, found.count) == (2.0, 1.0, 3.0, 3)
    assert spread([None]) is None
    assert median([1.0, 2.0]) == 1.5


def test_a_run_that_loaded_its_model_and_restored_its_prompt_from_disk_is_not_cold() -> None:
    loaded = Figures(load=2.0)
    assert (loaded.cold, loaded.loading) == (True, 2.0)
    restored = Figures(load=2.0, prompt_restored=300)
    assert (restored.cold, restored.loading) == (False, 2.0)
