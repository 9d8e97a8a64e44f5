"""Quantising with the real library: the daemon's very bytes, every lab's architecture, and what is refused."""

from __future__ import annotations

import ctypes
import hashlib
import io
from pathlib import Path
from typing import Any

import gguf
import pytest

from fixtures.lab_models import MODELS
from fixtures.models import smollm2_file, tiny_llama
from teahouse.engine.workshop.abi import TensorStruct
from teahouse.engine.workshop.control import JobControl
from teahouse.engine.workshop.failure import JobError
from teahouse.engine.workshop.importance import collect_importance
from teahouse.engine.workshop.mixtures import FILE_TYPES, ModelTraits, choose_types, order_names
from teahouse.engine.workshop.native import NativeContext, NativeModel
from teahouse.engine.workshop.quantising import quantise_model

pytestmark = pytest.mark.engine
F16 = "a269e3181fcbb25046f99f64ba8d3c159165b211c2ff4ffca7ba1bb219d2ccd0"
Q4_K_M = "27e1496775b07d69415cc5b6658f448ded3829cd2d769473cf2781e77d020b19"
TEXT = "Tea is an aromatic beverage prepared by pouring hot water over cured leaves of the tea plant. " * 30


def quantise(source: Path, target: Path, kind: str, **more: Any) -> dict[str, Any]:
    return quantise_model(
        {"source": str(source), "target": str(target), "kind": kind, **more}, JobControl(io.StringIO())
    )


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def layers(count: int, **more: str) -> dict[str, tuple[str, tuple[int, ...]]]:
    names = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_up", "ffn_gate", "ffn_down")
    found: dict[str, tuple[str, tuple[int, ...]]] = {
        f"blk.{layer}.{name}.weight": ("F16", (256, 256)) for layer in range(count) for name in names
    }
    return found | {"token_embd.weight": ("F16", (256, 512)), "blk.0.attn_norm.weight": ("F32", (256,))}


@pytest.fixture(scope="module")
def smollm2_f16(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("f16") / "f16.gguf"
    quantise(smollm2_file(), target, "F16", requantise=True)
    return target


def test_the_bytes_are_those_of_the_daemon(smollm2_f16: Path, tmp_path: Path) -> None:
    """The digests of the recorded Ollama, which quantised the same model by llama.cpp's own function."""
    assert sha256_of(smollm2_f16) == F16
    result = quantise(smollm2_f16, tmp_path / "q4.gguf", "q4_k_m")
    assert sha256_of(tmp_path / "q4.gguf") == Q4_K_M
    assert result["types"] == {"F32": 61, "Q8_0": 15, "Q5_0": 166, "Q6_K": 14, "Q4_K": 16}
    assert sha256_of(smollm2_f16) == F16


def test_tensors_are_in_the_order_of_their_layers() -> None:
    names = ["output.weight", "blk.10.b", "blk.2.b", "blk.2.a", "a"]
    assert order_names(names) == ["a", "output.weight", "blk.2.a", "blk.2.b", "blk.10.b"]


def test_a_mixture_gives_more_bits_to_some_layers() -> None:
    chosen = choose_types("Q4_K_M", ModelTraits("llama", 16), layers(16))
    more = [name for name, kind in chosen.items() if kind == "Q6_K"]
    assert [int(name.split(".")[1]) for name in more if "ffn_down" in name] == [0, 1, 4, 7, 10, 13, 14, 15]
    assert [int(name.split(".")[1]) for name in more if "attn_v" in name] == [0, 1, 4, 7, 10, 13, 14, 15]
    assert chosen["token_embd.weight"] == "Q6_K"
    assert chosen["blk.0.attn_norm.weight"] == "F32"
    assert chosen["blk.0.attn_q.weight"] == "Q4_K"


@pytest.mark.parametrize(
    ("kind", "shape", "matrix", "expected"),
    [
        ("Q2_K", ModelTraits("llama", 4, heads_per_kv=4), False, ("Q4_K", "Q3_K", "Q3_K")),
        ("Q2_K", ModelTraits("llama", 4), False, ("Q3_K", "Q3_K", "Q3_K")),
        ("Q3_K_M", ModelTraits("llama", 16), False, ("Q5_K", "Q5_K", "Q4_K")),
        ("Q4_K_S", ModelTraits("llama", 16), False, ("Q5_K", "Q5_K", "Q4_K")),
        ("Q4_K_S", ModelTraits("llama", 16, experts=8), False, ("Q8_0", "Q5_K", "Q5_K")),
        ("Q4_0", ModelTraits("llama", 16), True, ("Q4_0", "Q4_1", "Q4_0")),
        ("IQ4_XS", ModelTraits("llama", 16, heads_per_kv=8), True, ("Q5_K", "IQ4_XS", "IQ4_XS")),
        ("Q3_K_S", ModelTraits("llama", 80, heads_per_kv=8, is_70b=True), False, ("Q5_K", "Q3_K", "Q3_K")),
        ("Q5_K_M", ModelTraits("falcon", 16), False, ("Q6_K", "Q6_K", "Q5_K")),
    ],
)
def test_the_first_layer_of_mixtures(
    kind: str, shape: ModelTraits, matrix: bool, expected: tuple[str, str, str]
) -> None:
    chosen = choose_types(kind, shape, layers(shape.layers), has_matrix=matrix)
    assert tuple(chosen[f"blk.0.{name}.weight"] for name in ("attn_v", "ffn_down", "attn_output")) == expected


def test_an_importance_matrix_changes_the_weights_and_helps(smollm2_f16: Path, tmp_path: Path) -> None:
    plain = quantise(smollm2_f16, tmp_path / "plain.gguf", "Q4_0")
    result = quantise(smollm2_f16, tmp_path / "matrix.gguf", "Q4_0", matrix_text=TEXT)
    assert (result["matrix_chunks"], result["matrix_entries"]) == (1, 210)
    assert plain["matrix_entries"] == 0
    library = JobControl(io.StringIO()).library
    errors = {}
    original = read_logits(library, smollm2_f16)
    for name in ("plain", "matrix"):
        found = read_logits(library, tmp_path / f"{name}.gguf")
        errors[name] = sum((one - other) ** 2 for one, other in zip(original, found, strict=True))
    assert errors["matrix"] < errors["plain"]


def read_logits(library: Any, path: Path) -> list[float]:
    with NativeModel(library, path) as model, NativeContext(model, 512, n_batch=256) as context:
        context.decode(model.tokenize(TEXT)[:128], 0)
        return list(context.logits())


def test_the_matrix_has_the_mean_squares_of_what_each_weight_is_given(tmp_path: Path) -> None:
    """Of experts those of the tokens that the router sent to them; computed here once more, in Python."""
    source, library = MODELS["glm-4.5"].write(tmp_path / "source.gguf"), JobControl(io.StringIO()).library
    found, chunks = collect_importance(library, source, TEXT, 2, lambda share: None)
    assert chunks >= 1
    seen: dict[str, list[tuple[int, list[float]]]] = {}

    def look(tensor: Any, ask: bool, _: object) -> bool:
        fields = tensor.contents
        if library.c.ggml_op_name(fields.op) not in (b"MUL_MAT", b"MUL_MAT_ID"):
            return not ask
        weight, given = (TensorStruct.from_address(pointer) for pointer in fields.src[:2])
        name = weight.name.decode()
        if not ask and name in ("blk.0.attn_q.weight", "blk.1.ffn_down_exps.weight", "blk.1.ffn_up_exps.weight"):
            width, slots, tokens = given.ne[0], given.ne[1], given.ne[2]
            ids = TensorStruct.from_address(fields.src[2]) if "exps" in name else None
            for token in range(tokens):
                for slot in range(ids.ne[0] if ids else slots):
                    at = given.data + token * given.nb[2] + slot % slots * given.nb[1]
                    place = ids.data + token * ids.nb[1] + 4 * slot if ids else 0
                    expert = ctypes.c_int32.from_address(place).value if ids else 0
                    seen.setdefault(name, []).append((expert, list((ctypes.c_float * width).from_address(at))))
        return True

    with NativeModel(library, source) as model:
        tokens = model.tokenize(TEXT)
        with NativeContext(model, 512, n_batch=512, threads=2, callback=look) as context:
            for start in range(0, chunks * 512, 512):
                context.clear()
                context.decode(tokens[start : start + 512], 0, every=True)
    assert len(seen) == 3
    for name, rows in seen.items():
        width = len(rows[0][1])
        for expert in {expert for expert, _ in rows}:
            mine = [row for chosen, row in rows if chosen == expert]
            expected = [sum(row[column] ** 2 for row in mine) / len(mine) for column in range(width)]
            assert found[name][expert * width : (expert + 1) * width] == pytest.approx(expected, rel=1e-3), name


def test_what_is_refused(smollm2_f16: Path, tmp_path: Path) -> None:
    small = tiny_llama(tmp_path / "tiny.gguf")
    split = gguf.GGUFWriter(tmp_path / "split.gguf", "llama")
    split.add_uint16("split.count", 2)
    split.write_header_to_file()
    split.write_kv_data_to_file()
    split.close()
    target = tmp_path / "made.gguf"
    cases = [
        (smollm2_file(), "Q4_K_M", {}, "unsupported"),
        (small, "banana", {}, "parameter"),
        (small, "Q8_0", {"matrix_text": "too short"}, "parameter"),
        (tmp_path / "missing.gguf", "Q8_0", {}, "file"),
        (tmp_path / "split.gguf", "Q8_0", {}, "file"),  # its other part is not there
    ]
    for source, kind, more, code in cases:
        with pytest.raises(JobError) as raised:
            quantise(source, target, kind, **more)
        assert raised.value.code == code, kind
        assert not target.exists()
    target.write_text("mine")
    with pytest.raises(JobError, match="exists already"):
        quantise(small, target, "Q8_0")
    assert target.read_text() == "mine"


def test_all_types_are_those_of_the_table() -> None:
    from teahouse.core.gguf import FILE_TYPES as NAMES

    assert {NAMES[number] for number in FILE_TYPES.values()} == set(FILE_TYPES)
