"""The tab "Layers" with readings of real models: what it asks for, what it shows and speaks, and its files."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from fixtures.lab_models import MODELS
from fixtures.models import smollm2_file
from fixtures.running_lanes import models_event
from teahouse.core.errors import Problem, Trouble
from teahouse.core.workshop.layer_inspection import MOST_CHARACTERS, ReplyPlace
from teahouse.engine.workshop.control import JobControl
from teahouse.engine.workshop.layers import inspect_layers
from teahouse.services.chat.events import RenderedReplyEvent
from teahouse.services.models.events import ModelsEvent
from teahouse.services.workshop.events import JobFailedEvent, JobProgressEvent, JobResultEvent
from teahouse.ui.kit.notices import Notices
from teahouse.ui.workshop.context import WorkshopContext, WorkshopLinks
from teahouse.ui.workshop.layers.tab import LayersTab

pytestmark = pytest.mark.engine
TEXT = "The capital of France is Paris. The capital of Italy is"
FIRST, SECOND = (entry.card.name for entry in models_event().models[:2])


def read(path: Path, **parameters: object) -> dict[str, object]:
    result = inspect_layers({"model": str(path), "text": TEXT, **parameters}, JobControl(io.StringIO()))
    found: dict[str, object] = json.loads(json.dumps(result))
    return found


@pytest.fixture(scope="module")
def reading():
    return read(smollm2_file(), span=3)


@pytest.fixture
def tab(bridge, calls, preferences, theme, qtbot):
    page = QWidget()
    made = LayersTab(WorkshopContext(page, bridge, preferences, theme, Notices(theme, page), WorkshopLinks(page)))
    QVBoxLayout(page).addWidget(made)
    qtbot.addWidget(page)
    page.resize(1028, 820)
    made.show_model(FIRST, models_event())
    page.show()
    return made


@pytest.fixture
def shown(tab, calls, post_events, reading):
    """The tab after a text was read."""
    tab.text.setPlainText(TEXT)
    tab.start_button.click()
    post_events(JobResultEvent(tickets(calls)[0], "layers", reading))
    return tab


def tickets(calls):
    return [call[0] for call in calls.of("workshop.start_job")]


def test_a_text_is_read_and_its_last_token_shown(tab, calls, post_events, reading):
    assert not tab.start_button.isEnabled()
    assert not tab.strip.isVisible()
    tab.text.setPlainText(TEXT)
    tab.start_button.click()
    values = {"text": TEXT, "token": -1, "lens": True, "attention": True}
    (ticket, *rest) = calls.of("workshop.start_job")[0]
    assert rest == ["layers", values, {"model": FIRST}]
    assert not tab.start_button.isEnabled()
    post_events(JobProgressEvent(ticket, "layers", waits=True))
    assert "another job" in tab.status.text()
    post_events(JobProgressEvent(ticket, "layers", 0.4), JobProgressEvent("other", "layers", 0.9))
    assert "40 %" in tab.status.text()
    post_events(JobResultEvent(ticket, "layers", reading))
    assert tab.start_button.isEnabled()
    assert not tab.status.isVisible()
    assert tab.strip.count() == 12 == tab.strip.currentRow() + 1
    assert tab.lens.table.rowCount() == 31
    assert tab.lens.table.item(30, 0).text() == "Answer"
    assert tab.lens.table.item(30, 1).text() == tab.lens.table.item(29, 1).text() == "·Rome"
    assert "is the answer, “·Rome”" in tab.lens.about.text()
    assert len(tab.attention.weights) == 12


def test_every_cell_has_words_for_a_screen_reader(shown):
    spoken = Qt.ItemDataRole.AccessibleTextRole
    for row in range(31):
        for column in range(1, 6):
            words = shown.lens.table.item(row, column).data(spoken)
            assert words.startswith(f"Layer {row + 1}, place {column}: “" if row < 30 else f"Answer, place {column}: “")
            assert words.endswith("%")
    assert shown.strip.item(3).data(spoken).startswith("Token 4 of 12: “ France”, weight")
    assert shown.attention.table.item(0, 1).data(spoken).startswith("Token 1 of 12: “The”, weight")


def test_arrow_keys_choose_tokens_and_layers(shown, calls, post_events, qtbot):
    shown.strip.setFocus()
    QTest.keyClick(shown.strip, Qt.Key.Key_Left)
    assert shown.strip.currentRow() == 10
    assert shown.lens.table.rowCount() == 31, "its layers were read with the last token's"
    assert shown.attention.weights == ()
    for _ in range(4):
        QTest.keyClick(shown.strip, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: len(tickets(calls)) == 2)
    _, _, values, _ = calls.of("workshop.start_job")[1]
    assert values == {"text": TEXT, "token": 6, "lens": True, "attention": True}, "tokens passed over are not read"
    assert shown.lens.table.rowCount() == 0
    post_events(JobResultEvent(tickets(calls)[1], "layers", read(smollm2_file(), token=6, span=1)))
    assert shown.lens.table.rowCount() == 31
    assert len(shown.attention.weights) == 7
    shown.lens.table.setFocus()
    for _ in range(3):
        QTest.keyClick(shown.lens.table, Qt.Key.Key_Up)
    assert shown.attention.layer.currentText() == "Layer 28"
    shown.attention.head.show_value("2")
    shown.attention.head.chosen.emit("2")
    assert sum(shown.attention.weights) == pytest.approx(1, abs=1e-3)
    shown.strip.setCurrentRow(11)
    assert shown.attention.head.currentData() == "2", "the head stays chosen"


def test_two_models_are_shown_side_by_side(tab, calls, post_events, reading, tmp_path):
    tab.text.setPlainText(TEXT)
    tab.other.show_value(SECOND)
    tab.start_button.click()
    first, second = tickets(calls)
    assert [call[3]["model"] for call in calls.of("workshop.start_job")] == [FIRST, SECOND]
    post_events(JobResultEvent(first, "layers", reading))
    assert not tab.second.isVisible()
    other = read(MODELS["kimi-linear"].write(tmp_path / "k.gguf"))
    post_events(JobResultEvent(second, "layers", other))
    assert tab.second.isVisible()
    assert (tab.lens.title.text(), tab.second.title.text()) == (FIRST, SECOND)
    assert tab.second.table.rowCount() == 5
    tab.strip.setCurrentRow(10)
    place = tab.inspections[0].match_place(10, tab.inspections[1])
    assert "".join(tab.inspections[1].tokens[: place + 1]) == "The capital of France is Paris. The capital of Italy"
    tab.strip.setCurrentRow(11)
    tab.attention.model.show_value("1")
    tab.attention.model.chosen.emit("1")
    assert [tab.attention.layer.itemText(row) for row in range(tab.attention.layer.count())] == ["Layer 4"]
    assert len(tab.attention.weights) == len(other["tokens"])
    assert tab.attention.weights_of_first == (), "the strip has the first model's tokens"


def test_failures_are_said_and_a_stopped_reading_is_cancelled(tab, calls, post_events):
    tab.text.setPlainText(TEXT)
    tab.start_button.click()
    post_events(JobFailedEvent(tickets(calls)[0], "layers", Trouble(Problem.JOB_FAILED, message="too many tokens")))
    assert "too many tokens" in tab.status.text()
    assert tab.status.isVisible()
    tab.start_button.click()
    tab.stop_button.click()
    assert calls.of("workshop.cancel_job") == [(tickets(calls)[1],)]
    assert tab.start_button.isEnabled()
    assert not tab.status.isVisible()
    tab.text.setPlainText("x" * (MOST_CHARACTERS + 1))
    assert not tab.start_button.isEnabled()
    assert "too long" in tab.needs.text()


def test_the_token_is_exported(shown, monkeypatch, tmp_path, qtbot):
    path = tmp_path / "a.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_kw: (str(path), ""))
    shown.menu().actions()[1].trigger()
    qtbot.waitUntil(path.exists)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    guesses = [row for row in rows if row["kind"] == "guess"]
    weights = [row for row in rows if row["kind"] == "attention"]
    assert (len(guesses), len(weights)) == (31 * 5, 30 * 9 * 12)
    assert next(row["text"] for row in guesses if row["layer"] == "answer") == " Rome"
    path = tmp_path / "a.png"
    shown.menu().actions()[0].trigger()
    qtbot.waitUntil(path.exists)
    qtbot.waitUntil(lambda: not QImage(str(path)).isNull())
    assert QImage(str(path)).height() > 31 * 24


def test_a_reply_is_read_at_its_token_once_it_is_rendered(tab, calls, post_events):
    tab.inspect_reply(ReplyPlace("kept", "a", FIRST, 5))
    ((ticket, _),) = calls.of("rendered_replies.render_reply")
    assert tab.stop_button.isVisible()
    assert not tab.strip.isVisible()
    post_events(RenderedReplyEvent("other", "Other", 0))
    assert tab.text.toPlainText() == ""
    after = len(" Italy is")
    post_events(RenderedReplyEvent(ticket, TEXT, after))
    assert tab.text.toPlainText() == TEXT
    (job, *rest) = calls.of("workshop.start_job")[0]
    assert rest == ["layers", {"text": TEXT, "after": after, "lens": True, "attention": True}, {"model": FIRST}]
    post_events(JobResultEvent(job, "layers", read(smollm2_file(), after=after, span=1)))
    assert tab.strip.currentItem().text() == "·of"
    assert tab.lens.table.rowCount() == 31


def test_a_reply_that_cannot_be_rendered_or_read_says_why(tab, calls, post_events):
    tab.inspect_reply(ReplyPlace("kept", "a", FIRST, 5))
    (ticket, _) = calls.of("rendered_replies.render_reply")[-1]
    post_events(RenderedReplyEvent(ticket, trouble=Trouble(Problem.PROMPT_UNKNOWN, model=FIRST)))
    assert "cannot be written as text" in tab.status.text()
    assert not tab.stop_button.isVisible()
    tab.inspect_reply(ReplyPlace("kept", "a", FIRST, 5))
    (ticket, _) = calls.of("rendered_replies.render_reply")[-1]
    post_events(RenderedReplyEvent(ticket, "x" * (MOST_CHARACTERS + 1)))
    assert "too long" in tab.needs.text()
    assert tickets(calls) == []
    tab.inspect_reply(ReplyPlace("kept", "a", FIRST, 5))
    tab.stop()
    post_events(RenderedReplyEvent(calls.of("rendered_replies.render_reply")[-1][0], "Late"))
    assert tab.text.toPlainText() != "Late"


def test_what_is_left_out_of_a_steered_model_is_said(tab):
    entries = models_event().models
    steered = replace(entries[0], card=replace(entries[0].card, control_vector="happy"))
    assert "steering" not in tab.needs.text()
    tab.show_model(FIRST, ModelsEvent((steered, *entries[1:])))
    assert "without its steering" in tab.needs.text()
