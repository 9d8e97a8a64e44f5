"""Measured prompts are read anew, also where a host keeps earlier ones; what came from a cache is marked."""

import json

import pytest

from fixtures.backend_session import BackendSession
from fixtures.comparison_runs import start_comparison, wait_finished
from fixtures.models import SMOLLM2, make_models_dir
from fixtures.scripted_answers import body, chat_line, preloaded, recording, stream
from teahouse.core.comparison import Lane
from teahouse.core.conversation import Draft, new_id
from teahouse.core.run import Source
from teahouse.desktop.paths import Paths
from teahouse.services.measurements.events import RunsEvent, SpeedTestEvent
from teahouse.services.models.events import ModelsEvent

SMOL, GEMMA = "smollm2:135m", "gemma3:270m"
LETTERS_A_TOKEN = 4
READING_SECONDS = 0.01  # for a token


def shared_letters(first, second):
    pairs = zip(first, second, strict=False)
    return next((at for at, (one, other) in enumerate(pairs) if one != other), min(len(first), len(second)))


class CachingDaemon:
    """A chat of 0.33.0: it counts the whole prompt, reads only what differs from the beginning of the last one, and
    does not say so. `ignores_beginning`: so many letters are not compared, as by a proxy that takes the marker away."""

    def __init__(self, ignores_beginning: int = 0) -> None:
        self._ignored = ignores_beginning
        self._last: dict[str, str] = {}
        self.prompts: list[str] = []

    def __call__(self, request):
        if not request.json["messages"]:
            return preloaded(request)
        model = request.json["model"]
        prompt = "".join(message["content"] for message in request.json["messages"])
        self.prompts.append(prompt)
        compared = prompt[self._ignored :]
        shared = shared_letters(compared, self._last.get(model, "")) // LETTERS_A_TOKEN
        self._last[model] = compared
        tokens = max(1, len(prompt) // LETTERS_A_TOKEN)
        read = max(1, tokens - shared)
        counters = {
            "total_duration": 10**9,
            "prompt_eval_count": tokens,
            "prompt_eval_duration": int(read * READING_SECONDS * 1e9),
            "eval_count": 40,
            "eval_duration": 8 * 10**8,
        }
        words = [chat_line("word ", model=model) for _ in range(40)]
        return stream([*words, chat_line(model=model, done=True, done_reason="stop", **counters)])


QUESTION = "How many cups of tea does a house with forty guests serve in a year? " * 4


def test_every_repetition_and_asking_again_reads_the_whole_prompt(session, daemon):
    session.ready()
    caching = CachingDaemon()
    daemon.on("/api/chat", caching)
    for _ in range(2):
        comparison, lanes = start_comparison(session, QUESTION, SMOL, GEMMA, repetitions=3)
        done = wait_finished(session, comparison)
        for lane in lanes:
            figures = done.figures_of(lane.id, 0)
            assert (figures.runs, figures.cached) == (3, 0)
            assert figures.prompt_rate.median == pytest.approx(1 / READING_SECONDS, rel=0.05)
    assert all(prompt.endswith(f"\n\n{QUESTION}") for prompt in caching.prompts)
    assert len(set(caching.prompts)) == 6, "each lane of a repetition has the same"
    assert done.prompts == (QUESTION,), "the marker is in no stored question"


def test_runs_from_a_cache_that_is_not_reported_are_marked_and_left_out(session, daemon):
    session.ready()
    daemon.on("/api/chat", CachingDaemon(ignores_beginning=len("[abc123]\n\n")))
    comparison, (first, _) = start_comparison(session, QUESTION, SMOL, GEMMA, repetitions=3)
    done = wait_finished(session, comparison)
    figures = done.figures_of(first.id, 0)
    assert (figures.runs, figures.cached, figures.only_cached) == (3, 2, False)
    assert (figures.first_word.count, figures.total.count, figures.prompt_rate.count) == (1, 1, 1)
    assert (figures.generation_rate.count, figures.tokens.count) == (3, 3)
    again, (first, _) = start_comparison(session, QUESTION, SMOL, GEMMA)
    assert wait_finished(session, again).figures_of(first.id, 0).only_cached
    session.services.measurements.list_runs()
    listed = session.wait(RunsEvent)
    assert sum(run.figures.is_cached for run in listed.runs) == 6
    assert len({summary.first_word for summary in listed.models}) == 2, "of the one fresh run of each"


def test_a_follow_up_is_read_behind_the_conversation_and_marked_as_cached(session, daemon):
    session.ready()
    caching = CachingDaemon()
    daemon.on("/api/chat", caching)
    comparison, (first, _) = start_comparison(session, QUESTION, SMOL, GEMMA)
    wait_finished(session, comparison)
    before = len(session.events)
    session.services.compare.follow_up(comparison, Draft("And coffee?"))
    done = wait_finished(session, comparison, after=before + 1)
    assert caching.prompts[2].startswith(caching.prompts[0])
    assert done.figures_of(first.id, 0).cached == 0
    assert done.figures_of(first.id, 1).only_cached


def test_repetitions_of_the_speed_test_and_a_second_test_read_the_whole_prompt(session, daemon):
    session.ready()
    caching = CachingDaemon()
    daemon.on("/api/chat", caching)
    for _ in range(2):
        before = len(session.events)
        session.services.measurements.start_speed_test((SMOL,))
        done = session.wait(SpeedTestEvent, lambda event: not event.running and event.runs, after=before)
        rates = [run.figures.prompt_rate for run in done.runs]
        assert rates == pytest.approx([1 / READING_SECONDS] * 3, rel=0.02)
        session.wait(ModelsEvent, after=session.events.index(done))
    assert len(set(caching.prompts)) == 8


def test_a_preloaded_run_is_a_cold_one_in_compare_speed_and_exports(session, daemon, tmp_path):
    session.ready()

    def loading(request):
        if request.json.get("messages"):
            return CachingDaemon()(request)
        return body({**json.loads(recording("preload.json")), "load_duration": 3_400_000_000})

    daemon.on("/api/chat", loading)
    comparison, (first, _) = start_comparison(session, QUESTION, SMOL, GEMMA, repetitions=3)
    done = wait_finished(session, comparison)
    assert done.figures_of(first.id, 0).load.median == pytest.approx(3.4)
    assert [run.message.figures.cold for run in done.runs_of(first.id)] == [True, False, False]
    session.services.measurements.list_runs()
    listed = session.wait(RunsEvent).runs
    assert sorted((run.cold, run.figures.loading) for run in listed if run.cold) == [(True, pytest.approx(3.4))] * 2
    assert {run.source for run in listed} == {Source.COMPARE}


@pytest.mark.engine
def test_the_real_engine_reads_every_repetition_anew_and_the_question_stays_as_it_is(tmp_path):
    make_models_dir(Paths.from_environment({"TEAHOUSE_HOME": str(tmp_path)}).models)
    with BackendSession(tmp_path) as session:
        session.ready()
        options = {"num_predict": 16, "temperature": 0.0, "seed": 1}
        lanes = (Lane(new_id(), SMOLLM2, options), Lane(new_id(), SMOLLM2, {**options, "top_k": 1}))
        counts = []
        for _ in range(2):
            comparison, _ = start_comparison(session, "How many cups are there?", lanes=lanes, repetitions=3)
            done = wait_finished(session, comparison)
            figures = [run.message.figures for run in done.runs]
            assert len(figures) == 6
            assert [each.prompt_cached or 0 for each in figures] == [0] * 6
            assert not any(each.is_cached for each in figures)
            counts += [each.prompt_tokens for each in figures]
            lanes = tuple(Lane(new_id(), lane.model, lane.options) for lane in lanes)
        assert len(set(counts)) == 1, "nothing is added to the prompt of our own engine"
        assert counts[0] > 16
