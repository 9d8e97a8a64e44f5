"""The body of a chat as an OpenAI-compatible server reads it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from teahouse.core.attachment import TEXT, Attachment
from teahouse.core.chat_request import ChatRequest
from teahouse.core.conversation import Message, Role, Think
from teahouse.core.errors import Problem, Trouble
from teahouse.core.options import OPTIONS
from teahouse.openai.requests import NAMES, Dialect, chat_body

PICTURE = Attachment("p", "cat.png", "image/png", 3, 1, 1)
NOTES = Attachment("n", "notes.txt", TEXT, 5)


def body_of(*messages: Message, **fields: Any) -> dict[str, Any]:
    return chat_body(ChatRequest("m", messages, **fields))


def question(text: str, *attachments: Attachment) -> Message:
    return Message("1", None, Role.USER, text, attachments=attachments)


def test_the_path_is_sent_without_thinking_and_empty_replies() -> None:
    path = (
        question("a"),
        Message("2", "1", Role.ASSISTANT, "b", thinking="hm"),
        question("c"),
        Message("4", "3", Role.ASSISTANT, " ", thinking="hm"),
        question("d"),
    )
    assert body_of(*path, system="be kind")["messages"] == [
        {"role": "system", "content": "be kind"},
        {"role": "user", "content": "a"},
        {"role": "assistant", "content": "b"},
        {"role": "user", "content": "c\n\nd"},
    ]


def test_pictures_are_data_and_files_are_text() -> None:
    contents = {"p": b"png", "n": b"words"}
    (message,) = body_of(question("look", PICTURE, NOTES), contents=contents)["messages"]
    text, picture = message["content"]
    assert text == {"type": "text", "text": "notes.txt:\n```\nwords\n```\n\nlook"}
    assert picture == {"type": "image_url", "image_url": {"url": "data:image/png;base64,cG5n"}}
    (message,) = body_of(question("look", PICTURE), contents=contents, pictures=False)["messages"]
    assert message["content"] == "[cat.png]\n\nlook"
    joined = body_of(question("one"), question("", PICTURE), contents=contents)["messages"]
    assert [part["type"] for part in joined[0]["content"]] == ["text", "image_url"]


def test_only_options_that_concern_the_reply_are_sent() -> None:
    every: dict[str, Any] = dict.fromkeys(OPTIONS, 1) | {"stop": ["x"], "keep_alive": "5m", "format": "json"}
    body = body_of(question("x"), options={**every, "temperature": None})
    fields = {field for name, fields in NAMES.items() for field in fields if name != "temperature"}
    assert set(body) == {"model", "messages", "stream", "stream_options", "max_tokens", "response_format", *fields}
    assert set(OPTIONS) - set(NAMES) == {
        "num_ctx", "num_predict", "keep_alive", "format", "num_keep", "num_batch", "num_gpu", "main_gpu", "num_thread",
        "use_mmap", "kv_cache_type", "draft_model", "adapters", "steering",
    }  # fmt: skip


@pytest.mark.parametrize(("seed", "longest"), [(-1, -1), (-1, -2), (-1, 0)])
def test_ollamas_words_for_no_limit_are_not_sent(seed: int, longest: int) -> None:
    assert not {"seed", "max_tokens"} & set(body_of(question("x"), options={"seed": seed, "num_predict": longest}))


def test_what_a_server_refused_is_left_out() -> None:
    request = ChatRequest("m", (question("x"),), options={"num_predict": 7})
    body = chat_body(request, frozenset(Dialect))
    assert (body["max_completion_tokens"], "max_tokens" in body, "stream_options" in body) == (7, False, False)


@pytest.mark.parametrize(
    ("think", "sent"),
    [
        (None, {}),
        (True, {"chat_template_kwargs": {"enable_thinking": True, "thinking": True}}),
        (False, {"chat_template_kwargs": {"enable_thinking": False, "thinking": False}}),
        ("high", {"reasoning_effort": "high"}),
    ],
)
def test_thinking_is_said_as_servers_know_it(think: Think, sent: dict[str, Any]) -> None:
    plain, body = body_of(question("x")), body_of(question("x"), think=think)
    assert {name: value for name, value in body.items() if name not in plain} == sent


def test_the_form_of_the_reply() -> None:
    schema = {"type": "object", "properties": {"city": {"type": "string"}}}
    assert body_of(options={"format": "json"})["response_format"] == {"type": "json_object"}
    form = body_of(options={"format": json.dumps(schema)})["response_format"]
    assert form == {"type": "json_schema", "json_schema": {"name": "reply", "schema": schema}}
    with pytest.raises(Trouble) as raised:
        body_of(options={"format": "{"})
    assert raised.value.problem is Problem.OPTION_INVALID


def test_tools_and_probabilities() -> None:
    tool = {"type": "function", "function": {"name": "clock", "parameters": {}}}
    body = body_of(question("x"), tools=(tool,), top_logprobs=99)
    assert (body["tools"], body["logprobs"], body["top_logprobs"]) == ([tool], True, 20)
