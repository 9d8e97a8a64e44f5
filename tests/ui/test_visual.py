"""The look of the sidebar in pixels: icons of the pages, one look for the selected row, the "⋯" of a row."""

import re
from pathlib import Path
from time import time

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from teahouse.core.conversation import ConversationHead
from teahouse.services.chat.events import HeadsEvent
from teahouse.ui.kit.form import Choice
from teahouse.ui.kit.popup import Menu
from teahouse.ui.sidebar.page_list import HEIGHT, ICON, PAD, Page
from teahouse.ui.style import DARK, LIGHT, contrast
from teahouse.ui.window import Window

NOW = time()
HEADS = (ConversationHead("1", "Quicksort", NOW, NOW), ConversationHead("2", "Trip plan", NOW, NOW - 1))


@pytest.fixture
def window(bridge, preferences, theme, calls, post_events, qtbot):
    made = Window(bridge, preferences, theme)
    qtbot.addWidget(made)
    made.resize(1180, 780)
    with qtbot.waitExposed(made):
        made.show()
    post_events(HeadsEvent(HEADS))
    return made


def seen(widget, place=None):
    """The colours of a widget's pixels, most frequent first."""
    image = (widget.grab() if place is None else widget.grab(place)).toImage()
    count = {}
    for y in range(image.height()):
        for x in range(image.width()):
            name = QColor(image.pixel(x, y)).name().upper()
            count[name] = count.get(name, 0) + 1
    return sorted(count, key=lambda name: -count[name])


def boldest(widget, place, ground):
    """The best contrast that any pixel of a place has with its ground."""
    return max(contrast(name, ground) for name in seen(widget, place))


def rooms_of(rooms):
    return list(rooms._rows.values())


@pytest.mark.parametrize("name", ["light", "dark"])
def test_every_page_has_an_icon_that_can_be_seen_and_differs_from_the_others(window, theme, name):
    theme.choose_look(name)
    colours = {"light": LIGHT, "dark": DARK}[name]
    drawn = []
    for row in rooms_of(window.sidebar.pages):
        place = QRect(PAD, (row.height() - ICON) // 2, ICON, ICON)
        ground = colours.accent_soft if row.isChecked() else colours.sidebar
        assert boldest(row, place, ground) >= 3, f"{row.text()} has no icon one can see"
        drawn.append(bytes(row.grab(place).toImage().convertToFormat(row.grab().toImage().format()).constBits()))
    assert len(set(drawn)) == len(drawn)


def test_icons_of_pages_grow_with_the_text(window, theme):
    row = rooms_of(window.sidebar.pages)[1]
    small = row.height()
    theme.choose_look("light", 1.5)
    assert row.height() == round(HEIGHT * 1.5) > small
    place = QRect(PAD + ICON + 1, row.height() // 2 - 12, ICON // 2 - 2, 24)
    assert boldest(row, place, LIGHT.sidebar) >= 3, "the larger icon reaches where the small one had ended"
    theme.choose_look("light", 1.0)


def test_the_hidden_sidebar_leaves_the_pages_icons_with_their_names(window, qtbot):
    window.toggle_sidebar()
    rows = rooms_of(window.collapsed_sidebar.pages)
    assert [row.toolTip() for row in rows] == ["Chat", "Compare", "Evaluate", "Models", "Workshop", "Speed"]
    assert [row.accessibleName() for row in rows] == ["Chat", "Compare", "Evaluate", "Models", "Workshop", "Speed"]
    assert all(row.width() == row.height() <= window.collapsed_sidebar.width() for row in rows)
    rows[-1].click()
    assert window.pages.current is Page.SPEED
    assert rows[-1].isChecked()
    assert LIGHT.accent_soft in seen(rows[-1])[:2]


def test_an_open_page_and_an_open_conversation_have_one_look(window):
    window.sidebar.show_open("1")
    shown = window.sidebar.conversations
    row = next(n for n in range(shown.model().rowCount()) if shown.model().index(n).data() == "Quicksort")
    page = rooms_of(window.sidebar.pages)[0]
    place = shown.visualRect(shown.model().index(row))
    assert seen(page)[0] == seen(shown.viewport(), place)[0] == LIGHT.accent_soft


def more_of(window, title):
    shown = window.sidebar.conversations
    row = next(n for n in range(shown.model().rowCount()) if shown.model().index(n).data() == title)
    return shown, shown.model().index(row), shown._delegate.more_rect(shown.visualRect(shown.model().index(row)))


def texts_of(menu):
    return [action.text() for action in menu.actions()]


def test_a_rows_three_dots_appear_under_the_pointer_and_open_the_menu_of_the_right_button(window, calls, qtbot):
    shown, _index, more = more_of(window, "Trip plan")
    QTest.mouseMove(shown.viewport(), QPoint(more.left() - 60, more.center().y()))
    qtbot.waitUntil(lambda: len(seen(shown.viewport(), more)) > 1)
    opened = []
    shown.opened.connect(opened.append)
    QTest.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=more.center())
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    other = shown.menu_for(HEADS[1])
    assert texts_of(menu) == texts_of(other)
    assert not opened, "the conversation is not opened by it"
    assert shown.current_head() == HEADS[1], "and the menu's keys mean this one"
    other.deleteLater()
    menu.close()


def test_the_three_dots_do_nothing_where_the_press_was_elsewhere(window, qtbot):
    shown, _, more = more_of(window, "Trip plan")
    QTest.mousePress(shown.viewport(), Qt.MouseButton.LeftButton, pos=more.center())
    QTest.mouseRelease(shown.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, more.center().y()))
    assert QApplication.activePopupWidget() is None


def test_a_title_ends_before_the_three_dots(window, post_events, qtbot):
    long = ConversationHead("3", "M" * 150, NOW, NOW)
    post_events(HeadsEvent((long,)))
    window.sidebar.show_open("3")
    shown, _, more = more_of(window, "M" * 150)
    gap = QRect(more.left() - 3, more.top(), 3, more.height())
    assert seen(shown.viewport(), gap) == [LIGHT.accent_soft]


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_a_chosen_line_can_be_read_on_its_ground(colours):
    assert contrast(colours.accent, colours.accent_soft) >= 4.5
    assert contrast(colours.text, colours.accent_soft) >= 4.5
    assert contrast(colours.muted, colours.accent_soft) >= 3
    assert contrast(colours.text, colours.hover) >= 4.5


@pytest.mark.parametrize("zoom", [0.7, 1.0, 1.5])
def test_rows_of_a_menu_are_32_pixels_high_and_grow_with_the_text(theme, qtbot, zoom):
    theme.choose_look("light", zoom)
    menu = Menu()
    qtbot.addWidget(menu)
    rows = [menu.addAction(text) for text in ("Rename", "删除")]
    menu.ensurePolished()
    assert {menu.actionGeometry(row).height() for row in rows} == {round(20 * zoom) + 12}
    theme.choose_look("light", 1.0)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_a_menu_has_round_corners_and_an_edge(theme, qtbot, name):
    theme.choose_look(name)
    menu = Menu()
    qtbot.addWidget(menu)
    menu.addAction("Rename")
    menu.popup(QPoint(50, 50))
    image = menu.grab().toImage()
    assert image.pixelColor(0, 0).alpha() == 0, "nothing is painted outside the corner"
    middle = image.pixelColor(image.width() // 2, 0)
    assert middle.alpha() == 255
    assert middle.name().upper() == theme.colours.border
    menu.close()
    theme.choose_look("light")


def test_every_menu_of_the_window_is_of_that_kind():
    sources = sorted((Path(__file__).parents[2] / "app" / "teahouse" / "ui").rglob("*.py"))
    plain = [path.name for path in sources if re.search(r"(?<![A-Za-z])QMenu\(", path.read_text(encoding="utf-8"))]
    assert not plain


def test_the_rows_of_a_combo_box_are_32_pixels_high_and_its_list_has_round_corners(theme, qtbot):
    choice = Choice(theme)
    qtbot.addWidget(choice)
    choice.set_choices([("a", "One"), ("b", "二")], "a")
    with qtbot.waitExposed(choice):
        choice.show()
    choice.showPopup()
    rows = choice.view()
    assert {rows.visualRect(choice.model().index(row, 0)).height() for row in range(2)} == {32}
    assert rows.window().grab().toImage().pixelColor(0, 0).alpha() == 0
    choice.hidePopup()


def test_only_one_thing_is_marked_as_shown(window):
    window.sidebar.show_open("1")
    shown, index, _ = more_of(window, "Quicksort")
    place = shown.visualRect(index)
    assert LIGHT.accent_soft in seen(shown.viewport(), place)
    window.show_page(Page.SPEED)
    assert LIGHT.accent_soft not in seen(shown.viewport(), place)
    window.show_page(Page.CHAT)
    assert LIGHT.accent_soft in seen(shown.viewport(), place)
