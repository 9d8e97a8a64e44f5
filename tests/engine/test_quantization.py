"""`quantize` in `/api/create`: the daemon's lines, every lab's model answers afterwards, and what a kill leaves."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from fixtures.engine_process import EngineProcess
from fixtures.engine_requests import read_lines
from fixtures.lab_models import ANSWER, MODELS
from fixtures.models import add_model, add_smollm2, sha256_of, smollm2_file, tiny_llama
from fixtures.waits import wait_until
from teahouse.engine.workshop.control import JobControl
from teahouse.engine.workshop.quantising import quantise_model

pytestmark = pytest.mark.engine
LABS = ("qwen3", "deepseek-v3.1", "kimi-linear", "glm-4.5", "minimax-m2", "hunyuan-a13b")


@pytest.fixture(scope="module")
def models_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, models = tmp_path_factory.mktemp("made"), tmp_path_factory.mktemp("models")
    add_smollm2(models)
    add_model(models, "tiny:f32", tiny_llama(folder / "tiny.gguf"))
    f16 = folder / "f16.gguf"
    values = {"source": str(smollm2_file()), "target": str(f16), "kind": "F16", "requantise": True}
    quantise_model(values, JobControl(io.StringIO()))
    add_model(models, "smollm2:f16", f16, size="134.52M", quantization="F16")
    for lab in LABS:
        add_model(models, f"{lab}:f32", MODELS[lab].write(folder / f"{lab}.gguf"))
    return models


@pytest.fixture(scope="module")
def engine(models_dir: Path) -> Iterator[EngineProcess]:
    with EngineProcess(models_dir) as process:
        yield process


@pytest.fixture
def api(engine: EngineProcess) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=engine.url, timeout=120, trust_env=False) as client:
        yield client


def create(api: httpx.Client, **body: Any) -> list[dict[str, Any]]:
    return read_lines(api.post("/api/create", json=body))


def names(api: httpx.Client) -> set[str]:
    return {model["name"] for model in api.get("/api/tags").json()["models"]}


def test_the_lines_are_those_of_the_daemon(api: httpx.Client) -> None:
    lines = create(api, model="small:q8", **{"from": "tiny:f32"}, quantize="q8_0")
    first = lines[0]
    assert first["status"] == "quantizing F32 model to Q8_0"
    assert first["digest"] == "0000000000000000000"
    assert 0 <= first["completed"] <= first["total"]
    statuses = list(dict.fromkeys(line["status"] for line in lines))
    assert statuses[1] == "verifying conversion"
    assert statuses[-2:] == ["writing manifest", "success"]
    details = api.post("/api/show", json={"model": "small:q8"}).json()["details"]
    assert details["quantization_level"] == "Q8_0"
    assert api.post("/api/show", json={"model": "tiny:f32"}).json()["details"]["quantization_level"] == "F32"


def test_a_model_of_that_type_is_left_as_it_is(api: httpx.Client) -> None:
    lines = create(api, model="again:f16", **{"from": "smollm2:f16"}, quantize="f16")
    assert [line["status"].split(" sha256")[0] for line in lines] == [
        "using existing layer",
        "writing manifest",
        "success",
    ]


def test_what_the_daemon_refuses(api: httpx.Client) -> None:
    answer = api.post("/api/create", json={"model": "x", "from": "tiny:f32", "quantize": "banana"})
    assert answer.status_code == 500
    assert answer.json()["error"].startswith("unsupported quantization type BANANA - supported types are F32, F16,")
    last = create(api, model="x", **{"from": "smollm2:135m"}, quantize="q8_0")[-1]
    assert last["error"] == "quantization is only supported for F16, BF16, F32 and Q8_0 models"
    assert "x:latest" not in names(api)


@pytest.mark.parametrize("lab", LABS)
def test_a_quantised_lab_model_answers(api: httpx.Client, lab: str) -> None:
    lines = create(api, model=f"{lab}:q4", **{"from": f"{lab}:f32"}, quantize="Q4_K_M")
    assert lines[-1] == {"status": "success"}
    body = {
        "model": f"{lab}:q4",
        "messages": [{"role": "user", "content": "Some tea?"}],
        "options": {"num_ctx": 512, "num_predict": 64, "temperature": 0},
        "stream": False,
        "keep_alive": 0,
    }
    assert ANSWER in api.post("/api/chat", json=body).json()["message"]["content"]


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_killed_job_leaves_the_original_and_nothing_else(
    engine: EngineProcess, api: httpx.Client, models_dir: Path
) -> None:
    blobs = models_dir / "blobs"
    before = {path.name: sha256_of(path) for path in blobs.iterdir()}
    listed = names(api)
    with api.stream("POST", "/api/create", json={"model": "x", "from": "smollm2:f16", "quantize": "q4_k_m"}) as answer:
        lines = answer.iter_lines()
        for _ in range(5):
            next(lines)
        assert wait_until(lambda: kill_workers(engine.pid))
        assert '"error"' in list(lines)[-1]
    assert names(api) == listed
    assert wait_until(lambda: {path.name for path in blobs.iterdir()} == set(before))
    assert {path.name: sha256_of(path) for path in blobs.iterdir()} == before


def kill_workers(engine: int) -> bool:
    """Kill the engine's workers; whether there was one."""
    found = [each for each in psutil.Process(engine).children() if "--workshop" in each.cmdline()]
    for process in found:
        process.kill()
    return bool(found)
