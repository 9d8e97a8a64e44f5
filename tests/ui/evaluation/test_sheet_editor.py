"""The sheet editor: every kind of check, what is wrong said at once, undo of deletions, and nothing typed is lost."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest

from fixtures.evaluations import OWN, PROMPTS
from teahouse.core.conversation import Role
from teahouse.core.errors import Problem, Trouble
from teahouse.core.evaluation.sheet import AnswerCheck, CheckKind, LengthUnit, Sheet, SheetPrompt, Turn
from teahouse.ui.evaluation import sheet_editor
from teahouse.ui.evaluation.check_form import CheckForm
from teahouse.ui.evaluation.prompt_form import variables_of, variables_text
from teahouse.ui.evaluation.sheet_editor import SheetEditor

EVERY = (
    AnswerCheck(CheckKind.EQUALS, ("42",), ignore_case=True),
    AnswerCheck(CheckKind.CONTAINS, ("tea",), negated=True),
    AnswerCheck(CheckKind.CONTAINS_ANY, ("a", "b")),
    AnswerCheck(CheckKind.CONTAINS_ALL, ("a", "b")),
    AnswerCheck(CheckKind.REGEX, (r"^\d+$",)),
    AnswerCheck(CheckKind.NUMBER, number=3.14, tolerance=0.01),
    AnswerCheck(CheckKind.JSON_VALID, embedded=True),
    AnswerCheck(CheckKind.JSON_SCHEMA, ('{"type": "object"}',)),
    AnswerCheck(CheckKind.JSON_FIELD, ("3",), path="items.0.price", tolerance=0.5),
    AnswerCheck(CheckKind.LENGTH, minimum=3, maximum=9, unit=LengthUnit.WORDS),
    AnswerCheck(CheckKind.LANGUAGE, ("zh",)),
    AnswerCheck(CheckKind.REFUSAL),
    AnswerCheck(CheckKind.LATENCY, maximum=2.5),
    AnswerCheck(CheckKind.TOKEN_LIMIT, maximum=80),
    AnswerCheck(CheckKind.JUDGE, ("Is it polite?",), minimum=7, reference="Yes."),
    AnswerCheck(CheckKind.VOTE),
)


@pytest.fixture
def editor(bridge, calls, theme, qtbot, monkeypatch):
    monkeypatch.setattr(sheet_editor, "SAVE_MS", 0)
    made = SheetEditor(bridge, theme, None)
    qtbot.addWidget(made)
    made.edit_sheet(OWN)
    made.show()
    calls.clear()
    return made


def saved_sheets(calls):
    return [sheet for (sheet,) in calls.of("evaluation.save_sheet")]


def test_there_is_a_form_for_every_kind_of_check():
    assert {check.kind for check in EVERY} == set(CheckKind)


@pytest.mark.parametrize("check", EVERY, ids=lambda check: check.kind)
def test_a_check_is_read_from_its_form_as_it_was_shown(check, theme, qtbot):
    form = CheckForm(theme, check)
    qtbot.addWidget(form)
    form.show()
    assert form.read_check() == check
    assert form.problem.isHidden(), form.problem.text()


@pytest.mark.parametrize(
    ("check", "said"),
    [
        (AnswerCheck(CheckKind.EQUALS, ("",)), "compared"),
        (AnswerCheck(CheckKind.CONTAINS_ANY), "compared"),
        (AnswerCheck(CheckKind.REGEX, ("(",)), "regular expression"),
        (AnswerCheck(CheckKind.REGEX, ("*",)), "regular expression"),
        (AnswerCheck(CheckKind.NUMBER), "number"),
        (AnswerCheck(CheckKind.JSON_SCHEMA, ("{",)), "line 1"),
        (AnswerCheck(CheckKind.JSON_SCHEMA, ('{"type": "cup"}',)), "JSON schema"),
        (AnswerCheck(CheckKind.JSON_FIELD, ("tea",)), "line 1"),
        (AnswerCheck(CheckKind.LENGTH), "least"),
        (AnswerCheck(CheckKind.LENGTH, minimum=9, maximum=3), "more than"),
        (AnswerCheck(CheckKind.LATENCY), "most"),
        (AnswerCheck(CheckKind.JUDGE, ("",)), "judge"),
        (AnswerCheck(CheckKind.JUDGE, ("Polite?",), minimum=11), "points"),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_check_is_said_at_once(check, said, theme, qtbot):
    form = CheckForm(theme, check)
    qtbot.addWidget(form)
    form.show()
    assert said in form.problem.text()
    assert form.accessibleDescription() == form.problem.text()


def test_a_value_with_variables_is_not_judged_before_they_are_filled(theme, qtbot):
    form = CheckForm(theme, AnswerCheck(CheckKind.REGEX, ("({{pattern}}",)))
    qtbot.addWidget(form)
    assert form.problem.text() == ""


def test_another_kind_keeps_the_text_where_it_has_one(theme, qtbot):
    form = CheckForm(theme, AnswerCheck(CheckKind.CONTAINS, ("tea",)))
    qtbot.addWidget(form)
    form.kind.chosen.emit(CheckKind.REGEX)
    assert form.read_check() == AnswerCheck(CheckKind.REGEX, ("tea",))
    form.kind.chosen.emit(CheckKind.NUMBER)
    assert form.read_check().values == ()


def test_what_is_typed_is_saved_by_itself(editor, calls, qtbot):
    editor.list.setCurrentRow(1)
    editor.form.title.setFocus()
    editor.form.title.selectAll()
    QTest.keyClicks(editor.form.title, "Bill")
    qtbot.waitUntil(lambda: bool(saved_sheets(calls)))
    assert saved_sheets(calls)[-1].prompts[1] == replace(PROMPTS[1], title="Bill")
    assert editor.list.item(1).text() == "Bill"


def test_nothing_typed_is_lost_when_the_editor_is_closed_or_shows_another_sheet(editor, calls, monkeypatch):
    editor._save_later.setInterval(60_000)
    editor.form.turns[0].text.setPlainText("Changed")
    assert saved_sheets(calls) == []
    editor.close()
    assert saved_sheets(calls)[-1].prompts[0].turns == (Turn("Changed"),)
    editor.show()
    editor.form.turns[0].text.setPlainText("Again")
    editor.edit_sheet(Sheet("other", "Other", prompts=PROMPTS[:1]))
    assert saved_sheets(calls)[-1].prompts[0].turns == (Turn("Again"),)
    assert saved_sheets(calls)[-1].id == "own"


def test_a_sheet_that_could_not_be_saved_is_saved_again_and_the_reason_is_shown(editor, calls):
    editor.form.turns[0].text.setPlainText("Changed")
    editor.save_changes()
    editor.show_saved("own", Trouble(Problem.DISK_FULL, path="/data"))
    assert "/data" in editor.status.text()
    editor.save_changes()
    assert len(saved_sheets(calls)) == 2


def test_a_deleted_prompt_check_and_turn_come_back_in_turn(editor, calls):
    editor.list.setCurrentRow(2)
    editor.form.turns[1].remove_button.click()
    editor.form.checks[0].remove_button.click()
    editor.delete_button.click()
    assert [prompt.id for prompt in editor.sheet.prompts] == ["idiom", "invoice", "source", "terms", "style"]
    for _ in range(3):
        assert editor.undo_button.isEnabled()
        QTest.mouseClick(editor.undo_button, Qt.MouseButton.LeftButton)
    assert editor.sheet.prompts == OWN.prompts
    assert not editor.undo_button.isEnabled()
    editor.save_changes()


def test_prompts_turns_and_checks_are_added(editor):
    editor.add_button.click()
    editor.form.turns[0].text.setPlainText("How many legs has a snake?")
    editor.form.add_turn_button.click()
    editor.form.turns[1].text.setPlainText("Sure?")
    editor.form.add_check_button.click()
    (made,) = [prompt for prompt in editor.sheet.prompts if prompt not in OWN.prompts]
    assert made.turns == (Turn("How many legs has a snake?"), Turn("Sure?"))
    assert made.checks[0].kind is CheckKind.CONTAINS
    assert editor.list.currentItem().text().endswith("(to correct)")
    editor.copy_button.click()
    assert len(editor.sheet.prompts) == len(OWN.prompts) + 2
    assert len({prompt.id for prompt in editor.sheet.prompts}) == len(editor.sheet.prompts)
    editor.save_changes()


def test_a_prompt_that_was_added_elsewhere_is_taken_over_and_a_deleted_one_is_not(editor):
    editor.delete_button.click()
    added = SheetPrompt("new", "From a chat", (Turn("Hello?", Role.USER),))
    editor.take_over((replace(OWN, prompts=(*OWN.prompts, added)),))
    ids = [prompt.id for prompt in editor.sheet.prompts]
    assert ids == [prompt.id for prompt in OWN.prompts[1:]] + ["new"]
    editor.save_changes()


def test_a_new_sheet_begins_with_an_empty_prompt_and_a_copy_is_saved_at_once(editor, calls):
    editor.edit_sheet(Sheet("n", "New sheet"))
    assert len(editor.sheet.prompts) == 1
    calls.clear()
    copy = replace(OWN, id="copy")
    editor.edit_sheet(copy, unsaved=True)
    assert saved_sheets(calls)[-1] == copy


def test_what_holds_for_the_whole_sheet_is_edited_too(editor):
    editor.parts.pill_of("sheet").click()
    form = editor.sheet_form
    form.name.setText("Work")
    form.name.textEdited.emit("Work")
    form.system.setPlainText("Be brief.")
    form.variables.setPlainText("city = Kyoto\nnonsense\nname=Lin")
    sheet = editor.sheet
    assert (sheet.name, sheet.system, sheet.variables) == ("Work", "Be brief.", {"city": "Kyoto", "name": "Lin"})
    assert sheet.prompts == OWN.prompts
    editor.save_changes()


def test_variables_are_written_and_read_as_lines():
    assert variables_of(variables_text({"a": "1", "b": "x = y"})) == {"a": "1", "b": "x = y"}


def ids_of(sheet):
    return [prompt.id for prompt in sheet.prompts]


def test_a_prompt_is_moved_by_key_and_by_button_and_the_form_stays_with_it(editor, calls, qtbot):
    before = ids_of(OWN)
    editor.activateWindow()
    qtbot.waitUntil(editor.isActiveWindow)
    editor.list.setCurrentRow(0)
    editor.list.setFocus()
    QTest.keyClick(editor.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert ids_of(editor.sheet) == [before[1], before[0], *before[2:]]
    assert editor.list.currentRow() == 1
    assert editor.form.read_prompt().id == before[0]
    editor.up_button.click()
    assert ids_of(editor.sheet) == before
    assert not editor.up_button.isEnabled()
    QTest.keyClick(editor.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert ids_of(editor.sheet) == before
    editor.down_button.click()
    qtbot.waitUntil(lambda: bool(saved_sheets(calls)) and ids_of(saved_sheets(calls)[-1])[1] == before[0])


def test_a_prompt_that_is_dragged_is_saved_at_its_new_place_and_edited_there(editor, calls, qtbot):
    before = ids_of(OWN)
    editor.list.setCurrentRow(0)
    model = editor.list.model()
    assert model.moveRow(QModelIndex(), 0, QModelIndex(), 2)  # as a drop inside the list does
    assert ids_of(editor.sheet) == [before[1], before[0], *before[2:]]
    editor.form.title.setText("Moved")
    editor.form.title.textEdited.emit("Moved")
    assert [prompt.title for prompt in editor.sheet.prompts][1] == "Moved"
    assert editor.sheet.prompts[1].id == before[0]
    qtbot.waitUntil(lambda: bool(saved_sheets(calls)) and ids_of(saved_sheets(calls)[-1])[1] == before[0])
