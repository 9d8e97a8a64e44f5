"""A conversation as a file: Markdown as on screen, JSON with all branches; and what the disk refuses is told."""

import json

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from fixtures.recorder import Recorder
from teahouse.core.attachment import TEXT, Attachment
from teahouse.core.conversation import Conversation, ConversationHead, Message, Role
from teahouse.core.measure import Figures
from teahouse.services.news import OpenedNews
from teahouse.ui.chat import export
from teahouse.ui.chat.export import as_json, as_markdown, file_name
from teahouse.ui.chat.room import ChatRoom


def talk():
    held = (Attachment("ab", "tea.txt", TEXT, 3),)
    messages = [
        Message("q", None, Role.USER, "Is it 茶?", attachments=held, created=10.0),
        Message("a", "q", Role.ASSISTANT, "Yes.", "hm", model="qwen3:8b", figures=Figures(tokens=3)),
        Message("b", "q", Role.ASSISTANT, "No.", model="gemma3:4b"),
    ]
    head = ConversationHead("c", "Tea: what/is it?", 1.0, 2.0, model="qwen3:8b")
    return Conversation(head, messages, chosen=["a"], system="Be brief.", options={"seed": 7})


@pytest.fixture
def opened(qtbot, bridge, preferences, theme):
    room = ChatRoom(bridge, preferences, theme)
    qtbot.addWidget(room)
    room.show()
    bridge.attach(Recorder())
    room.open_conversation("c")
    bridge.post(OpenedNews(talk()))
    QGuiApplication.processEvents()
    return room


def save_to(room, monkeypatch, path):
    """Save by the header's menu, and choose this path in the dialog."""
    monkeypatch.setattr(QFileDialog, "open", lambda self: self.fileSelected.emit(str(path)))
    next(action for action in room.header.menu().actions() if action.text() == "Save as…").trigger()


def test_markdown_is_what_is_on_screen():
    said = as_markdown(talk())
    assert said == "# Tea: what/is it?\n\n## You\n\n*tea.txt*\n\nIs it 茶?\n\n## qwen3:8b\n\nYes.\n"


def test_what_cannot_be_finished_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "tea.md"
    path.write_text("before")
    pieces = export._markdown(talk())

    def cut(conversation):
        yield next(pieces)
        raise OSError("full")

    monkeypatch.setattr(export, "_markdown", cut)
    with pytest.raises(OSError, match="full"):
        export.write(talk(), path)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_json_has_every_branch_and_what_it_was_asked_with():
    found = json.loads(as_json(talk()))
    assert [message["id"] for message in found["messages"]] == ["q", "a", "b"]
    assert (found["path"], found["system"], found["options"]) == (["q", "a"], "Be brief.", {"seed": 7})
    assert (found["messages"][1]["thinking"], found["messages"][1]["figures"]["tokens"]) == ("hm", 3)
    assert found["messages"][0]["attachments"][0]["name"] == "tea.txt"
    assert found["messages"][0]["created"] == "1970-01-01T00:00:10+00:00"


@pytest.mark.parametrize(
    ("title", "name"), [("Tea: what/is it?", "Tea what is it"), ("...", "conversation"), ("茶" * 200, "茶" * 80)]
)
def test_a_title_becomes_a_name_that_every_system_takes(title, name):
    assert file_name(title) == name


@pytest.mark.parametrize(("ending", "begins"), [("md", "# Tea"), ("json", "{")])
def test_the_ending_says_what_is_written(opened, qtbot, monkeypatch, tmp_path, ending, begins):
    path = tmp_path / f"tea.{ending}"
    save_to(opened, monkeypatch, path)
    qtbot.waitUntil(lambda: opened.notice.accessibleName() != "")
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert path.read_text("utf-8").startswith(begins)
    assert str(path) in opened.notice.label.toolTip() or path.name in opened.notice.accessibleName()


def test_a_place_that_cannot_be_written_is_told(opened, qtbot, monkeypatch, tmp_path):
    save_to(opened, monkeypatch, tmp_path / "nowhere" / "tea.md")
    qtbot.waitUntil(lambda: opened.notice.accessibleName() != "")
    assert "could not be written" in opened.notice.accessibleName()
