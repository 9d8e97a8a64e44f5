"""A sample of the hostile templates that `make torture` tries, and what a killed runner costs those who wait for it."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from fixtures.engine_process import EngineProcess
from fixtures.engine_requests import SMOL, chat_answer, post_chat
from fixtures.models import add_smollm2
from fixtures.runner_checks import is_idle, runner_children
from fixtures.waits import wait_until
from teahouse.engine.blobs import Blobs
from teahouse.engine.errors import ApiError
from teahouse.engine.models import Models, parse_name
from torture import templates

pytestmark = pytest.mark.engine


def test_hostile_templates_end_in_an_error_that_names_them() -> None:
    names = ["range-asked", "doubling-in-load", "endless-macro-asked", "deep-lists", "refusing-asked", "no-syntax"]
    (result,) = templates.run(1, names)
    assert (result.tries, result.failures, result.details) == (6, 0, ())


def test_a_template_that_takes_no_memory_is_ended_by_the_clock(tmp_path: Path) -> None:
    folder = templates.write_models(tmp_path, ["nested-loops-asked"])
    with EngineProcess(folder) as engine, httpx.Client(base_url=engine.url, timeout=120) as api:
        answer = post_chat(api, "boom", "nested-loops-asked")
        assert answer.status_code == 500
        assert "chat template of nested-loops-asked:latest took longer than 10 s" in answer.json()["error"]
        assert chat_answer(api, "boom", templates.GOOD)["done"]


def test_a_client_that_leaves_while_its_template_never_ends_leaves_no_work_behind(tmp_path: Path) -> None:
    folder = templates.write_models(tmp_path, ["range-asked"])
    with EngineProcess(folder) as engine, httpx.Client(base_url=engine.url, timeout=60) as api:
        chat_answer(api, "hi", "range-asked")  # harmless
        with httpx.Client(base_url=engine.url, timeout=0.15) as hasty, pytest.raises(httpx.ReadTimeout):
            post_chat(hasty, "boom", "range-asked")
        assert wait_until(lambda: all(is_idle(process) for process in runner_children(engine)))
        assert chat_answer(api, "hi", "range-asked")["done"]


# A reply that takes many seconds, whatever the model would say by itself.
LONG_LIST = {"type": "array", "items": {"type": "integer"}, "minItems": 1000}


def test_those_who_wait_for_a_runner_that_is_killed_get_their_answer_from_the_next(tmp_path: Path) -> None:
    add_smollm2(tmp_path)
    with (
        EngineProcess(tmp_path) as engine,
        ThreadPoolExecutor(5) as threads,
        httpx.Client(base_url=engine.url, timeout=120) as api,
        api.stream("POST", "/api/chat", json={**_asking("Count.", num_predict=-1), "format": LONG_LIST}) as first,
    ):
        parts = first.iter_raw()
        next(parts)
        waiting = [threads.submit(api.post, "/api/chat", json=_asking("hi", num_predict=3)) for _ in "abc"]
        time.sleep(0.3)  # they stand in line now
        os.kill(runner_children(engine)[0].pid, signal.SIGKILL)
        assert b"error" in b"".join(parts)
        assert [each.result().status_code for each in waiting] == [200, 200, 200]


def _asking(text: str, **options: object) -> dict[str, object]:
    return {"model": SMOL, "messages": [{"role": "user", "content": text}], "options": options}


def test_a_template_larger_than_any_is_refused_before_it_is_tried(tmp_path: Path) -> None:
    folder = templates.write_models(tmp_path, ["larger-than-any"])
    models = Models(folder, Blobs(folder))
    model = models.find_model(parse_name("larger-than-any"))
    assert model is not None
    with pytest.raises(ApiError, match=r"the chat template of larger-than-any:latest is larger than 1 MiB"):
        models.choose_template(model)
