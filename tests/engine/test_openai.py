"""OpenAI's API has the engine's behaviour in another format: what applies to `/api/chat` applies to it."""

from __future__ import annotations

import base64
import json
import os
import signal
import struct
from pathlib import Path
from typing import Any

import httpx
import pytest

from fixtures.engine_process import EngineProcess
from fixtures.engine_requests import SMOL, chat_answer
from fixtures.runner_checks import runner_children

pytestmark = pytest.mark.engine
MESSAGES = [{"role": "user", "content": "hi"}]
CHAT = "/v1/chat/completions"


def events(answer: httpx.Response) -> list[dict[str, Any]]:
    """The events of a stream, without the last, which only ends it."""
    assert answer.headers["content-type"] == "text/event-stream"
    found = [line.removeprefix("data: ") for line in answer.text.split("\n") if line]
    assert found.pop() == "[DONE]"
    return [json.loads(event) for event in found]


def complete(api: httpx.Client, model: str = SMOL, **fields: Any) -> dict[str, Any]:
    """The answer of a short chat, asserted to be one."""
    sent = {"model": model, "messages": MESSAGES, "max_tokens": 4, "temperature": 0, **fields}
    response = api.post(CHAT, json=sent)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_models_are_listed(api: httpx.Client) -> None:
    answer = api.get("/v1/models").json()
    assert answer["object"] == "list"
    listed = next(entry for entry in answer["data"] if entry["id"] == SMOL)
    assert api.get(f"/v1/models/{SMOL}").json() == listed


def test_a_chat_is_that_of_the_engines_own_api(api: httpx.Client) -> None:
    own = chat_answer(api, options={"num_predict": 4})
    answer = complete(api)
    assert answer["choices"][0]["message"]["content"] == own["message"]["content"]
    assert answer["usage"]["prompt_tokens"] == own["prompt_eval_count"]  # with the model's system prompt
    assert answer["usage"]["completion_tokens"] == 4
    chunks = events(
        api.post(CHAT, json={"model": SMOL, "messages": MESSAGES, "max_tokens": 4, "temperature": 0, "stream": True})
    )
    assert "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks) == own["message"]["content"]
    assert chunks[-1]["choices"][0]["finish_reason"] == "length"


def test_the_models_messages_and_parameters_apply(api: httpx.Client) -> None:
    made = {
        "model": "poet", "from": SMOL, "stream": False, "parameters": {"num_predict": 3, "temperature": 0.0},
        "messages": [{"role": "user", "content": "Be brief."}, {"role": "assistant", "content": "Yes."}],
    }  # fmt: skip
    assert api.post("/api/create", json=made).status_code == 200
    try:
        answer = api.post(CHAT, json={"model": "poet", "messages": MESSAGES}).json()
        assert answer["usage"]["completion_tokens"] == 3
        assert answer["usage"]["prompt_tokens"] > complete(api)["usage"]["prompt_tokens"]
    finally:
        api.request("DELETE", "/api/delete", json={"model": "poet"})


def test_a_reply_without_a_limit_ends(api: httpx.Client) -> None:
    """The tiny model repeats itself for ever: after ten windows it is cut, as that of `/api/chat`."""
    made = {"model": "narrow", "from": "tiny", "stream": False, "parameters": {"num_ctx": 64}}
    assert api.post("/api/create", json=made).status_code == 200
    try:
        for limit in ({}, {"max_tokens": -1}, {"max_tokens": 10**9}):
            answer = api.post(CHAT, json={"model": "narrow", "messages": MESSAGES, "temperature": 0, **limit}).json()
            assert answer["choices"][0]["finish_reason"] == "length"
            assert answer["usage"]["completion_tokens"] <= 640
    finally:
        api.request("DELETE", "/api/delete", json={"model": "narrow"})


def test_a_long_history_loses_its_oldest(api: httpx.Client) -> None:
    made = {"model": "short", "from": SMOL, "stream": False, "parameters": {"num_ctx": 256}}
    assert api.post("/api/create", json=made).status_code == 200
    try:
        turns = [{"role": role, "content": "tea " * 20} for _ in range(20) for role in ("user", "assistant")]
        answer = complete(api, "short", messages=[*turns, *MESSAGES])
        assert 256 - 80 < answer["usage"]["prompt_tokens"] < 256
    finally:
        api.request("DELETE", "/api/delete", json={"model": "short"})


@pytest.mark.parametrize("fields", [{}, {"reasoning_effort": "high"}, {"reasoning": {"effort": "xhigh"}}])
def test_thinking_is_reasoning(api: httpx.Client, fields: dict[str, Any]) -> None:
    message = complete(api, "thinker", **fields)["choices"][0]["message"]
    assert message["reasoning"]
    assert message["content"] == ""
    sent = {"model": "thinker", "messages": MESSAGES, "max_tokens": 4, "temperature": 0, "stream": True, **fields}
    deltas = [chunk["choices"][0]["delta"] for chunk in events(api.post(CHAT, json=sent))]
    assert "".join(delta.get("reasoning", "") for delta in deltas)
    answered = complete(api, "thinker", reasoning_effort="none")["choices"][0]["message"]
    assert "reasoning" not in answered
    assert answered["content"]


def test_a_schema_is_kept_to(api: httpx.Client) -> None:
    schema = {"type": "object", "properties": {"leaf": {"enum": ["green", "black"]}}, "required": ["leaf"]}
    wanted = {"type": "json_schema", "json_schema": {"name": "tea", "schema": schema}}
    answer = complete(api, response_format=wanted, max_tokens=60)
    assert json.loads(answer["choices"][0]["message"]["content"])["leaf"] in ("green", "black")


def test_parts_of_a_message_are_one_message(api: httpx.Client) -> None:
    parts = [{"type": "text", "text": "Say"}, {"type": "text", "text": "hi"}]
    sent = {"model": SMOL, "messages": [{"role": "user", "content": parts}], "_debug_render_only": True}
    rendered = api.post(CHAT, json=sent).json()["_debug_info"]["rendered_template"]
    assert rendered.count("<|im_start|>user") == 1
    assert "Say\nhi" in rendered


def test_errors_have_openais_shape(api: httpx.Client, models_dir: Path) -> None:
    missing = api.post(CHAT, json={"model": "nope", "messages": MESSAGES})
    assert missing.status_code == 404
    assert missing.json()["error"]["type"] == "not_found_error"
    embedder = api.post(CHAT, json={"model": "embedder", "messages": MESSAGES})
    assert (embedder.status_code, embedder.json()["error"]["type"]) == (400, "invalid_request_error")
    with EngineProcess(models_dir, environment={"TEAHOUSE_ENGINE_TOKEN": "s3cret"}) as own:
        refused = httpx.get(f"{own.url}/v1/models")
        assert (refused.status_code, refused.json()["error"]["message"]) == (401, "unauthorized")


def test_a_killed_runner_is_an_event_of_the_stream(engine: EngineProcess, api: httpx.Client) -> None:
    complete(api)
    body = {"model": SMOL, "messages": MESSAGES, "stream": True, "stop": "nowhere to be found", "max_tokens": 4000}
    with api.stream("POST", CHAT, json=body) as stream:
        content = b""
        for part in stream.iter_raw():
            if not content:
                for runner in runner_children(engine):
                    os.kill(runner.pid, signal.SIGKILL)
            content += part
    last = json.loads(content.strip().split(b"\n\n")[-1].removeprefix(b"data: "))
    assert last["error"]["message"].startswith("an error was encountered while running the model")
    assert complete(api)["choices"]


@pytest.mark.parametrize(
    "fields",
    [
        {"messages": [{"role": "user", "content": [5]}]},
        {"messages": [{"role": "user", "content": {"a": 1}}]},
        {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": 5}}]}]},
        {"messages": [{"role": "assistant", "tool_calls": [{"function": {"arguments": "[" * 100_000}}]}]},
        {"messages": [{"role": "assistant", "tool_calls": [{"function": {"arguments": "[1]"}}]}]},
        {"messages": [5]},
        {"messages": MESSAGES, "stop": [5]},
        {"messages": MESSAGES, "reasoning": {"effort": 5}},
        {"messages": MESSAGES, "stream_options": [1]},
        {"messages": MESSAGES, "response_format": "json"},
        {"messages": MESSAGES, "tools": [5]},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(api: httpx.Client, fields: dict[str, Any]) -> None:
    answer = api.post(CHAT, json={"model": SMOL, **fields})
    assert answer.status_code == 400
    assert answer.json()["error"]["type"] == "invalid_request_error"


def test_a_prompt_is_completed(api: httpx.Client) -> None:
    sent = {"model": SMOL, "prompt": "Tea is", "max_tokens": 4, "temperature": 0}
    own = api.post("/api/generate", json={"model": SMOL, "prompt": "Tea is", "stream": False,
                                          "options": {"num_predict": 4, "temperature": 0}}).json()  # fmt: skip
    answer = api.post("/v1/completions", json=sent).json()
    assert answer["choices"][0]["text"] == own["response"]
    chunks = events(api.post("/v1/completions", json={**sent, "stream": True}))
    assert "".join(chunk["choices"][0]["text"] for chunk in chunks) == own["response"]


def test_vectors_are_numbers_or_base64(api: httpx.Client) -> None:
    sent = {"model": "embedder", "input": ["tea", "cup"]}
    own = api.post("/api/embed", json=sent).json()["embeddings"]
    answer = api.post("/v1/embeddings", json=sent).json()
    assert [entry["embedding"] for entry in answer["data"]] == own
    encoded = api.post("/v1/embeddings", json={**sent, "encoding_format": "base64"}).json()["data"][0]["embedding"]
    assert struct.unpack("<32f", base64.b64decode(encoded)) == pytest.approx(own[0])
