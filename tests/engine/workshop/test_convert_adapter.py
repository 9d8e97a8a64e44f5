"""PEFT's adapters as GGUF: names as gguf has them, rows as llama.cpp's converter orders them, and hostile files."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import pytest

from fixtures import tiny_builds
from fixtures.adapters import write_peft, write_safetensors
from fixtures.models import smollm2_file
from fixtures.tiny_writer import bytes_alone
from teahouse.core.adapters import AdapterError
from teahouse.core.gguf import GgufHeader
from teahouse.core.workshop.peft import PERMUTED, PLAIN, convert_names, parse_safetensors, read_peft_config
from teahouse.engine.workshop.control import JobControl
from teahouse.engine.workshop.convert_adapter import CONFIG, WEIGHTS, convert_adapter

SMOLLM2 = {
    "model.layers.0.self_attn.q_proj": (576, 576),
    "model.layers.0.self_attn.k_proj": (192, 576),
    "model.layers.1.self_attn.o_proj": (576, 576),
    "model.layers.1.mlp.gate_proj": (1536, 576),
    "model.layers.1.mlp.up_proj": (1536, 576),
    "model.layers.1.mlp.down_proj": (576, 1536),
}


def permute(weights: np.ndarray, heads: int) -> np.ndarray:
    """As `LlamaModel.permute` of llama.cpp's convert_hf_to_gguf.py."""
    shaped = weights.reshape(heads, 2, weights.shape[0] // heads // 2, *weights.shape[1:])
    return shaped.swapaxes(1, 2).reshape(weights.shape)


def read(path: Path) -> dict[str, np.ndarray]:
    return {tensor.name: tensor.data for tensor in gguf.GGUFReader(path).tensors}


@pytest.mark.parametrize("kind", ["F32", "F16", "BF16"])
def test_a_llama_s_adapter(tmp_path: Path, kind: str) -> None:
    numbers = write_peft(tmp_path / "peft", SMOLLM2, kind=kind)
    done = convert_adapter(tmp_path / "peft", smollm2_file(), tmp_path / "own.gguf", "own", JobControl(io.StringIO()))
    assert (done["rank"], done["alpha"], done["tensors"]) == (4, 8.0, 6)
    found = read(tmp_path / "own.gguf")
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, 30)
    for name, expected in numbers.items():
        module, _, half = name.removeprefix("base_model.model.").removesuffix(".weight").rpartition(".lora_")
        heads = {"q_proj": 9, "k_proj": 3}.get(module.rpartition(".")[2], 0) if half == "B" else 0
        stored = found[f"{names.get_name(module)}.weight.lora_{half.lower()}"]
        wanted = permute(expected, heads) if heads else expected
        assert np.array_equal(stored, wanted.astype(np.float16) if kind == "F16" else wanted), name
        assert stored.dtype == (np.float16 if kind == "F16" else np.float32)
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("architecture", sorted(PERMUTED | PLAIN))
def test_names_are_those_of_gguf(architecture: str) -> None:
    kinds = {text: number for number, text in gguf.MODEL_ARCH_NAMES.items()}
    names = gguf.get_tensor_name_map(kinds[architecture], 2)
    parts = ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj", "mlp.down_proj"]
    parts += ["self_attn.qkv_proj", "mlp.gate_proj", "mlp.up_proj", "mlp.gate_up_proj"]
    known = {part: names.get_name(f"model.layers.1.{part}") for part in parts}
    checked = {part: name for part, name in known.items() if name is not None}
    assert len(checked) >= 4
    for part, name in checked.items():
        assert convert(architecture, f"model.layers.1.{part}") == [f"{name}.weight.lora_a", f"{name}.weight.lora_b"]
    assert convert(architecture, "lm_head") == ["output.weight.lora_a", "output.weight.lora_b"]


def convert(architecture: str, module: str) -> list[str]:
    """The names of the two tensors for a module."""
    keys: dict[str, Any] = {"general.architecture": architecture, f"{architecture}.attention.head_count": 1}
    places = ("attn_q", "attn_k", "attn_v", "attn_output", "attn_qkv", "ffn_down", "ffn_gate", "ffn_up")
    header = lambda names: GgufHeader(keys, tuple(tensor(name) for name in names), 1, 1)  # noqa: E731
    entries = {
        f"base_model.model.{module}.lora_{half}.weight": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]}
        for half in "AB"
    }
    data = json.dumps(entries).encode()
    tensors = parse_safetensors(data, 8 + len(data) + 16)
    base = header([*(f"blk.1.{place}.weight" for place in places), "output.weight"])
    config = read_peft_config(b'{"peft_type": "LORA", "r": 2, "lora_alpha": 2}')
    return [each.name for each in convert_names(tensors, config, base)]


def tensor(name: str) -> Any:
    from teahouse.core.gguf import Tensor

    return Tensor(name, "F32", (2, 2), 16)


@pytest.mark.parametrize(
    ("config", "factor"),
    [
        ({}, 1.0),
        ({"use_rslora": True}, 2.0),
        ({"alpha_pattern": {"q_proj": 16}}, 2.0),
        ({"alpha_pattern": {r"model\.layers\.0\.self_attn\.q_proj": 2}}, 0.25),
        ({"alpha_pattern": {"k_proj": 16}}, 1.0),
    ],
)
def test_scales_of_peft(tmp_path: Path, config: dict[str, Any], factor: float) -> None:
    module = "model.layers.0.self_attn.q_proj"
    numbers = write_peft(tmp_path / "peft", {module: (576, 576)}, **config)
    convert_adapter(tmp_path / "peft", smollm2_file(), tmp_path / "own.gguf", "own", JobControl(io.StringIO()))
    stored = read(tmp_path / "own.gguf")["blk.0.attn_q.weight.lora_b"]
    wanted = permute(numbers[f"base_model.model.{module}.lora_B.weight"], 9) * np.float32(factor)
    assert np.array_equal(stored, wanted)


def test_another_architecture_keeps_its_rows(tmp_path: Path) -> None:
    base = tiny_builds.qwen3(tmp_path / "base.gguf", bytes_alone())
    module = "model.layers.1.self_attn.q_proj"
    numbers = write_peft(tmp_path / "peft", {module: (256, 256)})
    convert_adapter(tmp_path / "peft", base, tmp_path / "own.gguf", "own", JobControl(io.StringIO()))
    stored = read(tmp_path / "own.gguf")["blk.1.attn_q.weight.lora_b"]
    assert np.array_equal(stored, numbers[f"base_model.model.{module}.lora_B.weight"])


def break_folder(folder: Path, kind: str) -> None:
    config, weights = folder / CONFIG, folder / WEIGHTS
    data, one = weights.read_bytes(), np.ones((4, 576), np.float32)
    prefix = "base_model.model.model."
    match kind:
        case "no config" | "no weights":
            (config if kind == "no config" else weights).unlink()
        case "junk config":
            config.write_text("{" * 10000)
        case "cut":
            weights.write_bytes(data[: len(data) // 2])
        case "empty":
            weights.write_bytes(b"")
        case "long header":
            weights.write_bytes((1 << 60).to_bytes(8, "little") + data[8:])
        case "junk header":
            weights.write_bytes(data[:8] + b"[" * (len(data) - 8))
        case "outside":
            weights.write_bytes(data.replace(b'"data_offsets": [0, ', b'"data_offsets": [9, '))
        case "half":
            write_safetensors(weights, {f"{prefix}layers.0.self_attn.q_proj.lora_A.weight": ("F32", one)})
        case "vision":
            write_safetensors(weights, {f"{prefix}vision_tower.layers.0.self_attn.q_proj.lora_A.weight": ("F32", one)})
        case "whole module":
            write_safetensors(weights, {f"{prefix}layers.0.input_layernorm.weight": ("F32", one)})
        case "unknown module":
            write_safetensors(weights, {f"{prefix}layers.0.mamba.in_proj.lora_A.weight": ("F32", one)})
        case "other shape":
            names = [f"{prefix}layers.0.self_attn.q_proj.lora_{half}.weight" for half in "AB"]
            write_safetensors(weights, {names[0]: ("F32", one), names[1]: ("F32", np.ones((594, 4), np.float32))})
        case "dora" | "prefix" | "no rank" | "pattern":
            changes: dict[str, dict[str, Any]] = {
                "dora": {"use_dora": True},
                "prefix": {"peft_type": "PREFIX_TUNING"},
                "no rank": {"r": 0},
                "pattern": {"alpha_pattern": {"(a|b)*c": 3}},
            }
            config.write_text(json.dumps({**json.loads(config.read_text()), **changes[kind]}))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("no config", "has no adapter_config.json"),
        ("no weights", "has no adapter_model.safetensors"),
        ("junk config", "not JSON"),
        ("cut", "incomplete"),
        ("empty", "not a safetensors file"),
        ("long header", "not a safetensors file"),
        ("junk header", "cannot be read"),
        ("outside", "number of bytes"),
        ("half", "one of the two tensors"),
        ("vision", "sees or hears"),
        ("whole module", "no part of a LoRA"),
        ("unknown module", "no known name"),
        ("other shape", "576 × 576 in the model, not 576 × 594"),
        ("dora", "DoRA"),
        ("prefix", "does not describe a LoRA"),
        ("no rank", "no usable r"),
        ("pattern", "alpha_pattern"),
    ],
)
def test_what_cannot_be_converted(tmp_path: Path, kind: str, words: str) -> None:
    write_peft(tmp_path / "peft", SMOLLM2)
    break_folder(tmp_path / "peft", kind)
    with pytest.raises(AdapterError, match=words):
        convert_adapter(tmp_path / "peft", smollm2_file(), tmp_path / "own.gguf", "own", JobControl(io.StringIO()))
    assert [path.name for path in tmp_path.iterdir()] == ["peft"]


def test_an_unknown_architecture_is_named(tmp_path: Path) -> None:
    base = tiny_builds.deepseek2(tmp_path / "base.gguf", bytes_alone())
    write_peft(tmp_path / "peft", {"model.layers.1.self_attn.o_proj": (256, 256)})
    with pytest.raises(AdapterError, match="deepseek2"):
        convert_adapter(tmp_path / "peft", base, tmp_path / "own.gguf", "own", JobControl(io.StringIO()))
