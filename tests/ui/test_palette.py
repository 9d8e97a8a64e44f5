"""The command palette and the menu bar: every action with its key, found in both languages; made when needed."""

import sys
from time import time

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from teahouse.core.conversation import ConversationHead
from teahouse.core.settings import Settings
from teahouse.services.chat.events import HeadsEvent
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.ui.actions import key_of, text_of
from teahouse.ui.palette import ENTRY, KEY, ROW
from teahouse.ui.preferences import Preferences
from teahouse.ui.sidebar.page_list import Page
from teahouse.ui.style import DARK, LIGHT, contrast
from teahouse.ui.window import Window

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
)  # fmt: skip
NOW = time()


@pytest.fixture
def window(bridge, preferences, theme, calls, translation, post_events, qtbot):
    made = Window(bridge, preferences, theme)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    post_events(
        HeadsEvent((ConversationHead("1", "A", NOW, NOW),)), HostEvent(HostState.READY, "http://127.0.0.1:11434", "1")
    )
    return made


@pytest.fixture
def palette(window):
    QTest.keyClick(window.chat_page.composer.editor, Qt.Key.Key_P, CTRL | SHIFT)
    made = window.dialogs.palette
    yield made
    made.close()


def shown(palette):
    return [palette.rows.item(row).data(ENTRY) for row in range(palette.rows.count())]


def test_nothing_of_either_is_made_before_it_is_needed(window):
    assert window.dialogs.palette is None
    assert window.menus.bar is None


def test_the_palette_lists_every_action_that_can_be_done_now_with_its_key(window, palette):
    assert palette.isVisible()
    possible = [entry for entry in window.table.entries if window.table[entry.name].isEnabled()]
    assert shown(palette) == [entry.name for entry in possible if entry.name != "palette"]
    rows = [palette.rows.item(row) for row in range(palette.rows.count())]
    assert {(row.text(), row.data(KEY)) for row in rows} <= {(text_of(e), key_of(e)) for e in possible}


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize(
    ("typed", "found"),
    [("side bar", "toggle_sidebar"), ("SIDEBAR", "toggle_sidebar"), ("设置", "settings"), ("ctrl+6", "page_speed"),
     ("larger", "zoom_in"), ("侧边栏", "toggle_sidebar")],
)  # fmt: skip
def test_it_is_narrowed_in_either_language(window, translation, palette, language, typed, found):
    translation.choose_language(language)
    palette.field.setText(typed)
    assert found in shown(palette)
    assert len(shown(palette)) < 6


def test_enter_does_what_the_row_says_and_the_arrows_choose_it(window, palette):
    palette.field.setText("go to")
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    name = palette.rows.currentItem().data(ENTRY)
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert name == "page_compare"
    assert window.pages.current is Page.COMPARE


def test_words_that_no_action_has_are_said_so_and_enter_does_nothing(palette):
    palette.field.setText("no such words")
    assert palette.nothing.isVisible()
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_what_is_about_a_room_that_is_not_seen_is_not_offered(window, palette):
    palette.close()
    window.show_page(Page.MODELS)
    palette.open_palette()
    assert not {"send", "stop", "find"} & set(shown(palette))


@pytest.mark.parametrize("size", [(1000, 700), (640, 480)])
def test_it_lies_inside_the_window_and_cuts_no_row(window, palette, size):
    palette.close()
    window.resize(*size)
    palette.open_palette()
    window_rect = QRect(window.mapToGlobal(QPoint(0, 0)), window.size())
    assert window_rect.left() <= palette.geometry().left()
    assert palette.geometry().right() <= window_rect.right()
    first = palette.rows.visualItemRect(palette.rows.item(0))
    assert first.height() == ROW
    assert palette.rows.viewport().height() % ROW == 0, "no row is cut in the middle"
    assert palette.rows.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_rows_can_be_read_in_both_themes(window, palette, theme, colours):
    theme.choose_look("dark" if colours.dark else "light")
    for row, ground in ((0, colours.accent_soft), (1, colours.surface)):
        place = palette.rows.visualItemRect(palette.rows.item(row))
        corner = palette.rows.viewport().mapTo(palette, place.topLeft())
        image = palette.grab(QRect(corner, place.size())).toImage()
        seen = {QColor(image.pixel(x, y)).name().upper() for x in range(image.width()) for y in range(image.height())}
        assert ground in seen
        assert max(contrast(colour, ground) for colour in seen) >= 4.5
    theme.choose_look("light")


def press_alt(widget):
    QTest.keyPress(widget, Qt.Key.Key_Alt, ALT)
    QTest.keyRelease(widget, Qt.Key.Key_Alt)


pytest_not_mac = pytest.mark.skipif(sys.platform == "darwin", reason="there the bar is the system's, always")


@pytest_not_mac
def test_alt_alone_brings_the_menu_bar_and_esc_puts_it_away(window, qtbot):
    press_alt(window.chat_page.composer.editor)
    bar = window.menus.bar
    assert bar.isVisible()
    assert [action.text().replace("&", "") for action in bar.actions()] == ["Chat", "Models", "Compare", "View", "Help"]
    while popup := QApplication.activePopupWidget():
        QTest.keyClick(popup, Qt.Key.Key_Escape)
    qtbot.waitUntil(bar.isHidden)
    press_alt(window.chat_page.composer.editor)
    assert bar.isVisible()
    assert window.menus.bar is bar, "made once"
    while popup := QApplication.activePopupWidget():
        popup.close()


@pytest_not_mac
def test_alt_with_another_key_or_a_click_brings_nothing(window):
    editor = window.chat_page.composer.editor
    QTest.keyPress(editor, Qt.Key.Key_Alt, ALT)
    QTest.keyClick(editor, Qt.Key.Key_X, ALT)
    QTest.keyRelease(editor, Qt.Key.Key_Alt)
    assert window.menus.bar is None
    QTest.keyPress(editor, Qt.Key.Key_Alt, ALT)
    QTest.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton)
    QTest.keyRelease(editor, Qt.Key.Key_Alt)
    assert window.menus.bar is None


def in_menu(menu):
    return [action.text().partition("\t")[0] for action in menu.actions() if not action.isSeparator()]


def test_the_menus_have_the_actions_and_the_catalogue(window):
    bar = window.menus._make_bar()
    assert "Pull model…" in in_menu(bar.models)
    assert "Catalogue" in in_menu(bar.models)
    assert in_menu(bar.compare)[1:] == ["New comparison", "Earlier comparisons…", "Prompt sets…", "Ratings…"]
    assert "Keyboard shortcuts" in in_menu(bar.help)
    offered = {action.objectName() for menu in (bar.chat, bar.models, bar.compare, bar.look, bar.help)
               for action in menu.actions()}  # fmt: skip
    assert {entry.name for entry in window.table.entries} <= offered, "every action stands in a menu"
    for entry in bar.compare.actions()[2:]:
        entry.trigger()
    assert window.pages.current is Page.COMPARE
    dialogs = window.pages.enter_page(Page.COMPARE).dialogs
    opened = (dialogs.past, dialogs.sets, dialogs.ratings)
    assert all(dialog is not None and dialog.isVisible() for dialog in opened)
    for dialog in opened:
        dialog.close()


def test_the_bar_speaks_the_language_of_now(window, translation, qapp):
    bar = window.menus._make_bar()
    translation.choose_language("zh_CN")
    qapp.processEvents()
    assert [action.text() for action in bar.actions()] == ["对话(&C)", "模型(&M)", "对比(&O)", "视图(&V)", "帮助(&H)"]


def test_it_can_be_there_always_and_is_so_at_the_next_start(window, preferences, bridge, theme, saved, qtbot):
    bar = window.menus._make_bar()
    bar.always.trigger()
    assert preferences.values.menu_bar
    preferences.save_now()
    assert saved[-1].menu_bar
    again = Window(bridge, Preferences(Settings(menu_bar=True, language="en"), saved.append), theme)
    qtbot.addWidget(again)
    again.show()
    assert again.menus.bar is None, "not while the window opens"
    qtbot.waitUntil(lambda: again.menus.bar is not None and again.menus.bar.isVisible())
    bar.always.trigger()
    assert bar.isHidden()
