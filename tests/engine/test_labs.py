"""Each lab's models on the real engine: their architecture loads and computes, their template is rendered, thinking and
answer are separated, tools are called, and they are unloaded. Only the weights are tiny."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from fixtures.engine_process import EngineProcess
from fixtures.lab_models import ANSWER, ARGUMENTS, MODELS, THOUGHT, TOOL
from fixtures.models import add_model, make_models_dir
from fixtures.runner_checks import runner_children
from fixtures.shipped_catalogue import find_tag
from fixtures.waits import wait_until
from teahouse.catalogue.registry import read_gguf_header
from teahouse.connection.address import Address
from teahouse.core.conversation import Message, Role
from teahouse.core.stream_events import Finished, StreamEvent, TextPiece, ThinkingPiece
from teahouse.ollama.client import ChatRequest, OllamaClient
from teahouse.services.generation.continuation import render_reply

OPTIONS = {"num_ctx": 1024, "num_predict": 64, "temperature": 0}
QUESTION = Message("1", None, Role.USER, "Some tea?")
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": TOOL,
            "description": "Brew tea",
            "parameters": {"type": "object", "properties": {"leaf": {"type": "string"}}, "required": ["leaf"]},
        },
    }
]
CALLING = [name for name, model in MODELS.items() if model.call]

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every model by its name and whether it answers (`says`) or calls its tool (`calls`)."""
    folder = tmp_path_factory.mktemp("labs")
    files = {f"{name}:says": model.write(folder / f"{name}.gguf") for name, model in MODELS.items()}
    return files | {f"{name}:calls": MODELS[name].write(folder / f"{name}-calls.gguf", calls=True) for name in CALLING}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, written: dict[str, Path]) -> Iterator[EngineProcess]:
    models = tmp_path_factory.mktemp("models")
    make_models_dir(models)
    for name, file in written.items():
        add_model(models, name, file)
    with EngineProcess(models) as process:
        yield process


@pytest.fixture(scope="module")
def api(engine: EngineProcess) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=engine.url, timeout=60, trust_env=False) as client:
        yield client


@pytest.fixture(autouse=True)
def _none_stays(api: httpx.Client) -> Iterator[None]:
    """Two dozen models in memory are too many for a small computer."""
    yield
    for name in loaded(api):
        asked(api, name, [], keep_alive=0)


def loaded(api: httpx.Client) -> list[str]:
    return [entry["name"] for entry in api.get("/api/ps").json()["models"]]


def replied(engine: EngineProcess, model: str, *, think: bool | None = None) -> tuple[str, str]:
    """What the app shows of a reply: the thought and the answer."""

    async def run() -> list[StreamEvent]:
        client = OllamaClient(Address.parse(engine.url))
        try:
            request = ChatRequest(model, (QUESTION,), options=OPTIONS, think=think)
            return [event async for event in client.stream_chat(request)]
        finally:
            await client.aclose()

    events = asyncio.run(run())
    assert isinstance(events[-1], Finished), events[-1]
    assert events[-1].reason == "stop"
    thought = "".join(event.text for event in events if isinstance(event, ThinkingPiece))
    return thought.strip(), "".join(event.text for event in events if isinstance(event, TextPiece)).strip()


def asked(api: httpx.Client, model: str, messages: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    body = {"model": model, "messages": messages, "stream": False, "options": OPTIONS, **more}
    answer = api.post("/api/chat", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("name", MODELS)
def test_it_stands_for_what_the_catalogue_has(name: str, written: dict[str, Path]) -> None:
    header = read_gguf_header(written[f"{name}:says"])
    assert {find_tag(each).architecture for each in MODELS[name].tags} == {header.architecture}
    assert header.chat_template == MODELS[name].chat_template


@pytest.mark.parametrize("name", MODELS)
def test_it_loads_thinks_answers_and_leaves(name: str, engine: EngineProcess, api: httpx.Client) -> None:
    model = f"{name}:says"
    assert replied(engine, model) == (THOUGHT if MODELS[name].thought else "", ANSWER)
    assert model in loaded(api)
    assert asked(api, model, [], keep_alive=0)["done_reason"] == "unload"
    assert wait_until(lambda: model not in loaded(api))
    assert wait_until(lambda: not runner_children(engine))


@pytest.mark.parametrize("name", [name for name, model in MODELS.items() if model.off])
def test_it_does_not_think_when_told_so(name: str, engine: EngineProcess) -> None:
    assert replied(engine, f"{name}:says", think=False) == ("", ANSWER)


@pytest.mark.parametrize("name", MODELS)
def test_the_engine_says_what_it_can(name: str, api: httpx.Client) -> None:
    capabilities = api.post("/api/show", json={"model": f"{name}:says"}).json()["capabilities"]
    assert ("tools" in capabilities) == bool(MODELS[name].call)
    # Nothing in Kimi-VL's file tells that it thinks; the app sees it in what it says.
    assert ("thinking" in capabilities) == (bool(MODELS[name].thought) and name != "kimi-vl")


@pytest.mark.parametrize("name", CALLING)
def test_it_calls_a_tool_and_takes_the_result(name: str, api: httpx.Client) -> None:
    question = {"role": "user", "content": "Some tea?"}
    message = asked(api, f"{name}:calls", [question], tools=TOOLS)["message"]
    (call,) = message["tool_calls"]
    assert (call["function"]["name"], call["function"]["arguments"]) == (TOOL, ARGUMENTS)
    assert message["content"].strip() == ""
    assert message.get("thinking", "").strip() == (THOUGHT if MODELS[name].thought else "")
    if name == "glm-4":  # llama.cpp takes nothing but calls of a format without marks
        return
    result = {"role": "tool", "tool_name": TOOL, "tool_call_id": call["id"], "content": "hot"}
    assert asked(api, f"{name}:says", [question, message, result], tools=TOOLS)["done"]


@pytest.mark.parametrize(
    ("name", "between"),
    [
        *((name, "") for name in ("deepseek-r1", "qwen3.5", "kimi-k2")),
        ("glm-4.5", f"<think>{THOUGHT}</think>"),  # as its template writes it; the model begins a line before each
    ],
)
def test_an_inspected_reply_has_the_text_that_the_model_wrote(
    name: str, between: str, api: httpx.Client, engine: EngineProcess
) -> None:
    model = f"{name}:says"
    question = ChatRequest(model, (QUESTION,), options=OPTIONS, think=True)
    reply = Message("2", QUESTION.id, Role.ASSISTANT, ANSWER, thinking=THOUGHT)

    async def render() -> tuple[str | None, str | None]:
        client = OllamaClient(Address.parse(engine.url))
        try:
            whole = await render_reply(client, replace(question, messages=(QUESTION, reply)), THOUGHT)
            return await client.render_prompt(question), whole
        finally:
            await client.aclose()

    prompt, rendered = asyncio.run(render())
    raw = {"model": model, "prompt": prompt, "raw": True, "stream": False, "options": OPTIONS}
    written = f"{between}{ANSWER}" if between else api.post("/api/generate", json=raw).json()["response"]
    assert rendered == f"{prompt}{written}"
