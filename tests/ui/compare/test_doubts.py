"""What cannot be compared is marked and is never the best; a busy computer and a vote that all are bad are said."""

import pytest

from fixtures.running_lanes import comparison, comparison_event, doubtful_runs, models_event
from teahouse.core.comparison import Vote
from teahouse.core.ratings import Rating
from teahouse.services.compare.events import RatingsEvent
from teahouse.ui.compare.columns import COLUMNS, best_of
from teahouse.ui.compare.header import MoreAction
from teahouse.ui.compare.page import ComparePage
from teahouse.ui.compare.table_model import CELL
from teahouse.ui.compare.tags_dialog import TagsDialog


@pytest.fixture
def compare_page(bridge, preferences, theme, qtbot, post_events):
    made = ComparePage(bridge, preferences, theme)
    qtbot.addWidget(made)
    made.resize(1200, 820)
    made.show()
    post_events(models_event())
    return made


def show(compare_page, post_events, whole):
    compare_page.show_comparison(whole.id)
    post_events(comparison_event(whole))


def cell(compare_page, row, key):
    place = next(at for at, column in enumerate(COLUMNS) if column.key == key) + 1
    return compare_page.table.rows.index(row, place)


def test_a_first_word_from_a_cache_is_marked_and_never_the_best(compare_page, post_events):
    show(compare_page, post_events, comparison(runs=doubtful_runs()))
    cached, fresh = cell(compare_page, 0, "first_word"), cell(compare_page, 1, "first_word")
    assert (cached.data(CELL).note, cached.data(CELL).best) == ("from cache", False)
    assert (fresh.data(CELL).note, fresh.data(CELL).best) == ("", True)
    assert cell(compare_page, 0, "speed").data(CELL).best, "writing has nothing to do with the cache"
    assert "cannot be compared" in compare_page.table.rows.data(cached, 3)
    column = next(column for column in COLUMNS if column.key == "first_word")
    figures = [compare_page.state.figures_of(lane.id) for lane in compare_page.state.setup.lanes]
    assert best_of(column, figures) == figures[1].first_word.median


def test_a_run_left_out_is_counted_in_the_tip(compare_page, post_events):
    show(compare_page, post_events, comparison(runs=doubtful_runs()))
    assert "1 run(s) left out" in compare_page.table.rows.data(cell(compare_page, 2, "first_word"), 3)
    assert "left out" not in compare_page.table.rows.data(cell(compare_page, 2, "speed"), 3)


def test_a_busy_computer_is_said_at_the_lane_and_in_the_tip(compare_page, post_events):
    show(compare_page, post_events, comparison(runs=doubtful_runs()))
    feet = [compare_page.lanes.cards[lane.id].foot.text() for lane in compare_page.state.setup.lanes]
    assert ["processor" in text for text in feet] == [False, True, False]
    assert "43" in feet[1]
    assert "43" in compare_page.table.rows.data(cell(compare_page, 1, "speed"), 3)


def test_that_all_are_bad_is_a_vote_from_the_bar_and_from_the_menu(compare_page, post_events, calls):
    show(compare_page, post_events, comparison(blind=True))
    compare_page.vote_bar.bad_button.click()
    assert calls.of("compare.vote_for")[-1] == ("c", "", {"all_bad": True})
    show(compare_page, post_events, comparison(votes=(Vote(0, "", 1.0, all_bad=True),)))
    words = [compare_page.table.rows.index(row, compare_page.table.rows.vote_column).data() for row in range(3)]
    assert words == ["✗ All bad"] * 3
    compare_page._vote_actions()[MoreAction.VOTE_ALL_BAD]()
    assert len(calls.of("compare.vote_for")) == 2


def test_tags_are_asked_for_once_there_is_a_vote(compare_page, post_events, calls, qtbot):
    show(compare_page, post_events, comparison())
    assert set(compare_page._vote_actions()) == {MoreAction.VOTE_ALL_BAD}
    show(compare_page, post_events, comparison(votes=(Vote(0, "l1", 1.0, tags=("tea",)),)))
    assert set(compare_page._vote_actions()) == {MoreAction.VOTE_ALL_BAD, MoreAction.TAG_VOTE}
    compare_page.dialogs.open_tags(compare_page.controller.tag_vote)
    (dialog,) = compare_page.findChildren(TagsDialog)
    assert dialog.field.text() == "tea"
    dialog.field.setText("tea，poetry")
    dialog.save.click()
    assert calls.of("compare.tag_vote") == [("c", ("tea", "poetry"))]


def test_ratings_of_a_task_and_of_a_tag_are_chosen_and_exported(compare_page, post_events, calls, monkeypatch):
    compare_page.dialogs.open_ratings()
    dialog = compare_page.dialogs.ratings
    assert not dialog.which.isEnabled()
    assert not dialog.export_button.isEnabled()
    one, other = Rating("a", 1100, 950, 1210, 12, 7, 2, 1), Rating("b", 1050, 950, 1210, 3, 2, 0)
    post_events(RatingsEvent((one, other), {"coding": (other,)}, {"poetry": (one,)}))
    assert [dialog.which.itemText(at) for at in range(3)] == ["All votes", "Coding", "Tag: poetry"]
    assert "in 1 all were bad" in dialog.chart.accessibleDescription()
    dialog.which.setCurrentIndex(1)
    dialog.which.chosen.emit(dialog.which.currentData())
    assert dialog.chart.accessibleDescription().startswith("b:")
    post_events(RatingsEvent((one, other), {}, {"poetry": (one,)}))
    assert dialog.which.currentData() == "all", "the task is gone"
    monkeypatch.setattr("teahouse.ui.compare.dialogs.QFileDialog.getSaveFileName", lambda *_: ("/tmp/votes.csv", ""))
    dialog.export_button.click()
    assert calls.of("compare.export_votes") == [("/tmp/votes.csv",)]
