"""The composer with real keys: sending, line breaks, growing, pasting, editing, buttons."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt, QUrl
from PySide6.QtGui import QTextBlock
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

import teahouse.ui
from teahouse.core.conversation import Draft
from teahouse.core.model import ModelCard
from teahouse.ui.chat import editor as editing
from teahouse.ui.chat.composer import Composer
from teahouse.ui.chat.editor import Editor
from teahouse.ui.chat.parameters.fields import TextField
from teahouse.ui.compare.prompt_bar import PromptField

ENTER, SHIFT, CTRL = Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
THINKS = ModelCard("qwen3:8b", capabilities=frozenset({"completion", "thinking"}))
PLAIN = ModelCard("gemma3:4b", capabilities=frozenset({"completion"}))


@pytest.fixture
def place(qtbot):
    widget = QWidget()
    widget.resize(700, 500)
    qtbot.addWidget(widget)
    widget.show()
    return widget


@pytest.fixture
def composer(place, bridge, theme):
    made = Composer(bridge, theme, place)
    made.resize(700, 300)
    made.show()
    made.editor.setFocus()
    return made


@pytest.fixture
def sent(composer):
    texts = []
    composer.sent.connect(lambda draft: texts.append(draft.text))
    return texts


def paste(composer, text):
    data = QMimeData()
    data.setText(text)
    composer.editor.insertFromMimeData(data)


def test_enter_sends_and_the_text_stays_until_it_was_taken(composer, sent):
    QTest.keyClicks(composer.editor, "Hello")
    QTest.keyClick(composer.editor, ENTER)
    assert sent == ["Hello"]
    assert composer.text() == "Hello"
    composer.clear_sent()
    assert composer.text() == ""


class Painted(QObject):
    """Counts how often a widget was painted."""

    def __init__(self, widget):
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched, event):
        self.count += event.type() == QEvent.Type.Paint
        return False


@pytest.mark.parametrize("kind", [Editor, TextField, PromptField])
def test_another_placeholder_is_painted_at_once(place, qtbot, kind):
    field = kind(place) if kind is not TextField else kind()
    field.setParent(place)
    field.resize(400, 40)
    field.show()
    field.setPlaceholderText("Message qwen3:8b…")
    qtbot.wait(50)
    painted = Painted(field.viewport())
    field.setPlaceholderText("Message gemma3:4b…")
    qtbot.waitUntil(lambda: painted.count > 0, timeout=3000)


def test_no_field_of_several_lines_sets_a_placeholder_that_is_not_painted():
    folder = Path(teahouse.ui.__file__).parent
    for path in folder.rglob("*.py"):
        text = path.read_text("utf-8")
        for name in re.findall(r"(\w+)\.setPlaceholderText\(", text):
            made = re.search(rf"\b{name}\b.*= .*QPlainTextEdit\(", text)
            derived = name == "self" and "(QPlainTextEdit)" in text
            assert not any((made, derived)), f"{path}: PlainTextField paints it, QPlainTextEdit does not"


def test_shift_enter_breaks_the_line(composer, sent):
    QTest.keyClicks(composer.editor, "one")
    QTest.keyClick(composer.editor, ENTER, SHIFT)
    QTest.keyClicks(composer.editor, "two")
    assert composer.text() == "one\ntwo"
    assert sent == []


def test_the_two_keys_can_be_swapped_and_ctrl_enter_always_sends(composer, sent):
    composer.editor.set_enter_sends(False)
    QTest.keyClicks(composer.editor, "one")
    QTest.keyClick(composer.editor, ENTER)
    assert (composer.text(), sent) == ("one\n", [])
    QTest.keyClick(composer.editor, ENTER, CTRL)
    assert len(sent) == 1


def test_the_number_pads_enter_sends_too(composer, sent):
    QTest.keyClicks(composer.editor, "Hello")
    QTest.keyClick(composer.editor, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert sent == ["Hello"]


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_nothing_but_space_is_not_sent(composer, sent, text):
    composer.set_draft(Draft(text))
    QTest.keyClick(composer.editor, ENTER)
    assert sent == []


def test_it_grows_line_by_line_up_to_a_bound(composer):
    heights = []
    for _ in range(editing.MOST_LINES + 5):
        heights.append(composer.editor.height())
        QTest.keyClick(composer.editor, ENTER, SHIFT)
    growing = heights[: editing.MOST_LINES]
    assert growing == sorted(set(growing))
    assert set(heights[editing.MOST_LINES :]) == {growing[-1]}
    assert composer.editor.verticalScrollBarPolicy() is not Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    composer.set_draft(Draft(""))
    assert composer.editor.height() == heights[0]
    assert composer.editor.verticalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff


def test_a_long_sentence_makes_it_grow_as_well(composer):
    before = composer.editor.height()
    composer.set_draft(Draft("word " * 100))
    assert composer.editor.height() > before


def test_only_plain_text_is_pasted(composer):
    data = QMimeData()
    data.setHtml("<b>bold</b> <img src='http://example.org/x.png'>")
    data.setText("bold\x00 text")
    composer.editor.insertFromMimeData(data)
    assert composer.text() == "bold text"
    elsewhere = QMimeData()
    elsewhere.setUrls([QUrl("http://example.org/x.png")])
    assert not composer.editor.canInsertFromMimeData(elsewhere)


@pytest.mark.parametrize("sign", ["x", "天", "word "])
def test_a_megabyte_in_one_line_is_held_in_short_lines_and_comes_back_whole(composer, sent, sign):
    text = (sign * 1_000_000)[:1_000_000] + "\nend"
    paste(composer, text)
    assert longest_line(composer) <= editing.FOLDED_LINE + 2
    assert composer.text() == text
    composer.submit_draft()
    assert sent == [text]


def test_what_is_copied_or_undone_has_no_trace_of_folding(composer):
    text = "a" * (editing.LONG_LINE * 3)
    paste(composer, text)
    composer.editor.selectAll()
    assert composer.editor.createMimeDataFromSelection().text() == text
    composer.editor.undo()
    assert composer.text() == ""
    composer.editor.redo()
    assert composer.text() == text


def longest_line(composer):
    block: QTextBlock = composer.editor.document().firstBlock()
    longest = 0
    while block.isValid():
        longest = max(longest, block.length())
        block = block.next()
    return longest


def test_undo_takes_back_what_was_typed(composer):
    paste(composer, "kept ")
    paste(composer, "not kept")
    QTest.keyClick(composer.editor, Qt.Key.Key_Z, CTRL)
    assert composer.text() == "kept "


def test_send_is_offered_only_with_a_text(composer):
    assert not composer.controls.send.isEnabled()
    QTest.keyClicks(composer.editor, "Hello")
    assert composer.controls.send.isEnabled()
    assert not composer.controls.stop.isVisible()


def test_while_a_reply_streams_there_is_stop_and_with_a_text_also_queue(composer, qtbot):
    composer.show_streaming(True)
    assert composer.controls.stop.isVisible()
    assert not composer.controls.send.isVisible()
    assert not composer.controls.queue.isVisible()
    QTest.keyClicks(composer.editor, "next")
    with qtbot.waitSignal(composer.sent):
        QTest.mouseClick(composer.controls.queue, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(composer.stopped):
        QTest.mouseClick(composer.controls.stop, Qt.MouseButton.LeftButton)
    assert composer.text() == "next"


def test_editing_puts_the_draft_aside_and_esc_brings_it_back(composer, qtbot):
    QTest.keyClicks(composer.editor, "draft")
    composer.start_editing(Draft("an old message"))
    assert composer.text() == "an old message"
    assert composer.draft().text == "draft"
    assert composer.editing.isVisible()
    with qtbot.waitSignal(composer.left_editing):
        QTest.keyClick(composer.editor, Qt.Key.Key_Escape)
    assert composer.text() == "draft"
    assert not composer.editing.isVisible()


def test_sending_an_edited_message_brings_the_draft_back_too(composer, sent):
    composer.set_draft(Draft("draft"))
    composer.start_editing(Draft("an old message"))
    QTest.keyClick(composer.editor, ENTER)
    composer.clear_sent()
    assert (sent, composer.text(), composer.is_editing) == (["an old message"], "draft", False)


def test_what_is_typed_while_editing_is_no_draft(composer):
    changes = []
    composer.set_draft(Draft("draft"))
    composer.start_editing(Draft("an old message"))
    composer.changed.connect(lambda: changes.append(composer.draft().text))
    QTest.keyClicks(composer.editor, "more")
    assert changes == []


def test_a_text_that_comes_back_stands_before_what_was_typed_since(composer):
    QTest.keyClicks(composer.editor, "second")
    composer.restore_draft(Draft("first"))
    assert composer.text() == "first\n\nsecond"


def test_thinking_is_offered_only_where_the_model_can(composer):
    composer.show_model("gemma3:4b", PLAIN, None)
    assert not composer.controls.think.isVisible()
    composer.show_model("qwen3:8b", THINKS, None)
    assert composer.controls.think.button.text() == "Think: on ▾"


def test_a_way_of_thinking_is_chosen_from_the_menu(composer, qtbot):
    composer.show_model("qwen3:8b", THINKS, None)
    off = composer.controls.think.menu().actions()[1]
    with qtbot.waitSignal(composer.think_chosen) as chosen:
        off.trigger()
    assert chosen.args == [False]
    assert composer.controls.think.button.text() == "Think: off ▾"
    assert composer.controls.think.value is False


def test_a_model_that_always_thinks_has_a_word_and_no_button(composer):
    composer.show_model("deepseek-r1:8b", ModelCard("deepseek-r1:8b", capabilities=frozenset({"thinking"})), False)
    assert composer.controls.think.isVisible()
    assert not composer.controls.think.button.isVisible()
    assert composer.controls.think.value is None


def test_the_meter_tells_what_the_last_reply_filled(composer):
    meter = composer.controls.meter
    meter.show_fill(1640, 8192, about=False)
    assert (meter.text(), meter.accessibleName()) == ("1.6k of 8k", "Context: 1.6k of 8k tokens")
    meter.show_fill(8000, 8192, about=True)
    assert meter.text() == "≈ 8k of 8k · nearly full"
    meter.show_fill(8192, 8192, about=False)
    assert meter.text() == "8k of 8k · full"
    meter.show_fill(9000, 8192, about=True)
    assert meter.text() == "≈ 9k of 8k · too long"
    assert "you will be asked" in meter.toolTip()
    meter.show_fill(1640, None, about=False)
    assert not meter.isVisible()


def test_a_screen_reader_is_told_whom_one_writes_to(composer):
    composer.show_model("qwen3:8b", THINKS, None)
    assert composer.editor.accessibleName() == composer.editor.placeholderText() == "Message qwen3:8b…"


def test_a_long_name_is_shortened_in_the_hint_and_whole_for_a_screen_reader(composer):
    name = "hf.co/unsloth/Qwen3.8-27B-Instruct-2026-with-a-very-long-name-GGUF:UD-Q4_K_XL"
    composer.show_model(name, PLAIN, None)
    assert composer.editor.placeholderText() == "Message Qwen3.8-27B-Instruct…name-GGUF:UD-Q4_K_XL…"
    assert name in composer.editor.accessibleName()


def test_a_click_beside_the_field_puts_the_cursor_into_it(composer):
    composer.editor.clearFocus()
    QTest.mouseClick(composer, Qt.MouseButton.LeftButton, pos=QPoint(3, composer.height() - 3))
    assert composer.editor.hasFocus()


def test_another_language_is_spoken_at_once(composer):
    composer.controls.stop.setText("?")
    QApplication.sendEvent(composer, QEvent(QEvent.Type.LanguageChange))
    assert composer.controls.stop.text() == "Stop"


def test_page_keys_turn_the_conversation_until_the_field_has_pages_of_its_own(composer):
    turned = []
    composer.editor.paged.connect(turned.append)
    QTest.keyClick(composer.editor, Qt.Key.Key_PageUp)
    QTest.keyClick(composer.editor, Qt.Key.Key_PageDown)
    assert turned == [-1, 1]
    paste(composer, "\n".join(str(line) for line in range(60)))
    QTest.keyClick(composer.editor, Qt.Key.Key_PageUp)
    assert turned == [-1, 1]
    assert composer.editor.textCursor().blockNumber() < 59
