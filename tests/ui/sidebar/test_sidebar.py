"""The sidebar: conversations are listed, opened, renamed, removed, restored and found."""

import time
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemDelegate, QLineEdit

from teahouse.core.conversation import ConversationHead, Message, Role, State
from teahouse.services.chat.events import (
    FoundEvent,
    FoundHit,
    HeadEvent,
    HeadsEvent,
    MessagesEvent,
    RemovedEvent,
    ResumedEvent,
)
from teahouse.services.generation.events import ReplyEvent
from teahouse.ui.sidebar.conversations import ANSWERED, HEAD, ConversationsModel, FoundModel, in_titles
from teahouse.ui.sidebar.lists import ConversationsList
from teahouse.ui.sidebar.rows import brought_near
from teahouse.ui.sidebar.sidebar import Sidebar

NOW = time.time()
FIRST = ConversationHead("1", "Quicksort in Python", NOW, NOW)
SECOND = ConversationHead("2", "为什么天空是蓝色的", NOW, NOW - 1)
OLD = ConversationHead("3", "Trip plan for Hangzhou", NOW, NOW - 400 * 86400)
HEADS = HeadsEvent((FIRST, SECOND, OLD))


@pytest.fixture
def sidebar(bridge, preferences, theme, calls, qtbot):
    made = Sidebar(bridge, preferences, theme)
    qtbot.addWidget(made)
    made.resize(252, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made


def titles(view):
    return [view.model().index(row, 0).data() for row in range(view.model().rowCount())]


def select(sidebar, conversation_id):
    row = sidebar.conversations.model().row_of(conversation_id)
    sidebar.conversations.setCurrentIndex(sidebar.conversations.model().index(row))
    sidebar.conversations.setFocus()


def press(widget, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(widget, key, modifier)


def test_it_asks_for_the_list_and_shows_it_by_day(sidebar, calls, post_events):
    assert calls.of("history.list_conversations") == [()]
    post_events(HEADS)
    month = datetime.fromtimestamp(OLD.updated)
    assert titles(sidebar.conversations) == ["Today", FIRST.title, SECOND.title, f"{month:%B %Y}", OLD.title]


def test_enter_and_a_click_open_a_conversation(sidebar, post_events, qtbot):
    opened = []
    sidebar.open.connect(lambda *what: opened.append(what))
    post_events(HEADS)
    select(sidebar, "2")
    press(sidebar.conversations, Qt.Key.Key_Return)
    rect = sidebar.conversations.visualRect(sidebar.conversations.model().index(1))
    QTest.mouseClick(sidebar.conversations.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert opened == [("2", "", ""), ("1", "", "")]


def test_up_and_down_pass_over_headings(sidebar, post_events):
    post_events(HEADS)
    select(sidebar, "2")
    press(sidebar.conversations, Qt.Key.Key_Down)
    assert sidebar.conversations.current_head() == OLD
    press(sidebar.conversations, Qt.Key.Key_Up)
    press(sidebar.conversations, Qt.Key.Key_Up)
    assert sidebar.conversations.current_head() == FIRST
    press(sidebar.conversations, Qt.Key.Key_Up)
    assert sidebar.conversations.current_head() == FIRST


def test_f2_renames_in_place(sidebar, calls, post_events, qtbot):
    post_events(HEADS)
    select(sidebar, "1")
    press(sidebar.conversations, Qt.Key.Key_F2)
    editor = sidebar.conversations.findChild(QLineEdit)
    assert editor.text() == FIRST.title
    editor.setText("  Sorting   in Python ")
    press(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: calls.of("history.rename_conversation") == [("1", "Sorting in Python")])
    assert titles(sidebar.conversations)[1] == "Sorting in Python"


@pytest.mark.parametrize("text", ["", "   ", FIRST.title])
def test_a_title_that_is_empty_or_the_same_renames_nothing(sidebar, calls, post_events, text):
    post_events(HEADS)
    index = sidebar.conversations.model().index(1)
    assert not sidebar.conversations.model().setData(index, text)
    assert calls.of("history.rename_conversation") == []


def test_esc_leaves_the_title_as_it_is(sidebar, calls, post_events):
    post_events(HEADS)
    select(sidebar, "1")
    press(sidebar.conversations, Qt.Key.Key_F2)
    editor = sidebar.conversations.findChild(QLineEdit)
    editor.setText("Something else")
    sidebar.conversations.closeEditor(editor, QAbstractItemDelegate.EndEditHint.RevertModelCache)
    assert calls.of("history.rename_conversation") == []


def test_delete_removes_and_undo_brings_back(sidebar, calls, post_events, qtbot):
    post_events(HEADS)
    select(sidebar, "2")
    press(sidebar.conversations, Qt.Key.Key_Delete)
    assert calls.of("history.remove_conversation") == [("2",)]
    assert sidebar.undo.isVisible()
    post_events(HeadEvent(SECOND, listed=False))
    sidebar.undo._button.click()
    assert calls.of("history.restore_conversation") == [("2",)]
    assert sidebar.undo.isHidden()


def test_ctrl_z_undoes_only_while_it_is_offered(sidebar, calls, post_events):
    post_events(HEADS)
    select(sidebar, "2")
    press(sidebar.conversations, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert calls.of("history.restore_conversation") == []
    press(sidebar.conversations, Qt.Key.Key_Delete)
    press(sidebar.conversations, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    press(sidebar.conversations, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert calls.of("history.restore_conversation") == [("2",)]


def test_the_offer_to_undo_goes_by_itself(sidebar, post_events, qtbot, monkeypatch):
    post_events(HEADS)
    sidebar.undo._gone.setInterval(1)
    sidebar.conversations.removed.emit(SECOND)
    qtbot.waitUntil(sidebar.undo.isHidden)


def test_deleting_what_is_open_offers_it_back_and_undo_opens_it_again(sidebar, calls, post_events):
    opened = []
    sidebar.open.connect(lambda *what: opened.append(what))
    post_events(HEADS)
    sidebar.show_open("2")
    post_events(HeadEvent(SECOND, listed=False))  # deleted in the page
    sidebar.show_open("")
    assert sidebar.undo.isVisible()
    sidebar.undo.undo_last()
    assert calls.of("history.restore_conversation") == [("2",)]
    assert opened == [("2", "", "")]


def test_after_a_removal_the_keyboard_is_at_the_next_conversation(sidebar, post_events):
    post_events(HEADS)
    select(sidebar, "1")
    post_events(HeadEvent(FIRST, listed=False))
    assert sidebar.conversations.current_head() is None, "Delete would mean another conversation"
    press(sidebar.conversations, Qt.Key.Key_Delete)
    press(sidebar.conversations, Qt.Key.Key_Down)
    assert sidebar.conversations.current_head() == SECOND, "the arrow keys go on from there"
    post_events(HeadEvent(SECOND, listed=False))
    press(sidebar.conversations, Qt.Key.Key_Up)
    assert sidebar.conversations.current_head() == OLD
    post_events(HeadEvent(OLD, listed=False))
    assert sidebar.conversations.current_head() is None


def test_the_menu_pins_copies_and_deletes(sidebar, calls, post_events):
    post_events(HEADS)
    for place in (1, 2, 4):
        menu = sidebar.conversations.menu_for(FIRST)
        menu.actions()[place].trigger()
        menu.deleteLater()
    assert calls.of("history.pin_conversation") == [("1", True)]
    assert QGuiApplication.clipboard().text() == FIRST.title
    assert calls.of("history.remove_conversation") == [("1",)]


def test_typing_filters_titles_at_once_and_asks_once_when_it_pauses(sidebar, calls, post_events, qtbot):
    post_events(HEADS)
    QTest.keyClicks(sidebar.search, "py quick")
    assert titles(sidebar.found) == [FIRST.title]
    assert calls.of("history.search_conversations") == []
    qtbot.waitUntil(lambda: calls.of("history.search_conversations") == [("py quick",)])


def test_what_is_found_inside_messages_opens_at_the_message(sidebar, post_events, calls):
    opened = []
    sidebar.open.connect(lambda *what: opened.append(what))
    sidebar.search.setText("river")
    post_events(FoundEvent("river", (FoundHit(OLD, "m7", "…down the river", ((10, 15),)),)))
    press(sidebar.search, Qt.Key.Key_Down)
    press(sidebar.search, Qt.Key.Key_Return)
    assert opened == [("3", "m7", "river")]


def test_an_answer_to_an_earlier_query_is_dropped(sidebar, post_events):
    sidebar.search.setText("river")
    post_events(FoundEvent("riv", (FoundHit(OLD, "m7", "river"),)))
    assert titles(sidebar.found) == []


def test_nothing_found_is_said_in_words(sidebar, post_events):
    sidebar.search.setText("xyzzy")
    post_events(FoundEvent("xyzzy", ()))
    assert sidebar._nothing.isVisible()
    assert "xyzzy" in sidebar._nothing.text()


def test_esc_leaves_the_search_and_shows_the_conversations_again(sidebar, post_events, qtbot):
    post_events(HEADS)
    sidebar.search.setText("py")
    with qtbot.waitSignal(sidebar.left):
        press(sidebar.search, Qt.Key.Key_Escape)
    assert sidebar.search.text() == ""
    assert sidebar.conversations.isVisible()


def test_marks_stand_right_after_characters_outside_the_basic_plane(sidebar):
    delegate = sidebar.found.itemDelegate()
    mark = delegate._format_of("𝒯𝒯 sum", 3, 6)
    assert (mark.start, mark.length) == (5, 3)


def test_ten_thousand_conversations_are_as_light_as_ten(theme, qtbot):
    def asked_for(count):
        heads = [ConversationHead(f"{n}", f"Conversation {n}", NOW, NOW - n * 3600) for n in range(count)]
        model = Counting()
        view = ConversationsList(theme, model)
        qtbot.addWidget(view)
        view.resize(240, 600)
        view.show_heads(heads)
        with qtbot.waitExposed(view):
            view.show()
        view.grab()
        return model.reads

    few, many = asked_for(40), asked_for(10_000)
    assert many <= 2 * few


class Counting(ConversationsModel):
    """Counts how often a row is read."""

    reads = 0

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        self.reads += 1
        return super().data(index, role)


def test_news_that_changes_no_place_keeps_the_view_where_it_is(sidebar, post_events):
    heads = tuple(ConversationHead(f"{n}", f"Conversation {n}", NOW, NOW - n) for n in range(200))
    post_events(HeadsEvent(heads))
    bar = sidebar.conversations.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before = bar.value()
    resets = []
    sidebar.conversations.model().modelReset.connect(lambda: resets.append(1))
    post_events(HeadEvent(replace(heads[7], title="Another")), HeadEvent(heads[0], listed=False))
    post_events(HeadEvent(replace(heads[150], updated=NOW + 1)), HeadEvent(heads[120], listed=False))
    assert resets == []
    assert bar.value() == before > 0


def test_days_are_grouped_again_when_another_day_has_begun(qapp):
    clock = [datetime(2026, 11, 23, 23, 59)]
    model = ConversationsModel(lambda: clock[0])
    model.show_heads([ConversationHead("1", "Late", 0.0, clock[0].timestamp())])
    assert model.index(0).data() == "Today"
    assert not model.new_day()
    clock[0] += timedelta(minutes=2)
    assert model.new_day()
    assert model.index(0).data() == "Yesterday"


def test_a_conversation_without_a_title_is_called_a_new_chat(qapp):
    model = ConversationsModel()
    model.show_heads([ConversationHead("1", "", NOW, NOW)])
    assert model.index(1).data() == "New chat"
    assert model.index(0).data(HEAD) is None


def test_a_title_is_never_read_as_html_in_its_tool_tip(qapp):
    head = ConversationHead("1", "What does <b>bold</b> do?", 1.0, 2.0)
    conversations, found = ConversationsModel(), FoundModel()
    conversations.show_heads((head,))
    found.show_hits(in_titles((head,), "bold"))
    tips = [model.index(model.rowCount() - 1, 0).data(Qt.ItemDataRole.ToolTipRole) for model in (conversations, found)]
    assert all("‹b›bold‹/b›" in tip for tip in tips)


def test_conversations_deleted_one_after_the_other_come_back_one_after_the_other(sidebar, calls, post_events):
    post_events(HEADS)
    select(sidebar, "2")
    press(sidebar.conversations, Qt.Key.Key_Delete)
    post_events(HeadEvent(SECOND, listed=False))
    select(sidebar, "1")
    press(sidebar.conversations, Qt.Key.Key_Delete)
    post_events(HeadEvent(FIRST, listed=False))
    assert FIRST.title in sidebar.undo._text.text()
    sidebar.undo._button.click()
    assert SECOND.title in sidebar.undo._text.text()
    sidebar.undo._button.click()
    assert calls.of("history.restore_conversation") == [("1",), ("2",)]
    assert sidebar.undo.isHidden()


def test_a_conversation_that_is_being_answered_says_so_until_the_reply_is_over(sidebar, post_events):
    post_events(HEADS)
    model = sidebar.conversations.model()
    row = model.index(model.row_of("2"))
    reply = Message("r", "q", Role.ASSISTANT, state=State.STREAMING)
    post_events(MessagesEvent("2", (Message("q", None, Role.USER, "Why?"), reply)))
    assert row.data(ANSWERED)
    assert row.data(Qt.ItemDataRole.AccessibleTextRole) == f"{SECOND.title}, being answered"
    assert not model.index(model.row_of("1")).data(ANSWERED)
    sidebar.grab()
    post_events(ReplyEvent("2", replace(reply, state=State.STOPPED)))
    assert not row.data(ANSWERED)
    post_events(ResumedEvent("2", reply))
    assert row.data(ANSWERED)
    post_events(RemovedEvent("2", (reply,)))
    assert not row.data(ANSWERED)


def test_deleting_a_conversation_stops_its_reply(sidebar, post_events, calls):
    post_events(HEADS, MessagesEvent("2", (Message("r", "q", Role.ASSISTANT, state=State.STREAMING),)))
    sidebar.conversations.removed.emit(FIRST)
    assert calls.of("chat.stop_replies") == []
    sidebar.conversations.removed.emit(SECOND)
    assert calls.of("chat.stop_replies") == [("2",)]
    sidebar.undo._withdraw_offer()


def test_what_was_found_is_seen_however_far_in_its_line_it_stands(qapp, theme):
    metrics = QFontMetrics(theme.small())
    text = "…two minutes, and a cup that was 😀 warmed before, and so on and on"
    at = text.index("warmed")
    shown, (mark,) = brought_near(text, ((at, at + 6),), metrics, 200)
    assert shown[slice(*mark)] == "warmed"
    assert shown.startswith("…")
    assert metrics.horizontalAdvance(shown[: mark[1]]) < 200
    assert brought_near(text, ((at, at + 6),), metrics, 2000) == (text, ((at, at + 6),))
    assert brought_near(text, (), metrics, 20) == (text, ())
    unbroken = "x" * 100 + "warmed"
    shown, (mark,) = brought_near(unbroken, ((100, 106),), metrics, 200)
    assert shown[slice(*mark)] == "warmed"
