"""What makes a model faster or smaller is stated with it, shared prefixes are read once, and the cache has its type."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from fixtures.engine_process import EngineProcess
from fixtures.models import SMOLLM2, make_models_dir
from teahouse.core.architecture import from_header
from teahouse.core.conversation_files import HEADER
from teahouse.core.fit import cache_saving
from teahouse.core.model import ModelName
from teahouse.engine.blobs import Blobs
from teahouse.engine.models import Models

pytestmark = pytest.mark.engine

HISTORY = [
    {"role": "system", "content": "You know all about tea and answer in one word. " * 12},
    {"role": "user", "content": "Which tea grows in the hills?"},
]
OTHER = "A fishing boat left the harbour before dawn and came home with herring for the market. " * 12


@pytest.fixture(scope="module")
def own_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    models = tmp_path_factory.mktemp("models")
    make_models_dir(models)
    with EngineProcess(models) as engine:
        yield engine.url, models


def ask(url: str, conversation: str = "", messages: Any = HISTORY, **options: Any) -> Any:
    body = {"model": SMOLLM2, "messages": messages, "stream": False, "options": {"num_predict": 4, **options}}
    headers = {HEADER: conversation} if conversation else {}
    answer = httpx.post(f"{url}/api/chat", json=body, headers=headers, timeout=120, trust_env=False)
    assert answer.status_code == 200, answer.text
    return answer.json()


def loaded(url: str) -> Any:
    (entry,) = httpx.get(f"{url}/api/ps", timeout=60, trust_env=False).json()["models"]
    return entry


def unload(url: str) -> None:
    httpx.post(f"{url}/api/generate", json={"model": SMOLLM2, "keep_alive": 0}, timeout=60, trust_env=False)


def test_lanes_of_one_model_with_one_history_read_it_once(own_engine: tuple[str, Path]) -> None:
    url, _ = own_engine
    unload(url)
    with ThreadPoolExecutor(4) as lanes:
        answers = list(lanes.map(lambda seed: ask(url, seed=seed, temperature=0.5 + seed / 10), range(4)))
    read = sorted(answer["prompt_eval_count"] - answer.get("prompt_eval_cached_count", 0) for answer in answers)
    assert read[-1] == answers[0]["prompt_eval_count"] > 100, "the first one reads all"
    assert read[:-1] == [1, 1, 1], "llama.cpp evaluates the last token again"


def test_a_cache_of_8_bits_takes_the_memory_that_was_promised(own_engine: tuple[str, Path]) -> None:
    url, models = own_engine
    unload(url)
    ask(url, kv_cache_type="f16")
    whole = loaded(url)
    ask(url, kv_cache_type="q8_0")
    small = loaded(url)
    assert (whole["kv_cache_type"], small["kv_cache_type"]) == ("f16", "q8_0")
    found = Models(models, Blobs(models))
    model = found.find_model(ModelName.parse(SMOLLM2))
    assert model is not None
    saving = cache_saving(from_header(found.read_header(model)), small["context_length"], "q8_0")
    sizes = [entry["size"] - entry["prompt_cache"] for entry in (whole, small)]
    assert sizes[0] - sizes[1] == pytest.approx(saving, rel=0.1)
    ask(url)
    assert loaded(url)["kv_cache_type"] == "q8_0", "who does not ask for a type loads nothing again"


def test_an_unknown_type_of_cache_is_refused(own_engine: tuple[str, Path]) -> None:
    url, _ = own_engine
    body = {"model": SMOLLM2, "prompt": "Tea", "options": {"kv_cache_type": "q2"}}
    answer = httpx.post(f"{url}/api/generate", json=body, timeout=60, trust_env=False)
    assert (answer.status_code, answer.json()["error"]) == (
        500,
        'option "kv_cache_type" must be one of f16, q8_0, q4_0',
    )


def test_the_prompts_that_are_kept_in_memory_count_as_memory(own_engine: tuple[str, Path]) -> None:
    url, _ = own_engine
    unload(url)
    ask(url)
    before = loaded(url)
    ask(url, messages=[{"role": "user", "content": OTHER}])
    after = loaded(url)
    assert before["prompt_cache"] == 0 < after["prompt_cache"]
    assert abs(after["size"] - before["size"] - after["prompt_cache"]) <= 1
    assert after["num_thread"] > 0
    assert after["drafts"] is True


def test_an_answer_says_what_was_restored_from_disk_and_a_cold_one_restores_nothing(
    own_engine: tuple[str, Path],
) -> None:
    url, _ = own_engine
    unload(url)
    first = ask(url, "tea")
    assert "prompt_eval_cached_count" not in first
    unload(url)
    again = ask(url, "tea")
    assert again["prompt_eval_restored_count"] == again["prompt_eval_cached_count"] > 100
    unload(url)
    cold = ask(url)
    assert "prompt_eval_cached_count" not in cold
    assert "prompt_eval_restored_count" not in ask(url)
