"""Runs of sheets, from the service's commands to a daemon on a socket and the rows of the database."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from fixtures.backend_session import BackendSession as Session
from fixtures.evaluating import COLUMNS, OTHER, SHEET, SMALL, answering, echo_number, numbered_sheet
from fixtures.scripted_answers import error
from fixtures.scripted_daemon import ScriptedDaemon
from teahouse.core.comparison import Mode
from teahouse.core.errors import Problem
from teahouse.core.evaluation.results import CellState, CheckReason, Configuration, RunState
from teahouse.core.evaluation.sheet import AnswerCheck, CheckKind, Sheet, SheetPrompt, Turn
from teahouse.services.evaluation.events import (
    CellEvent,
    CellResultEvent,
    EvaluationRunEvent,
    EvaluationRunGoneEvent,
    EvaluationRunsEvent,
    RegressionsEvent,
    SheetSavedEvent,
    SheetsEvent,
)

CHAT = "/api/chat"


def ended(session: Session, run_id: str, state: RunState = RunState.FINISHED, after: int = 0) -> EvaluationRunEvent:
    return session.wait(
        EvaluationRunEvent, lambda event: event.run.id == run_id and event.run.state is state, after=after
    )


def asked(daemon: ScriptedDaemon) -> Counter[tuple[str, str]]:
    """How often each model was asked each last message."""
    bodies = [request.json for request in daemon.requested(CHAT)]
    return Counter((body["model"], body["messages"][-1]["content"]) for body in bodies if body.get("messages"))


def test_a_run_asks_every_model_every_prompt_and_checks_the_answers(session: Session, daemon: ScriptedDaemon) -> None:
    session.ready()
    daemon.on(CHAT, answering(lambda model, text: "4 tea" if model == SMALL else f"{len(text)} cups"))
    session.services.evaluation.run_sheet("r", SHEET, COLUMNS)
    done = ended(session, "r")
    assert {(cell.prompt_id, cell.configuration_id): cell.passed for cell in done.cells} == {
        ("sum", "a"): True, ("sum", "b"): False, ("talk", "a"): True, ("talk", "b"): False,
    }  # fmt: skip
    assert all(cell.state is CellState.DONE and cell.tokens and cell.excerpt for cell in done.cells)
    first, *_ = [body for request in daemon.requested(CHAT) if (body := request.json).get("messages")]
    assert [(message["role"], message["content"]) for message in first["messages"]] == [
        ("system", "Answer in English."),
        ("user", "What is 2 plus 2?"),
    ]
    talk = [request.json["messages"] for request in daemon.requested(CHAT)]
    longest = max((messages for messages in talk if messages), key=len)
    assert [message["content"] for message in longest[1:]] == [
        "Name a tea.", "4 tea", "And a cup?", "A mug.", "Both in one word.",
    ]  # fmt: skip
    session.services.evaluation.open_cell("r", "talk", "a")
    result = session.wait(CellResultEvent).result
    assert result is not None
    assert result.answers == ("4 tea", "4 tea")
    assert result.figures is not None
    heads = session.wait(EvaluationRunsEvent).heads
    assert [(head.id, head.done, head.total, head.passed) for head in heads] == [("r", 4, 4, 2)]


def test_a_stopped_run_goes_on_and_asks_nothing_twice_that_has_an_answer(
    session: Session, daemon: ScriptedDaemon
) -> None:
    session.ready()
    daemon.on(CHAT, answering(echo_number, pause=0.02))
    session.services.evaluation.run_sheet("r", numbered_sheet(12), COLUMNS)
    session.wait(CellEvent, lambda event: event.cell.prompt_id == "5" and event.cell.state is CellState.DONE)
    session.services.evaluation.stop_run("r")
    stopped = ended(session, "r", RunState.STOPPED)
    states = Counter(cell.state for cell in stopped.cells)
    assert states[CellState.DONE] >= 6
    assert states[CellState.WAITING] == len(stopped.cells) - states[CellState.DONE] > 0
    session.services.evaluation.resume_run("r")
    done = ended(session, "r")
    assert all(cell.passed for cell in done.cells)
    counted = asked(daemon)
    assert len(counted) == 24
    assert sum(counted.values()) <= 25  # only the one that was arriving is asked again


def test_models_that_fit_run_at_once_and_each_cell_once(session: Session, daemon: ScriptedDaemon) -> None:
    session.ready()
    daemon.on(CHAT, answering(echo_number, pause=0.01))
    session.services.evaluation.run_sheet("r", numbered_sheet(4), COLUMNS, mode=Mode.AT_ONCE)
    assert all(cell.passed for cell in ended(session, "r").cells)
    assert set(asked(daemon).values()) == {1}
    order = [request.json["model"] for request in daemon.requested(CHAT) if request.json.get("messages")]
    assert order[:2] in ([SMALL, OTHER], [OTHER, SMALL])


def test_a_failed_cell_says_why_and_is_asked_again_when_the_run_goes_on(
    session: Session, daemon: ScriptedDaemon
) -> None:
    session.ready()
    daemon.on(CHAT, error(404, "model 'smollm2:135m' not found"))
    session.services.evaluation.run_sheet("r", numbered_sheet(2), COLUMNS[:1])
    failed = ended(session, "r")
    assert [(cell.state, cell.problem, cell.passed) for cell in failed.cells] == [
        (CellState.FAILED, Problem.MODEL_MISSING.value, None)
    ] * 2
    daemon.on(CHAT, answering(echo_number))
    told = len(session.events)
    session.services.evaluation.resume_run("r")
    assert all(cell.passed for cell in ended(session, "r", after=told).cells)


@pytest.mark.parametrize(
    "configurations", [(), (COLUMNS[0], COLUMNS[0]), (Configuration("a", SMALL, options={"num_ctx": -5}),)]
)
def test_what_cannot_run_is_refused_before_anything_is_stored(
    session: Session, configurations: tuple[Configuration, ...]
) -> None:
    session.ready()
    session.services.evaluation.run_sheet("r", SHEET, configurations)
    gone = session.wait(EvaluationRunGoneEvent)
    assert gone.trouble is not None
    assert gone.trouble.problem is Problem.OPTION_INVALID
    session.services.evaluation.list_runs()
    assert session.wait(EvaluationRunsEvent).heads == ()


def test_a_vote_decides_what_waits_for_one(session: Session, daemon: ScriptedDaemon) -> None:
    session.ready()
    daemon.on(CHAT, answering(lambda _model, _text: "A poem."))
    prompt = SheetPrompt("p", "Poem", (Turn("Write one."),), (AnswerCheck(CheckKind.VOTE),))
    session.services.evaluation.run_sheet("r", Sheet("s", "S", prompts=(prompt,)), COLUMNS[:1])
    assert ended(session, "r").cells[0].passed is None
    told = len(session.events)
    session.services.evaluation.vote_on_cell("r", "p", "a", True)
    cell = session.wait(CellEvent, after=told).cell
    assert (cell.passed, cell.vote) == (True, True)
    session.services.evaluation.vote_on_cell("r", "p", "a", None)
    assert session.wait(CellEvent, lambda event: event.cell.vote is None, after=told + 1).cell.passed is None


JUDGED = SheetPrompt("j", "Letter", (Turn("Write a letter."),), (AnswerCheck(CheckKind.JUDGE, ("Is it polite?",)),))


def _judged_sheet(count: int) -> Sheet:
    return Sheet(
        "s",
        "S",
        prompts=tuple(
            replace(JUDGED, id=str(number), turns=(Turn(f"Write letter {number}."),)) for number in range(count)
        ),
    )


def _answer_or_judge(judge: str):
    """Answers of two models that differ, and the judge's replies: `judge` prefers the first, or the politer one."""

    def answer(model: str, text: str) -> str:
        if "Answer 1" not in text:
            return "Dear guest" if model == SMALL else "Hey"
        if judge == "first":
            return '{"answer_1": 9, "answer_2": 2}'
        polite_first = text.index("Dear guest") < text.index("Hey")
        return '{"answer_1": 9, "answer_2": 2}' if polite_first else '{"answer_1": 2, "answer_2": 9}'

    return answer


def test_a_judge_is_asked_in_both_orders_and_decides_by_the_rubric(session: Session, daemon: ScriptedDaemon) -> None:
    session.ready()
    daemon.on(CHAT, answering(_answer_or_judge("polite")))
    session.services.evaluation.run_sheet("r", _judged_sheet(2), COLUMNS, judge=Configuration("judge", OTHER))
    done = ended(session, "r")
    assert {(cell.configuration_id, cell.passed, cell.disagrees) for cell in done.cells} == {
        ("a", True, False), ("b", False, False),
    }  # fmt: skip
    assert (done.biased, done.pairs, done.unbiased) == (0, 4, True)
    questions = [text for (_, text), count in asked(daemon).items() if "Answer 1" in text for _ in range(count)]
    assert len(questions) == 4  # each pair in both orders, once


def test_a_run_is_repeated_with_its_configurations_order_and_judge(session: Session, daemon: ScriptedDaemon) -> None:
    session.ready()
    daemon.on(CHAT, answering(_answer_or_judge("polite")))
    sheet = _judged_sheet(2)
    session.services.evaluation.save_sheet(sheet)
    session.services.evaluation.start_run(
        "r", sheet.id, COLUMNS, mode=Mode.AS_MANY_AS_FIT, judge=Configuration("judge", OTHER)
    )
    first = ended(session, "r")
    session.services.evaluation.repeat_run("again", "r")
    second = ended(session, "again")
    assert [(one.model, one.options) for one in second.run.configurations] == [
        (one.model, one.options) for one in first.run.configurations
    ]
    assert not {one.id for one in second.run.configurations} & {one.id for one in COLUMNS}
    assert (second.run.mode, second.run.judge) == (first.run.mode, first.run.judge)
    assert sorted(cell.passed for cell in second.cells) == sorted(cell.passed for cell in first.cells)
    session.services.evaluation.repeat_run("never", "gone")
    assert session.wait(EvaluationRunGoneEvent).run_id == "gone"


def test_a_judge_that_prefers_what_it_is_shown_first_is_found_out(session: Session, daemon: ScriptedDaemon) -> None:
    session.ready()
    daemon.on(CHAT, answering(_answer_or_judge("first")))
    session.services.evaluation.run_sheet("r", _judged_sheet(3), COLUMNS, judge=Configuration("judge", OTHER))
    done = ended(session, "r")
    assert {(cell.passed, cell.disagrees) for cell in done.cells} == {(None, True)}
    assert (done.biased, done.pairs, done.unbiased) == (6, 6, False)
    session.services.evaluation.open_cell("r", "0", "a")
    result = session.wait(CellResultEvent).result
    assert result is not None
    assert result.checks[0].reason is CheckReason.JUDGE_DISAGREES
    assert (result.checks[0].facts["first"], result.checks[0].facts["second"]) == ("9", "2")
    daemon.on(CHAT, answering(_answer_or_judge("polite")))
    told = len(session.events)
    session.services.evaluation.judge_run("r", Configuration("judge", SMALL))
    again = ended(session, "r", after=told)
    assert (again.biased, again.unbiased) == (0, True)
    assert {cell.passed for cell in again.cells} == {True, False}


def test_what_got_worse_is_found_side_by_side(session: Session, daemon: ScriptedDaemon) -> None:
    session.ready()
    daemon.on(CHAT, answering(echo_number))
    session.services.evaluation.run_sheet("old", numbered_sheet(3), COLUMNS[:1])
    ended(session, "old")
    daemon.on(CHAT, answering(lambda model, text: "no idea" if "1" in text else echo_number(model, text)))
    session.services.evaluation.run_sheet("new", numbered_sheet(3), COLUMNS[:1])
    ended(session, "new")
    session.services.evaluation.find_cell_regressions("old", "new")
    found = session.wait(RegressionsEvent).regressions
    assert [(each.prompt_id, each.old.answer, each.new.answer) for each in found] == [("1", "It is 1", "no idea")]


def test_a_sheet_is_stored_changed_and_deleted_and_built_in_ones_stay(session: Session) -> None:
    evaluation = session.services.evaluation
    evaluation.save_sheet(SHEET)
    session.wait(SheetsEvent, lambda event: SHEET in event.sheets)
    changed = replace(SHEET, name="Coffee")
    evaluation.save_sheet(changed)
    listed = session.wait(SheetsEvent, lambda event: changed in event.sheets)
    assert SHEET not in listed.sheets
    told = len(session.events)
    evaluation.delete_sheet(SHEET.id)
    assert all(sheet.built_in for sheet in session.wait(SheetsEvent, after=told).sheets)
    for sheet in listed.sheets:
        if sheet.built_in:
            told = len(session.events)
            evaluation.save_sheet(replace(sheet, name="Mine"))
            assert session.wait(SheetSavedEvent, after=told).trouble is not None


def test_a_file_is_imported_and_exported(session: Session, tmp_path: Path) -> None:
    from teahouse.core.evaluation.formats import SheetFormat

    evaluation = session.services.evaluation
    evaluation.save_sheet(SHEET)
    session.wait(SheetSavedEvent)
    for kind in SheetFormat:
        path = tmp_path / f"sheet.{kind.value}"
        evaluation.export_sheet(SHEET.id, str(path), kind)
        assert session.wait(SheetSavedEvent, lambda event, path=path: event.path == str(path)).trouble is None
        told = len(session.events)
        evaluation.import_sheet(str(path))
        saved = session.wait(SheetSavedEvent, after=told)
        assert (saved.trouble, saved.notes) == (None, ())
        sheet_id = saved.sheet_id
        listed = session.wait(SheetsEvent, after=told)
        found = next(sheet for sheet in listed.sheets if sheet.id == sheet_id)
        assert [len(prompt.turns) for prompt in found.prompts] == [1, 4]
        assert [[check.kind for check in prompt.checks] for prompt in found.prompts] == [
            [CheckKind.NUMBER], [CheckKind.CONTAINS],
        ]  # fmt: skip
    broken = tmp_path / "broken.json"
    broken.write_text('{"prompts": [{"turns": []}]}')
    told = len(session.events)
    evaluation.import_sheet(str(broken))
    trouble = session.wait(SheetSavedEvent, after=told).trouble
    assert trouble is not None
    assert (trouble.problem, trouble.facts["place"]) == (Problem.SHEET_UNREADABLE, "prompts.0.turns")


def test_a_prompt_is_added_from_a_conversation(session: Session, daemon: ScriptedDaemon) -> None:
    session.ready()
    daemon.on(CHAT, answering(lambda _model, _text: "Sencha."))
    conversation, reply = session.ask("Which tea is green?")
    session.ended(reply)
    session.services.evaluation.save_sheet(SHEET)
    session.wait(SheetSavedEvent)
    told = len(session.events)
    session.services.evaluation.add_prompt_from_conversation(SHEET.id, conversation, reply)
    assert session.wait(SheetSavedEvent, after=told).trouble is None
    stored = [SHEET]

    def is_longer(event: SheetsEvent) -> bool:
        stored[:] = [sheet for sheet in event.sheets if sheet.id == SHEET.id]
        return len(stored[0].prompts) > len(SHEET.prompts)

    session.wait(SheetsEvent, is_longer, after=told)
    prompt = stored[0].prompts[-1]
    assert prompt.turns == (Turn("Which tea is green?"),)
    assert prompt.checks == (AnswerCheck(CheckKind.VOTE, reference="Sencha."),)
