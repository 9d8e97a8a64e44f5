"""Token probabilities on the chat page: the switch, the marked tokens, and the dialog of one token."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from fixtures.service_recorder import ServiceRecorder
from teahouse.core.conversation import Conversation, ConversationHead, Message, Role, State
from teahouse.core.stream_events import TokenLogprob
from teahouse.core.token_probabilities import ProbabilityRecorder
from teahouse.services.chat.events import OpenedEvent, ProbabilitiesEvent
from teahouse.services.generation.events import PieceEvent, ReplyEvent
from teahouse.ui.chat.page import ChatPage
from teahouse.ui.style import DARK, LIGHT, contrast
from teahouse.ui.transcript.blocks.token_part import DARK_GROUNDS, LIGHT_GROUNDS, TokenPart, level_of

TOKENS = (("**Green**", -0.05), (" tea", -0.4), (" 茶", -1.2), ("\n", -0.01), ("is", -2.0), (" tea", -4.5), (".", -0.1))
TEXT = "".join(token for token, _ in TOKENS)


def probabilities(tokens=TOKENS):
    recorder = ProbabilityRecorder()
    for token, logprob in tokens:
        others = ((token, logprob), (" leaf", -1.5), ("<|im_end|>", -6.0))
        recorder.add_tokens([TokenLogprob(token, logprob, others, token.encode())])
    return recorder.place_tokens("".join(token for token, _ in tokens))


def conversation(text=TEXT, state=State.DONE):
    question = Message("u", None, Role.USER, "What?")
    reply = Message("a", "u", Role.ASSISTANT, text, model="m", state=state)
    return Conversation(ConversationHead("kept", "Tea", 1.0, 2.0, model="m"), (question, reply))


@pytest.fixture
def services():
    return ServiceRecorder()


@pytest.fixture
def room(qtbot, bridge, preferences, theme, services):
    made = ChatPage(bridge, preferences, theme)
    made.resize(1028, 820)
    qtbot.addWidget(made)
    made.show()
    bridge.attach(services)
    made.open_conversation("kept")
    tell(bridge, OpenedEvent(conversation()))
    return made


def tell(bridge, *events):
    for event in events:
        bridge.post_events(event)
    QTest.qWait(0)


def token_parts(room):
    return [part for part in room.transcript.items[1].parts if isinstance(part, TokenPart)]


def shown_text(room):
    return "".join(part.block.text for part in token_parts(room)).removesuffix("\n")


def show(room, bridge):
    room.tokens.switch()
    room.transcript.grab()
    tell(bridge, ProbabilitiesEvent("kept", "a", probabilities()))
    room.transcript.grab()


def test_nothing_is_asked_for_before_the_switch(room, services):
    assert services.of("probabilities.read_probabilities") == []
    assert services.of("probabilities.record_probabilities") == []
    assert token_parts(room) == []


def test_the_switch_shows_stored_ones_and_hides_them_again(room, bridge, services, preferences):
    show(room, bridge)
    assert services.of("probabilities.record_probabilities") == [((True,), {})]
    assert services.of("probabilities.read_probabilities") == [(("kept", "u"), {}), (("kept", "a"), {})][1:]
    assert preferences.values.token_probabilities
    assert shown_text(room) == TEXT
    room.header.menu().actions()[-1].trigger()
    room.transcript.grab()
    assert token_parts(room) == []
    assert services.of("probabilities.record_probabilities")[-1] == ((False,), {})


def test_a_reply_without_them_stays_as_it_is(room, bridge):
    room.tokens.switch()
    room.transcript.grab()
    tell(bridge, ProbabilitiesEvent("kept", "a", None))
    assert token_parts(room) == []
    tell(bridge, ProbabilitiesEvent("kept", "a", probabilities(TOKENS[:3])))  # of another text
    room.transcript.grab()
    assert token_parts(room) == []


def spot_of(room, number):
    """The middle of a token in the viewport."""
    (part,) = token_parts(room)
    item, layout = room.transcript.items[1], room.transcript._layout
    top = layout.top_of(1, item.parts.index(part)) - room.transcript._anchor.top
    for y in range(4, part.height, 6):
        for x in range(1, 400, 2):
            hit = part.hit_at(x, y)
            if hit is not None and hit.value == str(number):
                centre = hit.rect.center()
                return QPoint(room.transcript._viewport.left + centre.x(), top + centre.y())
    raise AssertionError(number)


@pytest.mark.parametrize("number", [0, 2, 5])
def test_a_click_shows_what_could_have_stood_there(room, bridge, number):
    show(room, bridge)
    QTest.mouseClick(room.transcript.viewport(), Qt.MouseButton.LeftButton, pos=spot_of(room, number))
    dialog = room.tokens.dialog
    assert dialog.isVisible()
    assert dialog.number == number
    assert [dialog.table.item(row, 0).text() for row in (1, 2)] == ["␣leaf", "<|im_end|>"]
    assert [dialog.table.item(row, 1).text() for row in (1, 2)] == ["22 %", "0.25 %"]
    assert dialog.likely.text().endswith({0: "95 %", 2: "30 %", 5: "1.1 %"}[number])
    dialog.close()


def test_the_keyboard_reaches_every_token(room, bridge, qtbot):
    show(room, bridge)
    room.transcript.setFocus()
    QTest.keyClick(room.transcript, Qt.Key.Key_Down)
    item = room.transcript.items[1]
    menu = room.transcript._menus.menu_of(item)
    (action,) = [action for action in menu.actions() if action.text() == "Token probabilities…"]
    action.trigger()
    dialog = room.tokens.dialog
    assert dialog.number == 0
    for number in range(1, len(TOKENS)):
        QTest.keyClick(dialog.forth, Qt.Key.Key_Space)
        assert dialog.number == number
    assert not dialog.forth.isEnabled()
    assert dialog.forth.shortcut().toString() == "Alt+Right"
    dialog.close()


def test_a_reply_goes_on_from_an_alternative_that_is_text(room, bridge, services):
    show(room, bridge)
    room.tokens.show_token("a", 2)
    dialog = room.tokens.dialog
    assert not dialog.branch_button.isEnabled(), "the token itself"
    dialog.table.setCurrentCell(2, 0)
    assert not dialog.branch_button.isEnabled(), "no text"
    dialog.table.setCurrentCell(1, 0)
    dialog.branch_button.click()
    assert services.of("chat.branch_reply") == [(("kept", "a", 2, " leaf"), {})]
    assert not dialog.isVisible()


def test_surprise_is_said_by_sentence_and_whole(room, bridge):
    show(room, bridge)
    room.tokens.show_token("a", 1)
    said = room.tokens.dialog.surprise.text()
    assert "sentence: 0.42" in said  # of the four tokens to the end of the line
    assert f"reply: {sum(-logprob for _, logprob in TOKENS) / len(TOKENS):.2f}" in said
    assert all("surprise" in part.title() for part in token_parts(room))
    room.tokens.dialog.close()


def test_they_are_saved_to_a_file(room, bridge, services, tmp_path):
    show(room, bridge)
    room.tokens.show_token("a", 1)
    room.tokens.save_to(Path(tmp_path / "x.csv"))
    assert services.of("probabilities.export_probabilities") == [(("kept", "a", Path(tmp_path / "x.csv")), {})]
    room.tokens.dialog.close()


def test_a_streaming_reply_is_text_until_it_has_ended(room, bridge, services):
    room.tokens.switch()
    tell(bridge, OpenedEvent(conversation("Gr", State.STREAMING)))
    room.transcript.grab()
    tell(bridge, PieceEvent("kept", "a", "een"))
    assert token_parts(room) == []
    ended = Message("a", "u", Role.ASSISTANT, TEXT, model="m")
    tell(bridge, ReplyEvent("kept", ended), ProbabilitiesEvent("kept", "a", probabilities()))
    room.transcript.grab()
    assert shown_text(room) == TEXT


def test_a_click_on_a_token_can_begin_a_selection(room, bridge):
    show(room, bridge)
    start, end = spot_of(room, 0), spot_of(room, 2)
    window = room.transcript.viewport()
    QTest.mousePress(window, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(window, end)
    room.transcript._pointer.draw_to(room.transcript._viewport.to_page(end))
    QTest.mouseRelease(window, Qt.MouseButton.LeftButton, pos=end)
    assert room.transcript.selection
    assert room.tokens.dialog is None


def test_only_what_is_near_the_window_has_formats(room, bridge):
    many = tuple((f" word{number % 90}", -(number % 50) / 10) for number in range(64_000))
    text = "".join(token for token, _ in many)
    tell(bridge, OpenedEvent(conversation(text)))
    room.tokens.switch()
    room.transcript.grab()
    tell(bridge, ProbabilitiesEvent("kept", "a", probabilities(many)))
    for _ in range(3):
        room.transcript.grab()
        QTest.qWait(20)
    parts = token_parts(room)
    laid = [part for part in parts if part.laid]
    assert len(parts) > 100
    assert 0 < len(laid) < len(parts) / 5


@pytest.mark.parametrize(("colours", "grounds"), [(LIGHT, LIGHT_GROUNDS), (DARK, DARK_GROUNDS)])
def test_text_on_every_ground_is_readable(colours, grounds):
    for ground in grounds:
        assert contrast(colours.text, ground) >= 4.5
        assert QColor(ground).isValid()


def test_levels_follow_the_share():
    assert [level_of(logprob) for logprob in (-5, -2, -1, -0.3, -0.01)] == [0, 1, 2, 3, 4]
