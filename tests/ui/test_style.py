"""Every text has enough contrast on its backgrounds, and the theme follows the choice."""

import pytest
from PySide6.QtCore import Qt

from teahouse.ui.kit import icons
from teahouse.ui.model_colours import HUES
from teahouse.ui.style import DARK, LIGHT, Theme, contrast, ink_on

GROUNDS = ("bg", "sidebar", "surface", "raised")
TEXTS = ("text", "muted", "accent", "danger", "warn")
PAIRS = [(text, ground) for text in TEXTS for ground in GROUNDS]
PAIRS += [("on_accent", "accent"), ("text", "accent_soft"), ("accent", "accent_soft")]


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_colour_has_a_contrast_of_at_least_4_5(colours):
    low = {pair: contrast(getattr(colours, pair[0]), getattr(colours, pair[1])) for pair in PAIRS}
    assert {pair: round(value, 2) for pair, value in low.items() if value < 4.5} == {}


@pytest.mark.parametrize("hue", sorted({hue for pair in HUES.values() for hue in pair}))
def test_the_letter_on_a_tile_has_a_contrast_of_at_least_4_5(hue):
    assert contrast(ink_on(hue), hue) >= 4.5


def test_contrast_is_that_of_the_standard():
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_a_choice_of_theme_is_applied_and_told_once(qapp):
    theme = Theme(qapp, "light")
    told = []
    theme.changed.connect(lambda: told.append(theme.colours))
    theme.choose_look("dark")
    theme.choose_look("dark")
    assert told == [DARK]
    assert qapp.palette().window().color().name().upper() == DARK.bg
    theme.deleteLater()


def test_zoom_scales_text(qapp):
    theme = Theme(qapp, "light")
    before = theme.font().pixelSize()
    theme.choose_look("light", 1.5)
    assert theme.font().pixelSize() == round(before * 1.5)
    assert qapp.font().pixelSize() == theme.font().pixelSize()
    theme.choose_look("light", 1.0)
    theme.deleteLater()


@pytest.mark.parametrize("name", sorted(icons.NAMES))
def test_every_icon_draws_something_inside_its_grid(qapp, name):
    bounds = icons.path_of(name).boundingRect()
    assert bounds.width() > 3
    assert bounds.left() >= 0
    assert bounds.right() <= icons.GRID
    assert bounds.top() >= 0
    assert bounds.bottom() <= icons.GRID


def test_the_systems_scheme_is_followed_live_unless_one_was_chosen(qapp, monkeypatch):
    system, chosen = Theme(qapp, "system"), Theme(qapp, "light")
    told = []
    system.changed.connect(lambda: told.append("system"))
    chosen.changed.connect(lambda: told.append("chosen"))
    monkeypatch.setattr(system, "_choose_colours", lambda: DARK)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert (system.colours, chosen.colours) == (DARK, LIGHT)
    assert told == ["system"]
    system.deleteLater()
    chosen.deleteLater()
