"""Many clients at the same time that cancel requests: every request is answered, and no lease remains."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import httpx
import pytest

from fixtures.engine_process import EngineProcess
from fixtures.engine_requests import SMOL, chat_answer, loaded_models
from fixtures.runner_checks import runner_children
from fixtures.waits import wait_until

pytestmark = pytest.mark.engine


def _request(chance: random.Random) -> dict[str, Any]:
    """A chat, a load or an unload, with this or that window."""
    body: dict[str, Any] = {"model": chance.choice(["tiny", "thinker", "leaker", SMOL, "cut", "nope"])}
    body["options"] = {"num_predict": chance.randint(1, 6)}
    if chance.random() < 0.3:
        body["options"]["num_ctx"] = chance.choice([256, 512])
    if chance.random() < 0.7:
        body["messages"] = [{"role": "user", "content": "tea"}]
    if chance.random() < 0.3:
        body["keep_alive"] = chance.choice([0, -1, "1s", "soon"])
    return body


async def _client(url: str, seed: int) -> list[int]:
    """A client of six wishes, of which it waits for some not very long; returns the statuses it got."""
    chance = random.Random(seed)
    statuses: list[int] = []
    async with httpx.AsyncClient(base_url=url, timeout=60) as api:
        for _ in range(6):
            patience = chance.choice([60, 60, 0.02, 0.1])
            try:
                statuses.append((await api.post("/api/chat", json=_request(chance), timeout=patience)).status_code)
            except httpx.TimeoutException:
                statuses.append(0)
    return statuses


def test_after_a_storm_everything_is_as_before(engine: EngineProcess, api: httpx.Client) -> None:
    async def storm() -> list[list[int]]:
        return await asyncio.gather(*(_client(engine.url, seed) for seed in range(10)))

    statuses = {status for client in asyncio.run(storm()) for status in client}
    assert statuses <= {0, 200, 400, 404, 500}
    for name in ("tiny", "thinker", SMOL):
        assert chat_answer(api, model=name, options={"num_ctx": 300})[
            "done"
        ]  # a lease still held would wait here for ever
    for name in loaded_models(api):
        api.post("/api/chat", json={"model": name, "keep_alive": 0})
    assert wait_until(lambda: not runner_children(engine))
    assert loaded_models(api) == {}
