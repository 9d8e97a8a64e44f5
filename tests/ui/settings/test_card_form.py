"""Choosing a program for the graphics card: it is used once its check has passed, until it is removed."""

import sys

import pytest
from PySide6.QtWidgets import QFileDialog

from teahouse.core.errors import Problem, Trouble
from teahouse.services.hosts.events import CardEvent
from teahouse.ui.settings import card_form
from teahouse.ui.settings.card_form import CardForm
from teahouse.ui.settings.dialog import SettingsDialog

PROGRAM = "/opt/llama/llama-server"


@pytest.fixture
def form(bridge, preferences, calls, qtbot, monkeypatch):
    monkeypatch.setattr(card_form, "SYSTEMS", (sys.platform,))
    made = CardForm(bridge, preferences)
    qtbot.addWidget(made)
    made.show()
    return made


def _shown(form):
    return [name for name in ("choose", "remove", "cancel", "page") if not getattr(form, name).isHidden()]


def test_a_chosen_program_is_checked_and_used_only_when_it_passes(form, post_events, preferences, calls, monkeypatch):
    assert _shown(form) == ["choose", "page"]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (PROGRAM, ""))
    form.choose.click()
    assert calls.of("card.check_program") == [(PROGRAM,)]
    post_events(CardEvent(PROGRAM, checking=True))
    assert _shown(form) == ["cancel"]
    assert preferences.values.llama_server == ""
    post_events(CardEvent(PROGRAM, trouble=Trouble(Problem.CARD_MISSING)))
    assert "found no graphics card" in form.answer.text()
    assert preferences.values.llama_server == ""
    post_events(CardEvent(PROGRAM, devices=("Test card",)))
    assert preferences.values.llama_server == PROGRAM
    assert form.answer.text() == "In use: Test card"
    assert _shown(form) == ["choose", "remove"]
    form.remove.click()
    assert preferences.values.llama_server == ""
    assert form.answer.text() == ""


def test_a_check_can_be_cancelled(form, post_events, calls):
    post_events(CardEvent(PROGRAM, checking=True))
    form.cancel.click()
    assert len(calls.of("card.cancel_check")) == 1
    assert _shown(form) == ["choose", "page"]


def test_no_file_chosen_changes_nothing(form, calls, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    form.choose.click()
    assert calls.of("card.check_program") == []


def test_a_mac_needs_none(bridge, preferences, theme, calls, qtbot, monkeypatch):
    monkeypatch.setattr(card_form, "SYSTEMS", ())
    made = SettingsDialog(bridge, preferences, theme)
    qtbot.addWidget(made)
    assert made.card.isHidden()
