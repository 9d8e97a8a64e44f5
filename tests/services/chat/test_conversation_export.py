"""A conversation as Markdown, as on screen, or JSON with all branches: read from the store a page at a time."""

import json

import pytest

from fixtures.conversations import chain
from teahouse.core.attachment import TEXT, Attachment
from teahouse.core.conversation import Conversation, ConversationHead, Message, Role
from teahouse.core.measure import Figures
from teahouse.services.chat import conversation_export
from teahouse.services.chat.conversation_export import PAGE, SpeakerNames
from teahouse.services.chat.events import GoneEvent, MarkdownEvent, WrittenEvent

NAMES = SpeakerNames("You", "Reply")
SAID = "# Tea: what/is it?\n\n## You\n\n*tea.txt*\n\nIs it 茶?\n\n## qwen3:8b\n\nYes.\n"


@pytest.fixture
def history(session):
    """The history, with the conversation "c": a question with two answers, of which the first is chosen."""
    session.ready()
    held = (Attachment("ab", "tea.txt", TEXT, 3),)
    keep(
        session,
        Conversation(
            ConversationHead("c", "Tea: what/is it?", 1.0, 2.0, model="qwen3:8b"),
            system="Be brief.",
            options={"seed": 7},
        ),
        Message("q", None, Role.USER, "Is it 茶?", attachments=held, created=10.0),
        Message("a", "q", Role.ASSISTANT, "Yes.", "hm", model="qwen3:8b", figures=Figures(tokens=3)),
        Message("b", "q", Role.ASSISTANT, "No.", model="gemma3:4b"),
    )
    session.services.history.choose_message("c", "a")
    return session.services.history


def keep(session, conversation, *messages):
    """Keep a conversation as the store's own thread does."""
    runtime, store_thread = session._backend.runtime, session.services.history._store_thread

    def write(kept):
        kept.conversations.create_conversation(conversation)
        kept.conversations.add_messages(conversation.id, *messages)

    runtime.submit(store_thread.write(write))


def exported(session, path, conversation="c"):
    before = len(session.events)
    session.services.history.export_conversation(conversation, path, NAMES)
    return session.wait(WrittenEvent, after=before)


def test_markdown_is_what_is_on_screen(session, history, tmp_path):
    assert exported(session, tmp_path / "tea.md") == WrittenEvent("c", tmp_path / "tea.md")
    assert (tmp_path / "tea.md").read_text("utf-8") == SAID
    history.copy_markdown("c", NAMES)
    assert session.wait(MarkdownEvent).text == SAID


def test_json_has_every_branch_and_what_it_was_asked_with(session, history, tmp_path):
    exported(session, tmp_path / "tea.json")
    found = json.loads((tmp_path / "tea.json").read_text("utf-8"))
    assert [message["id"] for message in found["messages"]] == ["q", "a", "b"]
    assert (found["path"], found["system"], found["options"]) == (["q", "a"], "Be brief.", {"seed": 7})
    assert (found["messages"][1]["thinking"], found["messages"][1]["figures"]["tokens"]) == ("hm", 3)
    assert found["messages"][0]["attachments"][0]["name"] == "tea.txt"
    assert found["messages"][0]["created"] == "1970-01-01T00:00:10+00:00"


def test_a_conversation_without_messages_is_written_too(session, history, tmp_path):
    keep(session, Conversation(ConversationHead("empty", "Empty", 1.0, 2.0)))
    exported(session, tmp_path / "empty.json", "empty")
    assert json.loads((tmp_path / "empty.json").read_text("utf-8"))["messages"] == []
    exported(session, tmp_path / "empty.md", "empty")
    assert (tmp_path / "empty.md").read_text("utf-8") == "# Empty\n"


def test_a_long_conversation_is_read_a_page_at_a_time_and_whole(session, history, tmp_path):
    messages = chain(3 * PAGE + 7)
    keep(session, Conversation(ConversationHead("long", "Long", 1.0, 2.0)), *messages)
    kept_at_once = []
    plain = conversation_export._render_messages

    def said(page, names):
        kept_at_once.append(len(page))
        return plain(page, names)

    conversation_export._render_messages = said
    try:
        exported(session, tmp_path / "long.md", "long")
    finally:
        conversation_export._render_messages = plain
    assert kept_at_once == [PAGE, PAGE, PAGE, 7]
    text = (tmp_path / "long.md").read_text("utf-8")
    assert [line for line in text.splitlines() if line.startswith("a leaf")] == [one.text for one in messages]
    exported(session, tmp_path / "long.json", "long")
    found = json.loads((tmp_path / "long.json").read_text("utf-8"))
    assert [one["id"] for one in found["messages"]] == found["path"] == [one.id for one in messages]


def test_what_cannot_be_finished_leaves_the_file_as_it_was(session, history, tmp_path, monkeypatch):
    path = tmp_path / "tea.md"
    path.write_text("before")

    def full(messages, names):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(conversation_export, "_render_messages", full)
    assert exported(session, path).problem == "No space left on device"
    assert path.read_text() == "before"
    assert sorted(item.name for item in tmp_path.iterdir() if item.is_file() and "tea" in item.name) == ["tea.md"]


def test_a_place_that_cannot_be_written_is_told(session, history, tmp_path):
    assert exported(session, tmp_path / "nowhere" / "tea.md").problem


def test_what_is_too_long_for_the_clipboard_is_told_as_such(session, history, monkeypatch):
    monkeypatch.setattr("teahouse.services.chat.history.LONGEST_COPY", 30)
    history.copy_markdown("c", NAMES)
    assert session.wait(MarkdownEvent).text is None


def test_one_that_is_not_kept_is_gone(session, tmp_path):
    session.ready()
    session.services.history.export_conversation("f" * 32, tmp_path / "tea.md", NAMES)
    session.wait(GoneEvent)
    before = len(session.events)
    session.services.history.copy_markdown("f" * 32, NAMES)
    session.wait(GoneEvent, after=before)
    assert not (tmp_path / "tea.md").exists()
