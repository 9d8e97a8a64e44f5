"""The memory of quantized models with random weights: predicted, reported by the engine, and taken by the process."""

from __future__ import annotations

from pathlib import Path

import httpx
import psutil
import pytest

from fixtures.engine_process import EngineProcess
from fixtures.known_shapes import Shape, write_shape
from fixtures.models import add_model
from teahouse.catalogue.registry import read_gguf_header
from teahouse.core.architecture import from_header
from teahouse.core.fit import memory_need

CONTEXT = 2048
ERROR = 0.10
SHAPES = {
    "dense": Shape("llama", 8, 2048, 8192, 32, 8, 64, 8192),
    "experts": Shape("olmoe", 4, 2048, 1024, 16, 16, 128, 8192, experts=16, used=4, tied=False),
    "windows": Shape("gemma3", 8, 1024, 6912, 4, 1, 256, 65536, window=512, norms=True),
}


@pytest.mark.engine
@pytest.mark.parametrize("name", SHAPES)
def test_quantized_weights_are_in_memory_once_as_predicted(tmp_path: Path, name: str) -> None:
    file = write_shape(tmp_path / "model.gguf", SHAPES[name], "Q4_K_M")
    need = memory_need(from_header(read_gguf_header(file)), CONTEXT)
    add_model(tmp_path / "models", f"{name}:latest", file)
    with EngineProcess(tmp_path / "models") as engine, httpx.Client(base_url=engine.url, trust_env=False) as api:
        options = {"num_ctx": CONTEXT, "num_predict": 4}
        body = {"model": name, "prompt": "tea", "raw": True, "stream": False, "options": options}
        assert api.post("/api/generate", json=body, timeout=60).raise_for_status().json()["eval_count"] > 0
        (entry,) = api.get("/api/ps").json()["models"]
        runners = psutil.Process(engine.pid).children(recursive=True)
        taken = max(each.memory_info().rss for each in runners)
    assert need.shown == pytest.approx(entry["size"], rel=ERROR)
    assert entry["size_vram"] == 0
    assert taken < need.total * (1 + ERROR)
