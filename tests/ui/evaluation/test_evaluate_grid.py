"""The result grid: what it holds, shows and says, also with 1,000 prompts and six models."""

from collections import Counter
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from fixtures.evaluations import cells, large_run, result, run_event
from teahouse.core.evaluation.results import CellState, Configuration, GridCell
from teahouse.ui.evaluation import picture
from teahouse.ui.evaluation.cell_delegate import CELL, CellText, LineBreaker, VerdictTone
from teahouse.ui.evaluation.grid_model import RowFilter
from teahouse.ui.evaluation.results_view import ResultsView
from teahouse.ui.evaluation.score_header import HEADING

SPOKEN = Qt.ItemDataRole.AccessibleTextRole


@pytest.fixture
def view(theme, translation, qtbot):
    made = ResultsView(theme)
    qtbot.addWidget(made)
    made.resize(1100, 760)
    made.show()
    return made


def spoken(view, row, column):
    return view.grid.cells.index(row, column).data(SPOKEN)


def test_a_cell_has_its_verdict_in_words_and_is_read_with_prompt_model_time_and_tokens(view):
    view.show_run(run_event())
    model = view.grid.cells
    assert model.index(0, 1).data(CELL) == CellText(
        "Pass", VerdictTone.GOOD, "Adding that clause would be gilding the lily.", "0.90 s · 14 tokens"
    )
    assert spoken(view, 0, 1) == "Idiom, Chinese to English, qwen3:8b, passed, 0.90 s, 14 tokens"
    assert spoken(view, 0, 3).startswith("Idiom, Chinese to English, qwen3:8b-q3_K_M (temperature 0.2), failed")
    assert "Judge disagrees" in spoken(view, 2, 2)
    assert "No answer" in spoken(view, 4, 2)
    assert "waits for its turn" in spoken(view, 4, 3)
    assert "Your vote" in spoken(view, 5, 1)
    assert spoken(view, 0, 0) == "Idiom, Chinese to English, contains any of: gild, overdo, unnecessary"


def test_a_heading_has_score_interval_speed_and_memory_and_compares_with_the_reference(view):
    view.show_run(run_event())
    model = view.grid.cells
    heading = model.headerData(1, Qt.Orientation.Horizontal, HEADING)
    assert (heading.score, heading.interval, heading.note) == ("4 of 5", "80 % (38 – 96)", "reference")
    assert "24.4 tok/s" in heading.figures
    told = model.headerData(2, Qt.Orientation.Horizontal, SPOKEN)
    assert "deepseek-r1:8b" in told
    assert "cannot be told apart with 4 prompts" in told
    assert "cannot be told apart" in view.sentence.text()


def test_the_sentence_is_about_the_column_with_the_keyboard(view, qapp):
    view.show_run(run_event())
    view.grid.setCurrentIndex(view.grid.cells.index(0, 3))
    qapp.processEvents()
    assert "qwen3:8b-q3_K_M (temperature 0.2)" in view.sentence.text()
    view.grid.horizontalHeader().sectionClicked.emit(2)
    qapp.processEvents()
    assert "deepseek-r1:8b (low thinking)" in view.sentence.text()


def test_filters_count_and_keep_the_rows_where_verdicts_differ_or_failed(view):
    view.show_run(run_event())
    model = view.grid.cells
    assert view.filters.pill_of(RowFilter.DIFFER).text() == "Where they differ 3"
    view.filters.chosen.emit(RowFilter.DIFFER)
    assert {model.prompt_at(row).id for row in range(model.rowCount())} == {"idiom", "tone", "source"}
    view.show_rows(RowFilter.FAILED)
    assert {model.prompt_at(row).id for row in range(model.rowCount())} >= {"source", "terms"}
    view.show_rows(RowFilter.ALL)
    assert model.rowCount() == 6


def test_enter_asks_for_the_answer_and_the_panel_shows_it_with_every_check(view, qapp):
    wanted = []
    view.cell_wanted.connect(lambda *ids: wanted.append(ids))
    view.show_run(run_event())
    assert wanted == [], "no answer is read before somebody looks"
    view.grid.setFocus()
    QTest.keyClick(view.grid, Qt.Key.Key_Return)
    assert wanted == [("idiom", "c0")]
    view.show_result("idiom", "c0", result(cells()[0], worse=True))
    assert view.panel.text.toPlainText().startswith("Adding that clause")
    assert "contains none of: gild, overdo" in view.panel.checks.item(0).text()
    assert view.panel.checks.item(0).data(SPOKEN).endswith("(failed)")
    QTest.keyClick(view.grid, Qt.Key.Key_Down)
    qapp.processEvents()
    assert wanted[-1] == ("invoice", "c0")
    view.show_result("idiom", "c0", result(cells()[0]))
    assert view.panel.text.toPlainText() == "", "an answer that came late is not that of this cell"
    QTest.keyClick(view.grid, Qt.Key.Key_Escape)
    assert view.panel.isHidden()


def test_a_vote_is_given_and_taken_back(view):
    voted = []
    view.voted.connect(lambda *vote: voted.append(vote))
    view.show_run(run_event())
    view.grid.setCurrentIndex(view.grid.cells.index(5, 1))
    QTest.keyClick(view.grid, Qt.Key.Key_Return)
    cell = view.grid.cells.cell_at(5, 1)
    view.show_result("style", "c0", result(cell))
    assert view.panel.take_back.isHidden()
    QTest.mouseClick(view.panel.bad, Qt.MouseButton.LeftButton)
    assert voted == [("style", "c0", False)]


def test_in_a_narrow_window_the_panel_takes_the_place_of_the_grid(view, qapp):
    view.resize(620, 500)
    view.show_run(run_event())
    view.grid.opened.emit(0, 1)
    assert view.grid.isHidden()
    assert view.panel.isVisible()
    view.panel.closed.emit()
    assert view.grid.isVisible()


def test_newer_cells_change_what_is_shown_and_a_foreign_run_does_not(view):
    view.show_run(run_event())
    done = GridCell("source", "c2", CellState.DONE, True, 1.0, "No.", 1.0, 9)
    view.update_cells("another", (done,))
    assert view.grid.cells.cell_at(3, 3).state is CellState.ASKING
    view.update_cells("r", (done,))
    assert view.grid.cells.index(3, 3).data(CELL).title == "Pass"
    assert view.grid.cells.headerData(3, Qt.Orientation.Horizontal, HEADING).score == "2 of 4"


def test_a_thousand_prompts_of_six_models_paint_only_what_is_in_sight(view, qapp, monkeypatch):
    read = Counter()
    model = view.grid.cells
    known = type(model).data
    monkeypatch.setattr(
        type(model), "data", lambda self, index, role=0: (read.update([role]), known(self, index, role))[1]
    )
    view.show_run(large_run(1000, 6))
    view.grab()
    assert model.rowCount() == 1000
    in_sight = view.grid.viewport().height() // view.grid.rowHeight(0) + 2
    assert 0 < read[CELL] <= 3 * in_sight * 7, "only the cells in sight are written out"
    assert len(view.grid.findChildren(QWidget)) < 40, "no widget for a cell"
    read.clear()
    bar = view.grid.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    view.grid.viewport().grab()
    assert 0 < read[CELL] <= 3 * in_sight * 7


def test_a_picture_of_many_prompts_stays_small_and_says_what_it_leaves_out(view, theme, translation):
    view.show_run(large_run(1000, 7))
    pixmap = picture.picture_of_grid(view.grid, view.run, theme)
    assert pixmap.width() * pixmap.height() * 4 < 100_000_000  # bytes
    assert picture.left_out(50, 1000) == ["The first 50 of 1,000 prompts; a report has all of them."]
    column = Configuration("c0", "qwen3:8b", "", "sha256:0123456789", "Q4_K_M", {"temperature": 0.2})
    (told,) = picture.about_columns(replace(view.run, configurations=(column,)))
    assert all(word in told for word in ("qwen3:8b", "temperature", "Q4_K_M", "sha256:01234"))
    view.show_run(large_run(3, 1))
    assert picture.picture_of_grid(view.grid, view.run, theme).height() < pixmap.height()
    assert picture.left_out(3, 3) == []


def test_prompts_stay_in_sight_when_the_grid_is_scrolled_to_the_side(view, qapp):
    view.show_run(large_run(20, 6))
    qapp.processEvents()
    bar = view.grid.horizontalScrollBar()
    assert bar.maximum() > 0
    bar.setValue(bar.maximum())
    pinned = view.grid._pinned
    assert pinned.isVisible()
    assert pinned.columnWidth(0) == view.grid.columnWidth(0)


def test_a_text_is_broken_into_lines_and_its_last_one_elided(theme):
    breaker = LineBreaker(theme.small())
    lines = breaker.break_text("one two three four five six seven eight", 60, 2)
    assert len(lines) == 2
    assert lines[0].startswith("one")
    assert lines[1].endswith("…")
    assert breaker.break_text("", 60, 2) == ()
