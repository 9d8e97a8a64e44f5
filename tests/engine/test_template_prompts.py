"""Models with a TEMPLATE on the real engine: prompts as recorded, tool calls and thinking found in real replies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from fixtures import lab_models
from fixtures.engine_process import EngineProcess
from fixtures.models import SMOLLM2_TEMPLATE, add_model, smollm2_file, tiny_llama
from teahouse.engine.prompt_values import order_tools

pytestmark = pytest.mark.engine

_RECORDED = Path(__file__).parents[1] / "fixtures" / "recordings" / "ollama-renders.jsonl"
_LINES: list[dict[str, Any]] = [json.loads(line) for line in _RECORDED.read_text("utf-8").split("\n") if line]
RENDERS = {each["name"]: each for each in _LINES[1:]}
OTHER_WORDS = "native-chat/tools-arguments-as-string"  # the daemon's JSON decoder has words of its own for it


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """An engine with the models of the recordings, all of them SmolLM2."""
    folder = tmp_path_factory.mktemp("templates")
    templates = {"smollm2:135m": SMOLLM2_TEMPLATE, "rec-ctx256:latest": SMOLLM2_TEMPLATE}
    templates |= {f"{name}:latest": text for name, text in _LINES[0]["templates"].items()}
    for name, text in templates.items():
        parameters = b'{"num_ctx":256}' if name.startswith("rec-ctx256") else b'{"stop":["<|im_end|>"]}'
        add_model(folder, name, smollm2_file(), layers=[("template", text.encode()), ("params", parameters)])
    with EngineProcess(folder) as engine, httpx.Client(base_url=engine.url, timeout=120, trust_env=False) as client:
        assert client.post("/api/create", json=_LINES[0]["create"]).json() == {"status": "success"}
        yield client


@pytest.mark.parametrize("name", RENDERS)
def test_prompts_are_rendered_as_recorded(api: httpx.Client, name: str) -> None:
    recorded = RENDERS[name]
    body = recorded["raw"].encode() if "raw" in recorded else json.dumps(recorded["json"]).encode()
    answer = api.post(recorded["path"], content=body)
    found = answer.json()
    found.pop("created_at", None)
    assert answer.status_code == recorded["status"]
    if name != OTHER_WORDS:
        assert found == recorded["body"]


def make(api: httpx.Client, name: str, template: str) -> None:
    made = {"model": name, "from": "smollm2:135m", "template": template, "stream": False}
    assert api.post("/api/create", json=made).json() == {"status": "success"}


def ask(api: httpx.Client, model: str, *, stream: bool = False, **more: Any) -> list[dict[str, Any]]:
    body = {"model": model, "messages": [{"role": "user", "content": "Tell me about tea."}], "stream": stream, **more}
    answer = api.post("/api/chat", json=body)
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.split("\n") if line]


def test_the_prompt_has_as_many_tokens_as_in_the_daemon(api: httpx.Client) -> None:
    (answer,) = ask(
        api, "smollm2:135m", messages=[{"role": "user", "content": "Name three colours."}], options={"num_predict": 1}
    )
    assert answer["prompt_eval_count"] == 13  # native-chat/s-plain


TOOL = {
    "type": "function",
    "function": {"name": "get_weather", "parameters": {"properties": {"city": {"type": "string"}}}},
}
CALL_SCHEMA = {
    "type": "object",
    "properties": {
        "name": {"const": "get_weather"},
        "arguments": {"type": "object", "properties": {"city": {"const": "Paris"}}, "required": ["city"]},
    },
    "required": ["name", "arguments"],
}


@pytest.mark.parametrize("stream", [True, False])
def test_tool_calls_are_found_in_the_reply(api: httpx.Client, stream: bool) -> None:
    lines = ask(api, "rec-tools", stream=stream, tools=[TOOL], format=CALL_SCHEMA)
    calls = [call for line in lines for call in line["message"].get("tool_calls", ())]
    assert [call["function"] for call in calls] == [{"index": 0, "name": "get_weather", "arguments": {"city": "Paris"}}]
    assert "".join(line["message"]["content"] for line in lines).strip() == ""
    assert "tool_calls" not in lines[-1]["message"] or not stream
    assert lines[-1]["done_reason"] == "stop"


THINKER = (
    "{{ range .Messages }}{{ if .Thinking }}Thought:{{ .Thinking }}.{{ end }}<|im_start|>{{ .Role }}\n{{ .Content }}"
    "<|im_end|>\n{{ end }}<|im_start|>assistant\n{{ if .Think }}Thought:{{ end }}"
)


@pytest.mark.parametrize("stream", [True, False])
def test_thinking_is_found_by_the_tags_of_the_template(api: httpx.Client, stream: bool) -> None:
    make(api, "thinks", THINKER)
    options = {"num_predict": 80, "temperature": 0}
    lines = ask(api, "thinks", stream=stream, options=options)
    thinking = "".join(line["message"].get("thinking", "") for line in lines)
    content = "".join(line["message"]["content"] for line in lines)
    assert thinking
    assert "." not in thinking  # which is the closing tag
    assert content == content.lstrip()
    (plain,) = ask(api, "thinks", think=False, options=options)
    assert "thinking" not in plain["message"]


def test_a_format_is_for_the_answer_and_not_for_the_thinking(api: httpx.Client) -> None:
    make(api, "thinks-first", THINKER)
    schema = {"type": "object", "properties": {"tea": {"enum": ["green", "black"]}}, "required": ["tea"]}
    (answer,) = ask(api, "thinks-first", format=schema, options={"num_predict": 200, "temperature": 0})
    message = answer["message"]
    assert message["thinking"]
    assert not message["thinking"].lstrip().startswith("{")
    assert answer["done_reason"] == "length" or json.loads(message["content"])["tea"] in ("green", "black")


@pytest.mark.parametrize(
    ("template", "error"),
    [
        ("{{ .Prompt", "template error: template: :1: unclosed action"),
        ("\n{{ foo . }}", 'template error: template: :2: function "foo" not defined'),
        ("{{ template \"x\" }}{{ .Response }}", "template error: undefined template specified"),
    ],
)  # fmt: skip
def test_a_template_that_is_none_is_refused_at_creation(api: httpx.Client, template: str, error: str) -> None:
    body = {"model": "bad", "from": "smollm2:135m", "template": template}
    answer = api.post("/api/create", json=body)
    assert (answer.status_code, answer.json()) == (400, {"error": error})
    generated = api.post("/api/generate", json={"model": "smollm2:135m", "prompt": "x", "template": template})
    assert (generated.status_code, generated.json()) == (500, {"error": error.removeprefix("template error: ")})


def test_a_template_that_fails_or_never_ends_is_an_error_and_the_engine_goes_on(api: httpx.Client) -> None:
    for name, template, words in (
        ("fails", "{{ range .Messages }}{{ .Nope }}{{ end }}", "can't evaluate field Nope"),
        ("endless", "{{ range .Messages }}{{ range 999999999 }}{{ end }}{{ end }}", "it takes more than"),
        (
            "grows",
            '{{ $s := "0123456789" }}{{ range .Messages }}{{ range 99 }}{{ $s = print $s $s }}{{ end }}{{ end }}',
            "more",
        ),
    ):
        make(api, name, template)
        answer = api.post("/api/chat", json={"model": name, "messages": [{"role": "user", "content": "x"}]})
        assert answer.status_code == 500
        assert words in answer.json()["error"]
    assert ask(api, "smollm2:135m", options={"num_predict": 1})[-1]["done"]


def test_capabilities_follow_the_template(api: httpx.Client) -> None:
    expected = {"rec-tools": ["tools"], "rec-think": ["thinking"], "rec-insert": ["insert"], "smollm2:135m": []}
    for name, more in expected.items():
        assert api.post("/api/show", json={"model": name}).json()["capabilities"] == ["completion", *more]


_JINJA = [
    json.loads(line)
    for line in _RECORDED.with_name("ollama-jinja-renders.jsonl").read_text("utf-8").split("\n")
    if line
]


@pytest.fixture(scope="module")
def jinja_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """An engine with a model that has the name and, written anew, the template of the recorded one."""
    folder = tmp_path_factory.mktemp("jinja")
    text = (lab_models.TEMPLATES / "qwen2.5.jinja").read_text("utf-8")
    add_model(folder / "models", "qwen2.5-coder:0.5b", tiny_llama(folder / "qwen.gguf", template=text, context=8192))
    with EngineProcess(folder / "models") as engine:
        yield httpx.Client(base_url=engine.url, timeout=120, trust_env=False)


@pytest.mark.parametrize("recorded", _JINJA, ids=lambda recorded: recorded["name"])
def test_prompts_of_a_template_in_jinja_are_as_recorded(jinja_api: httpx.Client, recorded: dict[str, Any]) -> None:
    """llama.cpp renders it here as in the daemon; messages and tools have to reach it in the same form."""
    answer = jinja_api.post(recorded["path"], json=recorded["json"])
    assert answer.status_code == recorded["status"]
    found = answer.json()
    assert found.get("error") == recorded.get("error")
    assert found.get("_debug_info", {}).get("rendered_template") == recorded.get("rendered")


def test_what_a_tool_lacks_is_not_added_and_unknown_fields_are_left_out() -> None:
    tools = [
        {"type": "function", "function": {"name": "tea"}},
        {"type": "function", "function": {"name": "cup", "parameters": {"type": "object", "strict": True}}},
    ]
    assert order_tools(tools) == [
        {"type": "function", "function": {"name": "tea"}},
        {"type": "function", "function": {"name": "cup", "parameters": {"type": "object"}}},
    ]
