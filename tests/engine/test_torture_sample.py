"""A sample of what `make torture` does to the engine, and the faults that need a folder or a process of their own."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import httpx
import pytest

from fixtures.engine_process import EngineProcess
from fixtures.engine_requests import chat_answer, post_chat
from fixtures.models import TOOLS_TEMPLATE, add_model, tiny_llama
from fixtures.waits import wait_until
from torture import engine as attacks

pytestmark = pytest.mark.engine


def test_a_sample_of_the_attacks_breaks_nothing() -> None:
    for result in attacks.run(0.005):
        assert (result.name, result.failures, result.details) == (result.name, 0, ())


def test_the_attacks_notice_an_answer_that_is_wrong() -> None:
    def fault(status: int, body: str, kind: str = "application/json") -> str:
        return attacks._fault(httpx.Response(status, text=body, headers={"content-type": kind}))

    assert fault(500, '{"error":"internal error: KeyError"}')
    assert fault(502, '{"error":"no"}')
    assert fault(400, "{}")
    assert not fault(400, '{"error":"no"}')
    assert not fault(404, "404 page not found", "text/plain")


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's")
def test_a_disk_that_is_full_costs_the_request_alone(tmp_path: Path) -> None:
    """A limit of file sizes stands for the disk: writing fails in the middle of a file."""
    import resource

    models = tmp_path / "models"
    add_model(models, "tiny:latest", tiny_llama(tmp_path / "tiny.gguf", template=TOOLS_TEMPLATE))
    data = os.urandom(3 << 20)
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    with EngineProcess(models) as engine, httpx.Client(base_url=engine.url, timeout=60) as api:
        before = sorted((models / "blobs").iterdir())
        resource.prlimit(engine.pid, resource.RLIMIT_FSIZE, (1 << 20, resource.RLIM_INFINITY))
        full = api.post(f"/api/blobs/{digest}", content=data)
        assert (full.status_code, "file too large" in full.json()["error"]) == (500, True)
        resource.prlimit(engine.pid, resource.RLIMIT_FSIZE, (1 << 10, resource.RLIM_INFINITY))
        made = api.post("/api/create", json={"model": "made", "from": "tiny", "system": "s" * 5000, "stream": False})
        assert (made.status_code, "file too large" in made.json()["error"]) == (500, True)
        assert sorted((models / "blobs").iterdir()) == before
        assert [model["name"] for model in api.get("/api/tags").json()["models"]] == ["tiny:latest"]
        resource.prlimit(engine.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        assert api.post(f"/api/blobs/{digest}", content=data).status_code == 201
        assert chat_answer(api, model="tiny")["done"]


def test_a_model_file_that_shrinks_under_its_runner_costs_that_model_alone(tmp_path: Path) -> None:
    models = tmp_path / "models"
    add_model(models, "tiny:latest", tiny_llama(tmp_path / "tiny.gguf", template=TOOLS_TEMPLATE))
    other = tiny_llama(tmp_path / "other.gguf", template=TOOLS_TEMPLATE, context=256)
    add_model(models, "other:latest", other)
    with EngineProcess(models) as engine, httpx.Client(base_url=engine.url, timeout=60) as api:
        chat_answer(api, model="tiny")
        chat_answer(api, model="other")
        blob = models / f"blobs/sha256-{hashlib.sha256(other.read_bytes()).hexdigest()}"
        os.truncate(blob, 1000)
        assert wait_until(lambda: post_chat(api, "tea " * 30, "other", stream=False).status_code == 500)
        assert "failed to load model" in post_chat(api, "tea", "other", stream=False).json()["error"]
        assert chat_answer(api, model="tiny")["done"]
