"""A reply that is only JSON, as with a prescribed format, is shown as a block of code."""

import pytest

from fixtures.transcripts import conversation, piece_events
from teahouse.core.conversation import Message, Role, State
from teahouse.core.untrusted import begins_json, is_json
from teahouse.ui.transcript.blocks.code_part import CodePart
from teahouse.ui.transcript.view import TranscriptView

JSON = '{"rivers": [\n  {"name": "Yangtze", "length_km": 6300, "note": "*not* emphasised, _nor_ this"}\n]}'


@pytest.fixture
def view(qtbot, theme):
    made = TranscriptView(theme)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def talk(text, state=State.DONE):
    question = Message("q", None, Role.USER, "Which rivers?")
    return conversation(question, Message("a", "q", Role.ASSISTANT, text, model="qwen3:8b", state=state))


def code(view):
    """The code of the reply, and the language it is in."""
    item = view._messages.find_item("a")
    part = next((part for part in item.parts if isinstance(part, CodePart)), None)
    return (item.code_of(part), part.block.language) if part is not None else ("", "")


def test_a_json_reply_is_a_block_of_code(view):
    view.show_conversation(talk(JSON))
    assert code(view)[0].strip() == JSON
    assert "json" in code(view)[1]


def test_it_is_one_while_it_streams_and_stays_so(view, qtbot):
    view.show_conversation(talk("", State.STREAMING))
    view.append_pieces(piece_events("a", JSON, size=1))
    qtbot.waitUntil(lambda: code(view)[0].strip() == JSON)
    view.finish_reply(Message("a", "q", Role.ASSISTANT, JSON, model="qwen3:8b"))
    assert code(view)[0].strip() == JSON


def test_words_that_only_begin_like_json_are_words_again_when_they_end(view, qtbot):
    text = '{"name"} is how a *placeholder* is written.'
    view.show_conversation(talk("", State.STREAMING))
    view.append_pieces(piece_events("a", text))
    qtbot.waitUntil(lambda: bool(code(view)[0]))
    view.finish_reply(Message("a", "q", Role.ASSISTANT, text, model="qwen3:8b"))
    qtbot.waitUntil(lambda: not code(view)[0])


def test_a_reply_of_one_bracket_is_shown(view, qtbot):
    view.show_conversation(talk("", State.STREAMING))
    view.append_pieces(piece_events("a", "{"))
    view.finish_reply(Message("a", "q", Role.ASSISTANT, "{", model="qwen3:8b"))
    qtbot.waitUntil(lambda: any("{" in part.plain_text() for part in view._messages.find_item("a").parts))


def test_what_the_person_wrote_stays_as_it_is(view):
    view.show_conversation(conversation(Message("q", None, Role.USER, JSON)))
    assert not any(isinstance(part, CodePart) for part in view._messages.find_item("q").parts)


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("", None),
        ("  {", None),
        (' {\n "a"', True),
        ("{}", True),
        ("[", None),
        ('[{"a"', True),
        ("[[1", True),
        ("[1] says", False),
        ("[x] done", False),
        ("{x", False),
        ("Here: {", False),
    ],
)
def test_how_a_text_begins_tells_whether_it_is_json(text, begins):
    assert begins_json(text) is begins


def test_only_whole_json_is_json():
    assert is_json('{"a": 1}')
    assert not is_json('{"a": 1} and more')
    assert not is_json('{"a": ' * 30_000)
