"""Long texts are processed in slices between frames."""

import pytest
from PySide6.QtGui import QGuiApplication

from fixtures.transcripts import conversation
from teahouse.core.conversation import Message, Role, State
from teahouse.services.generation.events import PieceEvent
from teahouse.ui.transcript.blocks.part import PartAction
from teahouse.ui.transcript.layout import message_body
from teahouse.ui.transcript.layout.items import Item
from teahouse.ui.transcript.layout.message_body import SLICE, Segments
from teahouse.ui.transcript.view import TranscriptView


@pytest.fixture
def view(qtbot, theme):
    made = TranscriptView(theme)
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    return made


LONG = "".join(f"Paragraph {n} of a long text.\n\n" for n in range(9000))


def test_a_long_message_is_taken_in_between_frames(view, qtbot, monkeypatch):
    monkeypatch.setattr("teahouse.ui.transcript.layout.message_body.TURN", 0.0)
    text = "word " * 40_000
    taken, append = [], message_body.Splitter.append_text
    monkeypatch.setattr(
        message_body.Splitter, "append_text", lambda self, piece: taken.append(len(piece)) or append(self, piece)
    )
    view.show_conversation(conversation(Message("a", None, Role.ASSISTANT, text, model="m")))
    assert sum(taken) <= 3 * SLICE
    assert view._layout.unread_items()
    qtbot.waitUntil(lambda: not view._layout.unread_items())
    assert max(taken) <= SLICE
    assert sum(taken) == len(text)
    assert "".join(part.plain_text() for part in view._layout.open_item(0).parts[1:-1]).count("word") == 40_000


def test_what_takes_long_to_lay_out_comes_in_several_turns(view, qtbot, monkeypatch):
    monkeypatch.setattr("teahouse.ui.transcript.layout.page_layout.TURN", 0.0)
    laid = []
    lay = Item.lay_part
    monkeypatch.setattr(Item, "lay_part", lambda item, number: laid.append(lay(item, number)) or laid[-1])
    text = "\n\n".join(f"Paragraph {number}." for number in range(40))
    view.show_conversation(conversation(Message("a", None, Role.ASSISTANT, text, model="m")))
    view.grab()
    assert sum(laid) <= 1
    assert view._layout.late
    qtbot.waitUntil(lambda: not view._layout.late)
    assert sum(laid) > 10
    top, item = view._anchor.top, view._layout.items[0]
    shown = [part for number, part in enumerate(item.parts) if item.rows.top_of(number + 1) > top]
    assert all(part.laid for part in shown)
    assert top == view._anchor.last_top


def test_a_place_that_is_kept_stays_while_the_rest_is_laid_out(view, qtbot, monkeypatch):
    text = "\n\n".join(f"Paragraph {number} " + "of some words " * 20 for number in range(60))
    view.show_conversation(conversation(Message("a", None, Role.ASSISTANT, text, model="m")))
    qtbot.waitUntil(lambda: not view._layout.unread_items())
    view.scroll_by(-1500)
    anchor = view._anchor._anchor
    monkeypatch.setattr("teahouse.ui.transcript.layout.page_layout.TURN", 0.0)
    view.resize(500, 500)
    qtbot.waitUntil(lambda: not view._layout.late)
    assert view._anchor._anchor == anchor


def test_a_burst_while_streaming_is_taken_in_between_frames(view, qtbot):
    question = Message("u", None, Role.USER, "?")
    view.show_conversation(conversation(question, Message("a", "u", Role.ASSISTANT, model="m", state=State.STREAMING)))
    text = "word " * 60_000
    view.append_pieces([PieceEvent("c", "a", text=text)])
    qtbot.waitUntil(lambda: not view._streaming.is_pending and not view._layout.unread_items())
    assert (
        sum(part.plain_text().count("word") for part in view._messages.find_item("a").parts if part.selectable)
        == 60_000
    )


def test_of_a_text_with_too_many_blocks_the_rest_is_kept_and_copied(view, qtbot):
    view.show_conversation(conversation(Message("a", None, Role.ASSISTANT, LONG, model="m")))
    qtbot.waitUntil(lambda: not view._layout.unread_items())
    item = view._layout.open_item(0)
    assert 0 < len(item.hidden_text) < len(LONG)
    assert LONG.endswith(item.hidden_text)
    rest = item.parts[-2]
    assert {hit.act for hit in rest.hits()} == {PartAction.COPY, PartAction.SAVE}
    view._actions.activate_hit(rest.hits()[0], item, rest)
    assert QGuiApplication.clipboard().text() == LONG
    QGuiApplication.clipboard().clear()
    view._actions.copy_plain(item)
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() != "")
    copied = QGuiApplication.clipboard().text()
    assert copied.count("Paragraph") == 9000


def test_segments_taken_in_slices_are_those_of_the_whole():
    class Kept:
        def __init__(self, block, number):
            self.block = block

        def set_block(self, block, *, is_open):
            self.block = block

    text = "# Title\n\n- a\n- b\n\n```python\nx\n```\n\n| a |\n|---|\n" * 400
    whole, sliced = (Segments(Kept, plain=False) for _ in range(2))
    whole.append_text(text)
    whole.end_text()
    whole.absorb_text()
    for at in range(0, len(text), 1000):
        sliced.append_text(text[at : at + 1000])
        sliced.absorb_text(until=0.0)
    sliced.end_text()
    while sliced.unread:
        sliced.absorb_text(until=0.0)
    assert [part.block for part in sliced.parts] == [part.block for part in whole.parts]
