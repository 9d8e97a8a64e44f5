"""Leaked thinking is recognised in all pieces that its tags may be cut into."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teahouse.core.leaked_thinking import LeakedThinkingSplitter, PartKind

TEXT, THINKING, WAS = PartKind.TEXT, PartKind.THINKING, PartKind.TEXT_WAS_THINKING

CASES: dict[str, list[tuple[PartKind, str]]] = {
    "plain": [(TEXT, "plain")],
    "<think>\nhm</think>\n\nHello": [(THINKING, "hm"), (TEXT, "Hello")],
    "\n<think>hm</think>Hello <think>x</think>": [(THINKING, "hm"), (TEXT, "Hello <think>x</think>")],
    "<think>\n\n</think>\n\nHello": [(TEXT, "Hello")],
    "<think>never closed": [(THINKING, "never closed")],
    "<think>a </thin b": [(THINKING, "a </thin b")],
    "  <thing> b": [(TEXT, "  <thing> b")],
    "<thin": [(TEXT, "<thin")],
    "hm, so\n</think>\n\nHello": [(TEXT, "hm, so\n"), (WAS, ""), (TEXT, "Hello")],
    "hm, so\n</think> \r\nHello": [(TEXT, "hm, so\n"), (WAS, ""), (TEXT, "Hello")],
    "hm, so\n</think>": [(TEXT, "hm, so\n"), (WAS, "")],
    "Close it with `</think>`.\n": [(TEXT, "Close it with `</think>`.\n")],
    "so\n</think> is a tag": [(TEXT, "so\n</think> is a tag")],
    "a < b\n</ul>": [(TEXT, "a < b\n</ul>")],
    "◁think▷hm◁/think▷\n\nHello": [(THINKING, "hm"), (TEXT, "Hello")],
    "◁think▷a </think>\n◁ b": [(THINKING, "a </think>\n◁ b")],
    "◁thing": [(TEXT, "◁thing")],
    "   ": [(TEXT, "   ")],
    "": [],
}


def split(pieces: list[str]) -> list[tuple[PartKind, str]]:
    """All that comes out, neighbours of one kind joined."""
    splitter = LeakedThinkingSplitter()
    found: list[tuple[PartKind, str]] = []
    for kind, text in [*(made for piece in pieces for made in splitter.split_text(piece)), *splitter.flush_text()]:
        if found and found[-1][0] is kind:
            found[-1] = (kind, found[-1][1] + text)
        else:
            found.append((kind, text))
    return found


@pytest.mark.parametrize(("text", "expected"), CASES.items())
@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 1000])
def test_tells_thoughts_from_the_answer(text: str, expected: list[tuple[PartKind, str]], size: int) -> None:
    assert split([text[start : start + size] for start in range(0, len(text), size)]) == expected


TAGGED = st.lists(
    st.sampled_from(["<think>", "</think>", "◁think▷", "◁/think▷", "<", "/", ">", "think", "\n", " ", "tea", "`"]),
    max_size=14,
).map("".join)


@given(TAGGED, st.lists(st.integers(0, 60), max_size=8))
def test_any_chunking_gives_the_same(text: str, cuts: list[int]) -> None:
    places = sorted({0, len(text), *(min(cut, len(text)) for cut in cuts)})
    pieces = [text[start:end] for start, end in pairwise(places)]
    assert split(pieces) == split([text])


@given(st.text(alphabet="ab<>/ \n", max_size=60).filter(lambda text: "think" not in text))
def test_nothing_is_lost_of_a_text_without_tags(text: str) -> None:
    assert "".join(piece for _, piece in split(list(text))) == text


def test_text_is_not_held_back_while_no_tag_can_come_of_it() -> None:
    splitter = LeakedThinkingSplitter()
    assert [splitter.split_text(piece) for piece in ("The", " rainbow", " is <", "b>")] == [
        [(TEXT, "The")],
        [(TEXT, " rainbow")],
        [(TEXT, " is ")],
        [(TEXT, "<b>")],
    ]


def test_a_daemon_that_splits_by_itself_is_trusted() -> None:
    splitter = LeakedThinkingSplitter()
    assert splitter.trust_daemon() == []
    assert splitter.split_text("<think> is a tag") == [(TEXT, "<think> is a tag")]
