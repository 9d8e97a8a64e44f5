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
def room(bridge, preferences, theme, qtbot, tell):
    made = ComparePage(bridge, preferences, theme)
    qtbot.addWidget(made)
    made.resize(1200, 820)
    made.show()
    tell(models_event())
    return made


def show(room, tell, whole):
    room.show_comparison(whole.id)
    tell(comparison_event(whole))


def cell(room, row, key):
    place = next(at for at, column in enumerate(COLUMNS) if column.key == key) + 1
    return room.table.rows.index(row, place)


def test_a_first_word_from_a_cache_is_marked_and_never_the_best(room, tell):
    show(room, tell, comparison(runs=doubtful_runs()))
    cached, fresh = cell(room, 0, "first_word"), cell(room, 1, "first_word")
    assert (cached.data(CELL).note, cached.data(CELL).best) == ("from cache", False)
    assert (fresh.data(CELL).note, fresh.data(CELL).best) == ("", True)
    assert cell(room, 0, "speed").data(CELL).best, "writing has nothing to do with the cache"
    assert "cannot be compared" in room.table.rows.data(cached, 3)
    column = next(column for column in COLUMNS if column.key == "first_word")
    figures = [room.state.figures_of(lane.id) for lane in room.state.setup.lanes]
    assert best_of(column, figures) == figures[1].first_word.median


def test_a_run_left_out_is_counted_in_the_tip(room, tell):
    show(room, tell, comparison(runs=doubtful_runs()))
    assert "1 run(s) left out" in room.table.rows.data(cell(room, 2, "first_word"), 3)
    assert "left out" not in room.table.rows.data(cell(room, 2, "speed"), 3)


def test_a_busy_computer_is_said_at_the_lane_and_in_the_tip(room, tell):
    show(room, tell, comparison(runs=doubtful_runs()))
    feet = [room.lanes.cards[lane.id].foot.text() for lane in room.state.setup.lanes]
    assert ["processor" in text for text in feet] == [False, True, False]
    assert "43" in feet[1]
    assert "43" in room.table.rows.data(cell(room, 1, "speed"), 3)


def test_that_all_are_bad_is_a_vote_from_the_bar_and_from_the_menu(room, tell, asked):
    show(room, tell, comparison(blind=True))
    room.vote_bar.bad_button.click()
    assert asked.of("compare.vote_for")[-1] == ("c", "", {"all_bad": True})
    show(room, tell, comparison(votes=(Vote(0, "", 1.0, all_bad=True),)))
    words = [room.table.rows.index(row, room.table.rows.vote_column).data() for row in range(3)]
    assert words == ["✗ All bad"] * 3
    room._vote_actions()[MoreAction.VOTE_ALL_BAD]()
    assert len(asked.of("compare.vote_for")) == 2


def test_tags_are_asked_for_once_there_is_a_vote(room, tell, asked, qtbot):
    show(room, tell, comparison())
    assert set(room._vote_actions()) == {MoreAction.VOTE_ALL_BAD}
    show(room, tell, comparison(votes=(Vote(0, "l1", 1.0, tags=("tea",)),)))
    assert set(room._vote_actions()) == {MoreAction.VOTE_ALL_BAD, MoreAction.TAG_VOTE}
    room.dialogs.open_tags(room.controller.tag_vote)
    (dialog,) = room.findChildren(TagsDialog)
    assert dialog.field.text() == "tea"
    dialog.field.setText("tea，poetry")
    dialog.save.click()
    assert asked.of("compare.tag_vote") == [("c", ("tea", "poetry"))]


def test_ratings_of_a_task_and_of_a_tag_are_chosen_and_exported(room, tell, asked, monkeypatch):
    room.dialogs.open_ratings()
    dialog = room.dialogs.ratings
    assert not dialog.which.isEnabled()
    assert not dialog.export_button.isEnabled()
    one, other = Rating("a", 1100, 950, 1210, 12, 7, 2, 1), Rating("b", 1050, 950, 1210, 3, 2, 0)
    tell(RatingsEvent((one, other), {"coding": (other,)}, {"poetry": (one,)}))
    assert [dialog.which.itemText(at) for at in range(3)] == ["All votes", "Coding", "Tag: poetry"]
    assert "in 1 all were bad" in dialog.chart.accessibleDescription()
    dialog.which.setCurrentIndex(1)
    dialog.which.chosen.emit(dialog.which.currentData())
    assert dialog.chart.accessibleDescription().startswith("b:")
    tell(RatingsEvent((one, other), {}, {"poetry": (one,)}))
    assert dialog.which.currentData() == "all", "the task is gone"
    monkeypatch.setattr("teahouse.ui.compare.dialogs.QFileDialog.getSaveFileName", lambda *_: ("/tmp/votes.csv", ""))
    dialog.export_button.click()
    assert asked.of("compare.export_votes") == [("/tmp/votes.csv",)]
