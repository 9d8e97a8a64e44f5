"""A long conversation shows its end at once; earlier messages are loaded when the view comes near them or needs
them."""

import gc
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from fixtures.conversations import chain, head
from fixtures.service_recorder import ServiceRecorder
from teahouse.core.conversation import Conversation, Draft, Earlier, Message, Role, State
from teahouse.core.window import weight_of
from teahouse.services.chat.events import EarlierEvent, MessagesEvent, OpenedEvent
from teahouse.services.generation.events import ReplyEvent
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.ui.chat import conversation_controller
from teahouse.ui.chat.context import choice
from teahouse.ui.chat.page import ChatPage

LENGTH, SHOWN = 1000, 200
MESSAGES = chain(LENGTH, words="A leaf of tea is a leaf " * 20)


@pytest.fixture
def services():
    return ServiceRecorder()


@pytest.fixture
def chat_page(qtbot, bridge, preferences, theme, services):
    made = ChatPage(bridge, preferences, theme)
    made.resize(1028, 820)
    qtbot.addWidget(made)
    made.show()
    bridge.attach(services)
    post_events(bridge, HostEvent(HostState.READY, "127.0.0.1:11434"))
    made.open_conversation("c")
    post_events(bridge, OpenedEvent(Conversation(head(), MESSAGES[-SHOWN:], earlier=above(LENGTH - SHOWN)), Draft()))
    return made


def post_events(bridge, *event):
    for one in event:
        bridge.post_events(one)
    QGuiApplication.processEvents()


def above(count):
    """What stands above message number `count`."""
    if not count:
        return Earlier()
    return Earlier(f"m{count - 1}", count, sum(map(weight_of, MESSAGES[:count])))


def answer(bridge, services):
    """Answer the newest request for earlier messages; how many there were so far."""
    asked = services.of("history.read_earlier_messages")
    conversation, parent, count = asked[-1][0]
    end = int(parent[1:]) + 1
    begin = max(0, end - count)
    post_events(bridge, EarlierEvent(conversation, parent, above(begin), tuple(MESSAGES[begin:end]), ()))
    return len(asked)


def answer_all(bridge, services):
    """Answer until the first message was asked for."""
    answered = 0
    while answered < len(services.of("history.read_earlier_messages")):
        answered = answer(bridge, services)


def place_of(chat_page, message_id):
    """Where a message begins in the window."""
    view = chat_page.transcript
    return view._layout.top_of(view._layout.number_of(message_id)) - view._anchor.top


def test_the_end_is_shown_and_nothing_more_is_asked_for(chat_page, services):
    assert len(chat_page.transcript.items) == SHOWN
    assert chat_page.transcript.at_end
    assert services.of("history.read_earlier_messages") == []


def test_reading_upward_brings_more_and_moves_nothing(chat_page, bridge, services):
    chat_page.transcript.verticalScrollBar().setValue(0)
    assert services.of("history.read_earlier_messages") == [(("c", "m799", 200), {})]
    before = place_of(chat_page, "m800")
    answer(bridge, services)
    assert len(chat_page.transcript.items) == 2 * SHOWN
    assert place_of(chat_page, "m800") == before
    chat_page.transcript.scroll_by(-400)
    assert len(services.of("history.read_earlier_messages")) == 1  # there is enough above now


def test_a_page_is_asked_for_once_while_it_is_on_its_way(chat_page, services):
    for _ in range(3):
        chat_page.transcript.verticalScrollBar().setValue(0)
        chat_page.transcript.verticalScrollBar().setValue(10)
    assert len(services.of("history.read_earlier_messages")) == 1


def test_home_goes_to_the_very_first_message(chat_page, bridge, services):
    chat_page.transcript.setFocus()
    QTest.keyClick(chat_page.transcript, Qt.Key.Key_Home)
    answer_all(bridge, services)
    assert len(chat_page.transcript.items) == LENGTH
    assert 0 <= place_of(chat_page, "m0") < 100


def test_find_finds_what_was_not_read_yet(chat_page, bridge, services, qtbot):
    chat_page.open_find()
    chat_page.transcript._finder.bar.field.setText("number 7")
    assert chat_page.transcript._finder.bar.count.text().endswith("…")
    answer_all(bridge, services)
    qtbot.waitUntil(lambda: not chat_page.transcript._style.idle_queue.busy)
    found = [match.message_id for match in chat_page.transcript._matches.matches]
    assert found == ["m7", *(f"m{n}" for n in range(70, 80)), *(f"m{n}" for n in range(700, 800))]


def test_select_all_selects_the_first_message_too(chat_page, bridge, services):
    chat_page.transcript.setFocus()
    QTest.keyClick(chat_page.transcript, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    answer_all(bridge, services)
    assert "number 0" in chat_page.transcript.selection.selected_text().split("\n\n")[0]


def test_copying_as_markdown_reads_nothing_into_the_window(chat_page, services):
    chat_page.header.copy_markdown.emit()
    assert services.of("history.copy_markdown")
    assert not services.of("history.read_earlier_messages")


def test_a_large_page_is_left_out_of_what_the_collector_looks_through(chat_page, bridge, services, monkeypatch):
    monkeypatch.setattr(conversation_controller, "LARGE_PAGE", 200)
    frozen = gc.get_freeze_count()
    QTest.keyClick(chat_page.transcript, Qt.Key.Key_Home)
    answer_all(bridge, services)
    try:
        assert gc.get_freeze_count() > frozen + 200
        tracked = {id(found) for found in gc.get_objects()}
        assert id(chat_page._chat.tree["m0"]) not in tracked
    finally:
        gc.unfreeze()


def test_a_page_of_a_conversation_that_was_left_is_not_taken(chat_page, bridge, services):
    chat_page.transcript.verticalScrollBar().setValue(0)
    chat_page.new_chat()
    answer(bridge, services)
    assert len(chat_page.transcript.items) == 0


def test_what_is_above_counts_in_the_meter(chat_page):
    whole = sum(map(weight_of, MESSAGES))
    assert chat_page.context._fill.used_tokens() == (whole, False)


def test_a_key_weighs_no_message(chat_page, monkeypatch):
    weighed = []
    monkeypatch.setattr(choice, "weight_of", lambda message: weighed.append(message) or weight_of(message))
    for _ in range(5):
        QTest.keyClick(chat_page.composer.editor, Qt.Key.Key_A)
    assert weighed == []


def test_a_message_weighs_itself_and_not_the_thousand_before_it(chat_page, bridge, services, monkeypatch):
    QTest.keyClick(chat_page.transcript, Qt.Key.Key_Home)
    answer_all(bridge, services)
    weighed = []
    monkeypatch.setattr(choice, "weight_of", lambda message: weighed.append(message) or weight_of(message))
    said = list(MESSAGES)
    for number in range(3):
        asked = Message(f"q{number}", said[-1].id, Role.USER, "And how is tea made in winter?")
        reply = Message(f"r{number}", asked.id, Role.ASSISTANT, state=State.STREAMING)
        post_events(bridge, MessagesEvent("c", (asked, reply)))
        ended = replace(reply, state=State.DONE, text="In the same way, but for longer.")
        post_events(bridge, ReplyEvent("c", ended))
        said += [asked, ended]
        assert chat_page.context._fill.used_tokens() == (sum(map(weight_of, said)), False)
    assert len(weighed) < 60


def test_pages_that_come_above_weigh_themselves(chat_page, bridge, services, monkeypatch):
    weighed = []
    monkeypatch.setattr(choice, "weight_of", lambda message: weighed.append(message) or weight_of(message))
    whole = sum(map(weight_of, MESSAGES))
    QTest.keyClick(chat_page.transcript, Qt.Key.Key_Home)
    for _ in range(10):
        if not chat_page._chat.tree.earlier:
            break
        answer(bridge, services)
        assert chat_page.context._fill.used_tokens() == (whole, False)
    assert not chat_page._chat.tree.earlier
    assert len(weighed) < len(MESSAGES) + 60


def test_every_message_is_found_by_its_id_however_the_pages_came(chat_page, bridge, services):
    QTest.keyClick(chat_page.transcript, Qt.Key.Key_Home)
    while chat_page._chat.tree.earlier:
        answer(bridge, services)
        items = chat_page.transcript.items
        assert [items.number_of(message.id) for message in items.messages] == list(range(len(items)))
    assert len(chat_page.transcript.items) == LENGTH
