"""Prompt sets run unattended, model by model, and go on where they were; comparisons and reports become files."""

import csv
import io
import json
import subprocess
import sys
from itertools import pairwise

import pytest

from fixtures import set_run_process
from fixtures.backend_session import BackendSession
from fixtures.comparison_runs import TEXTS, start_comparison, wait_finished, without_marker
from fixtures.isolated_environment import app_environment
from fixtures.scripted_answers import chat_line, done_line, error, preloaded, rated, stream
from fixtures.waits import wait_until
from teahouse.core.conversation import new_id
from teahouse.core.prompt_sets import USES, Prompt, PromptSet
from teahouse.services.compare.events import ComparisonEvent, ExportedEvent, SetProgressEvent, SetsEvent
from teahouse.services.compare.open_comparisons import OpenComparisons
from teahouse.services.generation.events import PieceEvent

SMOL, GEMMA = "smollm2:135m", "gemma3:270m"
MINE = PromptSet("mine", "Mine", (Prompt("One?", "1"), Prompt("Two?", "2", "Be brief."), Prompt("Three?", "3")))


def answer(request):
    if not request.json["messages"]:
        return preloaded(request)
    asked = without_marker(request.json["messages"])[-1]["content"]
    return stream([chat_line(f"Answer to {asked}"), done_line(tokens=40, rate=50.0)])


def begun(session, prompt_set=MINE, models=(SMOL, GEMMA)):
    session.ready()
    session.services.compare.save_set(prompt_set)
    run = new_id()
    session.services.compare.run_set(prompt_set.id, models, run_id=run)
    return run


def over(session, run, after=0):
    return session.wait(SetProgressEvent, lambda event: event.run.id == run and not event.running, after=after)


def test_there_is_a_built_in_set_for_each_use_in_both_languages(session):
    session.services.compare.list_sets()
    sets = session.wait(SetsEvent).sets
    assert [one.use for one in sets] == [use for use in USES if use != "own"]
    for one in sets:
        assert one.built_in
        assert one.title
        assert any("\u4e00" <= sign <= "\u9fff" for sign in one.title_zh)
        assert 3 <= len(one.prompts) <= 8
        assert all(prompt.text and prompt.reference for prompt in one.prompts)
        assert len(one.chinese) == len(one.prompts)
        assert all(any("\u4e00" <= sign <= "\u9fff" for sign in prompt.text) for prompt in one.chinese)
        assert all(prompt.reference for prompt in one.chinese)


def test_a_set_is_asked_in_the_language_it_was_shown_in(session, daemon):
    daemon.on("/api/chat", answer)
    session.ready()
    session.services.compare.list_sets()
    (coding,) = [one for one in session.wait(SetsEvent).sets if one.id == "coding"]
    run = new_id()
    session.services.compare.run_set("coding", (SMOL,), run_id=run, prompts=coding.chinese[:2])
    over(session, run)
    sent = [request.json["messages"] for request in daemon.requested("/api/chat") if request.json["messages"]]
    asked = [one["content"] for messages in sent for one in without_marker(messages)]
    assert [text for text in asked if text in {prompt.text for prompt in coding.chinese}] == [
        prompt.text for prompt in coding.chinese[:2]
    ]


def test_built_in_sets_cannot_be_overwritten(session):
    session.services.compare.save_set(PromptSet("coding", "Mine now", (Prompt("x"),)))
    sets = session.wait(SetsEvent).sets
    assert [one.title for one in sets if one.id == "coding"] == ["Coding"]


def test_a_set_is_asked_model_by_model_and_reported(session, daemon):
    daemon.on("/api/chat", answer)
    done = over(session, begun(session))
    assert (done.run.done, done.run.total, done.run.finished) == (6, 6, True)
    models = [request.json["model"] for request in daemon.requested("/api/chat")]
    assert sum(1 for one, other in pairwise(models) if one != other) == 1
    assert [(row.model, row.answers, row.failed) for row in done.report] == [(SMOL, 3, 0), (GEMMA, 3, 0)]
    assert done.report[0].generation_rate == pytest.approx(50.0)
    sent = [request.json["messages"] for request in daemon.requested("/api/chat") if request.json["messages"]]
    systems = [without_marker(messages)[0] for messages in sent]
    assert {"role": "system", "content": "Be brief."} in systems
    session.services.compare.open_comparison(done.run.comparisons[1])
    opened = session.wait(ComparisonEvent, lambda event: event.comparison.id == done.run.comparisons[1])
    assert opened.comparison.reference_answer == "2"


def test_looking_at_the_sets_reads_no_answers_of_runs_that_are_finished(session, daemon, monkeypatch):
    """However many are kept: what a finished run came to is in its comparisons, which nobody asked for."""
    daemon.on("/api/chat", answer)
    for _ in range(3):
        over(session, begun(session))
    asked = []
    get = OpenComparisons.get_comparison
    monkeypatch.setattr(
        OpenComparisons, "get_comparison", lambda self, which: (asked.append(which), get(self, which))[1]
    )

    def read():
        asked.clear()
        before = len(session.events)
        session.services.compare.list_sets()
        assert session.wait(SetsEvent, after=before).runs == ()
        return list(asked)

    assert wait_until(lambda: read() == []), "finished runs are read again with each look"
    daemon.on("/api/chat", lambda request: rated(5000, 50.0) if request.json["messages"] else preloaded(request))
    before = len(session.events)
    run = begun(session)
    session.wait(PieceEvent, after=before)
    session.services.compare.stop_set(run)
    over(session, run, after=before)
    asked.clear()
    before = len(session.events)
    session.services.compare.list_sets()
    (kept,) = session.wait(SetsEvent, after=before).runs
    assert (kept.id, kept.done) == (run, 0)
    assert set(asked) == set(kept.comparisons), "those of the one run that can be resumed"


def test_an_answer_that_was_stopped_is_none_of_the_answers_of_a_report(session, daemon):
    slow = iter([True])
    daemon.on(
        "/api/chat",
        lambda request: rated(5000, 50.0) if request.json["messages"] and next(slow, False) else answer(request),
    )
    run = begun(session)
    session.wait(PieceEvent)
    session.services.compare.stop_set(run)
    stopped = over(session, run)
    assert (stopped.run.done, stopped.report[0].answers) == (0, 0)
    before = len(session.events)
    session.services.compare.run_set(MINE.id, (SMOL, GEMMA), run_id=run)
    done = session.wait(SetProgressEvent, lambda event: event.run.finished and not event.running, after=before)
    assert [row.answers for row in done.report] == [3, 3]


def test_nobody_watches_so_every_answer_is_bounded(session, daemon):
    daemon.on("/api/chat", answer)
    over(session, begun(session))
    assert all(request.json["options"]["num_predict"] == 2048 for request in daemon.requested("/api/chat"))


def test_a_set_that_was_cut_goes_on_and_asks_only_what_is_missing(tmp_path, daemon):
    count = iter(range(100))
    daemon.on("/api/chat", lambda request: answer(request) if next(count) < 6 else rated(5000, 200.0))
    with BackendSession(tmp_path, host=daemon.url) as session:
        run = begun(session)
        session.wait(PieceEvent, lambda event: not event.text.startswith("Answer"))
    asked = len([request for request in daemon.requested("/api/chat") if request.json["messages"]])
    daemon.on("/api/chat", answer)
    with BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
        session.services.compare.list_sets()
        (kept,) = session.wait(SetsEvent).runs
        assert (kept.id, kept.finished, kept.done) == (run, False, asked - 1)
        session.services.compare.run_set(kept.set_id, kept.models, run_id=run)
        done = over(session, run)
        assert done.run.finished
    again = len([request for request in daemon.requested("/api/chat") if request.json["messages"]]) - asked
    assert again == 6 - (asked - 1)


def test_a_set_whose_app_was_killed_goes_on_and_loses_nothing_that_had_ended(tmp_path, daemon):
    daemon.on("/api/chat", lambda request: rated(10, 50.0) if request.json["messages"] else preloaded(request))
    run = new_id()
    command = [sys.executable, "-m", "fixtures.set_run_process", str(tmp_path), daemon.url, run]
    with subprocess.Popen(command, env=app_environment(str(tmp_path)), stdout=subprocess.PIPE, text=True) as app:
        ended = next(done for line in app.stdout if (done := int(line)) >= 3)
        app.kill()
    before = len([request for request in daemon.requested("/api/chat") if request.json["messages"]])
    with BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
        session.services.compare.list_sets()
        (kept,) = session.wait(SetsEvent).runs
        assert (kept.id, kept.models) == (run, set_run_process.MODELS)
        assert kept.done >= ended
        session.services.compare.run_set(kept.set_id, kept.models, run_id=run)
        done = over(session, run)
        assert done.run.finished
        assert [row.answers for row in done.report] == [kept.total // 2] * 2
    asked = len([request for request in daemon.requested("/api/chat") if request.json["messages"]]) - before
    assert asked == kept.total - kept.done, "only what was missing"


def test_a_set_that_is_stopped_keeps_what_it_has(session, daemon):
    daemon.on("/api/chat", lambda request: rated(5000, 200.0) if request.json["messages"] else preloaded(request))
    run = begun(session)
    session.wait(PieceEvent)
    session.services.compare.stop_set(run)
    done = over(session, run)
    assert not done.run.finished
    assert done.run.done == 0


def test_a_model_that_is_not_there_does_not_hold_up_the_set(session, daemon):
    def missing(request):
        if request.json["model"] == SMOL:
            return error(404, f"model '{SMOL}' not found")
        return answer(request)

    daemon.on("/api/chat", missing)
    done = over(session, begun(session))
    assert [(row.model, row.answers, row.failed) for row in done.report] == [(SMOL, 0, 3), (GEMMA, 3, 0)]
    assert done.run.finished


def compared(session, daemon, **how):
    session.ready()
    daemon.on("/api/chat", answer)
    comparison, lanes = start_comparison(session, "A | B?", SMOL, GEMMA, **how)
    wait_finished(session, comparison)
    return comparison, lanes


def exported(session, identifier, kind, path):
    session.services.compare.export_comparison(identifier, kind, str(path), TEXTS)
    event = session.wait(ExportedEvent)
    assert event.trouble is None
    return path.read_text(encoding="utf-8")


def test_a_comparison_as_json_has_everything(session, daemon, tmp_path):
    comparison, _ = compared(session, daemon, repetitions=3)
    values = json.loads(exported(session, comparison, "json", tmp_path / "x.json"))
    (one,) = values["comparisons"]
    assert one["prompts"] == ["A | B?"]
    assert len(one["runs"]) == 6
    assert one["runs"][0]["message"]["figures"]["tokens"] == 40


def test_a_comparison_as_csv_has_a_line_for_each_answer(session, daemon, tmp_path):
    comparison, _ = compared(session, daemon, repetitions=3)
    rows = list(csv.DictReader(io.StringIO(exported(session, comparison, "csv", tmp_path / "x.csv"))))
    assert [row["model"] for row in rows] == [SMOL] * 3 + [GEMMA] * 3
    assert [row["repetition"] for row in rows[:3]] == ["1", "2", "3"]
    assert float(rows[0]["generation_rate"]) == pytest.approx(50.0)


def test_a_comparison_as_markdown_can_be_read(session, daemon, tmp_path):
    comparison, _ = compared(session, daemon)
    text = exported(session, comparison, "markdown", tmp_path / "x.md")
    lines = [line for line in text.splitlines() if line.startswith("|")]
    assert len({line.count("|") - line.count("\\|") for line in lines}) == 1
    assert "Answer to A | B?" in text
    figures = dict(zip(*([cell.strip() for cell in line.split(" | ")] for line in (lines[0], lines[2])), strict=True))
    assert (figures["Model"], figures["Speed, tok/s"], figures["Memory, GB"]) == (SMOL, "50", "0.21")


def test_a_blind_comparison_tells_no_names_before_the_vote(session, daemon, tmp_path):
    comparison, _ = compared(session, daemon, blind=True)
    for kind in ("markdown", "csv", "json"):
        before = len(session.events)
        session.services.compare.export_comparison(comparison, kind, str(tmp_path / kind), TEXTS)
        session.wait(ExportedEvent, after=before)
        assert SMOL not in (tmp_path / kind).read_text(encoding="utf-8")


def test_a_sets_run_is_exported_as_a_whole(session, daemon, tmp_path):
    daemon.on("/api/chat", answer)
    run = begun(session)
    over(session, run)
    values = json.loads(exported(session, run, "json", tmp_path / "x.json"))
    assert [one["prompts"][0] for one in values["comparisons"]] == ["One?", "Two?", "Three?"]


def test_what_cannot_be_written_is_said(session, daemon, tmp_path):
    comparison, _ = compared(session, daemon)
    session.services.compare.export_comparison(comparison, "json", str(tmp_path / "nowhere" / "x.json"), TEXTS)
    assert session.wait(ExportedEvent).trouble.problem.value == "folder_read_only"
