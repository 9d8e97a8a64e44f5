"""The OpenAI routes: handed through to llama.cpp, under the model's own name."""

from __future__ import annotations

import json

import httpx
import pytest

from fixtures.chatting import SMOL

pytestmark = pytest.mark.engine
MESSAGES = [{"role": "user", "content": "hi"}]


def test_models_are_listed(api: httpx.Client) -> None:
    answer = api.get("/v1/models").json()
    assert answer["object"] == "list"
    assert SMOL in [entry["id"] for entry in answer["data"]]


def test_a_chat_is_handed_through(api: httpx.Client) -> None:
    body = {"model": SMOL, "messages": MESSAGES, "max_tokens": 4}
    answer = api.post("/v1/chat/completions", json=body).json()
    assert answer["choices"][0]["message"]["content"]
    assert "/" not in answer["model"]  # a name, no path of this computer
    assert answer["usage"]["completion_tokens"] == 4
    streamed = api.post("/v1/chat/completions", json={**body, "stream": True})
    assert streamed.headers["content-type"].startswith("text/event-stream")
    events = [line.removeprefix("data: ") for line in streamed.text.split("\n") if line]
    assert events[-1] == "[DONE]"
    assert "/" not in json.loads(events[0])["model"]


def test_errors_have_openais_shape(api: httpx.Client) -> None:
    missing = api.post("/v1/chat/completions", json={"model": "nope", "messages": MESSAGES})
    assert missing.status_code == 404
    assert missing.json()["error"]["type"] == "not_found_error"
    embedder = api.post("/v1/chat/completions", json={"model": "embedder", "messages": MESSAGES})
    assert embedder.status_code == 400
