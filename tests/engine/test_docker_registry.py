"""A registry that is not ours: Debian's docker-registry, where there is one (packaging/linux/docker-registry.sh)."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from fixtures.engine_process import EngineProcess
from fixtures.registry import IMAGE, MANIFEST

PROGRAM = shutil.which("docker-registry", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(PROGRAM is None, reason="Debian's package docker-registry is not here"),
]
CONFIGURATION = """
version: 0.1
log: {level: error}
storage: {filesystem: {rootdirectory: FOLDER}}
http: {addr: "127.0.0.1:PORT"}
"""


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[httpx.Client]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = tmp_path / "registry.yml"
    settings.write_text(CONFIGURATION.replace("FOLDER", str(tmp_path / "registry")).replace("PORT", str(port)))
    assert PROGRAM is not None
    with (
        subprocess.Popen([PROGRAM, "serve", settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as serving,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, follow_redirects=True) as client,
    ):
        for _ in range(100):
            try:
                client.get("/v2/")
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                break
        yield client
        serving.kill()


def give(registry: httpx.Client, media_type: str, data: bytes) -> dict[str, object]:
    """Push a blob; its entry for a manifest."""
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    place = registry.post("/v2/library/tea/blobs/uploads/").headers["Location"]
    registry.put(place, params={**httpx.URL(place).params, "digest": digest}, content=data).raise_for_status()
    return {"mediaType": media_type, "digest": digest, "size": len(data)}


def test_it_is_pulled_from_and_goes_on_after_a_cut(registry: httpx.Client, tmp_path: Path) -> None:
    data = random.Random(1).randbytes(40 << 20)
    manifest = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "layers": [give(registry, f"{IMAGE}model", data), give(registry, f"{IMAGE}license", b"MIT")],
        "config": give(registry, "application/vnd.docker.container.image.v1+json", b'{"model_family":"llama"}'),
    }
    raw = json.dumps(manifest).encode()
    registry.put("/v2/library/tea/manifests/1b", content=raw, headers={"Content-Type": MANIFEST}).raise_for_status()
    name = f"127.0.0.1:{registry.base_url.port}/library/tea:1b"
    with EngineProcess(tmp_path / "models") as engine:
        with httpx.stream("POST", f"{engine.url}/api/pull", json={"model": name, "insecure": True}) as answer:
            next(answer.iter_lines())
        answer = httpx.post(f"{engine.url}/api/pull", json={"model": name, "insecure": True}, timeout=60)
        assert json.loads(answer.text.strip().split("\n")[-1]) == {"status": "success"}
        [model] = httpx.get(f"{engine.url}/api/tags").json()["models"]
    assert (model["name"], model["digest"]) == (name, hashlib.sha256(raw).hexdigest())
    whole = tmp_path / "models" / "blobs" / f"sha256-{hashlib.sha256(data).hexdigest()}"
    assert whole.read_bytes() == data
