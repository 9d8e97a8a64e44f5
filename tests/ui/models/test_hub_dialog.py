"""The dialog that searches the hubs: nothing is sent before a press, results, quantisations, card, pull."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from fixtures.hub_server import CARD, FILES
from fixtures.models_events import catalogue_event, computer_event
from teahouse.core.errors import Problem, Trouble
from teahouse.core.hub import Hub, HubFile, HubLicence, HubModel, HubOrder, HubQuery, group_files
from teahouse.services.catalogue.hub_events import HubCardEvent, HubFilesEvent, HubResultEvent
from teahouse.ui.kit.table import CellPainter
from teahouse.ui.models.page import ModelsPage

QUERY = HubQuery(Hub.HUGGING_FACE, "oolong")


def models_of(count: int, begin: int = 0) -> tuple[HubModel, ...]:
    return tuple(
        HubModel(
            Hub.HUGGING_FACE, f"tea/Oolong-{number}-8B-GGUF", 1000 + number, 5, "apache-2.0", "2026-10-01T12:00:00Z",
            architecture="qwen3", parameters=8_190_000_000, context=40960,
        )
        for number in range(begin, begin + count)
    )  # fmt: skip


QUANTIZATIONS = group_files(HubFile(path, size) for path, size in FILES)


@pytest.fixture
def page(bridge: Any, preferences: Any, theme: Any, calls: Any, qtbot: Any, post_events: Any) -> ModelsPage:
    made = ModelsPage(bridge, preferences, theme)
    qtbot.addWidget(made)
    made.resize(1000, 760)
    with qtbot.waitExposed(made):
        made.show()
    post_events(catalogue_event(), computer_event(9))
    return made


@pytest.fixture
def dialog(page: ModelsPage) -> Any:
    page.header.field.setText("oolong")
    page.pages.catalogue.nothing.third.click()
    assert page.hub_dialog is not None
    yield page.hub_dialog
    page.hub_dialog.close()


def hub_calls(calls: Any) -> list[Any]:
    return [call for call in calls if call[0].startswith("hubs.")]


def test_nothing_is_asked_until_search_is_pressed(dialog: Any, calls: Any) -> None:
    assert dialog.isVisible()
    dialog.field.setText("oolong tea")
    assert "oolong tea" in dialog.hint.text()
    assert hub_calls(calls) == []
    dialog.field.setText("oolong")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert hub_calls(calls) == [("hubs.search_hub", QUERY, "")]


def test_the_foot_opens_it_too(page: ModelsPage, calls: Any) -> None:
    page.pages.catalogue.foot.hubs.click()
    assert page.hub_dialog is not None
    assert page.hub_dialog.isVisible()
    assert hub_calls(calls) == []
    page.hub_dialog.close()


def test_a_licence_belongs_to_the_search(dialog: Any, calls: Any) -> None:
    dialog.licence.setCurrentIndex(dialog.licence.findData("apache-2.0"))
    dialog.search.click()
    assert hub_calls(calls)[-1][1] == replace(QUERY, licence=HubLicence.APACHE)


def test_what_does_not_fit_here_is_left_out_and_comes_back_without_a_request(
    dialog: Any, calls: Any, post_events: Any
) -> None:
    small = models_of(2)
    big = tuple(replace(model, id=f"tea/Big-{model.downloads}-70B-GGUF", parameters=0) for model in models_of(3))
    unknown = (replace(small[0], id="tea/Unknown-GGUF", parameters=0),)
    dialog.search.click()
    post_events(HubResultEvent(QUERY, "", small + big + unknown))
    assert dialog.results.rowCount() == 6
    before = len(hub_calls(calls))
    dialog.only_fitting.click()
    shown = [dialog.results.model_at(row).id for row in range(dialog.results.rowCount())]
    assert shown == [small[0].id, small[1].id, "tea/Unknown-GGUF"]
    assert dialog.answer.text() == "Results: 3 · 3 too big for this computer"
    post_events(HubResultEvent(QUERY, "", tuple(replace(model, id=f"{model.id}-2") for model in small + big)))
    assert dialog.results.rowCount() == 5
    dialog.only_fitting.click()
    assert dialog.results.rowCount() == 11
    assert dialog.answer.text() == "Results: 11"
    assert len(hub_calls(calls)) == before


@pytest.mark.parametrize(
    ("hub", "engine", "warned"),
    [(Hub.MODELSCOPE, False, True), (Hub.MODELSCOPE, True, False), (Hub.HUGGING_FACE, False, False)],
)
def test_what_ollama_is_known_to_fail_with_is_said(
    dialog: Any, post_events: Any, hub: Hub, engine: bool, warned: bool
) -> None:
    post_events(computer_event(9, engine=engine))
    (model,) = (replace(each, hub=hub) for each in models_of(1))
    dialog.hub.setCurrentIndex(dialog.hub.findData(hub.value))
    dialog.search.click()
    post_events(HubResultEvent(replace(QUERY, hub=hub), "", (model,)))
    dialog.show_files.click()
    post_events(HubFilesEvent(hub, model.id, QUANTIZATIONS, hub.registry))
    assert ("12897" in dialog.described.text()) == warned


def test_more_results_are_asked_with_what_the_hub_named(dialog: Any, calls: Any, post_events: Any) -> None:
    dialog.search.click()
    post_events(HubResultEvent(QUERY, "", models_of(50), "next"))
    assert dialog.results.rowCount() == 50
    dialog.more.click()
    assert calls.of("hubs.search_hub")[-1] == (QUERY, "next")
    post_events(HubResultEvent(QUERY, "next", models_of(50, 40)))  # ten of them again
    assert dialog.results.rowCount() == 90
    assert dialog.more.isHidden()


def test_ten_thousand_results_scroll_like_ten(dialog: Any, calls: Any, post_events: Any, theme: Any) -> None:
    painted: list[int] = []

    class CountingPainter(CellPainter):
        def paint(self, painter: Any, option: Any, index: Any) -> None:
            painted.append(index.row())
            super().paint(painter, option, index)

    view = dialog.results_view
    view.setItemDelegate(CountingPainter(theme, view))
    dialog.search.click()
    post_events(HubResultEvent(QUERY, "", models_of(50), "1"))
    view.viewport().repaint()
    rows = len(set(painted))
    assert 0 < rows < 50
    for number in range(1, 200):
        dialog.more.click()
        post_events(
            HubResultEvent(QUERY, str(number), models_of(50, 50 * number), str(number + 1) if number < 199 else "")
        )
    assert dialog.results.rowCount() == 10_000
    assert len(hub_calls(calls)) == 200  # one for each press
    for row in (0, 2500, 5000, 9999):
        painted.clear()
        view.scrollTo(dialog.results.index(row, 0))
        view.viewport().repaint()
        assert row in painted
        assert len(set(painted)) <= rows + 2
    assert len(hub_calls(calls)) == 200  # scrolling asks for nothing
    assert view.viewport().findChildren(QWidget) == []


def test_results_of_a_search_before_are_ignored(dialog: Any, post_events: Any) -> None:
    dialog.search.click()
    post_events(HubResultEvent(HubQuery(Hub.MODELSCOPE, "oolong", HubOrder.BEST), "", models_of(3)))
    assert dialog.results.rowCount() == 0


def test_a_page_that_failed_can_be_asked_again(dialog: Any, calls: Any, post_events: Any) -> None:
    dialog.search.click()
    post_events(HubResultEvent(QUERY, "", models_of(50), "next"))
    dialog.more.click()
    post_events(HubResultEvent(QUERY, "next", trouble=Trouble(Problem.HUB_LIMITED, hub="Hugging Face", seconds=55)))
    assert "55" in dialog.answer.text()
    assert dialog.results.rowCount() == 50
    dialog.more.click()
    assert calls.of("hubs.search_hub")[-1] == (QUERY, "next")


def test_a_hub_that_is_unreachable_names_a_mirror(dialog: Any, post_events: Any) -> None:
    dialog.search.click()
    trouble = Trouble(Problem.HUB_UNREACHABLE, hub="Hugging Face", address="huggingface.co", message="timeout")
    post_events(HubResultEvent(QUERY, "", trouble=trouble))
    assert "hf-mirror.com" in dialog.answer.text()


def open_first(dialog: Any, post_events: Any) -> HubModel:
    dialog.search.click()
    (model,) = models_of(1)
    post_events(HubResultEvent(QUERY, "", (model,)))
    QTest.keyClick(dialog.results_view, Qt.Key.Key_Return)
    post_events(HubFilesEvent(model.hub, model.id, QUANTIZATIONS, "hf.co"))
    return model


def test_a_quantisation_is_pulled_by_its_name(dialog: Any, calls: Any, post_events: Any) -> None:
    model = open_first(dialog, post_events)
    assert calls.of("hubs.list_quantizations") == [(model.hub, model.id)]
    texts = [[dialog.quantizations.index(row, column).data() for column in range(3)] for row in range(3)]
    assert [row[0] for row in texts] == ["Q4_K_M", "Q8_0", "BF16"]
    assert "GB" in texts[0][1]
    assert texts[0][2]  # whether it fits
    assert texts[2][2] == "2 files"
    dialog.quantizations_view.setCurrentIndex(dialog.quantizations.index(0, 0))
    assert "vision file" in dialog.described.text()
    dialog.pull.click()
    assert calls.of("pulls.start_pull") == [(f"hf.co/{model.id}:Q4_K_M",)]


def test_split_files_cannot_be_pulled(dialog: Any, post_events: Any) -> None:
    open_first(dialog, post_events)
    dialog.quantizations_view.setCurrentIndex(dialog.quantizations.index(2, 0))
    assert not dialog.pull.isEnabled()
    assert "2 files" in dialog.described.text()


def test_the_engine_pulls_split_files_of_hugging_face(dialog: Any, calls: Any, post_events: Any) -> None:
    post_events(computer_event(9, engine=True))
    model = open_first(dialog, post_events)
    dialog.quantizations_view.setCurrentIndex(dialog.quantizations.index(2, 0))
    assert "2 files" in dialog.described.text()
    dialog.pull.click()
    quantization = dialog.quantizations.quantization_at(2)
    assert calls.of("pulls.start_pull") == [(f"hf.co/{model.id}:{quantization.tag}",)]


def test_a_card_is_shown_as_it_is_written(dialog: Any, calls: Any, post_events: Any) -> None:
    model = open_first(dialog, post_events)
    dialog.read_card.click()
    post_events(HubCardEvent(model.hub, model.id, CARD))
    assert dialog.card.toPlainText() == CARD
    assert dialog.card.isVisible()
    dialog.read_card.click()
    assert dialog.card.isHidden()
    dialog.read_card.click()  # not asked a second time
    assert calls.of("hubs.read_card") == [(model.hub, model.id)]


class CountingCalls:
    """Counts the reads of one model's data."""

    def __init__(self, model: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        read = model._cell_text

        def cell_text(*arguments: Any) -> str:
            self.count += 1
            return str(read(*arguments))

        monkeypatch.setattr(model, "_cell_text", cell_text)


def reads_while_scrolling(dialog: Any, monkeypatch: pytest.MonkeyPatch, qtbot: Any) -> int:
    counting = CountingCalls(dialog.results, monkeypatch)
    bar = dialog.results_view.verticalScrollBar()
    for step in range(10):
        bar.setValue(bar.maximum() * step // 10)
        dialog.results_view.viewport().repaint()
    return counting.count


def test_ten_thousand_results_scroll_like_fifty(
    dialog: Any, post_events: Any, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    dialog.search.click()
    post_events(HubResultEvent(QUERY, "", models_of(50)))
    few = reads_while_scrolling(dialog, monkeypatch, qtbot)
    post_events(HubResultEvent(QUERY, "", models_of(10_000)))
    assert dialog.results.rowCount() == 10_000
    many = reads_while_scrolling(dialog, monkeypatch, qtbot)
    assert 0 < many <= few * 2
