"""The scroll position: the end is followed only from the end, and no change above moves the visible text."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from fixtures.transcripts import conversation, conversation_of_pairs, piece_events, reply_text
from teahouse.core.conversation import Message, Role, State
from teahouse.services.generation.events import PieceEvent
from teahouse.ui.transcript.view import TranscriptView


@pytest.fixture
def view(qtbot, theme):
    made = TranscriptView(theme)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def frame(view, qtbot):
    before = view.frames
    qtbot.waitUntil(lambda: view.frames > before)


def bar(view):
    return view.verticalScrollBar()


def on_screen(view):
    """What is at the top of the window: message, part, and how far the part's top is from the window's."""
    number, part = view._layout.find_at(view._anchor.top)
    return view._layout.items[number].id, part, view._layout.top_of(number, part) - view._anchor.top


def test_a_conversation_opens_at_its_end(view):
    view.show_conversation(conversation_of_pairs(50))
    assert view.at_end
    assert bar(view).value() == bar(view).maximum() > 0


def test_the_end_is_followed_from_the_end(view, qtbot):
    view.show_conversation(conversation_of_pairs(20, streaming=True))
    for piece in (reply_text(500), reply_text(500)):
        view.append_pieces(piece_events("a19", piece))
        frame(view, qtbot)
        assert view.at_end
        assert bar(view).value() == bar(view).maximum()


def test_who_scrolled_away_stays_there_whatever_comes(view, qtbot):
    view.show_conversation(conversation_of_pairs(20, streaming=True))
    view.scroll_by(-400)
    here = on_screen(view)
    for _ in range(5):
        view.append_pieces(piece_events("a19", reply_text(800)))
        frame(view, qtbot)
    assert on_screen(view) == here
    view.finish_reply(Message("a19", "u19", Role.ASSISTANT, view._messages.find_item("a19").text, model="qwen3:8b"))
    assert on_screen(view) == here
    assert not view.at_end


def test_a_button_leads_back_and_tells_of_new_text(view, qtbot):
    view.show_conversation(conversation_of_pairs(20, streaming=True))
    assert not view._viewport._down.isVisible()
    view.scroll_by(-400)
    assert view._viewport._down.isVisible()
    assert view._viewport._down.accessibleName() == "Back to the end"
    view.append_pieces([PieceEvent("c", "a19", text="news")])
    frame(view, qtbot)
    assert view._viewport._down.accessibleName() == "New text"
    qtbot.mouseClick(view._viewport._down, Qt.MouseButton.LeftButton)
    assert view.at_end
    assert not view._viewport._down.isVisible()


def test_a_question_of_ones_own_leads_to_the_end(view):
    tree = conversation_of_pairs(20)
    view.show_conversation(tree)
    view.scroll_by(-800)
    view.add_messages((Message("u", "a19", Role.USER, "Now?"), Message("a", "u", Role.ASSISTANT, "Yes", model="m")))
    assert view.at_end
    assert [message.id for message in tree.chosen_path()][-2:] == ["u", "a"]


def test_scrolling_up_through_what_was_never_measured_moves_exactly(view):
    view.show_conversation(conversation_of_pairs(60, reply=reply_text(1500)))
    for _ in range(80):
        message, part, y = on_screen(view)
        number, top = view._layout.number_of(message), view._anchor.top
        view.scroll_by(-90)
        moved = view._layout.top_of(number, part) - view._anchor.top - y
        assert moved == 90 or view._anchor.top == 0, (message, part, top)


def test_scrolling_to_the_top_and_back_down_meets_every_message_once(view):
    view.show_conversation(conversation_of_pairs(15, reply=reply_text(1500)))
    bar(view).setValue(0)
    met = []
    while not view.at_end:
        for number, item in enumerate(view._layout.items):
            top = view._layout.top_of(number)
            if view._anchor.top <= top < view._anchor.top + 600 and item.id not in met:
                met.append(item.id)
        view.scroll_by(550)
    assert met == [item.id for item in view._layout.items][: len(met)]
    assert len(met) >= 28


def test_only_what_shows_is_laid_out_however_long_the_conversation_is(view):
    view.show_conversation(conversation_of_pairs(5, reply=reply_text(1500)))
    few = view.layouts
    view.show_conversation(conversation_of_pairs(1000, reply=reply_text(1500)))
    assert view.layouts - few <= 1.5 * few


def test_far_layouts_are_freed(view):
    view.show_conversation(conversation_of_pairs(200, reply=reply_text(1500)))
    most = 0
    for _ in range(60):
        view.scroll_by(-500)
        most = max(most, len(view._layout.laid_parts()))
    assert most < 150
    assert len(view._layout._open) < 20


def test_what_was_closed_and_opened_again_is_as_high_as_before(view):
    view.show_conversation(conversation_of_pairs(60, reply=reply_text(1500)))
    height = view._layout.rows[len(view._layout.items) - 1]
    view._anchor.show_message("u5", 0)
    assert not view._layout.items[-1].is_open
    view.go_to_end()
    assert view._layout.rows[len(view._layout.items) - 1] == height


def test_resizing_keeps_the_message_that_is_read(view, qtbot):
    view.show_conversation(conversation_of_pairs(60, reply=reply_text(1500)))
    view.scroll_to("a30")
    for width in (700, 500, 1100, 900):
        view.resize(width, 600)
        assert on_screen(view)[0] in ("u30", "a30")


def test_zoom_makes_everything_larger_and_keeps_the_place(view, theme):
    view.show_conversation(conversation_of_pairs(40))
    height = view._layout.total
    view.scroll_to("a20")
    theme.choose_look("light", 1.5)
    assert view._layout.total > 1.2 * height
    assert on_screen(view)[0] in ("u20", "a20")


def test_another_theme_is_laid_out_only_where_it_shows(view, theme):
    view.show_conversation(conversation_of_pairs(200, reply=reply_text(1500)))
    before = view.layouts
    theme.choose_look("dark")
    assert 0 < view.layouts - before < 60
    theme.choose_look("light")


def test_the_wheel_glides_and_then_rests(view, qtbot):
    view.show_conversation(conversation_of_pairs(60))
    before = bar(view).value()
    event = QWheelEvent(
        QPointF(300, 300), QPointF(300, 300), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), event)
    qtbot.waitUntil(lambda: not view._clock.running)
    assert 60 < before - bar(view).value() < 200


def test_keys_move_through_the_page(view, qtbot):
    view.show_conversation(conversation_of_pairs(60))
    qtbot.keyClick(view, Qt.Key.Key_PageUp)
    assert 500 < bar(view).maximum() - bar(view).value() <= 600
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert bar(view).value() == 0
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.at_end


def test_unfolding_thinking_does_not_move_what_is_above(view):
    reply = Message("a", "u", Role.ASSISTANT, reply_text(3000), reply_text(3000), model="m")
    view.show_conversation(conversation(Message("u", None, Role.USER, "Well?"), reply))
    bar(view).setValue(0)
    item = view._messages.find_item("a")
    before = on_screen(view)
    view._actions.fold_thinking(item)
    assert item.shows_thinking
    assert on_screen(view) == before


def test_the_view_can_be_shown_another_conversation_and_nothing(view):
    view.show_conversation(conversation_of_pairs(3))
    view.show_conversation(conversation_of_pairs(1))
    assert len(view._layout.items) == 2
    view.clear()
    assert len(view.items) == 0
    assert bar(view).maximum() == 0
    view.viewport().repaint()


# What moves, and what does not.

WORDS = " ".join(f"word{n}" for n in range(600))
FORMULAS = " ".join(f"word{n} $\\frac{{a_{n}}}{{\\sqrt{{b}}}}$" for n in range(14))


def words_at_top(view):
    """The words of the line at the top of the window, and how far its top is from the window's."""
    number, at = view._layout.find_at(view._anchor.top)
    part = view._layout.items[number].parts[at]
    y = view._anchor.top - view._layout.top_of(number, at)
    start, end = part.position_at(0, y), part.position_at(10_000, y)
    return set(part.plain_text()[start:end].split()), part.top_of(start) - y


def test_a_line_in_the_middle_of_a_paragraph_stays_when_the_width_changes(view):
    reply = Message("a", "u", Role.ASSISTANT, f"{WORDS}\n\n{WORDS}", model="m")
    view.show_conversation(conversation(Message("u", None, Role.USER, "Well?"), reply))
    bar(view).setValue(420)
    before, y = words_at_top(view)
    for width in (700, 450, 800, 330, 900):
        view.resize(width, 600)
        now, _ = words_at_top(view)
        assert before & now, width
    assert words_at_top(view) == (before, y)


def test_formulas_that_are_typeset_late_leave_the_line_that_is_read(view, qtbot):
    reply = Message("a", "u", Role.ASSISTANT, f"{FORMULAS} {WORDS[:2500]}\n\n{WORDS}", model="m")
    view.show_conversation(conversation(Message("u", None, Role.USER, "Well?"), reply))
    bar(view).setValue(300)
    part = view._messages.find_item("a").parts[1]
    position = part.position_at(0, view._anchor.top - view._layout.top_of(1, 1))
    waiting = view._layout.total
    qtbot.waitUntil(lambda: not view._style.idle_queue.busy, timeout=60_000)
    assert view._layout.total != waiting, "they are higher than their source"
    assert abs(view._layout.top_of(1, 1) + part.top_of(position) - view._anchor.top) < 60


@pytest.mark.parametrize("away", [0, 200])
@pytest.mark.parametrize(
    "text",
    [
        "Words.", "A list:\n\n- one\n- two", "```python\nx = 1\n```", "```python\nx = 1", "> quoted",
        "| a | b |\n|---|---|\n| 1 | 2 |", "See [this][1].\n\n[1]: https://example.org", "Note[^1].\n\n[^1]: Here.",
        "# Title", "$x^2$ is.", "*open", "- [x] done", "![p](https://example.org/p.png)", "Text\n\n---",
    ],
)  # fmt: skip
def test_finishing_never_moves_the_page(view, qtbot, text, away):
    view.show_conversation(conversation_of_pairs(12, streaming=True))
    view.append_pieces(piece_events("a11", f"Before.\n\n{text}"))
    frame(view, qtbot)
    qtbot.waitUntil(lambda: not view._style.idle_queue.busy, timeout=60_000)
    if away:
        view.scroll_by(-away)
    before = view._anchor.top, on_screen(view), view.at_end
    view.finish_reply(Message("a11", "u11", Role.ASSISTANT, f"Before.\n\n{text}", model="qwen3:8b"))
    qtbot.waitUntil(lambda: not view._style.idle_queue.busy, timeout=60_000)
    assert (view._anchor.top, on_screen(view), view.at_end) == before


def test_a_formula_that_is_typeset_when_the_reply_is_over_does_not_move_who_reads_above(view, qtbot):
    view.show_conversation(conversation_of_pairs(12, streaming=True))
    view.append_pieces(piece_events("a11", reply_text(1500) + "\n\n$$\n\\sum_{i=1}^n \\frac{a_i}{b_i}"))
    frame(view, qtbot)
    view.scroll_by(-150)
    before = on_screen(view)
    text = reply_text(1500) + "\n\n$$\n\\sum_{i=1}^n \\frac{a_i}{b_i}\n$$"
    view.finish_reply(Message("a11", "u11", Role.ASSISTANT, text, model="qwen3:8b"))
    qtbot.waitUntil(lambda: not view._style.idle_queue.busy, timeout=60_000)
    assert on_screen(view) == before


def test_thinking_that_is_being_read_stays_unfolded_when_the_answer_begins(view, qtbot):
    view.show_conversation(conversation_of_pairs(2, streaming=True))
    view.append_pieces([PieceEvent("c", "a1", thinking="Let me see.\n" * 120)])
    frame(view, qtbot)
    view.scroll_by(-300)
    before = on_screen(view)
    view.append_pieces(piece_events("a1", "So it is."))
    frame(view, qtbot)
    assert on_screen(view) == before
    assert view._messages.find_item("a1").shows_thinking
    view.finish_reply(Message("a1", "u1", Role.ASSISTANT, "So it is.", "Let me see.\n" * 120, model="m"))
    assert on_screen(view) == before


def test_a_reply_that_only_thought_keeps_its_thinking_unfolded(view, qtbot):
    view.show_conversation(conversation_of_pairs(12, streaming=True))
    view.append_pieces([PieceEvent("c", "a11", thinking="Let me see.\n" * 30)])
    frame(view, qtbot)
    before = on_screen(view)
    stopped = Message("a11", "u11", Role.ASSISTANT, "", "Let me see.\n" * 30, model="m", state=State.STOPPED)
    view.finish_reply(stopped)
    assert on_screen(view) == before


def test_home_leads_to_the_very_top_although_nothing_above_was_measured(view, qtbot):
    question = Message("u", None, Role.USER, "Well?")
    wide = "\n\n".join(["| a | b |\n|---|---|\n| 1 | 2 |", "# Head", "- one\n- two", "```\ncode\n```"] * 3)
    view.show_conversation(conversation(question, Message("a", "u", Role.ASSISTANT, wide, model="m")))
    assert bar(view).value() > 0
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert bar(view).value() == 0
    assert on_screen(view)[:2] == ("u", 0)


def test_coming_by_tab_leaves_the_page_where_it_is(view):
    question = Message("u", None, Role.USER, "Well?")
    view.show_conversation(conversation(question, Message("a", "u", Role.ASSISTANT, reply_text(6000), model="m")))
    here = bar(view).value()
    QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    assert view.focused_number == 1
    assert bar(view).value() == here > 0
