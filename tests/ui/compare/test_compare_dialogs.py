"""The dialogs of the Compare page: earlier comparisons, ratings, parameters, prompt sets."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from fixtures.running_lanes import MODELS, models_event
from teahouse.core.comparison import ComparisonHead, Lane
from teahouse.core.prompt_sets import Prompt, PromptSet, ReportRow, SetRun
from teahouse.core.ratings import Rating
from teahouse.services.compare.events import ComparisonsEvent, RatingsEvent, SetProgressEvent, SetsEvent
from teahouse.ui.compare.page import ComparePage
from teahouse.ui.compare.parameters import LaneDialog, ParametersDialog
from teahouse.ui.compare.sets import prompts_of, text_of
from teahouse.ui.compare.setup import Setup

BUILT_IN = PromptSet("coding", "Coding", (Prompt("One", "1"), Prompt("Two", "2")), "编程", "coding", built_in=True)
OWN = PromptSet("own", "Mine", (Prompt("Three"),))


@pytest.fixture
def compare_page(bridge, calls, preferences, theme, qtbot, post_events):
    made = ComparePage(bridge, preferences, theme)
    qtbot.addWidget(made)
    made.show()
    post_events(models_event())
    return made


def check(view, *names):
    for at in range(view.count()):
        item = view.item(at)
        item.setCheckState(Qt.CheckState.Checked if item.text() in names else Qt.CheckState.Unchecked)


def test_earlier_comparisons_are_listed_filtered_opened(compare_page, calls, post_events):
    compare_page.dialogs.open_past()
    assert calls.of("compare.list_comparisons") == [()]
    heads = (
        ComparisonHead("a", "Sheep", 2.0, ("qwen3:8b",), voted=True),
        ComparisonHead("b", "Poems", 1.0, ("glm4:9b",)),
    )
    post_events(ComparisonsEvent(heads))
    past = compare_page.dialogs.past
    past.field.setText("glm")
    assert [past.list.item(at).text().split("\n")[0] for at in range(past.list.count())] == ["Poems"]
    past.open_button.click()
    assert calls.of("compare.open_comparison") == [("b",)]
    assert compare_page.state.asked_for == "b"


def test_removing_for_good_is_asked_about_first(compare_page, calls, post_events):
    compare_page.dialogs.open_past()
    post_events(ComparisonsEvent((ComparisonHead("a", "Sheep", 2.0, ("qwen3:8b",)),)))
    past = compare_page.dialogs.past
    past.remove_button.click()
    assert not calls.of("compare.remove_comparison")
    assert past.sure.text()
    past.remove_button.click()
    assert calls.of("compare.remove_comparison") == [("a",)]


def test_after_a_comparison_was_removed_no_other_one_is_chosen(compare_page, post_events):
    compare_page.dialogs.open_past()
    heads = tuple(ComparisonHead(name, f"About {name}", 2.0, ("qwen3:8b",)) for name in "abc")
    post_events(ComparisonsEvent(heads))
    past = compare_page.dialogs.past
    past.list.setCurrentRow(1)
    post_events(ComparisonsEvent(heads[1:]))
    assert past.current_id() == "b", "it stands elsewhere now"
    post_events(ComparisonsEvent(heads[2:]))
    assert past.current_id() == ""
    assert not past.remove_button.isEnabled()


def test_ratings_tell_how_sure_they_are(compare_page, calls, post_events):
    compare_page.dialogs.open_ratings()
    assert calls.of("compare.list_ratings") == [()]
    assert compare_page.dialogs.ratings.nothing.isVisible()
    post_events(RatingsEvent((Rating("qwen3:8b", 1080.4, 950, 1210, 12, 7, 2),)))
    told = compare_page.dialogs.ratings.chart.accessibleDescription()
    assert all(word in told for word in ("qwen3:8b", "1080", "950", "1210", "12"))
    assert not compare_page.dialogs.ratings.grab().isNull()


def test_parameters_are_accepted_only_within_their_bounds(theme, qtbot, compare_page):
    dialog = ParametersDialog(Setup(options={"top_k": 5}, seed=7), theme, compare_page)
    qtbot.addWidget(dialog)
    assert dialog.fields["seed"].text() == "7"
    dialog.fields["temperature"].setText("9")
    assert not dialog.ok.isEnabled()
    assert "to 5." in dialog.problem.text()
    dialog.fields["temperature"].setText("0.5")
    dialog.fields["seed"].setText("")
    dialog.fields["num_predict"].setText("200")
    assert dialog.ok.isEnabled()
    changed = dialog.changed_setup()
    assert (changed.system, changed.seed) == ("", None)
    assert changed.options == {"top_k": 5, "temperature": 0.5, "num_predict": 200}


def test_a_lanes_own_parameters_stand_over_those_of_all(theme, qtbot, compare_page):
    lane = Lane("l0", "qwen3:8b", {"temperature": 0.2, "num_gpu": 0})
    setup = Setup(lanes=(lane,), options={"num_predict": 200})
    dialog = LaneDialog(setup, lane, (True, False), theme, compare_page)
    qtbot.addWidget(dialog)
    assert dialog.fields["temperature"].text() == "0.2"
    assert "200" in dialog.fields["num_predict"].placeholderText()
    assert dialog.values() == ({"temperature": 0.2, "num_gpu": 0}, None)
    dialog.fields["temperature"].setText("")
    dialog.think.setCurrentIndex(2)
    assert dialog.values() == ({"num_gpu": 0}, False)
    dialog.fields["top_p"].setText("two")
    assert not dialog.ok.isEnabled()


@pytest.fixture
def sets(compare_page, post_events):
    compare_page.dialogs.open_sets()
    post_events(SetsEvent((BUILT_IN, OWN)))
    return compare_page.dialogs.sets


def test_a_set_is_run_over_the_chosen_models(sets, calls):
    assert calls.of("compare.list_sets") == [()]
    assert not sets.run_button.isEnabled()
    check(sets.models, *MODELS[:2])
    sets.run_button.click()
    assert calls.of("compare.run_set") == [("coding", MODELS[:2], {"prompts": BUILT_IN.prompts})]


def test_a_built_in_set_is_shown_and_asked_in_the_language_of_the_window(compare_page, translation, calls, post_events):
    built_in = replace(BUILT_IN, prompts=(Prompt("Why?", "So."),), chinese=(Prompt("为什么？", "因此。"),))
    compare_page.dialogs.open_sets()
    post_events(SetsEvent((built_in, OWN)))
    sets = compare_page.dialogs.sets
    assert sets.prompts.toPlainText() == "Why?"
    translation.choose_language("zh_CN")
    QApplication.processEvents()
    assert sets.prompts.toPlainText() == "为什么？"
    check(sets.models, *MODELS[:2])
    sets.run_button.click()
    assert calls.of("compare.run_set") == [("coding", MODELS[:2], {"prompts": built_in.chinese})]


def test_progress_and_report_are_shown_and_a_run_can_be_stopped(sets, calls, post_events):
    run = SetRun("r", "coding", "Coding", 1.0, MODELS[:2], ("c1", "c2"), 3, 4)
    report = (
        ReportRow(MODELS[0], 2, 0, 21.0, 400.0, 0.4, 4.0, 60.0, 5e9, 1),
        ReportRow(MODELS[1], 1, 1, 19.0, None, 0.5, None, None, 6e9, 0),
    )
    post_events(SetProgressEvent(run, "c2", report, running=True))
    assert (sets.progress.bar.value(), sets.progress.bar.maximum()) == (3, 4)
    assert sets.progress.report.item(0, 1).text() == "◆ 21.0 tok/s"
    assert sets.progress.report.item(1, 4).text() == "—"
    assert not sets.progress.export_button.isEnabled()
    sets.stop_button.click()
    assert calls.of("compare.stop_set") == [("r",)]


def test_a_report_is_written_in_the_kind_its_name_says(sets, calls, post_events, monkeypatch):
    run = SetRun("r", "coding", "Coding", 1.0, MODELS[:2], ("c1",), 2, 2)
    post_events(SetProgressEvent(run, "", (ReportRow(MODELS[0], 2, 0, 21.0, 400.0, 0.4, 4.0, 60.0, 5e9, 1),)))
    for name in ("a.csv", "a.md", "a"):
        chosen = lambda *args, name=name: (name, "")  # noqa: E731
        monkeypatch.setattr("teahouse.ui.compare.set_progress.QFileDialog.getSaveFileName", chosen)
        sets.progress.export_button.click()
    assert [call[:3] for call in calls.of("compare.export_comparison")] == [
        ("r", "csv", "a.csv"),
        ("r", "markdown", "a.md"),
        ("r", "markdown", "a"),
    ]


def test_what_was_not_finished_is_resumed(sets, calls, post_events):
    run = SetRun("r", "coding", "Coding", 1.0, MODELS, ("c1", "c2"), 3, 6)
    post_events(SetsEvent((BUILT_IN, OWN), (run,)))
    assert sets.run_button.text() == "Resume"
    sets.run_button.click()
    assert calls.of("compare.run_set") == [("coding", MODELS, {"run_id": "r"})]


def test_a_run_that_was_resumed_to_its_end_is_not_offered_again(sets, post_events):
    run = SetRun("r", "coding", "Coding", 1.0, MODELS, ("c1", "c2"), 3, 6)
    post_events(SetsEvent((BUILT_IN, OWN), (run,)), SetProgressEvent(run, "c2", (), running=True))
    assert "not finished" not in sets.models_label.text()
    post_events(SetProgressEvent(run, "", ()))
    assert "3 of 6" in sets.models_label.text(), "it was stopped"
    post_events(SetProgressEvent(replace(run, done=6), "", ()))
    assert "not finished" not in sets.models_label.text()
    assert sets.run_button.text() == "Run"


def test_what_was_typed_is_there_when_one_comes_back_to_a_set(sets, post_events):
    sets.list.setCurrentRow(1)
    sets.prompts.setPlainText("Half a thought")
    sets.list.setCurrentRow(0)
    sets.list.setCurrentRow(1)
    post_events(SetsEvent((BUILT_IN, OWN)))
    assert sets.prompts.toPlainText() == "Half a thought"
    assert sets.save_button.isEnabled()


def test_sets_and_their_runs_are_called_as_in_the_language_of_now(sets, post_events, translation):
    run = SetRun("r", "coding", "Coding", 1.0, MODELS, ("c1",), 3, 3)
    post_events(SetProgressEvent(run, "", ()))
    translation.choose_language("zh_CN")
    post_events()
    assert sets.list.item(0).text() == BUILT_IN.title_zh
    assert sets.progress.words.text().startswith(BUILT_IN.title_zh)


def test_dialogs_change_their_colours_with_the_theme(sets, theme):
    light = sets.styleSheet()
    theme.choose_look("dark")
    assert sets.styleSheet() != light


def test_long_names_have_what_the_figures_of_a_report_leave(sets, post_events, qtbot):
    long = "hf.co/unsloth/Qwen3-30B-A3B-Instruct-2507-GGUF:UD-Q4_K_XL"
    row = ReportRow(long, 2, 0, 21.0, 400.0, 0.4, 4.0, 60.0, 5e9, 1)
    post_events(SetProgressEvent(SetRun("r", "coding", "Coding", 1.0, (long,), ("c1",), 2, 2), "", (row,)))
    report = sets.progress.report
    sets.resize(1500, 700)
    qtbot.waitUntil(lambda: report.columnWidth(0) > report.sizeHintForColumn(0))
    assert report.horizontalHeader().length() == report.viewport().width()
    assert report.item(0, 0).toolTip() == long


def test_built_in_sets_are_only_copied_and_own_ones_changed(sets, calls):
    assert sets.prompts.isReadOnly()
    sets.copy_button.click()
    assert not sets.prompts.isReadOnly()
    sets.prompts.setPlainText("One\n---\nTwo and a half\n---\nThree")
    assert not sets.run_button.isEnabled(), "what is not kept cannot be run"
    sets.save_button.click()
    ((kept,),) = calls.of("compare.save_set")
    assert kept.id != "coding"
    assert [prompt.text for prompt in kept.prompts] == ["One", "Two and a half", "Three"]
    assert kept.prompts[0].reference == "1"


def test_an_own_set_is_removed(sets, calls):
    sets.list.setCurrentRow(1)
    sets.remove_button.click()
    assert calls.of("compare.remove_set") == [("own",)]


def test_prompts_survive_being_edited_as_text():
    assert prompts_of(text_of(BUILT_IN.prompts), BUILT_IN) == BUILT_IN.prompts
    assert prompts_of("", BUILT_IN) == ()
    assert prompts_of("a\n-----\n\n---\nb", OWN) == (Prompt("a"), Prompt("b"))
