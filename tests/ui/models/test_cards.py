"""The catalogue's speed: estimates are computed in advance, and a painted card is not painted again. Counted, not
timed."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF

from fixtures.models_events import catalogue_event, computer_event, make_pull, models_event
from fixtures.shipped_catalogue import read_shipped
from teahouse.catalogue.search import Search
from teahouse.core.estimate import Circumstances
from teahouse.services.catalogue.events import CatalogueEvent, ComputerEvent
from teahouse.services.pulls.events import PullsEvent
from teahouse.ui.models.card_painter import KEPT, CardPainter, CardPart, two_lines
from teahouse.ui.models.offers import CARD
from teahouse.ui.models.page import ModelsPage

SIZES = [tag.id for tag in read_shipped().tags]


@pytest.fixture
def worked_out(monkeypatch):
    """The ids of all sizes whose estimate is worked out, one after the other."""
    ids, of_tag = [], Circumstances.of_tag

    def counted(self, tag, context):
        ids.append(tag.id)
        return of_tag(self, tag, context)

    monkeypatch.setattr(Circumstances, "of_tag", counted)
    return ids


@pytest.fixture
def painted(monkeypatch):
    """The families of all cards that are painted, one after the other."""
    families, paint = [], CardPainter._paint_card

    def counted(self, pixmap, cell, card, focused, part):
        families.append(card.family.id)
        paint(self, pixmap, cell, card, focused, part)

    monkeypatch.setattr(CardPainter, "_paint_card", counted)
    return families


@pytest.fixture
def models_page(bridge, preferences, theme, calls, qtbot):
    made = ModelsPage(bridge, preferences, theme)
    qtbot.addWidget(made)
    made.resize(1000, 760)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def shown(models_page, worked_out, painted, post_events, qtbot):
    """The page with everything seen ahead and what is in sight painted; counting begins anew."""
    post_events(catalogue_event(), computer_event(9))
    qtbot.waitUntil(lambda: set(worked_out) == set(SIZES))
    look(models_page)
    worked_out.clear()
    painted.clear()
    return models_page


def look(models_page):
    """Paint what is in sight, now."""
    models_page.pages.catalogue.view.viewport().repaint()


def in_sight(models_page):
    view = models_page.pages.catalogue.view
    rows = range(view.cards.rowCount())
    seen = view.viewport().rect()
    return [
        view.cards.card_at(row).family.id for row in rows if view.visualRect(view.cards.index(row)).intersects(seen)
    ]


# How sizes would do here.


def test_every_size_is_seen_ahead_once(models_page, worked_out, post_events, qtbot, qapp):
    post_events(catalogue_event(), computer_event(9))
    qtbot.waitUntil(lambda: set(worked_out) == set(SIZES))
    for _ in range(5):
        qapp.processEvents()
    assert len(worked_out) == len(SIZES)


def test_a_turn_of_the_loop_sees_only_a_few_ahead(models_page, worked_out, post_events):
    post_events(catalogue_event())
    models_page.offers.take_computer(computer_event(9))
    models_page.pages.catalogue._look_ahead()
    models_page.pages.catalogue._estimate_ahead()
    few = len(worked_out)
    assert 0 < few < len(SIZES) / 10
    models_page.pages.catalogue._estimate_ahead()
    assert worked_out == SIZES[: 2 * few]


def test_no_key_and_no_filter_works_anything_out(shown, worked_out, qapp):
    for end in range(1, 12):
        shown.header.field.setText("qwen3-coder"[:end])
        qapp.processEvents()
    shown.header.field.clear()
    shown.pages.catalogue.filters.fits.click()
    shown.pages.catalogue.filters.labs.pill_of("kimi").click()
    look(shown)
    assert worked_out == []


def test_another_context_or_computer_is_seen_ahead_anew(shown, worked_out, post_events, qtbot):
    shown.pages.catalogue.filters.slider.setValue(4)
    qtbot.waitUntil(lambda: set(worked_out) == set(SIZES))
    assert len(worked_out) == len(SIZES)
    worked_out.clear()
    post_events(computer_event(40))
    qtbot.waitUntil(lambda: set(worked_out) == set(SIZES))
    assert len(worked_out) == len(SIZES)


def test_a_computer_elsewhere_has_nothing_to_see_ahead(shown, worked_out, post_events, qtbot):
    post_events(ComputerEvent(None))
    qtbot.waitUntil(lambda: not shown.pages.catalogue._idle.isActive())
    assert worked_out == []


# Pictures of cards.


def test_a_card_is_painted_once(shown, painted):
    look(shown)
    look(shown)
    assert painted == []


def test_a_key_paints_only_cards_that_were_not_in_sight(shown, painted):
    known = set(in_sight(shown))
    for text in ("deepseek", "", "qwen"):
        shown.header.field.setText(text)
        look(shown)
        assert painted.count("deepseek-r1") == 0
        assert not known.intersection(painted)
        assert len(painted) == len(set(painted))
        known.update(in_sight(shown))
        painted.clear()


def test_a_card_that_changed_is_painted_again_and_no_other(shown, painted, post_events):
    post_events(PullsEvent((make_pull("deepseek-r1:8b", done=1, total=4),)))
    look(shown)
    assert painted == ["deepseek-r1"]
    post_events(PullsEvent((make_pull("deepseek-r1:8b", done=2, total=4),)))
    look(shown)
    assert painted == ["deepseek-r1"] * 2
    painted.clear()
    post_events(models_event())
    look(shown)
    assert painted == []


def test_the_pointer_paints_a_part_once(shown, painted):
    view = shown.pages.catalogue.view
    for part in (CardPart.PULL, CardPart.SIZES, CardPart.PULL, CardPart.SIZES):
        view._set_hovered(0, part)
        look(shown)
    view._set_hovered(-1, None)
    look(shown)
    assert painted == [in_sight(shown)[0]] * 2


def test_other_colours_paint_everything_in_sight_again(shown, painted, theme):
    theme.choose_look("dark")
    look(shown)
    assert set(painted) == set(in_sight(shown))


def test_other_words_paint_everything_in_sight_again(translation, shown, painted, qapp):
    translation.choose_language("zh_CN")
    qapp.processEvents()
    look(shown)
    assert set(painted) >= set(in_sight(shown))


def test_another_width_is_another_picture(shown, painted, qapp):
    shown.resize(900, 760)
    qapp.processEvents()
    look(shown)
    assert set(painted) >= set(in_sight(shown))


def test_another_catalogue_is_painted_anew(shown, painted, post_events):
    licences = {name: replace(terms, name="Another licence") for name, terms in read_shipped().licences.items()}
    post_events(CatalogueEvent(Search(replace(read_shipped(), licences=licences))))
    look(shown)
    assert set(painted) == set(in_sight(shown))


def test_only_the_last_pictures_are_kept(shown, painted, qapp):
    view = shown.pages.catalogue.view
    first = in_sight(shown)[0]
    for row in range(view.cards.rowCount()):
        view.scrollTo(view.cards.index(row))
        qapp.processEvents()
        look(shown)
        assert len(view._painter._pictures) <= KEPT
    assert len(set(painted)) > KEPT
    last = in_sight(shown)
    painted.clear()
    look(shown)
    assert not set(last).intersection(painted)
    view.scrollToTop()
    qapp.processEvents()
    look(shown)
    assert first in painted


def test_a_description_has_two_lines_at_most_and_the_second_ends_where_the_card_does(shown):
    font = QFont()
    font.setPixelSize(13)
    metrics = QFontMetricsF(font)
    assert two_lines("Short.", font, metrics, 300) == ("Short.",)
    for family in read_shipped().families:
        lines = two_lines(family.words.english, font, metrics, 300)
        assert len(lines) <= 2
        assert all(metrics.horizontalAdvance(line) <= 301 for line in lines)
        kept = " ".join(lines).removesuffix("…").rstrip()
        assert family.words.english.startswith(kept[:40])
    first, second = two_lines("很长的中文描述" * 20, font, metrics, 300)
    assert first
    assert second.endswith("…")


@pytest.mark.parametrize("name", ["light", "dark"])
def test_no_card_has_a_loud_button(shown, theme, qapp, name):
    theme.choose_look(name)
    view = shown.pages.catalogue.view
    qapp.processEvents()
    image = view.viewport().grab().toImage()
    rows = [view.cards.index(row) for row in range(6)]
    for index in rows:
        card = index.data(CARD)
        place = view.itemDelegate().places_of(QRectF(view.visualRect(index)), card).pull.toRect()
        if not view.viewport().rect().contains(place):
            continue
        seen = {image.pixelColor(x, place.top() + 6).name().upper() for x in range(place.left() + 8, place.right() - 8)}
        assert seen == {theme.colours.surface}
    theme.choose_look("light")
