"""A vision model of ModelScope: its registry names one file, the engine pulls the vision file, too."""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fixtures.registry import Registry
from teahouse.core.model import ModelName
from teahouse.engine import hub_projector
from teahouse.engine.blobs import Blobs
from teahouse.engine.models import Models
from teahouse.engine.pulls import EnginePulls

MODEL, VISION = (random.Random(seed).randbytes(1 << 20) for seed in (1, 2))
FILES = "/api/v1/models/tea/Vision-GGUF/repo/files"


def entry(path: str, data: bytes) -> dict[str, Any]:
    return {"Path": path, "Size": len(data), "Sha256": hashlib.sha256(data).hexdigest(), "Type": "blob"}


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    with Registry() as serving:
        serving.add("tea/Vision-GGUF:Q4_K_M", model=MODEL)
        serving.entry("vision", VISION)
        serving.blobs["repo"] = serving.blobs[f"sha256:{hashlib.sha256(VISION).hexdigest()}"]
        monkeypatch.setattr(hub_projector, "MODELSCOPE_REGISTRY", serving.host)
        yield serving


def pull(registry: Registry, folder: Path) -> list[str]:
    """Pull the model; the media types of its layers."""

    async def replaced(_model: object) -> None:
        raise AssertionError("nothing was replaced")

    async def run() -> None:
        pulls = EnginePulls(models, replaced)
        name = ModelName.parse(f"{registry.host}/tea/Vision-GGUF:Q4_K_M")
        lines = [line async for line in pulls.pull_model(name, insecure=True)]
        assert lines[-1] == {"status": "success"}

    models = Models(folder, Blobs(folder))
    asyncio.run(run())
    (path,) = (folder / "manifests").glob("*/*/*/*")
    return [layer["mediaType"].rpartition(".")[2] for layer in json.loads(path.read_bytes())["layers"]]


def offer(registry: Registry, *files: dict[str, Any]) -> None:
    registry.manifests[FILES] = json.dumps({"Code": 200, "Data": {"Files": list(files)}}).encode()


def test_the_vision_file_becomes_a_layer(registry: Registry, tmp_path: Path) -> None:
    offer(registry, entry("Vision-Q4_K_M.gguf", MODEL), entry("mmproj-F16.gguf", VISION))
    assert pull(registry, tmp_path) == ["model", "projector"]
    stored = tmp_path / "blobs" / f"sha256-{hashlib.sha256(VISION).hexdigest()}"
    assert stored.read_bytes() == VISION
    asked = [request.path for request in registry.asked if "FilePath" in request.path]
    assert asked == ["/api/v1/models/tea/Vision-GGUF/repo?Revision=master&FilePath=mmproj-F16.gguf"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[" * 100_000,
        b'{"Data": {"Files": 5}}',
        b'{"Data": {"Files": []}}',
        json.dumps({"Data": {"Files": [entry("Vision-Q4_K_M.gguf", MODEL)]}}).encode(),
        json.dumps(
            {"Data": {"Files": [{**entry("mmproj.gguf", VISION), "Sha256": "../x"}, None, {"Path": 1}]}}
        ).encode(),
    ],
    ids=["empty", "page", "nested", "no list", "no files", "no vision file", "no digest"],
)
def test_without_a_vision_file_the_model_is_pulled_as_it_is(registry: Registry, tmp_path: Path, body: bytes) -> None:
    registry.manifests[FILES] = body
    assert pull(registry, tmp_path) == ["model"]


def test_a_list_that_is_not_there_does_not_stop_the_pull(registry: Registry, tmp_path: Path) -> None:
    assert pull(registry, tmp_path) == ["model"]


def test_a_manifest_that_names_one_is_left_as_it_is(registry: Registry, tmp_path: Path) -> None:
    offer(registry, entry("mmproj-F16.gguf", VISION))
    registry.add("tea/Vision-GGUF:Q4_K_M", model=MODEL, layers=[("projector", b"another")])
    assert pull(registry, tmp_path) == ["model", "projector"]
    assert not [request for request in registry.asked if "/api/v1/" in request.path]


def test_no_other_registry_is_asked(registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_projector, "MODELSCOPE_REGISTRY", "modelscope.cn")
    assert pull(registry, tmp_path) == ["model"]
    assert not [request for request in registry.asked if "/api/v1/" in request.path]


def test_a_vision_file_with_a_wrong_hash_ends_the_pull(registry: Registry, tmp_path: Path) -> None:
    offer(registry, entry("Vision-Q4_K_M.gguf", MODEL), {**entry("mmproj-F16.gguf", VISION), "Sha256": "a" * 64})
    with pytest.raises(Exception, match="digest mismatch"):
        pull(registry, tmp_path)
    assert not list((tmp_path / "manifests").glob("*/*/*/*"))
