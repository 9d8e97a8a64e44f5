"""Actions on a message, by mouse and by keys, and their accessibility."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication

from fixtures.gallery import attached, gallery
from fixtures.pictures import provide
from fixtures.transcripts import conversation, conversation_of_pairs
from teahouse.core.conversation import Message, Role, State
from teahouse.core.stream_events import Phase, PhaseSubject
from teahouse.services.generation.events import PhaseEvent, PieceEvent
from teahouse.ui.transcript.blocks.code_part import CodePart
from teahouse.ui.transcript.blocks.part import PartAction
from teahouse.ui.transcript.interaction import message_menu
from teahouse.ui.transcript.view import TranscriptView
from teahouse.ui.transcript.words import can_continue

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def view(qtbot, theme):
    made = TranscriptView(theme)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    made.setFocus()
    return made


def ended(state, text="It begins"):
    question = Message("u", None, Role.USER, "Well?")
    return conversation(question, Message("a", "u", Role.ASSISTANT, text, model="m", state=state))


@pytest.mark.parametrize("state", list(State))
def test_what_ended_early_can_go_on(view, state):
    view.show_conversation(ended(state))
    early = state in (State.STOPPED, State.LENGTH, State.CUT, State.FAILED)
    assert can_continue(view._messages.find_item("a").message) == early
    assert (PartAction.CONTINUE in {hit.act for hit in view._messages.find_item("a").parts[-1].hits()}) == early


def test_a_reply_without_a_word_cannot_go_on():
    assert not can_continue(Message("a", "u", Role.ASSISTANT, " ", state=State.STOPPED))


def test_continue_delete_and_compare_name_their_message(view, qtbot):
    view.show_conversation(ended(State.STOPPED))
    for act, signal in (
        (PartAction.CONTINUE, view.continue_),
        (PartAction.DELETE, view.delete),
        (PartAction.COMPARE, view.compare),
    ):
        with qtbot.waitSignal(signal) as asked:
            view._actions.run_action(act, view._messages.find_item("a"))
        assert asked.args == ["a"]


def test_the_delete_key_deletes_the_message_in_focus(view, qtbot):
    view.show_conversation(ended(State.DONE))
    qtbot.keyClick(view, Qt.Key.Key_Down)
    with qtbot.waitSignal(view.delete) as asked:
        qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert asked.args == ["a"]


def test_a_reply_that_goes_on_keeps_its_words_and_waits_visibly(view, qtbot):
    tree = ended(State.STOPPED)
    view.show_conversation(tree)
    view.resume_reply(replace(tree["a"], state=State.STREAMING))
    view.set_phase("a", PhaseEvent("c", "a", Phase.LOADING, PhaseSubject(size=5_200_000_000), 1.0))
    item = view._messages.find_item("a")
    qtbot.waitUntil(lambda: "Loading 5.2 GB" in "".join(item.parts[-1].texts()))
    view.append_pieces([PieceEvent("c", "a", text=" and ends")])
    view._streaming.make_frame()
    assert item.parts[1].plain_text() == "It begins and ends"
    assert not view._streaming._seconds.isActive()
    view.finish_reply(replace(tree["a"], text="It begins and ends", state=State.DONE))
    assert item.live is None
    assert item.parts[1].plain_text() == "It begins and ends"


def test_a_reply_that_goes_on_does_not_claim_how_long_it_thought(view):
    tree = conversation(Message("a", None, Role.ASSISTANT, "So", "Hm.", model="m", state=State.STOPPED))
    view.show_conversation(tree)
    view.resume_reply(replace(tree["a"], state=State.STREAMING))
    view.append_pieces([PieceEvent("c", "a", text=" it is")])
    view._streaming.make_frame()
    assert view._messages.find_item("a").parts[1].text == "Thought"


def test_the_keyboard_goes_by_blocks_through_all_messages(view, qtbot):
    view.show_conversation(gallery())
    view.verticalScrollBar().setValue(0)
    view._focus.message_id = "u0"
    met = []
    for _ in range(60):
        qtbot.keyClick(view, Qt.Key.Key_Down, CONTROL)
        met.append((view._focus.message_id, view._focus.key))
        part = view._focus.part
        number = view._layout.number_of(view._focus.message_id)
        top = view._layout.top_of(number, view._layout.items[number].parts.index(part)) - view._anchor.top
        assert -5 <= top < 700
    blocks = [(item.id, key) for number, item in enumerate(view.items) for key in view._layout.block_keys(number)]
    assert list(dict.fromkeys(met)) == blocks[: len(set(met))]
    assert met[-1] == blocks[-1]
    qtbot.keyClick(view, Qt.Key.Key_Up, CONTROL)
    assert (view._focus.message_id, view._focus.key) == blocks[-2]


def test_a_block_in_focus_is_what_is_copied(view, qtbot):
    view.show_conversation(gallery())
    view._focus.message_id = "a1"
    qtbot.keyClick(view, Qt.Key.Key_Down, CONTROL)
    qtbot.keyClick(view, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "快速排序"
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view._focus.key is None


def test_the_menu_of_a_focused_table_copies_it(view, qtbot):
    view.show_conversation(conversation(Message("a", None, Role.ASSISTANT, "| a |\n|---|\n| 1 |", model="m")))
    view._focus.message_id, view._focus.key = "a", (2, 0)
    texts = [text for text, _ in message_menu.part_entries(view._actions, view.items[0], view._focus.part, None, "")]
    assert texts == ["Copy table", "Copy table as Markdown"]


def test_a_selection_is_copied_as_markdown_over_messages(view):
    reply = Message("a", "u", Role.ASSISTANT, "# Title\n\n- **bold** *it*\n\n```py\nx = 1\n```", model="m")
    view.show_conversation(conversation(Message("u", None, Role.USER, "Well?"), reply))
    view.selection.select_all()
    view._actions.copy_selected_markdown()
    expected = "Well?\n\n# Title\n\n- **bold** *it*\n\n```py\nx = 1\n```"
    assert QGuiApplication.clipboard().text() == expected
    view._actions.copy_selected()
    assert QGuiApplication.clipboard().text() == "Well?\n\nTitle\n\n- bold it\n\nx = 1"


def test_screen_readers_find_the_blocks_of_a_message(view):
    view.show_conversation(gallery())
    page = QAccessible.queryAccessibleInterface(view)
    message = page.child(3)
    names = [message.child(index).text(QAccessible.Text.Name) for index in range(message.childCount())]
    assert names[0] == "快速排序"
    assert "print" in names[-1]
    block = message.child(1)
    assert block.role() is QAccessible.Role.Paragraph
    assert message.indexOfChild(block) == 1
    assert block.parent() is not None
    assert message.child(99) is None
    view._keyboard.bring_into_view(3)
    assert message.childAt(block.rect().center().x(), block.rect().center().y()) is block


def test_screen_readers_follow_the_focus_from_message_to_block(view, qtbot):
    provide(view, *attached())
    view.show_conversation(gallery())
    view.verticalScrollBar().setValue(0)
    page = QAccessible.queryAccessibleInterface(view)
    assert page.focusChild() is page
    view._focus.message_id = "u0"
    assert page.focusChild() is page.child(0)
    assert page.child(0).text(QAccessible.Text.Name).splitlines()[1:] == ["rod.png", "measured.csv"]
    roles = set()
    for _ in range(30):
        qtbot.keyClick(view, Qt.Key.Key_Down, CONTROL)
        block = page.focusChild()
        assert block.state().focused
        assert not block.parent().state().focused
        assert block.text(QAccessible.Text.Name) == view._focus.part.copied_text(0, 1 << 24)[:4000]
        roles.add(block.role())
        if isinstance(view._focus.part, CodePart):
            assert block.text(QAccessible.Text.Description) == view._focus.part.block.language
    assert {QAccessible.Role.Graphic, QAccessible.Role.Heading, QAccessible.Role.Equation} <= roles


def test_long_conversations_make_few_items(view):
    view.show_conversation(conversation_of_pairs(3000))
    made = [number for number in range(6000) if view.items.find_made(number) is not None]
    assert len(made) < 40
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    made = [number for number in range(6000) if view.items.find_made(number) is not None]
    assert len(made) < 80


def test_figures_that_come_later_for_a_far_message_are_there_when_it_is_near(view):
    tree = conversation_of_pairs(500)
    view.show_conversation(tree)
    done = replace(tree["a3"], text="Another text.")
    tree.update_message(replace(tree["a3"], text="Another text."))
    view.finish_reply(done)
    assert view.items.find_made(7) is None
    assert view.items[7].text == "Another text."


def test_another_version_keeps_the_focus_so_that_the_next_key_means_it(view, qtbot):
    tree = conversation(
        Message("u", None, Role.USER, "Well?"),
        Message("a", "u", Role.ASSISTANT, "One", model="m"),
        Message("b", "u", Role.ASSISTANT, "Two", model="m"),
    )
    view.show_conversation(tree)
    view.choose.connect(lambda chosen: (tree.choose_message(chosen), view.refresh_path()))
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert [item.id for item in view.items] == ["u", "a"]
    assert view.focused_number == 1
    with qtbot.waitSignal(view.delete) as asked:
        qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert asked.args == ["a"]


def test_copying_a_message_says_so_for_a_while(view, qtbot):
    view.show_conversation(ended(State.DONE))
    item = view._messages.find_item("a")
    part = item.parts[-1]
    (hit,) = (hit for hit in part.hits() if hit.act is PartAction.COPY)
    view._actions.activate_hit(hit, item, part)
    assert QGuiApplication.clipboard().text() == "It begins"
    assert part.copied
    qtbot.waitUntil(lambda: not part.copied)
