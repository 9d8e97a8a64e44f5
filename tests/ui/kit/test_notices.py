"""Notices: they do not change the layout, belong to their cause, form a list, disappear in time; and no click hits a
widget that has just appeared."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from fixtures.models_events import GB, catalogue_event, computer_event, make_pull, model_entry, models_event
from teahouse.core.conversation import Conversation, ConversationHead, Draft, Message, Role, State
from teahouse.core.errors import Problem, Trouble
from teahouse.core.model import ModelCard
from teahouse.core.pulls import PullState
from teahouse.services.chat.events import HeadEvent, HeadsEvent, OpenedEvent, RemovedEvent
from teahouse.services.events import TroubleEvent
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.models.events import (
    CopiedEvent,
    DeletedEvent,
    FileEvent,
    Making,
    MakingEvent,
    ModelEntry,
    ModelsEvent,
)
from teahouse.services.pulls.events import PulledEvent, PullsEvent
from teahouse.ui.kit import guards
from teahouse.ui.kit import notices as notices_module
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.guards import ShiftGuard
from teahouse.ui.kit.notices import Notice, Notices
from teahouse.ui.models.header import ModelsTab
from teahouse.ui.models.import_dialog import ImportDialog
from teahouse.ui.models.page import ModelsPage
from teahouse.ui.models.variant_dialog import VariantDialog
from teahouse.ui.window import Window

CTRL = Qt.KeyboardModifier.ControlModifier
HEAD = ConversationHead("1", "Quicksort in Python", 1.0, 2.0)
OTHER = ConversationHead("2", "Trip plan", 1.0, 1.5)
READY = HostEvent(HostState.READY, "http://127.0.0.1:11434", "0.33.0")
TROUBLE = TroubleEvent(Trouble(Problem.DISK_FULL, path="/data"))


def talk(head, answer="Because."):
    tree = Conversation(head)
    tree.add_message(Message("q", None, Role.USER, "Why?"))
    tree.add_message(Message("a", "q", Role.ASSISTANT, answer, model="qwen3:8b", state=State.DONE))
    return tree


@pytest.fixture
def window(bridge, preferences, theme, calls, qtbot, post_events):
    made = Window(bridge, preferences, theme)
    qtbot.addWidget(made)
    made.resize(1180, 780)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    post_events(HeadsEvent((HEAD, OTHER)), READY, ModelsEvent((ModelEntry(ModelCard("qwen3:8b")),)))
    return made


@pytest.fixture
def opened(window, post_events):
    window.open_conversation("1")
    post_events(OpenedEvent(talk(HEAD)))
    return window


@pytest.fixture
def models_room(bridge, preferences, theme, calls, qtbot, post_events):
    shown_page = ModelsPage(bridge, preferences, theme)
    qtbot.addWidget(shown_page)
    shown_page.resize(900, 600)
    with qtbot.waitExposed(shown_page):
        shown_page.show()
    post_events(
        catalogue_event(),
        computer_event(9),
        models_event(model_entry("qwen3:8b", 5.2), model_entry("smollm2:135m", 0.3)),
    )
    shown_page.show_page(ModelsTab.INSTALLED)
    QApplication.processEvents()
    return shown_page


def places(widget):
    """Where everything visible stands in the window, but the notices."""
    found = {}
    for child in widget.findChildren(QWidget):
        above = child
        while above is not None and not isinstance(above, Notices):
            above = above.parentWidget()
        if child.isVisible() and above is None:
            found[child] = child.mapTo(widget, QPoint(0, 0))
    return found


# They move nothing.


def test_a_notice_in_the_chat_moves_nothing(opened, post_events):
    before = places(opened)
    post_events(TROUBLE)
    QApplication.processEvents()
    assert opened.chat_page.notice.isVisible()
    assert places(opened) == before


def test_a_notice_in_the_models_room_moves_nothing(models_room, post_events):
    before = places(models_room)
    post_events(PulledEvent("gemma3:4b", "1"))
    QApplication.processEvents()
    assert models_room.note.isVisible()
    assert places(models_room) == before


def test_a_notice_leaves_the_messages_of_a_short_conversation_free(opened, post_events):
    post_events(TROUBLE)
    QApplication.processEvents()
    notice, transcript = opened.chat_page.notice, opened.chat_page.transcript
    shown = notice.rect().translated(notice.mapTo(opened, QPoint(0, 0)))
    top = transcript.viewport().mapTo(opened, QPoint(0, 0)).y()
    assert shown.top() >= top + transcript._layout.total
    assert shown.bottom() < opened.chat_page.composer.mapTo(opened, QPoint(0, 0)).y()


def test_a_notice_goes_to_the_top_when_the_conversation_has_become_long(opened, post_events, qtbot):
    post_events(TROUBLE)
    notice, bar = opened.chat_page.notice, opened.chat_page.transcript.verticalScrollBar()
    assert notice.y() > notice.parentWidget().height() / 3
    post_events(OpenedEvent(talk(HEAD, "Because.\n\n" * 90)), TROUBLE)
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    qtbot.waitUntil(lambda: notice.y() < notice.parentWidget().height() / 3)


def test_a_notice_leaves_the_greeting_free(window, post_events):
    window.resize(900, 600)
    window.new_chat()
    post_events(TROUBLE)
    QApplication.processEvents()
    notice, greeting = window.chat_page.notice, window.chat_page.greeting
    shown = notice.rect().translated(notice.mapTo(window, QPoint(0, 0)))
    for part in (greeting.welcome, *greeting.examples):
        assert not part.rect().translated(part.mapTo(window, QPoint(0, 0))).intersects(shown)


@pytest.mark.parametrize("size", [(900, 600), (683, 480)])
def test_a_notice_stays_within_the_part_it_lies_over(opened, post_events, size):
    opened.resize(*size)
    for number in range(9):
        post_events(
            TroubleEvent(Trouble(Problem.FILE_MISSING, path=f"/home/somebody/a long way down/file-{number}.txt"))
        )
    notice = opened.chat_page.notice
    QTest.mouseClick(notice.more_button, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert notice.parentWidget().rect().contains(notice.geometry())
    assert notice.label.height() >= notice.label.heightForWidth(notice.label.width())


def test_a_notice_leaves_the_find_bar_free(opened, post_events):
    post_events(TROUBLE)
    opened.chat_page.open_find()
    bar = opened.chat_page.transcript._finder.bar
    placed = bar.rect().translated(bar.mapTo(opened, QPoint(0, 0)))
    notice = opened.chat_page.notice
    assert not placed.intersects(notice.rect().translated(notice.mapTo(opened, QPoint(0, 0))))


# They belong to their cause.


def test_a_notice_of_a_conversation_is_not_shown_in_another_one(opened, post_events):
    post_events(TROUBLE)
    opened.open_conversation("2")
    post_events(OpenedEvent(talk(OTHER)))
    assert not opened.chat_page.notice.isVisible()
    opened.new_chat()
    assert not opened.chat_page.notice.isVisible()


def test_trouble_with_the_host_is_taken_back_when_it_is_well_again(opened, post_events):
    post_events(TroubleEvent(Trouble(Problem.HOST_UNREACHABLE, address="127.0.0.1:11434")))
    assert opened.chat_page.notice.isVisible()
    post_events(HostEvent(HostState.LOST, "127.0.0.1:11434", trouble=Trouble(Problem.HOST_LOST)))
    assert len(opened.chat_page.notice.shown_texts()) == 2
    post_events(READY)
    assert not opened.chat_page.notice.isVisible()


def test_what_was_said_of_a_model_goes_with_the_model(models_room, post_events):
    post_events(models_event(model_entry("gemma3:4b"), model_entry("qwen3:8b")), PulledEvent("gemma3:4b", "1"))
    assert models_room.note.shown_texts() == ["gemma3:4b is here."]
    post_events(models_event(model_entry("qwen3:8b")))
    assert not models_room.note.isVisible()


def test_the_offer_to_resume_goes_when_nothing_is_paused_any_more(models_room, post_events):
    post_events(PullsEvent((make_pull("qwen3:8b", PullState.PAUSED),)))
    assert models_room.note.isVisible()
    post_events(PullsEvent(()))
    assert not models_room.note.isVisible()


def test_what_only_informs_goes_by_itself_but_not_from_under_the_pointer(models_room, post_events, qtbot, monkeypatch):
    monkeypatch.setattr(notices_module, "INFORMS", 0.05)
    monkeypatch.setattr(notices_module, "AGAIN_MS", 50)
    held = [True]
    monkeypatch.setattr(Notices, "underMouse", lambda self: held[0])
    post_events(DeletedEvent(("qwen3:8b",), GB, {}))
    assert models_room.note.isVisible()
    qtbot.wait(200)
    assert models_room.note.isVisible(), "somebody reads it"
    held[0] = False
    qtbot.waitUntil(lambda: not models_room.note.isVisible())
    assert not models_room.note._timer.isActive(), "nothing waits any more"


def test_what_went_wrong_stays_until_it_is_closed(models_room, post_events, monkeypatch, qtbot):
    monkeypatch.setattr(notices_module, "INFORMS", 0.05)
    monkeypatch.setattr(notices_module, "OFFERS", 0.05)
    post_events(CopiedEvent("qwen3:8b", "a", trouble=Trouble(Problem.MODEL_EXISTS, model="a")))
    qtbot.wait(200)
    assert models_room.note.isVisible()
    assert not models_room.note._timer.isActive()


# Several form a list.


def test_several_notices_form_a_list_with_a_count(opened, post_events):
    for name in ("a", "b", "c"):
        post_events(TroubleEvent(Trouble(Problem.FILE_MISSING, path=f"/{name}.txt")))
    notice = opened.chat_page.notice
    assert "c.txt" in notice.label.text()
    assert notice.more_button.text() == "2 more notice(s)"
    QTest.mouseClick(notice.more_button, Qt.MouseButton.LeftButton)
    assert [row.label.text() for row in notice._rows] == notice.shown_texts()
    assert len(notice._rows) == 3
    QTest.mouseClick(notice._rows[1].close_button, Qt.MouseButton.LeftButton)
    assert ["b.txt" in text for text in notice.shown_texts()] == [False, False]
    QTest.mouseClick(notice.more_button, Qt.MouseButton.LeftButton)
    assert notice.more_button.text() == "1 more notice(s)"
    assert len(notice._rows) == 1


def test_another_notice_does_not_take_the_keyboard_from_the_one_that_stays(opened, post_events):
    post_events(TROUBLE)
    notice = opened.chat_page.notice
    notice.close_button.setFocus()
    notice.show_notice(Notice("later", lambda: "Later.", serious=False, waits=True))
    assert QApplication.focusWidget() is notice.close_button


# What can be undone.


def removed(window, post_events, calls, focus):
    post_events(RemovedEvent("1", (window.chat_page._chat.tree["a"],)))
    focus.setFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, CTRL)
    return calls.of("history.put_back_messages")


def test_ctrl_z_undoes_a_deletion_from_the_transcript_and_from_an_empty_composer(opened, post_events, calls):
    assert removed(opened, post_events, calls, opened.chat_page.transcript)
    assert not opened.chat_page.notice.isVisible()
    calls.clear()
    opened.open_conversation("2")
    post_events(OpenedEvent(talk(OTHER)))
    post_events(RemovedEvent("2", (opened.chat_page._chat.tree["a"],)))
    opened.chat_page.composer.editor.setFocus()
    QTest.keyClick(opened.chat_page.composer.editor, Qt.Key.Key_Z, CTRL)
    assert calls.of("history.put_back_messages")


def test_a_text_field_keeps_its_own_ctrl_z(opened, post_events, calls):
    editor = opened.chat_page.composer.editor
    editor.setFocus()
    QTest.keyClicks(editor, "Hello")
    assert not removed(opened, post_events, calls, editor)
    assert editor.text() == ""


def test_ctrl_z_undoes_the_last_of_two_deletions_first(opened, post_events, calls):
    post_events(RemovedEvent("1", (opened.chat_page._chat.tree["a"],)))
    opened.sidebar.conversations.removed.emit(OTHER)
    QTest.keyClick(opened.chat_page.transcript, Qt.Key.Key_Z, CTRL)
    assert calls.of("history.restore_conversation") == [("2",)]
    assert not calls.of("history.put_back_messages")
    QTest.keyClick(opened.chat_page.transcript, Qt.Key.Key_Z, CTRL)
    assert calls.of("history.put_back_messages")


# Clicks that were meant for something else.


@pytest.fixture
def real_time(monkeypatch, _clicks_count_at_once):
    monkeypatch.setattr(guards, "SETTLE_SECONDS", 0.3)


@pytest.fixture
def page(qtbot):
    """Two buttons above each other, and something that pushes them down when it is shown."""
    place = QWidget()
    qtbot.addWidget(place)
    place.resize(300, 300)
    column = QVBoxLayout(place)
    place.line, place.upper, place.lower = QWidget(place), Button("More", parent=place), Button("Delete…", parent=place)
    place.line.setFixedHeight(place.upper.sizeHint().height() + column.spacing())
    place.line.hide()
    for widget in (place.line, place.upper, place.lower):
        column.addWidget(widget)
    column.addStretch(1)
    place.hits = []
    for button in (place.upper, place.lower):
        button.clicked.connect(lambda _on=False, b=button: place.hits.append(b.text()))
    with qtbot.waitExposed(place):
        place.show()
    return place


def click_at(place, at):
    """A click of the window's own pointer: it hits whatever stands there now."""
    QTest.mouseClick(place.windowHandle(), Qt.MouseButton.LeftButton, pos=at)


def test_a_click_right_after_a_shift_hits_nothing_and_one_later_hits_what_it_sees(page, qtbot, real_time):
    ShiftGuard(page)
    at = page.lower.geometry().center()
    page.line.show()
    QApplication.processEvents()
    assert page.childAt(at) is page.upper, "the shift put another button there"
    click_at(page, at)
    assert page.hits == []
    qtbot.wait(350)
    click_at(page, at)
    assert page.hits == ["More"]


def test_the_guard_looks_at_nothing_once_all_has_settled(page, qtbot, real_time):
    guard = ShiftGuard(page)
    page.line.show()
    QApplication.processEvents()
    assert guard._window is page.windowHandle()
    qtbot.wait(350)
    click_at(page, page.lower.geometry().center())
    assert guard._window is None
    assert page.hits == ["Delete…"]


def test_a_notice_that_has_just_come_takes_no_click(opened, post_events, qtbot, real_time):
    post_events(RemovedEvent("1", (opened.chat_page._chat.tree["a"],)))
    notice = opened.chat_page.notice
    click_at(opened, notice.buttons()[0].mapTo(opened, notice.buttons()[0].rect().center()))
    assert notice.isVisible()
    qtbot.wait(350)
    click_at(opened, notice.buttons()[0].mapTo(opened, notice.buttons()[0].rect().center()))
    assert not notice.isVisible()


def test_the_list_of_conversations_takes_no_click_on_a_row_that_has_just_come_there(
    window, post_events, qtbot, real_time
):
    opened = []
    window.sidebar.open.connect(lambda *what: opened.append(what[0]))
    view = window.sidebar.conversations
    at = view.visualRect(view.model().index(view.model().row_of("1"))).center()
    newer = ConversationHead("3", "Another", 1.0, 3.0)
    post_events(HeadEvent(newer))
    click_at(window, view.viewport().mapTo(window, at))
    assert opened == []
    qtbot.wait(350)
    click_at(window, view.viewport().mapTo(window, at))
    assert opened == ["3"]


def test_drafts_are_not_lost_to_a_notice(opened, post_events):
    opened.chat_page.composer.restore_draft(Draft("Hello"))
    post_events(TROUBLE)
    assert opened.chat_page.composer.text() == "Hello"


def test_the_switcher_asks_for_the_models_anew_when_it_opens(window, calls):
    calls.clear()
    window.switch_model()
    assert calls.of("library.refresh_models") == [()]
    window.chat_page.model_selection.switcher.close()


@pytest.mark.parametrize("kind", ["import", "variant"])
def test_how_far_the_making_of_a_model_is_moves_no_button_of_its_dialog(models_room, bridge, theme, post_events, kind):
    if kind == "import":
        dialog = ImportDialog(bridge, theme, "/models/tiny.gguf", None, 4096, models_room)
    else:
        dialog = VariantDialog(bridge, theme, "qwen3:8b", models_room)
    dialog.show()
    if kind == "import":
        dialog.take_file(FileEvent("/models/tiny.gguf", "tiny", 10, architecture="llama"))
    QApplication.processEvents()
    before = {
        button: button.mapTo(dialog, QPoint(0, 0)) for button in dialog.findChildren(Button) if button.isVisible()
    }
    dialog.line.start_progress()
    dialog.line.take_event(MakingEvent("tiny", Making.SENDING, 5, 10))
    QApplication.processEvents()
    after = {button: button.mapTo(dialog, QPoint(0, 0)) for button in before}
    assert after == before
    dialog.close()
