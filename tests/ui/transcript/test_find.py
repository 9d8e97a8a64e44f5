"""Find in conversation: all matches are marked, near and far ones, and stepping goes from one to the next."""

import pytest
from PySide6.QtCore import Qt

from fixtures.transcripts import conversation, conversation_of_pairs
from teahouse.core.conversation import Message, Role, State
from teahouse.services.generation.events import PieceEvent
from teahouse.ui.transcript.interaction.selection import Match
from teahouse.ui.transcript.view import TranscriptView


@pytest.fixture
def view(qtbot, theme):
    made = TranscriptView(theme)
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    return made


def find(view, qtbot, text):
    view.open_find()
    view._finder.bar.field.setText(text)
    qtbot.waitUntil(lambda: not view._style.idle_queue.busy)
    return view._matches.matches


def shown_at(view, match):
    """Where a match is in the window."""
    number = view._layout.number_of(match.message_id)
    item = view._layout.items[number]
    part = item.part_at(match.key)
    return view._layout.top_of(number, part) + item.parts[part].top_of(match.start) - view._anchor.top


def test_every_message_is_searched_without_being_opened(view, qtbot):
    view.show_conversation(conversation_of_pairs(300))
    matches = find(view, qtbot, "question 7")
    assert [match.message_id for match in matches] == ["u7", *(f"u{n}" for n in range(70, 80))]
    assert len(view._layout._open) < 30


def test_going_from_match_to_match_brings_each_into_the_window(view, qtbot):
    view.show_conversation(conversation_of_pairs(200, reply="Once.\n\n" * 30 + "The needle is here."))
    matches = find(view, qtbot, "NEEDLE")
    assert len(matches) == 200
    for step in (1, 1, -1, -1, -1, 1):
        view._finder.find_next(step)
        match = matches[view._matches.current]
        assert 0 <= shown_at(view, match) < 600
        assert not view.at_end or match.message_id == "a199"
    assert view._finder.bar.count.text().endswith("of 200")


def test_after_the_last_match_comes_the_first(view, qtbot):
    view.show_conversation(conversation_of_pairs(3))
    find(view, qtbot, "question")
    view._matches.current = 2
    view._finder.find_next(1)
    assert view._matches.current == 0
    view._finder.find_next(-1)
    assert view._matches.current == 2


def test_words_are_found_across_marks_and_in_code_tables_and_thinking(view, qtbot):
    text = "A **green** tea.\n\n```\ngreen   tea\n```\n\n| green tea | b |\n|---|---|\n| 1 | 2 |"
    reply = Message("a", None, Role.ASSISTANT, text, "Maybe green tea?", model="m")
    view.show_conversation(conversation(reply))
    matches = find(view, qtbot, "green tea")
    assert [match.key for match in matches] == [(1, 1), (2, 0), (2, 1), (2, 2)]
    view._finder.find_next(-1)
    view._finder.look_at(0)
    assert view._messages.find_item("a").shows_thinking


def test_the_characters_that_are_marked_are_those_that_were_found(view, qtbot):
    reply = Message("a", None, Role.ASSISTANT, "🍵 and *tea*, [tea](https://tea.example) and $x$ tea", model="m")
    view.show_conversation(conversation(reply))
    matches = find(view, qtbot, "tea")
    part = view._messages.find_item("a").parts[1]
    assert len(matches) == 3
    assert {part.copied_text(match.start, match.end) for match in matches} == {"tea"}
    assert matches[0] == Match("a", (2, 0), 7, 10)


def test_matches_are_painted_and_go_with_the_bar(view, qtbot):
    view.show_conversation(conversation_of_pairs(2))
    plain = view.viewport().grab().toImage()
    find(view, qtbot, "question")
    assert view.viewport().grab().toImage() != plain
    qtbot.keyClick(view._finder.bar.field, Qt.Key.Key_Escape)
    assert not view._finder.bar.isVisible()
    assert view._matches.matches == []


def test_keys_in_the_bar(view, qtbot):
    view.show_conversation(conversation_of_pairs(5))
    find(view, qtbot, "question")
    before = view._matches.current
    qtbot.keyClick(view._finder.bar.field, Qt.Key.Key_Return)
    qtbot.keyClick(view._finder.bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert view._matches.current == before


def test_what_is_not_there_is_said(view, qtbot):
    view.show_conversation(conversation_of_pairs(3))
    assert find(view, qtbot, "zebra") == []
    assert view._finder.bar.count.text() == "not found"
    assert not view._finder.bar.next.isEnabled()
    assert find(view, qtbot, "(*") == []


def test_what_came_meanwhile_is_found_when_the_reply_is_over(view, qtbot):
    view.show_conversation(conversation_of_pairs(2, streaming=True))
    find(view, qtbot, "question")
    view.append_pieces([PieceEvent("c", "a1", text="Which question?")])
    view._streaming.make_frame()
    view.finish_reply(Message("a1", "u1", Role.ASSISTANT, "Which question?", model="m", state=State.DONE))
    qtbot.waitUntil(lambda: not view._style.idle_queue.busy)
    assert [match.message_id for match in view._matches.matches] == ["u0", "u1", "a1"]


def test_selected_words_are_what_is_looked_for(view):
    view.show_conversation(conversation_of_pairs(2))
    view.selection.select_message("u1")
    view.open_find()
    assert view._finder.bar.field.text() == "Question 1: what is it?"
    view.show_conversation(conversation_of_pairs(1))
    assert not view._finder.bar.isVisible()


def test_what_a_search_found_far_down_in_a_message_is_looked_at_and_marked(view):
    text = "\n\n".join(["Nothing here."] * 200 + ["The **needle** is here."] + ["Nothing again."] * 50)
    question = Message("u", None, Role.USER, "Where is it?")
    view.show_conversation(conversation(question, Message("a", "u", Role.ASSISTANT, text, model="m")))
    view.scroll_to("a", "the needle")
    (match,) = view._matches.matches
    number = view._layout.number_of("a")
    part = view._layout.open_item(number).part_at(match.key)
    assert view._layout.open_item(number).parts[part].plain_text()[match.start : match.end] == "needle"
    assert 0 < view._layout.top_of(number, part) - view._anchor.top < view._anchor.height
    view.scroll_to("a", "haystack")
    view.clear()
    assert view._matches.matches == []
