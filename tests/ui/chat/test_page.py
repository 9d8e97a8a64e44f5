"""The chat page: real keys in, events through a real bridge, recorded commands out."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog

from fixtures.service_recorder import ServiceRecorder
from teahouse.core.conversation import Conversation, ConversationHead, Draft, Message, Role, State
from teahouse.core.errors import Problem, Trouble
from teahouse.core.measure import Figures
from teahouse.core.model import LoadedModel, ModelCard
from teahouse.core.stream_events import Phase, PhaseSubject
from teahouse.services.chat.events import (
    DraftEvent,
    GoneEvent,
    HeadEvent,
    HeadsEvent,
    MessagesEvent,
    OpenedEvent,
    RemovedEvent,
    ResumedEvent,
    UnsentEvent,
)
from teahouse.services.generation.events import PhaseEvent, PieceEvent, ReplyEvent, RethoughtEvent
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.models.events import MemoryEvent, ModelEntry, ModelsEvent
from teahouse.ui.chat.page import ChatPage
from teahouse.ui.kit.dialog import Question

ENTER = Qt.Key.Key_Return
GB = 1_000_000_000


def entry(name, *capabilities):
    return ModelEntry(ModelCard(name, size=5 * GB, capabilities=frozenset(("completion", *capabilities))))


MODELS = ModelsEvent((entry("gemma3:4b"), entry("qwen3:8b", "thinking")))
DONE = Figures(generation_rate=21.4, tokens=412, context_used=1640, context_length=8192)


@pytest.fixture
def services():
    return ServiceRecorder()


@pytest.fixture
def chat_page(qtbot, bridge, preferences, theme, services):
    made = ChatPage(bridge, preferences, theme)
    made.resize(1028, 820)
    qtbot.addWidget(made)
    made.show()
    made.focus_composer()
    bridge.attach(services)
    post_events(bridge, HostEvent(HostState.READY, "127.0.0.1:11434", "0.33.0"), MODELS)
    return made


def post_events(bridge, *event):
    for one in event:
        bridge.post_events(one)
    QGuiApplication.processEvents()


def type_and_send(chat_page, text):
    QTest.keyClicks(chat_page.composer.editor, text)
    QTest.keyClick(chat_page.composer.editor, ENTER)


def sent(services):
    """Conversation id and text of the last message sent, with what went along."""
    (conversation_id, draft), named = services.of("chat.send_message")[-1]
    return conversation_id, draft.text, named


def exchange(conversation_id, number, parent=None, text="Hello", reply=State.STREAMING):
    user = Message(f"u{number}", parent, Role.USER, text)
    answer = Message(f"r{number}", user.id, Role.ASSISTANT, model="gemma3:4b", state=reply)
    return MessagesEvent(conversation_id, (user, answer))


def kept(conversation_id="kept", title="Quicksort in Python", model="gemma3:4b", state=State.DONE):
    head = ConversationHead(conversation_id, title, 1.0, 2.0, model=model)
    user = Message("u1", None, Role.USER, "Write quicksort")
    reply = Message("r1", "u1", Role.ASSISTANT, "def quicksort", model=model, state=state, figures=DONE)
    return Conversation(head, (user, reply))


@pytest.fixture
def opened(chat_page, bridge):
    """A kept conversation with one question and its reply, open in the page."""
    chat_page.open_conversation("kept")
    post_events(bridge, OpenedEvent(kept()))
    return chat_page


def finish(bridge, conversation_id, message_id, parent, state=State.DONE, text="Hi there"):
    message = Message(message_id, parent, Role.ASSISTANT, text, model="gemma3:4b", state=state, figures=DONE)
    post_events(bridge, ReplyEvent(conversation_id, message))


# Sending.


def test_a_message_goes_to_the_first_model_and_the_field_is_free_again(chat_page, services):
    type_and_send(chat_page, "Hello")
    _, text, named = sent(services)
    assert (text, named) == ("Hello", {"model": "gemma3:4b", "think": None, "system": "", "options": {}})
    assert chat_page.composer.text() == ""


def test_a_new_chat_greets_until_its_first_message_was_kept(chat_page, bridge, services, qtbot):
    assert chat_page.greeting.isVisible()
    type_and_send(chat_page, "Hello there")
    conversation_id = sent(services)[0]
    with qtbot.waitSignal(chat_page.conversation_changed) as changed:
        post_events(bridge, exchange(conversation_id, 1, text="Hello there"))
    assert changed.args == [conversation_id, "Hello there"]
    assert chat_page.transcript.isVisible()
    assert not chat_page.greeting.isVisible()


def test_the_next_message_goes_to_the_same_conversation(chat_page, bridge, services):
    type_and_send(chat_page, "Hello")
    first = sent(services)[0]
    post_events(bridge, exchange(first, 1))
    finish(bridge, first, "r1", "u1")
    type_and_send(chat_page, "And now?")
    assert sent(services)[0] == first


def test_stop_is_there_from_the_moment_of_sending_to_the_replys_end(chat_page, bridge, services):
    type_and_send(chat_page, "Hello")
    conversation_id = sent(services)[0]
    assert chat_page.composer.controls.stop.isVisible()
    post_events(bridge, exchange(conversation_id, 1))
    for phase in Phase:
        post_events(bridge, PhaseEvent(conversation_id, "r1", phase, PhaseSubject("gemma3:4b", GB)))
        assert chat_page.composer.controls.stop.isVisible()
    finish(bridge, conversation_id, "r1", "u1")
    assert not chat_page.composer.controls.stop.isVisible()


def test_esc_stops_once_something_streams_and_does_nothing_before(chat_page, services):
    chat_page.stop_replies()
    assert services.of("chat.stop_replies") == []
    type_and_send(chat_page, "Hello")
    chat_page.stop_replies()
    assert services.of("chat.stop_replies") == [((sent(services)[0],), {})]


def test_a_message_typed_while_a_reply_streams_is_handed_over_at_once(chat_page, bridge, services):
    type_and_send(chat_page, "one")
    conversation_id = sent(services)[0]
    post_events(bridge, exchange(conversation_id, 1))
    type_and_send(chat_page, "two")
    assert sent(services)[:2] == (conversation_id, "two")
    post_events(bridge, exchange(conversation_id, 2, parent="r1", text="two"))
    finish(bridge, conversation_id, "r1", "u1")
    assert chat_page.composer.controls.stop.isVisible()
    finish(bridge, conversation_id, "r2", "u2")
    assert not chat_page.composer.controls.stop.isVisible()


def test_a_message_that_could_not_be_kept_comes_back_and_the_reason_is_said(chat_page, bridge, services):
    type_and_send(chat_page, "Hello")
    QTest.keyClicks(chat_page.composer.editor, "more")
    post_events(bridge, UnsentEvent(sent(services)[0], Draft("Hello"), Trouble(Problem.DISK_FULL, path="/data")))
    assert chat_page.composer.text() == "Hello\n\nmore"
    assert "/data" in chat_page.notice.label.text()
    assert not chat_page.composer.controls.stop.isVisible()


def test_sending_it_again_closes_the_notice(chat_page, bridge, services):
    type_and_send(chat_page, "Hello")
    post_events(bridge, UnsentEvent(sent(services)[0], Draft("Hello"), Trouble(Problem.DISK_FULL, path="/data")))
    QTest.keyClick(chat_page.composer.editor, ENTER)
    assert len(services.of("chat.send_message")) == 2
    assert not chat_page.notice.isVisible()


def test_one_that_comes_back_to_another_conversation_can_be_put_into_the_composer(chat_page, bridge, services):
    type_and_send(chat_page, "Hello")
    conversation_id = sent(services)[0]
    chat_page.open_conversation("kept")
    post_events(
        bridge,
        OpenedEvent(kept()),
        UnsentEvent(conversation_id, Draft("Hello"), Trouble(Problem.DISK_FULL, path="/data")),
    )
    assert chat_page.composer.text() == ""
    QTest.mouseClick(chat_page.notice.buttons()[0], Qt.MouseButton.LeftButton)
    assert chat_page.composer.text() == "Hello"


def test_without_any_model_the_text_stays_and_it_says_why(chat_page, bridge, services):
    post_events(bridge, ModelsEvent(()))
    type_and_send(chat_page, "Hello")
    assert services.of("chat.send_message") == []
    assert chat_page.composer.text() == "Hello"
    assert "no model" in chat_page.notice.label.text()
    assert chat_page.greeting.missing.isVisible()
    post_events(bridge, MODELS)
    assert not chat_page.notice.isVisible()


def test_a_new_chat_can_be_begun_before_the_last_message_was_kept(chat_page, bridge, services):
    type_and_send(chat_page, "one")
    chat_page.new_chat()
    type_and_send(chat_page, "two")
    first, second = (call[0][0] for call in services.of("chat.send_message"))
    assert first != second
    post_events(bridge, exchange(first, 1))
    assert chat_page.greeting.isVisible()


# Going from one to another.


def test_a_conversation_opens_with_its_model_draft_and_context(chat_page, bridge, services, qtbot):
    chat_page.open_conversation("kept", "r1")
    assert services.of("history.open_conversation") == [(("kept", "r1"), {})]
    with qtbot.waitSignal(chat_page.conversation_changed) as changed:
        post_events(bridge, OpenedEvent(kept(model="qwen3:8b"), draft=Draft("half a thou"), focus="r1"))
    assert changed.args == ["kept", "Quicksort in Python"]
    assert chat_page.composer.text() == "half a thou"
    assert chat_page.composer.editor.placeholderText() == "Message qwen3:8b…"
    assert chat_page.composer.controls.meter.text() == "≈ 1.6k of 8k"  # a draft is there, and another model counted


def test_news_of_other_conversations_pass_by(opened, bridge, monkeypatch):
    heard = []
    monkeypatch.setattr(opened.transcript, "append_pieces", heard.extend)
    post_events(bridge, exchange("other", 7), PieceEvent("other", "r7", "text"), PieceEvent("kept", "r1", "mine"))
    finish(bridge, "other", "r7", "u7")
    assert [piece.text for piece in heard] == ["mine"]
    assert not opened.composer.controls.stop.isVisible()


def test_pieces_that_come_before_the_opened_conversation_are_in_it_already(chat_page, bridge, monkeypatch):
    heard = []
    monkeypatch.setattr(chat_page.transcript, "append_pieces", heard.extend)
    chat_page.open_conversation("kept")
    post_events(bridge, PieceEvent("kept", "r1", "early"))
    post_events(bridge, OpenedEvent(kept(state=State.STREAMING)), PieceEvent("kept", "r1", "late"))
    assert [piece.text for piece in heard] == ["late"]
    assert chat_page.composer.controls.stop.isVisible()


def test_messages_that_come_before_the_opened_conversation_are_in_it_already(chat_page, bridge):
    chat_page.open_conversation("kept")
    post_events(bridge, exchange("kept", 9))
    assert not chat_page.transcript.items
    post_events(bridge, OpenedEvent(kept()))
    assert [item.id for item in chat_page.transcript.items] == ["u1", "r1"]


def test_news_keep_their_order_and_pieces_come_in_runs(opened, bridge, monkeypatch):
    heard = []
    monkeypatch.setattr(opened.transcript, "append_pieces", lambda run: heard.append([piece.text for piece in run]))
    monkeypatch.setattr(opened.transcript, "set_phase", lambda message_id, event: heard.append(event.phase))
    one, two, three = (PieceEvent("kept", "r1", text) for text in ("one", "two", "three"))
    post_events(bridge, one, two, PhaseEvent("kept", "r1", Phase.WRITING), three)
    assert heard == [["one", "two"], Phase.WRITING, ["three"]]


def test_returning_to_a_streaming_conversation_shows_what_it_waits_for(chat_page, bridge, monkeypatch):
    phases = []
    monkeypatch.setattr(
        chat_page.transcript, "set_phase", lambda message_id, event: phases.append((message_id, event.phase))
    )
    post_events(bridge, PhaseEvent("kept", "r1", Phase.LOADING, PhaseSubject("gemma3:4b", GB)))
    assert phases == []
    chat_page.open_conversation("kept")
    post_events(bridge, OpenedEvent(kept(state=State.STREAMING)))
    assert phases == [("r1", Phase.LOADING)]


def test_phases_are_kept_until_their_reply_ends_or_is_removed(chat_page, bridge):
    """A Compare lane that is dropped while it waits posts its removal and no reply."""
    waiting = [Message(f"r{number}", None, Role.ASSISTANT, state=State.STREAMING) for number in range(20)]
    post_events(bridge, *(PhaseEvent("lane", message.id, Phase.QUEUED) for message in waiting))
    assert len(chat_page._chat._phases) == 20
    post_events(bridge, *(RemovedEvent("lane", (message,)) for message in waiting[:12]))
    post_events(bridge, *(ReplyEvent("lane", message) for message in waiting[12:]))
    assert not chat_page._chat._phases


def test_a_message_sent_before_the_conversation_was_there_is_sent_when_it_is(chat_page, bridge, services):
    chat_page.open_conversation("kept")
    type_and_send(chat_page, "quick")
    assert services.of("chat.send_message") == []
    post_events(bridge, OpenedEvent(kept()))
    assert sent(services)[:2] == ("kept", "quick")


def test_what_was_typed_while_it_opened_stands_after_its_draft(chat_page, bridge):
    chat_page.open_conversation("kept")
    QTest.keyClicks(chat_page.composer.editor, " and more")
    post_events(bridge, OpenedEvent(kept(), draft=Draft("draft")))
    assert chat_page.composer.text() == "draft and more"


def test_one_that_was_asked_for_twice_keeps_what_was_typed_between(chat_page, bridge):
    chat_page.open_conversation("kept")
    chat_page.open_conversation("kept")
    post_events(bridge, OpenedEvent(kept(), draft=Draft("draft")))
    QTest.keyClicks(chat_page.composer.editor, " and more")
    post_events(bridge, OpenedEvent(kept(), draft=Draft("draft")))
    assert chat_page.composer.text() == "draft and more"


def test_an_old_draft_is_not_sent_unseen(chat_page, bridge, services):
    chat_page.open_conversation("kept")
    type_and_send(chat_page, "quick")
    post_events(bridge, OpenedEvent(kept(), draft=Draft("draft ")))
    assert services.of("chat.send_message") == []
    assert chat_page.composer.text() == "draft quick"


def test_leaving_keeps_the_draft_of_the_conversation_that_was_left(opened, services, qtbot):
    QTest.keyClicks(opened.composer.editor, "unsent")
    opened.new_chat()
    assert services.of("history.save_draft") == [(("kept", Draft("unsent")), {})]
    assert services.asked[-1][0] == "history.read_draft"
    assert opened.composer.text() == ""


def test_a_draft_is_saved_a_moment_after_the_last_key_and_once(chat_page, services, qtbot):
    QTest.keyClicks(chat_page.composer.editor, "unsent words")
    qtbot.waitUntil(lambda: bool(services.of("history.save_draft")))
    assert services.of("history.save_draft") == [(("", Draft("unsent words")), {})]


def test_the_new_chats_draft_comes_back_before_what_was_typed_meanwhile(chat_page, bridge):
    QTest.keyClicks(chat_page.composer.editor, "typed")
    post_events(bridge, DraftEvent(Draft("kept")))
    assert chat_page.composer.text() == "kept\n\ntyped"


def test_what_is_typed_after_sending_is_the_conversations_draft(chat_page, bridge, services, qtbot):
    type_and_send(chat_page, "Hello")
    QTest.keyClicks(chat_page.composer.editor, "and")
    chat_page.save_changes()
    assert services.of("history.save_draft") == [((sent(services)[0], Draft("and")), {})]


def test_a_message_that_came_back_is_the_new_chats_draft_again(chat_page, bridge, services):
    type_and_send(chat_page, "Hello")
    post_events(bridge, UnsentEvent(sent(services)[0], Draft("Hello"), Trouble(Problem.DISK_FULL, path="/data")))
    chat_page.save_changes()
    assert services.of("history.save_draft")[-1] == (("", Draft("Hello")), {})


def test_a_sent_draft_is_forgotten(chat_page, services, qtbot):
    QTest.keyClicks(chat_page.composer.editor, "unsent words")
    qtbot.waitUntil(lambda: bool(services.of("history.save_draft")))
    QTest.keyClick(chat_page.composer.editor, ENTER)
    assert services.of("history.save_draft")[-1] == (("", Draft("")), {})


def test_a_conversation_deleted_elsewhere_gives_way_to_a_new_chat_that_keeps_the_text(opened, bridge):
    QTest.keyClicks(opened.composer.editor, "unsent")
    post_events(bridge, HeadEvent(kept().head, listed=False))
    assert opened.greeting.isVisible()
    assert opened.composer.text() == "unsent"


def test_a_conversation_too_new_for_the_list_is_not_taken_for_a_deleted_one(chat_page, bridge, services):
    type_and_send(chat_page, "Hello")
    post_events(bridge, exchange(sent(services)[0], 1), HeadsEvent(()))
    assert chat_page.transcript.isVisible()


def test_one_that_is_gone_says_so(chat_page, bridge):
    chat_page.open_conversation("gone")
    post_events(bridge, GoneEvent("gone"))
    assert chat_page.greeting.isVisible()
    assert "not kept any more" in chat_page.notice.label.text()


def test_a_title_changed_elsewhere_is_told_to_the_window(opened, bridge, qtbot):
    with qtbot.waitSignal(opened.conversation_changed) as changed:
        post_events(bridge, HeadEvent(kept(title="Sorting").head))
    assert changed.args == ["kept", "Sorting"]


# Replies and branches.


def test_retry_asks_again_and_with_another_model_opens_the_switcher(opened, services):
    opened.transcript.retry.emit("r1")
    assert services.of("chat.retry_reply") == [(("kept", "r1", None), {})]
    opened.transcript.retry_with.emit("r1")
    QTest.keyClicks(opened.model_selection.switcher.field, "qwen")
    QTest.keyClick(opened.model_selection.switcher.field, ENTER)
    assert services.of("chat.retry_reply")[-1] == (("kept", "r1", "qwen3:8b"), {})
    assert opened.composer.editor.placeholderText() == "Message gemma3:4b…"


def test_a_retry_streams_in_this_conversation_too(opened, bridge):
    again = Message("r2", "u1", Role.ASSISTANT, model="qwen3:8b", state=State.STREAMING)
    post_events(bridge, MessagesEvent("kept", (again,)))
    assert opened.composer.controls.stop.isVisible()


def test_editing_makes_a_branch_beside_the_old_message_and_brings_the_draft_back(opened, services):
    QTest.keyClicks(opened.composer.editor, "draft")
    opened.transcript.edit.emit("u1")
    assert opened.composer.text() == "Write quicksort"
    QTest.keyClicks(opened.composer.editor, "!")
    QTest.keyClick(opened.composer.editor, ENTER)
    _, text, named = sent(services)
    assert text == "Write quicksort!"
    assert (named["parent"], named["branch"]) == (None, True)
    assert opened.composer.text() == "draft"


def test_esc_leaves_editing_before_it_stops_anything(opened, bridge, services):
    post_events(bridge, exchange("kept", 2, parent="r1"))
    QTest.keyClicks(opened.composer.editor, "draft")
    opened.transcript.edit.emit("u1")
    opened.stop_replies()
    assert (opened.composer.text(), services.of("chat.stop_replies")) == ("draft", [])
    opened.stop_replies()
    assert len(services.of("chat.stop_replies")) == 1
    type_and_send(opened, "")
    assert "branch" not in sent(services)[2]


def test_an_edit_that_could_not_be_kept_comes_back_as_an_edit(opened, bridge, services):
    opened.transcript.edit.emit("u1")
    QTest.keyClick(opened.composer.editor, ENTER)
    post_events(bridge, UnsentEvent("kept", Draft("Write quicksort"), Trouble(Problem.DISK_FULL, path="/data")))
    assert opened.composer.is_editing
    QTest.keyClick(opened.composer.editor, ENTER)
    assert sent(services)[2]["branch"]


def test_another_branch_is_shown_and_kept_as_the_chosen_one(opened, bridge, services):
    post_events(bridge, MessagesEvent("kept", (Message("r2", "u1", Role.ASSISTANT, "other", model="qwen3:8b"),)))
    opened.transcript.choose.emit("r1")
    assert services.of("history.choose_message") == [(("kept", "r1"), {})]


def test_links_of_a_reply_follow_the_policy_of_all_views(opened, monkeypatch, qapp):
    followed = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: followed.append(url.toString()))
    opened.transcript.link.emit("https://example.org/a", "see here")
    assert followed == ["https://example.org/a"]
    opened.transcript.link.emit("https://example.org/a", "https://bank.example")
    (question,) = (widget for widget in qapp.topLevelWidgets() if isinstance(widget, Question))
    assert followed == ["https://example.org/a"]
    question.close()


def test_the_last_reply_can_be_copied_and_asked_again_by_key(opened, services):
    opened.copy_last_reply()
    assert QGuiApplication.clipboard().text() == "def quicksort"
    opened.retry_last()
    assert services.of("chat.retry_reply") == [(("kept", "r1", None), {})]


def test_text_that_turned_out_to_be_thinking_moves_there(opened, bridge):
    post_events(bridge, exchange("kept", 2, parent="r1"), PieceEvent("kept", "r2", "pivots"))
    post_events(bridge, RethoughtEvent("kept", "r2"), PieceEvent("kept", "r2", "42"))
    item = opened.transcript.items[-1]
    assert (item.thinking, item.text) == ("pivots", "42")


# The header's menu.


def test_it_is_renamed_in_a_dialog_that_blocks_nothing(opened, services, qtbot):
    opened.header.menu().actions()[0].trigger()
    dialog = opened.findChild(QInputDialog)
    dialog.setTextValue("  Sorting ")
    dialog.accept()
    assert services.of("history.rename_conversation") == [(("kept", "Sorting"), {})]


def test_it_is_deleted_without_a_question_because_that_can_be_undone(opened, services):
    opened.header.menu().actions()[3].trigger()
    assert services.of("history.remove_conversation") == [(("kept",), {})]


def test_a_chat_that_is_not_kept_offers_the_page_of_its_model_and_the_switch_of_tokens(chat_page, qtbot):
    about, tokens = chat_page.header.menu().actions()
    assert (about.text(), tokens.text()) == ("About this model", "Token probabilities")
    with qtbot.waitSignal(chat_page.header.about) as told:
        about.trigger()
    assert told.args == [chat_page.model_selection.model]


# Models.


def test_another_model_is_kept_begins_to_load_and_is_asked_next(opened, services, preferences):
    opened.open_switcher()
    QTest.keyClicks(opened.model_selection.switcher.field, "qwen")
    QTest.keyClick(opened.model_selection.switcher.field, ENTER)
    assert services.of("library.preload_model") == [(("qwen3:8b", {}), {})]
    assert services.of("history.configure_conversation") == [(("kept",), {"model": "qwen3:8b"})]
    assert (preferences.values.model, preferences.values.recent) == ("qwen3:8b", ("qwen3:8b",))
    type_and_send(opened, "Same question")
    assert sent(services)[2] == {"model": "qwen3:8b", "think": True}


def test_the_way_of_thinking_goes_along_and_is_kept(opened, services, bridge):
    opened.model_selection.set_wish("qwen3:8b")
    opened.composer.controls.think.menu().actions()[1].trigger()
    assert services.of("history.configure_conversation") == [(("kept",), {"think": False})]
    type_and_send(opened, "Quick one")
    assert sent(services)[2]["think"] is False


def test_a_favourite_is_a_setting(opened, preferences):
    opened.open_switcher()
    row = opened.model_selection.switcher.current_row().entry.card.name
    QTest.keyClick(opened.model_selection.switcher.field, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert preferences.values.favourites == (row,)
    assert opened.model_selection.switcher.current_row().favourite
    opened.model_selection.switcher.close()


def test_the_switcher_says_what_must_leave_memory(opened, bridge):
    post_events(bridge, MemoryEvent((LoadedModel("gemma3:4b", size=5 * GB),), total=8 * GB, available=2 * GB))
    opened.open_switcher()
    rows = opened.model_selection.switcher.rows
    leaving = {rows.index(at).data(): rows.index(at).data(Qt.ItemDataRole.UserRole).leaving for at in range(2)}
    assert leaving == {"gemma3:4b": (), "qwen3:8b": ("gemma3:4b",)}
    opened.model_selection.switcher.close()


def test_the_header_tells_what_is_in_memory_now(opened, bridge):
    post_events(bridge, MemoryEvent((LoadedModel("gemma3:4b", size=5_200_000_000),), total=24 * GB, available=9 * GB))
    assert opened.header.quiet.text() == "5.2 GB in memory"
    post_events(bridge, MemoryEvent((), total=24 * GB, available=14 * GB))
    assert opened.header.quiet.text() == ""


def test_the_sending_key_follows_the_settings(chat_page, preferences, services):
    preferences.change(send_key="ctrl_enter")
    type_and_send(chat_page, "one")
    assert services.of("chat.send_message") == []
    QTest.keyClick(chat_page.composer.editor, ENTER, Qt.KeyboardModifier.ControlModifier)
    assert sent(services)[1] == "one"


# While news pour in.


def test_typing_while_two_hundred_pieces_a_burst_arrive_costs_one_layout_a_frame(chat_page, bridge, services):
    type_and_send(chat_page, "Go on")
    conversation_id = sent(services)[0]
    post_events(bridge, exchange(conversation_id, 1))
    layouts, wakes, frames = chat_page.transcript.layouts, bridge.wakes, chat_page.transcript.frames
    for letter in "twenty letters typed":
        for _ in range(200):
            bridge.post_events(PieceEvent(conversation_id, "r1", "word "))
        QTest.keyClick(chat_page.composer.editor, letter)
    QGuiApplication.processEvents()
    assert chat_page.composer.text() == "twenty letters typed"
    assert bridge.wakes - wakes <= 40
    drawn = chat_page.transcript.frames - frames
    assert chat_page.transcript.layouts - layouts <= 4 * drawn + 4
    assert drawn <= 41


# Going on, deleting, finding.


def test_a_reply_that_ended_early_goes_on_when_asked_to(opened, bridge, services):
    opened.transcript.continue_.emit("r1")
    assert services.of("chat.continue_reply") == [(("kept", "r1"), {})]
    going = Message("r1", "u1", Role.ASSISTANT, "def quicksort", model="gemma3:4b", state=State.STREAMING)
    post_events(bridge, ResumedEvent("kept", going), PieceEvent("kept", "r1", "(items):"))
    assert opened.transcript.items[-1].text == "def quicksort(items):"
    opened.stop_replies()
    assert services.of("chat.stop_replies") == [(("kept",), {})]
    finish(bridge, "kept", "r1", "u1", text="def quicksort(items):")
    assert opened.transcript.items[-1].message.state is State.DONE
    post_events(bridge, ResumedEvent("another", going))
    assert opened.transcript.items[-1].live is None


def test_what_was_deleted_is_offered_back(opened, bridge, services):
    opened.transcript.delete.emit("r1")
    assert services.of("chat.delete_message") == [(("kept", "r1"), {})]
    gone = (kept()["r1"],)
    post_events(bridge, RemovedEvent("kept", gone))
    assert [item.id for item in opened.transcript.items] == ["u1"]
    (undo,) = opened.notice.buttons()
    QTest.mouseClick(undo, Qt.MouseButton.LeftButton)
    assert services.of("history.put_back_messages") == [(("kept", gone), {})]
    post_events(bridge, MessagesEvent("kept", gone))
    assert [item.id for item in opened.transcript.items] == ["u1", "r1"]


def test_find_opens_in_a_conversation_and_not_in_an_empty_room(chat_page, bridge, opened):
    opened.open_find()
    assert opened.transcript._finder.bar.isVisible()
    opened.new_chat()
    assert not opened.transcript._finder.bar.isVisible()
    opened.open_find()
    assert not opened.transcript._finder.bar.isVisible()


@pytest.mark.filterwarnings("ignore:.*QDragEnterEvent.* is marked as deprecated:DeprecationWarning")  # by Qt 6.12
def test_files_can_be_dropped_anywhere_in_the_room_and_the_composer_shows_that_it_wants_them(chat_page, tmp_path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "notes.txt"))])
    brought = []
    chat_page.composer.drop_target.dropped.disconnect()
    chat_page.composer.drop_target.dropped.connect(lambda found: brought.append(found.urls()))
    spot, actions = QPoint(300, 80), Qt.DropAction.CopyAction
    keys = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(chat_page, QDragEnterEvent(spot, actions, data, *keys))
    assert chat_page.composer._hovering
    QApplication.sendEvent(chat_page, QDragLeaveEvent())
    assert not chat_page.composer._hovering
    QApplication.sendEvent(chat_page, QDragEnterEvent(spot, actions, data, *keys))
    QApplication.sendEvent(chat_page, QDropEvent(spot.toPointF(), actions, data, *keys))
    assert not chat_page.composer._hovering
    assert brought == [data.urls()]
    words = QMimeData()
    words.setText("only words")
    QApplication.sendEvent(chat_page, QDragEnterEvent(spot, actions, words, *keys))
    assert not chat_page.composer._hovering


def test_the_draft_of_a_new_chat_never_comes_into_one_that_was_begun_before_it_was_read(chat_page, bridge):
    type_and_send(chat_page, "Quick")
    post_events(bridge, DraftEvent(Draft("kept")))
    assert chat_page.composer.text() == ""
