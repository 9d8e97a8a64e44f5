"""Downloads: the queue, unfinished pulls, the strip, and the texts of a pull's state."""

import re
from datetime import datetime
from time import time

import pytest
from PySide6.QtCore import QEvent, QObject, Qt

from fixtures.models_events import catalogue_event, computer_event, make_pull
from teahouse.core.errors import Problem, Trouble
from teahouse.core.pulls import PullState, PullStep, PullWait
from teahouse.services.pulls.events import DiscardedEvent, PulledEvent, PullEvent, PullsEvent, UnpulledEvent
from teahouse.ui import pull_words
from teahouse.ui.i18n import numbers
from teahouse.ui.models.header import ModelsTab
from teahouse.ui.models.page import ModelsPage


@pytest.fixture
def room(bridge, preferences, theme, asked, qtbot, tell):
    made = ModelsPage(bridge, preferences, theme)
    qtbot.addWidget(made)
    made.resize(1000, 760)
    with qtbot.waitExposed(made):
        made.show()
    tell(catalogue_event(), computer_event(14))
    made.show_page(ModelsTab.DOWNLOADS)
    return made


RUNNING = make_pull("a:1b", rate=41e6, seconds_left=51.0)


def shown(row):
    return {deed for deed, button in row.buttons.items() if button.isVisible()}


def test_an_empty_page_leads_to_the_catalogue(room):
    assert room.pages.downloads.nothing.isVisible()
    room.pages.downloads.nothing.first.click()
    assert room.pages.name is ModelsTab.CATALOGUE


def test_a_pull_says_how_far_how_fast_how_long(room, tell):
    tell(PullsEvent((RUNNING,)))
    assert room.pages.downloads.rows["a:1b"].state.text() == "1 of 4 GB · 41 MB/s · ≈ 51 s left"
    tell(PullEvent(make_pull("a:1b", done=1, rate=41e6, seconds_left=6.7)))
    assert room.pages.downloads.rows["a:1b"].state.text() == "1 of 4 GB · 41 MB/s · ≈ 7 s left"
    tell(PullEvent(make_pull("a:1b", done=2, rate=41e6)))
    assert room.pages.downloads.rows["a:1b"].state.text() == "2 of 4 GB · 41 MB/s"
    assert room.pages.downloads.rows["a:1b"].bar.share == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ({"step": PullStep.MANIFEST}, "Asking the registry…"),
        ({"step": PullStep.VERIFYING}, "Checking what has arrived…"),
        ({"stalled": 12.0}, "Nothing has come for 12 s"),
        ({"checking": True}, "Checking again what is here"),
        ({"exact": False}, "1 GB so far"),
    ],
)
def test_every_step_has_its_words(figures, words):
    assert pull_words.state(make_pull("a:1b", **figures)).startswith(words)


def test_how_many_files_there_are_is_said_once_it_is_known():
    assert pull_words.state(make_pull("a:1b", blobs=5, blobs_done=1)) == "1 of 4 GB · file 2 of 5"
    assert "file" not in pull_words.state(make_pull("a:1b", exact=False, blobs=2))


def test_how_many_are_pulled_side_by_side_is_chosen_and_remembered(room, tell, asked, preferences):
    tell(PullsEvent((RUNNING,)))
    assert room.pages.downloads.beside.currentData() == "1"
    room.pages.downloads.beside.setCurrentIndex(2)
    room.pages.downloads.beside.chosen.emit("3")
    assert asked.of("pulls.set_parallel_pulls") == [(3,)]
    assert preferences.values.pulls_at_once == 3


def test_why_it_waits_and_when_it_tries_again():
    waits = make_pull("a:1b", PullState.WAITING, problem=Problem.HOST_LOST, next_attempt=time() + 14.9)
    assert re.search(r"tries again in 1[0-5] s", pull_words.state(waits))
    assert "The host is not there. What has arrived is kept" in pull_words.state(waits)


@pytest.mark.parametrize(
    ("waits_for", "words"),
    [
        (PullWait.TURN, "Waits for its turn"),
        (PullWait.HOST, "Waits for the host"),
        (PullWait.OTHER_HOST, "Waits until its own host is in use"),
        (None, "Begins…"),
    ],
)
def test_it_waits_for_its_turn_only_when_it_does(waits_for, words):
    assert pull_words.state(make_pull("a:1b", PullState.QUEUED, waits_for=waits_for)) == f"{words} · 1 of 4 GB"


def test_a_pull_outside_its_hours_says_until_when_and_can_be_started(room, tell, asked):
    opening = datetime(2026, 11, 30, 22, 0).timestamp()
    waits = make_pull("a:1b", PullState.QUEUED, waits_for=PullWait.SCHEDULE, next_attempt=opening)
    tell(PullsEvent((make_pull("a:1b", PullState.QUEUED, waits_for=PullWait.TURN),)))
    row = room.pages.downloads.rows["a:1b"]
    assert "retry" not in shown(row)
    tell(PullEvent(waits))
    assert row.state.text().startswith(f"Waits until {numbers.time_of_day(opening)}")
    assert row.buttons["retry"].text() == "Pull now"
    row.buttons["retry"].click()
    assert asked.of("pulls.resume_pull") == [("a:1b",)]


def test_the_time_to_the_next_try_counts_down_only_while_it_is_seen(room, tell, monkeypatch):
    waits = make_pull("a:1b", PullState.WAITING, problem=Problem.HOST_LOST, next_attempt=1000.0)
    monkeypatch.setattr(pull_words.time, "time", lambda: 900.0)
    tell(PullsEvent((waits,)))
    page = room.pages.downloads
    assert "tries again in 1 min 40 s" in page.rows["a:1b"].state.text()
    assert page._countdown.isActive()
    monkeypatch.setattr(pull_words.time, "time", lambda: 958.0)
    page._countdown.timeout.emit()
    assert "tries again in 42 s" in page.rows["a:1b"].state.text()
    room.show_page(ModelsTab.CATALOGUE)
    assert not page._countdown.isActive()
    assert "42 s" in room.strip.state.text()
    monkeypatch.setattr(pull_words.time, "time", lambda: 970.0)
    room.strip._countdown.timeout.emit()
    assert "30 s" in room.strip.state.text()
    room.show_page(ModelsTab.DOWNLOADS)
    assert page._countdown.isActive()
    assert not room.strip._countdown.isActive()
    tell(PullsEvent((RUNNING,)))
    assert not page._countdown.isActive()


def test_the_keyboard_stays_with_a_pull_that_is_paused_resumed_and_removed(room, tell):
    first, second = RUNNING, make_pull("b:1b", PullState.PAUSED, position=2)
    tell(PullsEvent((first, second)))
    rows, page = room.pages.downloads.rows, room.pages.downloads
    rows["a:1b"].buttons["pause"].setFocus()
    tell(PullEvent(make_pull("a:1b", PullState.PAUSED)))
    assert rows["a:1b"].buttons["resume"].hasFocus()
    tell(PullEvent(first))
    assert rows["a:1b"].buttons["pause"].hasFocus()
    tell(PullsEvent((second,)))
    assert rows["b:1b"].buttons["resume"].hasFocus()
    tell(PullsEvent(()))
    assert page.nothing.first.hasFocus()


def test_the_keyboard_goes_to_the_downloads_when_the_strip_disappears(room, tell):
    room.show_page(ModelsTab.CATALOGUE)
    tell(PullsEvent((RUNNING,)))
    room.strip.buttons["pause"].setFocus()
    tell(PullEvent(make_pull("a:1b", PullState.PAUSED)))
    assert room.strip.isHidden()
    assert room.header.pages.pill_of(ModelsTab.DOWNLOADS).hasFocus()


def test_a_model_that_is_gone_from_its_registry_in_mid_pull_leaves_its_part_on_the_disk(room, tell):
    facts = {"registry": "hf.co", "model": "a:1b", "message": "file does not exist"}
    tell(PullsEvent((make_pull("a:1b", PullState.FAILED, problem=Problem.NOT_IN_REGISTRY, facts=facts),)))
    row = room.pages.downloads.rows["a:1b"]
    assert row.state.text().startswith("hf.co does not have all of a:1b any more. What has arrived is on the disk")
    assert "Nothing was downloaded" not in row.state.text()
    assert shown(row) == {"retry", "cancel"}
    tell(PullsEvent((make_pull("a:1b", PullState.FAILED, done=0, problem=Problem.NOT_IN_REGISTRY, facts=facts),)))
    assert "Nothing was downloaded" in row.state.text()


def test_each_state_offers_what_can_be_done(room, tell):
    tell(
        PullsEvent(
            (
                RUNNING,
                make_pull("b:1b", PullState.QUEUED, position=2),
                make_pull("c:1b", PullState.QUEUED, position=3),
                make_pull("d:1b", PullState.PAUSED, position=4),
                make_pull("e:1b", PullState.FAILED, position=5, problem=Problem.DOWNLOAD_DAMAGED),
                make_pull("f:1b", PullState.DONE, position=6),
                make_pull("g:1b", PullState.SHELVED, position=7),
            )
        )
    )
    rows = room.pages.downloads.rows
    assert shown(rows["a:1b"]) == {"pause", "cancel"}
    assert shown(rows["b:1b"]) == {"pause", "cancel"}
    assert shown(rows["c:1b"]) == {"first", "pause", "cancel"}
    assert shown(rows["d:1b"]) == {"resume", "cancel"}
    assert shown(rows["e:1b"]) == {"retry", "cancel"}
    assert shown(rows["f:1b"]) == {"chat", "forget"}
    assert shown(rows["g:1b"]) == {"resume", "cancel"}
    assert rows["a:1b"].buttons["cancel"].text() == "Cancel…"
    assert rows["g:1b"].buttons["cancel"].text() == "Remove…"
    assert room.pages.downloads.headings["shelf"].text() == "Unfinished: 3 GB kept"
    assert room.header.pages.pill_of(ModelsTab.DOWNLOADS).text() == "Downloads 6"


def test_after_a_restart_all_paused_pulls_go_on_at_one_click(room, tell, asked):
    tell(PullsEvent(tuple(make_pull(f"{name}:1b", PullState.PAUSED, position=at) for at, name in enumerate("abc"))))
    assert room.note.label.text().startswith("3 download")
    room.note.buttons()[0].click()
    assert asked.of("pulls.resume_all_pulls") == [()]
    assert room.pages.downloads.resuming.isVisible()
    room.pages.downloads.resuming.click()
    assert asked.of("pulls.resume_all_pulls") == [(), ()]
    tell(PullEvent(make_pull("a:1b", PullState.QUEUED)), PullEvent(make_pull("b:1b", PullState.QUEUED)))
    assert not room.pages.downloads.resuming.isVisible()
    assert not room.note.isVisible()


def test_buttons_do_what_they_say(room, tell, asked, qtbot):
    tell(
        PullsEvent(
            (RUNNING, make_pull("b:1b", PullState.QUEUED, position=2), make_pull("c:1b", PullState.QUEUED, position=3))
        )
    )
    rows = room.pages.downloads.rows
    rows["c:1b"].buttons["first"].click()
    rows["a:1b"].buttons["pause"].click()
    tell(PullEvent(make_pull("a:1b", PullState.PAUSED)))
    rows["a:1b"].buttons["resume"].click()
    tell(PullEvent(make_pull("a:1b", PullState.FAILED, problem=Problem.HOST_LOST)))
    rows["a:1b"].buttons["retry"].click()
    assert asked.of("pulls.prioritise_pull") == [("c:1b",)]
    assert asked.of("pulls.pause_pull") == [("a:1b",)]
    assert asked.of("pulls.resume_pull") == [("a:1b",), ("a:1b",)]
    tell(PullEvent(make_pull("a:1b", PullState.DONE)))
    with qtbot.waitSignal(room.chat) as told:
        rows["a:1b"].buttons["chat"].click()
    assert told.args == ["a:1b"]
    assert asked.of("pulls.dismiss_pull") == [("a:1b",)]


@pytest.mark.parametrize(("answer", "keep"), [(0, False), (1, True)])
def test_giving_up_asks_what_becomes_of_what_has_come(room, tell, asked, answer, keep):
    tell(PullsEvent((RUNNING,)))
    room.pages.downloads.rows["a:1b"].buttons["cancel"].click()
    asking = room.pull_actions.question
    assert "1 GB have arrived" in asking.sentence.text()
    assert asking.buttons[-1].text() == "Go on pulling"
    asking.buttons[answer].click()
    assert asked.of("pulls.cancel_pull") == [("a:1b", {"keep": keep})]


def test_what_rests_is_removed_or_kept(room, tell, asked):
    tell(PullsEvent((make_pull("a:1b", PullState.SHELVED), make_pull("b:1b", PullState.FAILED, done=0, position=2))))
    room.pages.downloads.rows["a:1b"].buttons["cancel"].click()
    asking = room.pull_actions.question
    assert asking.heading.text() == "Remove a:1b?"
    assert [button.text() for button in asking.buttons] == ["Delete them", "Keep them"]
    asking.buttons[1].click()
    assert asked.of("pulls.cancel_pull") == []
    assert room.pages.downloads.rows["b:1b"].buttons["cancel"].text() == "Remove"
    room.pages.downloads.rows["b:1b"].buttons["cancel"].click()
    assert asked.of("pulls.cancel_pull") == [("b:1b", {"keep": False})]
    tell(PullsEvent((make_pull("b:1b", PullState.FAILED, done=0),)))
    assert room.pages.downloads.headings["shelf"].text() == "Unfinished"


def test_what_a_registry_says_is_shown_as_it_is(room, tell):
    facts = {"registry": "a.b", "message": "<b>no</b>"}
    tell(PullsEvent((make_pull("a:1b", PullState.FAILED, problem=Problem.REGISTRY_UNREACHABLE, facts=facts),)))
    state = room.pages.downloads.rows["a:1b"].state
    assert "<b>no</b>" in state.text()
    assert state.textFormat() is Qt.TextFormat.PlainText


def test_what_has_not_begun_is_given_up_without_a_question(room, tell, asked):
    tell(PullsEvent((make_pull("a:1b", PullState.QUEUED, done=0),)))
    room.pages.downloads.rows["a:1b"].buttons["cancel"].click()
    assert asked.of("pulls.cancel_pull") == [("a:1b", {"keep": False})]


def test_the_strip_tells_on_the_other_pages(room, tell):
    tell(PullsEvent((RUNNING, make_pull("b:1b", PullState.QUEUED, position=2))))
    assert not room.strip.isVisible()
    room.show_page(ModelsTab.CATALOGUE)
    assert room.strip.isVisible()
    assert room.strip.name.text() == "a:1b"
    assert "51 s left" in room.strip.state.text()
    tell(PullsEvent((make_pull("a:1b", PullState.DONE),)))
    assert room.strip.buttons["chat"].isVisible()
    tell(PullsEvent(()))
    assert not room.strip.isVisible()


def test_rows_stay_where_the_keyboard_is(room, tell):
    tell(PullsEvent((RUNNING, make_pull("b:1b", PullState.QUEUED, position=2))))
    button = room.pages.downloads.rows["b:1b"].buttons["pause"]
    button.setFocus()
    tell(
        PullEvent(make_pull("a:1b", done=3)),
        PullsEvent((make_pull("a:1b", PullState.DONE), make_pull("b:1b", position=2))),
    )
    assert button.hasFocus()


def test_what_was_not_pulled_is_said(room, tell):
    tell(UnpulledEvent("a b", Trouble(Problem.MODEL_NAME_INVALID, model="a b")))
    assert "“a b” is not a model name" in room.note.label.text()
    tell(UnpulledEvent("qwen3:8b", Trouble(Problem.HOST_UNREACHABLE, address="127.0.0.1:9")))
    assert room.note.label.text().startswith("The host is not there, so nothing was begun of qwen3:8b.")
    tell(PulledEvent("a:1b", "1"))
    assert "a:1b is here" in room.note.label.text()
    chosen = []
    room.chat.connect(chosen.append)
    room.note.buttons()[0].click()
    assert chosen == ["a:1b"]
    tell(DiscardedEvent("a:1b", kept=True))
    assert "when Ollama starts the next time" in room.note.label.text()
    assert len(room.note.shown_texts()) == 3, "what was not pulled is still to be read"
    for _ in range(3):
        room.note.close_button.click()
    assert not room.note.isVisible()


class Paints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, *widgets):
        super().__init__()
        self.count = 0
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, _watched, event):
        self.count += event.type() == QEvent.Type.Paint
        return False


def test_news_that_change_nothing_to_be_seen_paint_nothing(room, tell, qtbot):
    """Neither a pixel of the bar nor a word; `make bench` has the window's CPU."""
    tell(PullsEvent(tuple(make_pull(f"{n}:1b", position=n) for n in range(3))))
    row = room.pages.downloads.rows["0:1b"]
    qtbot.wait(20)
    paints = Paints(row.bar, row.state)
    for step in range(30):
        tell(PullEvent(make_pull("0:1b", done=1 + step / 10_000, position=0)))
    assert row.bar.share == pytest.approx((1 + 29 / 10_000) / 4)
    assert paints.count <= 2  # thirty news
    before = paints.count
    tell(PullEvent(make_pull("0:1b", done=3, position=0)))
    qtbot.waitUntil(lambda: paints.count > before)


def test_every_button_has_a_name_of_its_own(room, tell):
    tell(PullsEvent((RUNNING, make_pull("b:1b", PullState.QUEUED, position=2))))
    names = [
        b.accessibleName() for row in room.pages.downloads.rows.values() for b in row.buttons.values() if b.isVisible()
    ]
    assert len(set(names)) == len(names)


def test_a_low_room_has_no_strip_and_a_higher_one_has_it_again(room, tell):
    room.show_page(ModelsTab.CATALOGUE)
    tell(PullsEvent((make_pull("qwen3:8b"),)))
    assert room.strip.isVisible()
    room.setMinimumSize(1, 1)
    room.resize(room.width(), 300)
    assert not room.strip.isVisible()
    room.resize(room.width(), 700)
    assert room.strip.isVisible()
