from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from teahouse.core.measure import Figures
from teahouse.core.prompt_cache import PromptReading
from teahouse.core.run import Hardware, Power, Run, RunFilter, Source
from teahouse.store.database import Database
from teahouse.store.runs import MeasuredRunRepository, RunRepository, UsualRun


@pytest.fixture
def runs(database: Database) -> RunRepository:
    return RunRepository(database)


def _run(
    model: str = "qwen3:8b", rate: float | None = 20.0, memory: int | None = None, host: str = "", **figures: Any
) -> Run:
    return Run(model, 1.0, Figures(generation_rate=rate, memory=memory, **figures), host=host)


def test_a_run_comes_back_as_it_was_kept(runs: RunRepository) -> None:
    run = Run(
        "qwen3:8b",
        created=12.5,
        figures=Figures(generation_rate=21.0, tokens=412, memory=5_200_000_000, load=3.0, measured_here=True),
        digest="sha256:ab",
        quantization="Q4_K_M",
        host="http://127.0.0.1:11434",
        host_version="0.33.0",
        engine=True,
        message_id="m",
        options={"seed": 7, "stop": ["\n"]},
        id="r1",
        source=Source.COMPARE,
        hardware=Hardware("A processor", 8, 32 << 30, ("A card",), "560.1", "linux"),
        power=Power.BATTERY,
        computer="the big one",
    )
    assert runs.add_runs(run) == 1
    assert runs.list_recent() == (replace(run, number=1),)


def test_the_last_runs_come_newest_first(runs: RunRepository) -> None:
    for rate in (1.0, 2.0, 3.0):
        runs.add_runs(_run(rate=rate))
    assert [run.figures.generation_rate for run in runs.list_recent(limit=2)] == [3.0, 2.0]


def test_usual_is_the_median_of_the_rates_and_the_last_known_memory(runs: RunRepository) -> None:
    for rate, memory in ((10.0, 100), (1000.0, 200), (21.0, None)):
        runs.add_runs(_run(rate=rate, memory=memory))
    assert runs.find_usual() == {"qwen3:8b": UsualRun(rate=21.0, memory=200, runs=3)}
    assert runs.find_usual()["qwen3:8b"].last == runs.list_recent(1)[0].created


def test_a_run_without_a_rate_counts_and_says_nothing_of_speed(runs: RunRepository) -> None:
    runs.add_runs(_run(rate=None))
    assert runs.find_usual() == {"qwen3:8b": UsualRun(rate=None, memory=None, runs=1)}


def test_of_many_runs_the_last_twenty_count(runs: RunRepository) -> None:
    for rate in [10.0] * 20 + [30.0] * 20:
        runs.add_runs(_run(rate=rate))
    assert runs.find_usual()["qwen3:8b"] == UsualRun(rate=30.0, memory=None, runs=20)


def test_hosts_are_kept_apart(runs: RunRepository) -> None:
    runs.add_runs(_run(rate=10.0))
    runs.add_runs(_run(rate=90.0, host="https://big.example"))
    runs.add_runs(_run("gemma3:1b", rate=50.0, host="https://big.example"))
    assert {name: usual.rate for name, usual in runs.find_usual("").items()} == {"qwen3:8b": 10.0}
    assert {name: usual.rate for name, usual in runs.find_usual("https://big.example").items()} == {
        "qwen3:8b": 90.0,
        "gemma3:1b": 50.0,
    }
    assert runs.find_usual()["qwen3:8b"] == UsualRun(rate=50.0, memory=None, runs=2)
    assert runs.find_usual("nobody") == {}


def test_a_run_that_is_kept_already_is_not_kept_twice(runs: RunRepository) -> None:
    run = replace(_run(), id="same")
    assert runs.add_runs(run, replace(run, id="other")) == 2
    assert runs.add_runs(run) == 0
    assert len(runs.list_recent()) == 2


def test_hardware_is_written_once_for_all_its_runs(runs: RunRepository, database: Database) -> None:
    one, two = Hardware("A", 4), Hardware("B", 8)
    runs.add_runs(*(replace(_run(), hardware=hardware) for hardware in (one, two, one, one)))
    assert database.fetch_all("SELECT count(*) FROM hardware")[0][0] == 2
    assert [run.hardware for run in runs.list_recent()] == [one, one, two, one]


def test_what_is_usual_here_is_not_what_another_computer_did(runs: RunRepository) -> None:
    runs.add_runs(_run(rate=10.0), replace(_run(rate=90.0), computer="the big one"))
    assert runs.find_usual()["qwen3:8b"] == UsualRun(rate=10.0, memory=None, runs=1)


FILTERS = [
    (RunFilter(models=("a", "b")), 4),
    (RunFilter(models=("a",)), 2),
    (RunFilter(hosts=("",)), 5),
    (RunFilter(computers=("the big one",)), 1),
    (RunFilter(sources=(Source.SPEED_TEST,)), 1),
    (RunFilter(quantizations=("Q4_K_M",)), 1),
    (RunFilter(power=Power.BATTERY), 1),
    (RunFilter(power=Power.UNKNOWN), 5),
    (RunFilter(cold=True), 1),
    (RunFilter(since=3.0), 4),
    (RunFilter(since=3.0, until=5.0), 2),
    (RunFilter(models=("a",), cold=True), 1),
    (RunFilter(models=("nobody",)), 0),
    (RunFilter(), 6),
]


def _six(runs: RunRepository) -> None:
    made = [
        replace(_run("a", 10.0, load=2.0), created=1.0),
        replace(_run("a", 20.0), created=2.0, power=Power.BATTERY),
        replace(_run("b", 30.0), created=3.0, computer="the big one"),
        replace(_run("b", 40.0), created=4.0, source=Source.SPEED_TEST),
        replace(_run("c", 50.0), created=5.0, quantization="Q4_K_M"),
        replace(_run("d", None), created=6.0, host="https://big.example"),
    ]
    runs.add_runs(*reversed(made))


@pytest.mark.parametrize(("filters", "count"), FILTERS)
def test_a_filter_counts_pages_sums_and_draws_the_same_runs(
    runs: RunRepository, database: Database, filters: RunFilter, count: int
) -> None:
    _six(runs)
    measured = MeasuredRunRepository(database)
    page = measured.load_page(filters, 0, 100)
    first, points = measured.load_newest(filters, 2)
    assert (measured.count_runs(filters), len(page), len(points)) == (count, count, count)
    assert sum(summary.runs for summary in measured.summarize_models(filters)) == count
    assert first == page[:2]
    assert [run.created for run in page] == sorted((run.created for run in page), reverse=True)
    assert [point.created for point in points] == [run.created for run in reversed(page)]


def test_runs_are_counted_as_they_are_added_and_none_twice(runs: RunRepository, database: Database) -> None:
    _six(runs)
    run = replace(_run("a", 60.0, load=2.0), created=1.5, id="known")
    assert (runs.add_runs(run), runs.add_runs(run), runs.add_runs()) == (1, 0, 0)
    measured = MeasuredRunRepository(database)
    assert (measured.count_runs(RunFilter()), measured.count_runs(RunFilter(models=("a",), cold=True))) == (7, 2)
    counted = database.fetch_all("SELECT sum(runs) AS runs, max(last) AS last FROM run_kinds WHERE model = 'a'")[0]
    assert tuple(counted) == (3, 2.0)


def test_a_page_goes_on_where_the_one_before_ended(runs: RunRepository, database: Database) -> None:
    _six(runs)
    measured = MeasuredRunRepository(database)
    pages = [measured.load_page(RunFilter(), offset, 4) for offset in (0, 4)]
    assert [[run.created for run in page] for page in pages] == [[6.0, 5.0, 4.0, 3.0], [2.0, 1.0]]


def test_a_summary_says_the_median_and_keeps_computers_and_hosts_apart(runs: RunRepository, database: Database) -> None:
    runs.add_runs(*(replace(_run("a", float(rate), memory=rate), created=float(rate)) for rate in (10, 20, 30, 40, 50)))
    runs.add_runs(replace(_run("a", 500.0), computer="the big one"))
    runs.add_runs(replace(_run("a", 90.0), host="far:11434"))
    told = sorted(
        MeasuredRunRepository(database).summarize_models(RunFilter()), key=lambda one: (one.computer, one.host)
    )
    here, far, there = told
    assert (far.host, far.rate, far.runs) == ("far:11434", 90.0, 1)
    assert (here.runs, here.rate, here.spread, here.memory, here.last) == (5, 30.0, 20.0, 50, 50.0)
    assert (there.computer, there.rate, there.spread) == ("the big one", 500.0, None)


def test_choices_are_what_runs_have(runs: RunRepository, database: Database) -> None:
    _six(runs)
    choices = MeasuredRunRepository(database).list_choices()
    assert choices.models == ("a", "b", "c", "d")
    assert choices.computers == ("", "the big one")
    assert choices.powers == (Power.UNKNOWN, Power.BATTERY)


MONDAY = 1_790_553_600.0  # 28 September 2026
DAY = 86_400.0


def test_tokens_are_added_up_by_week_and_model(runs: RunRepository, database: Database) -> None:
    made = [
        ("a", MONDAY - 1, 10, 100, 40, None),
        ("a", MONDAY, 20, 200, None, 50.0),
        ("a", MONDAY + 6 * DAY, 30, 300, 100, 30.0),
        ("b", MONDAY + 7 * DAY, 40, 400, None, None),
    ]
    for model, created, read, written, thought, energy in made:
        figures = Figures(prompt_tokens=read, tokens=written, thinking_tokens=thought, energy=energy)
        runs.add_runs(Run(model, created, figures))
    measured = MeasuredRunRepository(database)
    found = [
        (one.week, one.model, one.runs, one.tokens_in, one.tokens_out, one.thinking)
        for one in measured.sum_usage(RunFilter())
    ]
    assert found == [
        (MONDAY + 7 * DAY, "b", 1, 40, 400, 0),
        (MONDAY, "a", 2, 50, 500, 100),
        (MONDAY - 7 * DAY, "a", 1, 10, 100, 40),
    ]
    assert [one.energy_rate for one in measured.sum_usage(RunFilter())] == [None, 160.0, None]
    since = RunFilter(since=MONDAY, until=MONDAY + DAY, models=("a",))
    assert [one.tokens for one in measured.sum_usage(since)] == [220]


def test_usage_of_ten_thousand_runs_is_read_from_their_days(runs: RunRepository, database: Database) -> None:
    figures = Figures(prompt_tokens=10, tokens=90)
    runs.add_runs(*(Run(f"m{number % 7}", MONDAY + number * 60, figures) for number in range(10_000)))
    found = MeasuredRunRepository(database).sum_usage(RunFilter())
    assert sum(one.tokens for one in found) == 1_000_000
    assert sum(one.runs for one in found) == 10_000
    days = database.fetch_all("SELECT count(*) AS days FROM run_days")[0]["days"]
    assert days == 7 * 7, "seven models on seven days"


def test_medians_leave_out_prompts_from_a_cache_and_the_run_keeps_them(runs: RunRepository, database: Database) -> None:
    fresh = Figures(prompt_rate=100.0, first_word=2.3, prompt_tokens=33, prompt_cached=0)
    cached = Figures(prompt_rate=None, first_word=0.19, prompt_tokens=33, prompt_cached=32)
    detected = Figures(prompt_rate=320.0, first_word=0.2, prompt_tokens=33, cache_detected=True)
    runs.add_runs(*(Run("a", float(at), figures) for at, figures in enumerate((fresh, cached, detected))))
    (summary,) = MeasuredRunRepository(database).summarize_models(RunFilter())
    assert (summary.runs, summary.first_word, summary.prompt_rate) == (3, 2.3, 100.0)
    assert [run.figures for run in runs.list_recent()] == [detected, cached, fresh]
    assert runs.list_prompt_readings("", "a") == (PromptReading(33, 100.0),)


def test_the_runs_of_answers_are_found_by_them(runs: RunRepository) -> None:
    runs.add_runs(*(Run("a", 1.0, Figures(), message_id=f"m{number}") for number in range(1200)))
    ids = [f"m{number}" for number in range(1100)] + ["none"]
    assert sorted(runs.list_of_messages(ids)) == sorted(ids[:-1])
    assert runs.list_of_messages([]) == {}
