"""Anthropic's Messages API has the engine's behaviour in another format."""

from __future__ import annotations

import json
import os
import signal
from typing import Any

import httpx
import pytest

from fixtures.engine_process import EngineProcess
from fixtures.engine_requests import SMOL, chat_answer
from fixtures.runner_checks import runner_children

pytestmark = pytest.mark.engine
MESSAGES = [{"role": "user", "content": "hi"}]
PATH = "/v1/messages"
TOOL = {"name": "brew", "description": "Brew tea", "input_schema": {"type": "object", "properties": {}}}


def events(content: bytes) -> list[dict[str, Any]]:
    """The events of a stream; the name of each is its type."""
    found = []
    for event in content.strip().split(b"\n\n"):
        head, data = event.split(b"\n")
        found.append(json.loads(data.removeprefix(b"data: ")))
        assert head == b"event: " + found[-1]["type"].encode()
    return found


def test_an_answer_is_that_of_the_engines_own_api(api: httpx.Client) -> None:
    own = chat_answer(api, options={"num_predict": 4})
    sent = {"model": SMOL, "messages": MESSAGES, "max_tokens": 4, "temperature": 0}
    answer = api.post(PATH, json=sent).json()
    assert answer["content"] == [{"type": "text", "text": own["message"]["content"]}]
    assert answer["usage"] == {"input_tokens": own["prompt_eval_count"], "output_tokens": 4}
    assert answer["stop_reason"] == "max_tokens"
    parts = events(api.post(PATH, json={**sent, "stream": True}).content)
    text = "".join(part["delta"]["text"] for part in parts if part["type"] == "content_block_delta")
    assert text == own["message"]["content"]
    assert parts[-2]["usage"] == answer["usage"]


def test_thinking_is_a_block_of_its_own(api: httpx.Client) -> None:
    sent = {"model": "thinker", "messages": MESSAGES, "max_tokens": 6, "temperature": 0}
    assert api.post(PATH, json=sent).json()["content"][0]["type"] == "thinking"
    answered = api.post(PATH, json={**sent, "thinking": {"type": "disabled"}}).json()
    assert [block["type"] for block in answered["content"]] == ["text"]


def test_tokens_are_counted_as_a_chat_counts_them(api: httpx.Client) -> None:
    conversation = {
        "model": "tiny",
        "system": [{"type": "text", "text": "Be brief."}],
        "tools": [TOOL],
        "messages": [
            {"role": "user", "content": "Tea!"},
            {"role": "assistant", "content": [{"type": "tool_use", "id": "a", "name": "brew", "input": {"leaf": "x"}}]},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "a", "content": "done"}]},
        ],
    }
    counted = api.post(f"{PATH}/count_tokens", json=conversation).json()
    answer = api.post(PATH, json={**conversation, "max_tokens": 1}).json()
    assert counted == {"input_tokens": answer["usage"]["input_tokens"]}


def test_a_killed_runner_is_an_error_event(engine: EngineProcess, api: httpx.Client) -> None:
    chat_answer(api)
    body = {"model": SMOL, "messages": MESSAGES, "stream": True, "max_tokens": 4000, "stop_sequences": ["nowhere"]}
    with api.stream("POST", PATH, json=body) as stream:
        content = b""
        for part in stream.iter_raw():
            if not content:
                for runner in runner_children(engine):
                    os.kill(runner.pid, signal.SIGKILL)
            content += part
    last = events(content)[-1]
    assert (last["type"], last["error"]["type"]) == ("error", "api_error")


@pytest.mark.parametrize(
    "fields",
    [
        {"messages": [{"role": "user", "content": 5}]},
        {"messages": [{"role": "user", "content": [5]}]},
        {"messages": [{"role": "user", "content": [{"type": "text", "text": 5}]}]},
        {"messages": [{"role": "user", "content": [{"type": "image", "source": {"type": "url", "url": "x"}}]}]},
        {"messages": [{"role": "user", "content": [{"type": "image", "source": {"type": "base64", "data": "%"}}]}]},
        {"messages": [{"role": "assistant", "content": [{"type": "tool_use", "name": 5}]}]},
        {"messages": [{"role": "assistant", "content": [{"type": "tool_use", "input": [1]}]}]},
        {"messages": [{"role": "user", "content": [{"type": "tool_result", "content": {"a": 1}}]}]},
        {"messages": MESSAGES, "system": 5},
        {"messages": MESSAGES, "stop_sequences": [5]},
        {"messages": MESSAGES, "tools": [{"input_schema": 5}]},
        {"messages": MESSAGES, "thinking": "no"},
        {"messages": MESSAGES, "max_tokens": -1},
    ],
)
def test_what_makes_no_sense_is_refused(api: httpx.Client, fields: dict[str, Any]) -> None:
    answer = api.post(PATH, json={"model": SMOL, "max_tokens": 5, **fields})
    assert answer.status_code == 400
    assert answer.json()["error"]["type"] == "invalid_request_error"
