"""Conversations that take turns: the prompt of each is read once, also from disk."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from fixtures.chatting import SMOL
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
