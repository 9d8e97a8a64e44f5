"""Every run is kept with what tells it from others; a speed test is the same work for all; files carry runs over."""

import json

import pytest

from fixtures.backend_session import BackendSession
from fixtures.comparison_runs import start_comparison, wait_finished
from fixtures.scripted_answers import chat_line, done_line, error, preloaded, rated, stream
from teahouse.core.run import RunFilter, Source
from teahouse.services.generation.events import PieceEvent
from teahouse.services.measurements.events import (
    RunsEvent,
    RunsExportedEvent,
    RunsImportedEvent,
    SpeedTestEvent,
)
from teahouse.services.models.events import ModelsEvent

SMOL, GEMMA = "smollm2:135m", "gemma3:270m"


def usual_of(event, model):
    return next((entry.usual for entry in event.models if entry.card.name == model), None)


def answer(request):
    if not request.json["messages"]:
        return preloaded(request)
    return stream([chat_line("word ") for _ in range(40)] + [done_line(tokens=40, rate=50.0)])


def runs(session, filters=None):
    before = len(session.events)
    session.services.measurements.list_runs(filters)
    return session.wait(RunsEvent, after=before)


def test_runs_of_chats_and_comparisons_are_kept_with_all_that_tells_them_apart(session, daemon):
    session.ready()
    daemon.on("/api/chat", answer)
    session.ended(session.ask("Hello?")[1])
    comparison, _ = start_comparison(session, "Hello?", SMOL, GEMMA, seed=7, repetitions=3)
    wait_finished(session, comparison)
    told = runs(session)
    assert told.count == len(told.runs) == 7
    assert [run.source for run in told.runs] == [Source.COMPARE] * 6 + [Source.CHAT]
    run = told.runs[0]
    assert (run.model, run.options, run.host_version, run.engine) == (GEMMA, {"seed": 9}, "0.33.0", False)
    assert len(run.digest) == 64
    assert run.quantization == "Q4_K_M"
    assert run.hardware.cpu
    assert run.hardware.memory > 2**30
    assert {summary.model: summary.runs for summary in told.models} == {GEMMA: 3, SMOL: 4}
    assert len(told.points) == 7
    assert told.choices.models == (GEMMA, SMOL)


def test_filters_narrow_what_is_told(session, daemon):
    session.ready()
    daemon.on("/api/chat", answer)
    comparison, _ = start_comparison(session, "Hello?", SMOL, GEMMA)
    wait_finished(session, comparison)
    assert runs(session, RunFilter(models=(SMOL,))).count == 1
    assert runs(session, RunFilter(sources=(Source.CHAT,))).count == 0


def test_a_stopped_reply_is_a_run_too(session, daemon):
    session.ready()
    daemon.on("/api/chat", rated(5000, 200.0))
    conversation, reply = session.ask("For ever")
    session.wait(PieceEvent, lambda piece: len(session.of(PieceEvent)) > 60)
    session.services.chat.stop_replies(conversation)
    session.ended(reply)
    session.wait(ModelsEvent, lambda event: any(entry.usual for entry in event.models))  # told once it is kept
    (run,) = runs(session).runs
    assert run.figures.measured_here


def test_what_is_usual_is_told_on_asking(session, daemon):
    session.ready()
    daemon.on("/api/chat", answer)
    comparison, _ = start_comparison(session, "Hello?", SMOL, GEMMA)
    wait_finished(session, comparison)
    event = session.wait(ModelsEvent, lambda event: usual_of(event, SMOL) is not None)
    usual = usual_of(event, SMOL)
    assert (usual.rate, usual.memory, usual.runs) == (pytest.approx(50.0), 209505483, 1)


def test_the_speed_test_warms_up_and_counts_three_turns_of_the_same_work(session, daemon):
    session.ready()
    daemon.on("/api/chat", answer)
    session.services.measurements.start_speed_test((SMOL, GEMMA))
    done = session.wait(SpeedTestEvent, lambda event: not event.running)
    assert [run.model for run in done.runs] == [SMOL] * 3 + [GEMMA] * 3
    assert {run.source for run in done.runs} == {Source.SPEED_TEST}
    asked = [request.json for request in daemon.requested("/api/chat")]
    assert [request["messages"] for request in asked[:4]] == [request["messages"] for request in asked[4:]]
    assert all(request["options"]["num_predict"] == 128 for request in asked)
    assert [event.repetition for event in session.of(SpeedTestEvent) if event.model == SMOL][:1] == [0]


def test_a_model_that_fails_the_speed_test_costs_the_others_nothing(session, daemon):
    session.ready()

    def missing(request):
        return error(404, f"model '{SMOL}' not found") if request.json["model"] == SMOL else answer(request)

    daemon.on("/api/chat", missing)
    session.services.measurements.start_speed_test((SMOL, GEMMA))
    done = session.wait(SpeedTestEvent, lambda event: not event.running)
    assert [(model, trouble.problem.value) for model, trouble in done.failed] == [(SMOL, "model_missing")]
    assert [run.model for run in done.runs] == [GEMMA] * 3
    assert (done.done, done.total) == (8, 8)


def test_a_stopped_speed_test_keeps_what_it_measured(session, daemon):
    session.ready()
    daemon.on("/api/chat", *[answer] * 2, rated(5000, 100.0))
    session.services.measurements.start_speed_test((SMOL,))
    session.wait(SpeedTestEvent, lambda event: event.repetition == 2)
    session.services.measurements.stop_speed_test()
    done = session.wait(SpeedTestEvent, lambda event: not event.running)
    assert len(done.runs) == 1
    assert runs(session).count == 1


def test_runs_go_to_another_computer_and_are_kept_apart_there(tmp_path, daemon):
    daemon.on("/api/chat", answer)
    file = tmp_path / "runs.json"
    with BackendSession(tmp_path / "here", host=daemon.url) as session:
        session.ready()
        comparison, _ = start_comparison(session, "Hello?", SMOL, GEMMA)
        wait_finished(session, comparison)
        here = runs(session).runs
        session.services.measurements.export_runs(str(file))
        assert session.wait(RunsExportedEvent).runs == 2
        session.services.measurements.import_runs(str(file))
        again = session.wait(RunsImportedEvent)
        assert (again.added, again.known) == (0, 2)
    with BackendSession(tmp_path / "there", host=daemon.url) as session:
        session.ready()
        session.services.measurements.import_runs(str(file))
        taken = session.wait(RunsImportedEvent)
        assert (taken.added, taken.known) == (2, 0)
        assert here[0].hardware.cpu in taken.computer
        there = runs(session).runs
        assert {run.computer for run in there} == {taken.computer}
        assert [run.figures for run in there] == [run.figures for run in here]
        assert [run.hardware for run in there] == [run.hardware for run in here]
        assert session.services.library.usual_figures(SMOL) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"format": "something else", "runs": []}',
        '{"format": "teahouse-runs-1"}',
        "\x00\x01",
        "[" * 100000,
    ],
)
def test_a_file_that_is_none_of_ours_is_refused(session, tmp_path, text):
    file = tmp_path / "runs.json"
    file.write_text(text, encoding="utf-8")
    session.services.measurements.import_runs(str(file))
    assert session.wait(RunsImportedEvent).trouble.problem.value == "option_invalid"


def test_lines_that_make_no_sense_are_left_out(session, tmp_path):
    good = {"model": "m", "id": "1", "created": 1.0, "figures": {"generation_rate": 5.0, "tokens": "many", "new": 1}}
    bad = [{}, {"model": 1, "id": "2", "created": 1.0}, 7, {"model": "m", "id": "3", "created": "then"}]
    file = tmp_path / "runs.json"
    file.write_text(json.dumps({"format": "teahouse-runs-1", "runs": [good, *bad]}), encoding="utf-8")
    session.services.measurements.import_runs(str(file))
    taken = session.wait(RunsImportedEvent)
    assert (taken.added, taken.computer) == (1, "runs")
    (run,) = runs(session).runs
    assert (run.figures.generation_rate, run.figures.tokens) == (5.0, None)
