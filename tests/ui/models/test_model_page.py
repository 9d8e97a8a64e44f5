"""The page of a model: how it is opened and left, what it shows, and its diagram."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from fixtures import model_details
from fixtures.models_events import catalogue_event, computer_event, model_entry, models_event
from fixtures.shipped_catalogue import find_tag
from teahouse.core.architecture import from_tag
from teahouse.core.calibration import Calibration
from teahouse.core.details import Details
from teahouse.core.errors import Problem, Trouble
from teahouse.core.host import HostCapabilities
from teahouse.core.model_structure import read_structure
from teahouse.services.measurements.events import ModelFiguresEvent
from teahouse.services.models.events import CopiedEvent, DetailsEvent, LineageEvent
from teahouse.ui.kit.buttons import IconButton
from teahouse.ui.models.header import ModelsTab
from teahouse.ui.models.model_actions import ModelAction
from teahouse.ui.models.page import ModelsPage

QWEN = model_entry("qwen3:8b", 5.2, rate=21.0, parameters="8.2B")
GEMMA = model_entry("gemma3:270m", 0.29, parameters="268.10M", quantization="Q8_0")
OWN = model_entry("the-same-weights:8b", 5.2)


@pytest.fixture
def models_page(bridge, preferences, theme, calls, qtbot, post_events):
    made = ModelsPage(bridge, preferences, theme)
    qtbot.addWidget(made)
    made.resize(1000, 760)
    with qtbot.waitExposed(made):
        made.show()
    post_events(catalogue_event(), computer_event(9), models_event(QWEN, GEMMA, OWN))
    made.show_page(ModelsTab.INSTALLED)
    return made


@pytest.fixture
def page(models_page, post_events):
    models_page.open_model("gemma3:270m")
    name = "gemma3:270m"
    post_events(model_details.details_event(name, model_details.gemma3()))
    post_events(model_details.lineage_event(name), model_details.figures_event(name))
    return models_page.model_page.page


def texts_of(card):
    QApplication.processEvents()  # what replaces other texts is shown then
    return [label.text() for label in card.findChildren(QLabel) if not label.isHidden()]


def test_nothing_is_asked_or_built_before_a_page_is_opened_by_enter(models_page, calls):
    assert models_page.model_page.page is None
    assert calls.of("models.read_details") == calls.of("models.read_lineage") == []
    models_page.pages.installed.table.choose_model("qwen3:8b")
    QTest.keyClick(models_page.pages.installed.table, Qt.Key.Key_Return)
    assert models_page.pages.currentWidget() is models_page.model_page.page
    for command in ("models.read_details", "models.read_lineage", "measurements.list_model_figures"):
        assert calls.of(command) == [("qwen3:8b",)]
    assert models_page.model_page.page.title.text() == "qwen3:8b"


def test_esc_leaves_the_page_for_the_list_with_the_keyboard(models_page, page):
    assert page.back_button.hasFocus()
    QTest.keyClick(page.back_button, Qt.Key.Key_Escape)
    assert models_page.pages.currentWidget() is models_page.pages.installed
    assert models_page.pages.installed.table.hasFocus()


def test_events_of_other_models_are_ignored(models_page, page, post_events):
    post_events(DetailsEvent("qwen3:8b", Details("qwen3:8b", template="other")), LineageEvent("qwen3:8b"))
    post_events(ModelFiguresEvent("qwen3:8b"))
    assert page.details.details.architecture == "gemma3"
    assert any("21.0 tok/s" in text for text in texts_of(page.measured))


def test_another_model_of_the_lineage_opens_its_page_and_back_returns(models_page, page, calls):
    button = next(each for each in page.lineage.findChildren(IconButton) if "the-same-weights" in each.accessibleName())
    button.click()
    assert models_page.model_page.page.model == "the-same-weights:8b"
    assert calls.of("models.read_details")[-1] == ("the-same-weights:8b",)
    models_page.model_page.page.back_button.click()
    assert models_page.model_page.page.model == "gemma3:270m"
    models_page.model_page.page.back_button.click()
    assert models_page.pages.currentWidget() is models_page.pages.installed


def test_a_model_that_is_gone_has_no_page_and_a_renamed_one_keeps_it(models_page, page, post_events):
    post_events(CopiedEvent("gemma3:270m", "leaf:1", renamed=True))
    post_events(models_event(QWEN, replace(GEMMA, card=replace(GEMMA.card, name="leaf:1"))))
    assert models_page.model_page.is_open
    assert models_page.model_page.page.model == "leaf:1"
    post_events(models_event(QWEN))
    assert models_page.pages.currentWidget() is models_page.pages.installed


def test_the_page_of_an_installed_model_opens_from_the_catalogue(models_page, post_events):
    models_page.show_page(ModelsTab.CATALOGUE)
    catalogue = models_page.pages.catalogue
    catalogue._open_about(catalogue.view.cards.card_at(catalogue.view.cards.row_of("qwen3")))
    catalogue.about.close()
    tag = find_tag("qwen3:8b")
    card = replace(catalogue.view.cards.card_at(catalogue.view.cards.row_of("qwen3")), tag=tag)
    catalogue._open_about(card)
    assert not catalogue.about.pull_button.isVisible()
    catalogue.about.page_button.click()
    assert models_page.model_page.page.model == "qwen3:8b"
    models_page.model_page.page.back_button.click()
    assert models_page.pages.currentWidget() is catalogue


def test_the_table_has_every_part_and_their_sum(page):
    structure = page.details.structure
    table = page.shares.findChild(type(page.shares.body.itemAt(1).widget().table))
    rows = {table.item(row, 0).text(): table.item(row, 1).text() for row in range(table.rowCount())}
    assert rows == {
        "Embedding": "167,772,160", "Attention": "29,491,200", "Feed-forward": "70,778,880", "Norms": "55,936",
        "All": "268,098,176",
    }  # fmt: skip
    counts = [int(text.replace(",", "")) for name, text in rows.items() if name != "All"]
    assert sum(counts) == structure.parameters
    assert "Q8_0" in table.item(0, 4).text()
    assert table.item(0, 3).text() == "178 MB"


def test_facts_are_those_of_the_file_and_the_licence_is_told_plainly(page, models_page, post_events):
    facts = texts_of(page.about)
    assert {"Google", "gemma3", "268,098,176", "Q8_0", "18", "llama, knows 262,144 tokens"} <= set(facts)
    models_page.open_model("qwen3:8b")
    assert any(text.startswith("Apache 2.0. ") for text in texts_of(models_page.model_page.page.about))


def test_what_was_expected_stands_beside_what_was_measured(models_page, post_events):
    learned = Calibration().with_memory("ab" * 6, 4.9e9, 5.2e9).with_speed(f"{'ab' * 6} ram", 20.0, 17.0)
    event = computer_event(30)
    post_events(replace(event, circumstances=replace(event.circumstances, learned=learned)))
    models_page.open_model("qwen3:8b")
    post_events(DetailsEvent("qwen3:8b", Details("qwen3:8b"), from_tag(find_tag("qwen3:8b"))))
    told = "\n".join(texts_of(models_page.model_page.page.about))
    assert "Runs in memory: needs" in told
    assert "Loaded here it took 5.2 GB; ≈ 4.9 GB were expected. It wrote 17 tok/s; ≈ 20 were expected." in told


def test_a_model_the_host_does_not_tell_about_says_why_and_keeps_what_is_known(models_page, post_events):
    models_page.open_model("qwen3:8b")
    page = models_page.model_page.page
    post_events(DetailsEvent("qwen3:8b", trouble=Trouble(Problem.MODEL_MISSING, model="qwen3:8b")))
    post_events(model_details.figures_event("qwen3:8b"))
    assert any("qwen3:8b is not installed" in text for text in texts_of(page.architecture))
    assert not page.shares.isVisible()
    assert "Qwen" in texts_of(page.about)
    assert any("21.0 tok/s" in text for text in texts_of(page.measured))


def test_without_tensors_the_unknown_is_called_so(models_page, post_events):
    models_page.open_model("qwen3:8b")
    shown = {**model_details.kimi_k2(), "tensors": []}
    post_events(model_details.details_event("qwen3:8b", shown))
    page = models_page.model_page.page
    assert any("unknown" in text for text in texts_of(page.architecture))
    assert not page.shares.isVisible()
    assert any("384" in text for _, text in page.diagram.parts)


def test_texts_are_built_when_shown_and_copied(page):
    assert set(page.texts._built) == {"template"}
    for part in ("system", "parameters", "licence", "tensors", "keys", "modelfile"):
        page.texts.choices.pill_of(part).click()
        assert page.texts.stack.currentWidget() is page.texts._built[part]
    assert page.texts.copy_button.isVisible()
    page.texts.show_part("tensors")
    assert page.texts._built["tensors"].item(0, 0).text() == "token_embd.weight"
    assert page.texts._built["tensors"].item(0, 3).data(Qt.ItemDataRole.UserRole) == 1.0
    assert not page.texts.copy_button.isVisible()
    page.texts.show_part("template")
    page.texts.copy_button.click()
    assert QGuiApplication.clipboard().text().startswith("{{ if .System }}")


def test_chat_compare_and_the_other_actions_are_at_hand(models_page, page, qtbot):
    with qtbot.waitSignal(models_page.chat) as told:
        page.chat_button.click()
    assert told.args == ["gemma3:270m"]
    page.compare_button.click()
    with qtbot.waitSignal(models_page.compare) as told:
        next(action for action in page.menu.actions() if action.text() == "qwen3:8b").trigger()
    assert told.args == [("gemma3:270m", "qwen3:8b")]
    page.menu.close()
    page.more.click()
    texts = [action.text() for action in page.menu.actions()]
    assert texts == [
        "Open in the Workshop",
        "Make a variant…",
        "Copy…",
        "Rename…",
        "Look for a newer version",
        "Delete…",
    ]
    with qtbot.waitSignal(models_page.study) as told:
        page.menu.actions()[0].trigger()
    assert told.args == ["gemma3:270m"]
    page.menu.actions()[1].trigger()
    assert models_page.workshop.variant is not None
    models_page.workshop.variant.close()


def test_a_small_page_has_its_actions_in_the_menu(models_page, page):
    page.chat_button.setFocus()
    page.resize(390, 500)
    assert page.back_button.hasFocus()
    assert not page.chat_button.isVisible()
    page.more.click()
    assert [action.text() for action in page.menu.actions()][:2] == ["Chat with it", "Compare with…"]


def test_a_host_whose_models_are_elsewhere_has_pages_without_changes(models_page, calls):
    models_page.show_capabilities(HostCapabilities(manages_models=False, loads_models=False))
    models_page.pages.installed.table.choose_model("qwen3:8b")
    models_page.pages.installed.buttons[ModelAction.DETAILS].click()
    assert models_page.model_page.page.model == "qwen3:8b"
    assert not models_page.model_page.page.more.isVisible()


# The diagram.


def test_arrow_keys_reach_every_part_and_say_it(translation, page):
    diagram = page.diagram
    diagram.setFocus()
    words = []
    QTest.keyClick(diagram, Qt.Key.Key_Home)
    while not words or diagram.walked != words[-1]:
        words.append(diagram.walked)
        QTest.keyClick(diagram, Qt.Key.Key_Down)
    assert words == [text for _, text in diagram.parts]
    assert words[0].startswith("Embedding: 167,772,160 parameters")
    window, whole = (next(at for at, text in enumerate(words) if text.startswith(name)) for name in ("A: 15", "B: 3"))
    assert words[window + 1].startswith("Sliding-window attention, 15 blocks. 4 heads, 1 for keys and values")
    assert "sees the last 512 tokens" in words[window + 1]
    assert words[whole + 1].startswith("Attention, 3 blocks")
    assert "uses the table of the embedding again" in words[-1]
    assert diagram.accessibleDescription().count("\n") == len(words) - 1
    shown = next(label for label in page.architecture.findChildren(QLabel) if label.text() == words[-1])
    assert shown.isVisible()


def test_a_click_chooses_the_part_under_it(page, qtbot):
    qtbot.wait(400)  # a click on what has just moved is ignored
    rect, words = page.diagram.parts[2]
    QTest.mouseClick(page.diagram, Qt.MouseButton.LeftButton, pos=QPoint(int(rect.left() + 4), int(rect.top() + 4)))
    assert page.diagram.walked == words


def test_nothing_of_a_diagram_overlaps_or_leaves_it_at_any_width(page, theme):
    shown = (model_details.gemma3(), model_details.kimi_k2())
    for structure in (read_structure(model_details.details_event("m", one).details) for one in shown):
        page.diagram._structure = structure
        for width in (160, 240, 430, 700, 1400):
            plan = page.diagram.plan_for(width)
            boxes = [box.rect for box in plan.boxes]
            assert all(rect.left() >= 0 and rect.right() <= width + 0.5 for rect in boxes)
            assert all(rect.bottom() <= plan.height for rect in boxes)
            pairs = [(one, other) for at, one in enumerate(boxes) for other in boxes[at + 1 :]]
            assert not any(one.intersects(other) for one, other in pairs)
            marks = [rect for rect, _ in plan.strip]
            assert all(not mark.intersects(frame.rect) for mark in marks for frame in plan.frames)


def test_the_picture_is_written_and_a_failure_is_told(page, models_page, tmp_path, qtbot):
    save = next(button for button in page.architecture.findChildren(QPushButton) if "picture" in button.text())
    assert save.isEnabled()
    with qtbot.waitSignal(page.saved) as told:
        page.save_picture(str(tmp_path / "gemma.png"))
    assert told.args == [str(tmp_path / "gemma.png"), None]
    image = QImage(str(tmp_path / "gemma.png"))
    assert image.width() == 1800
    assert len({image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}) > 10
    with qtbot.waitSignal(page.saved) as told:
        page.save_picture(str(tmp_path / "missing" / "gemma.png"))
    assert isinstance(told.args[1], Trouble)


def test_the_texts_follow_the_language(page, translation):
    translation.choose_language("zh_CN")
    QApplication.processEvents()
    try:
        assert page.about.heading.text() == "关于此模型"
        assert page.diagram.parts[0][1].startswith("嵌入")
    finally:
        translation.choose_language("en")
