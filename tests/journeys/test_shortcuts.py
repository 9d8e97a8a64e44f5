"""Every entry of the list of keys, pressed in the real window, has its effect."""

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from journeys.person import person_at
from teahouse.core.conversation import State
from teahouse.core.stream_events import TokenLogprob
from teahouse.core.token_probabilities import ProbabilityRecorder
from teahouse.ui.actions import text_of
from teahouse.ui.chat.tokens.dialog import TokenDialog
from teahouse.ui.shortcuts import ShortcutsDialog
from teahouse.ui.sidebar.page_list import Page
from teahouse.ui.workshop.tabs import WorkshopTab

pytestmark = [pytest.mark.journey, pytest.mark.engine, pytest.mark.timeout(500)]

SMOLLM, GEMMA = "smollm2:135m", "gemma3:270m"


def press(person, key):
    QTest.keySequence(person.focused(), QKeySequence(key))


def opened(person, key, kind):
    """Press a key that opens a dialog or popup of this class, and close that again."""
    press(person, key)

    def found():
        return [one for one in QApplication.topLevelWidgets() if type(one).__name__ == kind and one.isVisible()]

    person.until(found, f"{key} opens no {kind}")
    found()[0].close()
    person.until(lambda: not found())
    person.until(person.window.isActiveWindow)


def send(person, key):
    known = len(person.messages())
    person.chat_page.focus_composer()
    person.type("Say hello.")
    press(person, key)
    person.until(lambda: len(person.messages()) == known + 2)
    person.wait_for_reply()


def tokens(person, key):
    preferences = person.application.preferences
    wanted = preferences.values.token_probabilities
    for shown in (not wanted, wanted):
        press(person, key)
        person.until(lambda shown=shown: preferences.values.token_probabilities is shown)


def stop(person, key):
    person.switch_to(GEMMA)
    for _ in range(8):
        person.ask_at_length("Tell a very long story about rain.", 20)
        press(person, key)
        if person.wait_for_reply().state is State.STOPPED:
            break
    else:
        raise AssertionError("no reply could be stopped")
    person.switch_to(SMOLLM)


def copy_reply(person, key):
    QApplication.clipboard().clear()
    press(person, key)
    person.until(lambda: QApplication.clipboard().text() == person.reply().text)


def retry(person, key):
    before = person.reply().id
    press(person, key)
    person.until(lambda: person.reply().id != before)
    person.wait_for_reply()


def find(person, key):
    press(person, key)
    person.until(lambda: (bar := person.chat_page.transcript._finder.bar) is not None and bar.isVisible())
    press(person, "Esc")
    person.until(lambda: not person.chat_page.transcript._finder.bar.isVisible())


def search(person, key):
    person.chat_page.focus_composer()
    press(person, key)
    assert person.sidebar.search.isAncestorOf(person.focused()) or person.focused() is person.sidebar.search
    person.chat_page.focus_composer()


def parameters(person, key):
    shown = person.chat_page.header.parameters_button.isChecked()
    press(person, key)
    person.until(lambda: person.chat_page.header.parameters_button.isChecked() is not shown)
    press(person, key)
    person.until(lambda: person.chat_page.header.parameters_button.isChecked() is shown)
    person.chat_page.focus_composer()


def shown_page(name):
    def go(person, key):
        person.window.show_page(Page.MODELS if name is Page.CHAT else Page.CHAT)
        press(person, key)
        person.until(lambda: person.window.pages.current is name)
        person.window.show_page(Page.CHAT)

    return go


def sidebar(person, key):
    for hidden in (True, False):
        press(person, key)
        person.until(lambda wanted=hidden: person.sidebar.isHidden() is wanted)


def zoom(step):
    def change(person, key):
        person.application.preferences.change(zoom=1.1)
        before = person.application.preferences.values.zoom
        press(person, key)
        after = person.application.preferences.values.zoom
        assert after == 1.0 if step == 0 else (after - before) * step > 0
        person.application.preferences.change(zoom=1.0)

    return change


def new_line(person, key):
    editor = person.chat_page.composer.editor
    person.chat_page.focus_composer()
    person.type("one")
    press(person, key)
    person.type("two")
    assert editor.toPlainText() == "one\ntwo"
    editor.clear()


def page(person, key):
    """From the composer, the conversation moves by a page."""
    bar = person.chat_page.transcript.verticalScrollBar()
    person.chat_page.focus_composer()
    bar.setValue(0 if key == "PgDown" else bar.maximum())
    before = bar.value()
    assert bar.maximum() > 100, "the conversation is higher than the window"
    press(person, key)
    person.until(lambda: (bar.value() > before) if key == "PgDown" else (bar.value() < before))


def message(person, key):
    view = person.chat_page.transcript
    view.scroll_to(person.messages()[1].id)
    view.setFocus()
    before = view.focused_number
    for _ in range(60):  # a message that is higher than the window is scrolled through first
        press(person, key)
    assert (view.focused_number < before) if key == "Up" else (view.focused_number > before)


def paragraph(person, key):
    view = person.chat_page.transcript
    view.scroll_to(person.messages()[1].id)
    view.setFocus()
    press(person, key)
    assert view.focused_block is not None
    before = view.focused_block
    press(person, key)
    assert (view.focused_block < before) if key == "Ctrl+Up" else (view.focused_block > before)


def menu_of_message(person, key):
    view = person.chat_page.transcript
    view.scroll_to(person.reply().id)
    view.setFocus()
    press(person, key)
    person.until(QApplication.activePopupWidget)
    press(person, "Esc")
    person.until(lambda: QApplication.activePopupWidget() is None)


def version(person, key):
    if key == "Left":
        first = person.reply().id
        press(person, "Ctrl+Shift+R")
        person.until(lambda: person.reply().id != first)
        press(person, "Esc")  # it may be long
        person.wait_for_reply()
    before = person.reply().id
    person.chat_page.transcript.scroll_to(before)
    person.chat_page.transcript.setFocus()
    press(person, key)
    person.until(lambda: person.reply().id != before, f"{key} shows no other version")


def in_list(person):
    """The keyboard is on the first conversation of the list."""
    conversations = person.sidebar.conversations
    person.until(lambda: conversations.model().rowCount() > 0)
    conversations.setFocus()
    press(person, "Home")
    person.until(lambda: conversations.current_head() is not None)
    return conversations


def rename(person, key):
    conversations = in_list(person)
    press(person, key)
    person.until(lambda: conversations.state() == conversations.State.EditingState)
    person.focused().selectAll()
    person.type("Renamed")
    press(person, "Return")
    person.until(lambda: conversations.current_head() is not None and conversations.current_head().title == "Renamed")


def delete(person, key):
    conversations = in_list(person)
    gone = conversations.current_head().id
    press(person, key)
    person.until(lambda: conversations.model().row_of(gone) < 0)


def undo(person, key):
    conversations = person.sidebar.conversations
    before = conversations.model().rowCount()
    press(person, key)
    person.until(lambda: conversations.model().rowCount() > before)


def token(person, key):
    """In the dialog of a token with tokens before and after it."""
    recorder = ProbabilityRecorder()
    recorder.add_tokens([TokenLogprob(text, -0.5, (), text.encode()) for text in ("One", "Two", "Three")])
    dialog = TokenDialog(person.application.theme, person.window)
    dialog.show_token("OneTwoThree", recorder.place_tokens("OneTwoThree"), 1)
    dialog.show()
    dialog.activateWindow()
    person.until(dialog.isActiveWindow)
    press(person, key)
    person.until(lambda: dialog.number == (2 if key == "Alt+Right" else 0))
    dialog.close()
    dialog.deleteLater()
    person.window.activateWindow()  # there is no window manager here
    person.until(person.window.isActiveWindow)


def prompt(person, key):
    """A new sheet has two prompts; the one that is not at the end moves there."""
    person.window.show_page(Page.EVALUATE)
    dialogs = person.window.pages.currentWidget().dialogs
    dialogs.edit_new_sheet()
    editor = dialogs.editor
    editor.activateWindow()
    person.until(editor.isActiveWindow)
    editor.add_button.click()
    moved, other = (one.id for one in (reversed(editor.sheet.prompts) if key == "Alt+Up" else editor.sheet.prompts))
    editor.list.setCurrentRow(1 if key == "Alt+Up" else 0)
    editor.list.setFocus()
    press(person, key)
    wanted = [moved, other] if key == "Alt+Up" else [other, moved]
    person.until(lambda: [one.id for one in editor.sheet.prompts] == wanted)
    editor.close()
    person.window.activateWindow()
    person.until(person.window.isActiveWindow)
    person.window.show_page(Page.CHAT)


def workshop_tab(person, key):
    person.window.show_page(Page.WORKSHOP)
    shown_page = person.window.pages.currentWidget()
    shown_page.setFocus()
    before = shown_page.current_tab
    press(person, key)
    tabs = list(WorkshopTab)
    step = 1 if key == "Ctrl+PgDown" else -1
    person.until(lambda: shown_page.current_tab is tabs[(tabs.index(before) + step) % len(tabs)])
    person.window.show_page(Page.CHAT)


def new_chat(person, key):
    if not person.messages():  # what was deleted before may not have come back yet
        person.ask("Tea?")
        person.wait_for_reply()
    press(person, key)
    person.until(lambda: not person.messages())


def leave(person, key):
    press(person, key)
    person.until(lambda: not person.window.isVisible())


# In an order in which each finds what it needs.
CHECKS = {
    "Send message": send,
    "Copy last reply": copy_reply,
    "Retry last reply": retry,
    "Show or hide token probabilities": tokens,
    "Stop the reply": stop,
    "Find in this conversation": find,
    "Search all conversations": search,
    "Switch model": lambda person, key: opened(person, key, "Switcher"),
    "Parameters": parameters,
    "Pull model": lambda person, key: opened(person, key, "PullDialog"),
    "Go to Chat": shown_page(Page.CHAT),
    "Go to Compare": shown_page(Page.COMPARE),
    "Go to Evaluate": shown_page(Page.EVALUATE),
    "Go to Models": shown_page(Page.MODELS),
    "Go to Workshop": shown_page(Page.WORKSHOP),
    "Go to Speed": shown_page(Page.SPEED),
    "Show or hide the sidebar": sidebar,
    "Larger text": zoom(1),
    "Smaller text": zoom(-1),
    "Normal text size": zoom(0),
    "All actions": lambda person, key: opened(person, key, "Palette"),
    "Settings": lambda person, key: opened(person, key, "SettingsDialog"),
    "Keyboard shortcuts": lambda person, key: opened(person, key, "ShortcutsDialog"),
    "New line in a message": new_line,
    "A page of the conversation up or down": page,
    "In a conversation: the message before or after": message,
    "In a conversation: the paragraph before or after": paragraph,
    "Menu of the message in focus": menu_of_message,
    "Other version of the message in focus": version,
    "Rename the selected conversation": rename,
    "Delete the selected conversation": delete,
    "Bring a deleted conversation back": undo,
    "Token probabilities: the token before or after": token,
    "In a sheet: move the selected prompt up or down": prompt,
    "In the Workshop: the tab before or after": workshop_tab,
    "New chat": new_chat,
    "Quit": leave,
}


def test_every_key_of_the_list_does_what_the_list_says(home):
    with person_at(home) as person:
        person.window.resize(900, 600)
        person.wait_for_models(2)
        person.switch_to(SMOLLM)
        listed = ShortcutsDialog(person.window.table.entries, person.application.theme)
        keys = {text: shown.split(" / ") for text, shown in listed.lines()}
        keys |= {text_of(entry).rstrip("…"): list(entry.keys) for entry in person.window.table.entries}
        listed.deleteLater()
        assert set(keys) == set(CHECKS), "every key of the list has a check, and no other"
        failed = {}
        for text, check in CHECKS.items():
            for key in keys[text]:
                try:
                    check(person, key)
                except AssertionError as failure:
                    failed[text, key] = str(failure).splitlines()[0]
                    while QApplication.activePopupWidget() is not None:
                        QApplication.activePopupWidget().close()
        assert not failed, str(failed)
