"""Streams and their ends: clients that disconnect, runners that die, characters that other splitters break lines at."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import httpx
import pytest

import ollama
from fixtures.engine_process import EngineProcess
from fixtures.engine_requests import SMOL, chat_answer, loaded_models, post_chat, read_lines
from fixtures.runner_checks import is_idle, runner_children
from fixtures.waits import wait_until

pytestmark = pytest.mark.engine

ENDLESS = {"temperature": 0, "num_predict": -1, "stop": ["nowhere to be found"], "seed": 1}


def test_disconnecting_stops_the_generation(engine: EngineProcess, api: httpx.Client) -> None:
    chat_answer(api)
    body = {"model": SMOL, "messages": [{"role": "user", "content": "Count to a million."}], "options": ENDLESS}
    with api.stream("POST", "/api/chat", json=body) as stream:
        next(stream.iter_raw())
    assert all(wait_until(lambda process=process: is_idle(process)) for process in runner_children(engine))
    assert chat_answer(api)["done"]


def test_disconnecting_while_loading_kills_the_load(engine: EngineProcess, api: httpx.Client) -> None:
    for name in loaded_models(api):
        api.post("/api/chat", json={"model": name, "keep_alive": 0})
    assert wait_until(lambda: not runner_children(engine))
    body = {"model": "gemma3:270m", "messages": [{"role": "user", "content": "hi"}]}
    with pytest.raises(httpx.ReadTimeout):
        api.post("/api/chat", json=body, timeout=0.15)
    assert wait_until(lambda: not runner_children(engine))
    assert "gemma3:270m" not in loaded_models(api)


def test_disconnecting_in_a_long_prompt_frees_the_runner(engine: EngineProcess, api: httpx.Client) -> None:
    chat_answer(api)
    body = {"model": SMOL, "messages": [{"role": "user", "content": "tea " * 3500}]}
    with pytest.raises(httpx.ReadTimeout):
        api.post("/api/chat", json=body, timeout=0.3)
    assert all(wait_until(lambda process=process: is_idle(process)) for process in runner_children(engine))
    assert chat_answer(api)["done"]


def test_a_killed_runner_ends_the_stream_with_a_line_and_the_next_chat_reloads(
    engine: EngineProcess, api: httpx.Client
) -> None:
    chat_answer(api)
    body = {"model": SMOL, "messages": [{"role": "user", "content": "Count."}], "options": ENDLESS}
    with api.stream("POST", "/api/chat", json=body) as stream:
        content = b""
        for part in stream.iter_raw():
            if not content:
                for runner in runner_children(engine):
                    os.kill(runner.pid, signal.SIGKILL)
            content += part
    last = json.loads(content.strip().split(b"\n")[-1])
    assert last == {"error": "an error was encountered while running the model: unexpected EOF"}
    assert chat_answer(api)["message"]["content"]


def test_a_runner_killed_while_nobody_used_it_is_not_missed(engine: EngineProcess, api: httpx.Client) -> None:
    chat_answer(api, model="tiny")
    for runner in runner_children(engine):
        runner.kill()
        runner.wait()
    assert chat_answer(api, model="tiny")["done"]


@pytest.mark.parametrize("separator", ["\u0085", "\u2028", "\u2029"])
def test_line_separators_inside_a_reply_split_nothing(engine: EngineProcess, separator: str) -> None:
    """The official client splits streams with str.splitlines, so nothing that is one may reach it bare."""
    schema = {"type": "object", "properties": {"a": {"const": f"x{separator}y"}}, "required": ["a"]}
    messages = [{"role": "user", "content": "hi"}]
    with ollama.Client(host=engine.url) as client:
        parts = list(client.chat(SMOL, messages, stream=True, format=schema, options={"seed": 1}))
    text = "".join(part.message.content or "" for part in parts)
    assert json.loads(text) == {"a": f"x{separator}y"}


def test_a_second_chat_waits_for_the_first(api: httpx.Client) -> None:
    body = {"model": SMOL, "messages": [{"role": "user", "content": "Tell a story."}], "options": {"num_predict": 40}}
    with api.stream("POST", "/api/chat", json=body) as stream:
        second = read_lines(post_chat(api, "hi"))
        stream.read()
        first = read_lines(stream)
    assert first[-1]["created_at"][:25] <= second[0]["created_at"][:25]
    assert second[-1]["load_duration"] < second[-1]["total_duration"] / 2  # the wait is in no field but the total


@pytest.mark.parametrize(
    ("model", "reason"),
    [("cut:latest", "not within the file bounds"), ("headless:latest", "incomplete"), ("empty:latest", "incomplete")],
)
def test_a_broken_file_is_an_error_with_the_reason_and_nothing_more(api: httpx.Client, model: str, reason: str) -> None:
    answer = post_chat(api, model=model)
    assert answer.status_code == 500
    assert reason in answer.json()["error"]
    assert chat_answer(api)["done"]


def test_a_model_file_that_is_gone_is_an_error(api: httpx.Client, models_dir: Path) -> None:
    api.post("/api/copy", json={"source": "tiny", "destination": "lost"})
    shown = api.post("/api/show", json={"model": "lost"}).json()
    blob = Path(shown["modelfile"].split("\nFROM ")[1].splitlines()[0])
    api.post("/api/chat", json={"model": "tiny", "keep_alive": 0})  # what is in memory needs no file
    hidden = blob.rename(blob.with_suffix(".hidden"))
    try:
        answer = post_chat(api, model="lost")
        assert answer.status_code == 500
        assert "error" in answer.json()
    finally:
        hidden.rename(blob)
        api.request("DELETE", "/api/delete", json={"model": "lost"})
    assert read_lines(post_chat(api, model="tiny"))[-1]["done"]
