"""The catalogue page: cards, filters, sizes, and the questions before a pull."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from fixtures.models_events import GB, catalogue_event, computer_event, make_pull, model_entry, models_event, search
from fixtures.shipped_catalogue import find_tag, read_shipped
from teahouse.catalogue.search import Search, allows_business
from teahouse.core.errors import Problem, Trouble
from teahouse.core.estimate import Circumstances, Speeds
from teahouse.core.fit import Computer, FitRoom
from teahouse.core.pulls import PullState
from teahouse.services.catalogue.events import CatalogueEvent, ComputerEvent
from teahouse.services.pulls.events import PullsEvent
from teahouse.ui.models import words
from teahouse.ui.models.card_painter import CardPart
from teahouse.ui.models.header import STATE
from teahouse.ui.models.page import ModelsPage
from teahouse.ui.models.pull_actions import reads_as_name


@pytest.fixture
def models_page(bridge, preferences, theme, calls, qtbot, post_events):
    made = ModelsPage(bridge, preferences, theme)
    qtbot.addWidget(made)
    made.resize(1000, 760)
    with qtbot.waitExposed(made):
        made.show()
    post_events(catalogue_event(), computer_event(9))
    return made


def cards(models_page):
    model = models_page.pages.catalogue.view.cards
    return [model.card_at(row) for row in range(model.rowCount())]


def card(models_page, family):
    return models_page.pages.catalogue.view.cards.card_at(models_page.pages.catalogue.view.cards.row_of(family))


def click(models_page, family, part):
    models_page.pages.catalogue.view.scrollTo(
        models_page.pages.catalogue.view.cards.index(models_page.pages.catalogue.view.cards.row_of(family))
    )
    place = models_page.pages.catalogue.view.part_of(family, part)
    QTest.mouseClick(models_page.pages.catalogue.view.viewport(), Qt.MouseButton.LeftButton, pos=place.center())


def test_the_room_asks_for_what_it_shows(models_page, calls):
    assert calls.of("catalogue.open_catalogue") == [()]
    assert calls.of("pulls.list_pulls") == [()]
    assert calls.of("library.refresh_models") == [()]


def test_only_cards_that_are_seen_are_made(models_page):
    assert 0 < models_page.pages.catalogue.view.cards.made < len(read_shipped().families) / 3


def test_a_card_offers_the_largest_size_that_fits(models_page, post_events):
    assert card(models_page, "qwen3").tag.name == "qwen3:8b"
    post_events(computer_event(3))
    assert card(models_page, "qwen3").tag.name == "qwen3:1.7b"
    post_events(computer_event(40))
    assert card(models_page, "qwen3").tag.parameters > 30


def test_what_fits_is_said_with_numbers(models_page, post_events):
    spoken = models_page.pages.catalogue.view.cards.index(models_page.pages.catalogue.view.cards.row_of("qwen3")).data(
        Qt.ItemDataRole.AccessibleTextRole
    )
    assert "Fits · ≈ " in spoken
    assert "5.2 GB" in spoken
    assert "Apache 2.0" in spoken
    post_events(computer_event(9, tested=False))
    spoken = models_page.pages.catalogue.view.cards.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Fits" in spoken
    assert "tok/s" not in spoken


def test_the_toggle_leaves_what_fits(models_page):
    before = len(cards(models_page))
    QTest.mouseClick(models_page.pages.catalogue.filters.fits, Qt.MouseButton.LeftButton)
    left = cards(models_page)
    assert 0 < len(left) < before
    assert all(each.estimate.fit.fits and each.tag.downloadable for each in left)


def test_a_longer_context_needs_more(models_page):
    models_page.pages.catalogue.filters.fits.click()
    short = len(cards(models_page))
    models_page.pages.catalogue.filters.slider.setValue(6)
    assert len(cards(models_page)) < short


def test_nothing_is_said_of_a_computer_that_is_elsewhere(models_page, post_events):
    post_events(ComputerEvent(None))
    assert not models_page.pages.catalogue.filters.fits.isEnabled()
    assert card(models_page, "qwen3").estimate is None
    assert "another computer" in models_page.pages.catalogue.filters.fits.toolTip()


def test_labs_and_uses_narrow(models_page):
    models_page.pages.catalogue.filters.labs.pill_of("kimi").click()
    assert {each.family.lab for each in cards(models_page)} == {"kimi"}
    models_page.pages.catalogue.filters.labs.pill_of("").click()
    models_page.pages.catalogue.filters.uses.pill_of("coding").click()
    assert all("coding" in each.tag.uses for each in cards(models_page))


def test_labs_that_find_no_place_are_in_the_menu(models_page):
    labs = models_page.pages.catalogue.filters.labs
    assert "kimi" not in labs.hidden
    models_page.resize(560, 600)
    assert "mistral" in labs.hidden
    labs.choose_value("mistral")
    assert "mistral" not in labs.hidden


@pytest.mark.parametrize(
    ("typed", "lab"), [("deepseek", "deepseek"), ("通义千问", "qwen"), ("智谱", "glm"), ("混元", "hunyuan")]
)
def test_typing_finds_labs_in_both_languages(models_page, typed, lab):
    models_page.setFocus()
    models_page.header.field.setText(typed)
    assert cards(models_page)[0].family.lab == lab


def test_a_keystroke_makes_no_more_cards_than_are_seen(models_page, qapp):
    seen = models_page.pages.catalogue.view.cards.made
    for end in range(1, 11):
        models_page.header.field.setText("qwen3-coder"[:end])
        qapp.processEvents()
        assert models_page.pages.catalogue.view.cards.made <= seen


def test_names_are_told_from_words():
    for name in ("qwen3:8b", "hf.co/unsloth/x-GGUF:Q4_K_M", "ollama run gemma3", "https://ollama.com/library/qwen3"):
        assert reads_as_name(name)
    for word in ("qwen", "deepseek r1", "", "通义千问", "a b:c"):
        assert not reads_as_name(word)


def test_a_name_in_the_field_is_pulled_by_enter(models_page, calls):
    models_page.header.field.setText("ollama run hf.co/unsloth/SmolLM2-135M-Instruct-GGUF:Q4_K_M")
    assert models_page.pages.catalogue.typed_bar.isVisible()
    QTest.keyClick(models_page.header.field, Qt.Key.Key_Return)
    assert calls.of("pulls.start_pull") == [("hf.co/unsloth/SmolLM2-135M-Instruct-GGUF:Q4_K_M",)]
    assert models_page.header.field.text() == ""


def test_a_word_nobody_knows_can_be_pulled_all_the_same(models_page, calls):
    models_page.header.field.setText("xyzzyplugh")
    assert models_page.pages.catalogue.nothing.isVisible()
    models_page.pages.catalogue.nothing.second.click()
    assert calls.of("pulls.start_pull") == [("xyzzyplugh:latest",)]


def test_down_and_enter_pull_from_the_field(models_page, calls):
    models_page.header.field.setFocus()
    models_page.header.field.setText("smollm2")
    QTest.keyClick(models_page.header.field, Qt.Key.Key_Return)
    assert models_page.pages.catalogue.view.hasFocus()
    QTest.keyClick(models_page.pages.catalogue.view, Qt.Key.Key_Return)
    assert calls.of("pulls.start_pull") == [("smollm2:1.7b",)]


def test_a_click_on_pull_pulls(models_page, calls):
    click(models_page, "qwen3", CardPart.PULL)
    assert calls.of("pulls.start_pull") == [("qwen3:8b",)]


def test_the_sizes_are_in_a_menu_with_their_fit(models_page):
    click(models_page, "qwen3", CardPart.SIZES)
    menu = models_page.pages.catalogue.menu
    texts = [action.text() for action in menu.actions()]
    assert any(text.startswith("0.6B · 523 MB") and "Fits" in text for text in texts)
    assert any("Needs" in text for text in texts)
    next(action for action in menu.actions() if action.text().startswith("1.7B")).trigger()
    menu.close()
    assert card(models_page, "qwen3").tag.name == "qwen3:1.7b"


def test_too_big_is_said_before_and_pulled_anyway(models_page, calls):
    models_page.pull_confirmation.request_tag(find_tag("deepseek-r1:671b"))
    asking = models_page.pull_confirmation.question
    assert calls.of("pulls.start_pull") == []
    assert "Does not fit: needs ≈ 40" in asking.sentence.text()
    assert [button.text() for button in asking.buttons] == ["Pull anyway", "Cancel"]
    asking.buttons[0].click()
    assert calls.of("pulls.start_pull") == [("deepseek-r1:671b",)]


def test_what_the_engine_cannot_run_is_said_with_what_it_can(models_page, calls, post_events):
    post_events(computer_event(60, engine=True))
    cannot = next(each for each in read_shipped().tags if each.engine is False and each.downloadable and each.instead)
    models_page.pull_confirmation.request_tag(cannot)
    asking = models_page.pull_confirmation.question
    assert "cannot run this model as the library has it; Ollama can" in asking.sentence.text()
    instead = read_shipped().find_tag(cannot.instead)
    assert asking.buttons[0].text() == f"Pull {instead.name}"
    asking.buttons[0].click()
    models_page.pull_confirmation.question and models_page.pull_confirmation.question.close()
    assert calls.of("pulls.start_pull") in ([(instead.name,)], [])


def test_a_licence_that_leaves_places_out_is_said(models_page, calls):
    models_page.pull_confirmation.request_tag(
        next(
            each
            for each in read_shipped().tags
            if each.downloadable and "hunyuan" in each.licence and (each.size or 0) < 6 * GB
        )
    )
    assert "European Union" in models_page.pull_confirmation.question.sentence.text()
    models_page.pull_confirmation.question.buttons[-1].click()
    assert calls.of("pulls.start_pull") == []


def test_what_cannot_be_fetched_says_why(models_page, calls):
    models_page.pull_confirmation.request_tag(
        next(each for each in read_shipped().tags if not each.downloadable and not each.name)
    )
    assert len(models_page.pull_confirmation.question.sentence.text()) > 20
    models_page.pull_confirmation.question.close()
    assert calls.of("pulls.start_pull") == []


def test_all_about_a_size(models_page):
    view = models_page.pages.catalogue.view
    view.setFocus()
    view.setCurrentIndex(view.cards.index(view.cards.row_of("qwen3")))
    QTest.keyClick(view, Qt.Key.Key_I)
    about = models_page.pages.catalogue.about
    texts = [field.text() for field in about.rows.placed]
    assert any("Runs in memory: needs" in text for text in texts)
    assert any("Will write ≈ " in text for text in texts)
    assert not any("vLLM" in text for text in texts)
    assert not about.server_button.isVisible()
    about.close()


def test_a_model_that_fits_nowhere_here_leads_to_servers(models_page, post_events, qtbot):
    post_events(computer_event(1))
    view = models_page.pages.catalogue.view
    view.setFocus()
    view.setCurrentIndex(view.cards.index(view.cards.row_of("kimi-k3")))
    QTest.keyClick(view, Qt.Key.Key_I)
    about = models_page.pages.catalogue.about
    assert any("docs/servers.md" in field.text() for field in about.rows.placed)
    with qtbot.waitSignal(models_page.other_host):
        QTest.mouseClick(about.server_button, Qt.MouseButton.LeftButton)
    assert not about.isVisible()


def test_cards_know_what_is_here_and_what_is_coming(models_page, post_events, qtbot):
    post_events(models_event(model_entry("qwen3:8b", 5.2)), PullsEvent((make_pull("deepseek-r1:8b", done=1, total=4),)))
    assert card(models_page, "qwen3").installed
    assert card(models_page, "deepseek-r1").share == pytest.approx(0.25)
    with qtbot.waitSignal(models_page.chat) as told:
        click(models_page, "qwen3", CardPart.PULL)
    assert told.args == ["qwen3:8b"]


def test_what_only_embeds_is_told_about_and_not_talked_to(models_page, post_events, calls, qtbot):
    post_events(models_event(model_entry("embeddinggemma:300m", 0.62)))
    embeds = next(each for each in cards(models_page) if each.installed)
    assert not embeds.chats
    chosen = []
    models_page.chat.connect(chosen.append)
    models_page.pages.catalogue.on_picked(embeds, CardPart.PULL)
    assert models_page.pages.catalogue.about is not None
    models_page.pages.catalogue.about.close()
    assert chosen == calls.of("pulls.start_pull") == []


def test_what_has_come_is_no_longer_coming(models_page, post_events):
    post_events(PullsEvent((make_pull("deepseek-r1:8b", PullState.DONE),)), models_event(model_entry("deepseek-r1:8b")))
    assert card(models_page, "deepseek-r1").share is None
    assert card(models_page, "deepseek-r1").installed


def test_the_test_of_memory_is_offered_and_can_be_made_again(models_page, post_events, calls):
    post_events(computer_event(9, tested=False))
    assert models_page.pages.catalogue.foot.test.text() == "Test this computer’s speed"
    models_page.pages.catalogue.foot.test.click()
    assert calls.of("catalogue.test_memory") == [()]
    post_events(computer_event(9))
    assert models_page.pages.catalogue.foot.test.text() == "Test again"
    assert "60 GB a second" in models_page.pages.catalogue.foot.test.toolTip()
    post_events(ComputerEvent(None))
    assert not models_page.pages.catalogue.foot.test.isVisible()


def pick(menu, text):
    next(action for action in menu.actions() if action.text() == text).trigger()
    menu.close()


def test_what_a_model_must_be_narrows(models_page):
    must = models_page.pages.catalogue.filters.narrowing
    all_cards = len(cards(models_page))
    must.click()
    pick(must.menu, "Vision")
    seeing = cards(models_page)
    assert 0 < len(seeing) < all_cards
    assert all("vision" in each.tag.capabilities for each in seeing)
    must.click()
    pick(must.menu, "May be used in business")
    assert must.text() == "Filter · 2"
    assert must.isChecked()
    assert 0 < len(cards(models_page)) <= len(seeing)
    assert all(allows_business(read_shipped(), each.tag) for each in cards(models_page))
    models_page.pages.catalogue.filters.reset_filters()
    assert must.text() == "Filter"
    assert len(cards(models_page)) == all_cards


def test_the_order_can_be_another_one(models_page):
    order = models_page.pages.catalogue.filters.narrowing
    assert not order.isChecked()
    order.click()
    pick(order.menu, "Newest first")
    months = [max(each.month for each in found.family.tags) for found in cards(models_page)]
    assert months == sorted(months, reverse=True)
    order.click()
    assert order.isChecked()
    assert [action.text() for action in order.menu.actions() if action.isChecked()] == ["Newest first"]
    pick(order.menu, "By lab")
    assert cards(models_page)[0].family.lab == "deepseek"


def test_what_only_the_cloud_has_is_not_said_to_need_ollama(models_page, post_events):
    post_events(computer_event(9, engine=True))
    models_page.pages.catalogue.view.cards.find_again()
    k3 = card(models_page, "kimi-k3")
    assert k3.runs
    spoken = models_page.pages.catalogue.view.cards.index(
        models_page.pages.catalogue.view.cards.row_of("kimi-k3")
    ).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Cloud only" in spoken or "Several files" in spoken


def test_a_card_tells_all_of_its_sentence_to_the_pointer(models_page):
    cards_ = models_page.pages.catalogue.view.cards
    tip = cards_.index(cards_.row_of("hunyuan")).data(Qt.ItemDataRole.ToolTipRole)
    assert "thinks when asked." in tip
    assert "Not in the EU, the UK, South Korea · Tencent Hunyuan Community License" in tip
    assert "Runs in memory" in tip


def test_nothing_found_leads_back_to_everything(models_page):
    models_page.pages.catalogue.filters.labs.pill_of("kimi").click()
    models_page.header.field.setText("no such words")
    nothing = models_page.pages.catalogue.nothing
    assert nothing.isVisible()
    assert not nothing.second.isVisible()  # words with spaces are no name
    nothing.first.click()
    assert models_page.header.field.text() == ""
    assert len(cards(models_page)) == len(read_shipped().families)


def test_a_typed_name_can_be_looked_at_first(models_page, qtbot):
    models_page.header.field.setText("hf.co/lab/model:Q4_K_M")
    with qtbot.waitSignal(models_page.look_up) as told:
        models_page.pages.catalogue.typed_bar.look.click()
    assert told.args == ["hf.co/lab/model:Q4_K_M"]


def test_a_name_that_is_gone_from_the_cloud_is_said_to_be(models_page):
    models_page.header.field.setText("deepseek-v3.1:671b-cloud")
    assert models_page.pages.catalogue.typed_bar.words.text().endswith("last seen on 2026-07-14.")


def test_no_field_of_the_facts_is_shown_by_its_raw_name(models_page):
    for each in read_shipped().tags:
        told = words.unconfirmed(each)
        assert bool(told) == bool(each.unverified)
        assert "_" not in told


def test_a_size_is_not_named_twice(models_page):
    titles = {each.title for family in read_shipped().families for each in family.tags}
    assert {"Qwen3 8B", "Hunyuan 7B-Instruct Q4_K_M", "kimi-k2.6 cloud", "Mistral 7B"} <= titles


def test_a_catalogue_that_was_refused_is_said(models_page, post_events):
    from teahouse.core.catalogue import CatalogueError

    post_events(CatalogueEvent(models_page.offers.search, CatalogueError("families[0].tags", "is empty")))
    assert "families[0].tags: is empty" in models_page.note.label.text()


def test_an_address_without_a_catalogue_is_said_without_a_word_of_hosts(models_page, post_events):
    trouble = Trouble(Problem.HOST_UNREACHABLE, address="https://example.org/list.json")
    post_events(CatalogueEvent(models_page.offers.search, trouble))
    said = models_page.note.label.text()
    assert said.startswith("No catalogue came from https://example.org/list.json. The one before stays")


def test_a_scroll_bar_of_no_use_is_not_seen(models_page, qtbot):
    bar = models_page.pages.catalogue.view.verticalScrollBar()
    assert bar.isEnabled()
    models_page.header.field.setText("kimi-vl")
    assert models_page.pages.catalogue.view.cards.rowCount() == 1
    qtbot.waitUntil(lambda: not bar.isEnabled())  # the grid is laid out a moment later
    models_page.header.field.clear()
    qtbot.waitUntil(bar.isEnabled)


def test_another_list_from_an_address(models_page, calls):
    models_page.lists.adopt_list(" https://example.org/list.json ")
    assert calls.of("catalogue.adopt_catalogue") == [("https://example.org/list.json",)]


def test_an_address_without_tls_is_loaded_only_after_a_confirmation(models_page, calls):
    models_page.lists.adopt_list("http://example.org/list.json")
    assert calls.of("catalogue.adopt_catalogue") == []
    assert "http://example.org/list.json is not encrypted" in models_page.lists.question.sentence.text()
    models_page.lists.question.buttons[-1].click()
    assert calls.of("catalogue.adopt_catalogue") == []
    models_page.lists.adopt_list("HTTP://example.org/list.json")
    models_page.lists.question.buttons[0].click()
    assert calls.of("catalogue.adopt_catalogue") == [("HTTP://example.org/list.json",)]


def test_a_catalogue_without_a_signature_is_used_only_after_a_confirmation(models_page, post_events, calls):
    post_events(CatalogueEvent(search(), unsigned="2027-01-01"))
    assert "2027-01-01" in models_page.lists.question.sentence.text()
    models_page.lists.question.buttons[-1].click()
    assert calls.of("catalogue.adopt_unsigned") == []
    post_events(CatalogueEvent(search(), unsigned="2027-01-01"))
    models_page.lists.question.buttons[0].click()
    assert calls.of("catalogue.adopt_unsigned") == [()]


def test_a_newer_catalogue_is_looked_for_only_where_there_is_a_signed_one(models_page, post_events, calls):
    def offered():
        models_page.lists.open_menu(models_page.pages.catalogue.foot.sources)
        return [action.text() for action in models_page.lists.menu.actions() if action.text()]

    assert offered() == ["From a file…", "From an address…", "The one that came with Teahouse"]
    models_page.lists.menu.close()
    post_events(CatalogueEvent(search(), has_feed=True))
    assert offered()[0] == "Look for a newer one now"
    models_page.lists.menu.actions()[0].trigger()
    models_page.lists.menu.close()
    assert calls.of("catalogue.update_catalogue") == [()]
    post_events(CatalogueEvent(search(), has_feed=True, newest=True))
    assert models_page.note.label.text().startswith("There is none newer than that of")


@pytest.mark.parametrize(
    ("days", "ending", "role"),
    [
        (0, "", "muted"),
        (1, ", 1 day(s) old", "muted"),
        (60, ", 60 day(s) old", "muted"),
        (61, ": 61 day(s) old, so some may have changed", "warn"),
    ],
)
def test_the_age_of_the_facts_is_shown_and_old_ones_are_warned_of(models_page, post_events, days, ending, role):
    made = (date.today() - timedelta(days=days)).isoformat()
    post_events(CatalogueEvent(Search(replace(read_shipped(), date=made))))
    facts = models_page.pages.catalogue.foot.facts
    assert facts.text().endswith(f"facts of {made}{ending}")
    assert facts.property("role") == role


def test_the_pointer_finds_the_parts(models_page):
    view = models_page.pages.catalogue.view
    rect = view.part_of("qwen3", CardPart.CARD)
    sizes, pulls = view.part_of("qwen3", CardPart.SIZES), view.part_of("qwen3", CardPart.PULL)
    assert rect.contains(sizes)
    assert rect.contains(pulls)
    assert not sizes.intersects(pulls)
    QTest.mouseMove(view.viewport(), QPoint(2, 2))


def test_sizes_are_the_catalogues(models_page):
    assert find_tag("qwen3:8b").size == 5225388164


LONG = "hf.co/somebody/" + "a-very-long-name-" * 4 + "GGUF:Q4_K_M"


def test_a_long_name_makes_the_window_no_wider(models_page, post_events):
    post_events(PullsEvent((make_pull("a", rate=41e6),)))
    models_page.strip.layout().activate()
    least = models_page.minimumSizeHint().width()
    models_page.header.field.setText(LONG)
    assert models_page.pages.catalogue.typed_bar.isVisible()
    assert LONG in models_page.pages.catalogue.typed_bar.words.text()
    post_events(PullsEvent((make_pull(LONG, rate=41e6),)))
    assert models_page.strip.isVisible()
    models_page.strip.layout().activate()
    assert models_page.minimumSizeHint().width() == least
    assert models_page.strip.state.width() >= STATE


def test_a_name_that_is_typed_leaves_what_the_catalogue_has_of_it(models_page):
    for name in ("qwen3:8b", "ollama run qwen3:8b", "https://ollama.com/library/qwen3"):
        models_page.header.field.setText(name)
        assert models_page.pages.catalogue.typed_bar.isVisible()
        assert cards(models_page)[0].family.id == "qwen3"
        assert len(cards(models_page)) < len(read_shipped().families) / 2
    models_page.header.field.setText("nobody/has-this:1b")
    assert len(cards(models_page)) == len(read_shipped().families)


def test_what_writes_more_slowly_than_one_reads_is_said_and_not_offered_first(models_page, post_events):
    memory = Circumstances(Computer(FitRoom(30 * GB, 30 * GB)), Speeds(ram=20e9))
    post_events(ComputerEvent(memory, False, 40 * GB, True))
    r1 = card(models_page, "deepseek-r1")
    fitting = [each for each in r1.family.tags if each.downloadable and models_page.offers.estimate_of(each).fit.fits]
    larger = [each for each in fitting if each.parameters > r1.tag.parameters]
    assert r1.suits
    assert larger
    assert all(models_page.offers.estimate_of(each).slow for each in larger)
    assert not any(models_page.offers.fits_here(each) for each in larger)
    assert words.fit(models_page.offers.estimate_of(larger[0]), larger[0])[0].startswith("Slow · ≈ ")
    only_slow = next(
        each for each in cards(models_page) if each.estimate and each.estimate.slow and each.estimate.fit.fits
    )
    assert not only_slow.suits
    estimates = [models_page.offers.estimate_of(each) for each in only_slow.family.tags if each.downloadable]
    rates = [each.speed.value for each in estimates if each and each.fit.fits]
    assert only_slow.estimate.speed.value == max(rates)
    shown = len(cards(models_page))
    models_page.pages.catalogue.filters.fits.click()
    assert only_slow.family.id not in {each.family.id for each in cards(models_page)}
    assert 0 < len(cards(models_page)) < shown


def test_a_size_nobody_published_is_told_about(models_page):
    unknown = next(each for each in read_shipped().tags if each.size is None and each.downloadable and each.parameters)
    assert re.search(r" · ≈ [\d.]+ GB$", words.size_of(unknown))
    assert words.size_of(find_tag("qwen3:8b")) == "8B · 5.2 GB"


def test_a_low_page_keeps_its_room_for_the_cards_and_opens_the_filters_over_them(models_page, qtbot):
    page = models_page.pages.catalogue
    assert page.filters.isVisible()
    assert page.foot.isVisible()
    assert not page.filters_button.isVisible()
    models_page.resize(800, 340)
    qtbot.waitUntil(page.filters_button.isVisible)
    assert not page.filters.isVisible()
    assert not page.foot.isVisible()
    assert page.view.isVisible()
    page.filters_button.click()
    qtbot.waitUntil(page.filters.isVisible)
    assert page.foot.isVisible()
    assert not page.view.isVisible()
    page.filters.labs.pill_of("kimi").click()
    assert page.filters_button.text() == "Filters · 1"
    page.filters_button.click()
    assert page.view.isVisible()
    assert {one.family.lab for one in cards(models_page)} == {"kimi"}
    page.filters_button.click()
    models_page.header.field.setText("k2")  # whoever types wants to see what is found
    assert page.view.isVisible()
    models_page.resize(1000, 760)
    qtbot.waitUntil(page.filters.isVisible)
    assert not page.filters_button.isVisible()
    assert page.filters.labs.value == "kimi"


def test_what_the_disk_does_not_hold_is_said_and_does_not_fit_here_unless_it_is_installed(models_page, post_events):
    circumstances = replace(computer_event(12).circumstances, disk=4 * GB)
    post_events(ComputerEvent(circumstances, False, 16 * GB))
    eight = find_tag("qwen3:8b")
    assert words.fit(models_page.offers.estimate_of(eight), eight)[0] == "Disk lacks ≈ 1.2 GB"
    assert not models_page.offers.fits_here(eight)
    assert any("disk lacks ≈ 1.2 GB" in sentence for sentence in models_page.pull_confirmation.to_know(eight))
    post_events(models_event(model_entry("qwen3:8b", 5.2)))
    assert models_page.offers.fits_here(eight)
