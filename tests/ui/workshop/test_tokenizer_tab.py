"""The Tokenizer tab: text and ids both ways, models side by side, and the tokens in bands."""

import pytest
from PySide6.QtGui import QTextCursor

from fixtures import playgrounds
from fixtures.running_lanes import models_event
from teahouse.core.errors import Problem, Trouble
from teahouse.services.workshop.events import JobFailedEvent, JobResultEvent
from teahouse.ui.workshop.page import WorkshopPage
from teahouse.ui.workshop.tabs import WorkshopTab
from teahouse.ui.workshop.token_view import TextToken

FIRST, SECOND = (entry.card.name for entry in models_event().models[:2])
FOUND = playgrounds.TOKENS


@pytest.fixture
def tab(bridge, calls, preferences, theme, qtbot, post_events):
    page = WorkshopPage(bridge, preferences, theme)
    qtbot.addWidget(page)
    page.resize(1028, 820)
    page.show()
    post_events(models_event())
    page.show_tab(WorkshopTab.TOKENIZER)
    made = page.tab_widget(WorkshopTab.TOKENIZER)
    made._timer.stop()
    return made


def jobs(calls):
    return calls.of("workshop.start_job")


def answer(post_events, calls, at=-1, **changes):
    post_events(JobResultEvent(jobs(calls)[at][0], "tokenize", {**FOUND, **changes}))


def ask(tab, calls):
    tab._timer.stop()
    tab._timer.timeout.emit()
    return jobs(calls)[-1]


def test_a_text_becomes_tokens_in_bands(tab, calls, post_events):
    tab.text.setPlainText(FOUND["text"])
    _, kind, given, models, more = ask(tab, calls)
    assert (kind, given["text"], models, more) == ("tokenize", FOUND["text"], {"model": FIRST}, {"at_once": True})
    answer(post_events, calls)
    assert tab.ids.toPlainText().split() == [str(token) for token, *_ in FOUND["tokens"]]
    assert [tab.table.item(0, column).text() for column in (0, 1, 3, 4)] == [FIRST, "35", "9", "24"]
    shown = tab.view.toPlainText()
    assert "‹E8›‹80›‹8C›" in shown
    cursor = QTextCursor(tab.view.document())
    colours = []
    for place in range(1, len("All human beings") + 1):
        cursor.setPosition(place)
        colours.append(cursor.charFormat().background().color().rgba())
    assert len(set(colours)) == 3
    assert len(set(colours[:3])) == 1
    tab.view.setFocus()
    tab.view.moveCursor(QTextCursor.MoveOperation.NextWord)
    assert tab.tokens_label.text() == "Token 2: id 1205, bytes 20 68 75 6D 61 6E"


def test_ids_become_a_text(tab, calls, post_events):
    tab.ids.setPlainText("4518, 1205 [7095]")
    _, _, given, *_ = ask(tab, calls)
    assert given["ids"] == [4518, 1205, 7095]
    answer(post_events, calls, text="All human beings", count=3, tokens=FOUND["tokens"][:3])
    assert tab.text.toPlainText() == "All human beings"
    assert tab.ids.toPlainText() == "4518, 1205 [7095]"
    assert not tab._timer.isActive()


def test_a_second_model_is_compared_and_removed(tab, calls, post_events):
    ask(tab, calls)
    answer(post_events, calls)
    tab.more.chosen.emit(SECOND)
    assert [models["model"] for *_, models, _ in jobs(calls)[-2:]] == [FIRST, SECOND]
    answer(post_events, calls, -1, count=34, tokens=FOUND["tokens"][:34])
    assert tab.table.item(1, 1).text() == "34"
    assert "<|im_end|>" not in tab.view.toPlainText()  # the row that was added is chosen
    tab.remove.click()
    assert tab.table.rowCount() == 1
    assert not tab.remove.isEnabled()


def test_an_older_job_is_cancelled_and_its_end_ignored(tab, calls, post_events):
    first = ask(tab, calls)[0]
    tab.english.click()
    ask(tab, calls)
    assert (first,) in calls.of("workshop.cancel_job")
    post_events(JobResultEvent(first, "tokenize", {**FOUND, "count": 1}))
    assert tab.table.item(0, 1).text() == "…"


def test_a_failure_is_shown(tab, calls, post_events):
    ticket = ask(tab, calls)[0]
    post_events(JobFailedEvent(ticket, "tokenize", Trouble(Problem.MODEL_ELSEWHERE, model=FIRST, address="there")))
    assert "there" in tab.status.text()
    assert tab.status.isVisible()
    assert tab.table.item(0, 1).text() == "–"


def test_bytes_that_are_no_text_are_shown_as_bytes():
    assert TextToken(1, b"\xe8\x80", False).shown == "‹E8›‹80›"
    assert TextToken(1, b"a\n", False).shown == "a⏎\n"
