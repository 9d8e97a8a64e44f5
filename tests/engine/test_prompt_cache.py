"""Conversations that take turns: the prompt of each is read once, also from disk."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from fixtures.engine_process import EngineProcess
from fixtures.engine_requests import SMOL
from fixtures.models import make_models_dir
from fixtures.waits import wait_until
from teahouse.core.conversation_files import CHECK, FOLDER, HEADER, STATE
from teahouse.engine.conversations import ConversationStates
from teahouse.engine.loader import choose_prompt_cache

pytestmark = pytest.mark.engine

TEA = "The old tea house stands on the northern slope and serves green tea from three villages. " * 12
SEA = "A fishing boat left the harbour before dawn and came home with herring for the market. " * 12


def ask(api: httpx.Client, text: str) -> Any:
    """The last line of an answer to a conversation of one message."""
    options = {"temperature": 0, "num_predict": 2}
    body = {"model": SMOL, "messages": [{"role": "user", "content": text}], "options": options, "stream": False}
    return api.post("/api/chat", json=body).json()


def test_returning_to_a_conversation_does_not_read_its_prompt_again(api: httpx.Client) -> None:
    first, _other, again = ask(api, TEA), ask(api, SEA), ask(api, f"{TEA} And why?")
    assert first["prompt_eval_count"] > 200
    assert again["prompt_eval_cached_count"] > 0.9 * first["prompt_eval_count"]


@pytest.mark.parametrize(("free", "mib"), [(-5 << 30, 64), (0, 64), (1 << 30, 128), (8 << 30, 1024), (900 << 30, 2048)])
def test_the_cache_of_prompts_is_a_part_of_free_memory(free: int, mib: int) -> None:
    assert choose_prompt_cache(free) == mib


@pytest.fixture
def own_models(tmp_path: Path) -> Path:
    make_models_dir(tmp_path)
    return tmp_path


def talk(url: str, conversation: str, text: str, **fields: Any) -> Any:
    """The last line of an answer within a named conversation."""
    options = {"temperature": 0, "num_predict": 2}
    body = {"model": SMOL, "messages": [{"role": "user", "content": text}], "options": options, "stream": False}
    answer = httpx.post(
        f"{url}/api/chat", json={**body, **fields}, headers={HEADER: conversation}, timeout=120, trust_env=False
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def kept(models: Path) -> list[Path]:
    """The complete states on disk."""
    folder = models / FOLDER
    return [path for path in folder.glob(f"*{STATE}") if path.with_suffix(CHECK).exists()]


def test_a_reopened_conversation_is_restored_by_another_engine(own_models: Path) -> None:
    with EngineProcess(own_models) as engine:
        first = talk(engine.url, "tea", TEA)
        assert "prompt_eval_cached_count" not in first
        assert wait_until(lambda: len(kept(own_models)) == 1)
        (state,) = kept(own_models)
        assert {path.stat().st_mode & 0o777 for path in (state, state.with_suffix(CHECK))} == {0o600}
        assert state.parent.stat().st_mode & 0o777 == 0o700
    with EngineProcess(own_models) as engine:
        talk(engine.url, "sea", "Hello.")
        again = talk(engine.url, "tea", f"{TEA} And why?")
        assert again["prompt_eval_cached_count"] > 0.9 * first["prompt_eval_count"]


@pytest.mark.parametrize("damage", ["cut", "junk", "swapped", "gone"])
def test_a_damaged_state_is_not_used(own_models: Path, damage: str) -> None:
    with EngineProcess(own_models) as engine:
        talk(engine.url, "tea", TEA)
        assert wait_until(lambda: len(kept(own_models)) == 1)
    (state,) = kept(own_models)
    whole = state.read_bytes()
    if damage == "gone":
        state.unlink()
    else:
        half = len(whole) // 2
        state.write_bytes({"cut": whole[:half], "junk": b"tea" * half, "swapped": whole[half:] + whole[:half]}[damage])
    with EngineProcess(own_models) as engine:
        again = talk(engine.url, "tea", TEA)
        assert again["done"]
        assert again.get("prompt_eval_cached_count", 0) == 0


def test_states_are_limited_by_bytes_and_age(tmp_path: Path) -> None:
    states = ConversationStates(tmp_path / "conversations", 250)
    states.prepare_folder()
    for age, name in enumerate(("new", "older", "oldest")):
        state = states.folder / f"{name}{STATE}"
        state.write_bytes(b"x" * 100)
        state.with_suffix(CHECK).write_text("{}")
        os.utime(state, (time.time() - age * 86400,) * 2)
    (states.folder / f"unfinished{STATE}").write_bytes(b"x")
    (states.folder / f"left{CHECK}").write_text("{}")
    states.delete_excess()
    assert {path.name for path in states.folder.iterdir()} == {
        f"{name}{suffix}" for name in ("new", "older") for suffix in (STATE, CHECK)
    }
    os.utime(states.folder / f"older{STATE}", (0, 0))
    states.delete_excess()
    assert {path.stem for path in states.folder.iterdir()} == {"new"}


def test_without_a_budget_nothing_is_written(own_models: Path) -> None:
    with EngineProcess(own_models, arguments=["--states-mib", "0"]) as engine:
        talk(engine.url, "tea", TEA)
        talk(engine.url, "sea", SEA)
    assert not (own_models / FOLDER).exists()
