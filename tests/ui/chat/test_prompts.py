"""Saved prompts: `/` opens them, keys choose them, and a dialog edits them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fixtures.service_recorder import ServiceRecorder
from teahouse.core.conversation import SavedPrompt
from teahouse.core.model import ModelCard
from teahouse.services.chat.events import SavedPromptsEvent
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.models.events import ModelEntry, ModelsEvent
from teahouse.ui.chat.page import ChatPage
from teahouse.ui.chat.prompt_picker import PromptsDialog, find_prompts, offered_prompts

ENTER, TAB, DOWN, UP, ESCAPE = (
    Qt.Key.Key_Return,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Down,
    Qt.Key.Key_Up,
    Qt.Key.Key_Escape,
)
LETTER = SavedPrompt("p1", "Polite letter", "Write a polite letter about")
TEA = SavedPrompt("p2", "Tea facts", "Tell me three facts about tea.")


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
    post_events(
        bridge, HostEvent(HostState.READY, "127.0.0.1:11434"), ModelsEvent((ModelEntry(ModelCard("gemma3:4b")),))
    )
    made.focus_composer()
    return made


@pytest.fixture
def stocked(chat_page, bridge):
    """Two prompts are kept; the composer holds the sign."""
    QTest.keyClicks(chat_page.composer.editor, "/")
    post_events(bridge, SavedPromptsEvent((LETTER, TEA)))
    return chat_page


def post_events(bridge, *event):
    for one in event:
        bridge.post_events(one)
    QGuiApplication.processEvents()


def names(chat_page):
    rows = chat_page.saved_prompts.picker.list
    return [rows.item(number).text() for number in range(rows.count())]


def press(chat_page, key):
    QTest.keyClick(chat_page.composer.editor, key)


def test_the_sign_offers_the_persons_own_first_and_asks_for_them_once(stocked, services):
    assert services.of("prompts.list_prompts") == [((), {})]
    assert names(stocked)[:3] == ["Polite letter", "Tea facts", "Summarise"]
    assert stocked.saved_prompts.picker.current_prompt() == LETTER
    assert stocked.composer.editor.hasFocus()


def test_what_is_typed_after_it_finds_by_name(stocked):
    QTest.keyClicks(stocked.composer.editor, "te")
    assert names(stocked)[:2] == ["Tea facts", "Polite letter"]  # its beginning comes before its middle
    QTest.keyClicks(stocked.composer.editor, "xyz")
    assert not stocked.saved_prompts.is_open


@pytest.mark.parametrize("key", [ENTER, TAB])
def test_a_key_takes_the_chosen_one_and_the_field_waits_for_the_rest(stocked, services, key):
    press(stocked, DOWN)
    press(stocked, UP)
    press(stocked, UP)  # round, to the last one
    press(stocked, DOWN)
    press(stocked, key)
    assert stocked.composer.text() == "Write a polite letter about\n\n"
    assert not stocked.saved_prompts.is_open
    assert services.of("chat.send_message") == []
    stocked.composer.editor.undo()
    assert stocked.composer.text() == "/"


def test_esc_leaves_the_sign_as_it_is_and_enter_sends_it(stocked, services):
    press(stocked, ESCAPE)
    QTest.keyClicks(stocked.composer.editor, "etc is what?")
    assert not stocked.saved_prompts.is_open
    press(stocked, ENTER)
    assert services.of("chat.send_message")[0][0][1].text == "/etc is what?"


def test_a_sign_within_a_message_offers_nothing(chat_page):
    QTest.keyClicks(chat_page.composer.editor, "and/or")
    assert not chat_page.saved_prompts.is_open


def test_by_the_button_a_prompt_comes_before_what_is_written(chat_page, bridge):
    QTest.keyClicks(chat_page.composer.editor, "the text")
    chat_page.composer.controls.prompts.click()
    post_events(bridge, SavedPromptsEvent((TEA,)))
    QTest.mouseClick(
        chat_page.saved_prompts.picker.list.viewport(),
        Qt.MouseButton.LeftButton,
        pos=chat_page.saved_prompts.picker.list.visualItemRect(chat_page.saved_prompts.picker.list.item(0)).center(),
    )
    assert chat_page.composer.text() == "Tell me three facts about tea.\n\nthe text"


def test_the_list_stands_above_the_composer_and_closes_when_the_keyboard_goes(stocked):
    picker = stocked.saved_prompts.picker
    assert picker.geometry().bottom() < stocked.composer.y()
    stocked.resize(700, 500)
    QGuiApplication.processEvents()
    assert picker.geometry().bottom() < stocked.composer.y()
    stocked.header.model_button.setFocus()
    assert not stocked.saved_prompts.is_open


def test_what_is_written_can_be_kept_as_a_prompt(chat_page, services):
    QTest.keyClicks(chat_page.composer.editor, "Explain like a pirate:")
    chat_page.composer.controls.prompts.click()
    chat_page.saved_prompts.picker.edit_button.click()
    dialog = next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, PromptsDialog))
    ((prompt,), _) = services.of("prompts.save_prompt")[0]
    assert (prompt.name, prompt.text) == ("Explain like a pirate:", "Explain like a pirate:")
    assert dialog.name.hasFocus() or dialog.name.selectedText() == "Explain like a pirate:"
    dialog.accept()


@pytest.fixture
def dialog(chat_page, theme):
    made = PromptsDialog(theme, (LETTER, TEA), chat_page)
    made.asked = []
    made.kept.connect(lambda prompt: made.asked.append(prompt))
    made.removed.connect(lambda prompt_id: made.asked.append(prompt_id))
    made.show()
    yield made
    made.accept()
    made.deleteLater()


def test_a_change_in_the_dialog_is_kept_by_itself(dialog, qtbot):
    dialog.name.selectAll()
    QTest.keyClicks(dialog.name, "Letter")
    qtbot.waitUntil(lambda: bool(dialog.asked))
    assert dialog.asked[-1] == SavedPrompt("p1", "Letter", LETTER.text)


def test_going_to_another_prompt_keeps_what_was_changed_in_the_one_before(dialog):
    dialog.text.setFocus()
    QTest.keyClicks(dialog.text, "Please. ")
    dialog.list.setCurrentRow(1)
    assert dialog.asked == [SavedPrompt("p1", LETTER.name, f"Please. {LETTER.text}")]
    assert dialog.text.toPlainText() == TEA.text


def test_a_deleted_prompt_can_be_brought_back(dialog):
    dialog.delete_button.click()
    assert dialog.asked == ["p1"]
    assert not dialog.delete_button.isEnabled(), "no other prompt is chosen in its place"
    assert not dialog.name.isEnabled()
    dialog.undo_button.click()
    assert dialog.asked == ["p1", LETTER]
    assert dialog.name.text() == LETTER.name
    dialog.delete_button.click()
    assert dialog.asked == ["p1", LETTER, "p1"]


def test_a_new_prompt_without_a_text_is_none(dialog):
    dialog.new_button.click()
    QTest.keyClicks(dialog.name, "Empty")
    dialog.accept()
    assert dialog.asked == []


def test_every_word_counts_in_a_search():
    prompts = offered_prompts((LETTER, TEA))
    assert find_prompts(prompts, "facts TEA") == [TEA]
    assert find_prompts(prompts, "tea nothing") == []
    assert len(find_prompts(prompts, "")) == len(prompts)
