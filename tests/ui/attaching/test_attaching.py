"""Attachments of a message: dropped, pasted, chosen, shown, removed, sent."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from fixtures.refusals import refusal
from teahouse.core.attachment import TEXT, Attachment, picture_format
from teahouse.core.conversation import Draft
from teahouse.core.errors import Problem, Trouble
from teahouse.core.model import ModelCard
from teahouse.services.chat.events import AttachedEvent, ContentEvent, PictureEvent
from teahouse.ui.attaching import attachment_reader
from teahouse.ui.attaching.attachment_reader import AT_ONCE, MOST_FILES
from teahouse.ui.chat.composer import Composer
from teahouse.ui.kit.text_fields import MOST_LINES

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
def composer(place, bridge, theme, calls):
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


def settle(qtbot, calls, method):
    """Wait until a worker handed something to the services, and return with what."""
    qtbot.waitUntil(lambda: bool(calls.of(method)))
    return calls.of(method)[-1]


@pytest.mark.filterwarnings("ignore:.*QDragEnterEvent.* is marked as deprecated:DeprecationWarning")  # by Qt 6.12
def test_a_dropped_text_file_is_read_by_the_services_and_goes_with_the_words(
    qtbot, composer, sent, calls, post_events, tmp_path
):
    path = tmp_path / "notes.txt"
    spot, actions = QPoint(5, 5), Qt.DropAction.CopyAction
    keys = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    data = files(path)
    enter = QDragEnterEvent(spot, actions, data, *keys)
    QApplication.sendEvent(composer, enter)
    assert enter.isAccepted()
    assert composer._hovering
    QApplication.sendEvent(composer, QDropEvent(spot.toPointF(), actions, data, *keys))
    assert not composer._hovering
    ticket, asked_for, encoding = settle(qtbot, calls, "attachments.read_file")
    assert (asked_for, encoding) == (path, "")
    post_events(AttachedEvent(ticket, NOTES))
    QTest.keyClicks(composer.editor, "Summarise")
    QTest.keyClick(composer.editor, Qt.Key.Key_Return)
    assert sent == [Draft("Summarise", (NOTES,))]


def test_a_pasted_text_that_is_too_long_for_the_field_is_attached(qtbot, composer, calls):
    data = QMimeData()
    data.setText("tea\n" * (MOST_LINES + 1))
    assert composer.editor.canInsertFromMimeData(data)
    composer.editor.insertFromMimeData(data)
    _, path, content = settle(qtbot, calls, "attachments.read_text")
    assert (path.name, content) == ("Pasted text.txt", data.text().encode())
    assert composer.text() == ""


def test_a_pasted_picture_is_decoded_here_and_shown(qtbot, composer, calls, post_events):
    data = QMimeData()
    data.setImageData(image())
    assert composer.editor.canInsertFromMimeData(data)
    composer.editor.insertFromMimeData(data)
    ticket, name, media_type, content, width, height = settle(qtbot, calls, "attachments.add_picture")
    assert (name, media_type, width, height) == ("Picture.png", "image/png", 40, 30)
    assert QImage.fromData(content).size() == image().size()
    post_events(AttachedEvent(ticket, PNG))
    assert settle(qtbot, calls, "attachments.read_content") == (PNG.id,)
    post_events(ContentEvent(PNG.id, content))
    (chip,) = composer.attachment_bar._chips

    def is_shown() -> bool:
        shown = chip.grab().toImage()
        return any(shown.pixelColor(x, shown.height() // 2).name() == "#1f7a63" for x in range(shown.width() // 3))

    qtbot.waitUntil(is_shown)


def content_of(made: QImage, kind: str) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert made.save(buffer, kind)
    return bytes(buffer.data().data())


def test_what_is_attached_moves_the_page_a_single_time(qtbot, composer, calls, post_events, tmp_path):
    (tmp_path / "notes.txt").write_text("Tea")
    composer.attachment_bar.attach_data(files(tmp_path / "notes.txt"))
    ticket, *_ = settle(qtbot, calls, "attachments.read_file")
    reading = composer.attachment_bar.sizeHint().height()
    assert composer.attachment_bar.note.text() == "Reading…"
    post_events(AttachedEvent(ticket, NOTES))
    assert composer.attachment_bar._chips
    assert composer.attachment_bar.sizeHint().height() == reading


def test_a_picture_is_known_by_its_bytes_and_made_smaller():
    content = content_of(image(4000, 1000), "JPEG")
    assert picture_format(content) == "jpeg"
    picture = attachment_reader.read_picture("photo.txt", content)
    assert (picture.media_type, picture.width, picture.height) == ("image/jpeg", 2048, 512)


@pytest.mark.parametrize("kind", ["png", "jpeg", "bmp", "webp", "tiff", "ico", "pbm", "pgm", "ppm"])
def test_every_kind_of_picture_that_can_be_read_is_known_by_its_bytes(kind):
    content = content_of(image(), kind)
    assert picture_format(content) == kind
    picture = attachment_reader.read_picture("picture", content)
    assert (picture.width, picture.height) == (40, 30)


@pytest.mark.parametrize("text", ['<svg width="9"/>', "P1 2 2 1 0", "P3 2 2 255", "BMW, P6, GIF", "/* XPM */", ""])
def test_drawings_and_words_are_no_pictures(text):
    assert picture_format(text.encode()) == ""


def test_the_narrowest_picture_stays_one():
    assert attachment_reader.read_picture("line", content_of(image(30_000, 1), "PNG")).height == 1


def png_of(width, height):
    """A PNG of any size that holds next to nothing."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


def test_a_picture_of_more_pixels_than_can_be_decoded_is_told_as_such():
    trouble = refusal(lambda: attachment_reader.read_picture("bomb", png_of(60_000, 60_000)))
    assert (trouble.problem, trouble.facts["width"]) == (Problem.PICTURE_TOO_LARGE, "60000")


def brought(qtbot, composer, calls, path):
    """Bring a file; returns its ticket."""
    count = len(calls.of("attachments.read_file"))
    composer.attachment_bar.attach_data(files(path))
    qtbot.waitUntil(lambda: len(calls.of("attachments.read_file")) > count)
    return calls.of("attachments.read_file")[-1][0]


def test_a_broken_picture_is_told_and_nothing_waits_for_it(qtbot, composer, calls, post_events):
    ticket = brought(qtbot, composer, calls, Path("broken.png"))
    with qtbot.waitSignal(composer.attachment_bar.failed):
        post_events(PictureEvent(ticket, content_of(image(), "PNG")[:60]))
    assert "broken.png is a damaged picture" in composer.attachment_bar.failures.words.text()
    assert not composer.attachment_bar.busy


def test_whatever_fails_while_a_picture_is_decoded_is_told(qtbot, composer, calls, post_events, monkeypatch):
    monkeypatch.setattr(attachment_reader, "read_picture", lambda *_: 1 / 0)
    ticket = brought(qtbot, composer, calls, Path("odd.png"))
    with qtbot.waitSignal(composer.attachment_bar.failed):
        post_events(PictureEvent(ticket, content_of(image(), "PNG")))
    assert "ZeroDivisionError" in composer.attachment_bar.failures.words.text()
    assert not composer.attachment_bar.busy


def test_what_only_begins_like_a_picture_is_read_as_text(qtbot, composer, calls, post_events):
    ticket = brought(qtbot, composer, calls, Path("notes.txt"))
    post_events(PictureEvent(ticket, b"GIF89a is a format."))
    assert settle(qtbot, calls, "attachments.read_text") == (ticket, Path("notes.txt"), b"GIF89a is a format.")
    post_events(AttachedEvent(ticket, NOTES))
    assert composer.attachment_bar.attachments() == (NOTES,)


def test_of_seven_files_the_four_bad_ones_are_all_named(qtbot, composer, calls, post_events):
    composer.attachment_bar.attach_data(files(*(Path(f"{n}.bin") for n in range(7))))
    for n in range(7):
        qtbot.waitUntil(lambda n=n: len(calls.of("attachments.read_file")) > n)
        ticket = calls.of("attachments.read_file")[n][0]
        bad = Trouble(Problem.FILE_NOT_TEXT, path=f"{n}.bin")
        post_events(
            AttachedEvent(ticket, Attachment(f"{n}", f"{n}", TEXT, 3)) if n % 2 else AttachedEvent(ticket, trouble=bad)
        )
    assert len(composer.attachment_bar.attachments()) == 3
    told = composer.attachment_bar.failures.words.text().replace("\u200b", "").splitlines()
    assert told[0] == "4 file(s) were not attached:"
    assert [line.split()[0] for line in told[1:]] == ["0.bin", "2.bin", "4.bin", "6.bin"]
    composer.attachment_bar.failures.close_button.click()
    assert not composer.attachment_bar.failures.isVisible()


def test_a_hundred_files_are_read_a_few_at_a_time_and_more_are_not(qtbot, composer, calls, post_events):
    composer.attachment_bar.attach_data(files(*(Path(f"{n}.txt") for n in range(MOST_FILES + 1))))
    assert f"first {MOST_FILES}" in composer.attachment_bar.failures.words.text()
    assert len(calls.of("attachments.read_file")) == AT_ONCE
    for n in range(MOST_FILES):
        assert len(calls.of("attachments.read_file")) <= n + AT_ONCE
        post_events(AttachedEvent(calls.of("attachments.read_file")[n][0], NOTES))
    assert len(calls.of("attachments.read_file")) == MOST_FILES
    assert not composer.attachment_bar.busy


def test_a_guessed_encoding_is_shown_and_another_can_be_chosen(qtbot, composer, calls, post_events):
    ticket = brought(qtbot, composer, calls, Path("notes.txt"))
    post_events(AttachedEvent(ticket, NOTES, encoding="koi8-r"))
    post_events(AttachedEvent(brought(qtbot, composer, calls, Path("tea.txt")), PNG))
    (chip, other) = composer.attachment_bar._chips
    assert chip.encoding_button.isVisible()
    assert not other.encoding_button.isVisible()
    assert chip.encoding_button.text() == "KOI8-R"
    chip.encoding_button.click()
    (menu,) = chip.findChildren(QMenu)
    chosen = next(action for action in menu.actions() if action.text() == "Windows-1251")
    chosen.trigger()
    menu.close()
    qtbot.waitUntil(lambda: calls.of("attachments.read_file")[-1][1:] == (Path("notes.txt"), "cp1251"))
    reread = Attachment("3" * 64, "notes.txt", TEXT, 14)
    post_events(AttachedEvent(calls.of("attachments.read_file")[-1][0], reread, encoding="cp1251"))
    assert composer.attachment_bar.attachments() == (reread, PNG)


def test_what_is_sent_while_a_file_is_being_read_waits_for_it(qtbot, composer, sent, calls, post_events, tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("green")
    composer.attachment_bar.attach_data(files(path))
    QTest.keyClicks(composer.editor, "Summarise")
    QTest.keyClick(composer.editor, Qt.Key.Key_Return)
    assert sent == []
    ticket, *_ = settle(qtbot, calls, "attachments.read_file")
    post_events(AttachedEvent(ticket, NOTES))
    assert sent == [Draft("Summarise", (NOTES,))]


def test_words_whose_file_cannot_be_read_are_not_sent_without_it(qtbot, composer, sent, calls, post_events, tmp_path):
    path = tmp_path / "notes.bin"
    path.write_bytes(b"\0")
    composer.attachment_bar.attach_data(files(path))
    QTest.keyClicks(composer.editor, "Summarise")
    QTest.keyClick(composer.editor, Qt.Key.Key_Return)
    ticket, *_ = settle(qtbot, calls, "attachments.read_file")
    post_events(AttachedEvent(ticket, trouble=Trouble(Problem.FILE_NOT_TEXT, path=str(path))))
    assert (sent, composer.text(), composer.attachment_bar.attachments()) == ([], "Summarise", ())
    QTest.keyClick(composer.editor, Qt.Key.Key_Return)
    assert sent == [Draft("Summarise")]


def test_an_attachment_can_be_left_out_again_by_keyboard(composer):
    composer.set_draft(Draft("look", (PNG, NOTES)))
    first, second = composer.attachment_bar._chips
    first.remove_button.setFocus()
    QTest.keyClick(first.remove_button, Qt.Key.Key_Space)
    assert composer.draft() == Draft("look", (NOTES,))
    assert second.remove_button.hasFocus()
    assert second.remove_button.accessibleName() == "Leave out notes.txt"


def test_an_attachment_alone_can_be_sent(composer, sent):
    composer.set_draft(Draft("", (NOTES,)))
    assert composer.controls.send.isEnabled()
    composer.submit_draft()
    assert sent == [Draft("", (NOTES,))]


def test_a_model_that_cannot_see_is_named_at_once(composer):
    composer.show_model("smollm2:135m", BLIND, None)
    composer.set_draft(Draft("", (NOTES,)))
    assert not composer.attachment_bar.note.isVisible()
    composer.set_draft(Draft("", (PNG,)))
    assert "smollm2:135m" in composer.attachment_bar.note.text()
    composer.show_model("llava:7b", SEEING, None)
    assert not composer.attachment_bar.note.isVisible()


def test_editing_an_old_message_puts_attachments_aside_too(composer):
    composer.set_draft(Draft("new", (NOTES,)))
    composer.start_editing(Draft("old", (PNG,)))
    assert composer.attachment_bar.attachments() == (PNG,)
    assert composer.draft() == Draft("new", (NOTES,))
    composer.leave_editing()
    assert composer.attachment_bar.attachments() == (NOTES,)


def test_of_seven_pasted_files_each_is_attached_or_told_of(qtbot, composer, calls, post_events, tmp_path):
    names = [f"{number}.txt" for number in range(7)]
    composer.attachment_bar.attach_data(files(*(tmp_path / name for name in names)))
    taken = {}
    for number, name in enumerate(names):  # the last four have what the first three have
        qtbot.waitUntil(lambda name=name: name in {path.name for _, path, _ in calls.of("attachments.read_file")})
        tickets = {path.name: ticket for ticket, path, _ in calls.of("attachments.read_file")}
        same = f"{number % 3}" * 64
        post_events(AttachedEvent(tickets[name], Attachment(same, name, TEXT, 3)))
        taken[name] = same
    assert [held.name for held in composer.attachment_bar.attachments()] == names[:3]
    said = composer.attachment_bar.failures.words.text().replace("\u200b", "")
    assert said.startswith("4 file(s) were not attached")
    assert all(name in said for name in names[3:])
    assert composer.attachment_bar.failures.isVisible()


def test_what_is_pasted_along_with_files_but_lies_elsewhere_is_told_of(qtbot, composer, calls, tmp_path):
    data = files(tmp_path / "notes.txt")
    data.setUrls([*data.urls(), QUrl("https://example.org/tea.png")])
    composer.editor.insertFromMimeData(data)
    assert "example.org/tea.png was not attached" in composer.attachment_bar.failures.words.text()


def test_attachments_stand_in_the_order_they_were_brought(qtbot, composer, calls, post_events, tmp_path):
    for name in ("first.txt", "second.txt"):
        (tmp_path / name).write_text("green")
        composer.attachment_bar.attach_data(files(tmp_path / name))
    qtbot.waitUntil(lambda: len(calls.of("attachments.read_file")) == 2)
    tickets = {path.name: ticket for ticket, path, _ in calls.of("attachments.read_file")}
    post_events(AttachedEvent(tickets["second.txt"], PNG))
    assert composer.attachment_bar.attachments() == ()
    post_events(AttachedEvent(tickets["first.txt"], NOTES))
    assert composer.attachment_bar.attachments() == (NOTES, PNG)
    assert not composer.attachment_bar.busy


def test_many_attachments_stand_in_rows_as_wide_as_there_is_room(composer):
    composer.set_draft(Draft("", tuple(Attachment(f"{n}", f"{n}.txt", TEXT, n) for n in range(5))))
    QTest.qWait(0)
    first, *rest = composer.attachment_bar._chips
    assert all(chip.geometry().right() <= composer.attachment_bar.width() for chip in composer.attachment_bar._chips)
    assert rest[-1].y() > first.y()
