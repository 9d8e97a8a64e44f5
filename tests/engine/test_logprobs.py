"""The probabilities of tokens on the engine's routes are those of llama.cpp's own `/completion`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from fixtures.engine_process import EngineProcess
from fixtures.engine_requests import SMOL
from fixtures.openai_servers import KEY, llama_server

pytestmark = [pytest.mark.engine, pytest.mark.timeout(600)]

# Would be drafted. A prompt for each test: what is computed after a cached beginning differs by some hundredths.
PROMPTS = (
    "The red fox and the blue whale drank green tea near the old mill.\n" * 5,
    "One two three four five six.\n" * 7,
)
TOKENS, TOPS = 48, 5
OPTIONS = {"temperature": 0.0, "seed": 1, "num_predict": TOKENS, "repeat_penalty": 1.0, "num_ctx": 1024}
NEAR = 1e-3


@pytest.fixture(scope="module")
def api(models_dir: Path) -> Iterator[httpx.Client]:
    """An engine of its own: the runner that it loads does not draft."""
    with (
        EngineProcess(models_dir) as process,
        httpx.Client(base_url=process.url, timeout=300, trust_env=False) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> list[list[dict[str, Any]]]:
    """What llama.cpp's server says of the same prompts, without any drafting."""
    with llama_server(tmp_path_factory.mktemp("llama")) as url:
        body = {"n_predict": TOKENS, "temperature": 0.0, "n_probs": TOPS, "repeat_penalty": 1.0}
        headers = {"Authorization": f"Bearer {KEY}"}
        with httpx.Client(base_url=url, headers=headers, timeout=300, trust_env=False) as client:
            while client.get("/health").status_code != 200:
                pass
            answers = [client.post("/completion", json={**body, "prompt": prompt}).json() for prompt in PROMPTS]
    return [answer["completion_probabilities"] for answer in answers]


def check_equal(found: list[dict[str, Any]], expected: list[dict[str, Any]]) -> None:
    assert [entry["token"] for entry in found] == [entry["token"] for entry in expected][: len(found)]
    assert len(found) >= TOKENS - 1
    for mine, own in zip(found, expected, strict=False):
        assert mine["logprob"] == pytest.approx(own["logprob"], abs=NEAR)
        assert mine["bytes"] == own["bytes"]
        others = {bytes(other["bytes"]): other["logprob"] for other in own["top_logprobs"]}
        shared = [other for other in mine["top_logprobs"] if bytes(other["bytes"]) in others]
        assert len(shared) >= TOPS - 1  # the last ones may be as likely as others
        for other in shared:
            assert other["logprob"] == pytest.approx(others[bytes(other["bytes"])], abs=NEAR)


@pytest.mark.parametrize("number", [0, 1])
def test_generate_has_those_of_the_runner(api: httpx.Client, expected: list[list[dict[str, Any]]], number: int) -> None:
    body = {
        "model": SMOL,
        "prompt": PROMPTS[number],
        "raw": True,
        "options": OPTIONS,
        "logprobs": True,
        "top_logprobs": TOPS,
    }
    text = api.post("/api/generate", json={**body, "stream": number == 0}, timeout=300).text
    lines = [json.loads(line) for line in text.splitlines()]
    check_equal([entry for line in lines for entry in line.get("logprobs") or ()], expected[number])


def test_chats_have_those_of_the_runner(api: httpx.Client) -> None:
    """The same chat on both routes: the same tokens with the same values."""
    messages = [{"role": "user", "content": "Name three kinds of tea, then repeat the names."}]
    wanted = {"model": SMOL, "messages": messages, "logprobs": True, "top_logprobs": TOPS}
    options = {"temperature": 0.0, "seed": 1, "num_predict": 12}
    native = api.post("/api/chat", json={**wanted, "options": options, "stream": False}, timeout=300).json()["logprobs"]
    openai = {"temperature": 0.0, "seed": 1, "max_tokens": 12}
    answer = api.post("/v1/chat/completions", json={**wanted, **openai}, timeout=300).json()
    found = answer["choices"][0]["logprobs"]["content"]
    assert len(found) == len(native) == 12
    check_close(found, native)


def check_close(found: list[dict[str, Any]], expected: list[dict[str, Any]]) -> None:
    for mine, own in zip(found, expected, strict=True):
        assert (mine["token"], mine["bytes"]) == (own["token"], own["bytes"])
        assert mine["logprob"] == pytest.approx(own["logprob"], abs=NEAR)
