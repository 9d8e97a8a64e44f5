"""Streams of bytes become events: recorded and unusual ones, in all chunk sizes."""

from __future__ import annotations

import json
from dataclasses import asdict, fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.scripted_answers import chat_line, cut_into, done_line, recording
from teahouse.connection.address import Address
from teahouse.core.errors import Problem
from teahouse.core.measure import Counters, Meter
from teahouse.core.stream_events import (
    Failed,
    Finished,
    StreamEvent,
    TextPiece,
    TextWasThinking,
    ThinkingPiece,
    ToolCall,
)
from teahouse.ollama.reply_reader import ReplyReader

ODD = (
    chat_line("a\u0085b\u2028c\u2029d")
    + chat_line("茶馆 😀")
    + b"\r\n\n"
    + b'{"message":{"content":"bad \xff\xfe utf-8, a raw \x00 and a half \\ud83d"},"done":false}\n'
    + chat_line("<think> mid-way")
    + done_line(tokens=20)
)
STREAMS = [ODD, *(recording(f"{name}.ndjson") for name in ("chat-stream", "runner-killed", "daemon-killed"))]


def read(data: bytes, sizes: list[int] | None = None) -> list[StreamEvent]:
    """The events of a stream that ends after `data`; all at time 1."""
    reader = ReplyReader("m", Address.parse(""))
    chunks = cut_into(data, sizes or [len(data) or 1])
    return [*(event for chunk in chunks for event in reader.read_chunk(chunk, 1.0)), *reader.finish_reply(1.0)]


def text_of(events: list[StreamEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextPiece))


def same(events: list[StreamEvent]) -> list[object]:
    """Events as values that can be compared."""
    return [(e.trouble.problem, dict(e.trouble.facts)) if isinstance(e, Failed) else e for e in events]


@given(st.sampled_from(STREAMS), st.lists(st.integers(1, 500), min_size=1, max_size=30))
def test_any_chunking_gives_the_same_events(data: bytes, sizes: list[int]) -> None:
    assert same(read(data, sizes)) == same(read(data))


def test_every_character_arrives() -> None:
    events = read(ODD)
    assert text_of(events) == (
        "a\u0085b\u2028c\u2029d茶馆 😀bad \ufffd\ufffd utf-8, a raw \ufffd and a half \ufffd<think> mid-way"
    )
    assert isinstance(events[-1], Finished)


def test_the_recorded_chat_has_a_piece_for_each_token_and_the_daemons_counters() -> None:
    *pieces, last = read(recording("chat-stream.ndjson"))
    assert isinstance(last, Finished)
    assert (last.reason, last.counters.eval_count) == ("stop", 54)
    assert last.counters.prompt_eval_cached_count is None
    assert len(pieces) == 53
    assert text_of(pieces).startswith("The rainbow is a beautiful sight")


def test_a_killed_runner_ends_with_its_error_after_all_that_came() -> None:
    *pieces, last = read(recording("runner-killed.ndjson"))
    assert len(pieces) == recording("runner-killed.ndjson").count(b"\n") - 1
    assert isinstance(last, Failed)
    assert last.trouble.problem is Problem.RUNNER_DIED
    assert last.trouble.facts["model"] == "m"


def test_a_killed_daemon_is_a_lost_host() -> None:
    *pieces, last = read(recording("daemon-killed.ndjson"))
    assert len(pieces) > 100
    assert isinstance(last, Failed)
    assert last.trouble.problem is Problem.HOST_LOST


def test_half_a_line_at_the_end_is_no_piece() -> None:
    half = chat_line("whole") + chat_line("half")[:-9]
    assert same(read(half)) == [TextPiece("whole", 1.0), (Problem.HOST_LOST, {"arrived": True})]


def test_a_preload_is_one_object_without_a_newline() -> None:
    assert read(recording("preload.json").strip()) == [Finished("load", 1.0)]


@pytest.mark.parametrize("nonsense", [b"<html>\n<body>", b"{'a': 1}\n", b"\x16\x03\x01\n", b"no newline"])
def test_what_is_no_stream_at_all_is_no_ollama(nonsense: bytes) -> None:
    page = {"status": 200, "title": ""} if nonsense.startswith(b"<html") else {}
    problem = Problem.WEB_PAGE_ANSWERED if page else Problem.NOT_AN_OLLAMA
    assert same(read(nonsense)) == [(problem, {"address": "127.0.0.1:11434", **page})]
    garbled = (Problem.ANSWER_GARBLED, {"address": "127.0.0.1:11434", "arrived": True})
    assert same(read(chat_line("tea") + b"<html>\n")) == [TextPiece("tea", 1.0), garbled]


def test_nothing_at_all_is_a_lost_host() -> None:
    assert same(read(b"")) == [(Problem.HOST_LOST, {})]


def test_nothing_comes_after_the_last_event() -> None:
    after_error = chat_line("a") + b'{"error":"boom"}\n' + chat_line("b") + done_line()
    assert same(read(after_error)) == [TextPiece("a", 1.0), (Problem.HOST_ERROR, {"message": "boom", "arrived": True})]
    assert [type(event) for event in read(done_line() + chat_line("b") + done_line())] == [Finished]


def test_thinking_comes_from_its_own_field_or_from_tags() -> None:
    own = chat_line(thinking="hm") + chat_line("<think>") + done_line()
    assert read(own)[:2] == [ThinkingPiece("hm", 1.0), TextPiece("<think>", 1.0)]
    leaked = chat_line("<thi") + chat_line("nk>hm</think>\n\n") + chat_line("Tea") + done_line()
    assert read(leaked)[:2] == [ThinkingPiece("hm", 1.0), TextPiece("Tea", 1.0)]
    closing = chat_line("hm\n") + chat_line("</think>") + chat_line("\n\nTea") + done_line()
    assert read(closing)[:3] == [TextPiece("hm\n", 1.0), TextWasThinking(1.0), TextPiece("Tea", 1.0)]


def test_what_was_held_back_comes_before_the_end() -> None:
    assert read(chat_line("a <") + done_line())[:2] == [TextPiece("a ", 1.0), TextPiece("<", 1.0)]
    assert same(read(chat_line("<thi") + b'{"error":"boom"}\n'))[0] == TextPiece("<thi", 1.0)


def test_tool_calls_arrive_with_their_arguments_in_either_form() -> None:
    def call(arguments: object) -> bytes:
        message = {"content": "", "tool_calls": [{"function": {"name": "brew", "arguments": arguments}}, 7]}
        return json.dumps({"message": message, "done": False}).encode() + b"\n"

    expected = ToolCall("brew", {"cups": 2}, 1.0)
    assert read(call({"cups": 2}) + done_line())[0] == expected
    assert read(call('{"cups": 2}') + done_line())[0] == expected
    assert read(call("no json") + done_line())[0] == ToolCall("brew", {}, 1.0)


@pytest.mark.parametrize(
    "message", [None, 7, [], {"content": None}, {"content": 3}, {"tool_calls": {}}, {"thinking": []}]
)
def test_fields_of_the_wrong_kind_are_nothing(message: object) -> None:
    line = json.dumps({"message": message, "done": False}).encode() + b"\n"
    assert [type(event) for event in read(line + done_line())] == [Finished]


NUMBERS = st.one_of(
    st.sampled_from(["NaN", "Infinity", "-1", "1e400", "1" + "0" * 400, "2147483648"]),
    st.sampled_from(["true", "null", '"7"', "[1]", "{}"]),
    st.integers(-(10**30), 10**30).map(str),
    st.integers(0, 10**10).map(str),
    st.floats().map(json.dumps),
)
COUNTED = [field.name for field in fields(Counters)]


@given(st.dictionaries(st.sampled_from(COUNTED), NUMBERS))
def test_whatever_is_counted_the_reply_ends_and_its_figures_can_be_kept_and_shown(counted: dict[str, str]) -> None:
    last = ",".join(['{"done":true', *(f'"{name}":{number}' for name, number in counted.items())]) + "}\n"
    (*_, end) = read(chat_line("tea") + last.encode())
    assert isinstance(end, Finished)
    meter = Meter(0.0)
    meter.count_piece(1.0, thinking=False)
    for name, value in asdict(meter.build_figures(end.counters, 2.0)).items():
        if isinstance(value, float):
            assert 0 <= value < 1e9, name
        elif value is not None:
            assert 0 <= value < 1 << 31, name
