"""Unsaved data is shown while it is unsaved, and a window with unsaved data asks before it closes."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QDialog

from teahouse.core.errors import Problem, Trouble
from teahouse.core.settings import Settings
from teahouse.services.events import SavingEvent
from teahouse.ui.preferences import Preferences
from teahouse.ui.window import Window

FULL = Trouble(Problem.DISK_FULL, path="/data/teahouse.db")
LOCKED = Trouble(Problem.DATABASE_LOCKED, path="/data/teahouse.db")


@pytest.fixture
def disk():
    """Whether the settings can be written."""
    return {"full": False, "saved": []}


@pytest.fixture
def window(bridge, theme, calls, qtbot, disk):
    def save(values):
        if disk["full"]:
            raise Trouble(Problem.DISK_FULL, path="/data/settings.json")
        disk["saved"].append(values)

    preferences = Preferences(Settings(), save)
    made = Window(bridge, preferences, theme)
    qtbot.addWidget(made)
    made.resize(900, 600)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    bridge.post_events(SavingEvent())
    disk["full"] = False
    preferences.save_now()
    preferences.deleteLater()


def questions(window):
    return [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]


def test_nothing_is_shown_while_all_is_saved(window):
    assert not window.sidebar.saving.isVisible()
    assert not window.collapsed_sidebar.unsaved.isVisible()


def test_what_waits_is_shown_until_it_is_saved(window, post_events, calls):
    post_events(SavingEvent(FULL, waiting=True))
    bar = window.sidebar.saving
    assert bar.isVisible()
    assert bar.label.text() == "Not saved yet"
    assert "The disk is full" in bar.toolTip()
    bar.button.click()
    assert calls.of("store_thread.retry_writing") == [()]
    assert bar.isVisible()
    post_events(SavingEvent())
    assert not bar.isVisible()


def test_it_is_shown_in_the_persons_language(window, post_events, translation, qapp):
    post_events(SavingEvent(FULL, waiting=True))
    translation.choose_language("zh_CN")
    qapp.processEvents()
    assert window.sidebar.saving.label.text() == "尚未保存"
    assert window.sidebar.saving.button.text() == "重试"
    post_events(SavingEvent())


def test_a_file_that_could_not_be_opened_is_called_so_and_keeps_nobody_from_quitting(window, post_events):
    post_events(SavingEvent(LOCKED, opened=False))
    assert window.sidebar.saving.label.text() == "Conversations could not be opened"
    assert window.close()


def test_with_the_sidebar_hidden_the_rail_shows_it(window, post_events, calls):
    window.toggle_sidebar()
    post_events(SavingEvent(FULL, waiting=True))
    assert window.collapsed_sidebar.unsaved.isVisible()
    assert "Not saved yet" in window.collapsed_sidebar.unsaved.toolTip()
    window.collapsed_sidebar.unsaved.click()
    assert calls.of("store_thread.retry_writing") == [()]
    post_events(SavingEvent())
    assert not window.collapsed_sidebar.unsaved.isVisible()


def test_quitting_with_something_unsaved_asks_and_quits_by_itself_when_it_is_saved(window, post_events, calls, qtbot):
    post_events(SavingEvent(FULL, waiting=True))
    assert not window.close()
    (question,) = questions(window)
    assert "The disk is full" in question.sentence.text()
    assert window.isVisible()
    assert calls.of("store_thread.retry_writing") == [()]
    assert not window.close()  # asked once
    assert len(questions(window)) == 1
    post_events(SavingEvent())
    qtbot.waitUntil(lambda: not window.isVisible())


def test_who_does_not_want_to_wait_can_quit_and_who_does_stays(window, post_events, qtbot):
    post_events(SavingEvent(FULL, waiting=True))
    assert not window.close()
    (question,) = questions(window)
    question.buttons[-1].click()
    assert window.isVisible()
    assert not questions(window)
    assert not window.close()
    (question,) = questions(window)
    question.buttons[0].click()
    qtbot.waitUntil(lambda: not window.isVisible())


def test_settings_that_cannot_be_written_are_shown_and_tried_again_until_they_are(window, disk, qtbot):
    told = []
    window._preferences.failed.connect(told.append)
    disk["full"] = True
    window._preferences.change(theme="dark")
    qtbot.waitUntil(window.sidebar.saving.isVisible)
    assert not window.close()
    disk["full"] = False
    qtbot.waitUntil(lambda: not window.isVisible())  # by itself: no further change was made
    assert disk["saved"][-1].theme == "dark"
    assert len(told) == 1


def test_where_the_window_stood_is_worth_no_question(window, disk):
    disk["full"] = True
    assert window.close()
