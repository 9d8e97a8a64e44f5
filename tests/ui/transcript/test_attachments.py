"""Attachments in a message: pictures, files, tool calls. The layout does not change when their contents arrive."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QPlainTextEdit

from fixtures.pictures import picture, provide, text_file
from fixtures.transcripts import conversation, conversation_of_pairs
from teahouse.core.attachment import Attachment
from teahouse.core.conversation import Call, Message, Role
from teahouse.ui.transcript.blocks.attachment_parts import FilePart, PicturePart
from teahouse.ui.transcript.blocks.code_part import CallPart
from teahouse.ui.transcript.blocks.part import PartAction
from teahouse.ui.transcript.interaction import message_menu
from teahouse.ui.transcript.view import TranscriptView

PICTURE, FILE = picture(1200, 700), text_file()


@pytest.fixture
def view(qtbot, theme):
    made = TranscriptView(theme)
    qtbot.addWidget(made)
    made.resize(700, 600)
    made.show()
    return made


def ask(view, *attachments, text="What is it?"):
    view.show_conversation(conversation(Message("u", None, Role.USER, text, attachments=attachments)))
    return view.items[0].parts


def click(view, part):
    number = view.items[0].parts.index(part)
    corner = QPoint(view._viewport.left, view._layout.top_of(0, number) - view._anchor.top)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=corner + part.box().center())


def opened(view):
    (dialog,) = [dialog for dialog in view.findChildren(QDialog) if dialog.isVisible()]
    return dialog


def test_a_picture_stands_above_the_words_in_its_proportions(view, qtbot):
    provide(view, PICTURE)
    shown, words, _ = ask(view, PICTURE[0])
    assert isinstance(shown, PicturePart)
    assert words.plain_text() == "What is it?"
    box = shown.box()
    assert box.width() <= 320
    assert box.width() / box.height() == pytest.approx(1200 / 700, rel=0.02)
    assert box.right() + 1 == view._layout.width
    qtbot.waitUntil(lambda: shown._image is not None)
    assert not shown._image.isNull()
    hot, cold = view.grab().toImage(), view._viewport.left
    top = view._layout.top_of(0, 0) - view._anchor.top
    left = hot.pixelColor(cold + box.left() + box.width() // 8, top + box.height() // 2)
    right = hot.pixelColor(cold + box.left() + box.width() * 7 // 8, top + box.height() // 2)
    assert left.red() > 200 > right.red()


def test_a_picture_that_is_decoded_late_moves_nothing(view, qtbot):
    many = [picture(900 + n, 500 + 40 * n, name=f"{n}.png") for n in range(6)]
    tree = conversation_of_pairs(3)
    tree.add_message(Message("u", "a2", Role.USER, "These?", attachments=tuple(held for held, _ in many)))
    tree.add_message(Message("a", "u", Role.ASSISTANT, "They are rods.\n\n" * 30, model="m"))
    view.show_conversation(tree)
    view.scroll_to("u")
    view.scroll_by(150)
    before = view._anchor.top, view._layout.rows[6], view._anchor._find_anchor()
    for held, content in many:
        view.contents.set_content(held.id, content)
    qtbot.waitUntil(lambda: not view._style.idle_queue.busy, timeout=60_000)
    assert (view._anchor.top, view._layout.rows[6], view._anchor._find_anchor()) == before
    assert any(isinstance(part, PicturePart) and part._image for part in view._layout.laid_parts())


def test_only_pictures_in_the_window_are_asked_for(view):
    asked = []
    view.contents.wanted.connect(asked.append)
    tree = conversation_of_pairs(40)
    for n in range(3):
        held, _ = picture(200 + n, 100)
        tree.add_message(Message(f"p{n}", tree.leaf_id(), Role.USER, "This?", attachments=(held,)))
        tree.add_message(Message(f"r{n}", f"p{n}", Role.ASSISTANT, "A rod.\n\n" * 60, model="m"))
    view.show_conversation(tree)
    assert asked == []
    view.scroll_to("p1")
    assert asked == [tree["p1"].attachments[0].id]


def test_a_lost_or_damaged_picture_says_its_name(view, qtbot):
    held, content = PICTURE
    for broken in (None, b"no picture", content[:200], b"<svg xmlns='http://www.w3.org/2000/svg'/>"):
        (shown, _, _) = ask(view, held)
        view.contents._kept.clear()
        view.contents._uses[held.id] = []
        view.contents.set_content(held.id, broken)
        qtbot.waitUntil(lambda: not view._style.idle_queue.busy, timeout=60_000)
        view.grab()
        assert shown.height > 100


def test_a_click_shows_a_picture_large_and_a_file_with_its_text(view, qtbot):
    provide(view, PICTURE, FILE)
    large, file, *_ = ask(view, PICTURE[0], FILE[0])
    assert isinstance(file, FilePart)
    click(view, large)
    qtbot.waitUntil(lambda: any(dialog.isVisible() for dialog in view.findChildren(QDialog)))
    dialog = opened(view)
    assert dialog.findChild(QLabel).pixmap().width() > 320
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not view.findChildren(QDialog))
    click(view, file)
    qtbot.waitUntil(lambda: any(dialog.isVisible() for dialog in view.findChildren(QDialog)))
    assert opened(view).findChild(QPlainTextEdit).toPlainText().startswith("x,temperature\n0,20")
    opened(view).close()


def test_attachments_are_copied_and_saved_by_the_menu_of_their_block(view, qtbot, monkeypatch, tmp_path):
    provide(view, PICTURE, FILE)
    ask(view, PICTURE[0], FILE[0])
    view.setFocus()
    view._focus.message_id = "u"
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    deeds = dict(message_menu.part_entries(view._actions, view.items[0], view._focus.part, None, ""))
    assert list(deeds) == ["Show", "Copy picture", "Save as…"]
    deeds["Copy picture"]()
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().image().size().width() == 1200)
    target = tmp_path / "kept.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(target), ""))
    deeds["Save as…"]()
    assert target.read_bytes() == PICTURE[1]
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    deeds = dict(message_menu.part_entries(view._actions, view.items[0], view._focus.part, None, ""))
    deeds["Copy the file's text"]()
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == FILE[1].decode())


def test_a_selection_takes_the_names_along(view):
    ask(view, PICTURE[0], FILE[0])
    view.selection.select_all()
    assert view.selection.selected_text() == "rod.png\n\nmeasured.csv\n\nWhat is it?"
    assert view.selection.selected_markdown() == "![rod.png]()\n\nmeasured.csv\n\nWhat is it?"
    view.grab()


@pytest.mark.parametrize("size", [(1, 1), (8000, 10), (10, 8000), (0, 0), (1 << 30, 1 << 30)])
def test_a_picture_of_any_size_has_a_place_in_the_column(view, size):
    held = Attachment("00" * 32, "a\u202e\n" + "x" * 500, "image/png", 3, *size)
    (shown, *_) = ask(view, held, text="")
    assert 0 < shown.height <= 260
    assert 0 < shown.box().width() <= view._layout.width
    view.grab()


def test_a_call_of_a_tool_says_its_name_and_arguments(view, qtbot):
    call = Call("get_weather", {"city": "北京", "days": [1, 2]})
    view.show_conversation(conversation(Message("a", None, Role.ASSISTANT, "Let me look.", model="m", calls=(call,))))
    item = view.items[0]
    part = next(part for part in item.parts if isinstance(part, CallPart))
    assert part.title() == "Asks for the tool get_weather"
    assert part.plain_text().startswith('{\n  "city": "北京",')
    copy = next(hit for hit in part.hits() if hit.act is PartAction.COPY_CODE)
    view._actions.activate_hit(copy, item, part)
    assert QGuiApplication.clipboard().text() == part.plain_text()
    view.selection.select_all()
    assert part.plain_text() in view.selection.selected_text()
    qtbot.waitUntil(lambda: not view._style.idle_queue.busy, timeout=60_000)
    assert part._plain._layout.formats()


def test_hostile_calls_are_text(view):
    calls = (Call("a\x00\u202e<b>" * 200, {"x" * 5000: "\ud800" * 50_000, "deep": [[[[]]]]}), Call("", {}))
    view.show_conversation(conversation(Message("a", None, Role.ASSISTANT, "", model="m", calls=calls)))
    view.grab()
    view.selection.select_all()
    assert len(view.selection.selected_text()) < 20_000
