"""The view fades into its background at the bottom while there is more below."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from fixtures.transcripts import conversation_of_pairs
from teahouse.ui.style import DARK, LIGHT
from teahouse.ui.transcript.layout.viewport import FADE_HEIGHT
from teahouse.ui.transcript.view import TranscriptView


@pytest.fixture
def view(qtbot, theme):
    made = TranscriptView(theme)
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    made.show_conversation(conversation_of_pairs(30, reply="Word " * 60))
    return made


def rows(view):
    """The colours of each row of the window that differ from its ground, from the top."""
    image, width = view.grab().toImage(), view.viewport().width()
    ground = image.pixel(2, 2)
    return [{image.pixel(x, y) for x in range(30, width - 30)} - {ground} for y in range(image.height())]


def test_at_the_end_nothing_fades_and_nothing_was_made_for_it(view):
    assert view._viewport._fade is None


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_away_from_the_end_the_last_pixels_are_the_ground(view, theme, colours):
    theme.choose_look("dark" if colours.dark else "light")
    for _ in range(12):
        view.scroll_by(-7)
        faded = view.grab().toImage()
        view._viewport._fade.hide()
        plain = view.grab().toImage()
        last = faded.height() - 1
        text = [x for x in range(30, 670) if plain.pixelColor(x, last).name().upper() != colours.bg]
        differs = [abs(faded.pixelColor(x, last).lightness() - view._style.colour("bg").lightness()) for x in text]
        assert max(differs, default=0) <= 12
        above = last - FADE_HEIGHT
        assert [faded.pixel(x, above) for x in range(700)] == [plain.pixel(x, above) for x in range(700)]
        view._viewport._place_button()
    theme.choose_look("light")


def test_back_at_the_end_it_is_gone_and_it_never_takes_a_click(view):
    view.scroll_by(-400)
    assert view._viewport._fade.isVisible()
    assert view._viewport._fade.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    view.go_to_end()
    QTest.qWait(0)
    assert not view._viewport._fade.isVisible()
    view.scroll_by(-400)
    bottom = view.viewport().geometry().bottom()
    assert view._viewport._fade.geometry().bottom() == bottom
    view.resize(700, 400)
    assert view._viewport._fade.geometry().bottom() == view.viewport().geometry().bottom() != bottom
    assert view.childAt(QPoint(5, view.viewport().height() - 5)) is view.viewport()
