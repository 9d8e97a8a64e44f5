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
def chat_page(qtbot, bridge, preferences, theme, services):
    made = ChatPage(bridge, preferences, theme)
    made.resize(1028, 820)
    qtbot.addWidget(made)
    made.show()
    bridge.attach(services)
    made.open_conversation("kept")
    post_events(bridge, OpenedEvent(conversation()))
    return made


def post_events(bridge, *events):
    for event in events:
        bridge.post_events(event)
    QTest.qWait(0)


def token_parts(chat_page):
    return [part for part in chat_page.transcript.items[1].parts if isinstance(part, TokenPart)]


def shown_text(chat_page):
    return "".join(part.block.text for part in token_parts(chat_page)).removesuffix("\n")


def show(chat_page, bridge):
    chat_page.tokens.switch()
    chat_page.transcript.grab()
    post_events(bridge, ProbabilitiesEvent("kept", "a", probabilities()))
    chat_page.transcript.grab()


def test_nothing_is_asked_for_before_the_switch(chat_page, services):
    assert services.of("probabilities.read_probabilities") == []
    assert services.of("probabilities.record_probabilities") == []
    assert token_parts(chat_page) == []


def test_the_switch_shows_stored_ones_and_hides_them_again(chat_page, bridge, services, preferences):
    show(chat_page, bridge)
    assert services.of("probabilities.record_probabilities") == [((True,), {})]
    assert services.of("probabilities.read_probabilities") == [(("kept", "u"), {}), (("kept", "a"), {})][1:]
    assert preferences.values.token_probabilities
    assert shown_text(chat_page) == TEXT
    chat_page.header.menu().actions()[-1].trigger()
    chat_page.transcript.grab()
    assert token_parts(chat_page) == []
    assert services.of("probabilities.record_probabilities")[-1] == ((False,), {})


def test_a_reply_without_them_stays_as_it_is(chat_page, bridge):
    chat_page.tokens.switch()
    chat_page.transcript.grab()
    post_events(bridge, ProbabilitiesEvent("kept", "a", None))
    assert token_parts(chat_page) == []
    post_events(bridge, ProbabilitiesEvent("kept", "a", probabilities(TOKENS[:3])))  # of another text
    chat_page.transcript.grab()
    assert token_parts(chat_page) == []


def spot_of(chat_page, number):
    """The middle of a token in the viewport."""
    (part,) = token_parts(chat_page)
    item, layout = chat_page.transcript.items[1], chat_page.transcript._layout
    top = layout.top_of(1, item.parts.index(part)) - chat_page.transcript._anchor.top
    for y in range(4, part.height, 6):
        for x in range(1, 400, 2):
            hit = part.hit_at(x, y)
            if hit is not None and hit.value == str(number):
                centre = hit.rect.center()
                return QPoint(chat_page.transcript._viewport.left + centre.x(), top + centre.y())
    raise AssertionError(number)


@pytest.mark.parametrize("number", [0, 2, 5])
def test_a_click_shows_what_could_have_stood_there(chat_page, bridge, number):
    show(chat_page, bridge)
    QTest.mouseClick(chat_page.transcript.viewport(), Qt.MouseButton.LeftButton, pos=spot_of(chat_page, number))
    dialog = chat_page.tokens.dialog
    assert dialog.isVisible()
    assert dialog.number == number
    assert [dialog.table.item(row, 0).text() for row in (1, 2)] == ["␣leaf", "<|im_end|>"]
    assert [dialog.table.item(row, 1).text() for row in (1, 2)] == ["22 %", "0.25 %"]
    assert dialog.likely.text().endswith({0: "95 %", 2: "30 %", 5: "1.1 %"}[number])
    dialog.close()


def test_the_keyboard_reaches_every_token(chat_page, bridge, qtbot):
    show(chat_page, bridge)
    chat_page.transcript.setFocus()
    QTest.keyClick(chat_page.transcript, Qt.Key.Key_Down)
    item = chat_page.transcript.items[1]
    menu = chat_page.transcript._menus.menu_of(item)
    (action,) = [action for action in menu.actions() if action.text() == "Token probabilities…"]
    action.trigger()
    dialog = chat_page.tokens.dialog
    assert dialog.number == 0
    for number in range(1, len(TOKENS)):
        QTest.keyClick(dialog.forth, Qt.Key.Key_Space)
        assert dialog.number == number
    assert not dialog.forth.isEnabled()
    assert dialog.forth.shortcut().toString() == "Alt+Right"
    dialog.close()


def test_a_reply_goes_on_from_an_alternative_that_is_text(chat_page, bridge, services):
    show(chat_page, bridge)
    chat_page.tokens.show_token("a", 2)
    dialog = chat_page.tokens.dialog
    assert not dialog.branch_button.isEnabled(), "the token itself"
    dialog.table.setCurrentCell(2, 0)
    assert not dialog.branch_button.isEnabled(), "no text"
    dialog.table.setCurrentCell(1, 0)
    dialog.branch_button.click()
    assert services.of("chat.branch_reply") == [(("kept", "a", 2, " leaf"), {})]
    assert not dialog.isVisible()


def test_surprise_is_said_by_sentence_and_whole(chat_page, bridge):
    show(chat_page, bridge)
    chat_page.tokens.show_token("a", 1)
    said = chat_page.tokens.dialog.surprise.text()
    assert "sentence: 0.42" in said  # of the four tokens to the end of the line
    assert f"reply: {sum(-logprob for _, logprob in TOKENS) / len(TOKENS):.2f}" in said
    assert all("surprise" in part.title() for part in token_parts(chat_page))
    chat_page.tokens.dialog.close()


def test_they_are_saved_to_a_file(chat_page, bridge, services, tmp_path):
    show(chat_page, bridge)
    chat_page.tokens.show_token("a", 1)
    chat_page.tokens.save_to(Path(tmp_path / "x.csv"))
    assert services.of("probabilities.export_probabilities") == [(("kept", "a", Path(tmp_path / "x.csv")), {})]
    chat_page.tokens.dialog.close()


def test_a_streaming_reply_is_text_until_it_has_ended(chat_page, bridge, services):
    chat_page.tokens.switch()
    post_events(bridge, OpenedEvent(conversation("Gr", State.STREAMING)))
    chat_page.transcript.grab()
    post_events(bridge, PieceEvent("kept", "a", "een"))
    assert token_parts(chat_page) == []
    ended = Message("a", "u", Role.ASSISTANT, TEXT, model="m")
    post_events(bridge, ReplyEvent("kept", ended), ProbabilitiesEvent("kept", "a", probabilities()))
    chat_page.transcript.grab()
    assert shown_text(chat_page) == TEXT


def test_a_click_on_a_token_can_begin_a_selection(chat_page, bridge):
    show(chat_page, bridge)
    start, end = spot_of(chat_page, 0), spot_of(chat_page, 2)
    window = chat_page.transcript.viewport()
    QTest.mousePress(window, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(window, end)
    chat_page.transcript._pointer.draw_to(chat_page.transcript._viewport.to_page(end))
    QTest.mouseRelease(window, Qt.MouseButton.LeftButton, pos=end)
    assert chat_page.transcript.selection
    assert chat_page.tokens.dialog is None


def test_only_what_is_near_the_window_has_formats(chat_page, bridge):
    many = tuple((f" word{number % 90}", -(number % 50) / 10) for number in range(64_000))
    text = "".join(token for token, _ in many)
    post_events(bridge, OpenedEvent(conversation(text)))
    chat_page.tokens.switch()
    chat_page.transcript.grab()
    post_events(bridge, ProbabilitiesEvent("kept", "a", probabilities(many)))
    for _ in range(3):
        chat_page.transcript.grab()
        QTest.qWait(20)
    parts = token_parts(chat_page)
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
