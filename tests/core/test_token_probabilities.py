"""The probabilities of a reply's tokens: placed in its text, joined, stored compactly, and read back carefully."""

from __future__ import annotations

import math
import zlib
from array import array

import pytest

from teahouse.core.stream_events import TokenLogprob
from teahouse.core.token_probabilities import (
    ProbabilityRecorder,
    TokenProbabilities,
    as_share,
    can_branch,
    unknown_text,
)


def recorded(*tokens: str | bytes) -> ProbabilityRecorder:
    recorder = ProbabilityRecorder()
    for number, token in enumerate(tokens):
        data = token if isinstance(token, bytes) else token.encode()
        recorder.add_tokens([TokenLogprob("", -number / 4, ((f"x{number}", -9.0),), data)])
    return recorder


def texts(found: TokenProbabilities, text: str) -> list[tuple[str, float | None]]:
    return [(text[found.start_of(n) : found.end_of(n)], found.logprob_of(n)) for n in range(len(found))]


def test_tokens_are_the_whole_text() -> None:
    found = recorded("Green", " tea", ".").place_tokens("Green tea.")
    assert texts(found, "Green tea.") == [("Green", 0.0), (" tea", -0.25), (".", -0.5)]
    assert found.alternatives_of(1) == (("x1", -9.0),)
    assert [found.number_at(position) for position in (0, 4, 5, 9, 99)] == [0, 0, 1, 2, 2]


def test_what_is_not_the_reply_is_left_out() -> None:
    found = recorded("<think>", "Green", " tea?", "</think>\n", "\n", "Green", " tea", ".<", "|im_end|>")
    placed = found.place_tokens("Green tea.")
    assert texts(placed, "Green tea.") == [("Green", -1.25), (" tea", -1.5), (".", -1.75)]
    assert placed.alternatives_of(0) == (("x5", -9.0),)


def test_a_character_of_several_tokens_belongs_to_the_last() -> None:
    tea, smile = "茶".encode(), "🙂".encode()
    found = recorded(tea[:2], tea[2:], "!", smile[:1], smile[1:3], smile[3:]).place_tokens("茶!🙂")
    assert texts(found, "茶!🙂") == [("", 0.0), ("茶", -0.25), ("!", -0.5), ("", -0.75), ("", -1.0), ("🙂", -1.25)]


def test_text_without_tokens_has_no_probability() -> None:
    begun = "The water for green tea is not boiling"
    found = recorded("The water for green tea", " is not").place_tokens(begun)
    assert texts(found, begun) == [("The water for green tea", 0.0), (" is not", -0.25), (" boiling", None)]
    assert texts(recorded("quite", " another").place_tokens("text"), "text") == [("text", None)]
    assert len(recorded("a").place_tokens("")) == 0
    assert ProbabilityRecorder().place_tokens("").length == 0


def test_a_reply_in_two_parts_is_one() -> None:
    first, second = recorded("Green").place_tokens("Green"), recorded("?", " tea").place_tokens(" tea")
    joined = first.join(second)
    assert texts(joined, "Green tea") == [("Green", 0.0), (" tea", -0.25)]
    assert joined.alternatives_of(1) == (("x1", -9.0),)
    assert texts(unknown_text(5).join(second), "Green tea") == [("Green", None), (" tea", -0.25)]
    assert unknown_text(0).join(second).length == 4


def test_a_branch_has_the_tokens_before_it_and_the_alternative() -> None:
    found = recorded("Green", " tea", ".").place_tokens("Green tea.")
    branch = found.branch_at(1, "x1")
    assert texts(branch, "Greenx1") == [("Green", 0.0), ("x1", -9.0)]
    assert branch.alternatives_of(1) == (("x1", -9.0),)
    assert branch.branch_at(0, "Y").logprob_of(0) is None


def test_a_sentence_has_the_mean_of_its_tokens() -> None:
    text = "Green. Black tea! 红茶。\nEnd"
    found = recorded("Green", ". ", "Black", " tea", "! ", "红茶", "。\n", "End").place_tokens(text)
    sentences = list(found.sentences(text))
    assert [text[one.start : one.end] for one in sentences] == ["Green.", " Black tea!", " 红茶。", "\nEnd"]
    assert sentences[0].surprise == pytest.approx((0 + 0.25) / 2)
    assert found.surprise_of(0, len(text)) == pytest.approx(sum(n / 4 for n in range(8)) / 8)
    assert unknown_text(4).surprise_of(0, 4) is None
    assert list(unknown_text(0).sentences("")) == []


def test_a_stored_record_is_read_back_and_small() -> None:
    words = [f"word{number} " for number in range(500)]
    recorder = ProbabilityRecorder()
    for number in range(64_000):
        others = tuple((words[(number * 7 + each) % 500], -each - number / 1e5) for each in range(5))
        recorder.add_tokens([TokenLogprob("", -number / 1e5, others, words[number % 500].encode())])
    text = "".join(words[number % 500] for number in range(64_000))
    found = recorder.place_tokens(text)
    packed = found.pack()
    again = TokenProbabilities.unpack(packed)
    assert len(again) == 64_000
    assert len(packed) < 40 * len(again)
    for number in (0, 1, 31_999, 63_999):
        assert again.alternatives_of(number) == found.alternatives_of(number)
        assert again.logprob_of(number) == pytest.approx(-number / 1e5, abs=1e-6)
        assert (again.start_of(number), again.end_of(number)) == (found.start_of(number), found.end_of(number))


def test_a_damaged_record_is_refused() -> None:
    whole = recorded("Green", " tea").place_tokens("Green tea").pack()
    data = zlib.decompress(whole)
    wrong = [b"", b"nonsense", whole[:-9], zlib.compress(data[:-4]), zlib.compress(data + b"0000")]
    wrong += [zlib.compress(bytes([9]) + data[1:]), zlib.compress(data.replace(b'["', b"[7"))]
    wrong += [zlib.compress(data[:at] + b"\xff\xff\xff\x7f" + data[at + 4 :]) for at in range(1, len(data) - 4, 4)]
    refused = 0
    for packed in wrong:
        try:
            found = TokenProbabilities.unpack(packed)
        except ValueError:
            refused += 1
        else:  # only a probability was changed
            assert [found.alternatives_of(number) for number in range(len(found))]
    assert refused >= 7
    descending = TokenProbabilities(
        array("I", [5, 2]), array("f", [0, 0]), array("I", [0, 0]), array("I"), array("f"), []
    ).pack()
    with pytest.raises(ValueError, match="damaged"):
        TokenProbabilities.unpack(descending)


@pytest.mark.parametrize(
    ("text", "can"),
    [(" tea", True), ("<b> x", True), ("", False), ("<|im_end|>", False), ("</s>", False), ("\ufffd", False)],
)
def test_a_reply_goes_on_only_with_text(text: str, can: bool) -> None:
    assert can_branch(text) is can


def test_a_share_is_between_0_and_1() -> None:
    assert as_share(0.5) == 1.0
    assert as_share(math.log(0.25)) == pytest.approx(0.25)
    assert as_share(-1e9) == 0.0
