"""The Steering tab: pairs, computing, the try-out, saving, and another host."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fixtures.running_lanes import models_event
from teahouse.core.errors import Problem, Trouble
from teahouse.core.workshop.contrast_pairs import EXAMPLES, ContrastPair
from teahouse.services.models.events import MadeEvent
from teahouse.services.workshop.events import JobFailedEvent, JobProgressEvent, JobResultEvent
from teahouse.services.workshop.steering_events import PairsReadEvent
from teahouse.ui.workshop.page import WorkshopPage
from teahouse.ui.workshop.tabs import WorkshopTab

MADE = {"path": "/tmp/happy.gguf", "pairs": 12, "separation": [0.9, 1.0, 1.0]}
TRIED = {"scales": [-0.5, 0.0, 0.5], "replies": ["Sad.", "Plain.", "Happy!"], "perplexities": [57.1, 44.7, 61.7]}


@pytest.fixture
def tab(bridge, calls, preferences, theme, qtbot, post_events):
    page = WorkshopPage(bridge, preferences, theme)
    qtbot.addWidget(page)
    page.resize(1028, 900)
    page.show()
    post_events(models_event())
    page.show_tab(WorkshopTab.STEERING)
    found = page.tab_widget(WorkshopTab.STEERING)
    found.show_host(engine=True)
    return found


def compute(tab, post_events):
    tab.compute.click()
    ticket = tab._ticket
    post_events(JobProgressEvent(ticket, "steering", 0.5))
    post_events(JobResultEvent(ticket, "steering", MADE))


def test_the_first_pairs_are_an_example_that_can_be_computed(tab):
    assert tab.pairs.pairs == EXAMPLES["en"][0].make_pairs()
    assert tab.compute.isEnabled()
    assert not tab.trial.isVisible()


def test_pairs_are_written_added_removed_and_chosen(tab):
    card = tab.pairs
    card.add.click()
    assert card.table.rowCount() == 13
    assert "cannot be used" in card.state.text()
    card.table.item(12, 0).setText("a")
    card.table.item(12, 1).setText("b")
    assert card.pairs[12] == ContrastPair("a", "b")
    card.table.selectAll()
    card.remove.click()
    assert card.pairs == ()
    assert not tab.compute.isEnabled()
    card.example.chosen.emit("zh 1")
    assert card.pairs == EXAMPLES["zh"][1].make_pairs()
    assert tab.compute.isEnabled()


def test_a_file_replaces_the_pairs_or_says_why_not(tab, post_events):
    pairs = (ContrastPair("a", "b"), ContrastPair("c", "d"))
    post_events(PairsReadEvent("/x/pairs.csv", pairs))
    assert tab.pairs.pairs == pairs
    post_events(PairsReadEvent("/x/other.csv", line=7))
    assert "other.csv" in tab.status.text()
    assert "line 7" in tab.status.text()
    post_events(PairsReadEvent("/x/other.csv", trouble=Trouble(Problem.FILE_MISSING, path="/x/other.csv")))
    assert tab.status.text()
    assert tab.pairs.pairs == pairs


def test_progress_try_out_and_save(tab, post_events, calls):
    tab.compute.click()
    ticket = tab._ticket
    assert (tab.compute.isEnabled(), tab.cancel.isVisible()) == (False, True)
    post_events(JobProgressEvent(ticket, "steering", 0.5))
    assert "50" in tab.status.text()
    post_events(JobProgressEvent("another", "steering", 0.9))
    assert tab.bar.share == 0.5
    post_events(JobResultEvent(ticket, "steering", MADE))
    assert tab.trial.isVisible()
    assert "2" in tab.trial.about.text()
    QTest.keyClick(tab.trial.slider, Qt.Key.Key_Left)
    assert tab.trial.scales == [-0.45, 0.0, 0.45]
    tab.trial.try_button.click()
    post_events(JobResultEvent(tab._ticket, "steering-trial", TRIED))
    shown = [reply.reply.text() for reply in tab.trial.replies]
    assert shown == TRIED["replies"]
    assert "57.1" in tab.trial.replies[0].figure.text()
    assert "1.28" in tab.trial.replies[0].figure.text()
    tab.trial.save_button.click()
    tab.dialog.field.setText("cheerful")
    tab.dialog.make.click()
    assert tab._saving == "cheerful:latest" or tab._saving == "cheerful"
    post_events(MadeEvent(tab._saving, True))
    assert "cheerful" in tab.status.text()
    assert not tab.trial.isVisible()
    offered = []
    tab._links.evaluate.connect(offered.append)
    tab.evaluate.click()
    assert [names[1].partition(":")[0] for names in offered] == ["cheerful"]
    assert offered[0][0] == tab._model
    tab.compute.click()
    assert not tab.evaluate.isVisible()


def test_a_failure_and_a_cancel_are_told_and_keep_the_pairs(tab, post_events):
    tab.compute.click()
    post_events(JobFailedEvent(tab._ticket, "steering", Trouble(Problem.JOB_FAILED, message="The pairs must differ.")))
    assert "The pairs must differ" in tab.status.text()
    assert tab.compute.isEnabled()
    tab.compute.click()
    tab.cancel.click()
    post_events(JobFailedEvent(tab._ticket, "steering"))
    assert tab.status.text() == "Cancelled."
    assert len(tab.pairs.pairs) == 12


def test_another_model_or_host_has_no_vector(tab, post_events):
    compute(tab, post_events)
    tab.show_host(engine=False)
    assert (tab.pairs.isVisible(), tab.trial.isVisible(), tab.choose_host.isVisible()) == (False, False, True)
    tab.show_host(engine=True)
    assert tab.trial.isVisible()
    tab.show_model(models_event().models[1].card.name, models_event())
    assert not tab.trial.isVisible()
