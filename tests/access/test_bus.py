"""What a screen reader announces and finds, over the accessibility bus, in the real window with the real engine."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from teahouse.core.conversation import Conversation, ConversationHead, Message, Role, State
from teahouse.ui.actions import TABLE
from teahouse.ui.models.header import ModelsTab
from teahouse.ui.sidebar.page_list import Page, title_of

pytestmark = [pytest.mark.journey, pytest.mark.engine, pytest.mark.timeout(900)]
# The last two: on a busy machine the bus answers late whether somebody wants a key for himself; Qt goes on without.
pytestmark.append(
    pytest.mark.qt_log_ignore("accessible on path", "does not implement", "keyEventError", "no queued key called")
)

SMOLLM, GEMMA = "smollm2:135m", "gemma3:270m"
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def key_of_page(page):
    """The digit that goes to a page with Ctrl."""
    (key,) = next(entry.keys for entry in TABLE if entry.name == f"page_{page}")
    return Qt.Key(ord(key[-1]))


SILENT = ("filler", "unknown", "panel", "invalid")  # roles that say nothing about what a thing is


def told_of(events):
    """The name of what each event is about."""
    return [one["name"] for one in events if one["kind"].endswith("focused")]


def test_a_reply_is_told_from_sending_to_its_end(person, listener):
    listener.events()
    person.switch_to(SMOLLM)
    assert listener.notifications() == [f"The model is {SMOLLM} now"]
    person.ask("Say hello.")
    reply = person.wait_for_reply()
    said = listener.notifications()
    assert said[0] == "Waiting for the host…"
    assert "Writing…" in said
    assert said[-1].startswith(f"{SMOLLM}: {'Finished' if reply.state is State.DONE else 'Reached its length limit'}. ")
    assert len(said) == len(set(said)), "each is told once"


def test_a_reply_that_was_stopped_and_what_was_copied_are_told(person, listener):
    person.switch_to(GEMMA)
    reply = person.stop_in_the_middle("Tell a very long story about rain.", 10)
    said = listener.notifications()
    assert said[-1].startswith(f"{GEMMA}: Stopped. ")
    assert len(said[-1]) < 300
    person.press(Qt.Key.Key_C, CONTROL | SHIFT)
    assert listener.notifications() == ["Copied"]
    assert QApplication.clipboard().text() == reply.text


def test_the_switcher_says_the_row_while_the_keyboard_stays_in_its_field(person, listener):
    begun = person.chat_page.model_selection.model
    step, other = (Qt.Key.Key_Up, GEMMA) if begun == SMOLLM else (Qt.Key.Key_Down, SMOLLM)  # they stand by name
    person.press(Qt.Key.Key_K, CONTROL)
    field = [one for one in listener.events() if one["kind"].endswith("focused")][-1]
    assert field["name"] == "Filter models"
    assert field["description"].startswith(begun), "the row one begins on is read with the field"
    person.press(step)
    spoken = [one for one in listener.events() if one["kind"].endswith("focused")]
    assert [(one["role"], one["name"].split(",")[0]) for one in spoken] == [("list item", other)]
    person.type("gem")
    assert told_of(listener.events())[-1].startswith(GEMMA)
    person.press(Qt.Key.Key_Escape)
    assert told_of(listener.events())[-1].startswith("Message ")


def test_who_comes_to_the_conversation_hears_the_message_and_not_the_list(person, listener):
    person.switch_to(SMOLLM)
    person.ask("Say hello.")
    person.wait_for_reply()
    listener.events()
    person.press(Qt.Key.Key_Tab, SHIFT)
    assert told_of(listener.events())[-1].startswith(f"{SMOLLM}: ")
    person.press(Qt.Key.Key_Up)
    assert told_of(listener.events()) == ["You: Say hello."]
    person.press(Qt.Key.Key_Return)
    person.until(QApplication.activePopupWidget)
    assert told_of(listener.events()) == ["Copy message"], "the menu's first entry"
    person.press(Qt.Key.Key_Escape)
    assert told_of(listener.events())[-1] == "You: Say hello."
    person.press(Qt.Key.Key_Down)
    person.chat_page.transcript.retry.emit(person.reply().id)
    before = person.reply().id
    person.until(lambda: person.reply().id != before)
    person.wait_for_reply()
    assert person.chat_page.transcript.focused_number == 1, "the reply that took its place"


def test_who_goes_to_a_room_hears_where_the_keyboard_is(person, listener):
    for key, name in (
        (key_of_page(Page.COMPARE), "Question to all models"),
        (key_of_page(Page.MODELS), "Look for a model, or name one to pull"),
    ):
        listener.events()
        person.press(key, CONTROL)
        QTest.qWait(500)
        assert told_of(listener.events())[-1:] == [name]


def test_a_block_is_read_by_words_and_a_message_has_actions(person, listener):
    person.switch_to(SMOLLM)
    person.ask("One two three.")
    person.wait_for_reply()
    walk_to(person, 0, 0)
    tree = listener.tree()
    text = next(one for one in tree if one["role"] == "text" and len(one["path"]) > 3 and below(tree, one, "You: "))
    assert listener.ask("text", text["path"]) == {"text": "One two three.", "word": "One", "line": "One two three."}
    actions = next(one for one in tree if one["role"] == "tool bar" and one["name"] == "Actions")
    names = listener.ask("actions", actions["path"])
    assert names[:2] == ["Copy message", "Copy as Markdown"]
    assert listener.ask("act", actions["path"], 0)
    person.until(lambda: QApplication.clipboard().text() == "One two three.")


def walk_to(person, number, block):
    """Go to a block of a message by keyboard."""
    view = person.chat_page.transcript
    view.scroll_to(view.items[number].id)
    view.setFocus()
    person.until(view.hasFocus)
    for _ in range(9):
        person.press(Qt.Key.Key_Down, CONTROL)
        if view.focused_block == (number, block):
            return
    raise AssertionError(
        f"at {view.focused_block} of {view._layout.block_keys(number)}, {person.focused()} has the keyboard"
    )


MARKDOWN = """## Speeds

| Model | Speed |
|---|---|
| qwen3 | 21 |
| gemma3 | 140 |

See [the list](https://example.org/list) and <https://example.org>.
"""


def test_a_block_has_the_level_of_its_heading_its_table_and_its_links(person, listener):
    head = ConversationHead("x", "Speeds", 0.0, 1.0)
    reply = Message("m", None, Role.ASSISTANT, MARKDOWN, model=SMOLLM)
    view = person.chat_page.transcript
    view.parentWidget().setCurrentWidget(view)  # instead of the greeting
    view.show_conversation(Conversation(head, (reply,)))
    walk_to(person, 0, 0)
    heading = listener.events()[-1]
    assert (heading["role"], heading["name"], heading["description"]) == ("heading", "Speeds", "Heading of level 2")
    walk_to(person, 0, 1)
    assert listener.events()[-1]["description"] == "Table with 3 rows and 2 columns"
    table = next(one for one in listener.tree() if one["role"] == "table" and one["name"] == "Table")
    assert listener.ask("table", table["path"]) == {
        "head": ["Model", "Speed"], "cells": [["qwen3", "21"], ["gemma3", "140"]]
    }  # fmt: skip
    walk_to(person, 0, 2)
    assert listener.events()[-1]["description"] == "2 links"
    links = [one for one in listener.tree() if one["role"] == "link"]
    assert (links[0]["name"], links[0]["description"]) == ("the list", "https://example.org/list")
    followed = []
    view.link.disconnect()
    view.link.connect(lambda *link: followed.append(link))
    assert listener.ask("act", links[0]["path"], 0)
    person.until(lambda: followed == [("https://example.org/list", "the list")])
    actions = next(one for one in listener.tree() if one["role"] == "tool bar" and one["name"] == "Actions")
    assert "Open https://example.org/list" in listener.ask("actions", actions["path"])


def below(tree, one, name):
    """Whether an object stands in one whose name begins so."""
    above = [one["path"][:length] for length in range(len(one["path"]))]
    return any(other["path"] in above and other["name"].startswith(name) for other in tree)


def test_who_comes_to_a_list_hears_its_row_and_not_the_list(person, listener):
    person.switch_to(SMOLLM)
    person.ask("Say hello.")
    person.wait_for_reply()
    heard = {}
    person.press(key_of_page(Page.MODELS), CONTROL)
    person.until(lambda: person.window.pages.current is Page.MODELS)
    room = person.window.pages.currentWidget()
    person.until(lambda: room.pages.catalogue.view.cards.rowCount() > 0)
    room.show_page(ModelsTab.INSTALLED)
    lists = {
        "conversations": person.sidebar.conversations,
        "installed": room.pages.installed.table,
        "catalogue": room.pages.catalogue.view,
    }
    for name, view in lists.items():
        if name == "catalogue":
            room.show_page(ModelsTab.CATALOGUE)
        room.header.field.setFocus()
        person.until(lambda view=view: view.isVisible() and view.model().rowCount() > 0, name)
        view.setFocus()
        person.press(Qt.Key.Key_Home)  # the list of conversations begins at no row
        person.until(lambda view=view: view.currentIndex().isValid(), name)
        for reason in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.OtherFocusReason):
            room.header.field.setFocus()
            listener.events()
            view.setFocus(reason)
            told = [one for one in listener.events() if one["kind"].endswith("focused")]
            heard[name, reason.name] = told[-1]["role"] if told else "nothing"
    assert set(heard.values()) <= {"list item", "table cell"}, str(heard)


def pages(person):
    """Every page of the window in turn, by name."""
    yield "chat"
    for name in person.window.pages.names[1:]:
        person.press(key_of_page(name), CONTROL)
        person.until(lambda wanted=name: person.window.pages.current == wanted)
        QTest.qWait(300)
        yield name
        if name == "models":
            for page in (ModelsTab.INSTALLED, ModelsTab.DOWNLOADS):
                person.window.pages.currentWidget().show_page(page)
                QTest.qWait(300)
                yield f"models, {page}"
    person.press(Qt.Key.Key_1, CONTROL)
    person.press(Qt.Key.Key_O, CONTROL | SHIFT)
    QTest.qWait(300)
    yield "chat with parameters"


def described(widget):
    return f"{type(widget).__name__} {widget.accessibleName() or getattr(widget, 'text', str)()!r}"


def takes_tab(widget, window):
    """Whether Tab is to reach a widget. Of buttons one of which is down, it reaches that one; arrows go on from it."""
    if isinstance(widget, QAbstractButton) and widget.group() is not None and widget.group().exclusive():
        checked = widget.group().checkedButton()
        if checked is not None and checked is not widget:
            return False
    there = widget.isEnabled() and widget.isVisible() and widget.window() is window
    return there and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None


def test_forward_tab_reaches_every_control_of_every_page(person):
    skipped = {}
    for page in pages(person):
        wanted = {widget for widget in person.window.findChildren(QWidget) if takes_tab(widget, person.window)}
        reached = set()
        for _ in range(2 * len(wanted)):
            reached.add(person.focused())
            QTest.keyClick(person.focused(), Qt.Key.Key_Tab)
        if wanted - reached:
            skipped[page] = sorted(map(described, wanted - reached))
    assert not skipped, str(skipped)


def is_named(control):
    """The name of a combo box is what is chosen: what it is for is said by a label."""
    return any(control["labels"]) or (control["role"] != "combo box" and bool(control["name"]))


def test_everything_that_takes_the_keyboard_has_a_name_and_a_role(person, listener):
    nameless = {}
    for page in pages(person):
        tree = listener.tree()
        controls = [one for one in tree if "focusable" in one["states"]]
        tabs = [one["name"] for one in controls if one["role"] == "page tab"]
        assert {title_of(one) for one in Page} <= set(tabs), page
        assert next(one["role"] for one in tree if len(one["path"]) == 1) == "frame"
        room = page.split(",")[0].split(" ")[0].capitalize()
        assert any(one["name"] == room for one in tree if one["role"] not in ("page tab", "label")), page
        found = [one for one in controls if not is_named(one) or one["role"] in SILENT]
        if found:
            nameless[page] = [(one["role"], one["name"], one["path"]) for one in found]
    assert not nameless, str(nameless)


def test_everything_in_the_dialogs_has_a_name_and_a_role(person, listener):
    nameless = {}
    for action in ("settings", "pull_model", "shortcuts", "palette"):
        person.window.table[action].trigger()
        QTest.qWait(400)
        controls = [one for one in listener.tree() if "focusable" in one["states"]]
        found = [one for one in controls if not is_named(one) or one["role"] in SILENT]
        if action == "shortcuts":
            assert any("Ctrl+K" in one["description"] for one in controls), "the list of keys is read"
        if found:
            nameless[action] = [(one["role"], one["name"], one["path"]) for one in found]
        for window in QApplication.topLevelWidgets():
            if window is not person.window and window.isVisible():
                window.close()
        person.window.activateWindow()  # there is no window manager to do it
        QTest.qWait(300)
    assert not nameless, str(nameless)
