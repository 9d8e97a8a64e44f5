"""Bytes are split into the same lines for all chunk sizes, and no other byte breaks a line."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.scripted_answers import cut_into
from teahouse.connection import body
from teahouse.connection.body import LineSplitter, LineTooLong, read_line
from teahouse.core.untrusted import clean_text as clean

SIZES = st.lists(st.integers(1, 40), min_size=1, max_size=20)


@given(st.binary(max_size=300), SIZES)
def test_any_chunking_gives_the_lines_between_newline_bytes(data: bytes, sizes: list[int]) -> None:
    splitter = LineSplitter()
    found = [line for chunk in cut_into(data, sizes) for line in splitter.split_chunk(chunk)]
    assert [*found, splitter.rest] == data.split(b"\n")


@given(st.text(max_size=50))
def test_a_line_survives_any_character_raw_or_escaped(text: str) -> None:
    assert read_line(json.dumps({"t": text}).encode()) == {"t": text}
    assert read_line(json.dumps({"t": text}, ensure_ascii=False).encode()) == {"t": text}
    assert clean(text) == text.replace("\0", "\ufffd")


@given(st.text(st.characters(exclude_categories=()), max_size=50))
def test_a_cleaned_text_can_always_be_encoded(text: str) -> None:
    assert clean(text).encode("utf-8").decode("utf-8") == clean(text)
    assert "\0" not in clean(text)


@pytest.mark.parametrize("raw", [b'{"t":"a\x00b"}', b'{"t":"a\x01\tb"}', b'{"t":"a\xff\xfeb"}', b'{"t":"\xe6\x88"}'])
def test_raw_control_characters_and_bad_utf8_lose_no_line(raw: bytes) -> None:
    assert isinstance((read_line(raw) or {})["t"], str)


@pytest.mark.parametrize("raw", [b"", b"nonsense", b"[1]", b'"x"', b"null", b'{"t":', b"[" * 100_000])
def test_what_is_no_object_is_no_line(raw: bytes) -> None:
    assert read_line(raw) is None


def test_texts_are_cleaned_of_what_other_floors_cannot_hold() -> None:
    assert clean("a\0b") == "a\ufffdb"
    assert clean("x\ud83d") == "x\ufffd"
    assert clean("\ud83d\ude00 \u2028 \u0085 茶") == "😀 \u2028 \u0085 茶"
    assert clean(None) == clean(7) == clean(["x"]) == ""


def test_bytes_without_a_newline_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "LONGEST", 1000)
    splitter = LineSplitter()
    splitter.split_chunk(b"x" * 1000)
    with pytest.raises(LineTooLong):
        splitter.split_chunk(b"x")
