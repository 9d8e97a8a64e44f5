"""The dialog that finds models on this computer: nothing before Search, use in place, import, progress and stop."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fixtures.layout_scenes import DAMAGED, LOCAL_FOLDERS, LOCAL_MODELS
from fixtures.models_events import catalogue_event, computer_event, model_entry, models_event
from teahouse.core.errors import Problem, Trouble
from teahouse.desktop.local_models import ModelsFolder
from teahouse.services.models.events import MadeEvent
from teahouse.services.models.local_events import LocalFoldersEvent, LocalModelsEvent, LocalSearchEvent
from teahouse.ui.models.header import ModelsTab
from teahouse.ui.models.model_actions import ModelAction
from teahouse.ui.models.page import ModelsPage

NAME = LOCAL_MODELS[0].name


@pytest.fixture
def page(bridge: Any, preferences: Any, theme: Any, calls: Any, qtbot: Any, post_events: Any) -> ModelsPage:
    made = ModelsPage(bridge, preferences, theme)
    qtbot.addWidget(made)
    made.resize(1000, 760)
    with qtbot.waitExposed(made):
        made.show()
    post_events(catalogue_event(), computer_event(9, engine=True), models_event(model_entry("qwen3:8b")))
    made.show_page(ModelsTab.INSTALLED)
    return made


@pytest.fixture
def dialog(page: ModelsPage, post_events: Any) -> Any:
    page.pages.installed.local.click()
    assert page.workshop.local is not None
    post_events(LocalFoldersEvent(LOCAL_FOLDERS))
    yield page.workshop.local
    page.workshop.local.close()


def list_calls(calls: Any) -> list[Any]:
    return [call for call in calls if call[0].startswith(("local_models.", "model_builder."))]


def search(dialog: Any, post_events: Any) -> None:
    dialog.search.click()
    post_events(LocalModelsEvent(LOCAL_MODELS))


def test_folders_are_shown_and_nothing_is_searched_before_a_press(dialog: Any, calls: Any) -> None:
    assert list_calls(calls) == [("local_models.list_folders",)]
    assert dialog.folders.rowCount() == len(LOCAL_FOLDERS)
    dialog.folders_view.setCurrentIndex(dialog.folders.index(1, 0))
    QTest.keyClick(dialog.folders_view, Qt.Key.Key_Space)
    dialog.add_folder("/media/tea")
    dialog.search.click()
    wanted = (LOCAL_FOLDERS[0], LOCAL_FOLDERS[2], ModelsFolder("", "/media/tea"))
    assert list_calls(calls)[-1] == ("local_models.find_models", wanted)


def test_a_model_is_used_in_its_place_and_chatted_with(
    dialog: Any, page: ModelsPage, calls: Any, post_events: Any
) -> None:
    search(dialog, post_events)
    assert "Nothing is copied" in dialog.cost.text()
    dialog.use.click()
    files = (*LOCAL_MODELS[0].files, LOCAL_MODELS[0].projector)
    assert list_calls(calls)[-1] == ("model_builder.use_files", NAME, files)
    assert not dialog.use.isEnabled()
    post_events(MadeEvent(NAME, made=True))
    chosen: list[str] = []
    page.chat.connect(chosen.append)
    dialog.use.click()
    assert chosen == [NAME]
    assert not dialog.isVisible()


def test_what_cannot_be_used_says_why(dialog: Any, post_events: Any) -> None:
    search(dialog, post_events)
    for row, words in ((1, "kimi-k9"), (2, "half-a-model.gguf")):
        dialog.models_view.setCurrentIndex(dialog.models.index(row, 0))
        assert not dialog.use.isEnabled()
        assert words in dialog.described.text()
        assert dialog.models.index(row, 4).data() == "Not usable"


def test_a_name_that_is_taken_is_said(dialog: Any, post_events: Any) -> None:
    search(dialog, post_events)
    dialog.use.click()
    post_events(MadeEvent(NAME, made=False, trouble=Trouble(Problem.MODEL_EXISTS, model=NAME)))
    assert NAME in dialog.state.text()
    assert dialog.use.isEnabled()


def test_an_ollama_gets_a_copy_and_the_cost_is_said_before(
    dialog: Any, page: ModelsPage, calls: Any, post_events: Any
) -> None:
    post_events(computer_event(9))
    search(dialog, post_events)
    assert "5 GB" in dialog.cost.text()
    dialog.use.click()
    assert page.workshop.importing is not None
    assert list_calls(calls)[-1] == ("model_builder.read_gguf_file", LOCAL_MODELS[0].files[0])
    page.workshop.importing.close()
    dialog.models_view.setCurrentIndex(dialog.models.index(1, 0))
    assert not dialog.use.isEnabled()  # its parts are for the engine only


def test_a_search_shows_its_progress_and_stops(dialog: Any, calls: Any, post_events: Any) -> None:
    dialog.search.click()
    post_events(LocalSearchEvent(120, 60, "/home/somebody/model.gguf"))
    assert "120" in dialog.reading.text()
    assert dialog.bar.isVisible()
    dialog.back.click()
    assert list_calls(calls)[-1] == ("local_models.stop_search",)
    post_events(LocalModelsEvent(LOCAL_MODELS[:1], stopped=True))
    assert not dialog.bar.isVisible()
    assert dialog.models.rowCount() == 1
    dialog.search.click()
    dialog.close()
    assert list_calls(calls)[-1] == ("local_models.stop_search",)


def test_a_missing_file_can_be_located_or_the_model_removed(page: ModelsPage, calls: Any, post_events: Any) -> None:
    installed = page.pages.installed
    post_events(models_event(model_entry("qwen3:8b"), DAMAGED))
    installed.table.choose_model("qwen3:8b")
    assert not installed.buttons[ModelAction.LOCATE].isVisible()
    installed.table.choose_model(DAMAGED.card.name)
    assert installed.buttons[ModelAction.LOCATE].isEnabled()
    assert not installed.buttons[ModelAction.CHAT].isVisible()
    assert "Remove" in installed.buttons[ModelAction.DELETE].text()
    row = installed.table.rows.row_of(DAMAGED.card.name)
    assert "file missing" in [installed.table.rows.index(row, column).data() for column in range(11)]
    page.workshop.replace_file(DAMAGED.card.name, "/media/tea/moved.gguf")
    assert list_calls(calls)[-1] == ("model_builder.replace_file", DAMAGED.card.name, "/media/tea/moved.gguf")
    installed.buttons[ModelAction.DELETE].click()
    question = page.model_actions.question
    assert question is not None
    assert DAMAGED.card.path in question.sentence.text()
    question.close()
