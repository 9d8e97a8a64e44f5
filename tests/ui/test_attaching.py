"""Files on their way into a message: dropped, pasted, chosen; shown, left out again, sent with the words."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from teahouse.core.attachment import TEXT, Attachment
from teahouse.core.conversation import Draft
from teahouse.core.errors import Problem, Trouble
from teahouse.core.model import ModelCard
from teahouse.services.news import AttachedNews, ContentNews
from teahouse.ui.attaching import pictures
from teahouse.ui.chat.composer import Composer

PNG = Attachment("1" * 64, "tea.png", "image/png", 2048, 40, 30)
NOTES = Attachment("2" * 64, "notes.txt", TEXT, 12)
BLIND = ModelCard("smollm2:135m", capabilities=frozenset({"completion"}))
SEEING = ModelCard("llava:7b", capabilities=frozenset({"completion", "vision"}))


@pytest.fixture
def place(qtbot):
    widget = QWidget()
    widget.resize(700, 500)
    qtbot.addWidget(widget)
    widget.show()
    return widget


@pytest.fixture
def composer(place, bridge, theme, asked):
    made = Composer(bridge, theme, place)
    made.resize(700, 300)
    made.show()
    made.editor.setFocus()
    return made


@pytest.fixture
def sent(composer):
    drafts: list[Draft] = []
    composer.sent.connect(drafts.append)
    return drafts


def image(width=40, height=30, colour="#1F7A63"):
    made = QImage(width, height, QImage.Format.Format_RGB32)
    made.fill(colour)
    return made


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def settle(qtbot, asked, method):
    """Wait until a worker handed something to the services, and return with what."""
    qtbot.waitUntil(lambda: bool(asked.of(method)))
    return asked.of(method)[-1]


@pytest.mark.filterwarnings("ignore:.*QDragEnterEvent.* is marked as deprecated:DeprecationWarning")  # by Qt 6.12
def test_a_dropped_text_file_is_read_by_the_services_and_goes_with_the_words(
    qtbot, composer, sent, asked, tell, tmp_path
):
    path = tmp_path / "notes.txt"
    path.write_text("green")
    spot, actions = QPoint(5, 5), Qt.DropAction.CopyAction
    keys = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    data = files(path)
    enter = QDragEnterEvent(spot, actions, data, *keys)
    QApplication.sendEvent(composer, enter)
    assert enter.isAccepted()
    assert composer._hovering
    QApplication.sendEvent(composer, QDropEvent(spot.toPointF(), actions, data, *keys))
    assert not composer._hovering
    ticket, asked_for = settle(qtbot, asked, "attachments.read")
    assert asked_for == path
    tell(AttachedNews(ticket, NOTES))
    QTest.keyClicks(composer.editor, "Summarise")
    QTest.keyClick(composer.editor, Qt.Key.Key_Return)
    assert sent == [Draft("Summarise", (NOTES,))]


def test_a_pasted_picture_is_decoded_here_and_shown(qtbot, composer, asked, tell):
    data = QMimeData()
    data.setImageData(image())
    assert composer.editor.canInsertFromMimeData(data)
    composer.editor.insertFromMimeData(data)
    ticket, name, media_type, content, width, height = settle(qtbot, asked, "attachments.take")
    assert (name, media_type, width, height) == ("Picture.png", "image/png", 40, 30)
    assert QImage.fromData(content).size() == image().size()
    tell(AttachedNews(ticket, PNG))
    assert settle(qtbot, asked, "attachments.show") == (PNG.id,)
    tell(ContentNews(PNG.id, content))
    (chip,) = composer.tray._chips
    shown = chip.grab().toImage()
    assert any(shown.pixelColor(x, shown.height() // 2).name() == "#1f7a63" for x in range(shown.width() // 3))


def test_a_picture_file_is_known_by_its_bytes_and_made_smaller(tmp_path):
    path = tmp_path / "photo.txt"  # a wrong name
    image(4000, 1000).save(str(path), "JPEG")
    assert pictures.is_picture(path)
    picture = pictures.read(path)
    assert (picture.media_type, picture.width, picture.height) == ("image/jpeg", 2048, 512)


def test_a_drawing_is_text(tmp_path):
    path = tmp_path / "logo.svg"
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    assert not pictures.is_picture(path)


def test_a_broken_picture_is_told_and_nothing_waits_for_it(qtbot, composer, tmp_path):
    path = tmp_path / "broken.png"
    image().save(str(path))
    path.write_bytes(path.read_bytes()[:60])
    with qtbot.waitSignal(composer.tray.failed) as told:
        composer.tray.bring(files(path))
    (trouble,) = told.args
    assert trouble.problem is Problem.FILE_UNREADABLE
    assert not composer.tray.busy


def test_what_is_sent_while_a_file_is_being_read_waits_for_it(qtbot, composer, sent, asked, tell, tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("green")
    composer.tray.bring(files(path))
    QTest.keyClicks(composer.editor, "Summarise")
    QTest.keyClick(composer.editor, Qt.Key.Key_Return)
    assert sent == []
    ticket, _ = settle(qtbot, asked, "attachments.read")
    tell(AttachedNews(ticket, NOTES))
    assert sent == [Draft("Summarise", (NOTES,))]


def test_a_file_that_cannot_be_read_holds_back_no_words(qtbot, composer, sent, asked, tell, tmp_path):
    path = tmp_path / "notes.bin"
    path.write_bytes(b"\0")
    composer.tray.bring(files(path))
    QTest.keyClicks(composer.editor, "Summarise")
    ticket, _ = settle(qtbot, asked, "attachments.read")
    tell(AttachedNews(ticket, trouble=Trouble(Problem.FILE_NOT_TEXT, path=str(path))))
    assert (sent, composer.text(), composer.tray.attachments()) == ([], "Summarise", ())


def test_an_attachment_can_be_left_out_again_by_keyboard(composer):
    composer.put(Draft("look", (PNG, NOTES)))
    first, second = composer.tray._chips
    first.remove_button.setFocus()
    QTest.keyClick(first.remove_button, Qt.Key.Key_Space)
    assert composer.draft() == Draft("look", (NOTES,))
    assert second.remove_button.hasFocus()
    assert second.remove_button.accessibleName() == "Leave out notes.txt"


def test_an_attachment_alone_can_be_sent(composer, sent):
    composer.put(Draft("", (NOTES,)))
    assert composer.controls.send.isEnabled()
    composer.submit()
    assert sent == [Draft("", (NOTES,))]


def test_a_model_that_cannot_see_is_named_at_once(composer):
    composer.show_model("smollm2:135m", BLIND, None)
    composer.put(Draft("", (NOTES,)))
    assert not composer.tray.note.isVisible()
    composer.put(Draft("", (PNG,)))
    assert "smollm2:135m" in composer.tray.note.text()
    composer.show_model("llava:7b", SEEING, None)
    assert not composer.tray.note.isVisible()


def test_editing_an_old_message_puts_attachments_aside_too(composer):
    composer.put(Draft("new", (NOTES,)))
    composer.begin_editing(Draft("old", (PNG,)))
    assert composer.tray.attachments() == (PNG,)
    assert composer.draft() == Draft("new", (NOTES,))
    composer.leave_editing()
    assert composer.tray.attachments() == (NOTES,)


def test_attachments_stand_in_the_order_they_were_brought(qtbot, composer, asked, tell, tmp_path):
    for name in ("first.txt", "second.txt"):
        (tmp_path / name).write_text("green")
        composer.tray.bring(files(tmp_path / name))
    qtbot.waitUntil(lambda: len(asked.of("attachments.read")) == 2)
    tickets = {path.name: ticket for ticket, path in asked.of("attachments.read")}
    tell(AttachedNews(tickets["second.txt"], PNG))
    assert composer.tray.attachments() == ()
    tell(AttachedNews(tickets["first.txt"], NOTES))
    assert composer.tray.attachments() == (NOTES, PNG)
    assert not composer.tray.busy


def test_many_attachments_stand_in_rows_as_wide_as_there_is_room(composer):
    composer.put(Draft("", tuple(Attachment(f"{n}", f"{n}.txt", TEXT, n) for n in range(5))))
    QTest.qWait(0)
    first, *rest = composer.tray._chips
    assert all(chip.geometry().right() <= composer.tray.width() for chip in composer.tray._chips)
    assert rest[-1].y() > first.y()
