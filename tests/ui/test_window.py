"""The window: it restores pages and sizes, and everything in it is reached by keyboard."""

import re
from dataclasses import replace

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QDialog, QLineEdit, QWidget

from teahouse.core.conversation import Conversation, ConversationHead, Message, Role, State
from teahouse.core.errors import Problem, Trouble
from teahouse.core.model import LoadedModel, ModelCard
from teahouse.services.chat.events import HeadEvent, HeadsEvent, MessagesEvent, OpenedEvent
from teahouse.services.events import TroubleEvent
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.models.events import MemoryEvent, ModelEntry, ModelsEvent
from teahouse.ui.preferences import Preferences
from teahouse.ui.sidebar.page_list import Page
from teahouse.ui.window import NARROW, Window

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
HEAD = ConversationHead("1", "Quicksort in Python", 1.0, 2.0)
OTHER = ConversationHead("2", "Trip plan", 1.0, 1.5)


@pytest.fixture
def open_window(bridge, preferences, theme, calls, qtbot):
    def make(preferences=preferences, size=(1180, 780)):
        window = Window(bridge, preferences, theme)
        qtbot.addWidget(window)
        if size is not None:
            window.resize(*size)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    return make


@pytest.fixture
def window(open_window, post_events):
    made = open_window()
    post_events(HeadsEvent((HEAD, OTHER)), HostEvent(HostState.READY, "http://127.0.0.1:11434", "0.33.0"))
    return made


def press(widget, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(widget, key, modifier)


def click(window, conversation_id):
    """A click on a conversation in the sidebar."""
    view = window.sidebar.conversations
    index = view.model().index(view.model().row_of(conversation_id))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())


def test_a_click_on_the_conversation_that_is_open_puts_the_keyboard_into_the_composer(window, post_events):
    click(window, "1")
    post_events(OpenedEvent(Conversation(HEAD)))
    window.sidebar.conversations.setFocus()
    click(window, "1")
    assert QApplication.focusWidget() is window.chat_page.composer.editor


def test_f2_and_delete_mean_the_conversation_that_was_just_clicked(window, post_events, calls):
    editor = window.chat_page.composer.editor
    click(window, "2")
    post_events(OpenedEvent(Conversation(OTHER)))
    press(QApplication.focusWidget(), Qt.Key.Key_F2)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    assert field.text() == "Trip plan"
    press(field, Qt.Key.Key_Escape)
    click(window, "1")
    post_events(OpenedEvent(Conversation(HEAD)))
    assert QApplication.focusWidget() is editor
    press(editor, Qt.Key.Key_Delete)
    assert calls.of("history.remove_conversation") == [("1",)]


def test_delete_in_the_composer_deletes_text_once_something_was_typed_there(window, post_events, calls):
    editor = window.chat_page.composer.editor
    click(window, "2")
    post_events(OpenedEvent(Conversation(OTHER)))
    QTest.keyClicks(editor, "ab")
    press(editor, Qt.Key.Key_Home)
    press(editor, Qt.Key.Key_Delete)
    assert editor.text() == "b"
    click(window, "2")
    QTest.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton)
    press(editor, Qt.Key.Key_Delete)
    assert calls.of("history.remove_conversation") == []


def test_the_keyboard_is_in_the_composer_at_start(window):
    assert QApplication.focusWidget() is window.chat_page.composer.editor


def test_ctrl_b_hides_the_sidebar_leaves_the_rail_and_the_keyboard_is_not_lost(window):
    window.sidebar.search.setFocus()
    press(window, Qt.Key.Key_B, CTRL)
    assert (window.sidebar.isVisible(), window.collapsed_sidebar.isVisible()) == (False, True)
    assert QApplication.focusWidget() is window.chat_page.composer.editor
    press(window, Qt.Key.Key_B, CTRL)
    assert (window.sidebar.isVisible(), window.collapsed_sidebar.isVisible()) == (True, False)


def test_the_sidebar_makes_way_when_the_window_becomes_narrow_and_comes_back(window, qtbot):
    window.resize(NARROW - 20, 600)
    qtbot.waitUntil(lambda: not window.sidebar.isVisible())
    window.resize(NARROW + 20, 600)
    qtbot.waitUntil(window.sidebar.isVisible)


def test_a_sidebar_hidden_by_hand_stays_hidden_when_the_window_grows(window, qtbot):
    window.toggle_sidebar()
    window.resize(NARROW - 20, 600)
    window.resize(NARROW + 200, 600)
    qtbot.wait(1)
    assert not window.sidebar.isVisible()


def test_ctrl_shift_f_searches_even_with_the_sidebar_hidden(window):
    window.toggle_sidebar()
    press(window, Qt.Key.Key_F, CTRL | SHIFT)
    assert QApplication.focusWidget() is window.sidebar.search


def test_esc_in_the_search_gives_the_keyboard_back_to_the_composer(window, calls):
    press(window, Qt.Key.Key_F, CTRL | SHIFT)
    press(window.sidebar.search, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is window.chat_page.composer.editor


def test_esc_stops_a_reply_wherever_the_keyboard_is(window, post_events, calls):
    question = Message("q", None, Role.USER, "Why?")
    reply = Message("r", "q", Role.ASSISTANT, model="qwen3:8b", state=State.STREAMING)
    window.chat_page.open_conversation("1")
    post_events(OpenedEvent(Conversation(HEAD)), MessagesEvent("1", (question, reply)))
    window.sidebar.conversations.setFocus()
    press(window.sidebar.conversations, Qt.Key.Key_Escape)
    assert calls.of("chat.stop_replies") == [("1",)]


def test_zoom_goes_up_down_and_back_within_bounds(window, preferences):
    press(window, Qt.Key.Key_Plus, CTRL)
    assert preferences.values.zoom == 1.1
    for _ in range(30):
        press(window, Qt.Key.Key_Plus, CTRL)
    assert preferences.values.zoom == 2.0
    for _ in range(30):
        press(window, Qt.Key.Key_Minus, CTRL)
    assert preferences.values.zoom == 0.7
    press(window, Qt.Key.Key_0, CTRL)
    assert preferences.values.zoom == 1.0


def test_the_open_conversation_is_named_marked_and_remembered(window, post_events, preferences):
    window.sidebar.open.emit("1", "", "")
    post_events(OpenedEvent(Conversation(HEAD)))
    assert window.windowTitle() == "Quicksort in Python — Teahouse"
    assert window.sidebar.conversations.current_head() == HEAD
    assert preferences.values.conversation == "1"
    window.chat_page.new_chat()
    assert window.windowTitle() == "Teahouse"
    assert preferences.values.conversation == ""


def test_deleting_the_open_conversation_in_the_room_offers_it_back(window, post_events):
    window.chat_page.open_conversation("1")
    post_events(OpenedEvent(Conversation(HEAD)), HeadsEvent((HEAD, OTHER)))
    post_events(HeadEvent(HEAD, listed=False))
    assert window.sidebar.undo.isVisible()
    assert window.windowTitle() == "Teahouse"


def test_size_and_parts_are_as_they_were_when_it_closed(open_window, saved, preferences, qtbot):
    first = open_window(size=(780, 600))  # the screen of the tests is 800 wide
    first.splitter.setSizes([230, 550])
    width = first.sidebar.width()
    first.close()
    again = Preferences(saved[-1], saved.append)
    second = open_window(again, size=None)
    assert second.size() == QSize(780, 600)
    assert second.sidebar.width() == width != 252
    again.save_now()


@pytest.mark.parametrize("state", ["", "bm90IGEgc3RhdGU=", "\u00fc!"])
def test_a_state_of_no_use_gives_the_usual_size(open_window, preferences, state, saved):
    values = Preferences(replace(preferences.values, window=state, splitter=state), saved.append)
    window = open_window(values)
    assert window.sidebar.isVisible()
    assert window.sidebar.width() >= 200


def test_it_opens_what_was_open(open_window, preferences, calls, saved):
    open_window(Preferences(replace(preferences.values, conversation="1"), saved.append))
    assert calls.of("history.open_conversation")[0][0] == "1"


def test_memory_is_looked_at_only_while_somebody_looks(window, calls):
    assert calls.of("library.watch_memory") == [(True,)]
    window.hide()
    assert calls.of("library.watch_memory") == [(True,), (False,)]


def test_a_save_that_fails_is_told(window, bridge, preferences):
    told = []
    bridge.subscribe(told.extend, TroubleEvent)
    preferences.failed.emit(Trouble(Problem.FOLDER_READ_ONLY, path="settings"))
    QApplication.processEvents()
    assert [event.trouble.problem for event in told] == [Problem.FOLDER_READ_ONLY]


def test_dialogs_and_menus_are_made_when_they_are_wanted_and_once(window):
    assert window.dialogs.menu is None
    assert window.findChildren(QDialog) == []
    window.dialogs.open_settings()
    window.dialogs.open_settings()
    press(window, Qt.Key.Key_Slash, CTRL)
    assert len(window.findChildren(QDialog)) == 2


def test_the_menu_opens_from_the_sidebar_and_from_the_rail(window):
    window.sidebar.brand.menu.click()
    assert window.dialogs.menu.isVisible()
    window.dialogs.menu.close()
    window.toggle_sidebar()
    window.collapsed_sidebar.menu.click()
    assert window.dialogs.menu.isVisible()
    window.dialogs.menu.close()


def test_idle_no_timer_runs(window, qtbot):
    import gc

    import shiboken6
    from PySide6.QtCore import QTimer

    window._preferences.save_now()
    qtbot.waitUntil(lambda: not window.windowIcon().isNull())
    timers = [timer for timer in gc.get_objects() if isinstance(timer, QTimer) and shiboken6.isValid(timer)]
    assert timers  # there are some to look at
    assert [timer for timer in timers if timer.isActive()] == []


def reachable(window):
    """Everything a person can act on that is there now; what a field shows inside itself, Esc does as well, and of
    several of which one is chosen Tab finds that one and arrow keys the others."""
    kinds = (QAbstractButton, QLineEdit, QAbstractItemView)
    found = [widget for kind in kinds for widget in window.findChildren(kind)]
    found = [widget for widget in found if not isinstance(widget.parent(), QLineEdit)]
    found = [widget for widget in found if not (getattr(widget, "group", lambda: 0)() and not widget.isChecked())]
    return {widget for widget in found if widget.isVisible() and widget.isEnabled() and widget.window() is window}


@pytest.mark.parametrize("collapsed_sidebar", [False, True], ids=["sidebar", "collapsed sidebar"])
def test_tab_reaches_everything(window, post_events, collapsed_sidebar):
    model = LoadedModel("qwen3:8b", "", 10**9, 0, 4096)
    post_events(MemoryEvent((model,), 16 * 10**9, 9 * 10**9), HostEvent(HostState.LOST, "http://127.0.0.1:11434"))
    if collapsed_sidebar:
        window.toggle_sidebar()
    wanted, seen = reachable(window), set()
    for _ in range(3 * len(wanted)):
        press(QApplication.focusWidget(), Qt.Key.Key_Tab)
        seen.add(QApplication.focusWidget())
    names = {widget.accessibleName() or widget.objectName() or type(widget).__name__ for widget in wanted - seen}
    assert names == set()


def named(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


@pytest.mark.parametrize("where", ["window", "settings", "shortcuts"])
def test_everything_one_can_act_on_has_a_name_for_screen_readers(window, where):
    window.dialogs.open_settings()
    window.dialogs.open_shortcuts(window.table)
    place = window if where == "window" else window.dialogs._made[where]
    acting = [widget for widget in place.findChildren(QWidget) if widget.focusPolicy() & Qt.FocusPolicy.TabFocus]
    acting = [widget for widget in acting if widget.isVisible()]
    assert acting
    assert [widget for widget in acting if not re.search(r"\w", named(widget))] == []


def test_arrow_keys_go_from_room_to_room(window, calls):
    chat = window.sidebar.pages._rows[Page.CHAT]
    chat.setFocus()
    press(chat, Qt.Key.Key_Down)
    assert window.pages.current is not Page.CHAT


def test_keys_of_the_conversation_mean_nothing_while_another_room_is_on_screen(window, post_events, calls):
    question = Message("q", None, Role.USER, "Why?")
    reply = Message("r", "q", Role.ASSISTANT, "Because.", model="qwen3:8b", state=State.STREAMING)
    window.chat_page.open_conversation("1")
    post_events(OpenedEvent(Conversation(HEAD)), MessagesEvent("1", (question, reply)))
    window.chat_page.composer.editor.set_text("Not yet")
    window.show_page(Page.SPEED)
    calls.clear()
    for key, held in (
        (Qt.Key.Key_Return, CTRL),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F, CTRL),
        (Qt.Key.Key_R, CTRL | SHIFT),
    ):
        press(QApplication.focusWidget(), key, held)
    assert QApplication.focusWidget().isVisible()
    assert [call for call in calls if call[0].startswith("chat.")] == []
    window.show_page(Page.CHAT)
    press(window.chat_page.composer.editor, Qt.Key.Key_F, CTRL)
    assert QApplication.focusWidget() is window.chat_page.transcript._finder.bar.field


def test_another_host_is_one_menu_away(window, preferences, calls, post_events):
    preferences.change(hosts=("http://10.0.0.5:11434",))
    menu = window.sidebar.footer.menu()
    offered = {action.text(): action for action in menu.actions() if action.text()}
    assert list(offered) == [
        "Found by itself on this computer",
        "Built-in engine",
        "10.0.0.5:11434",
        "Other host…",
    ]
    assert [text for text, action in offered.items() if action.isChecked()] == ["Found by itself on this computer"]
    offered["10.0.0.5:11434"].trigger()
    offered["Built-in engine"].trigger()
    assert preferences.values.host == "http://10.0.0.5:11434"
    assert [call for call in calls if call[0].startswith("hosts.use_")] == [
        ("hosts.use_host", "http://10.0.0.5:11434", "", "", None),
        ("hosts.use_engine",),
    ]
    assert preferences.values.use_engine
    again = window.sidebar.footer.menu()
    assert [action.text() for action in again.actions() if action.isChecked()] == ["Built-in engine"]
    again.deleteLater()
    offered["10.0.0.5:11434"].trigger()
    assert not preferences.values.use_engine
    offered["Other host…"].trigger()
    form = window.dialogs._made["settings"].host
    assert (form.address.text(), form.known.currentData()) == ("http://10.0.0.5:11434",) * 2
    menu.deleteLater()


def test_the_host_is_checked_when_the_window_is_activated_and_when_a_page_or_list_is_opened(window, calls):
    def checks():
        return len(calls.of("hosts.check_host"))

    first = checks()
    window.show_page(Page.MODELS)
    assert checks() == first + 1
    window.show_page(Page.CHAT)
    window.switch_model()
    assert checks() == first + 3
    window.sidebar.footer._open_hosts()
    assert checks() == first + 4


def test_the_settings_show_what_was_changed_elsewhere(window, preferences):
    dialog = window.dialogs.open_settings()
    dialog.close()
    preferences.change(zoom=1.25, host="http://10.0.0.5:11434")
    window.dialogs.open_settings()
    assert (dialog.zoom.currentData(), dialog.host.address.text()) == ("1.25", "http://10.0.0.5:11434")


def test_what_is_written_with_the_keyboard_in_the_transcript_goes_to_the_composer(window, post_events):
    window.chat_page.open_conversation("1")
    post_events(OpenedEvent(Conversation(HEAD)), MessagesEvent("1", (Message("q", None, Role.USER, "Why?"),)))
    window.chat_page.transcript.setFocus()
    QTest.keyClicks(window.chat_page.transcript, "so")
    assert QApplication.focusWidget() is window.chat_page.composer.editor
    assert window.chat_page.composer.text() == "so"


def test_nothing_is_said_of_the_memory_of_a_host_that_does_not_answer(window, post_events):
    loaded = LoadedModel("qwen3:8b", "", 5_200_000_000, 0, 8192, "")
    post_events(ModelsEvent((ModelEntry(ModelCard("qwen3:8b"), loaded),)), MemoryEvent((loaded,), 16_000_000_000))
    assert "in memory" in window.chat_page.header.quiet.text()
    post_events(HostEvent(HostState.LOST, "http://127.0.0.1:11434"))
    assert window.chat_page.header.quiet.text() == ""


def test_a_conversation_deleted_without_the_sidebar_is_offered_back_in_the_room(window, post_events, calls):
    window.toggle_sidebar()
    window.chat_page.open_conversation("1")
    post_events(OpenedEvent(Conversation(HEAD)))
    post_events(HeadEvent(HEAD, listed=False))
    assert window.chat_page.notice.label.text() == "Deleted “Quicksort in Python”"
    window.chat_page.notice.buttons()[0].click()
    assert calls.of("history.restore_conversation") == [("1",)]
    assert not window.chat_page.notice.isVisible()
    assert not window.sidebar.undo._gone.isActive()
