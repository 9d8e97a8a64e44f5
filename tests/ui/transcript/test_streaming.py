"""A streaming reply: deltas joined at once, one layout for each frame, closed blocks never again, no timer when
idle."""

from dataclasses import replace

import pytest

from fixtures.transcripts import conversation, conversation_of_pairs, piece_events, reply_text
from teahouse.core.conversation import Message, Role, State
from teahouse.core.measure import Figures
from teahouse.core.stream_events import Phase, PhaseSubject
from teahouse.services.generation.events import PhaseEvent, PieceEvent
from teahouse.ui.transcript.blocks.part import RowHeights
from teahouse.ui.transcript.layout.page_layout import PageLayout
from teahouse.ui.transcript.view import TranscriptView


@pytest.fixture
def view(qtbot, theme):
    made = TranscriptView(theme)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def frame(view, qtbot):
    """Let the frame come that was asked for."""
    before = view.frames
    qtbot.waitUntil(lambda: view.frames > before)


def shown(view, message_id):
    """The texts of a message's parts as they stand on the page."""
    item = view._messages.find_item(message_id)
    return [text for part in item.parts if (text := part.plain_text())]


def status(view, message_id):
    """The quiet line's texts."""
    return view._messages.find_item(message_id).parts[-1].texts()


def test_many_pieces_are_one_frame_and_one_layout(view, qtbot):
    view.show_conversation(conversation_of_pairs(1, streaming=True))
    view.append_pieces([PieceEvent("c", "a0", text="Some")])
    frame(view, qtbot)
    layouts, frames = view.layouts, view.frames
    for n in range(500):
        view.append_pieces([PieceEvent("c", "a0", text=f" word{n}")])
    assert view.layouts == layouts
    frame(view, qtbot)
    assert view.frames == frames + 1
    assert view.layouts == layouts + 1
    assert shown(view, "a0")[-1].endswith("word499")


def test_closed_blocks_are_not_laid_out_again(view, qtbot):
    view.show_conversation(conversation_of_pairs(1, streaming=True))
    view.append_pieces(piece_events("a0", "One.\n\nTwo.\n\n```python\nx = 1\n```\n\nThree"))
    frame(view, qtbot)
    qtbot.waitUntil(lambda: not view._style.idle_queue.busy)  # code is coloured when it is closed
    before = view.layouts
    parts = [id(part) for part in view._messages.find_item("a0").parts[:-1]]
    for n in range(10):
        view.append_pieces([PieceEvent("c", "a0", text=f" more {n}")])
        frame(view, qtbot)
    assert view.layouts - before == 10
    assert [id(part) for part in view._messages.find_item("a0").parts[:-1]] == parts


def test_a_frame_looks_at_the_end_of_a_reply_and_not_at_all_the_window(view, qtbot, monkeypatch):
    """Some twenty paragraphs show; a token looks at the last ones, and at the scroll bar only when the page grows."""
    view.show_conversation(conversation_of_pairs(1, streaming=True))
    view.append_pieces(piece_events("a0", "".join(f"Paragraph {n}.\n\n" for n in range(40)) + "Tail"))
    frame(view, qtbot)
    looked, placed = [], []
    look, place = PageLayout._lay_in_time, view._viewport.place_scroll_bar
    monkeypatch.setattr(PageLayout, "_lay_in_time", lambda *where: looked.append(where) or look(*where))
    monkeypatch.setattr(view._viewport, "place_scroll_bar", lambda: placed.append(True) or place())
    counts = []  # of each frame; whatever else the window has to do on a busy machine falls into one of them
    for _ in range(10):
        looked.clear()
        placed.clear()
        view.append_pieces([PieceEvent("c", "a0", text=" x")])
        frame(view, qtbot)
        counts.append((len(looked), len(placed)))
    assert any(text.endswith("Tail" + 10 * " x") for text in shown(view, "a0"))
    looks, places = sorted(counts)[len(counts) // 2]
    assert 1 <= looks <= 3
    assert places == 0
    placed.clear()
    view.append_pieces([PieceEvent("c", "a0", text="\n\nAnother paragraph")])
    frame(view, qtbot)
    assert placed
    assert view._anchor.top == view._anchor.last_top


def test_the_last_token_costs_the_layouts_of_the_first(view, qtbot):
    """For a reply of 4,000 tokens, every token a frame: what its last tenth lays out is what its first does."""
    view.show_conversation(conversation_of_pairs(1, streaming=True))
    counts = []
    for piece in piece_events("a0", reply_text(16_000))[:4000]:
        before = view.layouts
        view.append_pieces([piece])
        view._streaming.make_frame()
        counts.append(view.layouts - before)
    assert sum(counts[-400:]) <= 1.3 * sum(counts[:400])
    assert len(view._layout.laid_parts()) < 100


def test_a_new_block_late_in_a_reply_moves_no_more_rows_than_an_early_one(view, monkeypatch):
    moved = []
    replace_rows = RowHeights.replace_rows

    def counting(rows, heights, start=0):
        heights = list(heights)
        moved.append(len(heights))
        replace_rows(rows, heights, start)

    view.show_conversation(conversation_of_pairs(1, streaming=True))
    monkeypatch.setattr(RowHeights, "replace_rows", counting)
    for n in range(600):
        event = (
            PieceEvent("c", "a0", thinking=f"thought {n}\n" * 30) if n < 300 else PieceEvent("c", "a0", text="text\n\n")
        )
        view.append_pieces([event])
        view._streaming.make_frame()
    assert len(view._messages.find_item("a0").parts) > 300
    assert sum(moved[-100:]) <= 1.5 * sum(moved[:100])


def test_nothing_runs_when_nothing_is_dirty(view, qtbot):
    view.show_conversation(conversation_of_pairs(1, streaming=True))
    view.append_pieces([PieceEvent("c", "a0", text="Words")])
    frame(view, qtbot)
    assert not view._clock.running
    assert not view._streaming._seconds.isActive()


def test_seconds_are_counted_only_while_something_waits(view, qtbot):
    view.show_conversation(conversation_of_pairs(1, streaming=True))
    view.set_phase("a0", PhaseEvent("c", "a0", Phase.LOADING, PhaseSubject(size=5_200_000_000), 1.0))
    frame(view, qtbot)
    assert view._streaming._seconds.isActive()
    assert status(view, "a0")[0].startswith("Loading 5.2 GB…")
    view.hide()
    assert not view._streaming._seconds.isActive()
    view.show()
    assert view._streaming._seconds.isActive()
    view.append_pieces([PieceEvent("c", "a0", text="Hello")])
    frame(view, qtbot)
    assert not view._streaming._seconds.isActive()
    assert status(view, "a0") == []


def test_thinking_streams_open_and_folds_when_the_answer_begins(view, qtbot):
    view.show_conversation(conversation_of_pairs(1, streaming=True))
    view.append_pieces([PieceEvent("c", "a0", thinking="Let me see.")])
    frame(view, qtbot)
    assert "Let me see." in shown(view, "a0")
    view.append_pieces([PieceEvent("c", "a0", text="It is so.")])
    frame(view, qtbot)
    assert shown(view, "a0") == ["It is so."]
    view._messages.find_item("a0").set_unfolded(True)
    assert shown(view, "a0") == ["Let me see.", "It is so."]


def test_finishing_says_the_figures_and_lays_out_no_text_again(view, qtbot):
    view.show_conversation(conversation_of_pairs(1, streaming=True))
    text = "One.\n\nTwo."
    view.append_pieces([PieceEvent("c", "a0", text=text, thinking="")])
    frame(view, qtbot)
    before, height = view.layouts, view._layout.total
    done = Message("a0", "u0", Role.ASSISTANT, text, model="qwen3:8b", figures=Figures(tokens=412))
    view.finish_reply(done)
    assert view.layouts - before <= 2  # the author's and the quiet line
    assert view._layout.total == height
    assert status(view, "a0")[0].startswith("412 token")


def test_a_reply_that_was_kept_differently_is_shown_as_it_was_kept(view, qtbot):
    view.show_conversation(conversation_of_pairs(1, streaming=True))
    view.append_pieces([PieceEvent("c", "a0", text="Hm, let me think</think>Yes")])
    frame(view, qtbot)
    view.finish_reply(Message("a0", "u0", Role.ASSISTANT, "Yes", "Hm, let me think", model="m"))
    assert shown(view, "a0") == ["Yes"]


def test_text_that_turns_out_to_be_thinking_moves_there(view, qtbot):
    view.show_conversation(conversation_of_pairs(1, streaming=True))
    view.append_pieces([PieceEvent("c", "a0", text="Let me see. ")])
    frame(view, qtbot)
    view.append_pieces([PieceEvent("c", "a0", text="Hm.")])
    view.turn_to_thinking("a0")
    frame(view, qtbot)
    assert shown(view, "a0") == ["Let me see. Hm."]
    assert view._messages.find_item("a0").shows_thinking
    view.append_pieces([PieceEvent("c", "a0", text="Yes.")])
    frame(view, qtbot)
    assert shown(view, "a0") == ["Yes."]
    view.turn_to_thinking("gone")


def test_pieces_that_came_before_the_frame_are_not_lost_by_finishing(view, qtbot):
    view.show_conversation(conversation_of_pairs(1, streaming=True))
    view.append_pieces([PieceEvent("c", "a0", text="First.\n\nLast")])
    view.finish_reply(Message("a0", "u0", Role.ASSISTANT, "First.\n\nLast", model="m"))
    assert shown(view, "a0") == ["First.", "Last"]


def test_late_pieces_of_another_conversation_find_nobody(view, qtbot):
    view.show_conversation(conversation_of_pairs(1))
    view.append_pieces([PieceEvent("c", "gone", text="late")])
    view.set_phase("gone", PhaseEvent("c", "gone", Phase.WAITING))
    view.finish_reply(Message("gone", None, Role.ASSISTANT, "late"))
    assert not view._clock.running


def test_a_streaming_reply_goes_on_while_another_branch_is_read(view, qtbot):
    tree = conversation_of_pairs(1, streaming=True)
    tree.add_message(Message("b0", "u0", Role.ASSISTANT, "Another.", model="m"))
    tree.choose_message("a0")
    view.show_conversation(tree)
    tree.choose_message("b0")
    view.refresh_path()
    view.append_pieces([PieceEvent("c", "a0", text="meanwhile")])
    frame(view, qtbot)
    assert view._layout.number_of("a0") is None
    tree.choose_message("a0")
    view.refresh_path()
    assert shown(view, "a0") == ["meanwhile"]


def test_how_a_reply_ended_is_said_quietly(view, qtbot):
    question = Message("u", None, Role.USER, "Well?")
    for state, words in (
        (State.STOPPED, "Stopped"),
        (State.LENGTH, "Reached its length limit"),
        (State.CUT, "Cut off when Teahouse closed"),
    ):
        reply = Message("a", "u", Role.ASSISTANT, "So", model="m", state=state)
        view.show_conversation(conversation(question, reply))
        assert status(view, "a") == [words]


def test_an_error_stands_in_its_place_with_retry(view, qtbot):
    question = Message("u", None, Role.USER, "Well?")
    reply = Message("a", "u", Role.ASSISTANT, "Half", model="m", state=State.FAILED, problem="host_lost")
    view.show_conversation(conversation(question, reply))
    item = view._messages.find_item("a")
    half, error = shown(view, "a")
    assert half == "Half"
    assert len(error) > 20
    with qtbot.waitSignal(view.retry) as asked:
        part = item.parts[-2]
        view._actions.activate_hit(part.hits()[0], item, part)
    assert asked.args == ["a"]


def test_a_badge_marks_where_the_model_was_switched(view):
    one = Message("u", None, Role.USER, "Well?")
    two = Message("a", "u", Role.ASSISTANT, "So", model="qwen3:8b")
    three = replace(one, id="u2", parent="a")
    four = replace(two, id="a2", parent="u2", model="deepseek-r1:8b")
    view.show_conversation(conversation(one, two, three, four))
    assert [view._messages.find_item(name).switched for name in ("a", "a2")] == [False, True]
