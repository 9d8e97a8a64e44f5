"""The structure of a model from its tensors: of every tiny architecture, and of large models as published."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fixtures import model_details, tiny_builds
from fixtures.lab_models import MODELS
from fixtures.models import gemma3_file, smollm2_file
from fixtures.tiny_writer import bytes_alone
from teahouse.core.details import read_details
from teahouse.core.gguf import Array, GgufHeader, HeaderParser
from teahouse.core.model_structure import Mixer, ModelStructure, WeightPart, part_of, read_structure


def read_header(path: Path) -> GgufHeader:
    data = path.read_bytes()
    header = HeaderParser(len(data)).parse_bytes(data)
    assert header is not None
    return header


def structure_of(header: GgufHeader, *, tensors: bool = True) -> ModelStructure:
    """The structure as read from a host's answer, which hides arrays."""
    keys = {name: None if isinstance(value, Array) else value for name, value in header.keys.items()}
    listed = [{"name": each.name, "type": each.kind, "shape": list(each.shape)} for each in header.tensors]
    return read_structure(read_details("m", {"model_info": keys, "tensors": listed if tensors else []}))


def built(tmp_path: Path, name: str) -> ModelStructure:
    return structure_of(read_header(tiny_builds.BUILDS[name](tmp_path / f"{name}.gguf", bytes_alone(), None)))


@pytest.mark.parametrize("name", tiny_builds.BUILDS)
def test_the_parts_are_all_the_weights_and_bytes_of_the_file(tmp_path: Path, name: str) -> None:
    header = read_header(tiny_builds.BUILDS[name](tmp_path / "m.gguf", bytes_alone(), None))
    structure = structure_of(header)
    assert structure.parameters == sum(total.parameters for total in structure.parts) == header.parameters
    assert structure.size == sum(tensor.size for tensor in header.tensors)
    assert sum(total.tensors for total in structure.parts) == len(header.tensors)
    assert structure.part(WeightPart.OTHER) is None
    outside = sum(
        total.parameters for total in structure.parts if total.part in (WeightPart.EMBEDDING, WeightPart.OUTPUT)
    )
    assert sum(group.parameters for group in structure.groups) + outside + header_norm(header) == header.parameters
    assert len(structure.order) == header.get_own("block_count")


def header_norm(header: GgufHeader) -> int:
    return sum(tensor.shape[0] for tensor in header.tensors if tensor.name == "output_norm.weight")


@pytest.mark.parametrize(
    ("file", "parameters", "blocks"), [(smollm2_file, 134_515_008, [30]), (gemma3_file, 268_098_176, [15, 3])]
)
def test_real_models_have_every_byte_in_a_part(file: Callable[[], Path], parameters: int, blocks: list[int]) -> None:
    path = file()
    parser = HeaderParser(path.stat().st_size)
    with path.open("rb") as stream:
        while parser.header is None:
            parser.parse_bytes(stream.read(4 << 20))
    structure = structure_of(parser.header)
    assert structure.parameters == parameters
    assert [len(group.numbers) for group in structure.groups] == blocks
    assert 0 <= path.stat().st_size - parser.header.length - structure.size < 1024  # what aligns the tensors
    assert structure.tied


@pytest.mark.parametrize("name", MODELS)
def test_the_models_of_the_labs_have_heads_and_something_that_computes(tmp_path: Path, name: str) -> None:
    structure = structure_of(read_header(MODELS[name].write(tmp_path / "m.gguf")))
    kinds = [group.kind for group in structure.groups]
    assert all(kind.inner or kind.experts for kind in kinds)
    assert all(kind.heads for kind in kinds if kind.mixer in (Mixer.ATTENTION, Mixer.LATENT))
    assert all(total.size for total in structure.parts)


def test_blocks_with_a_state_are_told_from_those_that_attend(tmp_path: Path) -> None:
    structure = built(tmp_path, "qwen35moe")
    recurrent, attends = structure.groups
    assert (recurrent.numbers, attends.numbers) == ((0, 1, 2, 4, 5, 6), (3, 7))
    assert (recurrent.kind.mixer, attends.kind.mixer) == (Mixer.RECURRENT, Mixer.ATTENTION)
    assert (attends.kind.heads, attends.kind.kv_heads, attends.kind.head_size) == (4, 2, 64)
    assert (attends.kind.experts, attends.kind.experts_used, attends.kind.shared_experts) == (4, 2, 1)
    assert recurrent.total_of(WeightPart.ATTENTION) == 0 < recurrent.total_of(WeightPart.RECURRENT)
    assert [group.kind.mixer for group in built(tmp_path, "kimi_linear").groups] == [
        Mixer.RECURRENT, Mixer.RECURRENT, Mixer.LATENT,
    ]  # fmt: skip


def test_a_sliding_window_is_where_the_file_or_the_architecture_has_it(tmp_path: Path) -> None:
    assert [group.kind.window for group in built(tmp_path, "gpt_oss").groups] == [128, 0]
    gemma = model_details.details_event("gemma3:270m", model_details.gemma3()).structure
    assert gemma is not None
    assert [(len(group.numbers), group.kind.window) for group in gemma.groups] == [(15, 512), (3, 0)]
    assert (gemma.parameters, gemma.tied, gemma.vocabulary) == (268_098_176, True, 262_144)
    assert gemma.groups[0].kind.head_norms
    shown = model_details.gemma3()
    shown["model_info"] = {key.replace("gemma3.", "newarch."): value for key, value in shown["model_info"].items()} | {
        "general.architecture": "newarch"
    }
    unclear = read_structure(read_details("m", shown))
    assert (unclear.window, unclear.is_window_unclear, len(unclear.groups)) == (512, True, 1)


def test_the_weights_of_one_token_are_those_of_the_experts_it_uses() -> None:
    kimi = model_details.details_event("kimi-k2", model_details.kimi_k2()).structure
    assert kimi is not None
    assert kimi.parameters is not None
    assert kimi.active is not None
    assert kimi.parameters == pytest.approx(1.03e12, rel=0.01)  # as published: 1 trillion, 32 billion active
    assert kimi.active == pytest.approx(32.6e9, rel=0.02)
    dense, sparse = kimi.groups
    assert (dense.numbers, dense.kind.inner, dense.kind.experts) == ((0,), 18432, 0)
    assert (sparse.kind.experts, sparse.kind.experts_used, sparse.kind.shared_experts) == (384, 8, 1)
    assert (sparse.kind.mixer, sparse.kind.latent, sparse.kind.head_size) == (Mixer.LATENT, 512, 192)


def test_without_tensors_only_what_the_metadata_tells_is_known(tmp_path: Path) -> None:
    structure = read_structure(read_details("m", {**model_details.kimi_k2(), "tensors": []}))
    assert (structure.parts, structure.parameters, structure.active, structure.tied) == ((), None, None, None)
    assert [(group.numbers[0], len(group.numbers), group.kind.experts) for group in structure.groups] == [
        (0, 1, 0), (1, 60, 384),
    ]  # fmt: skip
    path = tiny_builds.qwen35(tmp_path / "m.gguf", bytes_alone(), None)
    hybrid = structure_of(read_header(path), tensors=False)
    assert [group.kind.mixer for group in hybrid.groups] == [Mixer.UNKNOWN]
    assert hybrid.groups[0].kind.heads is None


@pytest.mark.parametrize(
    ("tensor", "part"),
    [
        ("token_embd.weight", WeightPart.EMBEDDING),
        ("output.weight", WeightPart.OUTPUT),
        ("output_norm.weight", WeightPart.NORMS),
        ("blk.3.attn_q_norm.weight", WeightPart.NORMS),
        ("blk.3.attn_k.bias", WeightPart.ATTENTION),
        ("blk.3.ffn_gate_inp.weight", WeightPart.EXPERTS),
        ("blk.3.ffn_down_shexp.weight", WeightPart.EXPERTS),
        ("blk.3.ffn_down.weight", WeightPart.FEED_FORWARD),
        ("dec.blk.0.cross_attn_q.weight", WeightPart.ATTENTION),
        ("v.blk.0.attn_q.weight", WeightPart.VISION),
        ("rope_freqs.weight", WeightPart.OTHER),
    ],
)
def test_every_tensor_has_its_part(tensor: str, part: WeightPart) -> None:
    assert part_of(tensor) is part
