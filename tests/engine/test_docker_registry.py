"""Another implementation of a registry: Debian's docker-registry, where installed
(packaging/linux/docker-registry.sh)."""

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
from fixtures.models import SMOLLM2, make_models_dir
from fixtures.ollama_recordings import read_recording
from fixtures.registry import IMAGE, MANIFEST
from teahouse.core.manifest import Blob
from teahouse.core.model import ModelName
from teahouse.engine import pushes
from teahouse.engine.registry import Registry, RegistryTokens

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


def push(engine: EngineProcess, name: str, **fields: object) -> list[dict[str, object]]:
    """The lines of a push."""
    answer = httpx.post(f"{engine.url}/api/push", json={"model": name, **fields}, timeout=60, trust_env=False)
    return [json.loads(line) for line in answer.text.splitlines()]


def test_a_model_is_pushed_to_it_and_pulled_back(registry: httpx.Client, tmp_path: Path) -> None:
    """As the recorded Ollama does: the same statuses in the same order, and the manifest byte for byte."""
    models = tmp_path / "models"
    make_models_dir(models)
    name = f"127.0.0.1:{registry.base_url.port}/me/smol:1"
    with EngineProcess(models) as engine:

        def post(path: str, **body: object) -> httpx.Response:
            return httpx.post(f"{engine.url}{path}", json=body, timeout=60, trust_env=False)

        post("/api/copy", source=SMOLLM2, destination=name)
        lines = push(engine, name, insecure=True)
        again = push(engine, name, insecure=True)
        recorded = read_recording("push.ndjson")
        assert [lines[0], *lines[-2:]] == [recorded[0], *recorded[-2:]]
        assert {tuple(line) for line in lines[1:-2]} == {tuple(line) for line in recorded[1:-2]}
        digests = list(dict.fromkeys(line["digest"] for line in lines[1:-2]))
        assert [line["digest"] for line in again[1:-2]] == digests
        assert all(line["completed"] == line["total"] for line in again[1:-2])
        assert post("/api/push", model=name, insecure=True, stream=False).json() == {"status": "success"}
        [local] = [each for each in httpx.get(f"{engine.url}/api/tags").json()["models"] if each["name"] == name]
        kept = registry.get("/v2/me/smol/manifests/1", headers={"Accept": MANIFEST})
        assert hashlib.sha256(kept.content).hexdigest() == local["digest"]
    with EngineProcess(tmp_path / "others") as engine:
        assert post("/api/pull", model=name, insecure=True, stream=False).json() == {"status": "success"}
        [pulled] = httpx.get(f"{engine.url}/api/tags").json()["models"]
        assert pulled["digest"] == local["digest"]


def test_a_blob_in_several_parts_arrives_whole(
    registry: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pushes, "_PART", 1000)
    data = random.Random(2).randbytes(2500)
    path = tmp_path / "blob"
    path.write_bytes(data)
    name = ModelName.parse(f"127.0.0.1:{registry.base_url.port}/me/parts:1")
    blob = Blob(f"sha256:{hashlib.sha256(data).hexdigest()}", len(data), f"{IMAGE}model")
    pushes.BlobPusher(Registry(name, RegistryTokens(), insecure=True)).send_blob(blob, path)
    assert registry.get(f"/v2/me/parts/blobs/{blob.digest}").content == data


def test_a_push_over_http_has_to_be_allowed(registry: httpx.Client, tmp_path: Path) -> None:
    models = tmp_path / "models"
    make_models_dir(models)
    name = f"127.0.0.1:{registry.base_url.port}/me/smol:1"
    with EngineProcess(models) as engine:
        httpx.post(f"{engine.url}/api/copy", json={"source": SMOLLM2, "destination": name})
        _, line = push(engine, name)
    assert str(line["error"]).startswith(f'Head "https://{name.removesuffix(":1").replace("/me/", "/v2/me/")}/blobs/')
    assert str(line["error"]).endswith("http: server gave HTTP response to HTTPS client")
