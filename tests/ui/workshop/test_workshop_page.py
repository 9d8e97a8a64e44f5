"""The Workshop page: tabs made when they are shown, the model they work on, and the keys between them."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from fixtures.running_lanes import models_event
from teahouse.core.details import Details
from teahouse.core.errors import Problem, Trouble
from teahouse.core.workshop.layer_inspection import ReplyPlace
from teahouse.services.models.events import DetailsEvent, ModelsEvent
from teahouse.ui.workshop.page import WorkshopPage
from teahouse.ui.workshop.tabs import TABS, WorkshopTab, title_of_tab

DETAILS = Details(
    "any",
    information={
        "general.architecture": "qwen3",
        "qwen3.block_count": 36,
        "tokenizer.ggml.tokens": None,
        "long": "x" * 999,
    },
)


@pytest.fixture
def page(bridge, calls, preferences, theme, qtbot):
    made = WorkshopPage(bridge, preferences, theme)
    qtbot.addWidget(made)
    made.resize(1028, 820)
    made.show()
    return made


def names():
    return [entry.card.name for entry in models_event().models]


def test_one_tab_is_made_and_others_when_they_are_shown(page):
    assert len(page._tabs) == 1
    assert page.current_tab is next(iter(TABS))
    for tab in TABS:
        page.show_tab(tab)
        assert page.tab_widget(tab).isVisible()
        assert page.header.tabs.pill_of(tab).text() == title_of_tab(tab)
    assert len(page._tabs) == len(TABS)


def test_the_first_model_is_chosen_and_a_choice_stays_while_it_is_installed(page, post_events):
    assert not page.header.model_choice.isEnabled()
    post_events(models_event())
    assert page.model == names()[0]
    page.header.model_choice.chosen.emit(names()[1])
    post_events(models_event())
    assert page.model == page.header.model_choice.currentData() == names()[1]
    post_events(ModelsEvent(tuple(entry for entry in models_event().models if entry.card.name != names()[1])))
    assert page.model == names()[0]


def test_keys_go_from_tab_to_tab(page):
    first = page.current_tab
    for _ in TABS:
        QTest.keyClick(page, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert page.current_tab is first


def test_metadata_are_read_filtered_and_copied(page, calls, post_events):
    post_events(models_event())
    calls.clear()  # of the first tab
    page.show_tab(WorkshopTab.METADATA)
    tab = page.tab_widget(WorkshopTab.METADATA)
    assert calls.of("models.read_details") == [(names()[0],)]
    post_events(DetailsEvent("another", DETAILS))
    assert tab.table.rowCount() == 0
    post_events(DetailsEvent(names()[0], DETAILS))
    assert tab.table.rowCount() == len(DETAILS.information) > 2
    tab.field.setText("architecture")
    shown = [tab.table.item(row, 0).text() for row in range(tab.table.rowCount()) if not tab.table.isRowHidden(row)]
    assert shown == ["general.architecture"]
    assert [tab.table.item(row, 1).text() for row in (1, 3)] == ["x" * 200 + "…", "a list"]
    tab.copy_button.click()
    assert json.loads(QGuiApplication.clipboard().text()) == dict(DETAILS.information)
    post_events(DetailsEvent(names()[0], trouble=Trouble(Problem.NO_MODEL, model="x")))
    assert tab.status.isVisible()
    assert tab.table.rowCount() == 0


def test_a_reply_is_inspected_in_the_tab_of_the_layers(page, post_events, calls):
    post_events(models_event())
    place = ReplyPlace("kept", "a", names()[1], 3)
    page.inspect_reply(place)
    assert page.current_tab is WorkshopTab.LAYERS
    assert page.model == names()[1]
    assert [call[1] for call in calls.of("rendered_replies.render_reply")] == [place]
