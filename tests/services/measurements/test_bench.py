"""Series of speed tests: llama-bench's definitions, each value read behind what it says, stored and cancelled."""

import csv

import pytest

from fixtures.scripted_answers import chat_line, error, preloaded, stream
from teahouse.core.bench import BenchResult, BenchSeries, estimate_seconds, latest_results, list_values, options_of
from teahouse.services.measurements.events import BenchEvent, BenchExportedEvent, BenchResultsEvent

SMOL, GEMMA = "smollm2:135m", "gemma3:270m"
LETTERS_A_TOKEN = 4
READING, WRITING = 1000.0, 50.0  # tokens per second


class PromptCountingDaemon:
    """Counts the tokens of prompts, reads those that differ from the last prompt, and reports the cached ones."""

    def __init__(self):
        self._last = ""
        self.asked = []

    def __call__(self, request):
        if not request.json["messages"]:
            return preloaded(request)
        prompt = request.json["messages"][0]["content"]
        options = request.json["options"]
        pairs = enumerate(zip(prompt, self._last, strict=False))
        shared = next((at for at, (one, other) in pairs if one != other), min(len(prompt), len(self._last)))
        tokens, cached = len(prompt) // LETTERS_A_TOKEN, shared // LETTERS_A_TOKEN
        self._last = prompt
        self.asked.append((tokens, cached, options))
        written = options["num_predict"]
        counters = {
            "total_duration": 10**9,
            "prompt_eval_count": tokens,
            "prompt_eval_cached_count": cached,
            "prompt_eval_duration": int((tokens - cached) / READING * 1e9),
            "eval_count": written,
            "eval_duration": int(written / WRITING * 1e9),
        }
        model = request.json["model"]
        words = [chat_line("word ", model=model) for _ in range(3)]
        return stream([*words, chat_line(model=model, done=True, done_reason="length", **counters)])


def run_series(session, models, *series):
    before = len(session.events)
    session.services.measurements.start_speed_test(models, series)
    done = session.wait(BenchEvent, lambda event: not event.running, after=before)
    return done, session.wait(BenchResultsEvent, after=before).results


def test_depth_is_read_first_and_only_what_is_behind_it_counts(session, daemon):
    session.ready()
    counting = PromptCountingDaemon()
    daemon.on("/api/chat", counting)
    done, stored = run_series(session, (SMOL,), BenchSeries.DEPTH)
    assert [one.value for one in stored] == [512, 1024, 2048, 4096 - 512 - 128 - 96]
    assert (done.done, done.total, done.failed) == (4, 4, ())
    for one in stored:
        assert one.depth == pytest.approx(one.value, rel=0.02)
        assert one.prompt_tokens == pytest.approx(512, rel=0.02)
        assert one.reading == pytest.approx((READING,) * 3, rel=0.01)
        assert one.writing == pytest.approx((WRITING,) * 3, rel=0.01)
        assert one.names == (f"pp{one.prompt_tokens} @ d{one.depth}", f"tg128 @ d{one.depth}")
    deepest = max(tokens for tokens, _, _ in counting.asked)
    assert deepest + 128 <= 4096, "it fits the window"
    begun = counting.asked[1::2]
    assert all(cached <= 2 for _, cached, _ in begun), "each repetition begins anew"


def test_threads_and_batch_sizes_are_options_of_the_requests_and_kept_with_the_results(session, daemon):
    session.ready()
    counting = PromptCountingDaemon()
    daemon.on("/api/chat", counting)
    _, stored = run_series(session, (SMOL,), BenchSeries.THREADS, BenchSeries.BATCH)
    batches = [one for one in stored if one.series is BenchSeries.BATCH]
    assert [one.value for one in batches] == [32, 64, 128, 256, 512, 1024, 2048]
    assert [one.options["num_batch"] for one in batches] == [one.value for one in batches]
    assert all(one.digest and one.quantization and one.host_version == "0.33.0" and one.hardware.cpu for one in stored)
    threads = {options.get("num_thread") for _, _, options in counting.asked} - {None}
    assert threads == {one.value for one in stored if one.series is BenchSeries.THREADS}
    assert {len(one.reading) for one in stored} == {3}


def test_parallel_requests_are_sent_together(session, daemon):
    session.ready()
    counting = PromptCountingDaemon()
    daemon.on("/api/chat", counting)
    _, stored = run_series(session, (SMOL,), BenchSeries.PARALLEL)
    assert [one.value for one in stored] == [1, 2, 4, 8]
    assert len(counting.asked) == 1 + 3 * (1 + 2 + 4 + 8)
    assert all(one.writing and one.reading for one in stored)


def test_a_model_that_fails_costs_the_others_nothing_and_a_stopped_series_keeps_its_results(session, daemon):
    session.ready()
    counting = PromptCountingDaemon()

    def answer(request):
        return error(404, "model not found") if request.json["model"] == SMOL else counting(request)

    daemon.on("/api/chat", answer)
    done, stored = run_series(session, (SMOL, GEMMA), BenchSeries.PARALLEL)
    assert [(model, trouble.problem.value) for model, trouble in done.failed] == [(SMOL, "model_missing")]
    assert {one.model for one in stored} == {GEMMA}
    session.services.measurements.start_speed_test((GEMMA,), (BenchSeries.BATCH,))
    session.wait(BenchEvent, lambda event: event.series is BenchSeries.BATCH and event.done == 2)
    before = len(session.events)
    session.services.measurements.stop_speed_test()
    stopped = session.wait(BenchEvent, lambda event: not event.running, after=before)
    results = session.wait(BenchResultsEvent, after=before).results
    assert 2 <= len([one for one in results if one.series is BenchSeries.BATCH]) == stopped.done < 7


def test_values_go_up_to_the_window_and_the_cores():
    assert list_values(BenchSeries.DEPTH, 8192, 8) == (512, 1024, 2048, 4096, 7456)
    assert list_values(BenchSeries.DEPTH, 512, 8) == ()
    assert list_values(BenchSeries.THREADS, 4096, 6) == (1, 2, 4, 6)
    assert list_values(BenchSeries.THREADS, 4096, 1) == (1,)
    assert list_values(BenchSeries.BATCH, 256, 1) == (32, 64, 128, 256)
    assert options_of(BenchSeries.DEPTH, 512) == {}


def test_an_estimate_grows_with_what_is_left():
    both = {BenchSeries.DEPTH: (512, 1024), BenchSeries.PARALLEL: (1, 2)}
    whole = estimate_seconds(both, 100.0, 10.0)
    assert whole > estimate_seconds({**both, BenchSeries.DEPTH: (1024,)}, 100.0, 10.0) > 0
    assert estimate_seconds(both, 200.0, 20.0) == pytest.approx(whole / 2)


def test_of_a_value_measured_twice_the_newest_result_is_shown():
    old = BenchResult(BenchSeries.BATCH, 64, "a", 1.0, writing=(1.0,))
    new = BenchResult(BenchSeries.BATCH, 64, "a", 2.0, writing=(2.0,))
    assert latest_results([new, old]) == (new,)


def test_stored_results_of_series_are_exported(session, daemon, tmp_path):
    session.ready()
    daemon.on("/api/chat", PromptCountingDaemon())
    _, stored = run_series(session, (SMOL,), BenchSeries.BATCH)
    session.services.measurements.export_bench_results(str(tmp_path / "series.csv"))
    assert session.wait(BenchExportedEvent).results == len(stored)
    with (tmp_path / "series.csv").open(newline="") as file:
        lines = list(csv.DictReader(file))
    assert [(line["series"], int(line["value"]), line["digest"]) for line in lines] == [
        ("batch", one.value, one.digest) for one in stored
    ]
    assert all(line[name] for line in lines for name in ("quantization", "engine_version", "cpu", "options", "date"))
