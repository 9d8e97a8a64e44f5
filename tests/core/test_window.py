"""The part of a conversation that fits a window: estimates that agree with the host's count, and whole turns left
out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teahouse.core.attachment import TEXT, Attachment
from teahouse.core.conversation import Conversation, ConversationHead, Message, Role, State
from teahouse.core.errors import Problem
from teahouse.core.measure import Figures
from teahouse.core.window import (
    LEAST_ROOM,
    MARGIN,
    OWN_SYSTEM,
    attachment_tokens,
    first_sent,
    is_overflowed,
    is_shifted,
    message_weights,
    pieces_of,
    room_for_reply,
    tokens_of,
    weight_of,
)

USER, ASSISTANT = Role.USER, Role.ASSISTANT


def talk(*lengths: int) -> tuple[Message, ...]:
    """Questions and answers in turn, of so many letters, the last a question."""
    roles = [USER if number % 2 == 0 else ASSISTANT for number in range(len(lengths))]
    ids = [None, *map(str, range(len(lengths)))]
    pairs = zip(lengths, roles, ids, strict=False)
    return tuple(Message(str(n), parent, role, "a" * length) for n, (length, role, parent) in enumerate(pairs))


def test_letters_and_signs_weigh_differently_and_nothing_weighs_nothing() -> None:
    assert tokens_of("") == 0
    assert tokens_of("a" * 400) == pytest.approx(100, abs=1)
    assert tokens_of("茶" * 300) == pytest.approx(200, abs=1)


def test_a_very_long_text_is_weighed_by_its_beginning() -> None:
    assert tokens_of("a" * 4_000_000) == pytest.approx(1_000_000, rel=0.01)


def test_estimates_agree_with_the_hosts_count() -> None:
    path = talk(400, 800, 400)
    assert sum(message_weights(path, "", 1000)) == pytest.approx(1000)
    assert sum(message_weights(path, "b" * 400, 1000)) < 1000


def test_files_weigh_by_their_size_and_pictures_do_weigh() -> None:
    text = Attachment("a", "a.py", TEXT, 4000)
    assert attachment_tokens((text,)) == pytest.approx(1000, rel=0.02)
    assert attachment_tokens((Attachment("b", "b.png", "image/png", 10, 5, 5),)) > 100


def test_the_oldest_turns_are_left_out_and_what_is_sent_begins_with_a_question() -> None:
    path = talk(400, 400, 400, 400, 400, 400, 400)  # seven messages of about 100 tokens
    first = first_sent(path, "", 700, 600)  # 450 tokens for them: four would do, but the fourth last is an answer
    assert first == 4
    assert path[first].role is USER


def test_one_question_that_is_too_long_by_itself_cannot_be_helped() -> None:
    assert first_sent(talk(8000), "", 2000, 1000) is None
    assert first_sent(talk(40, 40, 8000), "", 2020, 1000) is None
    assert first_sent(talk(40, 40, 400), "s" * 4000, 0, 1000) is None


def test_a_reply_that_was_cut_off_keeps_its_question() -> None:
    path = talk(400, 400, 400, 800)
    assert first_sent(path, "", 512, 512) == 2


@given(st.lists(st.integers(0, 3000), min_size=1, max_size=30), st.integers(50, 5000), st.integers(0, 9000))
def test_what_is_sent_fits_by_the_same_estimates(lengths: list[int], window: int, counted: int) -> None:
    path = talk(*lengths)
    first = first_sent(path, "", counted, window)
    each = message_weights(path, "", counted)
    last = max(number for number, message in enumerate(path) if message.role is USER)
    if first is None:
        assert sum(each[last:]) > window
    else:
        assert path[first].role is USER
        assert first <= last
        assert sum(each[first:]) <= window + 1e-6


@given(st.lists(st.text(max_size=300), max_size=20), st.integers(1, 100))
def test_pieces_to_be_summed_up_lose_no_letter(texts: list[str], room: int) -> None:
    assert "".join(pieces_of(texts, room)).replace("\n\n", "") == "".join(texts).replace("\n\n", "")


def test_only_a_full_window_is_an_overflow() -> None:
    full = Figures(context_used=512, context_length=512)
    half = Figures(context_used=200, context_length=512)
    refused = Message("r", "q", ASSISTANT, state=State.FAILED, problem=Problem.CONTEXT_FULL.value)
    assert is_overflowed(refused)
    assert is_overflowed(Message("r", "q", ASSISTANT, "x", state=State.LENGTH, figures=full))
    assert not is_overflowed(Message("r", "q", ASSISTANT, "x", state=State.LENGTH, figures=half))  # its limit
    assert not is_overflowed(Message("r", "q", ASSISTANT, "x", state=State.DONE, figures=full))
    assert not is_overflowed(Message("r", "q", ASSISTANT, state=State.FAILED, problem=Problem.HOST_LOST.value))
    assert not is_overflowed(Message("q", None, USER))


@pytest.mark.parametrize("state", [State.DONE, State.LENGTH, State.STOPPED])
def test_a_reply_that_outgrew_the_window_is_known_by_its_counters(state: State) -> None:
    reply = Message("r", "q", ASSISTANT, "x", state=state, figures=Figures(context_used=447, context_length=256))
    assert is_overflowed(reply)
    assert is_shifted(reply)
    fits = replace(reply, figures=Figures(context_used=256, context_length=256))
    assert not is_shifted(fits)
    assert not is_shifted(replace(reply, figures=Figures(context_used=447)))


def test_the_room_for_a_reply_is_what_the_host_counted_and_what_is_estimated_leave() -> None:
    path = tuple(replace(each, model="m" if each.role is ASSISTANT else "") for each in talk(400, 400, 400))
    guessed = sum(map(weight_of, path)) + tokens_of("Be brief.") + OWN_SYSTEM
    assert room_for_reply(path, "Be brief.", "m", 4096) == 4096 - round(guessed * (1 + MARGIN))
    counted = (path[0], replace(path[1], figures=Figures(context_used=1500, thinking_tokens=500)), path[2])
    assert room_for_reply(counted, "Be brief.", "m", 4096) == 4096 - 1000 - round(weight_of(path[2]) * (1 + MARGIN))
    assert room_for_reply(counted, "Be brief.", "n", 4096) == room_for_reply(path, "Be brief.", "m", 4096)
    left_out = (replace(counted[0], parent="earlier"), *counted[1:])  # the host counted more than is sent now
    assert room_for_reply(left_out, "Be brief.", "m", 4096) == room_for_reply(path, "Be brief.", "m", 4096)


def test_a_reply_whose_prompt_was_accepted_has_some_room() -> None:
    assert room_for_reply(talk(40_000), "", "m", 4096) == room_for_reply((), "", "m", 1) == LEAST_ROOM


def test_what_is_left_out_is_not_sent_on_its_own_branch_only_and_its_summary_goes_with_the_rest() -> None:
    tree = Conversation(ConversationHead("c", "Tea", 1, 1), talk(10, 10, 10, 10, 10), system="Be brief.")
    tree.since, tree.summary = "2", "They spoke of tea."
    assert [message.id for message in tree.sent_to("4")] == ["2", "3", "4"]
    assert (
        tree.system_beside(tree.sent_to("4")) == "Be brief.\n\nThe conversation so far, summed up:\nThey spoke of tea."
    )
    tree.add_message(Message("other", "1", USER, "elsewhere"))
    assert [message.id for message in tree.sent_to("other")] == ["0", "1", "other"]
    assert tree.system_beside(tree.sent_to("other")) == "Be brief."
    tree.choose_message("4")
    assert tree.copy_tree().left_out(tree.chosen_path()) == 2
