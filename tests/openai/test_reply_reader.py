"""Replies of an OpenAI-compatible server as events, from a scripted server on a real socket."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from fixtures.ollama_requests import failure_of
from fixtures.openai_answers import CHAT, DONE, QUESTION, USAGE, chat, delta, event, reply, sse, usage
from fixtures.scripted_answers import HTML, Answer, body, cut_into
from fixtures.scripted_daemon import ScriptedDaemon
from teahouse.core.errors import Problem
from teahouse.core.measure import Counters
from teahouse.core.stream_events import (
    Failed,
    Finished,
    StreamEvent,
    TextPiece,
    ThinkingPiece,
    TokenLogprob,
    TokenLogprobs,
    ToolCall,
)
from teahouse.openai import reply_reader


def text_of(events: list[StreamEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextPiece))


def thinking_of(events: list[StreamEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, ThinkingPiece))


def finished(events: list[StreamEvent]) -> Finished:
    assert isinstance(events[-1], Finished), events[-1]
    assert sum(isinstance(event, Finished | Failed) for event in events) == 1
    return events[-1]


@pytest.mark.parametrize("sizes", [[1], [2, 3, 5], [1460], [100_000]])
def test_a_reply_comes_whole_in_any_chunking(daemon: ScriptedDaemon, sizes: list[int]) -> None:
    whole = b"".join(reply("He", "llo\u2028", " 你好", "!"))
    events = chat(daemon, *cut_into(whole, sizes))
    assert text_of(events) == "Hello\u2028 你好!"
    end = finished(events)
    counters = Counters(prompt_eval_count=12, prompt_eval_cached_count=4, eval_count=40)
    assert (end.reason, end.counters) == ("stop", counters)


@pytest.mark.parametrize("field", ["reasoning", "reasoning_content"])
def test_thinking_comes_in_a_field_of_its_own(daemon: ScriptedDaemon, field: str) -> None:
    events = chat(
        daemon, delta(**{field: "Hm"}), delta(**{field: "m."}), delta(content="<think>Yes."), delta("stop"), DONE
    )
    assert (thinking_of(events), text_of(events)) == ("Hmm.", "<think>Yes.")
    assert finished(events).reason == "stop"


def test_thinking_in_two_fields_counts_once(daemon: ScriptedDaemon) -> None:
    events = chat(daemon, delta(reasoning="Hm", reasoning_content="Hm"), delta(content="Yes."), delta("stop"), DONE)
    assert (thinking_of(events), text_of(events)) == ("Hm", "Yes.")


def test_thinking_leaks_as_tags_and_in_parts(daemon: ScriptedDaemon) -> None:
    events = chat(daemon, *reply("<thi", "nk>Hm</think>", "Yes."))
    assert (thinking_of(events), text_of(events)) == ("Hm", "Yes.")
    parts = [{"type": "thinking", "thinking": [{"type": "text", "text": "Hm"}]}, {"type": "text", "text": "Yes."}]
    events = chat(daemon, delta(content=parts), delta("stop"), DONE)
    assert (thinking_of(events), text_of(events)) == ("Hm", "Yes.")


def test_calls_of_tools_come_in_parts(daemon: ScriptedDaemon) -> None:
    def part(index: int, arguments: str, name: str | None = None) -> dict[str, object]:
        return {"index": index, "function": {"arguments": arguments, **({"name": name} if name else {})}}

    events = chat(
        daemon,
        delta(tool_calls=[part(0, "", "weather")]),
        delta(tool_calls=[part(0, '{"city": "Gu'), part(1, "{}", "clock")]),
        delta(tool_calls=[part(0, 'angzhou"}')]),
        delta("tool_calls"),
        DONE,
    )
    calls = [(event.name, event.arguments) for event in events if isinstance(event, ToolCall)]
    assert calls == [("weather", {"city": "Guangzhou"}), ("clock", {})]
    assert finished(events).reason == "stop"


@pytest.mark.parametrize("arguments", ["{", "[1]", "", None, 7, {"city": "x"}])
def test_odd_arguments_of_a_tool_do_not_end_the_reply(daemon: ScriptedDaemon, arguments: object) -> None:
    events = chat(
        daemon, delta(tool_calls=[{"function": {"name": "t", "arguments": arguments}}, 7]), delta("stop"), DONE
    )
    (call,) = [event for event in events if isinstance(event, ToolCall)]
    assert call.arguments == ({"city": "x"} if isinstance(arguments, dict) else {})
    finished(events)


def test_only_the_first_choice_counts(daemon: ScriptedDaemon) -> None:
    other = event(choices=[{"index": 1, "delta": {"content": "no"}, "finish_reason": "length"}])
    events = chat(daemon, delta(content="yes"), other, delta("stop"), DONE)
    assert (text_of(events), finished(events).reason) == ("yes", "stop")


@pytest.mark.parametrize(("reason", "ends"), [("length", "length"), ("stop", "stop"), ("function_call", "stop")])
def test_says_why_it_ended(daemon: ScriptedDaemon, reason: str, ends: str) -> None:
    assert finished(chat(daemon, *reply("x", reason=reason))).reason == ends


@pytest.mark.parametrize(
    ("reason", "problem"), [("content_filter", Problem.REPLY_FILTERED), ("error", Problem.HOST_ERROR)]
)
def test_an_end_that_is_none_of_the_models_own_fails(daemon: ScriptedDaemon, reason: str, problem: Problem) -> None:
    events = chat(daemon, *reply("half", reason=reason))
    assert (text_of(events), failure_of(events).problem, failure_of(events).facts["arrived"]) == ("half", problem, True)


def test_a_stream_may_lack_its_last_word(daemon: ScriptedDaemon) -> None:
    assert finished(chat(daemon, delta(content="x"), delta("stop"), usage())).counters.eval_count == 40
    assert finished(chat(daemon, delta(content="x"), delta("stop").rstrip())).reason == "stop"
    assert finished(chat(daemon, delta(content="x"), DONE)).reason == "stop"
    assert failure_of(chat(daemon, delta(content="x"))).problem is Problem.HOST_LOST
    assert failure_of(chat(daemon, delta(content="x"), end="cut")).problem is Problem.HOST_LOST


def test_a_stream_that_stays_open_after_the_models_end_is_over(
    daemon: ScriptedDaemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reply_reader, "USAGE_SECONDS", 0.2)
    events = chat(daemon, delta(content="x"), delta("stop"), usage(), end="hang")
    assert finished(events).counters.eval_count == 40


def test_a_drip_without_events_ends(daemon: ScriptedDaemon, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reply_reader, "REPLY_SECONDS", 0.3)
    drip = [b": still here\n\n"] * 1000
    events = chat(daemon, delta(content="x"), *drip, pause=0.02)
    assert failure_of(events).problem is Problem.HOST_STALLED


def test_comments_before_the_first_event_are_no_reply(daemon: ScriptedDaemon) -> None:
    assert text_of(chat(daemon, b": PROCESSING\n\n", b": PROCESSING\n\n", *reply("x"))) == "x"


def test_a_server_that_does_not_stream_answers_at_once(daemon: ScriptedDaemon) -> None:
    message = {"role": "assistant", "content": "Hi", "reasoning_content": "Hm"}
    whole = {"object": "chat.completion", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
    daemon.on(CHAT, body({**whole, "usage": USAGE}))
    events = chat(daemon)
    assert (thinking_of(events), text_of(events), finished(events).counters.eval_count) == ("Hm", "Hi", 40)


def test_probabilities_come_where_they_were_asked_for(daemon: ScriptedDaemon) -> None:
    token = {
        "token": "Hi",
        "logprob": -0.5,
        "top_logprobs": [{"token": "Hi", "logprob": -0.5}, {"token": "Ho", "logprob": -1}],
    }
    odd = [7, {"token": "x"}, {"token": "y", "logprob": None}, {"token": "z", "logprob": 1e400}]
    choice = {"index": 0, "delta": {"content": "Hi"}, "logprobs": {"content": [token, *odd]}}
    pieces = [event(choices=[choice]), delta("stop"), DONE]
    assert not [found for found in chat(daemon, *pieces) if isinstance(found, TokenLogprobs)]
    events = chat(daemon, *pieces, request=replace(QUESTION, top_logprobs=2))
    (found,) = [event for event in events if isinstance(event, TokenLogprobs)]
    assert found.tokens == (TokenLogprob("Hi", -0.5, (("Hi", -0.5), ("Ho", -1.0)), b"Hi"),)
    assert daemon.requested(CHAT)[-1].json["top_logprobs"] == 2


def test_times_of_a_llama_server_are_its_own(daemon: ScriptedDaemon) -> None:
    timings = {"cache_n": 24, "prompt_n": 17, "prompt_ms": 132.5, "predicted_n": 8, "predicted_ms": 250.25}
    last = event(choices=[{"index": 0, "delta": {}, "finish_reason": "stop"}], timings=timings)
    counters = finished(chat(daemon, delta(content="x"), last, DONE)).counters
    assert counters == Counters(
        prompt_eval_count=41,
        prompt_eval_cached_count=24,
        prompt_eval_duration=132_500_000,
        eval_count=8,
        eval_duration=250_250_000,
    )


@pytest.mark.parametrize(
    "values",
    [
        {"choices": None},
        {"choices": [None]},
        {"choices": [{"delta": None, "index": 0}]},
        {"choices": [{"delta": {"content": 7, "tool_calls": {}, "reasoning": []}}]},
        {"choices": [], "usage": 7, "timings": []},
        {"choices": [], "usage": {"prompt_tokens": -1, "completion_tokens": 1e400, "prompt_tokens_details": 3}},
        {"choices": [], "timings": {"prompt_ms": "x", "predicted_ms": -5, "cache_n": True}},
    ],
)
def test_odd_fields_are_nothing(daemon: ScriptedDaemon, values: dict[str, object]) -> None:
    events = chat(daemon, delta(content="x"), event(**values), delta("stop"), DONE)
    assert text_of(events) == "x"
    assert finished(events).counters == Counters()


def test_bytes_that_are_no_text_are_replaced(daemon: ScriptedDaemon) -> None:
    events = chat(daemon, delta(content="x@y").replace(b"@", b"\xff"), delta("stop"), DONE)
    assert text_of(events) == "x\ufffdy"


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (HTML, Problem.WEB_PAGE_ANSWERED),
        (sse([b"data: nonsense\n\n"]), Problem.NOT_A_SERVER),
        (sse([b"data: {}\n\n"]), Problem.NOT_A_SERVER),
        (sse([DONE]), Problem.NOT_A_SERVER),
        (body({"models": []}), Problem.NOT_A_SERVER),
        (sse([]), Problem.HOST_LOST),
        (sse([delta(content="x"), b"data: {nonsense\n\n"]), Problem.ANSWER_GARBLED),
        (sse([delta(content="x" * (1 << 20))] * 5), Problem.ANSWER_TOO_LARGE),
        (Answer((b"x" * 65536,) * 80), Problem.ANSWER_TOO_LARGE),
    ],
)
def test_what_is_no_reply_fails(daemon: ScriptedDaemon, answer: Answer, problem: Problem) -> None:
    daemon.on(CHAT, answer)
    assert failure_of(chat(daemon)).problem is problem


@pytest.mark.parametrize(
    "wrong",
    [
        {"error": {"message": "the runner died", "code": 500}},
        {"error": "the runner died"},
        {"object": "error", "message": "the runner died", "code": 500},
        {"error": {"message": json.dumps({"error": {"message": "the runner died"}})}},
    ],
)
def test_an_error_inside_a_stream_ends_it(daemon: ScriptedDaemon, wrong: dict[str, object]) -> None:
    trouble = failure_of(chat(daemon, delta(content="half"), b"data: " + json.dumps(wrong).encode() + b"\n\n", DONE))
    assert (trouble.problem, trouble.facts["message"]) == (Problem.HOST_ERROR, "the runner died")
    older = b"error: " + json.dumps({"message": "the runner died", "object": "error"}).encode() + b"\n\n"
    assert failure_of(chat(daemon, delta(content="half"), older)).facts["message"] == "the runner died"


def test_a_character_of_several_tokens_belongs_to_the_one_that_completes_it(daemon: ScriptedDaemon) -> None:
    """llama.cpp streams no entry for the tokens before it."""
    token = {"token": "", "logprob": -0.5, "bytes": list("茶".encode()[2:])}
    other = {"token": " a", "logprob": -1.0, "bytes": [32, 97]}
    choice = {"index": 0, "delta": {"content": "茶 a"}, "logprobs": {"content": [token, other]}}
    lone = {"index": 0, "delta": {"content": "x"}, "logprobs": {"content": [token]}}
    pieces = [event(choices=[choice]), event(choices=[lone]), delta("stop"), DONE]
    events = chat(daemon, *pieces, request=replace(QUESTION, top_logprobs=1))
    first, second = [event.tokens for event in events if isinstance(event, TokenLogprobs)]
    assert [found.data for found in first] == ["茶".encode(), b" a"]
    assert [found.data for found in second] == ["茶".encode()[2:]]
