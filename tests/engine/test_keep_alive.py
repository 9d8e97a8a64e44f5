"""How long models stay loaded, what loads them again, and what unloads them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from fixtures.engine_process import EngineProcess
from fixtures.engine_requests import SMOL, chat_answer, loaded_models, post_chat
from fixtures.runner_checks import runner_children
from fixtures.waits import wait_until

pytestmark = pytest.mark.engine


def _stays(api: httpx.Client, model: str = "tiny:latest") -> float:
    """Seconds the model will stay from now, as ps tells it."""
    text = loaded_models(api)[model]["expires_at"]
    moment = datetime.fromisoformat(text.split(".")[0].rstrip("Z")).replace(tzinfo=UTC)
    return (moment - datetime.now(UTC)).total_seconds()


@pytest.mark.parametrize(
    ("keep_alive", "seconds"),
    [(60, 60), ("10m", 600), ("1h30m", 5400), ("90s", 90), (12.5, 12.5), (None, 12.5)],
)
def test_keep_alive_in_all_its_forms(api: httpx.Client, keep_alive: object, seconds: float) -> None:
    """None keeps what was said before: here the case before it."""
    fields: dict[str, Any] = {} if keep_alive is None else {"keep_alive": keep_alive}
    api.post("/api/chat", json={"model": "tiny", **fields})
    assert abs(_stays(api) - seconds) < 5


@pytest.mark.parametrize("for_ever", [-1, "-1m", 1e30])
def test_a_negative_keep_alive_is_for_ever(api: httpx.Client, for_ever: object) -> None:
    api.post("/api/chat", json={"model": "tiny", "keep_alive": for_ever})
    assert timedelta(seconds=_stays(api)) > timedelta(days=365 * 200)
    api.post("/api/chat", json={"model": "tiny", "keep_alive": 0})


@pytest.mark.parametrize(
    ("keep_alive", "error"),
    [
        ("soon", 'time: invalid duration "soon"'),
        ("5", 'time: missing unit in duration "5"'),
        ("5y", 'time: unknown unit "y" in duration "5y"'),
        ("9999999999h", 'time: invalid duration "9999999999h"'),
        (True, "Unsupported type: 'bool'"),
    ],
)
def test_a_wrong_keep_alive_is_refused_and_leaks_nothing(api: httpx.Client, keep_alive: object, error: str) -> None:
    answer = post_chat(api, model="tiny", keep_alive=keep_alive)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert chat_answer(api, model="tiny", options={"num_ctx": 64})["done"]  # a leaked lease would wait here for ever
    api.post("/api/chat", json={"model": "tiny", "keep_alive": 0})


def test_keep_alive_zero_unloads_after_the_reply(engine: EngineProcess, api: httpx.Client) -> None:
    assert chat_answer(api, model="tiny", keep_alive=0)["done"]
    assert wait_until(lambda: "tiny:latest" not in loaded_models(api))


def test_an_idle_model_leaves_when_its_time_is_over(engine: EngineProcess, api: httpx.Client) -> None:
    api.post("/api/chat", json={"model": "tiny", "keep_alive": 0})
    assert wait_until(lambda: "tiny:latest" not in loaded_models(api))
    others = len(runner_children(engine))
    chat_answer(api, model="tiny", keep_alive="200ms")
    assert wait_until(lambda: "tiny:latest" not in loaded_models(api))
    assert wait_until(lambda: len(runner_children(engine)) == others)


def test_preload_and_unload_answer_with_one_object(api: httpx.Client) -> None:
    for path, field in (("/api/chat", "message"), ("/api/generate", "response")):
        for keep_alive, reason in ((60, "load"), (0, "unload")):
            answer = api.post(path, json={"model": "tiny", "keep_alive": keep_alive}).json()
            assert set(answer) == {"model", "created_at", field, "done", "done_reason"}
            assert answer["done_reason"] == reason
            assert answer["model"] == "tiny"
    assert "tiny:latest" not in loaded_models(api)


def test_the_window_reloads_only_when_somebody_names_another(engine: EngineProcess, api: httpx.Client) -> None:
    chat_answer(api, options={"num_ctx": 1024})
    assert loaded_models(api)[SMOL]["context_length"] == 1024
    before = {process.pid for process in runner_children(engine)}
    chat_answer(api)  # nobody names a window
    chat_answer(api, options={"num_ctx": 1024, "temperature": 1.0, "seed": 7, "num_predict": 2})
    assert {process.pid for process in runner_children(engine)} == before
    chat_answer(api, options={"num_ctx": 2048})
    assert loaded_models(api)[SMOL]["context_length"] == 2048
    assert {process.pid for process in runner_children(engine)} != before


def test_the_window_is_capped_at_the_trained_one(api: httpx.Client) -> None:
    chat_answer(api, model="tiny", options={"num_ctx": 100_000})
    assert loaded_models(api)["tiny:latest"]["context_length"] == 512
    api.post("/api/chat", json={"model": "tiny", "keep_alive": 0})


def test_names_with_the_same_layers_share_a_runner(engine: EngineProcess, api: httpx.Client) -> None:
    api.post("/api/create", json={"model": "twin", "from": SMOL, "system": "Be brief.", "stream": False})
    try:
        chat_answer(api)
        before = {process.pid for process in runner_children(engine)}
        assert chat_answer(api, model="twin")["model"] == "twin"
        assert {process.pid for process in runner_children(engine)} == before
    finally:
        api.request("DELETE", "/api/delete", json={"model": "twin"})
    assert SMOL in loaded_models(api)


def test_more_models_than_places_push_out_the_longest_unused(models_dir: Any) -> None:
    with EngineProcess(models_dir, arguments=["--max-loaded", "1"]) as own, httpx.Client(base_url=own.url) as api:
        for name in ("tiny", "thinker", "tiny"):
            assert api.post("/api/chat", json={"model": name}).json()["done_reason"] == "load"
            assert list(loaded_models(api)) == [f"{name}:latest"]
        assert len(runner_children(own)) == 1
