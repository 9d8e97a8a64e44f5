"""What is recommended for this computer, above the catalogue."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fixtures.models_events import catalogue_event, computer_event, model_entry, models_event, recommended_event
from fixtures.shipped_catalogue import find_tag
from teahouse.core.recommendation import Judged, Lack, Purpose, Recommendation
from teahouse.services.catalogue.events import ComputerEvent, RecommendedEvent
from teahouse.ui.models.page import ModelsPage
from teahouse.ui.recommended import figures_text, reason_text


@pytest.fixture
def models_page(bridge, preferences, theme, calls, qtbot, post_events):
    made = ModelsPage(bridge, preferences, theme)
    qtbot.addWidget(made)
    made.resize(1000, 760)
    with qtbot.waitExposed(made):
        made.show()
    post_events(catalogue_event(), computer_event(12), recommended_event(computer_event(12)))
    return made


def rows(models_page):
    return models_page.pages.catalogue.recommended.rows


def test_recommendations_are_requested_when_what_they_depend_on_changes(models_page, calls, post_events):
    requests = calls.of("catalogue.recommend_models")
    assert requests == [(8192,)]
    post_events(computer_event(11), computer_event(12.5))  # other programs: they would change below the pointer
    assert calls.of("catalogue.recommend_models") == requests
    post_events(replace(computer_event(12), testing=True), computer_event(12, tested=False))
    assert len(calls.of("catalogue.recommend_models")) == 3
    models_page.pages.catalogue.filters.slider.setValue(3)
    assert calls.of("catalogue.recommend_models")[-1] == (32768,)


def test_recommendations_for_another_context_are_not_shown(models_page, post_events):
    before = rows(models_page)
    post_events(RecommendedEvent((), 4096))
    assert rows(models_page) == before
    assert before


def test_each_row_says_what_for_how_large_how_fast_and_why(models_page):
    first, *others = rows(models_page)
    assert models_page.pages.catalogue.recommended.isVisible()
    assert "Chat" in first.purposes.text()
    for row in (first, *others):
        assert "to download" in row.figures.text()
        assert "tok/s" in row.figures.text()
        assert "of memory" in row.figures.text()
        assert row.why.text()
        assert row.name.text() in row.button.accessibleName()
        assert row.why.text() in row.button.accessibleDescription()


def test_a_recommended_model_is_pulled_by_one_click_and_then_chatted_with(models_page, calls, post_events, qtbot):
    first = rows(models_page)[0]
    QTest.mouseClick(first.button, Qt.MouseButton.LeftButton)
    name = first.pick.tag.name
    assert calls.of("pulls.start_pull") == [(name,)]
    post_events(models_event(model_entry(name)))
    assert first.button.text() == "Chat"
    with qtbot.waitSignal(models_page.chat) as told:
        QTest.keyClick(first.button, Qt.Key.Key_Space)
    assert told.args == [name]


def test_a_search_hides_them_and_a_question_for_advice_shows_them(models_page):
    page, field = models_page.pages.catalogue, models_page.header.field
    field.setText("qwen")
    assert not page.recommended.isVisible()
    field.setText("which model should I use")
    assert page.recommended.isVisible()
    assert page.view.cards.rowCount() > 50
    field.clear()
    assert page.recommended.isVisible()


def test_on_a_low_page_they_are_behind_a_button(models_page, qtbot):
    page = models_page.pages.catalogue
    assert not page.recommended_button.isVisible()
    models_page.resize(700, 460)
    qtbot.waitUntil(page.recommended_button.isVisible)
    assert not page.recommended.isVisible()
    page.recommended_button.click()
    assert page.recommended.isVisible()
    assert not page.view.isVisible()
    models_page.resize(700, 330)
    qtbot.waitUntil(page.filters_button.isVisible)
    page.filters_button.click()
    assert not page.recommended.isVisible()
    assert page.filters.isVisible()
    models_page.resize(1000, 760)
    qtbot.waitUntil(lambda: not page.recommended_button.isVisible() and not page.filters_button.isVisible())
    assert page.recommended.isVisible()
    qtbot.waitUntil(page.filters.isVisible)
    assert page.view.isVisible()


def test_who_has_no_model_sees_them_on_a_low_page_at_once(bridge, preferences, theme, calls, qtbot, post_events):
    models_page = ModelsPage(bridge, preferences, theme)
    qtbot.addWidget(models_page)
    models_page.resize(700, 460)
    with qtbot.waitExposed(models_page):
        models_page.show()
    post_events(catalogue_event(), models_event(), computer_event(12), recommended_event(computer_event(12)))
    assert models_page.pages.catalogue.recommended.isVisible()
    assert not models_page.pages.catalogue.view.isVisible()


def test_while_memory_is_tested_they_wait(models_page, post_events):
    testing = replace(computer_event(12), testing=True)
    post_events(testing, recommended_event(testing))
    assert rows(models_page) == ()
    assert models_page.pages.catalogue.recommended.hint.isVisible()
    post_events(computer_event(12), recommended_event(computer_event(12)))
    assert rows(models_page)
    assert not models_page.pages.catalogue.recommended.hint.isVisible()


def test_for_another_computer_nothing_is_recommended(models_page, post_events):
    post_events(ComputerEvent(None), recommended_event(ComputerEvent(None)))
    assert not models_page.pages.catalogue.recommended.isVisible()


@pytest.mark.parametrize(
    ("lack", "words"),
    [
        (Lack.MEMORY, "leaves memory free: qwen3:14b would need ≈\u00a0"),
        (Lack.DISK, "free disk space: qwen3:14b has 9.3\u00a0GB."),
        (Lack.SPEED, "writes faster than you read: qwen3:14b would reach ≈\u00a0"),
        (Lack.THINKING, "answers soon: qwen3:14b thinks for long"),
    ],
)
def test_the_reason_names_the_next_better_model(lack, words):
    circumstances = computer_event(12).circumstances
    pick, better = (circumstances.of_tag(find_tag(name), 8192) for name in ("qwen3:4b", "qwen3:14b"))
    found = Recommendation((Purpose.CHAT,), find_tag("qwen3:4b"), pick, Judged(find_tag("qwen3:14b"), better, lack))
    assert words in reason_text(found)
    assert "in the catalogue" in reason_text(replace(found, better=None))
    assert "little memory" in reason_text(replace(found, lack=Lack.MEMORY))
    assert "slow" in reason_text(replace(found, lack=Lack.SPEED))
    assert "2.5 GB to download" in figures_text(found)


def test_without_a_measured_speed_none_is_shown():
    estimate = computer_event(12, tested=False).circumstances.of_tag(find_tag("qwen3:4b"), 8192)
    better = Judged(find_tag("qwen3:14b"), estimate, Lack.SPEED)
    found = Recommendation((Purpose.CHAT,), find_tag("qwen3:4b"), estimate, better)
    assert "tok/s" not in figures_text(found)
    assert "not measured" in reason_text(found)


def test_no_text_of_a_row_is_cut_where_the_page_is_just_high_enough(models_page, qtbot):
    for height in range(760, 440, -40):
        models_page.resize(700, height)
        qtbot.wait(1)
        for row in rows(models_page):
            for label in (row.purposes, row.name, row.figures, row.why):
                assert not row.isVisible() or label.height() >= label.fontMetrics().height()


def test_rows_know_their_height_before_they_are_shown(models_page, post_events):
    found = models_page.pages.catalogue.recommended
    post_events(RecommendedEvent((), 8192), recommended_event(computer_event(30)))
    before = found.heightForWidth(664)
    models_page.grab()
    assert found.heightForWidth(664) == before
