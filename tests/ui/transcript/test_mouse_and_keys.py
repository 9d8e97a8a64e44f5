"""Mouse and keys in the transcript: select, copy, act on a message, choose a branch."""

import gc
import weakref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from fixtures.transcripts import conversation, conversation_of_pairs, reply_text
from teahouse.core.conversation import Message, Role
from teahouse.ui.transcript.blocks.part import PartAction
from teahouse.ui.transcript.view import TranscriptView

RICH = "First with *stars*.\n\n```python\nx = 1\ny = 2\n```\n\nLast, see [there](https://example.org/x)."


@pytest.fixture
def view(qtbot, theme):
    made = TranscriptView(theme)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    question = Message("u", None, Role.USER, "What is it?")
    made.show_conversation(conversation(question, Message("a", "u", Role.ASSISTANT, RICH, model="m")))
    return made


def place(view, message_id, index):
    """Where a part of a message is in the window: its top left corner."""
    number = view._layout.number_of(message_id)
    part = view._layout.items[number].parts[index]
    top = view._layout.top_of(number, view._layout.items[number].parts.index(part)) - view._anchor.top
    return QPoint(view._viewport.left, top), part


def click(view, message_id, index, act):
    corner, part = place(view, message_id, index)
    hit = next(hit for hit in part.hits() if hit.act is act)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=corner + hit.rect.center())


def drag(view, start, end):
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view.viewport(), end)
    view._pointer.set_window_position(end)
    view._mouse.draw_selection()
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)


def clipboard():
    return QGuiApplication.clipboard().text()


def menu_of(view):
    (menu,) = [menu for menu in view.findChildren(QMenu) if menu.isVisible()]
    return menu


def test_a_selection_reaches_over_parts_and_copies_plain_text(view, qtbot):
    first, _ = place(view, "a", 1)
    last, part = place(view, "a", 3)
    drag(view, first + QPoint(0, 4), last + QPoint(700, part.height - 12))
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard() == "First with stars.\n\nx = 1\ny = 2\n\nLast, see there."


def test_a_selection_reaches_over_messages_and_back(view):
    top, bubble = place(view, "u", 0)
    last, _ = place(view, "a", 1)
    drag(view, last + QPoint(700, 4), top + QPoint(round(bubble.box().left()) + 2, bubble.height // 2))
    view._actions.copy_selected()
    assert clipboard() == "What is it?\n\nFirst with stars."


def test_drawing_a_selection_out_of_the_window_scrolls_until_it_is_let_go(view, qtbot):
    view.show_conversation(conversation_of_pairs(40))
    start, top = QPoint(view._viewport.left + 20, 300), view._anchor.top
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    view._pointer.set_window_position(QPoint(start.x(), -40))
    view._mouse.draw_selection()
    qtbot.waitUntil(lambda: view._anchor.top < top - 200)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(start.x(), 0))
    assert not view._clock.running
    assert len(view.selection.selected_text().split("\n\n")) > 4


def test_a_double_click_selects_a_word_and_a_click_lets_go(view):
    corner, _ = place(view, "a", 1)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=corner + QPoint(12, 8))
    assert view.selection.selected_text() == "First"
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=corner + QPoint(700, 8), delay=600)
    assert not view.selection


def test_a_selection_survives_the_freeing_of_what_it_holds(view):
    view.show_conversation(conversation_of_pairs(40, reply=reply_text(1200)))
    view.selection.select_all()
    whole = view.selection.selected_text()
    view._anchor.show_message("u1", 0)
    assert view.selection.selected_text() == whole
    assert whole.startswith("Question 0")
    assert whole.endswith("(39)")


def test_copy_code_takes_the_code_and_nothing_else(view, qtbot):
    click(view, "a", 2, PartAction.COPY_CODE)
    assert clipboard() == "x = 1\ny = 2"
    _, part = place(view, "a", 2)
    assert part.copied
    qtbot.waitUntil(lambda: not part.copied)


def test_copying_long_code_joins_its_parts(view):
    code = "".join(f"line {n}\n" for n in range(300))
    reply = Message("a", None, Role.ASSISTANT, f"```\n{code}```", model="m")
    view.show_conversation(conversation(reply))
    view._anchor.show_message("a", 0)
    click(view, "a", 1, PartAction.COPY_CODE)
    assert clipboard() + "\n" == code


def test_copy_takes_the_message_as_it_was_written(view):
    click(view, "a", -1, PartAction.COPY)
    assert clipboard() == RICH


def test_links_are_handed_on_and_their_target_is_in_the_tooltip(view, qtbot):
    corner, part = place(view, "a", 3)
    x = next(x for x in range(700) if part.hit_at(x, 8))
    assert part.hit_at(x, 8).tip == "https://example.org/x"
    with qtbot.waitSignal(view.link) as asked:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=corner + QPoint(x + 3, 8))
    assert asked.args == ["https://example.org/x", "there"]


def test_edit_and_retry_name_their_message(view, qtbot):
    with qtbot.waitSignal(view.edit) as asked:
        click(view, "u", -1, PartAction.EDIT)
    assert asked.args == ["u"]
    click(view, "a", -1, PartAction.RETRY_MENU)
    same, other = menu_of(view).actions()
    with qtbot.waitSignal(view.retry) as asked:
        same.trigger()
    assert asked.args == ["a"]
    with qtbot.waitSignal(view.retry_with) as asked:
        other.trigger()
    assert asked.args == ["a"]
    menu_of(view).close()


def test_arrows_lead_to_the_sibling_replies(view, qtbot):
    tree = conversation_of_pairs(1)
    for name in ("b", "c"):
        tree.add_message(Message(name, "u0", Role.ASSISTANT, name, model="m"))
    tree.choose_message("b")
    view.show_conversation(tree)
    assert view._messages.find_item("b").siblings == (2, 3)
    with qtbot.waitSignal(view.choose) as asked:
        click(view, "b", -1, PartAction.OLDER)
    assert asked.args == ["a0"]
    with qtbot.waitSignal(view.choose) as asked:
        click(view, "b", -1, PartAction.NEWER)
    assert asked.args == ["c"]
    tree.choose_message("c")
    view.refresh_path()
    assert [item.id for item in view.items] == ["u0", "c"]


def test_a_click_unfolds_the_thinking(view):
    reply = Message("a", None, Role.ASSISTANT, "So.", "I think.", model="m")
    view.show_conversation(conversation(reply))
    click(view, "a", 1, PartAction.FOLD)
    assert view._messages.find_item("a").shows_thinking
    click(view, "a", 1, PartAction.FOLD)
    assert not view._messages.find_item("a").shows_thinking


def test_the_space_bar_unfolds_the_thinking_of_the_message_in_focus(view, qtbot):
    reply = Message("a", None, Role.ASSISTANT, "So.", "I think.", model="m")
    view.show_conversation(conversation(reply))
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert view._messages.find_item("a").shows_thinking


def test_the_keyboard_walks_by_message_and_opens_its_menu(view, qtbot):
    view.activateWindow()
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.focused_number == 1
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert view.focused_number == 0
    qtbot.keyClick(view, Qt.Key.Key_Return)
    menu = menu_of(view)
    assert [action.text() for action in menu.actions() if action.text()] == [
        "Copy message", "Copy as Markdown", "Edit", "Compare models with this question…", "Add to sheet…",
        "Delete from here on",
    ]  # fmt: skip
    menu.close()
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard() == "What is it?"


def test_actions_show_only_where_the_pointer_or_the_focus_is(view):
    question = view.items[0].id
    corner, _ = place(view, question, 0)
    before = view.grab().toImage()
    QTest.mouseMove(view.viewport(), corner + QPoint(20, 8))
    assert view._pointer.pointed.message_id == question
    assert view.grab().toImage() != before


def test_actions_of_the_last_reply_are_always_seen_and_no_others(view):
    status = [view.items[number].parts[-1] for number in (0, 1)]
    painted = {}
    for part in status:
        part.paint = lambda painter, clip, light, part=part: painted.update({part: light})
    view.grab()
    assert [painted[part].actions for part in status] == [False, True]
    assert not painted[status[1]].near


def test_screen_readers_find_messages_with_author_and_text(view):
    page = QAccessible.queryAccessibleInterface(view)
    assert page.role() is QAccessible.Role.List
    assert page.childCount() == 2
    names = [page.child(number).text(QAccessible.Text.Name) for number in range(2)]
    assert names == ["You: What is it?", "m: First with stars.\nx = 1\ny = 2\nLast, see there."]
    assert page.child(1).role() is QAccessible.Role.ListItem
    assert page.child(1).text(QAccessible.Text.Value) == "First with stars.\nx = 1\ny = 2\nLast, see there."
    assert page.child(0).rect().intersects(page.rect())
    assert page.indexOfChild(page.child(1)) == 1
    view._keyboard.walk_messages(-1)
    assert [page.child(number).state().focused for number in range(2)] == [False, True]


def test_a_view_that_is_gone_leaves_nothing_behind(theme, qapp):
    view = TranscriptView(theme)
    view.show()
    view.show_conversation(conversation_of_pairs(30))
    QAccessible.queryAccessibleInterface(view).child(0)
    gone = [weakref.ref(thing) for thing in (view, view._layout, view._messages, view.items[-1].parts[0])]
    view.deleteLater()
    del view
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert [thing() for thing in gone] == [None] * 4


def test_what_is_too_long_to_be_copied_is_refused_before_it_is_read(view, qtbot, monkeypatch):
    monkeypatch.setattr("teahouse.ui.transcript.interaction.message_actions.LONGEST_COPY", 1000)
    messages = [Message(f"{n}", f"{n - 1}" if n else None, Role.USER, "a leaf of tea " * 10) for n in range(40)]
    view.show_conversation(conversation(*messages))
    QGuiApplication.clipboard().setText("before")
    view.selection.select_all()
    read = []
    monkeypatch.setattr(view._actions, "_copy_as_read", read.append)
    for copy in (view._actions.copy_selected, view._actions.copy_selected_markdown):
        with qtbot.waitSignal(view.copy_refused):
            copy()
    assert read == []
    assert QGuiApplication.clipboard().text() == "before"


def test_finding_takes_what_is_selected_of_one_message_and_reads_nothing_else(view, monkeypatch):
    messages = [Message(f"{n}", f"{n - 1}" if n else None, Role.USER, f"leaf {n}") for n in range(40)]
    view.show_conversation(conversation(*messages))
    view.selection.select_all()
    opened = []
    open_item = view._layout.open_item
    monkeypatch.setattr(view._layout, "open_item", lambda number: opened.append(number) or open_item(number))
    assert view.selection.short_text() == ""
    assert opened == []
    view.selection.select_message("3")
    assert view.selection.short_text() == "leaf 3"
