"""Pushes that fail; `test_docker_registry` has those that succeed."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from pathlib import Path

import httpx
import pytest

from fixtures.models import SMOLLM2
from fixtures.waits import wait_until_async
from teahouse.core.model import ModelName
from teahouse.engine.blobs import Blobs
from teahouse.engine.models import Models
from teahouse.engine.pushes import push_model

pytestmark = pytest.mark.engine


@pytest.mark.parametrize(
    ("name", "status", "error"),
    [
        ("", 400, "model is required"),
        ("nope", 500, "/manifests/registry.ollama.ai/library/nope/latest: no such file or directory"),
        ("me/nope", 500, "/manifests/registry.ollama.ai/me/nope/latest: no such file or directory"),
    ],
)
def test_a_push_is_refused_in_the_words_of_the_recorded_daemon(
    api: httpx.Client, name: str, status: int, error: str
) -> None:
    answer = api.post("/api/push", json={"model": name, "stream": False})
    assert answer.status_code == status
    assert answer.json()["error"].endswith(error)


def test_a_push_to_a_dead_registry_says_so(api: httpx.Client) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    api.post("/api/copy", json={"source": SMOLLM2, "destination": f"127.0.0.1:{port}/me/x"})
    answer = api.post("/api/push", json={"model": f"127.0.0.1:{port}/me/x", "insecure": True})
    api.request("DELETE", "/api/delete", json={"model": f"127.0.0.1:{port}/me/x"})
    first, second = map(json.loads, answer.text.splitlines())
    assert first == {"status": "retrieving manifest"}
    assert second["error"].startswith(f'Head "http://127.0.0.1:{port}/v2/me/x/blobs/sha256:')
    assert second["error"].endswith(f'": dial tcp 127.0.0.1:{port}: connect: connection refused')


def test_a_push_that_nobody_waits_for_ends_with_its_thread(models_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        models = Models(models_dir, Blobs(models_dir))
        name = ModelName.parse(f"127.0.0.1:{silent.getsockname()[1]}/me/x")
        models.copy_model(ModelName.parse(SMOLLM2), name)

        async def push_and_leave() -> None:
            lines = push_model(models, name, insecure=True)
            assert await anext(lines) == {"status": "retrieving manifest"}
            waiting = asyncio.ensure_future(anext(lines))
            await wait_until_async(lambda: any(thread.name == "push" for thread in threading.enumerate()))
            waiting.cancel()
            await asyncio.wait({waiting})
            await lines.aclose()
            await wait_until_async(lambda: not any(thread.name == "push" for thread in threading.enumerate()))

        try:
            asyncio.run(push_and_leave())
        finally:
            models.delete_model(name)
