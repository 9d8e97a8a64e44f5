"""LoRA adapters: reading a header, whether it fits, names, and scales."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from teahouse.core.adapters import (
    MOST_ADAPTERS,
    AdapterError,
    check_fit,
    keep_own_scales,
    name_adapter,
    read_adapter,
    read_scales,
)
from teahouse.core.gguf import GgufError, GgufHeader, Tensor, tensor_places, tensor_size

KEYS = {
    "general.architecture": "llama",
    "general.type": "adapter",
    "adapter.type": "lora",
    "adapter.lora.alpha": 16,
}


def tensor(name: str, *shape: int, kind: str = "F32") -> Tensor:
    return Tensor(name, kind, shape, tensor_size(kind, shape))


def pair(name: str, inputs: int = 8, outputs: int = 6, rank: int = 2) -> tuple[Tensor, Tensor]:
    return tensor(f"{name}.lora_a", inputs, rank), tensor(f"{name}.lora_b", rank, outputs)


def header(*tensors: Tensor, **keys: Any) -> GgufHeader:
    whole = {**KEYS, **{name.replace("__", "."): value for name, value in keys.items()}}
    return GgufHeader(whole, tensors, 1 << 20, 100)


BASE = GgufHeader(
    {"general.architecture": "llama"},
    (tensor("blk.0.attn_q.weight", 8, 6), tensor("token_embd.weight", 8, 50), tensor("output.weight", 8, 50)),
    1 << 20,
    100,
)
QUERY = "blk.0.attn_q.weight"


def test_an_adapter_is_read() -> None:
    adapter = read_adapter(header(*pair(QUERY)))
    assert (adapter.architecture, adapter.alpha, adapter.rank) == ("llama", 16.0, 2)
    assert adapter.factor(adapter.pairs[0], 0.5) == 4.0
    check_fit(adapter, BASE)
    without = read_adapter(GgufHeader({**KEYS, "adapter.lora.alpha": None}, pair(QUERY), 1 << 20, 100))
    assert without.factor(without.pairs[0], 0.5) == 0.5


def test_an_embedding_is_multiplied_from_the_other_side() -> None:
    flipped = (tensor("token_embd.weight.lora_a", 2, 50), tensor("token_embd.weight.lora_b", 2, 8))
    adapter = read_adapter(header(*flipped))
    assert adapter.pairs[0].shape == (8, 50)
    check_fit(adapter, BASE)
    tied = replace(BASE, tensors=BASE.tensors[:2])
    with pytest.raises(AdapterError, match="also the output"):
        check_fit(adapter, tied)


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (header(), "no weight"),
        (header(*pair(QUERY), general__type="model"), "not a LoRA"),
        (header(*pair(QUERY), adapter__type=7), "not a LoRA"),
        (header(*pair(QUERY), adapter__lora__alpha=0), "alpha"),
        (header(*pair(QUERY), adapter__lora__alpha=True), "alpha"),
        (header(*pair(QUERY), adapter__alora__invocation_tokens=()), "aLoRA"),
        (header(pair(QUERY)[0]), "one of the two"),
        (header(*pair(QUERY), pair(QUERY)[0]), "twice"),
        (header(*pair(QUERY), tensor("blk.0.attn_norm.weight", 8)), "no part of a LoRA"),
        (header(pair(QUERY)[0], tensor(f"{QUERY}.lora_b", 3, 6)), "do not fit each other"),
        (header(pair(QUERY)[0], tensor(f"{QUERY}.lora_b", 2)), "no usable shape"),
        (header(pair(QUERY)[0], tensor(f"{QUERY}.lora_b", 2, 6, kind="Q4_0")), "type Q4_0"),
        (replace(header(*pair(QUERY)), size=120), "incomplete"),
    ],
)
def test_what_is_no_adapter(broken: GgufHeader, words: str) -> None:
    with pytest.raises(AdapterError, match=words):
        read_adapter(broken)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (header(*pair(QUERY), general__architecture="gemma3"), "architecture gemma3"),
        (header(*pair("blk.1.attn_q.weight")), "does not have"),
        (header(*pair(QUERY, outputs=7)), "8 × 6 in the model, not 8 × 7"),
    ],
)
def test_what_does_not_fit(other: GgufHeader, words: str) -> None:
    with pytest.raises(AdapterError, match=words):
        check_fit(read_adapter(other), BASE)


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("Pirate.gguf", "Pirate"),
        ("../a/b c.GGUF", "b-c"),
        ("古诗.gguf", "古诗"),
        ("..", "adapter"),
        ("", "adapter"),
        ("x" * 99, "x" * 64),
    ],
)
def test_the_name_of_a_file(file: str, name: str) -> None:
    assert name_adapter(file) == name
    assert name_adapter(file, [name]) == f"{name}-2"


@pytest.mark.parametrize("value", [None, [], {"a": "b"}, {"a": True}, {"a": 11}, {"a": float("nan")}, {1: 1}])
def test_scales_that_are_none(value: object) -> None:
    with pytest.raises(ValueError, match="scale"):
        read_scales(value)
    assert read_scales({"a": 1, "b": -0.5}) == {"a": 1.0, "b": -0.5}
    with pytest.raises(ValueError, match="scale"):
        read_scales({str(at): 1.0 for at in range(MOST_ADAPTERS + 1)})


def test_only_scales_of_a_model_s_own_adapters_are_kept() -> None:
    options = {"seed": 1, "adapters": {"a": 0.5, "b": 1.0}}
    assert keep_own_scales(options, ["b"]) == {"seed": 1, "adapters": {"b": 1.0}}
    assert keep_own_scales(options, []) == {"seed": 1}
    assert keep_own_scales({"adapters": 3}, ["a"]) == {}


def test_places_of_tensors_are_aligned() -> None:
    tensors = (tensor("a", 3), tensor("b", 4))
    places = list(tensor_places(GgufHeader({}, tensors, 1 << 20, 100)))
    assert [place for _, place in places] == [128, 160]
    for keys, found in (({"general.alignment": 0}, tensors), ({}, (tensor("c", 4, kind="unknown"),))):
        with pytest.raises(GgufError):
            list(tensor_places(GgufHeader(keys, found, 1 << 20, 100)))
