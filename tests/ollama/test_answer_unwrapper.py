"""An answer in `<answer>…</answer>` is unwrapped in all pieces; other text is not changed."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teahouse.connection.address import Address
from teahouse.core.leaked_thinking import AnswerUnwrapper
from teahouse.core.stream_events import StreamEvent, TextPiece, TextWasThinking, ThinkingPiece
from teahouse.ollama.reply_reader import ReplyReader

CASES = {
    "<answer>\nTea is ready.\n</answer>": "Tea is ready.",
    " <answer>Tea</answer>\n\n": "Tea",
    "<answer>\n\n  - tea\n  - cups\n</answer>": "- tea\n  - cups",
    "<answer>never closed\n": "never closed\n",
    "<answer>a </answer> and more": "a </answer> and more",
    "<answer>a </answer></answer>": "a </answer>",
    "<answer>a < b </ans c</answer>": "a < b </ans c",
    "<answer></answer>": "",
    "Tea. <answer>x</answer>": "Tea. <answer>x</answer>",
    "<answers>x</answers>": "<answers>x</answers>",
    "<ans": "<ans",
    "   ": "   ",
    "": "",
}


def unwrapped(pieces: list[str]) -> str:
    unwrapper = AnswerUnwrapper()
    return "".join([*map(unwrapper.unwrap_text, pieces), unwrapper.flush_text()])


@pytest.mark.parametrize(("text", "expected"), CASES.items())
@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 1000])
def test_the_wrapping_goes_and_nothing_else(text: str, expected: str, size: int) -> None:
    assert unwrapped([text[start : start + size] for start in range(0, len(text), size)]) == expected


TAGGED = st.lists(st.sampled_from(["<answer>", "</answer>", "<", "/", ">", "ans", "\n", " ", "tea"]), max_size=14)


@given(TAGGED.map("".join), st.lists(st.integers(0, 60), max_size=8))
def test_any_chunking_gives_the_same(text: str, cuts: list[int]) -> None:
    places = sorted({0, len(text), *(min(cut, len(text)) for cut in cuts)})
    assert unwrapped([text[start:end] for start, end in pairwise(places)]) == unwrapped([text])


@given(st.text(alphabet="ab<>/ \n", max_size=60))
def test_nothing_is_lost_of_a_text_without_the_tag(text: str) -> None:
    assert unwrapped(list(text)) == text


def test_text_is_not_held_back_while_no_tag_can_come_of_it() -> None:
    unwrapper = AnswerUnwrapper()
    assert [unwrapper.unwrap_text(piece) for piece in ("The", " tea", " <answer>")] == ["The", " tea", " <answer>"]
    unwrapper = AnswerUnwrapper()
    assert [unwrapper.unwrap_text(piece) for piece in ("<answer>", "\nThe", " tea ", "is", "</")] == [
        "",
        "The",
        " tea",
        " is",
        "",
    ]


def read(*messages: dict[str, str]) -> list[StreamEvent]:
    reader = ReplyReader("hunyuan", Address("http", "127.0.0.1", 1))
    lines = [{"message": message, "done": False} for message in messages] + [{"done": True, "done_reason": "stop"}]
    return [event for line in lines for event in reader.read_chunk(json.dumps(line).encode() + b"\n", 1.0)]


def test_behind_a_thought_of_the_daemon_and_behind_one_that_leaked() -> None:
    thought, tea = ThinkingPiece("Leaves.", 1.0), TextPiece("Tea.", 1.0)
    assert read({"thinking": "Leaves."}, {"content": "\n<answer>\n"}, {"content": "Tea.</answer>"})[:-1] == [
        thought,
        tea,
    ]
    assert read({"content": "<think>Leaves.</think>\n<answer>Tea.</answer>"})[:-1] == [thought, tea]
    leaked = read({"content": "Leaves.\n</think>\n<answer>"}, {"content": "Tea.</answer>"})[:-1]
    assert leaked == [TextPiece("Leaves.\n", 1.0), TextWasThinking(1.0), tea]
