"""Ollama's variables: how they are read, and their effect on the engine."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from fixtures.engine_process import EngineProcess
from fixtures.engine_requests import SMOL, chat_answer, loaded_models, read_lines
from fixtures.models import GEMMA3
from teahouse.engine.environment import EngineEnvironment, KvCacheType, parse_host, read_environment

PAGE = "https://tea.example.org"


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("1.2.3.4", "1.2.3.4", 11434),
        ("1.2.3.4:5", "1.2.3.4", 5),
        (":5", "0.0.0.0", 5),
        ("tea.local", "tea.local", 11434),
        ("tea.local:5/path", "tea.local", 5),
        ("http://tea.local", "tea.local", 80),
        ("https://tea.local", "tea.local", 443),
        ("http://[::1]:5/", "::1", 5),
        ("[::1]:5", "::1", 5),
        ("[::1]", "::1", 11434),
        ("::1", "::1", 11434),
        ("1.2.3.4:66000", "1.2.3.4", 11434),
        ("1.2.3.4:five", "1.2.3.4", 11434),
        ("0.0.0.0", "0.0.0.0", 11434),
    ],
)
def test_hosts(text: str, host: str, port: int) -> None:
    assert parse_host(text) == (host, port)


def test_everything_is_read() -> None:
    read = read_environment(
        {
            "OLLAMA_HOST": '"0.0.0.0:5"',
            "OLLAMA_ORIGINS": f"{PAGE}, chrome-extension://*",
            "OLLAMA_KEEP_ALIVE": "1h",
            "OLLAMA_CONTEXT_LENGTH": "8192",
            "OLLAMA_NUM_PARALLEL": "4",
            "OLLAMA_MAX_LOADED_MODELS": "2",
            "OLLAMA_MODELS": "/tea",
            "OLLAMA_KV_CACHE_TYPE": "Q8_0",
        }
    )
    origins = (PAGE, "chrome-extension://*")
    assert read == EngineEnvironment("0.0.0.0", 5, origins, 3600.0, 8192, 4, 2, Path("/tea"), KvCacheType.Q8_0)


@pytest.mark.parametrize(
    ("text", "seconds"), [("90", 90.0), ("-1", math.inf), ("0", 0.0), ("1m30s", 90.0), ("-1m", math.inf)]
)
def test_keep_alive(text: str, seconds: float) -> None:
    assert read_environment({"OLLAMA_KEEP_ALIVE": text}).keep_alive == seconds


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OLLAMA_ORIGINS", "https://*.*"),
        ("OLLAMA_KEEP_ALIVE", "soon"),
        ("OLLAMA_CONTEXT_LENGTH", "-5"),
        ("OLLAMA_CONTEXT_LENGTH", "many"),
        ("OLLAMA_NUM_PARALLEL", "0"),
        ("OLLAMA_KV_CACHE_TYPE", "f64"),
        ("OLLAMA_MODELS", '""'),
    ],
)
def test_what_makes_no_sense_counts_as_not_set(name: str, value: str) -> None:
    assert read_environment({name: value}) == EngineEnvironment()


def test_numbers_are_bounded() -> None:
    read = read_environment({"OLLAMA_NUM_PARALLEL": "9" * 5000, "OLLAMA_CONTEXT_LENGTH": "9" * 5000})
    assert read.parallel <= 64
    assert read.context_length <= 1 << 24


@pytest.fixture(scope="module")
def configured(models_dir: Path) -> Iterator[httpx.Client]:
    variables = {
        "OLLAMA_ORIGINS": f"{PAGE},chrome-extension://*",
        "OLLAMA_KEEP_ALIVE": "-1",
        "OLLAMA_CONTEXT_LENGTH": "1024",
        "OLLAMA_NUM_PARALLEL": "2",
        "OLLAMA_KV_CACHE_TYPE": "q8_0",
        "OLLAMA_MAX_LOADED_MODELS": "1",
    }
    with (
        EngineProcess(models_dir, environment=variables) as engine,
        httpx.Client(base_url=engine.url, timeout=60, trust_env=False) as client,
    ):
        yield client


@pytest.mark.engine
def test_the_engine_does_what_they_say(configured: httpx.Client) -> None:
    own = chat_answer(configured)
    assert own["prompt_eval_count"] == 31
    entry = loaded_models(configured)[SMOL]
    assert entry["context_length"] == 1024
    assert entry["expires_at"] > "2200"
    chat_answer(configured, model=GEMMA3)
    assert list(loaded_models(configured)) == [GEMMA3]


@pytest.mark.engine
def test_requests_are_answered_side_by_side(configured: httpx.Client) -> None:
    """The second is answered while the first, which is longer, is not complete."""
    chat_answer(configured)
    ended: list[str] = []

    def ask(name: str, tokens: int) -> None:
        options = {"num_predict": tokens, "temperature": 0, "stop": ["nowhere"]}
        body = {
            "model": SMOL,
            "messages": [{"role": "user", "content": f"Tell a story of {name}."}],
            "options": options,
        }
        answer = read_lines(configured.post("/api/chat", json=body))
        assert answer[-1]["done"]
        ended.append(name)

    first = threading.Thread(target=ask, args=("long", 300))
    first.start()
    time.sleep(0.2)  # which of them is first does not matter to the assertion
    ask("short", 3)
    first.join()
    assert ended == ["short", "long"]


@pytest.mark.engine
def test_more_pages_may_ask(configured: httpx.Client) -> None:
    for origin, status in ((PAGE, 204), ("chrome-extension://abc", 204), ("https://evil.example", 403)):
        headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        assert configured.options("/api/chat", headers=headers).status_code == status
