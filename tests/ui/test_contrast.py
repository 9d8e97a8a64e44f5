"""Contrast in pixels: texts 4.5:1, the edge of a control (field, button, slider) 3:1."""

from collections import Counter

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from fixtures.every_page import pages
from fixtures.models_events import catalogue_event, computer_event
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.ui.chat.composer import Composer
from teahouse.ui.compare.header import Quiet, ToggleButton
from teahouse.ui.compare.prompt_bar import PromptBar
from teahouse.ui.kit.pills import Pill
from teahouse.ui.settings.dialog import SettingsDialog
from teahouse.ui.sidebar.page_list import Page
from teahouse.ui.style import DARK, LIGHT, contrast
from teahouse.ui.window import Window

THEMES = pytest.mark.parametrize("name", ["light", "dark"])
FIELDS = (QLineEdit, QComboBox, PromptBar, Composer)


@pytest.fixture
def window(bridge, preferences, theme, calls, post_events, qtbot):
    made = Window(bridge, preferences, theme)
    qtbot.addWidget(made)
    made.resize(1180, 780)
    with qtbot.waitExposed(made):
        made.show()
    post_events(HostEvent(HostState.READY, "http://127.0.0.1:11434", "1"))
    return made


def edge_contrast(top, widget):
    """How far the line at a control's left edge stands apart from what is outside of it: the best of three pixels."""
    image, corner = top.grab().toImage(), widget.mapTo(top, QPoint(0, widget.height() // 2))
    if corner.x() < 3:
        return None
    outside = QColor(image.pixel(corner.x() - 3, corner.y())).name().upper()
    inside = [QColor(image.pixel(corner.x() + x, corner.y())).name().upper() for x in range(3)]
    return max(contrast(colour, outside) for colour in inside)


def fields(top):
    found = [one for kind in FIELDS for one in top.findChildren(kind)]
    shown = [one for one in found if one.isVisible() and one.visibleRegion().contains(QPoint(1, one.height() // 2))]
    return [one for one in shown if not isinstance(one.parentWidget(), QComboBox) and "spin" not in one.objectName()]


@THEMES
@pytest.mark.parametrize("shown_page", list(Page))
def test_fields_of_every_page_have_an_edge_one_can_see(window, theme, post_events, name, shown_page):
    theme.choose_look(name)
    window.show_page(shown_page)
    post_events(catalogue_event(), computer_event(9))
    window.setFocus()
    seen = {one: edge_contrast(window, one) for one in fields(window)}
    assert seen
    faint = {one: found for one, found in seen.items() if found is not None and found < 3}
    assert not faint
    theme.choose_look("light")


def buttons(top):
    """Those with a frame, which is all that tells a button from a text: not the quiet ones, not one that is down."""
    framed = [one for one in top.findChildren(QPushButton) if one.property("kind") in ("plain", "icon", None)]
    framed += [*top.findChildren(Pill), *top.findChildren(ToggleButton)]
    shown = [one for one in framed if one.isVisible() and one.isEnabled() and not one.isChecked()]
    return [one for one in shown if one.visibleRegion().contains(QPoint(1, one.height() // 2))]


@THEMES
def test_buttons_of_every_page_and_dialog_have_an_edge_one_can_see(window, theme, post_events, name):
    theme.choose_look(name)
    faint, count = {}, 0
    for page, top in pages(window, post_events):
        for one in buttons(top):
            count += 1
            found = edge_contrast(top, one)
            if found is not None and found < 3:
                faint[page, type(one).__name__, one.text()] = round(found, 2)
    assert count > 30
    assert not faint
    theme.choose_look("light")


@THEMES
def test_fields_of_the_settings_have_an_edge_one_can_see(bridge, preferences, theme, calls, qtbot, name):
    theme.choose_look(name)
    dialog = SettingsDialog(bridge, preferences, theme)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    seen = {one: edge_contrast(dialog, one) for one in fields(dialog)}
    assert len(seen) >= 4
    assert not {one: found for one, found in seen.items() if found is not None and found < 3}
    theme.choose_look("light")


@THEMES
def test_handles_of_scroll_bars_and_sliders_can_be_seen(theme, qtbot, name):
    theme.choose_look(name)
    colours = {"light": LIGHT, "dark": DARK}[name]
    top = QWidget()
    qtbot.addWidget(top)
    column = QVBoxLayout(top)
    rows, slider, text = QListWidget(), QSlider(Qt.Orientation.Horizontal), QPlainTextEdit()
    text.setProperty("role", "field")
    rows.addItems([str(number) for number in range(90)])
    for widget in (rows, slider, text):
        column.addWidget(widget)
    top.resize(300, 400)
    with qtbot.waitExposed(top):
        top.show()
    image = top.grab().toImage()
    bar = rows.verticalScrollBar()
    handle = bar.mapTo(top, QPoint(bar.width() // 2, 12))
    assert contrast(QColor(image.pixel(handle)).name().upper(), colours.surface) >= 3
    groove = slider.mapTo(top, QPoint(slider.width() - 20, slider.height() // 2))
    assert contrast(QColor(image.pixel(groove)).name().upper(), colours.bg) >= 3
    slider.setValue(50)
    image = top.grab().toImage()
    middle = slider.mapTo(top, QPoint(slider.width() // 2, slider.height() // 2))
    row = [QColor(image.pixel(middle.x() + x, middle.y() - 5)).name().upper() for x in range(-12, 13)]
    assert max(contrast(colour, colours.bg) for colour in row) >= 3
    assert edge_contrast(top, text) >= 3
    theme.choose_look("light")


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_has_4_5_and_edges_have_3_on_every_ground_they_stand_on(colours):
    for ground in (colours.bg, colours.sidebar, colours.surface, colours.raised):
        for ink in ("text", "muted", "accent", "danger", "warn"):
            assert contrast(getattr(colours, ink), ground) >= 4.5, (ink, ground)
        assert contrast(colours.edge, ground) >= 3, ground


def words_of(top):
    """The labels and buttons with words that are wholly in sight; a `Quiet` one says nothing where all has no room."""
    found = [*top.findChildren(QLabel), *top.findChildren(QAbstractButton)]
    return [
        one
        for one in found
        if one.isVisible()
        and one.text().strip()
        and one.visibleRegion().boundingRect() == one.rect()
        and not isinstance(one, QCheckBox)
        and not (isinstance(one, Quiet) and one.shown_text() != one.text())
    ]


def read(image, place):
    """The best contrast that any pixel of a place has with the colour most of it has."""
    part = image.copy(place.intersected(image.rect())).convertToFormat(QImage.Format.Format_RGB32)
    count = Counter(memoryview(part.constBits()).cast("I"))
    ground = QColor(count.most_common(1)[0][0]).name().upper()
    return max(contrast(QColor(colour).name().upper(), ground) for colour in count)


@THEMES
def test_words_on_every_page_and_dialog_can_be_read(window, theme, post_events, name):
    theme.choose_look(name)
    pale, looked_at = {}, 0
    for page, top in pages(window, post_events):
        image = top.grab().toImage()
        for one in words_of(top):
            looked_at += 1
            found = read(image, QRect(one.mapTo(top, QPoint(0, 0)), one.size()))
            if found < 4.5:
                pale[page, type(one).__name__, one.text()[:30]] = round(found, 2)
    assert looked_at > 100
    assert not pale
    theme.choose_look("light")
