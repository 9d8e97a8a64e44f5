"""Merging adapters: a merged model equals the live one, in every type of weights; a failure leaves nothing."""

from __future__ import annotations

import hashlib
import io
from functools import cache
from pathlib import Path
from typing import Any

import gguf
import httpx
import numpy as np
import pytest

from fixtures import tiny_builds
from fixtures.adapters import write_adapter
from fixtures.engine_process import EngineProcess
from fixtures.models import add_model, smollm2_file, tiny_llama
from fixtures.tiny_writer import bytes_alone
from teahouse.core.adapters import AdapterError
from teahouse.core.gguf import Tensor, tensor_places
from teahouse.engine.blobs import read_header
from teahouse.engine.workshop.control import JobControl
from teahouse.engine.workshop.merge import merge_adapters


def new_control() -> JobControl:
    return JobControl(io.StringIO())


def upload(api: httpx.Client, file: Path) -> str:
    digest = f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"
    assert api.post(f"/api/blobs/{digest}", content=file.read_bytes()).status_code in (200, 201)
    return digest


def logits(api: httpx.Client, model: str, text: str, **scales: float) -> dict[str, float]:
    """The logarithms of the 20 likeliest first tokens."""
    options: dict[str, Any] = {"num_predict": 1, "temperature": 0, **({"adapters": scales} if scales else {})}
    body = {"model": model, "prompt": text, "raw": True, "options": options, "logprobs": True, "top_logprobs": 20}
    answer = api.post("/api/generate", json={**body, "stream": False}).json()
    return {str(each["bytes"]): each["logprob"] for each in answer["logprobs"][0]["top_logprobs"]}


def difference(first: dict[str, float], second: dict[str, float]) -> float:
    """The largest difference of a token that both have."""
    shared = first.keys() & second.keys()
    assert len(shared) > 5
    return max(abs(first[token] - second[token]) for token in shared)


@pytest.mark.engine
def test_a_merged_model_equals_the_live_one(tmp_path: Path) -> None:
    models, text = tmp_path / "models", "The tea house"
    base = tiny_llama(tmp_path / "base.gguf")
    add_model(models, "tiny:latest", base)
    files = [write_adapter(tmp_path / f"{name}.gguf", base, seed=at, strength=0.8) for at, name in enumerate("ab")]
    merge_adapters(base, [(files[0], 0.8), (files[1], -0.5)], tmp_path / "merged.gguf", new_control())
    add_model(models, "merged:latest", tmp_path / "merged.gguf")
    with EngineProcess(models) as engine, httpx.Client(base_url=engine.url, timeout=60, trust_env=False) as api:
        adapters = {file.name: upload(api, file) for file in files}
        api.post("/api/create", json={"model": "live", "from": "tiny", "adapters": adapters})
        live = logits(api, "live", text, a=0.8, b=-0.5)
        assert difference(live, logits(api, "merged", text)) < 1e-3
        assert difference(live, logits(api, "live", text, a=0.0, b=0.0)) > 0.05


@cache
def places(path: Path) -> dict[str, tuple[Tensor, int]]:
    """Each tensor of a file with its place."""
    return {tensor.name: (tensor, place) for tensor, place in tensor_places(read_header(path))}


def stored(path: Path, name: str) -> tuple[str, np.ndarray]:
    """The type of a weight, and its bytes by rows."""
    tensor, place = places(path)[name]
    with path.open("rb") as file:
        file.seek(place)
        data = np.frombuffer(file.read(tensor.size), np.uint8)
    return tensor.kind, data.reshape(*reversed(tensor.shape[1:]), -1)


def numbers(path: Path, name: str) -> np.ndarray:
    kind, data = stored(path, name)
    if kind in ("F32", "F16"):
        return data.view(np.float32 if kind == "F32" else np.float16).astype(np.float32)
    return gguf.quants.dequantize(data, gguf.GGMLQuantizationType[kind])


def test_quantised_weights_are_written_again(tmp_path: Path) -> None:
    """To the byte as gguf quantises the sum; everything else is as before."""
    base = smollm2_file()
    names = ("blk.0.attn_q", "blk.7.ffn_down")
    adapter = write_adapter(tmp_path / "a.gguf", base, weights=names, half=True)
    done = merge_adapters(base, [(adapter, 0.5)], tmp_path / "merged.gguf", new_control())
    assert done["changed"] == 2
    for tensor in read_header(base).tensors:
        kind, data = stored(tmp_path / "merged.gguf", tensor.name)
        if not tensor.name.startswith(names):
            assert np.array_equal(data, stored(base, tensor.name)[1])
            continue
        halves = [numbers(adapter, f"{tensor.name}.lora_{half}") for half in "ba"]
        wanted = numbers(base, tensor.name) + np.float32(0.5 * 8 / 4) * (halves[0] @ halves[1])
        exact = gguf.quants.quantize(wanted, gguf.GGMLQuantizationType[kind])
        assert (exact != data).mean() < 1e-3, tensor.name


def test_experts_are_changed_each(tmp_path: Path) -> None:
    base = tiny_builds.glm4moe(tmp_path / "base.gguf", bytes_alone())
    weight = next(each for each in read_header(base).tensors if each.name.endswith("ffn_up_exps.weight"))
    inputs, outputs, experts = weight.shape
    random = np.random.default_rng(1)
    first = random.standard_normal((experts, 2, inputs)).astype(np.float32)
    second = random.standard_normal((experts, outputs, 2)).astype(np.float32)
    writer = gguf.GGUFWriter(tmp_path / "a.gguf", "glm4moe")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", 2.0)
    writer.add_tensor(f"{weight.name}.lora_a", first)
    writer.add_tensor(f"{weight.name}.lora_b", second)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    merge_adapters(base, [(tmp_path / "a.gguf", 1.0)], tmp_path / "merged.gguf", new_control())
    wanted = numbers(base, weight.name) + second @ first
    assert np.allclose(numbers(tmp_path / "merged.gguf", weight.name), wanted, atol=1e-4)


def test_what_cannot_be_merged_leaves_nothing(tmp_path: Path) -> None:
    base = smollm2_file()
    before = base.stat()
    broken = write_adapter(tmp_path / "broken.gguf", base, longer=1)
    wrong = write_adapter(tmp_path / "nan.gguf", base, first_number=float("nan"))
    for adapter, words in ((broken, "in the model"), (wrong, "not a number")):
        with pytest.raises(AdapterError, match=words):
            merge_adapters(base, [(adapter, 1.0)], tmp_path / "merged.gguf", new_control())
    assert not list(tmp_path.glob("*merged*"))
    assert (base.stat().st_size, base.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
