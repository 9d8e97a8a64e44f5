"""OpenAI's Responses API has the engine's behaviour in another format."""

from __future__ import annotations

import json
import os
import signal
from typing import Any

import httpx
import pytest

from fixtures.engine_process import EngineProcess
from fixtures.engine_requests import SMOL, chat_answer
from fixtures.models import TOOLS_TEMPLATE
from fixtures.runner_checks import runner_children

pytestmark = pytest.mark.engine
PATH = "/v1/responses"
CALL = {"type": "function_call", "call_id": "a", "name": "brew", "arguments": "{}"}


def events(content: bytes) -> list[dict[str, Any]]:
    """The events of a stream, which are numbered in order and named by their type."""
    found = []
    for number, event in enumerate(content.strip().split(b"\n\n")):
        head, data = event.split(b"\n")
        found.append(json.loads(data.removeprefix(b"data: ")))
        assert head == b"event: " + found[-1]["type"].encode()
        assert found[-1]["sequence_number"] == number
    return found


def test_an_answer_is_that_of_the_engines_own_api(api: httpx.Client) -> None:
    own = chat_answer(api, options={"num_predict": 4})
    sent = {"model": SMOL, "input": "hi", "max_output_tokens": 4, "temperature": 0}
    answer = api.post(PATH, json=sent).json()
    assert answer["output"][0]["content"][0]["text"] == own["message"]["content"]
    assert answer["usage"]["input_tokens"] == own["prompt_eval_count"]
    parts = events(api.post(PATH, json={**sent, "stream": True}).content)
    text = "".join(part["delta"] for part in parts if part["type"] == "response.output_text.delta")
    assert text == own["message"]["content"]
    assert parts[-1]["response"]["output"][0]["content"] == answer["output"][0]["content"]
    assert parts[-1]["response"]["usage"] == answer["usage"]


def test_thinking_is_an_item_of_its_own(api: httpx.Client) -> None:
    sent = {"model": "thinker", "input": "hi", "max_output_tokens": 6, "temperature": 0}
    assert api.post(PATH, json=sent).json()["output"][0]["type"] == "reasoning"
    parts = events(api.post(PATH, json={**sent, "stream": True}).content)
    assert parts[-1]["response"]["output"][0]["summary"][0]["text"]
    without = api.post(PATH, json={**sent, "reasoning": {"effort": "none"}}).json()
    assert [item["type"] for item in without["output"]] == ["message"]


def test_items_of_a_conversation_are_its_messages(api: httpx.Client) -> None:
    items = [
        {"role": "developer", "content": "Be brief."},
        {"role": "user", "content": [{"type": "input_text", "text": "Tea!"}]},
        {"type": "reasoning", "summary": [], "encrypted_content": "Leaves."},
        CALL,
        {**CALL, "call_id": "b"},
        {"type": "function_call_output", "call_id": "a", "output": "done"},
        {"type": "function_call_output", "call_id": "b", "output": [{"type": "input_text", "text": "done"}]},
    ]
    brew = {"type": "function", "name": "brew", "parameters": {"type": "object", "properties": {}}}
    made = {"model": "brewer", "from": SMOL, "template": TOOLS_TEMPLATE, "system": "", "stream": False}
    assert api.post("/api/create", json=made).json() == {"status": "success"}
    sent = {"model": "brewer", "input": items, "tools": [brew, {"type": "web_search"}], "max_output_tokens": 1}
    answer = api.post(PATH, json=sent)
    assert answer.status_code == 200, answer.text
    call = {"id": "", "function": {"name": "brew", "arguments": {}}}
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Tea!"},
        {"role": "assistant", "content": "", "thinking": "Leaves.", "tool_calls": [call, call]},
        {"role": "tool", "content": "done"},
        {"role": "tool", "content": "done"},
    ]
    own = {"model": "brewer", "messages": messages, "stream": False, "options": {"num_predict": 1},
           "tools": [{"type": "function", "function": {"name": "brew", "description": "",
                                                       "parameters": brew["parameters"]}}]}  # fmt: skip
    assert answer.json()["usage"]["input_tokens"] == api.post("/api/chat", json=own).json()["prompt_eval_count"]
    api.request("DELETE", "/api/delete", json={"model": "brewer"})


def test_a_killed_runner_is_a_failed_response(engine: EngineProcess, api: httpx.Client) -> None:
    chat_answer(api)
    body = {"model": SMOL, "input": "Count to a million.", "stream": True, "max_output_tokens": 4000}
    with api.stream("POST", PATH, json=body) as stream:
        content = b""
        for part in stream.iter_raw():
            if not content:
                for runner in runner_children(engine):
                    os.kill(runner.pid, signal.SIGKILL)
            content += part
    last = events(content)[-1]
    assert (last["type"], last["response"]["status"]) == ("response.failed", "failed")
    assert last["response"]["error"]["message"].startswith("an error was encountered")


@pytest.mark.parametrize(
    "fields",
    [
        {"input": 5},
        {"input": [5]},
        {"input": [{"type": "item_reference", "id": "x"}]},
        {"input": [{"role": 5, "content": "x"}]},
        {"input": [{"role": "user", "content": 5}]},
        {"input": [{"role": "user", "content": [5]}]},
        {"input": [{"role": "user", "content": [{"type": "input_image", "image_url": {"url": "x"}}]}]},
        {"input": [{"role": "user", "content": [{"type": "input_image", "image_url": "http://a/b"}]}]},
        {"input": [{**CALL, "arguments": "{"}]},
        {"input": [{**CALL, "name": 5}]},
        {"input": [{"type": "function_call_output", "output": {"a": 1}}]},
        {"input": "x", "tools": [5]},
        {"input": "x", "text": {"format": "json"}},
        {"input": "x", "reasoning": {"effort": "banana"}},
    ],
)
def test_what_makes_no_sense_is_refused(api: httpx.Client, fields: dict[str, Any]) -> None:
    answer = api.post(PATH, json={"model": SMOL, "max_output_tokens": 5, **fields})
    assert answer.status_code == 400
    assert answer.json()["error"]["type"] == "invalid_request_error"
