"""The header's menu writes a conversation to a file or copies it, and shows the result."""

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from fixtures.service_recorder import ServiceRecorder
from teahouse.core.conversation import Conversation, ConversationHead, Message, Role
from teahouse.services.chat.conversation_export import SpeakerNames, file_name
from teahouse.services.chat.events import MarkdownEvent, OpenedEvent, WrittenEvent
from teahouse.ui.chat.page import ChatPage

NAMES = SpeakerNames("You", "Reply")


@pytest.fixture
def services():
    return ServiceRecorder()


@pytest.fixture
def opened(qtbot, bridge, preferences, theme, services):
    chat_page = ChatPage(bridge, preferences, theme)
    qtbot.addWidget(chat_page)
    chat_page.show()
    bridge.attach(services)
    chat_page.open_conversation("c")
    tree = Conversation(ConversationHead("c", "Tea: what/is it?", 1.0, 2.0), [Message("q", None, Role.USER, "Is it?")])
    told(bridge, OpenedEvent(tree))
    return chat_page


def told(bridge, event):
    bridge.post_events(event)
    QGuiApplication.processEvents()


def choose(chat_page, text):
    """Choose an entry of the header's menu."""
    next(action for action in chat_page.header.menu().actions() if action.text() == text).trigger()


@pytest.mark.parametrize(
    ("title", "name"), [("Tea: what/is it?", "Tea what is it"), ("...", "conversation"), ("茶" * 200, "茶" * 80)]
)
def test_a_title_becomes_a_name_that_every_system_takes(title, name):
    assert file_name(title) == name


def test_saving_asks_for_a_place_and_has_the_services_write_there(opened, services, bridge, monkeypatch, tmp_path):
    path = tmp_path / "tea.md"
    monkeypatch.setattr(QFileDialog, "open", lambda self: self.fileSelected.emit(str(path)))
    choose(opened, "Save as…")
    assert services.of("history.export_conversation") == [(("c", path, NAMES), {})]
    told(bridge, WrittenEvent("c", path))
    assert path.name in opened.notice.accessibleName()


def test_a_place_that_cannot_be_written_is_told(opened, bridge):
    told(bridge, WrittenEvent("c", Path("/nowhere/tea.md"), "No such file or directory"))
    assert "could not be written: No such file or directory" in opened.notice.accessibleName()


def test_copying_as_markdown_puts_on_the_clipboard_what_the_services_tell(opened, services, bridge):
    QGuiApplication.clipboard().setText("before")
    choose(opened, "Copy as Markdown")
    assert services.of("history.copy_markdown") == [(("c", NAMES), {})]
    told(bridge, MarkdownEvent("c", "# Tea"))
    assert QGuiApplication.clipboard().text() == "# Tea"


def test_what_is_too_long_to_be_copied_says_so_and_leaves_the_clipboard(opened, bridge):
    QGuiApplication.clipboard().setText("before")
    told(bridge, MarkdownEvent("c", None))
    assert "too long to be copied" in opened.notice.accessibleName()
    assert QGuiApplication.clipboard().text() == "before"
