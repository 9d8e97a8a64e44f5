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
def models_page(bridge, preferences, theme, calls, qtbot, post_events):
    made = ModelsPage(bridge, preferences, theme)
    qtbot.addWidget(made)
    made.resize(1000, 760)
    with qtbot.waitExposed(made):
        made.show()
    post_events(catalogue_event(), computer_event(14))
    made.show_page(ModelsTab.DOWNLOADS)
    return made


RUNNING = make_pull("a:1b", rate=41e6, seconds_left=51.0)


def shown(row):
    return {deed for deed, button in row.buttons.items() if button.isVisible()}


def test_an_empty_page_leads_to_the_catalogue(models_page):
    assert models_page.pages.downloads.nothing.isVisible()
    models_page.pages.downloads.nothing.first.click()
    assert models_page.pages.name is ModelsTab.CATALOGUE


def test_a_pull_says_how_far_how_fast_how_long(models_page, post_events):
    post_events(PullsEvent((RUNNING,)))
    assert models_page.pages.downloads.rows["a:1b"].state.text() == "1 of 4 GB · 41 MB/s · ≈ 51 s left"
    post_events(PullEvent(make_pull("a:1b", done=1, rate=41e6, seconds_left=6.7)))
    assert models_page.pages.downloads.rows["a:1b"].state.text() == "1 of 4 GB · 41 MB/s · ≈ 7 s left"
    post_events(PullEvent(make_pull("a:1b", done=2, rate=41e6)))
    assert models_page.pages.downloads.rows["a:1b"].state.text() == "2 of 4 GB · 41 MB/s"
    assert models_page.pages.downloads.rows["a:1b"].bar.share == pytest.approx(0.5)


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


def test_how_many_are_pulled_side_by_side_is_chosen_and_remembered(models_page, post_events, calls, preferences):
    post_events(PullsEvent((RUNNING,)))
    assert models_page.pages.downloads.beside.currentData() == "1"
    models_page.pages.downloads.beside.setCurrentIndex(2)
    models_page.pages.downloads.beside.chosen.emit("3")
    assert calls.of("pulls.set_parallel_pulls") == [(3,)]
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


def test_a_pull_outside_its_hours_says_until_when_and_can_be_started(models_page, post_events, calls):
    opening = datetime(2026, 11, 30, 22, 0).timestamp()
    waits = make_pull("a:1b", PullState.QUEUED, waits_for=PullWait.SCHEDULE, next_attempt=opening)
    post_events(PullsEvent((make_pull("a:1b", PullState.QUEUED, waits_for=PullWait.TURN),)))
    row = models_page.pages.downloads.rows["a:1b"]
    assert "retry" not in shown(row)
    post_events(PullEvent(waits))
    assert row.state.text().startswith(f"Waits until {numbers.time_of_day(opening)}")
    assert row.buttons["retry"].text() == "Pull now"
    row.buttons["retry"].click()
    assert calls.of("pulls.resume_pull") == [("a:1b",)]


def test_the_time_to_the_next_try_counts_down_only_while_it_is_seen(models_page, post_events, monkeypatch):
    waits = make_pull("a:1b", PullState.WAITING, problem=Problem.HOST_LOST, next_attempt=1000.0)
    monkeypatch.setattr(pull_words.time, "time", lambda: 900.0)
    post_events(PullsEvent((waits,)))
    page = models_page.pages.downloads
    assert "tries again in 1 min 40 s" in page.rows["a:1b"].state.text()
    assert page._countdown.isActive()
    monkeypatch.setattr(pull_words.time, "time", lambda: 958.0)
    page._countdown.timeout.emit()
    assert "tries again in 42 s" in page.rows["a:1b"].state.text()
    models_page.show_page(ModelsTab.CATALOGUE)
    assert not page._countdown.isActive()
    assert "42 s" in models_page.strip.state.text()
    monkeypatch.setattr(pull_words.time, "time", lambda: 970.0)
    models_page.strip._countdown.timeout.emit()
    assert "30 s" in models_page.strip.state.text()
    models_page.show_page(ModelsTab.DOWNLOADS)
    assert page._countdown.isActive()
    assert not models_page.strip._countdown.isActive()
    post_events(PullsEvent((RUNNING,)))
    assert not page._countdown.isActive()


def test_the_keyboard_stays_with_a_pull_that_is_paused_resumed_and_removed(models_page, post_events):
    first, second = RUNNING, make_pull("b:1b", PullState.PAUSED, position=2)
    post_events(PullsEvent((first, second)))
    rows, page = models_page.pages.downloads.rows, models_page.pages.downloads
    rows["a:1b"].buttons["pause"].setFocus()
    post_events(PullEvent(make_pull("a:1b", PullState.PAUSED)))
    assert rows["a:1b"].buttons["resume"].hasFocus()
    post_events(PullEvent(first))
    assert rows["a:1b"].buttons["pause"].hasFocus()
    post_events(PullsEvent((second,)))
    assert rows["b:1b"].buttons["resume"].hasFocus()
    post_events(PullsEvent(()))
    assert page.nothing.first.hasFocus()


def test_the_keyboard_goes_to_the_downloads_when_the_strip_disappears(models_page, post_events):
    models_page.show_page(ModelsTab.CATALOGUE)
    post_events(PullsEvent((RUNNING,)))
    models_page.strip.buttons["pause"].setFocus()
    post_events(PullEvent(make_pull("a:1b", PullState.PAUSED)))
    assert models_page.strip.isHidden()
    assert models_page.header.pages.pill_of(ModelsTab.DOWNLOADS).hasFocus()


def test_a_model_that_is_gone_from_its_registry_in_mid_pull_leaves_its_part_on_the_disk(models_page, post_events):
    facts = {"registry": "hf.co", "model": "a:1b", "message": "file does not exist"}
    post_events(PullsEvent((make_pull("a:1b", PullState.FAILED, problem=Problem.NOT_IN_REGISTRY, facts=facts),)))
    row = models_page.pages.downloads.rows["a:1b"]
    assert row.state.text().startswith("hf.co does not have all of a:1b any more. What has arrived is on the disk")
    assert "Nothing was downloaded" not in row.state.text()
    assert shown(row) == {"retry", "cancel"}
    post_events(
        PullsEvent((make_pull("a:1b", PullState.FAILED, done=0, problem=Problem.NOT_IN_REGISTRY, facts=facts),))
    )
    assert "Nothing was downloaded" in row.state.text()


def test_each_state_offers_what_can_be_done(models_page, post_events):
    post_events(
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
    rows = models_page.pages.downloads.rows
    assert shown(rows["a:1b"]) == {"pause", "cancel"}
    assert shown(rows["b:1b"]) == {"pause", "cancel"}
    assert shown(rows["c:1b"]) == {"first", "pause", "cancel"}
    assert shown(rows["d:1b"]) == {"resume", "cancel"}
    assert shown(rows["e:1b"]) == {"retry", "cancel"}
    assert shown(rows["f:1b"]) == {"chat", "forget"}
    assert shown(rows["g:1b"]) == {"resume", "cancel"}
    assert rows["a:1b"].buttons["cancel"].text() == "Cancel…"
    assert rows["g:1b"].buttons["cancel"].text() == "Remove…"
    assert models_page.pages.downloads.headings["shelf"].text() == "Unfinished: 3 GB kept"
    assert models_page.header.pages.pill_of(ModelsTab.DOWNLOADS).text() == "Downloads 6"


def test_after_a_restart_all_paused_pulls_go_on_at_one_click(models_page, post_events, calls):
    post_events(
        PullsEvent(tuple(make_pull(f"{name}:1b", PullState.PAUSED, position=at) for at, name in enumerate("abc")))
    )
    assert models_page.note.label.text().startswith("3 download")
    models_page.note.buttons()[0].click()
    assert calls.of("pulls.resume_all_pulls") == [()]
    assert models_page.pages.downloads.resuming.isVisible()
    models_page.pages.downloads.resuming.click()
    assert calls.of("pulls.resume_all_pulls") == [(), ()]
    post_events(PullEvent(make_pull("a:1b", PullState.QUEUED)), PullEvent(make_pull("b:1b", PullState.QUEUED)))
    assert not models_page.pages.downloads.resuming.isVisible()
    assert not models_page.note.isVisible()


def test_buttons_do_what_they_say(models_page, post_events, calls, qtbot):
    post_events(
        PullsEvent(
            (RUNNING, make_pull("b:1b", PullState.QUEUED, position=2), make_pull("c:1b", PullState.QUEUED, position=3))
        )
    )
    rows = models_page.pages.downloads.rows
    rows["c:1b"].buttons["first"].click()
    rows["a:1b"].buttons["pause"].click()
    post_events(PullEvent(make_pull("a:1b", PullState.PAUSED)))
    rows["a:1b"].buttons["resume"].click()
    post_events(PullEvent(make_pull("a:1b", PullState.FAILED, problem=Problem.HOST_LOST)))
    rows["a:1b"].buttons["retry"].click()
    assert calls.of("pulls.prioritise_pull") == [("c:1b",)]
    assert calls.of("pulls.pause_pull") == [("a:1b",)]
    assert calls.of("pulls.resume_pull") == [("a:1b",), ("a:1b",)]
    post_events(PullEvent(make_pull("a:1b", PullState.DONE)))
    with qtbot.waitSignal(models_page.chat) as told:
        rows["a:1b"].buttons["chat"].click()
    assert told.args == ["a:1b"]
    assert calls.of("pulls.dismiss_pull") == [("a:1b",)]


@pytest.mark.parametrize(("answer", "keep"), [(0, False), (1, True)])
def test_giving_up_asks_what_becomes_of_what_has_come(models_page, post_events, calls, answer, keep):
    post_events(PullsEvent((RUNNING,)))
    models_page.pages.downloads.rows["a:1b"].buttons["cancel"].click()
    asking = models_page.pull_actions.question
    assert "1 GB have arrived" in asking.sentence.text()
    assert asking.buttons[-1].text() == "Go on pulling"
    asking.buttons[answer].click()
    assert calls.of("pulls.cancel_pull") == [("a:1b", {"keep": keep})]


def test_what_rests_is_removed_or_kept(models_page, post_events, calls):
    post_events(
        PullsEvent((make_pull("a:1b", PullState.SHELVED), make_pull("b:1b", PullState.FAILED, done=0, position=2)))
    )
    models_page.pages.downloads.rows["a:1b"].buttons["cancel"].click()
    asking = models_page.pull_actions.question
    assert asking.heading.text() == "Remove a:1b?"
    assert [button.text() for button in asking.buttons] == ["Delete them", "Keep them"]
    asking.buttons[1].click()
    assert calls.of("pulls.cancel_pull") == []
    assert models_page.pages.downloads.rows["b:1b"].buttons["cancel"].text() == "Remove"
    models_page.pages.downloads.rows["b:1b"].buttons["cancel"].click()
    assert calls.of("pulls.cancel_pull") == [("b:1b", {"keep": False})]
    post_events(PullsEvent((make_pull("b:1b", PullState.FAILED, done=0),)))
    assert models_page.pages.downloads.headings["shelf"].text() == "Unfinished"


def test_what_a_registry_says_is_shown_as_it_is(models_page, post_events):
    facts = {"registry": "a.b", "message": "<b>no</b>"}
    post_events(PullsEvent((make_pull("a:1b", PullState.FAILED, problem=Problem.REGISTRY_UNREACHABLE, facts=facts),)))
    state = models_page.pages.downloads.rows["a:1b"].state
    assert "<b>no</b>" in state.text()
    assert state.textFormat() is Qt.TextFormat.PlainText


def test_what_has_not_begun_is_given_up_without_a_question(models_page, post_events, calls):
    post_events(PullsEvent((make_pull("a:1b", PullState.QUEUED, done=0),)))
    models_page.pages.downloads.rows["a:1b"].buttons["cancel"].click()
    assert calls.of("pulls.cancel_pull") == [("a:1b", {"keep": False})]


def test_the_strip_tells_on_the_other_pages(models_page, post_events):
    post_events(PullsEvent((RUNNING, make_pull("b:1b", PullState.QUEUED, position=2))))
    assert not models_page.strip.isVisible()
    models_page.show_page(ModelsTab.CATALOGUE)
    assert models_page.strip.isVisible()
    assert models_page.strip.name.text() == "a:1b"
    assert "51 s left" in models_page.strip.state.text()
    post_events(PullsEvent((make_pull("a:1b", PullState.DONE),)))
    assert models_page.strip.buttons["chat"].isVisible()
    post_events(PullsEvent(()))
    assert not models_page.strip.isVisible()


def test_rows_stay_where_the_keyboard_is(models_page, post_events):
    post_events(PullsEvent((RUNNING, make_pull("b:1b", PullState.QUEUED, position=2))))
    button = models_page.pages.downloads.rows["b:1b"].buttons["pause"]
    button.setFocus()
    post_events(
        PullEvent(make_pull("a:1b", done=3)),
        PullsEvent((make_pull("a:1b", PullState.DONE), make_pull("b:1b", position=2))),
    )
    assert button.hasFocus()


def test_what_was_not_pulled_is_said(models_page, post_events):
    post_events(UnpulledEvent("a b", Trouble(Problem.MODEL_NAME_INVALID, model="a b")))
    assert "“a b” is not a model name" in models_page.note.label.text()
    post_events(UnpulledEvent("qwen3:8b", Trouble(Problem.HOST_UNREACHABLE, address="127.0.0.1:9")))
    assert models_page.note.label.text().startswith("The host is not there, so nothing was begun of qwen3:8b.")
    post_events(PulledEvent("a:1b", "1"))
    assert "a:1b is here" in models_page.note.label.text()
    chosen = []
    models_page.chat.connect(chosen.append)
    models_page.note.buttons()[0].click()
    assert chosen == ["a:1b"]
    post_events(DiscardedEvent("a:1b", kept=True))
    assert "when Ollama starts the next time" in models_page.note.label.text()
    assert len(models_page.note.shown_texts()) == 3, "what was not pulled is still to be read"
    for _ in range(3):
        models_page.note.close_button.click()
    assert not models_page.note.isVisible()


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


def test_news_that_change_nothing_to_be_seen_paint_nothing(models_page, post_events, qtbot):
    """Neither a pixel of the bar nor a word; `make bench` has the window's CPU."""
    post_events(PullsEvent(tuple(make_pull(f"{n}:1b", position=n) for n in range(3))))
    row = models_page.pages.downloads.rows["0:1b"]
    qtbot.wait(20)
    paints = Paints(row.bar, row.state)
    for step in range(30):
        post_events(PullEvent(make_pull("0:1b", done=1 + step / 10_000, position=0)))
    assert row.bar.share == pytest.approx((1 + 29 / 10_000) / 4)
    assert paints.count <= 2  # thirty news
    before = paints.count
    post_events(PullEvent(make_pull("0:1b", done=3, position=0)))
    qtbot.waitUntil(lambda: paints.count > before)


def test_every_button_has_a_name_of_its_own(models_page, post_events):
    post_events(PullsEvent((RUNNING, make_pull("b:1b", PullState.QUEUED, position=2))))
    names = [
        b.accessibleName()
        for row in models_page.pages.downloads.rows.values()
        for b in row.buttons.values()
        if b.isVisible()
    ]
    assert len(set(names)) == len(names)


def test_a_low_room_has_no_strip_and_a_higher_one_has_it_again(models_page, post_events):
    models_page.show_page(ModelsTab.CATALOGUE)
    post_events(PullsEvent((make_pull("qwen3:8b"),)))
    assert models_page.strip.isVisible()
    models_page.setMinimumSize(1, 1)
    models_page.resize(models_page.width(), 300)
    assert not models_page.strip.isVisible()
    models_page.resize(models_page.width(), 700)
    assert models_page.strip.isVisible()
