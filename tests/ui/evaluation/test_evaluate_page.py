"""The Evaluate page in a window's place: what it asks the services, and what it shows of their events."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from fixtures import models_events
from fixtures.evaluations import OWN, SHEETS, cells, heads, regressions, result, run, run_event
from fixtures.running_lanes import models_event
from teahouse.core.comparison import Mode
from teahouse.core.errors import Problem, Trouble
from teahouse.core.evaluation.formats import ImportNote, ImportProblem, SheetFormat
from teahouse.core.evaluation.report import ReportKind
from teahouse.core.evaluation.results import CellState, Configuration, GridCell, RunState
from teahouse.core.evaluation.sheet import AnswerCheck, CheckKind
from teahouse.services.evaluation.events import (
    CellEvent,
    CellResultEvent,
    EvaluationRunEvent,
    EvaluationRunGoneEvent,
    EvaluationRunsEvent,
    RegressionsEvent,
    ReportEvent,
    SheetSavedEvent,
    SheetsEvent,
)
from teahouse.ui.evaluation.page import CHANGED, EvaluatePage
from teahouse.ui.evaluation.regressions_dialog import RegressionsDialog
from teahouse.ui.evaluation.sweep import ChosenModel
from teahouse.ui.sidebar.page_list import Page
from teahouse.ui.window import Window


@pytest.fixture
def page(bridge, calls, preferences, theme, qtbot):
    made = EvaluatePage(bridge, preferences, theme)
    qtbot.addWidget(made)
    made.resize(1028, 820)
    made.show()
    return made


@pytest.fixture
def filled(page, post_events):
    post_events(SheetsEvent(SHEETS), EvaluationRunsEvent(heads()), models_event())
    page.sheets.choose_sheet("own")
    return page


@pytest.fixture
def opened(filled, post_events):
    filled.open_run("r")
    post_events(run_event())
    return filled


def titles(page):
    return [page.sheets.list.item(row).text() for row in range(page.sheets.list.count())]


def test_it_asks_for_sheets_and_runs_when_it_is_entered_and_for_no_answer(page, calls):
    assert calls.of("evaluation.list_sheets") == [()]
    assert calls.of("evaluation.list_runs") == [()]
    assert calls.of("evaluation.open_run") == []


def test_own_sheets_come_first_and_the_chosen_one_shows_its_prompts_and_runs(filled, post_events):
    assert titles(filled) == ["Yours", "My translation work", "Built in", "Coding"]
    assert filled.sheets.prompts.rowCount() == 6
    assert [head.id for head in filled.sheets.runs.heads] == ["r", "s"]
    assert filled.sheets.copy_button.isHidden()
    filled.sheets.choose_sheet("coding")
    assert filled.sheets.edit_button.isHidden()
    assert "CC0-1.0" in filled.sheets.about.text()
    post_events(SheetsEvent(SHEETS))
    assert filled.sheets.current_id == "coding", "a new list keeps the choice"


def test_a_run_is_opened_with_enter_and_left_with_escape(filled, calls, post_events, qapp):
    filled.sheets.show_part("runs")
    QTest.keyClick(filled.sheets.run_table, Qt.Key.Key_Return)
    assert calls.of("evaluation.open_run") == [("r",)]
    post_events(run_event())
    assert filled.results.isVisible()
    assert "4 left to run" in filled.header.about.text()
    QTest.keyClick(filled.results.grid, Qt.Key.Key_Escape)
    assert filled.sheets.isVisible()


def test_a_run_that_was_not_asked_for_does_not_come_forward(filled, post_events):
    post_events(run_event())
    assert filled.sheets.isVisible()


def test_the_run_dialog_starts_what_is_chosen(filled, calls, post_events):
    filled.sheets.run_button.click()
    dialog = filled.dialogs.run_dialog
    assert not dialog.start_button.isEnabled()
    dialog.models.item(0).setCheckState(Qt.CheckState.Checked)
    dialog.sweep.show_value("temperature")
    dialog.sweep.chosen.emit("temperature")
    dialog.values.setText("0, warm")
    assert not dialog.start_button.isEnabled()
    assert "warm" in dialog.status.text()
    dialog.values.setText("0, 1")
    assert "12 answer(s)" in dialog.status.text()
    dialog.mode.show_value(Mode.AS_MANY_AS_FIT)
    dialog.start_button.click()
    ((run_id, sheet_id, configurations, more),) = calls.of("evaluation.start_run")
    assert sheet_id == "own"
    assert [one.options["temperature"] for one in configurations] == [0.0, 1.0]
    assert more == {"mode": Mode.AS_MANY_AS_FIT, "judge": None}
    post_events(EvaluationRunEvent(run(run_id=run_id), cells()))
    assert filled.results.isVisible(), "a run that was started here comes forward"


def test_a_running_run_is_stopped_and_resumed_from_its_header(opened, calls, post_events):
    opened.header.stop_button.click()
    assert calls.of("evaluation.stop_run") == [("r",)]
    post_events(run_event(RunState.STOPPED))
    opened.header.resume_button.click()
    assert calls.of("evaluation.resume_run") == [("r",)]


def test_answers_are_read_when_a_cell_is_opened_and_votes_are_sent(opened, calls, post_events):
    assert calls.of("evaluation.open_cell") == []
    opened.results.grid.opened.emit(0, 1)
    assert calls.of("evaluation.open_cell") == [("r", "idiom", "c0")]
    post_events(CellResultEvent("r", "idiom", "c0", result(cells()[0])))
    assert "gilding" in opened.results.panel.text.toPlainText()
    opened.results.panel.good.click()
    assert calls.of("evaluation.vote_on_cell") == [("r", "idiom", "c0", True)]


def test_cells_that_arrive_count_down_what_is_left(opened, post_events):
    post_events(CellEvent("r", GridCell("terms", "c2", CellState.DONE, True, 1.0, "Yes.", 1.0, 5)))
    assert "3 left to run" in opened.header.about.text()


def test_a_run_that_is_gone_leads_back_to_the_sheets(opened, post_events):
    post_events(EvaluationRunGoneEvent("r", Trouble(Problem.NO_MODEL)))
    assert opened.sheets.isVisible()
    assert opened.notices.isVisible()


def test_a_change_of_the_driver_offers_to_run_again_and_shows_what_got_worse(filled, calls, post_events, qapp):
    assert filled.notices.about == CHANGED
    assert "another graphics driver" in filled.notices.label.text()
    filled.notices.buttons()[0].click()
    ((run_id, earlier),) = calls.of("evaluation.repeat_run")
    assert earlier == "r" != run_id
    post_events(EvaluationRunEvent(run(RunState.FINISHED, run_id=run_id), cells()))
    assert calls.of("evaluation.find_cell_regressions") == [("r", run_id)]
    post_events(RegressionsEvent("r", run_id, regressions()))
    (dialog,) = filled.findChildren(RegressionsDialog)
    assert dialog.list.count() == 2
    assert "gilding" in dialog.before.text.toPlainText()
    assert "contains none of" in dialog.now.verdict.text()
    dialog.close()
    post_events(RegressionsEvent("r", run_id, ()))
    assert "Nothing got worse" in " ".join(filled.notices.shown_texts())


def test_an_offer_that_was_closed_does_not_come_back(filled, post_events):
    filled.notices.close_button.click()
    post_events(EvaluationRunsEvent(heads()))
    assert not filled.notices.shows_about(CHANGED)


def test_sheets_are_imported_and_exported(filled, calls, post_events, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/tmp/sheet.yaml", ""))
    filled.header.import_button.click()
    assert calls.of("evaluation.import_sheet") == [("/tmp/sheet.yaml",)]
    notes = (ImportNote(ImportProblem.UNKNOWN_CHECK, "tests[0]", "python"),)
    post_events(SheetSavedEvent("coding", "/tmp/sheet.yaml", notes))
    assert "python" in " ".join(filled.notices.shown_texts())
    assert filled.sheets.current_id == "coding"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("/tmp/out.csv", ""))
    filled.sheets.export_wanted.emit("own", SheetFormat.CSV)
    assert calls.of("evaluation.export_sheet") == [("own", "/tmp/out.csv", SheetFormat.CSV)]


def test_reports_are_written_in_the_windows_language(opened, calls, post_events, translation, monkeypatch):
    translation.choose_language("zh_CN")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("/tmp/report.html", ""))
    opened.header.report.emit(ReportKind.HTML)
    ((run_id, path, kind, said),) = calls.of("evaluation.export_report")
    assert (run_id, path, kind) == ("r", "/tmp/report.html", ReportKind.HTML)
    assert said("is JSON") != "is JSON"
    assert said("unknown") == "unknown"
    post_events(ReportEvent("/tmp/report.html"))
    assert "/tmp/report.html" in " ".join(opened.notices.shown_texts())


def test_a_picture_has_the_whole_grid_with_date_and_computer(opened, tmp_path, monkeypatch, qtbot):
    path = str(tmp_path / "results.png")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (path, ""))
    drawn = []
    from teahouse.ui.evaluation import picture

    known = picture.about_run
    monkeypatch.setattr(picture, "about_run", lambda one: drawn.extend(known(one)) or known(one))
    with qtbot.waitSignal(opened.dialogs._pictures.written, timeout=20_000):
        opened.header.picture.emit()
    image = QImage(path)
    assert image.height() > image.width() / 2
    assert "AMD Ryzen 7 7840U" in drawn[0]
    assert "Ollama 0.33.0" in drawn[0]


def test_a_sheet_is_deleted_only_after_a_question(filled, calls):
    filled.sheets.delete_wanted.emit("own")
    (question,) = [child for child in filled.findChildren(object) if type(child).__name__ == "Question"]
    assert calls.of("evaluation.delete_sheet") == []
    question.buttons[0].click()
    assert calls.of("evaluation.delete_sheet") == [("own",)]


def test_the_language_changes_while_a_run_is_shown(opened, translation, qapp):
    translation.choose_language("zh_CN")
    qapp.processEvents()
    assert opened.header.title.text() == "评测"
    translation.choose_language("en")
    qapp.processEvents()
    assert opened.header.title.text() == "Evaluate"


def test_a_sheet_of_another_page_is_shown_once_it_is_known(page, post_events):
    page.show_sheet("own")
    post_events(SheetsEvent(SHEETS))
    assert page.sheets.current() == OWN


def test_run_again_offers_what_the_run_had_and_another_judge_may_judge(filled, calls, post_events):
    judged = replace(OWN.prompts[0], checks=(AnswerCheck(CheckKind.JUDGE, "Is it polite?"),))
    sheet = replace(OWN, prompts=(judged, *OWN.prompts[1:]))
    names = tuple(entry.card.name for entry in models_event().models)[:2]
    columns = tuple(
        Configuration(f"{name} {value}", name, options={"temperature": value}) for name in names for value in (0.0, 0.7)
    )
    again = replace(
        run(RunState.FINISHED, sheet, columns), mode=Mode.AS_MANY_AS_FIT, judge=Configuration("judge", names[1])
    )
    post_events(SheetsEvent((sheet,)))
    filled.open_run("r")
    post_events(EvaluationRunEvent(again, ()))
    filled.header.again_button.click()
    post_events(models_event())
    dialog = filled.dialogs.run_dialog
    assert dialog.values.text() == "0.0, 0.7"
    assert [(one.model, one.options) for one in dialog.configurations()] == [
        (one.model, one.options) for one in columns
    ]
    dialog.start_button.click()
    ((_, sheet_id, _, named),) = calls.of("evaluation.start_run")
    assert (sheet_id, named["mode"], named["judge"].model) == ("own", Mode.AS_MANY_AS_FIT, names[1])

    filled.open_run("r")
    post_events(EvaluationRunEvent(again, ()))
    menu = next(action.menu() for action in filled.header.report_menu().actions() if action.menu() is not None)
    assert [action.text() for action in menu.actions()] == [
        entry.card.name for entry in models_event().models if entry.card.chats
    ]
    menu.actions()[0].trigger()
    ((run_id, judge),) = calls.of("evaluation.judge_run")
    assert (run_id, judge.model) == ("r", menu.actions()[0].text())
    post_events(EvaluationRunEvent(replace(again, state=RunState.RUNNING), ()))
    assert all(action.menu() is None for action in filled.header.report_menu().actions())


def test_models_of_the_workshop_are_chosen_for_the_next_run(bridge, preferences, theme, calls, post_events, qtbot):
    window = Window(bridge, preferences, theme)
    qtbot.addWidget(window)
    window.show()
    names = ("plain:latest", "plain-happy:latest")
    post_events(
        models_events.models_event(*(models_events.model_entry(name, 0.1) for name in ("other:latest", *names)))
    )
    window.pages.enter_workshop().links.evaluate.emit(names)
    assert window.pages.current is Page.EVALUATE
    page = window.pages.enter_evaluate()
    post_events(SheetsEvent((OWN,)))
    assert any(names[1] in text for text in page.notices.shown_texts())
    page.dialogs.open_run(OWN.id)
    assert [one.model for one in page.dialogs.run_dialog.configurations()] == list(names)
    page.dialogs.run_dialog.reject()
    page.dialogs.open_run(OWN.id)
    assert len(page.dialogs.run_dialog.configurations()) == 2  # as they were
    page.dialogs.open_run(OWN.id, (ChosenModel("other:latest"),))
    assert [one.model for one in page.dialogs.run_dialog.configurations()] == ["other:latest"]
