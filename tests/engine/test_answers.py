"""The options, formats, tools, thinking and history of a request have their effect on the answer."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

import ollama
from fixtures.engine_process import EngineProcess
from fixtures.engine_requests import SMOL, chat_answer, post_chat, read_lines
from fixtures.models import TOOLS_TEMPLATE

pytestmark = pytest.mark.engine

TOOL = {
    "type": "function",
    "function": {"name": "brew", "description": "Brew tea", "parameters": {"type": "object", "properties": {}}},
}


@pytest.mark.parametrize("stream", [True, False])
def test_num_predict_is_the_length(api: httpx.Client, stream: bool) -> None:
    answer = post_chat(api, "Count.", stream=stream, options={"num_predict": 3})
    end = read_lines(answer)[-1]
    assert (end["done_reason"], end["eval_count"]) == ("length", 3)


def test_stop_ends_before_the_word(api: httpx.Client) -> None:
    whole = chat_answer(api, "hi")["message"]["content"]
    word = whole.split()[1]
    stopped = chat_answer(api, "hi", options={"stop": [word]})
    assert stopped["done_reason"] == "stop"
    assert stopped["message"]["content"] == whole[: whole.index(word)]


def test_a_seed_makes_replies_equal(api: httpx.Client) -> None:
    options = {"temperature": 2.0, "top_k": 0, "top_p": 1.0, "num_predict": 12}
    said = [
        chat_answer(api, "Invent a word.", options={**options, "seed": seed})["message"]["content"]
        for seed in (5, 5, 6)
    ]
    assert said[0] == said[1] != said[2]


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"temperature": "hot"}, 'option "temperature" must be of type float32'),
        ({"stop": "x"}, 'option "stop" must be of type array'),
        ({"stop": [1]}, 'option "stop" must be of an array of strings'),
        ({"use_mmap": 1}, 'option "use_mmap" must be of type boolean'),
        ({"num_predict": True}, 'option "num_predict" must be of type integer'),
    ],
)
def test_options_of_a_wrong_type(api: httpx.Client, options: dict[str, Any], error: str) -> None:
    answer = post_chat(api, options=options)
    assert (answer.status_code, answer.json()) == (500, {"error": error})


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"model": 5}, "json: cannot unmarshal number into Go struct field ChatRequest.model of type string"),
        ([], "json: cannot unmarshal array into Go value of type api.ChatRequest"),
        ({"model": SMOL, "top_logprobs": 21}, "top_logprobs must be between 0 and 20"),
        (
            {"model": SMOL, "messages": [{"role": "assistant", "tool_calls": [{"function": "brew"}]}]},
            "json: cannot unmarshal string into Go struct field ToolCall.tool_calls.function of type "
            "api.ToolCallFunction",
        ),
        (
            {"model": SMOL, "think": "much"},
            'invalid think value: "much" (must be "high", "medium", "low", "max", true, or false)',
        ),
    ],
)
def test_fields_of_a_wrong_type(api: httpx.Client, body: object, error: str) -> None:
    answer = api.post("/api/chat", json=body)
    assert (answer.status_code, answer.json()) == (400, {"error": error})


def test_json_and_schemas(api: httpx.Client) -> None:
    free = chat_answer(api, "Give me JSON.", format="json", options={"num_predict": 60, "temperature": 0})
    assert free["message"]["content"].lstrip().startswith("{")
    schema = {"type": "object", "properties": {"leaf": {"enum": ["green", "black"]}}, "required": ["leaf"]}
    bound = chat_answer(api, "Which tea?", format=schema, options={"num_predict": 60})
    assert json.loads(bound["message"]["content"])["leaf"] in ("green", "black")
    for stream, content_type in ((True, "application/json"), (False, "application/json; charset=utf-8")):
        wrong = post_chat(api, format="xml", stream=stream)
        assert (wrong.status_code, wrong.headers["content-type"]) == (500, content_type)
        assert wrong.json()["error"] == r'invalid format: "\"xml\""; expected "json" or a valid JSON Schema object'


@pytest.mark.parametrize("continues", [True, False])
def test_the_last_message_of_the_assistant_is_continued_where_the_template_looks_at_it(
    api: httpx.Client, continues: bool
) -> None:
    """SmolLM2's own TEMPLATE begins a new turn, as in Ollama."""
    name = "continued" if continues else SMOL
    if continues:
        template = (
            "{{ range $i, $m := .Messages }}<|im_start|>{{ $m.Role }}\n{{ $m.Content }}"
            '{{ if or (ne $m.Role "assistant") (gt (len (slice $.Messages $i)) 1) }}<|im_end|>\n{{ end }}{{ end }}'
        )
        made = {"model": name, "from": SMOL, "template": template, "stream": False}
        assert api.post("/api/create", json=made).json() == {"status": "success"}
    messages = [{"role": "user", "content": "Say the alphabet."}, {"role": "assistant", "content": "A, B, C,"}]
    body = {"model": name, "messages": messages, "stream": False, "options": {"temperature": 0, "num_predict": 6}}
    content = api.post("/api/chat", json=body).json()["message"]["content"]
    assert content.lstrip().startswith("D") == continues


def test_the_models_system_prompt_gives_way_to_the_conversations(api: httpx.Client) -> None:
    counted = [
        api.post(
            "/api/chat",
            json={"model": SMOL, "messages": [*first, {"role": "user", "content": "hi"}], "stream": False,
                  "options": {"num_predict": 1}},
        ).json()["prompt_eval_count"]
        for first in ([], [{"role": "system", "content": "x"}])
    ]  # fmt: skip
    assert counted[0] == 31  # as recorded
    assert counted[1] < counted[0]


@pytest.mark.parametrize("model", ["thinker", "leaker"])
def test_a_thinking_model_thinks_unless_told_not_to(api: httpx.Client, model: str) -> None:
    """Random weights never stop thinking: all they say is thought, or, told not to think, all of it is said."""
    shared: dict[str, Any] = {"model": model, "options": {"num_predict": 12, "seed": 3}}
    for fields in ({}, {"think": True}, {"think": "low"}, {"think": "max"}):
        message = chat_answer(api, **shared, **fields)["message"]
        assert message["thinking"]
        assert message["content"] == ""
    message = chat_answer(api, **shared, think=False)["message"]
    assert "thinking" not in message
    assert message["content"]
    pieces = read_lines(post_chat(api, **shared))
    assert all("thinking" in piece["message"] for piece in pieces[:-1])
    generated = api.post("/api/generate", json={**shared, "prompt": "hi", "stream": False}).json()
    assert generated["thinking"]
    assert generated["response"] == ""


def test_tools_need_a_template_that_shows_them(api: httpx.Client) -> None:
    assert post_chat(api, tools=[TOOL]).status_code == 400
    created = api.post(
        "/api/create", json={"model": "handy", "from": SMOL, "template": TOOLS_TEMPLATE, "stream": False}
    )
    assert created.json() == {"status": "success"}
    try:
        assert api.post("/api/show", json={"model": "handy"}).json()["capabilities"] == ["completion", "tools"]
        without, with_tool = chat_answer(api, model="handy"), chat_answer(api, model="handy", tools=[TOOL])
        assert with_tool["prompt_eval_count"] > without["prompt_eval_count"] + 20
        call = {"function": {"name": "brew", "arguments": {"leaf": "green"}}}
        messages = [
            {"role": "user", "content": "Tea!"},
            {"role": "assistant", "content": "", "tool_calls": [call]},
            {"role": "tool", "tool_name": "brew", "content": "done"},
        ]
        body = {"model": "handy", "messages": messages, "tools": [TOOL], "stream": False, "options": {"num_predict": 2}}
        assert api.post("/api/chat", json=body).status_code == 200
    finally:
        api.request("DELETE", "/api/delete", json={"model": "handy"})


def _long_history(turns: int) -> list[dict[str, str]]:
    said = [{"role": role, "content": "tea " * 30} for _ in range(turns) for role in ("user", "assistant")]
    return [{"role": "system", "content": "You are brief."}, *said, {"role": "user", "content": "And now?"}]


def test_too_long_a_history_loses_its_oldest(api: httpx.Client) -> None:
    body = {
        "model": SMOL,
        "messages": _long_history(20),
        "stream": False,
        "options": {"num_ctx": 512, "num_predict": 2},
    }
    answer = api.post("/api/chat", json=body)
    assert answer.status_code == 200
    assert 512 - 120 < answer.json()["prompt_eval_count"] < 512


def test_truncate_false_is_an_error_with_both_numbers(api: httpx.Client) -> None:
    body = {"model": SMOL, "messages": _long_history(20), "truncate": False, "options": {"num_ctx": 512}}
    answer = api.post("/api/chat", json=body)
    assert answer.status_code == 400
    inner = json.loads(answer.json()["error"])["error"]
    assert inner["type"] == "exceed_context_size_error"
    assert inner["n_ctx"] == 512 < inner["n_prompt_tokens"]


def test_one_message_longer_than_the_window_is_cut_or_refused(api: httpx.Client) -> None:
    options = {"num_ctx": 512, "num_predict": 2}
    cut = chat_answer(api, "tea " * 2000, options=options)
    assert 200 < cut["prompt_eval_count"] < 512
    generated = api.post("/api/generate", json={"model": SMOL, "prompt": "tea " * 2000, "stream": False, "raw": True,
                                                "options": options})  # fmt: skip
    assert 200 < generated.json()["prompt_eval_count"] < 512
    assert "context" not in generated.json()
    refused = post_chat(api, "tea " * 2000, options=options, truncate=False, shift=False)
    assert refused.status_code == 400
    assert "exceed_context_size_error" in refused.json()["error"]


def test_without_shift_a_full_window_ends_the_reply(api: httpx.Client) -> None:
    options = {"num_ctx": 256, "num_predict": -1, "stop": ["nowhere"], "repeat_penalty": 1.0}
    answer = chat_answer(api, "Tell a long story.", options=options, shift=False, truncate=False)
    assert answer["prompt_eval_count"] + answer["eval_count"] <= 257
    assert answer["done_reason"] in ("length", "stop")


def test_generate_goes_on_from_a_context(api: httpx.Client) -> None:
    shared: dict[str, Any] = {"model": SMOL, "stream": False, "options": {"temperature": 0, "num_predict": 4}}
    first = api.post("/api/generate", json={**shared, "prompt": "hi"}).json()
    second = api.post("/api/generate", json={**shared, "prompt": "more", "context": first["context"]}).json()
    assert second["context"][: len(first["context"])] == first["context"]
    assert second["prompt_eval_count"] > len(first["context"])
    tiny = {**shared, "model": "tiny", "prompt": "tea"}  # its prompts begin with a token that says so
    again = {**tiny, "context": api.post("/api/generate", json=tiny).json()["context"]}
    assert api.post("/api/generate", json=again).json()["context"].count(1) == 1
    strange = api.post("/api/generate", json={**shared, "prompt": "hi", "context": [10**7]})
    assert (strange.status_code, strange.json()["error"].startswith("detokenize error: ")) == (500, True)  # as recorded
    raw = {**shared, "prompt": "a", "raw": True, "system": "b"}
    assert (
        api.post("/api/generate", json=raw).json()["error"] == "raw mode does not support template, system, or context"
    )
    insert = api.post("/api/generate", json={**shared, "prompt": "a", "suffix": "b"})
    assert insert.json()["error"] == "registry.ollama.ai/library/smollm2:135m does not support insert"


def test_logprobs(api: httpx.Client) -> None:
    end = chat_answer(api, logprobs=True, top_logprobs=2, options={"num_predict": 3})
    assert len(end["logprobs"]) == 3
    for entry in end["logprobs"]:
        assert len(entry["top_logprobs"]) == 2
        assert entry["logprob"] <= 0
        assert bytes(entry["bytes"]).decode() == entry["token"]


def test_the_official_client_works_unmodified(engine: EngineProcess) -> None:
    with ollama.Client(host=engine.url) as client:
        assert any(model.model == SMOL for model in client.list().models)
        assert client.show(SMOL).capabilities == ["completion"]
        reply = client.chat(SMOL, [{"role": "user", "content": "hi"}], options={"num_predict": 3})
        assert reply.message.content
        assert any(model.model == SMOL for model in client.ps().models)
        pieces = list(client.generate(SMOL, "hi", stream=True, options={"num_predict": 3}))
        assert pieces[-1].done_reason == "length"
        with pytest.raises(ollama.ResponseError) as error:
            client.chat("nope", [{"role": "user", "content": "hi"}])
        assert (error.value.status_code, error.value.error) == (404, "model 'nope' not found")
