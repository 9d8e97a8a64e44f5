"""What a comparison says of real models agrees with the daemon's counters, and with what others measure of the same.

A relay stands between the app and the real engine. It is the outside measurement: a plain program that times the very
bytes the app is sent, in the same run, with its own clock; and it keeps the daemon's last line as it was written.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from fixtures.backend_session import BackendSession
from fixtures.comparison_runs import start_comparison, wait_finished
from fixtures.engine_process import EngineProcess
from fixtures.models import GEMMA3, SMOLLM2, make_models_dir
from fixtures.relay import Relay
from teahouse.core.measure import is_load
from teahouse.desktop.processes import runners_below
from teahouse.services.measurements.events import SpeedTestEvent

pytestmark = pytest.mark.engine

RATE, FIRST_WORD, MEMORY = 0.02, 0.010, 0.03  # what the issue asks for
ATTEMPTS = 4  # on a machine that is busy with something else
QUESTION = "Tell a long story about a tea house at the bend of a river."


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    models = tmp_path_factory.mktemp("agreeing") / "models"
    make_models_dir(models)
    with EngineProcess(models) as process:
        yield process


@pytest.fixture
def relay(engine):
    with Relay(engine.port) as between:
        yield between


def _proportional_set(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024


def _compare(session, **how):
    comparison, lanes = start_comparison(
        session, QUESTION, SMOLLM2, GEMMA3, seed=1, options={"num_predict": 96, "temperature": 0.0}, **how
    )
    return wait_finished(session, comparison), lanes


def test_figures_agree_with_the_daemons_counters_and_with_an_outside_clock(tmp_path, relay):
    with BackendSession(tmp_path, host=relay.url) as session:
        session.ready()
        words, rates = {SMOLLM2: [], GEMMA3: []}, {SMOLLM2: [], GEMMA3: []}
        for _ in range(ATTEMPTS):
            known = len(relay.chats())
            done, lanes = _compare(session, repetitions=3)
            chats = [seen for seen in relay.chats()[known:] if seen.asked["messages"]]
            for lane in lanes:
                outside = [seen for seen in chats if seen.asked["model"] == lane.model]
                runs = done.runs_of(lane.id)
                assert len(runs) == len(outside) == 3
                for run, seen in zip(runs, outside, strict=True):
                    _agree_with_counters(run.message.figures, seen.last)
                    words[lane.model].append(_first_words_apart(run.message.figures, seen))
                    rates[lane.model].append(_rates_apart(run.message.figures, seen))
            # The least disturbed: other programs may hold up either side; a wrong definition shows in all.
            if _least(words) <= FIRST_WORD and _least(rates) <= RATE:
                break
        assert _least(words) <= FIRST_WORD
        assert _least(rates) <= RATE


def _least(apart):
    """The smallest difference of each model, of them the larger."""
    return max(min(values) for values in apart.values())


def _agree_with_counters(figures, last):
    assert figures.tokens == last["eval_count"] == 96
    assert figures.generation_rate == last["eval_count"] / (last["eval_duration"] / 1e9)
    assert figures.prompt_tokens == last["prompt_eval_count"]
    read = last["prompt_eval_count"] - last.get("prompt_eval_cached_count", 0)
    if read >= 16 and last["prompt_eval_duration"] >= 1e8:
        assert figures.prompt_rate == read / (last["prompt_eval_duration"] / 1e9)
    else:
        assert figures.prompt_rate is None
    assert figures.total == last["total_duration"] / 1e9
    assert figures.context_used == last["prompt_eval_count"] + last["eval_count"]
    assert not figures.measured_here


def _first_words_apart(figures, seen):
    """Seconds between ours and the outside clock's."""
    return abs(figures.first_word - seen.first_word)


def _rates_apart(figures, seen):
    """The difference of the two rates as a part of the outside one."""
    outside = (seen.pieces - 1) / (seen.last_piece_at - seen.first_piece_at)
    return abs(figures.generation_rate / outside - 1.0)


def _compared_undisturbed(session, engine, **how):
    """A comparison whose lanes' memory is what the system says of the runners. What a process shares with others is
    another share when one of those begins or ends meanwhile: then it is compared again."""
    for _ in range(ATTEMPTS):
        done, lanes = _compare(session, **how)
        # Both models are still loaded: each runner is asked which of them it holds by the file it has mapped.
        taken = sorted(_proportional_set(runner.pid) for runner in runners_below(engine.pid))
        told = sorted(done.figures_of(lane.id, 0).system_memory.median for lane in lanes)
        assert len(taken) == 2
        if told == [pytest.approx(size, rel=MEMORY) for size in taken]:
            break
    assert told == [pytest.approx(size, rel=MEMORY) for size in taken]
    return done, lanes


def test_memory_agrees_with_the_systems_own_account_of_the_runner(tmp_path, engine, relay):
    with BackendSession(tmp_path, host=engine.url) as session:
        session.ready()
        done, lanes = _compared_undisturbed(session, engine)
        for lane in lanes:
            figures = done.figures_of(lane.id, 0)
            assert figures.system_memory_peak.median >= figures.system_memory.median
            said = {one["name"]: one for one in relay.get("/api/ps")["models"]}[lane.model]
            assert figures.memory.median == said["size"]
            assert figures.memory_vram.median == said["size_vram"]
            assert figures.context_length == said["context_length"]


def test_lanes_at_once_find_each_its_own_runner(tmp_path, engine):
    with BackendSession(tmp_path, host=engine.url) as session:
        session.ready()
        done, lanes = _compared_undisturbed(session, engine, mode="at_once")
        first, second = (done.figures_of(lane.id, 0).system_memory.median for lane in lanes)
        assert first != second


def test_a_cold_lane_is_told_apart_from_a_warm_one(tmp_path, relay):
    with BackendSession(tmp_path, host=relay.url) as session:
        session.ready()
        for model in (SMOLLM2, GEMMA3):
            relay.post("/api/generate", {"model": model, "keep_alive": 0})
        cold, lanes = _compare(session, preload=False)
        for model in (SMOLLM2, GEMMA3):
            relay.post("/api/generate", {"model": model, "keep_alive": 0})
        warm, warm_lanes = _compare(session)
        for lane, other in zip(lanes, warm_lanes, strict=True):
            loaded, preloaded = cold.shown_answer(lane.id, 0).figures, warm.shown_answer(other.id, 0).figures
            # Both loaded the model, one of them within its answer.
            assert loaded.cold
            assert preloaded.cold
            assert loaded.preload is None
            assert preloaded.preload is not None
            assert not is_load(preloaded.load)
            assert warm.shown_answer(other.id, 0).figures.first_word < cold.shown_answer(lane.id, 0).figures.first_word


@pytest.mark.timeout(540)
def test_the_speed_test_reads_512_writes_128_three_times_and_takes_nothing_from_a_cache(tmp_path, relay):
    with BackendSession(tmp_path, host=relay.url) as session:
        session.ready()
        session.services.measurements.start_speed_test((SMOLLM2, GEMMA3))
        # Eight times 640 tokens: a busy machine needs minutes for that.
        done = session.wait(SpeedTestEvent, lambda event: not event.running, patience=500)
        assert [run.model for run in done.runs] == [SMOLLM2] * 3 + [GEMMA3] * 3
        assert (done.done, done.failed) == (8, ())
        for run in done.runs:
            assert 461 <= run.figures.prompt_tokens <= 563  # 512, a tenth more or less
            assert run.figures.tokens <= 128
            assert run.figures.prompt_rate is not None
            assert (run.figures.prompt_cached or 0) < 50  # a template's own beginning
        sent = [seen.asked["messages"][0]["content"] for seen in relay.chats()]
        assert sent[:4] == sent[4:]
        assert len(set(sent[:4])) == 4


def test_the_outside_clock_measures_a_plain_client_too(relay):
    begun = time.monotonic()
    relay.post("/api/chat", {"model": SMOLLM2, "messages": [{"role": "user", "content": "hi"}]})
    seen = relay.chats()[-1]
    assert 0 < seen.first_word < time.monotonic() - begun
    assert seen.pieces == seen.last["eval_count"] - (seen.last["done_reason"] == "stop")
